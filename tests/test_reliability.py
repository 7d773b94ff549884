from __future__ import annotations

import numpy as np
import pytest

from classify.evaluation import labelled_examples
from classify.folder import Model
from classify.records import AnnotatedReport
from classify.reliability import bins, calibration_error, coverage


def test_the_calibration_error_is_the_gap_of_confidence_and_accuracy() -> None:
    assert calibration_error(np.full(10, 0.85), np.array([True] * 6 + [False] * 4)) == pytest.approx(0.25)
    assert calibration_error(np.array([0.95, 0.55]), np.array([True, False])) == pytest.approx((0.05 + 0.55) / 2)
    assert calibration_error(np.array([]), np.array([])) == 0


def test_bins_hold_every_sentence_once() -> None:
    found = bins(np.array([0.0, 0.3, 0.31, 1.0]), np.array([False, True, False, True]))
    assert [(one.low, one.sentences, one.accuracy) for one in found] == [(0.0, 1, 0.0), (0.3, 2, 0.5), (0.9, 1, 1.0)]
    assert found[1].confidence == pytest.approx(0.305)


def test_coverage_counts_what_is_kept_and_whose_true_label_is_left() -> None:
    probabilities = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.5, 0.5]])
    found = coverage(probabilities, np.array([0, 1, 0, 0]), np.array([0.45, 0.6]), ("a", "b"), 0.9)
    assert found.kept == 0.5  # the second has both labels left, the fourth b alone, which is not the label said
    assert found.accuracy_kept == 0.5
    assert found.covered == 0.5
    assert found.labels == {"a": pytest.approx(1 / 3), "b": 1.0}
    assert found.size == pytest.approx((1 + 2 + 1 + 1) / 4)


def test_what_is_kept_is_what_the_scorer_does_not_mark_uncertain(tiny: Model, corpus: tuple[AnnotatedReport, ...]) -> None:
    seen, _ = labelled_examples(corpus)
    certain = [not one.uncertain for one in tiny.scorer.predictions(seen)]
    found = coverage(tiny.scorer.probabilities(seen), np.zeros(len(seen), dtype=int), tiny.weights.thresholds, tiny.weights.labels)
    assert found.kept == pytest.approx(np.mean(certain))
