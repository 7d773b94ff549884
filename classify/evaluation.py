"""Figures of a model on labelled sentences, and the whole evaluation: intervals, reliability, coverage, reports and mistakes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from classify.errors import LabelsError
from classify.features import Example, examples
from classify.folder import Model
from classify.intervals import Intervals, intervals
from classify.mistakes import MOST, Mistake, Placed, explained, mistakes, placed
from classify.records import AnnotatedReport
from classify.reliability import Bin, Coverage, bins, calibration_error, coverage

if TYPE_CHECKING:
    import pandas


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

    def to_frame(self) -> pandas.DataFrame:
        """Gives a frame with a row for each label: precision, recall, F1 and the number of sentences."""
        import pandas

        return pandas.DataFrame([{"label": label, **asdict(one)} for label, one in self.labels.items()])

    def _repr_html_(self) -> str:
        """The figures in a notebook."""
        table = self.to_frame().to_html(index=False, float_format="{:.3f}".format, border=0)
        return f"{table}<p>accuracy {self.accuracy:.3f}, macro-F1 {self.macro_f1:.3f}, {self.sentences:,} sentences</p>"


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """How one report fared: its accuracy, the shares of the labels given and said, and their mean absolute difference."""

    name: str
    sentences: int
    accuracy: float
    true: Mapping[str, float]
    said: Mapping[str, float]
    share_error: float


@dataclass(frozen=True, slots=True)
class Evaluation(Figures):
    """Figures of a model with all that tells how far to trust them.

    `intervals` is None where there is one report only. `share_error` is the mean of the reports' share errors: how far the
    counted balance of a report is off, in shares (0 to 1). `mistakes` are the surest, of all the wrong ones.
    """

    intervals: Intervals | None = None
    bins: tuple[Bin, ...] = ()
    coverage: Coverage | None = None
    share_error: float = 0.0
    reports: tuple[ReportFigures, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    def to_frame(self) -> pandas.DataFrame:
        """Gives a frame with a row for each label; beside each figure its bounds, such as `f1_low` and `f1_high`."""
        frame = Figures.to_frame(self)
        known = self.intervals.labels if self.intervals else {}
        for name in ("precision", "recall", "f1"):
            for bound in ("low", "high"):
                frame[f"{name}_{bound}"] = [getattr(getattr(known.get(label), name, None), bound, float("nan")) for label in frame["label"]]
        return frame


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


@dataclass(frozen=True, slots=True)
class Judged:
    """Labelled sentences (n) as a model sees them: where they stand, their true labels (n) and probabilities (n × k)."""

    sentences: Sequence[Placed]
    truth: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    thresholds: NDArray[np.float64]
    labels: tuple[str, ...]


def evaluate(model: Model, reports: Sequence[AnnotatedReport], most: int = MOST) -> Evaluation:
    """Gives the evaluation of a model on labelled reports, each sentence seen in its report; it lists `most` mistakes.

    Raises LabelsError where nothing is labelled, or a label is unknown to the model.
    """
    seen, given = labelled_examples(reports)
    labels = model.weights.labels
    if not any(given):
        raise LabelsError("no sentence is labelled; evaluation needs rows with a label")
    if unknown := sorted({label for label in given if label and label not in labels}):
        raise LabelsError(f"the model does not know the labels {', '.join(unknown)}; it was trained with {', '.join(labels)}")
    used = [i for i, label in enumerate(given) if label]
    places = placed(reports)
    probabilities = model.scorer.probabilities(seen)[used]
    truth = np.array([labels.index(str(given[i])) for i in used])
    judged = Judged([places[i] for i in used], truth, probabilities, model.weights.thresholds, labels)
    found = [(used[i], mistake) for i, mistake in mistakes(judged.sentences, truth, probabilities, labels, most)]
    return evaluation(judged, explained(found, model.scorer, seen), model.facts.get("parameters", {}).get("error_rate"))


def evaluation(judged: Judged, wrong: tuple[Mistake, ...], error_rate: float | None) -> Evaluation:
    """Gives the evaluation of judged sentences; `wrong` are the mistakes to list, `error_rate` what the model promises."""
    labels, truth, probabilities = judged.labels, judged.truth, judged.probabilities
    best, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    names = [one.report for one in judged.sentences]
    each, confusions = _by_report(names, truth, best, labels)
    errors = np.array([one.share_error for one in each])
    plain = figures([labels[k] for k in truth], [labels[k] for k in best], labels, confidence.tolist())
    return Evaluation(
        **{name: getattr(plain, name) for name in Figures.__dataclass_fields__},
        intervals=intervals(confusions, errors, labels),
        bins=bins(confidence, best == truth),
        coverage=coverage(probabilities, truth, judged.thresholds, labels, None if error_rate is None else 1 - error_rate),
        share_error=float(errors.mean()),
        reports=each,
        mistakes=wrong,
    )


def _by_report(
    names: Sequence[str], truth: NDArray[np.int64], best: NDArray[np.int64], labels: Sequence[str]
) -> tuple[tuple[ReportFigures, ...], NDArray[np.int64]]:
    """The figures of each report in order, and its confusion counts (reports × true × said)."""
    order = list(dict.fromkeys(names))
    confusions = np.zeros((len(order), len(labels), len(labels)), dtype=np.int64)
    at = {name: i for i, name in enumerate(order)}
    np.add.at(confusions, (np.array([at[name] for name in names]), truth, best), 1)
    found = []
    for name, counts in zip(order, confusions, strict=True):
        total = counts.sum()
        true, said = counts.sum(axis=1) / total, counts.sum(axis=0) / total
        shares = [dict(zip(labels, row.tolist(), strict=True)) for row in (true, said)]
        error = float(np.abs(true - said).mean())
        found.append(ReportFigures(name, int(total), float(counts.trace() / total), shares[0], shares[1], error))
    return tuple(found), confusions
