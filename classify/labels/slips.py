"""Slips of the pen in labels: labels that look like misspelt others, refused where that is certain and doubted where not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from classify.labels.rows import CHINESE, Problem
from classify.records import LABELS, AnnotatedReport

_TYPO = 2  # rows; a label that is no rarer may be meant
_OFTENER = 10  # times that a label must occur for a near one to be taken for a misspelling of it
_LONG = 6  # characters from which on two may differ; shorter words differ in one


def slips(reports: Iterable[AnnotatedReport]) -> Iterator[Problem]:
    """Gives the labels that may be misspelt, with where they stand and what is like them.

    A label that stands in one or two rows and differs in a letter or two from a known label beside at least two of the
    four known ones, or from one that is ten times as frequent, is a problem in each of its rows. Other labels of which
    one may doubt that they are meant are named once, where they stand first.
    """
    places: dict[str, list[str]] = {}
    for report in reports:
        for label, place in zip(report.labels, report.places, strict=True):
            if label:
                places.setdefault(label, []).append(place)
    counts = Counter({label: len(found) for label, found in places.items()})
    known = len(set(counts) & set(LABELS))
    for label, found in places.items():
        if label in LABELS:
            continue
        near, rare = _near(label, counts), len(found) <= _TYPO
        if near and rare and (known > 1 or counts[near] >= _OFTENER * len(found)):
            yield from (Problem(place, f"column label: unknown label {label!r}; did you mean {near}?") for place in found)
        elif near and (counts[near] >= _OFTENER * len(found) or (near in LABELS and len(label) >= _LONG)):
            yield Problem(found[0], f"column label: {label!r} ({_rows(found)}) looks like {near}; correct it if that is meant", doubt=True)
        elif rare and known > 1:
            hint = f"if it is not meant, the labels are {', '.join(LABELS)}"
            yield Problem(found[0], f"column label: {label!r} stands in {_rows(found)} only; {hint}", doubt=True)


def _rows(found: list[str]) -> str:
    return f"{len(found)} row{'s' if len(found) != 1 else ''}"


def _near(label: str, counts: Mapping[str, int]) -> str:
    """The label that this one may be meant to be: a known one by either name, else one that is far more frequent."""
    names = {name: name for name in LABELS} | CHINESE
    names |= {other: other for other, number in counts.items() if number >= _OFTENER * counts[label]}
    found = [(distance(label.casefold(), name.casefold()), meant) for name, meant in names.items() if _alike(label, name)]
    return min(found, default=(0, ""))[1]


def _alike(one: str, other: str) -> bool:
    if one == other or re.sub(r"\d", "", one) == re.sub(r"\d", "", other) != one:
        return False  # numbered labels are meant to differ
    most = 2 if min(len(one), len(other)) >= _LONG else 1
    return distance(one.casefold(), other.casefold()) <= most < max(len(one), len(other))


def distance(one: str, other: str) -> int:
    """Gives the number of characters to insert, delete, change or swap with a neighbour that turn one text into another.

    Damerau 1964, each place changed once.

    >>> distance("achievment", "achievement"), distance("paln", "plan")
    (1, 1)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, start=1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b)))
            if last and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]
