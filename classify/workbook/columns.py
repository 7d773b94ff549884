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


def corrected_columns(said: Mapping[str, str], names: Mapping[str, str]) -> list[Column]:
    """Gives the columns of corrected shares and their bounds, for labels and their names."""
    return [Column(said[key].format(shown), 10, PERCENT) for shown in names.values() for key in ("corrected", "low", "high")]


def corrected_cells(one: Balance, labels: Sequence[str]) -> Iterator[Any]:
    """Gives the corrected shares where they are trusted."""
    for label in labels:
        yield from (one.corrected[label], *one.intervals[label]) if one.trusted else (None, None, None)


def substance_columns(said: Mapping[str, str], names: Mapping[str, str]) -> list[Column]:
    """Gives the columns of what the sentences hold that can be checked, and of problems without a plan."""
    columns = [Column(said[key], 10, RATE) for key in ("numbers", "documents", "dates", "concreteness")]
    columns += [Column(said["concreteness_of"].format(shown), 10, RATE) for shown in names.values()]
    return [*columns, Column(said["unanswered"], 10)]


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
        Column(said["repeated"], 9),
        Column(said["share_repeated"], 9, PERCENT),
        Column(said["repeated_example"], 40),
        Column(said["repeated_in"], 9),
    ]


def repeat_cells(one: Repetition) -> Iterator[Any]:
    """Gives how much boilerplate is repeated, with an example."""
    yield from (one.repeated, one.share if one.sentences else None, one.example or None, one.reports or None)


def followup_columns(said: Mapping[str, str]) -> list[Column]:
    """Gives the columns of the sheet of plans that were followed."""
    first = [Column(said["unit"], 20), Column(said["year"], 7), Column(said["report_title"], 26), Column(said["planned"], 60)]
    return [
        *first,
        Column(said["next_year"], 8),
        Column(said["fate"], 10),
        Column(said["match"], 60),
        Column(said["likeness"], 9, LIKENESS),
    ]


def followup_rows(one: Followup, said: Mapping[str, str]) -> Iterator[list[Any]]:
    """Gives a row for each plan."""
    for fate in one.fates:
        first = [one.unit, one.year, one.title, fate.plan, one.year + 1]
        yield [*first, said[FATE_NAMES[fate.fate]], fate.match or None, fate.likeness if fate.match else None]
