from __future__ import annotations

import numpy as np
import pytest

from classify.intervals import intervals

LABELS = ("a", "b")


def drawn(right: list[int], each: int = 10) -> np.ndarray:
    """Reports of `each` sentences of label a, of which so many are right."""
    found = np.zeros((len(right), 2, 2), dtype=np.int64)
    found[:, 0, 0], found[:, 0, 1] = right, each - np.array(right)
    return found


def test_the_interval_of_a_mean_is_that_of_drawing_reports() -> None:
    right = np.random.default_rng(1).integers(4, 11, 60).tolist()
    found = intervals(drawn(right), np.zeros(60), LABELS)
    assert found is not None
    mean, error = np.mean(right) / 10, np.std(right) / 10 / np.sqrt(60)
    assert found.accuracy.low == pytest.approx(mean - 1.96 * error, abs=0.012)
    assert found.accuracy.high == pytest.approx(mean + 1.96 * error, abs=0.012)
    assert found.labels["a"].recall == found.accuracy


def test_the_same_seed_gives_the_same_interval() -> None:
    right, errors = np.random.default_rng(1).integers(4, 11, 60).tolist(), np.linspace(0, 1, 60)
    one, other = (intervals(drawn(right), errors, LABELS) for _ in range(2))
    assert one == other
    assert one != intervals(drawn(right), errors, LABELS, seed=1)


def test_reports_that_are_all_alike_have_no_width() -> None:
    found = intervals(drawn([5] * 12), np.full(12, 0.25), LABELS)
    assert found is not None
    assert found.accuracy.low == found.accuracy.high == 0.5
    assert found.share_error.low == pytest.approx(0.25)
    assert not found.rough


def test_one_report_gives_no_interval_and_few_give_rough_ones() -> None:
    assert intervals(drawn([5]), np.zeros(1), LABELS) is None
    found = intervals(drawn([5, 6]), np.zeros(2), LABELS)
    assert found is not None
    assert found.rough


def test_a_label_that_is_nowhere_has_none() -> None:
    found = intervals(drawn([10, 10]), np.zeros(2), LABELS)
    assert found is not None
    assert (found.labels["b"].precision, found.labels["b"].recall, found.labels["b"].f1) == (None, None, None)
    assert found.macro_f1.low == 1
