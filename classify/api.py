"""The library's front door: read, label, balance, train and evaluate, with results that turn into pandas frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classify.balances import balance as _balance
from classify.balances import columns as balance_columns
from classify.balances import rows as balance_rows
from classify.compilation import reports as _reports
from classify.folder import Model
from classify.folder import load as load_model
from classify.pipeline import label_report
from classify.readers import decode, files, read
from classify.quantification import Calibration
from classify.records import LABELS, Balance, Document, LabelledReport, Report
from classify.tables import columns, rows

if TYPE_CHECKING:
    import pandas

    from classify.evaluation import Figures
    from classify.model import SentenceClassifier
    from classify.training import Training

__all__ = ["Balances", "Labelled", "balance", "evaluate", "label", "load_model", "read_reports", "train"]

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


def read_reports(*paths: str | Path, encoding: str | None = None) -> tuple[Report, ...]:
    """Gives the reports in the files, folders and globs named, in order.

    Raises ClassifyError where a path is missing or a file cannot be read.
    """
    return tuple(report for path in files(map(str, paths)) for report in _reports(read(path, encoding)))


def label(source: Source | Iterable[Source], model: Model | None = None) -> Labelled:
    """Labels every sentence of reports, of files or folders (`Path`), or of texts (`str`).

    >>> from classify import label
    >>> labelled = label("全年办结案件32件。但人手仍然不足。")
    >>> labelled.to_frame().label.tolist()
    ['achievement', 'problem']
    """
    used = model or load_model()
    sources = [source] if isinstance(source, str | Path | Report) else source
    labelled = tuple(label_report(report, used) for one in sources for report in _opened(one))
    return Labelled(labelled, used.weights.labels, used.weights.calibration)


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


def train(*paths: str | Path, out: str | Path, classifier: SentenceClassifier | None = None) -> Training:
    """Trains on labels files, writes a model folder, and gives the model and its cross-validated figures."""
    from classify.training import train as _train

    return _train(paths, out, classifier)


def evaluate(*paths: str | Path, model: Model | None = None) -> Figures:
    """Gives the figures of a model on labels files."""
    from classify.evaluation import evaluate as _evaluate
    from classify.labels import read as read_labels

    return _evaluate(model or load_model(), read_labels(paths))
