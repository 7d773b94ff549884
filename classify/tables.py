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
from pathlib import Path
from typing import IO, Any, Protocol

from classify.errors import MissingExtra, OutputError
from classify.records import SECTION_SEPARATOR, LabelledReport

SUFFIXES = (".csv", ".jsonl", ".parquet", ".xlsx")

_FIRST = ("source", "report", "title", "section", "kind", "start", "end", "text", "label", "confidence")
_DIGITS = 4  # decimals of a probability in a table
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


def columns(labels: Sequence[str]) -> tuple[str, ...]:
    """Gives the columns of a result table for a model with these labels."""
    return (*_FIRST, *(f"p_{label}" for label in labels), "uncertain")


def rows(labelled: LabelledReport, labels: Sequence[str]) -> Iterator[Row]:
    """Gives one row for each piece of a report, in order; `label` and what follows are None for structure."""
    names, report = columns(labels), labelled.report
    head = (report.document.source, report.number, report.title)
    nothing = (None,) * (len(labels) + 3)
    section: tuple[str, ...] | None = None
    for piece, prediction in zip(labelled.pieces, labelled.predictions, strict=True):
        if piece.section is not section:
            section = piece.section
            path = SECTION_SEPARATOR.join(section)
        tail: tuple[Any, ...] = nothing
        if prediction is not None:
            likely = prediction.probabilities
            rounded = [round(likely[label], _DIGITS) for label in labels]
            tail = (prediction.label, round(prediction.confidence, _DIGITS), *rounded, prediction.uncertain)
        yield dict(zip(names, (*head, path, piece.kind, piece.start, piece.end, piece.text, *tail), strict=True))


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
        ".csv": _CsvTable.opened,
        ".jsonl": _JsonlTable.opened,
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
        yield _CsvTable(sys.stdout, names)
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


class _CsvTable:
    def __init__(self, file: IO[str], names: Sequence[str]) -> None:
        self._file = file
        self._writer = csv.writer(file, lineterminator="\r\n")
        self._writer.writerow(names)
        self._names = names
        self._texts = [i for i, name in enumerate(names) if _arrow_kind(name, names) != "float64" and name not in ("start", "end")]

    @classmethod
    def opened(cls, path: Path, names: Sequence[str]) -> _CsvTable:
        return cls(path.open("w", encoding="utf-8-sig", newline=""), names)

    def write(self, rows: Iterable[Row]) -> None:
        self._writer.writerows(self._cells(row) for row in rows)

    def _cells(self, row: Row) -> list[Any]:
        cells = [row[name] for name in self._names]
        for i in self._texts:
            if cells[i] and cells[i].__class__ is str and cells[i][0] in _FORMULA:
                cells[i] = guarded(cells[i])
        return cells

    def close(self) -> None:
        self._file.close()


class _JsonlTable:
    def __init__(self, file: IO[str]) -> None:
        self._file = file

    @classmethod
    def opened(cls, path: Path, names: Sequence[str]) -> _JsonlTable:
        return cls(path.open("w", encoding="utf-8", newline="\n"))

    def write(self, rows: Iterable[Row]) -> None:
        self._file.writelines(json.dumps(dict(row), ensure_ascii=False) + "\n" for row in rows)

    def close(self) -> None:
        self._file.close()


class _ParquetTable:
    def __init__(self, path: Path, names: Sequence[str], kinds: Mapping[str, str]) -> None:
        try:
            import pyarrow as arrow
            from pyarrow import parquet
        except ImportError as error:
            raise MissingExtra("pyarrow", "parquet", "writing Parquet") from error
        self._arrow = arrow
        self._schema = arrow.schema([(name, getattr(arrow, kinds.get(name) or _arrow_kind(name, names))()) for name in names])
        self._writer = parquet.ParquetWriter(path, self._schema)
        self._waiting: list[Row] = []

    def write(self, rows: Iterable[Row]) -> None:
        self._waiting.extend(rows)
        if len(self._waiting) >= _PARQUET_ROWS:
            self._flush()

    def _flush(self) -> None:
        self._writer.write_table(self._arrow.Table.from_pylist([dict(row) for row in self._waiting], schema=self._schema))
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


class _XlsxTable:
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

    def write(self, rows: Iterable[Row]) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

        for row in rows:
            if self._rows == _XLSX_ROWS:
                self._begin()
            cells = []
            for name in self._names:
                value = row[name]
                cell = WriteOnlyCell(self._sheet, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
                if isinstance(value, str):
                    cell.data_type = "s"  # never a formula, whatever the text begins with
                cells.append(cell)
            self._sheet.append(cells)
            self._rows += 1

    def close(self) -> None:
        self._book.save(self._path)
