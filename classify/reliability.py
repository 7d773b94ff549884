"""Reliability of probabilities: whether a model that says 80 % is right in 80 % of such sentences, and what it marks uncertain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The sentences whose confidence lies between two bounds: how many, their mean confidence, and the share that is right."""

    low: float
    high: float
    sentences: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the rule of uncertainty is worth, each a share of sentences (0 to 1).

    `kept` are not marked uncertain, `accuracy_kept` of them have the true label; `covered` have their true label among the
    labels that are not ruled out, as `promised` (conformal prediction, Vovk et al. 2005), for each label in `labels`.
    `size` is the mean number of labels not ruled out.
    """

    kept: float
    accuracy_kept: float
    covered: float
    promised: float | None
    size: float
    labels: Mapping[str, float]


def bins(confidence: NDArray[np.float64], right: NDArray[Any], count: int = BINS) -> tuple[Bin, ...]:
    """Gives the equal bins of confidence that hold any sentence, from the confidence (n) and whether the label is right (n)."""
    at = np.minimum((confidence * count).astype(int), count - 1)
    return tuple(
        Bin(b / count, (b + 1) / count, int(inside.sum()), float(confidence[inside].mean()), float(right[inside].mean()))
        for b in range(count)
        if (inside := at == b).any()
    )


def calibration_error(confidence: NDArray[np.float64], right: NDArray[Any], count: int = BINS) -> float:
    """Gives the expected calibration error: the mean distance of confidence and accuracy over equal bins of confidence."""
    found = bins(confidence, right, count)
    return float(sum(abs(one.accuracy - one.confidence) * one.sentences for one in found) / max(1, len(confidence)))


def coverage(
    probabilities: NDArray[np.float64],
    truth: NDArray[np.int64],
    thresholds: NDArray[np.float64],
    labels: Sequence[str],
    promised: float | None = None,
) -> Coverage:
    """Gives the coverage of n sentences from their probabilities (n × k), the true label of each (n), and the thresholds.

    `thresholds` is the largest doubt at which a label is not ruled out, for each label (k) or each sentence and label (n × k).
    """
    rows = np.arange(len(truth))
    likely = 1 - probabilities <= thresholds
    best = probabilities.argmax(axis=1)
    kept = (likely.sum(axis=1) <= 1) & likely[rows, best]
    right, covered = best == truth, likely[rows, truth]
    return Coverage(
        float(kept.mean()),
        float(right[kept].mean()) if kept.any() else 0.0,
        float(covered.mean()),
        promised,
        float(likely.sum(axis=1).mean()),
        {label: float(covered[truth == k].mean()) for k, label in enumerate(labels) if (truth == k).any()},
    )
