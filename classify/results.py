"""Labelled reports and balances from result tables that `classify label` wrote."""

from __future__ import annotations

import csv
import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice, zip_longest
from math import isfinite, nan
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from classify.balances import corrected, visible
from classify.compilation import reports
from classify.errors import MissingExtra, SourceError
from classify.labels import CHINESE
from classify.labels.files import unguarded
from classify.labels.rows import NAMES, UNJUDGED
from classify.quantification import Calibration
from classify.records import KINDS, SECTION_SEPARATOR, Balance, Document, LabelledReport, Prediction, Report, Sentence

_NEEDED = ("source", "report", "title", "kind", "label", "uncertain")
_WHOLE = (*_NEEDED, "section", "text")
_OPENING = 15  # pieces at the begin of a report that may tell its year and unit


def is_result(path: str) -> bool:
    """Whether a file is a result table: told by its ending and its first row."""
    suffix = Path(path).suffix.lower()
    if suffix in (".parquet", ".xlsx"):
        return True
    if suffix not in (".csv", ".jsonl"):
        return False
    try:
        if suffix == ".csv":
            with Path(path).open(encoding="utf-8-sig", newline="") as file:
                return set(_NEEDED) <= set(next(csv.reader(file), ()))
        first = next(iter(_records(Path(path))), None)
    except (SourceError, OSError, ValueError, csv.Error):
        return False
    return first is not None and all(name in first for name in _NEEDED)


@dataclass(slots=True)
class _Tally:
    """What the rows of one report add up to; `probabilities` holds k numbers for each sentence."""

    title: str
    counts: Counter[str] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)
    uncertain: int = 0
    probabilities: array[float] = field(default_factory=lambda: array("d"))

    def add(self, row: Mapping[str, Any], label: str, labels: Sequence[str]) -> None:
        self.counts[label] += 1
        self.characters[label] += visible(str(row.get("text") or ""))
        self.uncertain += _true(row["uncertain"])
        self.probabilities.extend(_probabilities(row, label, labels))


def _probabilities(row: Mapping[str, Any], label: str, labels: Sequence[str]) -> list[float]:
    """The probabilities of a row; those of a label that is known where a person has changed it, or nothing else is given."""
    try:
        found = [float(row[f"p_{name}"]) for name in labels]
    except (TypeError, ValueError):
        found = []
    if not all(map(isfinite, found)):
        found = []
    given = found[labels.index(label)] if found and label in labels else 0.0
    return found if found and given >= max(found) else [float(name == label) for name in labels]


def balances(path: str, calibration: Calibration | None = None) -> tuple[Balance, ...]:
    """Gives the balance of each report in a result table, in order; `calibration` is that of the model that labelled it.

    Raises SourceError where the file cannot be read or has not the columns of a result table.
    """
    tallies: dict[tuple[str, int], _Tally] = {}
    labels: list[str] = []
    for number, row in enumerate(_records(Path(path)), start=2):
        if missing := [name for name in _NEEDED if name not in row]:
            raise SourceError(f"{path}: no column {', '.join(missing)}; give a report, or a table that classify label wrote")
        labels = labels or [name[2:] for name in row if str(name).startswith("p_")]
        try:
            key = (str(row["source"]), int(row["report"]))
        except (TypeError, ValueError) as error:
            raise SourceError(f"{path}: row {number}: the report {row['report']!r} is no number") from error
        tally = tallies.setdefault(key, _Tally(str(row["title"] or "")))
        if row["kind"] == "sentence" and (label := _label(row)):
            tally.add(row, label, labels)
    seen = {label for tally in tallies.values() for label in tally.counts}
    order = [*labels, *sorted(seen - set(labels))]
    return tuple(_balance(source, report, tally, order, calibration) for (source, report), tally in tallies.items())


def _balance(source: str, report: int, tally: _Tally, labels: Sequence[str], calibration: Calibration | None) -> Balance:
    counts, characters = ({label: counter[label] for label in labels} for counter in (tally.counts, tally.characters))
    plain = Balance(source, report, tally.title, counts, tally.uncertain, characters)
    if calibration is None or calibration.labels != tuple(labels):
        return plain
    return corrected(plain, np.array(tally.probabilities).reshape(-1, len(labels)), calibration)


def labelled(path: str) -> Iterator[LabelledReport]:
    """Gives the reports of a result table with their pieces and labels, one after another.

    The text of the source is not in the table: `report.document.text` is empty, and so is `report.lines`.
    A label that a person put in the place of the model's has the probability the model gave it.
    Raises SourceError where the file cannot be read, a column is missing, a cell is no number or no kind, or the rows of
    a report do not stand together.
    """
    seen: set[tuple[str, int]] = set()
    numbered = enumerate(_records(Path(path)), start=2)
    for key, rows in groupby(numbered, key=lambda pair: _key(path, *pair)):
        if key in seen:
            raise SourceError(f"{path}: the rows of report {key[1]} of {key[0]} are apart; sort the table by source, report and start")
        seen.add(key)
        yield _report(path, key, rows)


def _key(path: str, number: int, row: Mapping[str, Any]) -> tuple[str, int]:
    if missing := [name for name in _WHOLE if name not in row]:
        raise SourceError(f"{path}: no column {', '.join(missing)}; give a report, or a table that classify label wrote")
    try:
        return str(row["source"]), int(row["report"])
    except (TypeError, ValueError) as error:
        raise SourceError(f"{path}: row {number}: the report {row['report']!r} is no number") from error


def _report(path: str, key: tuple[str, int], rows: Iterable[tuple[int, Mapping[str, Any]]]) -> LabelledReport:
    source, number = key
    pieces: list[Sentence] = []
    predictions: list[Prediction | None] = []
    title = ""
    for place, row in rows:
        try:
            piece, prediction = _piece(row, pieces[-1] if pieces else None)
        except (TypeError, ValueError) as error:
            raise SourceError(f"{path}: row {place}: {error}") from error
        pieces.append(piece)
        predictions.append(prediction)
        title = title or str(row["title"] or "")
    opening = "\n".join([title, *(piece.text for piece in pieces[:_OPENING])])
    found = reports(Document(source, opening))[0]
    return LabelledReport(Report(Document(source, ""), number, title, (), (), found.unit, found.year), tuple(pieces), tuple(predictions))


def _piece(row: Mapping[str, Any], before: Sentence | None) -> tuple[Sentence, Prediction | None]:
    """The piece and the prediction of a row; offsets tell where a line ends, and without them every row is one."""
    text, kind, section = (str(row[name] or "") for name in ("text", "kind", "section"))
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}; the kinds are {', '.join(KINDS)}")
    start, end = (int(_number(row, name, -1)) for name in ("start", "end"))
    line = 0 if before is None else before.paragraph + (start < 0 or start != before.end)
    piece = Sentence(text, kind, start, end, tuple(section.split(SECTION_SEPARATOR)) if section else (), paragraph=line)
    label = _label(row)
    if kind != "sentence" or not label:
        return piece, None
    given = {str(name)[2:]: _number(row, name) for name, value in row.items() if str(name).startswith("p_") and value not in (None, "")}
    if label not in given:
        given[label] = _number(row, "confidence", 1.0)
    return piece, Prediction(label, given, _true(row["uncertain"]))


def _number(row: Mapping[str, Any], name: str, missing: float = 0.0) -> float:
    """The number in a cell. Raises ValueError where there is something else."""
    value = row.get(name)
    if value in (None, ""):
        return missing
    try:
        number = float(str(value))
    except ValueError:
        number = nan
    if not isfinite(number):
        raise ValueError(f"column {name}: {value!r} is no number")
    return number


def _label(row: Mapping[str, Any]) -> str:
    """The label of a row, "" where it has none or a person could not tell."""
    given = str(row["label"] or "").strip()
    return "" if given in UNJUDGED else CHINESE.get(given, given)


def _true(cell: object) -> bool:
    """Whether a cell says yes: spreadsheets write TRUE where Python writes True."""
    return str(cell).strip().lower() in ("true", "是")


def _column(name: object) -> str:
    """The name of a column as `classify label` writes it, for the Chinese ones of a workbook too."""
    given = str(name or "").strip()
    if given.endswith("概率"):
        label = given.removesuffix("概率")
        return f"p_{CHINESE.get(label, label)}"
    return {"置信度": "confidence", "存疑": "uncertain"}.get(given) or NAMES.get(given, given)


def _records(path: Path) -> Iterator[Mapping[str, Any]]:
    suffix = path.suffix.lower()
    try:
        if suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file):
                    yield {name: unguarded(cell) for name, cell in row.items()}
        elif suffix == ".jsonl":
            with path.open(encoding="utf-8") as file:
                yield from (_object(line) for line in file if line.strip())
        elif suffix == ".parquet":
            yield from _parquet(path)
        else:
            yield from _xlsx(path)
    except (OSError, ValueError, KeyError, csv.Error, BadZipFile) as error:
        raise SourceError(f"{path}: not a table that classify label wrote ({error})") from error


def _object(line: str) -> Mapping[str, Any]:
    found = json.loads(line)
    if not isinstance(found, dict):
        raise ValueError("a line is no JSON object")
    return found


def _parquet(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtra("pyarrow", "parquet", "reading Parquet") from error
    for batch in parquet.ParquetFile(path).iter_batches():
        yield from batch.to_pylist()


def _xlsx(path: Path) -> Iterable[Mapping[str, Any]]:
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise MissingExtra("openpyxl", "xlsx", "reading an Excel workbook") from error
    book = load_workbook(path, read_only=True)
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True)
        header = [_column(name) for name in next(islice(rows, 1), ())]
        if len(book.worksheets) > 1 and not set(_NEEDED) <= set(header):
            continue  # a summary or a list beside the sentences
        yield from (dict(zip_longest(header, cells[: len(header)])) for cells in rows if any(cell is not None for cell in cells))
    book.close()
