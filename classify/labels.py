"""Labelled reports from labels files: labelled text (one report a file), CSV, TSV, JSONL and XLSX."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from classify.errors import LabelsError, MissingExtra
from classify.records import KINDS, LABELS, SECTION_SEPARATOR, AnnotatedReport, Sentence
from classify.sentences import outline

SUFFIXES = (".txt", ".csv", ".tsv", ".jsonl", ".xlsx")
"""Endings of labels files. `.txt` is labelled text: `# key: value` lines, then `label<TAB>text` rows, a blank line for a line break."""

CHINESE = {"成绩": "achievement", "问题": "problem", "计划": "plan", "套话": "boilerplate"}
"""Chinese names of the four labels, taken for the English ones."""

STRUCTURE = "structure"
"""May stand as the label of a row that is no sentence, where the kind of structure is not known."""

_COLUMNS = {
    "text": ("text", "sentence", "文本", "句子", "内容", "原文"),
    "label": ("label", "标签", "标注", "类别", "分类"),
    "kind": ("kind", "种类", "类型", "文本种类"),
    "section": ("section", "章节", "小节", "标题路径", "所在章节"),
    "report": ("report", "报告", "报告编号", "报告序号"),
    "source": ("source", "来源", "文件", "文件名"),
    "title": ("title", "标题", "报告标题"),
    "unit": ("unit", "单位", "单位类别"),
    "level": ("level", "层级", "级别"),
    "year": ("year", "年份", "年度"),
    "genre": ("genre", "文种", "体裁"),
    "start": ("start", "起", "起始"),
    "end": ("end", "止", "结束"),
}
_NAMES = {name: column for column, names in _COLUMNS.items() for name in names}
_MOST_SHOWN = 8  # problems that one error message lists


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a labels file: where (file:line, or file alone) and what."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a labels file before it is part of a report."""

    place: str
    text: str
    label: str | None
    kind: str
    values: Mapping[str, str]


def read(paths: Iterable[str | Path]) -> tuple[AnnotatedReport, ...]:
    """Gives the labelled reports of the files and folders named.

    Raises LabelsError that lists what is wrong where a file cannot be read or any row is broken, and where nothing is labelled.
    """
    reports, problems = load(paths)
    if problems:
        shown = "; ".join(map(str, problems[:_MOST_SHOWN]))
        more = f"; and {len(problems) - _MOST_SHOWN} more (classify check lists them all)" if len(problems) > _MOST_SHOWN else ""
        raise LabelsError(shown + more)
    return reports


def load(paths: Iterable[str | Path]) -> tuple[tuple[AnnotatedReport, ...], tuple[Problem, ...]]:
    """Gives the labelled reports of the files and folders named, and all problems found on the way.

    A broken row is a problem and is left out; the rows around it are kept.
    """
    reports: list[AnnotatedReport] = []
    problems: list[Problem] = []
    for path in _files(paths, problems):
        try:
            rows, meta = _rows(path, problems)
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(str(path), f"cannot be read ({error}); labels files are UTF-8"))
            continue
        found = tuple(_text_report(path, rows, meta) if path.suffix == ".txt" else _table_reports(path, rows))
        if not any(label for report in found for label in report.labels):
            problems.append(Problem(str(path), "no row has a label"))
        reports.extend(found)
    return tuple(reports), tuple(problems)


def _files(paths: Iterable[str | Path], problems: list[Problem]) -> Iterator[Path]:
    for path in map(Path, paths):
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES and p.is_file())
            if not found:
                problems.append(Problem(str(path), f"the folder holds no labels file ({', '.join(SUFFIXES)})"))
            yield from found
        elif not path.exists():
            problems.append(Problem(str(path), "no such file or folder; check the path"))
        elif path.suffix not in SUFFIXES:
            problems.append(Problem(str(path), f"not a labels file; they end in {', '.join(SUFFIXES)}"))
        else:
            yield path


def _rows(path: Path, problems: list[Problem]) -> tuple[list[_Row], dict[str, str]]:
    meta: dict[str, str] = {}
    if path.suffix == ".txt":
        return list(_text_rows(path, meta, problems)), meta
    records = {".csv": _csv_records, ".tsv": _csv_records, ".jsonl": _jsonl_records, ".xlsx": _xlsx_records}[path.suffix]
    rows: list[_Row] = []
    columns: dict[str, str] | None = None
    for place, record in records(path, problems):
        if columns is None or path.suffix == ".jsonl":
            columns = {_NAMES[str(name).strip().lower()]: name for name in record if str(name).strip().lower() in _NAMES}
            missing = [name for name in ("text", "label") if name not in columns]
            if missing and path.suffix != ".jsonl":
                named = ", ".join(f"{m} ({_COLUMNS[m][2]})" for m in missing)
                problems.append(Problem(str(path), f"no column {named}; the columns are {', '.join(map(str, record))}"))
                return [], meta
        values = {column: _as_text(record.get(name)) for column, name in columns.items()}
        row = _row(place, values, problems)
        if row is not None:
            rows.append(row)
    if columns is None:
        problems.append(Problem(str(path), "the file holds no row"))
    return rows, meta


def _as_text(value: Any) -> str:
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value).strip()


def _row(place: str, values: Mapping[str, str], problems: list[Problem]) -> _Row | None:
    """A checked row, or None and a problem where it is broken."""
    text, label, kind = values.get("text", ""), values.get("label", ""), values.get("kind", "") or "sentence"
    label = CHINESE.get(label, label)
    if label == STRUCTURE:
        kind, label = ("heading" if kind == "sentence" else kind), ""
    if kind not in KINDS:
        problems.append(Problem(place, f"unknown kind {kind!r}; the kinds are {', '.join(KINDS)}"))
    elif not text:
        problems.append(Problem(place, "the column text is empty"))
    elif kind != "sentence" and label:
        problems.append(Problem(place, f"a row of kind {kind!r} has the label {label!r}; only sentences are labelled"))
    else:
        return _Row(place, text, label or None, kind, values)
    return None


def _text_rows(path: Path, meta: dict[str, str], problems: list[Problem]) -> Iterator[_Row]:
    line = 0
    for number, raw in enumerate(path.read_text("utf-8-sig").splitlines(), start=1):
        if raw.startswith("# ") and not line:
            key, _, value = raw[2:].partition(":")
            meta[key.strip()] = value.strip()
            continue
        if not raw.strip():
            line += 1
            continue
        place = f"{path}:{number}"
        first, tab, text = raw.partition("\t")
        first = CHINESE.get(first, first)
        if not tab or not text.strip():
            problems.append(Problem(place, "a row is a label or kind, one tab, and the text"))
            continue
        if first not in KINDS and first not in LABELS and first != STRUCTURE:
            problems.append(Problem(place, f"unknown label or kind {first!r}; labels are {', '.join(LABELS)}, kinds {', '.join(KINDS)}"))
            continue
        line = max(line, 1)
        kind = first if first in KINDS else "heading" if first == STRUCTURE else "sentence"
        yield _Row(place, text.strip(), first if first in LABELS else None, kind, {"line": str(line)})


def _csv_records(path: Path, problems: list[Problem]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ",", strict=True)
        try:
            for record in reader:
                place = f"{path}:{reader.line_num}"
                if None in record:
                    problems.append(Problem(place, "more cells than columns; put text with commas in quotation marks"))
                    continue
                yield place, record
        except csv.Error as error:
            problems.append(Problem(f"{path}:{reader.line_num}", f"broken CSV ({error})"))


def _jsonl_records(path: Path, problems: list[Problem]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), start=1):
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
            continue
        yield place, record


def _xlsx_records(path: Path, problems: list[Problem]) -> Iterator[tuple[str, Mapping[str, Any]]]:
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
        known = {_NAMES.get(name.lower()) for name in header}
        if not {"text", "label"} <= known and len(book.worksheets) > 1:
            continue
        for number, cells in enumerate(rows, start=2):
            if any(cell is not None for cell in cells):
                yield f"{path}:{sheet.title}!{number}", {name: _unguarded(cell) for name, cell in zip(header, cells, strict=False)}
    book.close()


def _unguarded(cell: Any) -> Any:
    """The text of a cell without the apostrophe that guards a leading = + - @ from being taken for a formula."""
    return cell[1:] if isinstance(cell, str) and len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@" else cell


def _text_report(path: Path, rows: list[_Row], meta: Mapping[str, str]) -> Iterator[AnnotatedReport]:
    pieces = outline((row.text, row.kind, int(row.values["line"])) for row in rows)
    year = meta.get("year", "")[:4]
    yield AnnotatedReport(
        path.stem,
        pieces,
        tuple(row.label for row in rows),
        tuple(row.place for row in rows),
        meta.get("title", path.stem),
        meta.get("unit", ""),
        meta.get("level", ""),
        int(year) if year.isdigit() else None,
        meta.get("genre", ""),
    )


def _table_reports(path: Path, rows: list[_Row]) -> Iterator[AnnotatedReport]:
    """The reports of a table: rows with the same source and report; a table without either has one row a report."""
    if not rows:
        return
    grouped: dict[tuple[str, str], list[_Row]] = {}
    numbers = count()
    ordered = any(row.values.get("report") or row.values.get("source") for row in rows)
    for row in rows:
        key = (row.values.get("source", ""), row.values.get("report", "")) if ordered else ("", str(next(numbers)))
        grouped.setdefault(key, []).append(row)
    for (source, number), members in grouped.items():
        name = "#".join(part for part in (source or path.name, number) if part)
        yield _table_report(name, members, ordered)


def _table_report(name: str, rows: list[_Row], context: bool) -> AnnotatedReport:
    lines = _line_numbers(rows)
    derived = outline((row.text, row.kind, line) for row, line in zip(rows, lines, strict=True))
    has_structure = any(row.kind != "sentence" for row in rows)
    pieces = []
    for row, piece in zip(rows, derived, strict=True):
        given = row.values.get("section", "")
        section = tuple(given.split(SECTION_SEPARATOR)) if given else () if "section" in row.values and not has_structure else piece.section
        pieces.append(Sentence(piece.text, piece.kind, piece.start, piece.end, section, piece.lead, piece.paragraph))
    first = rows[0].values
    title = next((row.values["title"] for row in rows if row.values.get("title")), "")
    year = first.get("year", "")[:4]
    return AnnotatedReport(
        name,
        tuple(pieces),
        tuple(row.label for row in rows),
        tuple(row.place for row in rows),
        title,
        first.get("unit", ""),
        first.get("level", ""),
        int(year) if year.isdigit() else _year(title),
        first.get("genre", ""),
        context,
    )


def _year(title: str) -> int | None:
    from classify.compilation import year_of

    return year_of(title)


def _line_numbers(rows: list[_Row]) -> list[int]:
    """The line of each row: offsets tell where one ends; without offsets a heading or another section begins a new one."""
    numbers, line = [], 0
    for previous, row in zip([None, *rows], rows, strict=False):
        if previous is not None:
            end, start = previous.values.get("end", ""), row.values.get("start", "")
            if end.isdigit() and start.isdigit():
                line += int(start) != int(end)
            else:
                alone = ("title", "heading", "date", "addressee", "signature", "toc", "table", "notice", "page")
                line += row.kind in alone or previous.kind in alone or row.values.get("section") != previous.values.get("section")
        numbers.append(line)
    return numbers
