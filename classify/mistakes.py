"""Mistakes of a model on labelled sentences: the surest of them, with what made it say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from classify.explanation import Deciding, explain
from classify.features import Example
from classify.records import AnnotatedReport, Sentence
from classify.scorer import Scorer

MOST = 20
"""Mistakes that are shown where nobody asks for more."""

_DECIDING = 6  # features named with a mistake


@dataclass(frozen=True, slots=True)
class Mistake:
    """A sentence that the model labels otherwise than a person did.

    `probability` is that of the label said. `deciding` are the features that weigh most for the label said against the
    true one; empty where the model that said it is not at hand.
    """

    report: str
    place: str
    section: tuple[str, ...]
    text: str
    true: str
    said: str
    probability: float
    deciding: tuple[Deciding, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A labelled sentence with the report and the line of the labels file in which it stands."""

    report: str
    place: str
    sentence: Sentence


def placed(reports: Sequence[AnnotatedReport]) -> list[Placed]:
    """Gives every sentence of labelled reports with its place, in the order of evaluation.labelled_examples."""
    return [
        Placed(report.name, place, piece)
        for report in reports
        for piece, place in zip(report.pieces, report.places, strict=True)
        if piece.kind == "sentence"
    ]


def mistakes(
    sentences: Sequence[Placed], truth: NDArray[np.int64], probabilities: NDArray[np.float64], labels: Sequence[str], most: int = MOST
) -> tuple[tuple[int, Mistake], ...]:
    """Gives the mistakes made with most confidence, the surest first, each with its index among the n sentences.

    `truth` (n) and `probabilities` (n × k) count in `labels` (k).
    """
    best = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    wrong = sorted(np.flatnonzero(best != truth).tolist(), key=lambda i: (-confidence[i], i))[:most]
    return tuple(
        (
            i,
            Mistake(
                one.report, one.place, one.sentence.section, one.sentence.text, labels[truth[i]], labels[best[i]], float(confidence[i])
            ),
        )
        for i in wrong
        for one in (sentences[i],)
    )


def explained(found: Sequence[tuple[int, Mistake]], scorer: Scorer, examples: Sequence[Example]) -> tuple[Mistake, ...]:
    """Gives the mistakes with the features that decided; their indexes are those of the examples."""
    reasons = explain(scorer, examples, chosen=[i for i, _ in found]) if found else ()
    return tuple(
        replace(mistake, deciding=reason.deciding(mistake.true)[:_DECIDING]) for (_, mistake), reason in zip(found, reasons, strict=True)
    )
