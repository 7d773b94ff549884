"""Labels files from labelled reports: labelled text, tables, and what doccano and Label Studio import."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from classify.errors import OutputError
from classify.labels.rows import CHINESE, COLUMNS, UNJUDGED
from classify.records import SECTION_SEPARATOR, AnnotatedReport
from classify.tables import draft_of, open_table

FORMATS = ("text", "table", "doccano", "label-studio")
"""What labels can be written as: a folder of labelled text, .csv .jsonl .xlsx .parquet, doccano's JSONL, Label Studio's JSON."""

_WRITTEN = ("report", "title", "unit", "level", "year", "genre", "section", "lead", "line", "kind", "text", "label", "readings")
_NUMBERS = ("year", "line")
_META = ("title", "unit", "level", "year", "genre")


def write(reports: Iterable[AnnotatedReport], path: str | Path, form: str = "", chinese: bool = False) -> None:
    """Writes labelled reports as a labels file, by its ending where `form` (see FORMATS) is not given.

    `.json` is Label Studio's, a path without ending a folder of labelled text, all else a table; `chinese` gives a table
    Chinese column names and labels. Whatever is written reads back as the same reports.
    Raises OutputError where the place cannot be written.
    """
    target = Path(path)
    form = form or {"": "text", ".json": "label-studio"}.get(target.suffix, "table")
    if form == "text":
        _write_text(reports, target)
    elif form == "table":
        names = [COLUMNS[name][chinese] for name in _WRITTEN]
        kinds = {COLUMNS[name][chinese]: "int64" if name in _NUMBERS else "string" for name in _WRITTEN}
        with open_table(target, names, kinds) as table:
            table.write(dict(zip(names, _cells(row, chinese), strict=True)) for row in _rows(reports))
    elif form == "doccano":
        lines = (json.dumps({**row, "label": [row["label"]] if row["label"] else []}, ensure_ascii=False) for row in _rows(reports))
        _write_lines(target, (f"{line}\n" for line in lines))
    elif form == "label-studio":
        _write_lines(target, [json.dumps([_task(row) for row in _rows(reports)], ensure_ascii=False, indent=1), "\n"])
    else:
        raise OutputError(f"unknown format {form!r}; the formats are {', '.join(FORMATS)}")


def _rows(reports: Iterable[AnnotatedReport]) -> Iterator[dict[str, Any]]:
    for report in reports:
        for piece, label, readings in zip(report.pieces, report.labels, report.readings or [None] * len(report.pieces), strict=True):
            yield {
                "report": report.name,
                "title": report.title,
                "unit": report.unit,
                "level": report.level,
                "year": report.year,
                "genre": report.genre,
                "section": SECTION_SEPARATOR.join(piece.section),
                "lead": piece.lead,
                "line": piece.paragraph,
                "kind": piece.kind,
                "text": piece.text,
                "label": label or (UNJUDGED[0] if piece.kind == "sentence" else ""),
                "readings": "/".join(str(one) for one in readings) if readings else "",
            }


def _cells(row: dict[str, Any], chinese: bool) -> Iterator[Any]:
    names = {label: name for name, label in CHINESE.items()} if chinese else {}
    for column, value in row.items():
        yield names.get(value, value) if column == "label" else value


def _task(row: dict[str, Any]) -> dict[str, Any]:
    choice = {"from_name": "label", "to_name": "text", "type": "choices", "value": {"choices": [row["label"]]}}
    data = {name: value for name, value in row.items() if name != "label"}
    return {"data": data, "annotations": [{"result": [choice]}] if row["label"] else []}


def _write_lines(target: Path, lines: Iterable[str]) -> None:
    with draft_of(target) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)


def _write_text(reports: Iterable[AnnotatedReport], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: the folder cannot be made ({error.strerror})") from error
    for report in reports:
        name = report.name.replace("/", "-").replace("\\", "-")
        _write_lines(folder / f"{name}.txt", _text_lines(report))


def _text_lines(report: AnnotatedReport) -> Iterator[str]:
    twice = any(report.readings)
    for name in _META:
        if value := getattr(report, name):
            yield f"# {name}: {value}\n"
    if twice:
        yield "# readers: 2\n"
    line = None
    for piece, label, readings in zip(report.pieces, report.labels, report.readings or [None] * len(report.pieces), strict=True):
        if piece.paragraph != line:
            yield "\n"
            line = piece.paragraph
        first = label or (UNJUDGED[0] if piece.kind == "sentence" else piece.kind)
        differ = readings is not None and set(readings) != {label}
        yield f"{first}\t{piece.text}" + (f"\t{readings[0]}/{readings[1]}" if differ and readings else "") + "\n"
