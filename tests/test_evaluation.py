from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, precision_recall_fscore_support

from classify.errors import LabelsError
from classify.evaluation import calibration_error, evaluate, figures
from classify.folder import Model
from classify.records import AnnotatedReport, Sentence

LABELS = ("a", "b", "c")


def test_figures_are_those_of_scikit_learn() -> None:
    random = np.random.default_rng(0)
    true, said = ([LABELS[i] for i in random.integers(0, 3, 200)] for _ in range(2))
    found = figures(true, said, LABELS)
    precision, recall, f1, counts = precision_recall_fscore_support(true, said, labels=LABELS)
    assert found.accuracy == pytest.approx(accuracy_score(true, said))
    assert found.macro_f1 == pytest.approx(f1.mean())
    for i, label in enumerate(LABELS):
        one = found.labels[label]
        assert (one.precision, one.recall, one.f1, one.sentences) == pytest.approx((precision[i], recall[i], f1[i], counts[i]))
    assert sum(found.confusion["a"].values()) == counts[0]


def test_a_label_that_never_occurs_does_not_lower_macro_f1() -> None:
    assert figures(["a", "b"], ["a", "b"], LABELS).macro_f1 == 1


def test_the_calibration_error_is_the_gap_of_confidence_and_accuracy() -> None:
    assert calibration_error(np.full(10, 0.85), np.array([True] * 6 + [False] * 4)) == pytest.approx(0.25)
    assert calibration_error(np.array([0.95, 0.55]), np.array([True, False])) == pytest.approx((0.05 + 0.55) / 2)
    assert calibration_error(np.array([]), np.array([])) == 0


def test_a_model_is_measured_on_reports(tiny: Model, corpus: tuple[AnnotatedReport, ...]) -> None:
    found = evaluate(tiny, corpus)
    assert found.sentences == 44
    assert found.accuracy > 0.9


def test_labels_that_the_model_does_not_know_are_named(tiny: Model) -> None:
    with pytest.raises(LabelsError, match="does not know the labels praise"):
        evaluate(tiny, [AnnotatedReport("r", (Sentence("好。"),), ("praise",), ("f:1",))])
    with pytest.raises(LabelsError, match="no sentence is labelled"):
        evaluate(tiny, [AnnotatedReport("r", (Sentence("好。"),), (None,), ("f:1",))])
