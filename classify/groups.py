"""Groups of reports: by year, unit, folder, or a column of a metadata table, with their pooled balances and what sets them apart."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import NormalDist
from typing import Any

from classify.balances import Pool, correction, correction_columns, substance, substance_columns
from classify.errors import SourceError
from classify.quantification import LEVEL
from classify.readers import read
from classify.records import Balance, Report

KEYS = ("year", "unit", "folder")
"""What reports can be grouped by without a metadata table."""

_ALIASES = {"year": ("年度", "年份"), "unit": ("单位",)}  # names that a column of the metadata may have for a key
_SOURCE = ("source", "file", "filename", "来源", "文件", "文件名")
_NUMBER = ("report", "报告", "报告序号", "报告编号")

HIGHER, LOWER = "higher", "lower"
"""What a share of a group is, next to that of all other reports, where the difference is larger than its uncertainty."""

Grouping = Callable[[Report], str]
"""Gives the group of a report, "" where it is not known."""


@dataclass(frozen=True, slots=True)
class Group:
    """Reports that are counted together. `name` is "" for those of which it is not known; `balance` pools theirs.

    `differs` has HIGHER or LOWER for each label whose corrected share differs from that of all other reports together
    by more than the uncertainty of the difference.
    """

    name: str
    reports: int
    balance: Balance
    differs: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Sums:
    """Balances pooled by group, in memory that grows with the number of groups, not of reports."""

    labels: Sequence[str]
    _pools: dict[str, Pool] = field(default_factory=dict)
    _all: Pool = field(default_factory=Pool)

    def add(self, name: str, balance: Balance) -> None:
        """Counts one report under the group of this name."""
        self._pools.setdefault(name, Pool()).add(balance)
        self._all.add(balance)

    def groups(self) -> tuple[Group, ...]:
        """Gives the groups in the order of their names, reports without one last.

        A group differs where its corrected share lies further from that of the rest than the root of the sum of both
        squared half intervals, which are widened so that one false difference in twenty tables is to be expected
        (Bonferroni). The errors of two groups have part of their causes in common, so that this is cautious. Only
        trusted shares are compared, and a group whose name is not known with none.
        """
        names = sorted(self._pools, key=lambda name: (not name, name))
        found = [(name, self._pools[name], self._pools[name].balance(name)) for name in names]
        rests = {name: self._all.without(pool).balance() for name, pool, one in found if one.trusted and len(found) > 1}
        compared = [name for name, rest in rests.items() if rest.trusted and name]
        wider = _widened(len(self.labels) * (1 if len(found) == 2 else len(compared)))
        return tuple(
            Group(name, pool.reports, one, _differences(one, rests[name], wider) if name in compared else {}) for name, pool, one in found
        )


def _widened(comparisons: int) -> float:
    """How many times a half interval is to be taken, so that all of so many comparisons together keep the level of one."""
    normal = NormalDist()
    return normal.inv_cdf(1 - (1 - LEVEL) / 2 / max(1, comparisons)) / normal.inv_cdf((1 + LEVEL) / 2)


def _differences(one: Balance, rest: Balance, wider: float) -> dict[str, str]:
    """The labels whose shares differ from those of the rest, and how."""
    found = {}
    for label, share in one.corrected.items():
        other = rest.corrected[label]
        (low, high), (low_other, high_other) = one.intervals[label], rest.intervals[label]
        near, far = (share - low, high_other - other) if share > other else (high - share, other - low_other)
        if abs(share - other) > wider * (near**2 + far**2) ** 0.5:
            found[label] = HIGHER if share > other else LOWER
    return found


def grouping(by: str, metadata: str | Path | None = None) -> Grouping:
    """Gives the function that tells the group of a report; a column of the metadata goes before a key of the same name.

    Raises SourceError where `by` is neither a key nor a column of the metadata table, or the table cannot be used.
    """
    values = _Metadata(str(metadata)) if metadata is not None else None
    if values is not None and (column := next((name for name in (by, *_ALIASES.get(by, ())) if name in values.columns), "")):
        return lambda report: values.value(report, column)
    if by == "year":
        return lambda report: str(report.year or "")
    if by == "unit":
        return lambda report: report.unit
    if by == "folder":
        return lambda report: Path(report.document.source).parent.name
    other = f"a column of {metadata} ({', '.join(values.columns)})" if values else "a column of a table named with --metadata"
    raise SourceError(f"--by {by}: reports can be grouped by {', '.join(KEYS)}, or {other}")


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
    first = ("group", "reports", "sentences", *labels, *(f"share_{label}" for label in labels), "uncertain")
    return (*first, *correction_columns(labels), *(f"differs_{label}" for label in labels), *substance_columns(labels))


def rows(groups: Sequence[Group], labels: Sequence[str]) -> Iterator[dict[str, object]]:
    """Gives one row for each group; what is not known is None."""
    for one in groups:
        shares = one.balance.shares
        row: dict[str, object] = {"group": one.name, "reports": one.reports, "sentences": one.balance.sentences}
        row |= {label: one.balance.counts.get(label, 0) for label in labels}
        row |= {f"share_{label}": round(shares.get(label, 0.0), 4) for label in labels}
        row["uncertain"] = one.balance.uncertain
        row |= dict.fromkeys(columns(labels)[len(row) :])
        yield row | correction(one.balance) | {f"differs_{label}": one.differs.get(label) for label in labels} | substance(one.balance)
