"""Balances from result tables that `classify label` wrote."""

from __future__ import annotations

import csv
import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from classify.balances import corrected, visible
from classify.errors import MissingExtra, SourceError
from classify.quantification import Calibration
from classify.records import Balance

_NEEDED = ("source", "report", "title", "kind", "label", "uncertain")


def is_result(path: str) -> bool:
    """Whether a file is a result table: told by its ending and its first row."""
    suffix = Path(path).suffix.lower()
    if suffix in (".parquet", ".xlsx"):
        return True
    if suffix not in (".csv", ".jsonl"):
        return False
    try:
        first = next(iter(_records(Path(path))), None)
    except SourceError:
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

    def add(self, row: Mapping[str, Any], labels: Sequence[str]) -> None:
        label = str(row["label"])
        self.counts[label] += 1
        self.characters[label] += visible(str(row.get("text") or ""))
        self.uncertain += str(row["uncertain"]) == "True"
        self.probabilities.extend(_probabilities(row, label, labels))


def _probabilities(row: Mapping[str, Any], label: str, labels: Sequence[str]) -> list[float]:
    """The probabilities of a row; those of a label that is known where a person has changed it, or nothing else is given."""
    try:
        found = [float(row[f"p_{name}"]) for name in labels]
    except (TypeError, ValueError):
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
        if row["kind"] == "sentence" and row["label"]:
            tally.add(row, labels)
    seen = {label for tally in tallies.values() for label in tally.counts}
    order = [*labels, *sorted(seen - set(labels))]
    return tuple(_balance(source, report, tally, order, calibration) for (source, report), tally in tallies.items())


def _balance(source: str, report: int, tally: _Tally, labels: Sequence[str], calibration: Calibration | None) -> Balance:
    counts, characters = ({label: counter[label] for label in labels} for counter in (tally.counts, tally.characters))
    plain = Balance(source, report, tally.title, counts, tally.uncertain, characters)
    if calibration is None or calibration.labels != tuple(labels):
        return plain
    return corrected(plain, np.array(tally.probabilities).reshape(-1, len(labels)), calibration)


def _records(path: Path) -> Iterator[Mapping[str, Any]]:
    suffix = path.suffix.lower()
    try:
        if suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield from csv.DictReader(file)
        elif suffix == ".jsonl":
            with path.open(encoding="utf-8") as file:
                yield from (json.loads(line) for line in file if line.strip())
        elif suffix == ".parquet":
            yield from _parquet(path)
        else:
            yield from _xlsx(path)
    except (OSError, ValueError, csv.Error) as error:
        raise SourceError(f"{path}: not a table that classify label wrote ({error})") from error


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
        header = [str(name) for name in next(islice(rows, 1), ())]
        yield from (dict(zip_longest(header, cells[: len(header)])) for cells in rows)
    book.close()
