"""The label shares of a report, corrected: counting predicted labels is a biased estimate of them.

A model leans towards what is common in the reports it knows, so that a report with many problems has more of them than
are counted (Forman 2008; Hopkins & King 2010). Three estimates are given, all from calibrated probabilities: their mean
(PCC, Bella et al. 2010), that mean adjusted by a matrix of known confusions (PACC, Bella et al. 2010), and the shares
that explain the probabilities best (EMQ or SLD, Saerens et al. 2002). EMQ, held back, is the one that `quantify` uses:
benchmarks/balance/measure.py compares them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEWEST = 20
"""Sentences of a report below which its correction is not trusted, and reports below which nothing is calibrated."""

LEVEL = 0.95
"""Share of the true shares that intervals are made to hold."""

_SHARPNESS = 1.7  # power of the likelihoods; probabilities flattened for unlike reports lose their colour to the rarer labels
_STRENGTH = 5.0  # sentences that the known shares count for; a short report cannot move far from them
_LEAST = 1e-6  # probability below which differences are rounding
_STEPS = 1000
_CLOSE = 1e-6  # change of a share at which the steps end
_FLOOR = 0.5  # sentences added to a standard error, which is too small where a model is sure and wrong
_TYPICAL = 0.9  # share of known reports that are typical enough to be corrected
_FARTHEST = 0.15  # a correction that moves a share further than any of a known report did is more likely wrong than right
_DISAGREEMENT = 0.1  # between EMQ and PACC; they assume the same and differ only by chance where it holds
_WIDER = 2.0  # times the width of an interval that is not trusted, so that it holds as many true shares as others


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is known of a model's probabilities for k labels, from held-out reports.

    `shares` (k) are the label shares that the probabilities are calibrated to; `confusion` (k × k) the mean
    probabilities of the sentences of each true label, `confidence` (k) their mean highest probability; `widths` (k)
    the standard errors that an interval reaches to either side; `doubt` how many times the expected doubt the
    probabilities of a typical report have at most.
    """

    labels: tuple[str, ...]
    shares: Floats
    confusion: Floats
    confidence: Floats
    widths: Floats
    doubt: float

    def ordered(self, labels: Sequence[str]) -> Calibration:
        """Gives the same with the labels in another order."""
        at = [self.labels.index(label) for label in labels]
        return Calibration(tuple(labels), self.shares[at], self.confusion[at][:, at], self.confidence[at], self.widths[at], self.doubt)


@dataclass(frozen=True, slots=True)
class Quantified:
    """Corrected shares of k labels (0 to 1, sum 1) and their bounds at 95 %; those of counting, wider, if not trusted."""

    shares: Floats
    low: Floats
    high: Floats
    trusted: bool


def counted(probabilities: Floats) -> Floats:
    """Gives the shares (k) of the most probable labels of n sentences (n × k)."""
    return np.asarray(np.bincount(probabilities.argmax(axis=1), minlength=probabilities.shape[1]) / len(probabilities))


def pcc(probabilities: Floats) -> Floats:
    """Gives the mean probabilities (k) of n sentences (n × k): probabilistic classify and count (Bella et al. 2010)."""
    return np.asarray(probabilities.mean(axis=0))


def pacc(probabilities: Floats, confusion: Floats) -> Floats:
    """Gives the shares (k) whose mixture of `confusion` rows is nearest to the mean probabilities (Bella et al. 2010).

    The solution of the linear system is projected on the simplex (Duchi et al. 2008).
    """
    solved = np.linalg.lstsq(confusion.T, pcc(probabilities), rcond=None)[0]
    falling = np.sort(solved)[::-1]
    surplus = (np.cumsum(falling) - 1) / np.arange(1, len(falling) + 1)
    return np.asarray(np.maximum(solved - surplus[np.flatnonzero(falling > surplus)[-1]], 0.0))


def emq(probabilities: Floats, shares: Floats, strength: float = _STRENGTH, sharpness: float = _SHARPNESS) -> tuple[Floats, Floats]:
    """Gives the shares (k) that explain probabilities (n × k) calibrated to `shares`, and the probabilities under them (n × k).

    Expectation-maximisation of Saerens et al. (2002); `strength` adds as many sentences of the known shares (a
    Dirichlet prior), `sharpness` is a power of the probabilities. With 0 and 1 it is the published method.
    """
    likely = np.maximum(probabilities, _LEAST) ** sharpness / shares
    found = shares
    for _ in range(_STEPS):
        weighted = likely * found
        weighted /= weighted.sum(axis=1, keepdims=True)
        before, found = found, (weighted.sum(axis=0) + strength * shares) / (len(weighted) + strength)
        if np.abs(found - before).max() < _CLOSE:
            break
    return found, weighted


def quantify(probabilities: Floats, calibration: Calibration) -> Quantified:
    """Gives the corrected label shares of a report from the probabilities (n × k) of its n ≥ 1 sentences.

    The report is the whole population, so that the intervals hold only the doubt about its sentences' labels, as a sum
    of independent draws, and the doubt about the correction, widened to what held-out reports needed.

    The correction is not trusted where the report has fewer than 20 sentences, where its probabilities are more in
    doubt than those of 90 % of the known reports, where a share moves by more than 0.15, or where EMQ and PACC differ
    by more than 0.1. Then the shares are counted, and the intervals are twice as wide and hold what both estimates say.
    """
    corrected, error = _estimate(probabilities, calibration.shares)
    plain = counted(probabilities)
    half = calibration.widths * error
    trusted = (
        len(probabilities) >= FEWEST
        and _doubt(probabilities, corrected, calibration.confidence) <= calibration.doubt
        and float(np.abs(corrected - plain).max()) <= _FARTHEST
        and float(np.abs(corrected - pacc(probabilities, calibration.confusion)).max()) <= _DISAGREEMENT
    )
    if trusted:
        return Quantified(corrected, np.maximum(corrected - half, 0.0), np.minimum(corrected + half, 1.0), True)
    low, high = np.minimum(corrected, plain) - _WIDER * half, np.maximum(corrected, plain) + _WIDER * half
    return Quantified(plain, np.maximum(low, 0.0), np.minimum(high, 1.0), False)


def calibrate(
    labels: Sequence[str], probabilities: Floats, targets: NDArray[np.int64], reports: NDArray[np.generic], shares: Floats
) -> Calibration | None:
    """Gives what held-out probabilities (n × k), true labels (n) and reports (n) tell of a model; None where it is too little.

    `shares` (k) are those that the probabilities are calibrated to. The width of intervals is the 95 % quantile of the
    errors on the held-out reports, which makes them hold as many of the shares of reports like these.
    """
    names, places, sizes = np.unique(reports, return_inverse=True, return_counts=True)
    found = [np.flatnonzero(places == i) for i in range(len(names)) if sizes[i] >= FEWEST]
    if len(found) < FEWEST or len(np.unique(targets)) < len(labels):
        return None
    best = probabilities.max(axis=1)
    each = [targets == label for label in range(len(labels))]
    confidence = np.array([best[one].mean() for one in each])
    missed, doubts = [], []
    for rows in found:
        estimate, error = _estimate(probabilities[rows], shares)
        missed.append(np.abs(estimate - np.bincount(targets[rows], minlength=len(labels)) / len(rows)) / error)
        doubts.append(_doubt(probabilities[rows], estimate, confidence))
    return Calibration(
        tuple(labels),
        shares,
        np.array([probabilities[one].mean(axis=0) for one in each]),
        confidence,
        np.quantile(np.array(missed), LEVEL, axis=0),
        float(np.quantile(doubts, _TYPICAL)),
    )


def _estimate(probabilities: Floats, shares: Floats) -> tuple[Floats, Floats]:
    """Corrected shares (k) and their standard errors (k).

    The numbers of sentences c are a sum of independent draws given the shares q, with covariance V and mean slope A in
    q; the shares scatter around c as a Dirichlet's do, with covariance D. Both together are a fixed point,
    Var(c) = V + A (D + Var(c) / m²) Aᵀ, with m sentences and prior ones.
    """
    found, weighted = emq(probabilities, shares)
    count, labels = weighted.shape
    together = count + _STRENGTH
    drawn = np.diag(weighted.sum(axis=0)) - weighted.T @ weighted
    slope = drawn / found
    scatter = (np.diag(found) - np.outer(found, found)) / together
    known = np.eye(labels * labels) - np.kron(slope, slope) / together**2
    variance = np.linalg.solve(known, (drawn + slope @ scatter @ slope.T).ravel()).reshape(labels, labels).diagonal()
    return weighted.mean(axis=0), (np.sqrt(np.maximum(variance, 0.0)) + _FLOOR) / count


def _doubt(probabilities: Floats, shares: Floats, confidence: Floats) -> float:
    """The mean doubt about the likeliest label, as a multiple of what sentences with these shares have on average."""
    expected = 1 - float(shares @ confidence)
    return (1 - float(probabilities.max(axis=1).mean())) / max(expected, _LEAST)
