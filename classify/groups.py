"""Groups of reports: by year, unit, folder, or a column of a metadata table, with their summed counts."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classify.errors import SourceError
from classify.readers import read
from classify.records import Balance, Report

if TYPE_CHECKING:
    from rich.console import RenderableType

KEYS = ("year", "unit", "folder")
"""What reports can be grouped by without a metadata table."""

_HEADS = {"year": "年度", "unit": "单位", "folder": "文件夹"}
_SOURCE = ("source", "file", "filename", "来源", "文件", "文件名")
_NUMBER = ("report", "报告", "报告序号", "报告编号")

Grouping = Callable[[Report], str]
"""Gives the group of a report, "" where it is not known."""


@dataclass(frozen=True, slots=True)
class Group:
    """Reports that are counted together. `name` is "" for those of which it is not known; `balance` sums their counts."""

    name: str
    reports: int
    balance: Balance


@dataclass(slots=True)
class Sums:
    """Sums of balances by group that grow with the number of groups, not of reports."""

    labels: Sequence[str]
    _reports: Counter[str] = field(default_factory=Counter)
    _uncertain: Counter[str] = field(default_factory=Counter)
    _counts: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, name: str, balance: Balance) -> None:
        """Counts one report under the group of this name."""
        self._reports[name] += 1
        self._uncertain[name] += balance.uncertain
        self._counts.setdefault(name, Counter()).update(balance.counts)

    def groups(self) -> tuple[Group, ...]:
        """Gives the groups in the order of their names, reports without one last."""
        names = sorted(self._reports, key=lambda name: (not name, name))
        return tuple(
            Group(
                name,
                self._reports[name],
                Balance("", 0, name, {label: self._counts[name][label] for label in self.labels}, self._uncertain[name]),
            )
            for name in names
        )


def grouping(by: str, metadata: str | Path | None = None) -> Grouping:
    """Gives the function that tells the group of a report; a column of the metadata goes before a key of the same name.

    Raises SourceError where `by` is neither a key nor a column of the metadata table, or the table cannot be used.
    """
    values = _Metadata(str(metadata)) if metadata is not None else None
    if values is not None and by in values.columns:
        return lambda report: values.value(report, by)
    if by == "year":
        return lambda report: str(report.year or "")
    if by == "unit":
        return lambda report: report.unit
    if by == "folder":
        return lambda report: Path(report.document.source).parent.name
    column = f"a column of {metadata} ({', '.join(values.columns)})" if values else "a column of a table named with --metadata"
    raise SourceError(f"--by {by}: reports can be grouped by {', '.join(KEYS)}, or {column}")


class _Metadata:
    """A table of facts about files: a row is found by the path of the file, else by its name, with or without ending."""

    def __init__(self, path: str) -> None:
        self._path = path
        reader = csv.DictReader(io.StringIO(read(path).text, newline=""))
        self.columns = [name for name in reader.fieldnames or () if name]
        plain = {name.strip().lower(): name for name in self.columns}
        source = next((plain[name] for name in _SOURCE if name in plain), None)
        if source is None:
            raise SourceError(f"{path}: no column that names the files ({', '.join(_SOURCE)}); its columns are {', '.join(self.columns)}")
        number = next((plain[name] for name in _NUMBER if name in plain), None)
        self._rows: dict[tuple[str, str], Mapping[str, Any]] = {}
        try:
            for row in reader:
                key = (str(row[source] or "").strip(), str(row[number] or "").strip() if number else "")
                if self._rows.setdefault(key, row) is not row:
                    raise SourceError(f"{path}:{reader.line_num}: {key[0]} has two rows; keep one")
        except csv.Error as error:
            raise SourceError(f"{path}:{reader.line_num}: broken CSV ({error})") from error

    def value(self, report: Report, column: str) -> str:
        for key in self._keys(report):
            if (row := self._rows.get(key)) is not None:
                return str(row[column] or "").strip()
        return ""

    def _keys(self, report: Report) -> Iterator[tuple[str, str]]:
        place = Path(report.document.source)
        for name in (report.document.source, place.as_posix(), place.name, place.stem):
            yield name, str(report.number)
            yield name, ""


def columns(labels: Sequence[str]) -> tuple[str, ...]:
    """Gives the columns of a table of groups."""
    return ("group", "reports", "sentences", *labels, *(f"share_{label}" for label in labels), "uncertain")


def rows(groups: Sequence[Group]) -> Iterator[dict[str, object]]:
    """Gives one row for each group."""
    for one in groups:
        yield {
            "group": one.name,
            "reports": one.reports,
            "sentences": one.balance.sentences,
            **one.balance.counts,
            **{f"share_{label}": round(share, 4) for label, share in one.balance.shares.items()},
            "uncertain": one.balance.uncertain,
        }


def table(groups: Sequence[Group], by: str) -> RenderableType:
    """Gives a table for the terminal with a row for each group: reports, sentences, shares and a bar."""
    from classify.sharetable import ShareRow, ShareTable

    labels = tuple(groups[0].balance.counts) if groups else ()
    rows = (ShareRow(one.name or "（未注明）", (str(one.reports), str(one.balance.sentences)), one.balance.shares) for one in groups)
    return ShareTable((_HEADS.get(by, by), "报告", "句数"), labels, tuple(rows))
