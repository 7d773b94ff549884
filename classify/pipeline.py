"""The whole road on one screen: from a file to labelled reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, islice

from classify.columns import columns_of_reports
from classify.compilation import reports
from classify.errors import SourceError
from classify.folder import Model
from classify.pieces import Pieces
from classify.predictions import OfPieces
from classify.readers import read
from classify.records import Balance, Document, LabelledReport, Report
from classify.sentences import sentences_of


def label_file(path: str, model: Model, encoding: str | None = None) -> tuple[LabelledReport, ...]:
    """Gives the labelled reports of a file. Raises SourceError where it cannot be read or holds no sentence."""
    return label_document(read(path, encoding), model)


def label_document(document: Document, model: Model) -> tuple[LabelledReport, ...]:
    """Gives the labelled reports of a document. Raises SourceError where it holds no sentence."""
    (labelled,) = label_documents([document], model)
    if isinstance(labelled, SourceError):
        raise labelled
    return labelled


def label_documents(documents: Sequence[Document], model: Model) -> list[tuple[LabelledReport, ...] | SourceError]:
    """Gives the labelled reports of each document, or the error where it holds no sentence; all are scored together."""
    found = [reports(document) for document in documents]
    labelled = iter(label_reports([report for some in found for report in some], model))
    return [_of_document(document, tuple(islice(labelled, len(some)))) for document, some in zip(documents, found, strict=True)]


def _of_document(document: Document, labelled: tuple[LabelledReport, ...]) -> tuple[LabelledReport, ...] | SourceError:
    if any(map(_holds_sentence, labelled)):
        return labelled
    return SourceError(f"{document.source}: headings only, no sentence to label; is the body of the report missing?")


def _holds_sentence(labelled: LabelledReport) -> bool:
    pieces = labelled.pieces
    return "sentence" in pieces.kinds if isinstance(pieces, Pieces) else any(piece.kind == "sentence" for piece in pieces)


def label_report(report: Report, model: Model) -> LabelledReport:
    """Gives one report with a prediction for each of its sentences."""
    return label_reports([report], model)[0]


def label_reports(given: Sequence[Report], model: Model) -> list[LabelledReport]:
    """Gives reports with a prediction for each of their sentences; all are scored together, which is faster than one by one."""
    cut = sentences_of(given)
    dated = [(pieces, report.year) for report, pieces in zip(given, cut, strict=True)]
    found = model.scorer.predictions(columns_of_reports(dated, model.scorer.compiled))
    ends = list(accumulate(pieces.kinds.count("sentence") for pieces in cut))
    return [
        LabelledReport(report, pieces, OfPieces(found.part(low, high), pieces.kinds))
        for report, pieces, low, high in zip(given, cut, [0, *ends], ends, strict=False)
    ]


def balances(labelled: Iterable[LabelledReport], model: Model) -> tuple[Balance, ...]:
    """Gives the balance of each labelled report."""
    from classify.balances import balance  # labelling alone needs none of it

    return tuple(balance(one, model.weights.labels, model.weights.calibration) for one in labelled)
