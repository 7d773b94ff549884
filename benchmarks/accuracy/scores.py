"""Scores: accuracy and F1 of pairs of a true and a predicted label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classify.records import LABELS

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Scores:
    """Accuracy, macro-F1 over the four labels, and the F1 of each (0 to 1); `sentences` is how many were judged."""

    sentences: int
    accuracy: float
    macro_f1: float
    f1: dict[str, float]


def scores(pairs: Pairs) -> Scores:
    """Gives the scores of pairs; what was taken for structure is wrong."""
    f1 = {label: _f1(pairs, label) for label in LABELS}
    return Scores(len(pairs), sum(true == said for true, said in pairs) / len(pairs), sum(f1.values()) / len(LABELS), f1)


def _f1(pairs: Pairs, label: str) -> float:
    hits = sum(true == said == label for true, said in pairs)
    both = sum((true == label) + (said == label) for true, said in pairs)
    return 2 * hits / both if both else 0.0
