"""The whole road on one screen: from a file to labelled reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from classify.balances import balance
from classify.compilation import reports
from classify.errors import SourceError
from classify.features import examples
from classify.folder import Model
from classify.readers import read
from classify.records import Balance, Document, LabelledReport, Prediction, Report, Sentence
from classify.sentences import sentences


def label_file(path: str, model: Model, encoding: str | None = None) -> tuple[LabelledReport, ...]:
    """Gives the labelled reports of a file. Raises SourceError where it cannot be read or holds no sentence."""
    return label_document(read(path, encoding), model)


def label_document(document: Document, model: Model) -> tuple[LabelledReport, ...]:
    """Gives the labelled reports of a document. Raises SourceError where it holds no sentence."""
    labelled = tuple(label_report(report, model) for report in reports(document))
    if not any(prediction for one in labelled for prediction in one.predictions):
        raise SourceError(f"{document.source}: headings only, no sentence to label; is the body of the report missing?")
    return labelled


def label_report(report: Report, model: Model) -> LabelledReport:
    """Gives one report with a prediction for each of its sentences."""
    pieces = sentences(report)
    return LabelledReport(report, pieces, tuple(_predicted(pieces, report, model)))


def _predicted(pieces: Iterable[Sentence], report: Report, model: Model) -> Iterator[Prediction | None]:
    given = tuple(pieces)
    found = iter(model.scorer.predictions(examples(given, f"{report.document.source}#{report.number}", report.year)))
    for piece in given:
        yield next(found) if piece.kind == "sentence" else None


def balances(labelled: Iterable[LabelledReport], model: Model) -> tuple[Balance, ...]:
    """Gives the balance of each labelled report."""
    return tuple(balance(one, model.weights.labels, model.weights.calibration) for one in labelled)
