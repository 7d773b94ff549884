"""Records of labels files: each format read into one mapping of column to value for each row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from classify.errors import MissingExtra
from classify.labels.rows import NAMES, Problem, Row, text_row
from classify.readers import decode

Record = tuple[str, Mapping[str, Any]]
"""Where a row stands, and its cells by the names of their columns."""


def _text(path: Path) -> str:
    """The text of a file in UTF-8, UTF-16 or GB18030, which is what Excel saves CSV in on Chinese Windows."""
    data = path.read_bytes()
    return decode(data, str(path)).text if data.strip() else ""


def text_rows(path: Path, meta: dict[str, str], problems: list[Problem]) -> Iterator[Row]:
    """Gives the rows of labelled text; `# key: value` lines at its begin go into `meta`, a blank line is a line break."""
    line = 0
    for number, raw in enumerate(_text(path).split("\n"), start=1):
        if raw.startswith("# ") and not line:
            key, _, value = raw[2:].partition(":")
            meta[key.strip()] = value.strip()
        elif not raw.strip():
            line += 1
        else:
            line = max(line, 1)
            row = text_row(f"{path}:{number}", raw.rstrip("\r"), line, problems)
            if row is not None:
                yield row


def csv_records(path: Path, problems: list[Problem]) -> Iterator[Record]:
    """Gives the records of a CSV or TSV file."""
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), delimiter="\t" if path.suffix == ".tsv" else ",", strict=True)
    try:
        for record in reader:
            place = f"{path}:{reader.line_num}"
            if None in record:
                problems.append(Problem(place, "more cells than columns; put text with commas in quotation marks"))
                continue
            yield place, {name: unguarded(value) for name, value in record.items()}
    except csv.Error as error:
        problems.append(Problem(f"{path}:{reader.line_num}", f"broken CSV ({error})"))


def jsonl_records(path: Path, problems: list[Problem]) -> Iterator[Record]:
    """Gives the records of a JSONL file, that of doccano included: its label is a list of one."""
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            problems.append(Problem(place, f"no JSON ({error.msg} at column {error.colno})"))
            continue
        if not isinstance(record, dict):
            problems.append(Problem(place, 'no JSON object; a line is {"text": …, "label": …}'))
        elif odd := next((name for name in record if name != "label" and isinstance(record[name], dict | list) and name in NAMES), ""):
            problems.append(Problem(place, f"column {odd}: no text but a JSON {'list' if isinstance(record[odd], list) else 'object'}"))
        elif isinstance(record.get("label"), dict | bool):
            problems.append(Problem(place, f"column label: {record['label']!r} is no label; write its name"))
        elif isinstance(record.get("label"), list):
            yield from _single(place, record, record["label"], problems)
        else:
            yield place, record


def json_records(path: Path, problems: list[Problem]) -> Iterator[Record]:
    """Gives the records of a Label Studio export: a list of tasks with the choices of their annotations."""
    try:
        tasks = json.loads(_text(path))
    except json.JSONDecodeError as error:
        problems.append(Problem(f"{path}:{error.lineno}", f"no JSON ({error.msg} at column {error.colno})"))
        return
    if not isinstance(tasks, list) or not all(isinstance(task, dict) and isinstance(task.get("data"), dict) for task in tasks):
        problems.append(Problem(str(path), "no Label Studio export: a list of tasks, each with its data"))
        return
    for number, task in enumerate(tasks, start=1):
        kept = [one for one in _dicts(task.get("annotations")) if not one.get("was_cancelled")]
        values = [value for one in kept for result in _dicts(one.get("result")) for value in _dicts([result.get("value")])]
        chosen = {str(choice) for value in values for choice in value.get("choices") or [] if isinstance(value.get("choices"), list)}
        yield from _single(f"{path}:task {number}", task["data"], sorted(chosen), problems)


def _dicts(value: Any) -> list[dict[str, Any]]:
    """The mappings of a list, whatever else it holds; none of what is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _single(place: str, record: Mapping[str, Any], labels: list[Any], problems: list[Problem]) -> Iterator[Record]:
    if len(labels) > 1:
        problems.append(Problem(place, f"column label: {len(labels)} labels ({', '.join(map(str, labels))}); a sentence has one"))
    else:
        yield place, {**record, "label": labels[0] if labels else ""}


def xlsx_records(path: Path, problems: list[Problem]) -> Iterator[Record]:
    """Gives the records of all sheets of an Excel workbook that have the columns text and label."""
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as error:
        raise MissingExtra("openpyxl", "xlsx", "reading an Excel workbook") from error
    from zipfile import BadZipFile

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError) as error:
        problems.append(Problem(str(path), f"no Excel workbook ({error})"))
        return
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True)
        header = [str(name or "").strip() for name in next(rows, ())]
        if not {"text", "label"} <= {NAMES.get(name.lower()) for name in header} and len(book.worksheets) > 1:
            continue
        for number, cells in enumerate(rows, start=2):
            if any(cell is not None for cell in cells):
                record = dict(zip(header, cells, strict=False))
                yield f"{path}:{sheet.title}!{number}", {name: unguarded(cell) for name, cell in record.items()}
    book.close()


def parquet_records(path: Path, problems: list[Problem]) -> Iterator[Record]:
    """Gives the records of a Parquet file, counted from 1."""
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise MissingExtra("pyarrow", "parquet", "reading Parquet") from error
    try:
        with parquet.ParquetFile(path) as file:
            rows = (row for batch in file.iter_batches() for row in batch.to_pylist())
            yield from ((f"{path}:row {number}", row) for number, row in enumerate(rows, start=1))
    except (ArrowException, OSError) as error:
        problems.append(Problem(str(path), f"no Parquet file ({error})"))


def unguarded(cell: Any) -> Any:
    """The text of a cell without the blank or apostrophe that keeps a leading = + - @ from being taken for a formula."""
    guarded = isinstance(cell, str) and len(cell) > 1 and cell[0] in "' " and cell[1] in "=+-@"
    return cell[1:] if guarded else cell
