"""Result tables: one row for each piece of text, written as CSV, JSONL, Parquet or XLSX, whole or not at all."""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from io import StringIO
from pathlib import Path
from typing import IO, Any, Protocol

import numpy as np

from classify.errors import MissingExtra, OutputError
from classify.pieces import Pieces
from classify.predictions import OfPieces, Predictions
from classify.records import SECTION_SEPARATOR, LabelledReport, Prediction, Sentence

SUFFIXES = (".csv", ".jsonl", ".parquet", ".xlsx")

_FIRST = ("source", "report", "title", "section", "kind", "start", "end", "text", "label", "confidence")
_DIGITS = 4  # decimals of a probability in a table
_MARK = "\ufeff"  # a byte order mark, by which Excel knows UTF-8
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FRACTIONS = ("p_", "share_", "corrected_", "low_", "high_", "concreteness", "numbers_", "documents_", "dates_")
_COUNTS = (
    "report",
    "reports",
    "start",
    "end",
    "sentences",
    "unanswered_problems",
    "boilerplate_compared",
    "repeated_boilerplate",
    "repeated_in",
)
_XLSX_ROWS = 1_048_575  # rows of a worksheet below its header
_PARQUET_ROWS = 50_000  # rows of a row group

Row = Mapping[str, Any]


class Table(Protocol):
    """A table that is being written."""

    def write(self, rows: Iterable[Row]) -> None:
        """Adds rows; each has a value for every column, None where the cell is empty."""

    def write_cells(self, rows: Iterable[Sequence[Any]]) -> None:
        """Adds rows that are the cells in the order of the columns."""

    def write_text(self, text: str) -> None:
        """Adds rows that were written by what `text_of_reports` gave for this table."""


def columns(labels: Sequence[str]) -> tuple[str, ...]:
    """Gives the columns of a result table for a model with these labels."""
    return (*_FIRST, *(f"p_{label}" for label in labels), "uncertain")


def rows(labelled: LabelledReport, labels: Sequence[str]) -> Iterator[Row]:
    """Gives one row for each piece of a report, in order; `label` and what follows are None for structure."""
    names = columns(labels)
    return (dict(zip(names, row, strict=True)) for row in cells(labelled, labels))


def cells(labelled: LabelledReport, labels: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Gives the same rows as their cells, in the order of the columns."""
    report = labelled.report
    head = (report.document.source, report.number, report.title)
    for place, tail in zip(_places(labelled.pieces), _tails(labelled.predictions, labels), strict=True):
        yield head + place + tail


def text_of_reports(path: str | Path | None, labels: Sequence[str]) -> Callable[[LabelledReport], str] | None:
    """Gives what writes the rows of a report as text, for a table at that path; None where the table is no text.

    It can be sent to other processes, and what it gives is for `write_text`.
    """
    suffix = ".csv" if path is None else Path(path).suffix.lower()
    if suffix not in (".csv", ".jsonl"):
        return None
    written = _CsvRows(columns(labels)) if suffix == ".csv" else _JsonlRows(columns(labels))
    return partial(_text, written, tuple(labels))


def _text(written: _CsvRows | _JsonlRows, labels: Sequence[str], labelled: LabelledReport) -> str:
    return written(cells(labelled, labels))


def _places(pieces: Sequence[Sentence]) -> Iterator[tuple[Any, ...]]:
    """Section, kind, offsets and text of pieces; from their columns, where they have them, without a record for each."""
    if isinstance(pieces, Pieces):
        paths = [SECTION_SEPARATOR.join(path) for path in pieces.paths]
        texts = map(pieces.shown, range(len(pieces)))
        return zip(map(paths.__getitem__, pieces.sections), pieces.kinds, pieces.starts, pieces.ends, texts, strict=True)
    return ((SECTION_SEPARATOR.join(one.section), one.kind, one.start, one.end, one.text) for one in pieces)


def _tails(predictions: Sequence[Prediction | None], labels: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Label, its probability, that of each of the labels, and doubt of pieces, None for structure; from their columns alike."""
    nothing = (None,) * (len(labels) + 3)
    if isinstance(predictions, OfPieces) and predictions.sentences.labels == tuple(labels):
        return predictions.aligned(_told(predictions.sentences), nothing)
    return (nothing if one is None else _tail(one, labels) for one in predictions)


def _told(sentences: Predictions) -> Iterator[tuple[Any, ...]]:
    given = np.round(sentences.probabilities, _DIGITS).tolist()
    for label, best, row, uncertain in zip(sentences.given, sentences.best.tolist(), given, sentences.uncertain.tolist(), strict=True):
        yield (label, row[best], *row, uncertain)


def _tail(said: Prediction, labels: Sequence[str]) -> tuple[Any, ...]:
    rounded = [round(said.probabilities[label], _DIGITS) for label in labels]
    return (said.label, round(said.confidence, _DIGITS), *rounded, said.uncertain)


def open_table(path: str | Path | None, names: Sequence[str], kinds: Mapping[str, str] | None = None) -> AbstractContextManager[Table]:
    """Opens a table for writing, by the ending of its path; without a path it is CSV on standard output.

    `kinds` says of columns what Parquet is to hold (string, int64, float64, bool_) where their names do not tell.

    The file appears under its name when the block ends without an error; until then an older file stays as it was.
    Raises OutputError where the ending is unknown or the place cannot be written.
    """
    if path is None:
        return _standard_output(names)
    target = Path(path)
    openers: Mapping[str, Callable[..., Any]] = {
        ".csv": _csv_file,
        ".jsonl": _jsonl_file,
        ".parquet": partial(_ParquetTable, kinds=kinds or {}),
        ".xlsx": _XlsxTable,
    }
    if target.suffix.lower() not in openers:
        raise OutputError(f"{target}: unknown ending; results end in {', '.join(SUFFIXES)}")
    return _replacing(target, names, openers[target.suffix.lower()])


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """Gives a path to write to, next to the target; takes the target's place when the block ends without an error.

    Raises OutputError where the target is a folder or cannot be written.
    """
    if target.is_dir():
        raise OutputError(f"{target}: this is a folder; name a file in it")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}-", suffix=target.suffix, dir=target.parent)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written ({error.strerror}); check the folder and its permissions") from error
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o666 & ~_umask())
        draft.replace(target)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written ({error.strerror}); an older file was left as it was") from error
    finally:
        draft.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def _standard_output(names: Sequence[str]) -> Iterator[Table]:
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    try:
        yield _csv_table(sys.stdout, names)
        sys.stdout.flush()
    except BrokenPipeError:
        raise  # the reader had enough
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still buffered has nowhere to go
        raise OutputError(f"standard output: cannot be written ({error.strerror}); write to another place with -o") from error


@contextmanager
def _replacing(target: Path, names: Sequence[str], opened: Callable[..., Any]) -> Iterator[Table]:
    with draft_of(target) as draft:
        table = opened(draft, names)
        try:
            yield table
        finally:
            table.close()


def guarded(value: Any) -> Any:
    """The value of a CSV cell; text that a spreadsheet would take for a formula gets a space before it."""
    return f" {value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


class _Cells:
    """What tables that are written cell by cell share."""

    _names: Sequence[str]

    def write(self, rows: Iterable[Row]) -> None:
        names = self._names
        self.write_cells([row[name] for name in names] for row in rows)

    def write_cells(self, rows: Iterable[Sequence[Any]]) -> None:
        raise NotImplementedError

    def write_text(self, text: str) -> None:
        raise NotImplementedError


class _CsvRows:
    """Writes rows as CSV."""

    def __init__(self, names: Sequence[str]) -> None:
        self._texts = [i for i, name in enumerate(names) if _arrow_kind(name, names) != "float64" and name not in ("start", "end")]

    def __call__(self, rows: Iterable[Sequence[Any]]) -> str:
        written = StringIO(newline="")
        csv.writer(written, lineterminator="\r\n").writerows(map(self._guarded, rows))
        return written.getvalue()

    def _guarded(self, row: Sequence[Any]) -> Sequence[Any]:
        for i in self._texts:
            cell = row[i]
            if cell and cell.__class__ is str and cell[0] in _FORMULA:
                return [guarded(cell) if i in self._texts else cell for i, cell in enumerate(row)]
        return row


class _JsonlRows:
    """Writes rows as lines of JSON."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def __call__(self, rows: Iterable[Sequence[Any]]) -> str:
        return "".join([json.dumps(dict(zip(self._names, row, strict=True)), ensure_ascii=False) + "\n" for row in rows])


class _TextTable(_Cells):
    def __init__(self, file: IO[str], names: Sequence[str], written: _CsvRows | _JsonlRows) -> None:
        self._file, self._names, self._written = file, names, written

    def write_cells(self, rows: Iterable[Sequence[Any]]) -> None:
        self._file.write(self._written(rows))

    def write_text(self, text: str) -> None:
        self._file.write(text)

    def close(self) -> None:
        self._file.close()


def _csv_table(file: IO[str], names: Sequence[str]) -> _TextTable:
    csv.writer(file, lineterminator="\r\n").writerow(names)
    return _TextTable(file, names, _CsvRows(names))


def _csv_file(path: Path, names: Sequence[str]) -> _TextTable:
    file = path.open("w", encoding="utf-8", newline="")
    file.write(_MARK)  # the codec utf-8-sig is several times as slow
    return _csv_table(file, names)


def _jsonl_file(path: Path, names: Sequence[str]) -> _TextTable:
    return _TextTable(path.open("w", encoding="utf-8", newline="\n"), names, _JsonlRows(names))


class _ParquetTable(_Cells):
    def __init__(self, path: Path, names: Sequence[str], kinds: Mapping[str, str]) -> None:
        try:
            import pyarrow as arrow
            from pyarrow import parquet
        except ImportError as error:
            raise MissingExtra("pyarrow", "parquet", "writing Parquet") from error
        self._arrow = arrow
        self._schema = arrow.schema([(name, getattr(arrow, kinds.get(name) or _arrow_kind(name, names))()) for name in names])
        self._writer = parquet.ParquetWriter(path, self._schema)
        self._names = names
        self._waiting: list[Sequence[Any]] = []

    def write_cells(self, rows: Iterable[Sequence[Any]]) -> None:
        self._waiting.extend(rows)
        if len(self._waiting) >= _PARQUET_ROWS:
            self._flush()

    def _flush(self) -> None:
        columns = dict(zip(self._names, map(list, zip(*self._waiting, strict=True)), strict=True))
        self._writer.write_table(self._arrow.Table.from_pydict(columns, schema=self._schema))
        self._waiting.clear()

    def close(self) -> None:
        if self._waiting:
            self._flush()
        self._writer.close()


def _arrow_kind(name: str, names: Sequence[str]) -> str:
    """What a column of a table of sentences, reports or groups holds; a label's own column counts its sentences."""
    counts = f"share_{name}" in names or (name == "uncertain" and "label" not in names)
    if counts or name in _COUNTS or name.startswith(("characters_", "plans_")):
        return "int64"
    if name in ("uncertain", "trusted"):
        return "bool_"
    return "float64" if name == "confidence" or name.startswith(_FRACTIONS) else "string"


class _XlsxTable(_Cells):
    def __init__(self, path: Path, names: Sequence[str]) -> None:
        try:
            from openpyxl import Workbook
        except ImportError as error:
            raise MissingExtra("openpyxl", "xlsx", "writing an Excel workbook") from error
        self._path, self._names = path, names
        self._book = Workbook(write_only=True)
        self._sheets = 0
        self._begin()

    def _begin(self) -> None:
        self._sheets += 1
        self._sheet = self._book.create_sheet("sentences" if self._sheets == 1 else f"sentences {self._sheets}")
        self._sheet.freeze_panes = "A2"
        for letter, name in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", self._names, strict=False):
            self._sheet.column_dimensions[letter].width = {"text": 80, "section": 40, "title": 30, "source": 24}.get(name, 12)
        self._sheet.append(list(self._names))
        self._rows = 0

    def write_cells(self, rows: Iterable[Sequence[Any]]) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

        for row in rows:
            if self._rows == _XLSX_ROWS:
                self._begin()
            cells = []
            for value in row:
                cell = WriteOnlyCell(self._sheet, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
                if isinstance(value, str):
                    cell.data_type = "s"  # never a formula, whatever the text begins with
                cells.append(cell)
            self._sheet.append(cells)
            self._rows += 1

    def close(self) -> None:
        self._book.save(self._path)
