"""Labelled reports from labels files: whatever is broken is named with its place, and the rest is kept."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path

from classify.errors import LabelsError, LabelsWarning, SourceError
from classify.labels.files import csv_records, json_records, jsonl_records, parquet_records, text_rows, xlsx_records
from classify.labels.rows import COLUMNS, NAMES, Problem, Row, as_text, checked, framed
from classify.labels.slips import slips
from classify.pieces import clean
from classify.records import SECTION_SEPARATOR, AnnotatedReport, Sentence
from classify.sentences import outline
from classify.years import year_of

SUFFIXES = (".txt", ".csv", ".tsv", ".jsonl", ".json", ".xlsx", ".parquet")
"""Endings of labels files. `.txt` is labelled text, `.json` a Label Studio export."""

_RECORDS = {
    ".csv": csv_records,
    ".tsv": csv_records,
    ".jsonl": jsonl_records,
    ".json": json_records,
    ".xlsx": xlsx_records,
    ".parquet": parquet_records,
}
_OPENING = 15  # rows, in which the year is looked for that no title names
_MOST_SHOWN = 8  # problems that one error message lists
_ALONE = ("title", "heading", "date", "addressee", "signature", "toc", "table", "notice", "page")


def read(paths: Iterable[str | Path]) -> tuple[AnnotatedReport, ...]:
    """Gives the labelled reports of the files and folders named.

    Raises LabelsError that lists what is wrong where a file cannot be read or any row is broken, and where nothing is labelled.
    Warns of labels that look misspelt but may be meant.
    """
    reports, found = load(paths)
    for doubt in (problem for problem in found if problem.doubt):
        warnings.warn(str(doubt), LabelsWarning, stacklevel=2)
    if problems := [problem for problem in found if not problem.doubt]:
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
            found = tuple(_reports(path, problems))
        except OSError as error:
            problems.append(Problem(str(path), f"cannot be read ({error.strerror}); check the path and its permissions"))
            continue
        except SourceError as error:
            problems.append(Problem(str(path), str(error).removeprefix(f"{path}: ")))
            continue
        reports.extend(found)
    problems.extend(slips(reports))
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


def _reports(path: Path, problems: list[Problem]) -> Iterator[AnnotatedReport]:
    if path.suffix == ".txt":
        meta: dict[str, str] = {}
        rows = framed(list(text_rows(path, meta, problems)))
        if rows:
            yield _text_report(path, rows, meta)
    else:
        rows = list(_table_rows(path, problems))
        yield from _table_reports(path, rows)
    if not any(row.label for row in rows) and not any(problem.place.startswith(str(path)) for problem in problems):
        problems.append(Problem(str(path), "no row has a label"))


def _table_rows(path: Path, problems: list[Problem]) -> Iterator[Row]:
    columns: dict[str, str] | None = None
    for place, record in _RECORDS[path.suffix](path, problems):
        if columns is None or path.suffix in (".jsonl", ".json"):
            columns = {NAMES[str(name).strip().lower()]: name for name in record if str(name).strip().lower() in NAMES}
        missing = [name for name in ("text", "label") if name not in columns]
        if missing:
            named = ", ".join(f"{name} ({COLUMNS[name][1]})" for name in missing)
            problems.append(Problem(str(path), f"no column {named}; the columns are {', '.join(map(str, record))}"))
            return
        row = checked(place, {column: as_text(record.get(name)) for column, name in columns.items()}, problems)
        if row is not None:
            yield row
    if columns is None and not any(problem.place.startswith(str(path)) for problem in problems):
        problems.append(Problem(str(path), "the file holds no row"))


def _text_report(path: Path, rows: list[Row], meta: Mapping[str, str]) -> AnnotatedReport:
    return _report(
        path.stem, tuple(outline((row.text, row.kind, int(row.values["line"])) for row in rows)), rows, {"title": path.stem, **meta}
    )


def _table_reports(path: Path, rows: list[Row]) -> Iterator[AnnotatedReport]:
    """The reports of a table: rows with the same source and report; a table without either has one row a report."""
    grouped: dict[tuple[str, str], list[Row]] = {}
    numbers = count()
    ordered = any(row.values.get("report") or row.values.get("source") for row in rows)
    for row in rows:
        key = (row.values.get("source", ""), row.values.get("report", "")) if ordered else ("", str(next(numbers)))
        grouped.setdefault(key, []).append(row)
    for (source, number), members in grouped.items():
        named = not source and number and not number.isdigit()
        yield _table_report(number if named else "#".join(filter(None, (source or path.name, number))), framed(members), ordered)


def _table_report(name: str, rows: list[Row], context: bool) -> AnnotatedReport:
    derived = outline((row.text, row.kind, line) for row, line in zip(rows, _line_numbers(rows), strict=True))
    has_structure = any(row.kind != "sentence" for row in rows)
    pieces = []
    for row, piece in zip(rows, derived, strict=True):
        given = row.values.get("section", "")
        section = tuple(given.split(SECTION_SEPARATOR)) if given else () if "section" in row.values and not has_structure else piece.section
        lead = row.values.get("lead", "") if "lead" in row.values else piece.lead
        pieces.append(Sentence(piece.text, piece.kind, piece.start, piece.end, section, lead, piece.paragraph))
    title = next((row.values["title"] for row in rows if row.values.get("title")), "")
    title = title or next((clean(row.text) for row in rows if row.kind == "title"), "")
    return _report(name, tuple(pieces), rows, {**rows[0].values, "title": title}, context)


def _report(name: str, pieces: tuple[Sentence, ...], rows: list[Row], meta: Mapping[str, str], context: bool = True) -> AnnotatedReport:
    year, title = meta.get("year", "")[:4], meta.get("title", "")
    twice = meta.get("readers") == "2" or any(row.readings for row in rows)
    return AnnotatedReport(
        name,
        pieces,
        tuple(row.label for row in rows),
        tuple(row.place for row in rows),
        title,
        meta.get("unit", ""),
        meta.get("level", ""),
        int(year) if year.isdigit() else year_of(title, [row.text for row in rows[:_OPENING]]),
        meta.get("genre", ""),
        context,
        tuple(row.readings or (row.label, row.label) if twice and row.label else None for row in rows),
    )


def _line_numbers(rows: list[Row]) -> list[int]:
    """The line of each row, as given; else offsets tell where one ends, and else a heading or another section begins a new one."""
    if all(row.values.get("line", "").isdigit() for row in rows):
        return [int(row.values["line"]) for row in rows]
    numbers, line = [], 0
    for previous, row in zip([None, *rows], rows, strict=False):
        if previous is not None:
            end, start = previous.values.get("end", ""), row.values.get("start", "")
            if end.isdigit() and start.isdigit():
                line += int(start) != int(end)
            else:
                line += row.kind in _ALONE or previous.kind in _ALONE or row.values.get("section") != previous.values.get("section")
        numbers.append(line)
    return numbers
