"""Columns of a workbook besides counts and shares: corrected shares, concreteness, problems without a plan, repeats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from classify.concreteness import together
from classify.followups import ACHIEVED, REPEATED, VANISHED
from classify.records import Balance, Followup, Repetition
from classify.workbook.sheets import Column

PERCENT, RATE, LIKENESS = "0.0%", "0.00", "0.00"

FATE_NAMES = {ACHIEVED: "achieved", REPEATED: "planned_again", VANISHED: "vanished"}
"""How what became of a plan is called in the words of a workbook."""


def count_column(name: str, width: float = 10) -> Column:
    """Gives a column of whole numbers, as wide as its name needs."""
    return Column(name, max(width, _longest(name)), stand="right")


def share_column(name: str, format_: str) -> Column:
    """Gives a column of numbers in this format, as wide as its name needs."""
    return Column(name, max(11, _longest(name)), format_, "right")


def _longest(name: str) -> int:
    """The width that a bold name takes when it is broken between words."""
    return 3 + max(len(word) for word in name.split())


def corrected_columns(said: Mapping[str, str], names: Mapping[str, str]) -> list[Column]:
    """Gives the columns of corrected shares and their bounds, for labels and their names."""
    return [share_column(said[key].format(shown), PERCENT) for shown in names.values() for key in ("corrected", "low", "high")]


def corrected_cells(one: Balance, labels: Sequence[str]) -> Iterator[Any]:
    """Gives the corrected shares where they are trusted."""
    for label in labels:
        yield from (one.corrected[label], *one.intervals[label]) if one.trusted else (None, None, None)


def substance_columns(said: Mapping[str, str], names: Mapping[str, str]) -> list[Column]:
    """Gives the columns of what the sentences hold that can be checked, and of problems without a plan."""
    columns = [share_column(said[key], RATE) for key in ("numbers", "documents", "dates", "concreteness")]
    columns += [share_column(said["concreteness_of"].format(shown), RATE) for shown in names.values()]
    return [*columns, count_column(said["unanswered"])]


def substance_cells(one: Balance, labels: Sequence[str]) -> Iterator[Any]:
    """Gives what the sentences hold; nothing where there are none."""
    whole = together(one.concreteness.values())
    yield from (*whole.rates, whole.rate) if whole.sentences else (None,) * 4
    for label in labels:
        found = one.concreteness.get(label)
        yield found.rate if found and found.sentences else None
    yield one.unanswered if one.concreteness else None


def repeat_columns(said: Mapping[str, str]) -> list[Column]:
    """Gives the columns of repeated boilerplate."""
    return [
        count_column(said["repeated"]),
        share_column(said["share_repeated"], PERCENT),
        Column(said["repeated_example"], 40),
        count_column(said["repeated_in"]),
    ]


def repeat_cells(one: Repetition) -> Iterator[Any]:
    """Gives how much boilerplate is repeated, with an example."""
    yield from (one.repeated, one.share if one.sentences else None, one.example or None, one.reports or None)


def followup_columns(said: Mapping[str, str]) -> list[Column]:
    """Gives the columns of the sheet of plans that were followed."""
    first = [Column(said["unit"], 20), count_column(said["year"], 7), Column(said["report_title"], 26), Column(said["planned"], 60)]
    return [
        *first,
        count_column(said["next_year"], 8),
        Column(said["fate"], 10),
        Column(said["match"], 60),
        share_column(said["likeness"], LIKENESS),
    ]


def followup_rows(one: Followup, said: Mapping[str, str]) -> Iterator[list[Any]]:
    """Gives a row for each plan."""
    for fate in one.fates:
        first = [one.unit, one.year, one.title, fate.plan, one.year + 1]
        yield [*first, said[FATE_NAMES[fate.fate]], fate.match or None, fate.likeness if fate.match else None]
