"""Balances from result tables that `classify label` wrote."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from classify.errors import MissingExtra, SourceError
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


def balances(path: str) -> tuple[Balance, ...]:
    """Gives the balance of each report in a result table, in order.

    Raises SourceError where the file cannot be read or has not the columns of a result table.
    """
    counted: dict[tuple[str, int], tuple[str, Counter[str], int]] = {}
    labels: list[str] = []
    for number, row in enumerate(_records(Path(path)), start=2):
        if missing := [name for name in _NEEDED if name not in row]:
            raise SourceError(f"{path}: no column {', '.join(missing)}; give a report, or a table that classify label wrote")
        labels = labels or [name[2:] for name in row if str(name).startswith("p_")]
        try:
            key = (str(row["source"]), int(row["report"]))
        except (TypeError, ValueError) as error:
            raise SourceError(f"{path}: row {number}: the report {row['report']!r} is no number") from error
        title, counts, uncertain = counted.get(key, (str(row["title"] or ""), Counter(), 0))
        if row["kind"] == "sentence" and row["label"]:
            counts[str(row["label"])] += 1
            uncertain += str(row["uncertain"]) == "True"
        counted[key] = (title, counts, uncertain)
    seen = {label for _, counts, _ in counted.values() for label in counts}
    order = [*labels, *sorted(seen - set(labels))]
    return tuple(
        Balance(source, report, title, {label: counts[label] for label in order}, uncertain)
        for (source, report), (title, counts, uncertain) in counted.items()
    )


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
