"""A corpus: what only the reports of a run together tell, collected as they pass by and told when all have passed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from classify.accounts import Account
from classify.followups import FATES, Followups
from classify.groups import Grouping, grouping
from classify.records import Followup, Repetition
from classify.repeats import Repeats

REPEAT_COLUMNS = ("boilerplate_compared", "repeated_boilerplate", "share_repeated", "repeated_example", "repeated_in", "repeated_other")
_COUNTED = 3  # columns of repeats that a group has too; the example that follows is one report's
FOLLOW_COLUMNS = tuple(f"plans_{fate}" for fate in FATES)


@dataclass(slots=True)
class Corpus:
    """Collects what is asked for: boilerplate that reports repeat, and plans to be followed to the next year.

    It is a context, whose temporary files are gone at its end. `metadata` names a table that may tell unit and year.
    """

    repeats: bool = False
    follow: bool = False
    metadata: str | Path | None = None
    _repeats: Repeats | None = None
    _followups: Followups | None = None
    _unit: Grouping = field(default=lambda report: report.unit)
    _year: Grouping = field(default=lambda report: str(report.year or ""))
    _passed: list[tuple[str, int]] = field(default_factory=list)
    _open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Corpus:
        if self.repeats:
            self._repeats = self._open.enter_context(Repeats())
        if self.follow:
            self._unit, self._year = grouping("unit", self.metadata), grouping("year", self.metadata)
            self._followups = self._open.enter_context(Followups())
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def watch(self, accounts: Iterable[Account]) -> Iterator[Account]:
        """Gives the accounts on, and keeps what is needed of each."""
        for account in accounts:
            if self._repeats is not None:
                self._repeats.add(account.labelled)
            if self._followups is not None:
                report = account.labelled.report
                self._passed.append((report.document.source, report.number))
                self._followups.add(account.labelled, self._unit(report), self._year(report))
            yield account

    @property
    def unknown(self) -> int:
        """Number of reports that could not be followed because their unit or year is not known."""
        return self._followups.unknown if self._followups is not None else 0

    def repetitions(self) -> tuple[Repetition, ...]:
        """Gives what each report repeats of others, in order; nothing where it was not asked for."""
        return self._repeats.repetitions() if self._repeats is not None else ()

    def followups(self) -> Iterator[Followup]:
        """Gives the plans that can be followed to the next year; nothing where it was not asked for."""
        return self._followups.followups() if self._followups is not None else iter(())

    def columns(self, groups: bool = False) -> tuple[str, ...]:
        """Gives the columns that a table of balances, or of groups, has besides."""
        repeated = REPEAT_COLUMNS[:_COUNTED] if groups else REPEAT_COLUMNS
        return (*(repeated if self.repeats else ()), *(FOLLOW_COLUMNS if self.follow else ()))

    def rows(self, rows: Iterable[dict[str, object]]) -> Iterator[dict[str, object]]:
        """Gives the rows of all balances, in the order in which their reports passed by, with these columns; unknown is None."""
        repeated = self.repetitions()
        followed = {(one.source, one.report): fate_cells(one) for one in self.followups()} if self.follow else {}
        for number, row in enumerate(rows):
            more = repetition_cells(repeated[number]) if self.repeats else {}
            if self.follow:
                more |= followed.get((str(row["source"]), int(str(row["report"]))), dict.fromkeys(FOLLOW_COLUMNS))
            yield row | more

    def group_rows(self, rows: Iterable[dict[str, object]], names: Sequence[str]) -> Iterator[dict[str, object]]:
        """Gives the rows of groups with these columns; `names` has the group of each report, in the order in which they passed by."""
        repeated: dict[str, Counter[str]] = defaultdict(Counter)
        for name, one in zip(names, self.repetitions(), strict=self.repeats):
            repeated[name].update(sentences=one.sentences, repeated=one.repeated)
        followed: dict[str, Counter[str]] = defaultdict(Counter)
        group = dict(zip(self._passed, names, strict=self.follow))
        for found in self.followups():
            followed[group[(found.source, found.report)]].update({f"plans_{fate}": found.count(fate) for fate in FATES})
        for row in rows:
            name = str(row["group"])
            counts = repeated[name]
            cells = repetition_cells(Repetition(counts["sentences"], counts["repeated"]))
            more = {column: cells[column] for column in REPEAT_COLUMNS[:_COUNTED]} if self.repeats else {}
            if self.follow:
                more |= {column: followed[name][column] if name in followed else None for column in FOLLOW_COLUMNS}
            yield row | more


def repetition_cells(one: Repetition) -> dict[str, object]:
    """Gives what a report repeats of others as cells."""
    share = round(one.share, 4) if one.sentences else None
    found = (one.sentences, one.repeated, share, one.example or None, one.reports or None, one.other or None)
    return dict(zip(REPEAT_COLUMNS, found, strict=True))


def fate_cells(one: Followup) -> dict[str, object]:
    """Gives how many plans of a report met each fate, as cells."""
    return {column: one.count(fate) for column, fate in zip(FOLLOW_COLUMNS, FATES, strict=True)}
