"""Intervals of figures by the bootstrap: reports are drawn anew with replacement, each as a whole.

The sentences of a report resemble each other, so that drawing single sentences would give intervals that are too narrow
(cluster bootstrap, Davison & Hinkley 1997, section 3.8).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
"""Share of drawn figures that lie within an interval."""

FEW_REPORTS = 10
"""Below this number of reports the intervals are rough: so few draws differ that they come out too narrow."""

_DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds between which a figure lies in 95 % of the draws."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LabelIntervals:
    """Intervals of the figures of one label; None where the label is in none of the drawn reports."""

    precision: Interval | None
    recall: Interval | None
    f1: Interval | None


@dataclass(frozen=True, slots=True)
class Intervals:
    """Intervals of all figures, and from how many reports they were drawn."""

    reports: int
    accuracy: Interval
    macro_f1: Interval
    share_error: Interval
    labels: Mapping[str, LabelIntervals]

    @property
    def rough(self) -> bool:
        """Whether the reports are too few for the bounds to be relied on."""
        return self.reports < FEW_REPORTS


def intervals(confusions: NDArray[np.int64], share_errors: NDArray[np.float64], labels: Sequence[str], seed: int = 0) -> Intervals | None:
    """Gives the intervals of figures from the confusion counts (reports × true × said) and share errors of each report.

    None where there are not two reports. A draw in which a label occurs nowhere does not count for that label.
    """
    count, size = confusions.shape[:2]
    if count < 2:
        return None
    draws = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), _DRAWS)
    drawn = (draws @ confusions.reshape(count, -1)).reshape(_DRAWS, size, size).astype(float)
    hits, given, said = drawn.diagonal(axis1=1, axis2=2), drawn.sum(axis=2), drawn.sum(axis=1)
    precision, recall, f1 = _ratio(hits, said), _ratio(hits, given), _ratio(2 * hits, given + said)
    return Intervals(
        count,
        _required(hits.sum(axis=1) / np.maximum(1, drawn.sum(axis=(1, 2)))),
        _required(_mean(f1)),
        _required(draws @ share_errors / count),
        {
            label: LabelIntervals(*(_bounds(figure[given[:, i] > 0, i]) for figure in (precision, recall, f1)))
            for i, label in enumerate(labels)
        },
    )


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(whole > 0, part / np.maximum(whole, 1), np.nan)


def _mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a draw without any label has no mean
        return np.asarray(np.nanmean(values, axis=1))


def _bounds(values: NDArray[np.float64]) -> Interval | None:
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high))


def _required(values: NDArray[Any]) -> Interval:
    return _bounds(values) or Interval(0.0, 0.0)
