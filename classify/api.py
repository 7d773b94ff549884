"""The library's front door: read, label, balance, explain, train and evaluate, with results that turn into pandas frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classify.balances import balance as _balance
from classify.balances import columns as balance_columns
from classify.balances import rows as balance_rows
from classify.batch import together
from classify.compilation import reports as _reports
from classify.folder import Model
from classify.folder import load as load_model
from classify.pipeline import label_reports
from classify.quantification import Calibration
from classify.readers import decode, files, read
from classify.records import LABELS, Balance, Document, LabelledReport, Report
from classify.tables import columns, rows

if TYPE_CHECKING:
    import pandas

    from classify.evaluation import Evaluation
    from classify.explanation import ExplainedReport
    from classify.model import SentenceClassifier
    from classify.training import Training

__all__ = ["Balances", "Explanations", "Labelled", "balance", "evaluate", "explain", "label", "load_model", "read_reports", "train"]

Source = str | Path | Report


@dataclass(frozen=True, slots=True)
class Labelled(Sequence[LabelledReport]):
    """Labelled reports, in order."""

    reports: tuple[LabelledReport, ...]
    labels: tuple[str, ...] = LABELS
    calibration: Calibration | None = None

    def __getitem__(self, index: int) -> LabelledReport:  # type: ignore[override]
        return self.reports[index]

    def __len__(self) -> int:
        return len(self.reports)

    def to_frame(self) -> pandas.DataFrame:
        """Gives a frame with one row for each piece of text; the columns are those of `classify label`."""
        import pandas

        return pandas.DataFrame([row for report in self.reports for row in rows(report, self.labels)], columns=list(columns(self.labels)))

    def to_html(self, lang: str = "zh") -> str:
        """Gives a page of its own: how the reports balance, and their texts with every sentence coloured. `lang` is zh or en."""
        from classify.accounts import accounts
        from classify.page import labelled_page

        return labelled_page(accounts(self.reports, self.labels, self.calibration), self.labels, lang)

    def _repr_html_(self) -> str:
        from classify.page import labelled_fragment

        return labelled_fragment(self.reports, self.labels)


@dataclass(frozen=True, slots=True)
class Balances(Sequence[Balance]):
    """The balances of reports, in order."""

    balances: tuple[Balance, ...]
    labels: tuple[str, ...] = LABELS

    def __getitem__(self, index: int) -> Balance:  # type: ignore[override]
        return self.balances[index]

    def __len__(self) -> int:
        return len(self.balances)

    def to_frame(self) -> pandas.DataFrame:
        """Gives a frame with one row for each report: counts, shares, corrected shares and the number of uncertain sentences."""
        import pandas

        return pandas.DataFrame(list(balance_rows(self.balances)), columns=list(balance_columns(self.labels)))

    def to_html(self, lang: str = "zh") -> str:
        """Gives a page of its own with a bar for each report. `lang` is zh or en."""
        from classify.page import balances_page

        return balances_page(self.balances, self.labels, lang)

    def _repr_html_(self) -> str:
        from classify.page import balances_fragment

        return balances_fragment(self.balances, self.labels)


@dataclass(frozen=True, slots=True)
class Explanations(Sequence["ExplainedReport"]):
    """Explained reports, in order."""

    reports: tuple[ExplainedReport, ...]

    def __getitem__(self, index: int) -> ExplainedReport:  # type: ignore[override]
        return self.reports[index]

    def __len__(self) -> int:
        return len(self.reports)

    def to_frame(self) -> pandas.DataFrame:
        """Gives a frame with one row for each feature of each sentence, the weightiest first, by its weight for the label."""
        import pandas

        names = ["source", "title", "number", "text", "label", "rival", "block", "token", "weight"]
        found = [
            (report.source, report.title, one.number, one.text, one.prediction.label, one.rival, each.block, each.token, each.weight)
            for report in self.reports
            for one in report.explanations
            for each in one.deciding()
        ]
        return pandas.DataFrame(found, columns=names)


def read_reports(*paths: str | Path, encoding: str | None = None) -> tuple[Report, ...]:
    """Gives the reports in the files, folders and globs named, in order.

    Raises ClassifyError where a path is missing or a file cannot be read.
    """
    return tuple(report for path in files(map(str, paths)) for report in _reports(read(path, encoding)))


def label(source: Source | Iterable[Source], model: Model | None = None) -> Labelled:
    """Labels every sentence of reports, of files or folders (`Path`), or of texts (`str`); many at once are faster than one by one.

    >>> from classify import label
    >>> labelled = label("全年办结案件32件。但人手仍然不足。")
    >>> labelled.to_frame().label.tolist()
    ['achievement', 'problem']
    """
    used = model or load_model()
    sources = [source] if isinstance(source, str | Path | Report) else source
    opened = (report for one in sources for report in _opened(one))
    labelled = tuple(one for some in together(opened, _size) for one in label_reports(some, used))
    return Labelled(labelled, used.weights.labels, used.weights.calibration)


def _size(report: Report) -> int:
    return sum(line.end - line.start for line in report.lines)


def _opened(source: Source) -> Iterator[Report]:
    if isinstance(source, Report):
        yield source
    elif isinstance(source, Path):
        yield from read_reports(source)
    else:
        document = decode(source.encode("utf-8"), "<text>", "utf-8")
        yield from _reports(Document("<text>", document.text))


def balance(source: Labelled | Source | Iterable[Source], model: Model | None = None) -> Balances:
    """Gives the label balance of each report; takes what `label` gives, or whatever `label` takes."""
    labelled = source if isinstance(source, Labelled) else label(source, model)
    return Balances(tuple(_balance(one, labelled.labels, labelled.calibration) for one in labelled.reports), labelled.labels)


def explain(source: Source | Iterable[Source], model: Model | None = None) -> Explanations:
    """Explains the label of every sentence of whatever `label` takes.

    >>> from classify import explain
    >>> explain("全年办结案件32件。但人手仍然不足。")[0].explanations[1].prediction.label
    'problem'
    """
    from classify.explanation import explain_report

    used = model or load_model()
    sources = [source] if isinstance(source, str | Path | Report) else source
    return Explanations(tuple(explain_report(report, used.scorer) for one in sources for report in _opened(one)))


def train(*paths: str | Path, out: str | Path, classifier: SentenceClassifier | None = None) -> Training:
    """Trains on labels files, writes a model folder, and gives the model and its cross-validated figures."""
    from classify.training import train as _train

    return _train(paths, out, classifier)


def evaluate(*paths: str | Path, model: Model | None = None) -> Evaluation:
    """Gives the figures of a model on labels files: per label, with intervals, reliability, coverage, reports and mistakes."""
    from classify.evaluation import evaluate as _evaluate
    from classify.labels import read as read_labels

    return _evaluate(model or load_model(), read_labels(paths))
