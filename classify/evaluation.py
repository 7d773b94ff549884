"""Figures of a model on labelled sentences: accuracy, F1, precision and recall of each label, and who is taken for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from classify.errors import LabelsError
from classify.features import Example, examples
from classify.folder import Model
from classify.records import AnnotatedReport


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """Precision, recall and F1 of one label (0 to 1), and how many sentences have it."""

    precision: float
    recall: float
    f1: float
    sentences: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How well predicted labels agree with those that people gave.

    `confusion[true][said]` counts sentences; `calibration_error` is the expected calibration error over ten equal bins
    of confidence (Guo et al. 2017), None where no probabilities are known.
    """

    sentences: int
    accuracy: float
    macro_f1: float
    labels: Mapping[str, LabelFigures]
    confusion: Mapping[str, Mapping[str, int]]
    calibration_error: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """The figures as plain values, for JSON."""
        return asdict(self)


def figures(true: Sequence[str], said: Sequence[str], labels: Sequence[str], confidence: Sequence[float] | None = None) -> Figures:
    """Gives the figures of predicted labels against true ones; macro-F1 is the mean over the labels that occur at all."""
    places = {label: i for i, label in enumerate(labels)}
    confusion = np.zeros((len(labels), len(labels)), dtype=int)
    for one, other in zip(true, said, strict=True):
        confusion[places[one], places[other]] += 1
    hits = confusion.diagonal()
    given, predicted = confusion.sum(axis=1), confusion.sum(axis=0)
    per_label = {
        label: LabelFigures(
            _ratio(hits[i], predicted[i]), _ratio(hits[i], given[i]), _ratio(2 * hits[i], given[i] + predicted[i]), int(given[i])
        )
        for label, i in places.items()
    }
    occurring = [per_label[label].f1 for label, i in places.items() if given[i] or predicted[i]]
    error = None
    if confidence is not None:
        error = calibration_error(np.asarray(confidence), np.asarray([a == b for a, b in zip(true, said, strict=True)]))
    return Figures(
        len(true),
        _ratio(hits.sum(), len(true)),
        float(np.mean(occurring)) if occurring else 0.0,
        per_label,
        {one: {other: int(confusion[places[one], places[other]]) for other in labels} for one in labels},
        error,
    )


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0


def calibration_error(confidence: np.ndarray[Any, Any], right: np.ndarray[Any, Any], bins: int = 10) -> float:
    """Gives the expected calibration error: the mean distance of confidence and accuracy over equal bins of confidence."""
    if not len(confidence):
        return 0.0
    at = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(right[at == b].mean() - confidence[at == b].mean()) * (at == b).mean() for b in range(bins) if (at == b).any()]
    return float(sum(gaps))


def labelled_examples(reports: Sequence[AnnotatedReport]) -> tuple[list[Example], list[str | None]]:
    """Gives the examples of labelled reports and the label of each; None where a sentence has no label."""
    seen: list[Example] = []
    labels: list[str | None] = []
    for report in reports:
        found = examples(report.pieces, report.name, report.year, report.context or _has_sections(report))
        seen.extend(found)
        labels.extend(label for piece, label in zip(report.pieces, report.labels, strict=True) if piece.kind == "sentence")
    return seen, labels


def _has_sections(report: AnnotatedReport) -> bool:
    return any(piece.section for piece in report.pieces)


def evaluate(model: Model, reports: Sequence[AnnotatedReport]) -> Figures:
    """Gives the figures of a model on labelled reports, each sentence seen in its report.

    Raises LabelsError where nothing is labelled, or a label is unknown to the model.
    """
    seen, labels = labelled_examples(reports)
    if not any(labels):
        raise LabelsError("no sentence is labelled; evaluation needs rows with a label")
    unknown = sorted({label for label in labels if label and label not in model.weights.labels})
    if unknown:
        raise LabelsError(f"the model does not know the labels {', '.join(unknown)}; it was trained with {', '.join(model.weights.labels)}")
    predictions = model.scorer.predictions(seen)
    judged = [(label, said) for label, said in zip(labels, predictions, strict=True) if label]
    return figures(
        [label for label, _ in judged],
        [said.label for _, said in judged],
        model.weights.labels,
        [said.confidence for _, said in judged],
    )
