from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from classify.quantification import Calibration, calibrate, counted, emq, pacc, pcc, quantify

LABELS = ("achievement", "problem", "plan", "boilerplate")
SHARES = np.array([0.7, 0.1, 0.1, 0.1])
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def drawn(draw: np.random.Generator, targets: Integers, shares: Floats = SHARES, spread: float = 0.55) -> Floats:
    """Probabilities calibrated to `shares`: Bayes' rule on points that scatter around a corner for each label."""
    corners = np.eye(len(shares))
    points = corners[targets] + draw.normal(0, spread, (len(targets), len(shares)))
    likely = np.exp(-((points[:, None, :] - corners) ** 2).sum(axis=2) / (2 * spread**2)) * shares
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))


def report(draw: np.random.Generator, shares: Floats, size: int) -> Integers:
    return draw.choice(len(shares), size, p=shares)


@pytest.fixture(scope="module")
def known() -> Calibration:
    """A calibration from 200 reports whose balances scatter around the known shares."""
    draw = np.random.default_rng(1)
    targets = np.concatenate([report(draw, draw.dirichlet(20 * SHARES), 60) for _ in range(200)])
    found = calibrate(LABELS, drawn(draw, targets), targets, np.repeat(np.arange(200), 60), SHARES)
    assert found is not None
    return found


@pytest.mark.parametrize("true", [(0.25, 0.25, 0.25, 0.25), (0.1, 0.6, 0.2, 0.1), (0.9, 0.05, 0.05, 0.0)])
def test_known_shares_are_recovered_where_counting_is_biased(known: Calibration, true: tuple[float, ...]) -> None:
    draw = np.random.default_rng(2)
    targets = report(draw, np.array(true), 4000)
    probabilities, shares = drawn(draw, targets), np.bincount(targets, minlength=4) / 4000
    for found in (emq(probabilities, SHARES, 0.0, 1.0)[0], pacc(probabilities, known.confusion)):
        assert np.abs(found - shares).max() < 0.03
    errors = [np.abs(found - shares).sum() for found in (quantify(probabilities, known).shares, counted(probabilities))]
    assert errors[0] < errors[1]


def test_the_shares_of_emq_are_a_fixed_point() -> None:
    draw = np.random.default_rng(3)
    probabilities = drawn(draw, report(draw, np.array([0.2, 0.4, 0.2, 0.2]), 500))
    shares, weighted = emq(probabilities, SHARES, 0.0, 1.0)
    again = probabilities * shares / SHARES
    assert (again / again.sum(axis=1, keepdims=True)).mean(axis=0) == pytest.approx(shares, abs=1e-5)
    assert weighted.mean(axis=0) == pytest.approx(shares, abs=1e-5)


def test_emq_stays_near_the_known_shares_where_sentences_are_few() -> None:
    one = np.array([[0.3, 0.6, 0.05, 0.05]])
    free, held = (emq(one, SHARES, strength, 1.0)[0] for strength in (0.0, 50.0))
    assert free[1] == pytest.approx(1.0, abs=0.01)
    assert held == pytest.approx(SHARES, abs=0.02)


def test_calibrated_probabilities_of_the_known_shares_need_no_correction(known: Calibration) -> None:
    draw = np.random.default_rng(4)
    probabilities = drawn(draw, report(draw, SHARES, 4000))
    assert pcc(probabilities) == pytest.approx(SHARES, abs=0.02)
    assert emq(probabilities, SHARES, 0.0, 1.0)[0] == pytest.approx(SHARES, abs=0.03)
    assert pacc(probabilities, known.confusion) == pytest.approx(SHARES, abs=0.03)


@pytest.mark.parametrize("rows", [[[1.0, 0, 0, 0]] * 3, [[0.25] * 4], [[0, 0, 0, 1.0]] * 40, np.eye(4).tolist() * 10])
def test_shares_and_their_bounds_are_shares_whatever_the_probabilities(known: Calibration, rows: list[list[float]]) -> None:
    found = quantify(np.array(rows), known)
    assert found.shares.sum() == pytest.approx(1.0)
    assert (found.low >= 0).all()
    assert (found.low <= found.shares).all()
    assert (found.shares <= found.high).all()
    assert (found.high <= 1).all()
    shares = pacc(np.array(rows), known.confusion)
    assert shares.sum() == pytest.approx(1.0)
    assert (shares >= 0).all()


def test_intervals_hold_the_true_shares_as_often_as_they_say(known: Calibration) -> None:
    draw = np.random.default_rng(5)
    inside = []
    for _ in range(300):
        targets = report(draw, draw.dirichlet(20 * SHARES), int(draw.integers(30, 120)))
        found = quantify(drawn(draw, targets), known)
        true = np.bincount(targets, minlength=4) / len(targets)
        inside.append((found.low <= true) & (true <= found.high))
    assert 0.93 <= np.mean(inside) <= 0.98


def test_more_sentences_give_narrower_intervals(known: Calibration) -> None:
    draw = np.random.default_rng(6)
    probabilities = drawn(draw, report(draw, SHARES, 400))
    short, long = (quantify(rows, known) for rows in (probabilities[:40], probabilities))
    assert (long.high - long.low < short.high - short.low).all()


def test_short_reports_are_counted_and_their_intervals_are_wider(known: Calibration) -> None:
    draw = np.random.default_rng(11)
    probabilities = drawn(draw, report(draw, SHARES, 40))
    whole, part = quantify(probabilities, known), quantify(probabilities[:19], known)
    assert whole.trusted
    assert not part.trusted
    assert part.shares.tolist() == counted(probabilities[:19]).tolist()
    assert (part.high - part.low).sum() > 2 * (whole.high - whole.low).sum()


def test_reports_unlike_the_known_ones_are_not_trusted(known: Calibration) -> None:
    draw = np.random.default_rng(8)
    targets = report(draw, SHARES, 100)
    assert quantify(drawn(draw, targets), known).trusted
    assert not quantify(drawn(draw, targets, spread=1.5), known).trusted


def test_a_correction_that_goes_too_far_is_not_trusted(known: Calibration) -> None:
    lax = replace(known, doubt=99.0)
    leaning = np.tile([0.52, 0.44, 0.02, 0.02], (60, 1))  # all counted as the first label, and most explained by the second
    assert not quantify(leaning, lax).trusted


def test_too_few_reports_or_a_missing_label_give_no_calibration() -> None:
    draw = np.random.default_rng(9)
    targets = report(draw, SHARES, 1200)
    probabilities, reports = drawn(draw, targets), np.repeat(np.arange(20), 60)
    assert calibrate(LABELS, probabilities, targets, reports, SHARES) is not None
    assert calibrate(LABELS, probabilities, targets, reports // 2, SHARES) is None
    assert calibrate(LABELS, probabilities, targets, np.arange(1200), SHARES) is None
    assert calibrate(LABELS, probabilities, np.minimum(targets, 2), reports, SHARES) is None


def test_the_order_of_labels_changes_nothing(known: Calibration) -> None:
    draw = np.random.default_rng(10)
    probabilities = drawn(draw, report(draw, SHARES, 80))
    order = [2, 0, 3, 1]
    other = quantify(probabilities[:, order], known.ordered([LABELS[i] for i in order]))
    assert other.shares == pytest.approx(quantify(probabilities, known).shares[order])
    assert other.low == pytest.approx(quantify(probabilities, known).low[order])
