"""Sentences as columns: what the scorer needs of many sentences at once, without a record for each of them.

What is in a column is what `classify.features` says of one sentence in its `Example`; the two must say the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from classify.characters import MARKUP
from classify.features import (
    APART,
    LONGEST_CHAIN,
    NEXT_HEADING,
    NEXT_LINE,
    NEXT_SECTION,
    SAME_LINE,
    YEAR,
    Example,
    relative_year,
    section_kind,
)
from classify.markers import SCHEMES
from classify.pieces import Pieces, clean, without_breaks
from classify.places import DEEPEST, LENGTH_STEP, LONGEST, MOST_NUMBERS, MOST_YEARS, SECTION_KINDS, packed
from classify.records import KINDS
from classify.words import BEGIN, END, normalised_together, together

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Value = TypeVar("Value", bound=Hashable)
HeadingPath = tuple[tuple[str, ...], int | None]
_Sentences = tuple[NDArray[np.uint32], Integers, dict[str, Integers]]
"""Code points of sentences, where each begins, and their shapes: parts of their packed places."""

_KINDS = {kind: number for number, kind in enumerate(KINDS, start=1)}
_SENTENCE = _KINDS["sentence"]
_SCHEMES = {scheme: number for number, scheme in enumerate(SCHEMES, start=1)}


@dataclass(frozen=True, slots=True)
class Columns:
    """n sentences: `codes` are their code points, normalised, each between BEGIN and END, `starts` (n) where each begins.

    `paths` are the different paths of headings, each with the year reported on, `path` (n) tells which of them is whose, and
    `sections` the kind of section each leads to, a number in SECTION_KINDS. `places` (n) are the places of the sentences, packed or
    as tokens. `boundaries` (n) tells what lies between a sentence and the one before.
    """

    codes: NDArray[np.uint32]
    starts: Integers
    paths: Sequence[HeadingPath]
    path: Integers
    sections: Integers
    places: Integers | Sequence[tuple[str, ...]]
    boundaries: Integers

    def __len__(self) -> int:
        return len(self.starts)

    def text(self, low: int, high: int) -> str:
        """Gives the code points from one place up to another as a text."""
        return self.codes[low:high].tobytes().decode("utf-32-le", "surrogatepass")


def columns_of(examples: Sequence[Example]) -> Columns:
    """Gives the columns of examples, neighbours where the examples say so."""
    text = "".join([f"{BEGIN}{example.text}{END}" for example in examples])
    starts = np.zeros(len(examples), dtype=np.int64)
    np.cumsum([len(example.text) + 2 for example in examples[:-1]], out=starts[1:])
    paths, path = _numbered([(example.headings, example.year) for example in examples])
    places = [example.place for example in examples]
    return Columns(_codes(text), starts, paths, path, _sections(paths), places, boundaries(examples))


def boundaries(examples: Sequence[Example]) -> Integers:
    """Gives what lies between each example and the one before it in the sequence (n); APART where they are no neighbours."""
    before: Example | None = None
    found = []
    for example in examples:
        neighbours = before is not None and before.number + 1 == example.number and before.report == example.report
        found.append(example.boundary if neighbours else APART)
        before = example
    return np.array(found, dtype=np.int64)


def columns_of_reports(reports: Sequence[tuple[Pieces, int | None]], compiled: bool = False) -> Columns:
    """Gives the columns of the sentences of reports, of each its pieces and the year reported on.

    With `compiled`, the compiled kernels normalise the texts; what comes of it is the same.
    """
    pieces = _Joined(reports)
    at, path, lines = pieces.at, pieces.path[pieces.at], pieces.lines
    report = pieces.report[at]
    codes, starts, shape = _compiled(reports) if compiled else _normalised(reports, report)
    before, after = _neighbours(pieces.kinds, pieces.report)
    line_before, line_after = _neighbours(lines + 1, pieces.report)
    sections = _sections(pieces.paths)
    depth = np.array([min(DEEPEST, len(headings)) for headings, _ in pieces.paths], dtype=np.int64)
    around = {
        "marker": pieces.schemes[at],
        "known": np.ones(len(at), dtype=np.int64),
        "before": before[at],
        "after": after[at],
        "opens": (line_before != lines + 1).astype(np.int64)[at],
        "closes": (line_after != lines + 1).astype(np.int64)[at],
        "depth": depth[path],
        "section": sections[path],
    }
    _, top = _numbered([headings[:1] for headings, _ in pieces.paths])
    between = _between(at, report, lines[at], path, top[path])
    return Columns(codes, starts, pieces.paths, path, sections, packed(shape | around), between)


class _Joined:
    """The pieces of several reports, one after another.

    Numbers of their kinds and list markers (0: none), of the lines and of the report that they stand in, and of their paths of
    headings among the different `paths`; `at` is where sentences stand.
    """

    def __init__(self, reports: Sequence[tuple[Pieces, int | None]]) -> None:
        sizes = [len(pieces) for pieces, _ in reports]
        count = sum(sizes)

        def column(values: Iterable[Iterable[int]]) -> Integers:
            return np.fromiter(chain.from_iterable(values), dtype=np.int64, count=count)

        self.kinds = column([_KINDS[kind] for kind in pieces.kinds] for pieces, _ in reports)
        self.lines = column(pieces.lines for pieces, _ in reports)
        self.report = np.repeat(np.arange(len(reports)), sizes)
        self.at = np.flatnonzero(self.kinds == _SENTENCE)
        self.schemes = np.zeros(count, dtype=np.int64)
        numbers: dict[HeadingPath, int] = {}
        found: list[int] = []
        firsts: list[int] = []
        first = 0
        for (pieces, year), size in zip(reports, sizes, strict=True):
            if pieces.schemes:
                self.schemes[[first + i for i in pieces.schemes]] = [_SCHEMES[scheme] for scheme in pieces.schemes.values()]
            first += size
            firsts.append(len(found))
            found += [numbers.setdefault((path, year), len(numbers)) for path in pieces.paths]
        self.paths = list(numbers)
        sections = column(pieces.sections for pieces, _ in reports) + np.repeat(np.array(firsts, dtype=np.int64), sizes)
        self.path = np.array(found, dtype=np.int64)[sections]


def _sections(paths: Iterable[HeadingPath]) -> Integers:
    return np.array([SECTION_KINDS.index(section_kind(*path)) for path in paths], dtype=np.int64)


def _texts(pieces: Pieces) -> list[str]:
    """The sentences of a report as they stand, without markup where there is any."""
    if not len(pieces):
        return []
    text = pieces.text
    found = [text[start:end] for start, end, kind in zip(pieces.starts, pieces.ends, pieces.kinds, strict=True) if kind == "sentence"]
    own = text[pieces.starts[0] : pieces.ends[-1]]
    if any(mark in own for mark in MARKUP):
        return [clean(without_breaks(one)) if any(mark in one for mark in MARKUP) else one for one in found]
    return found


def _normalised(reports: Sequence[tuple[Pieces, int | None]], report: Integers) -> _Sentences:
    text = normalised_together(together([raw for pieces, _ in reports for raw in _texts(pieces)]))
    codes = _codes(text)
    starts = np.flatnonzero(codes == ord(BEGIN))
    return codes, starts, _shape(text, codes, starts, [year for _, year in reports], report)


def _compiled(reports: Sequence[tuple[Pieces, int | None]]) -> _Sentences:
    from classify.normalising import normalised

    codes, bounds, shapes = normalised(reports)
    length, numbers, end, document, date, years = shapes.T
    return codes, bounds[:-1], _parts(length, numbers, end, document, date, years)


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _numbered(values: Iterable[Value]) -> tuple[list[Value], Integers]:
    """The different values, and the number among them of each."""
    numbers: dict[Value, int] = {}
    found = [numbers.setdefault(value, len(numbers)) for value in values]
    return list(numbers), np.array(found, dtype=np.int64)


def _neighbours(values: Integers, report: Integers) -> tuple[Integers, Integers]:
    """The values of the pieces before and behind each piece of its report, 0 where there is none."""
    same = report[1:] == report[:-1]
    before, after = np.zeros_like(values), np.zeros_like(values)
    before[1:] = values[:-1] * same
    after[:-1] = values[1:] * same
    return before, after


def _shape(text: str, codes: NDArray[np.uint32], starts: Integers, years: Sequence[int | None], report: Integers) -> dict[str, Integers]:
    """What sentences look like apart from their words and markers (n each): the parts of a packed place."""
    count = len(starts)

    def holding(found: Flags) -> Integers:
        return np.bincount(np.searchsorted(starts, np.flatnonzero(found), side="right") - 1, minlength=count)

    lengths = np.diff(starts, append=len(codes)) - 2
    numbers = codes == ord("0")
    dates = numbers[:-1] & ((codes[1:] == ord("月")) | (codes[1:] == ord("日")))
    named = np.zeros(count, dtype=np.int64)
    century = (codes[:-1] == ord("1")) & (codes[1:] == ord("9")) | (codes[:-1] == ord("2")) & (codes[1:] == ord("0"))
    for at in np.flatnonzero(century).tolist():
        i = int(np.searchsorted(starts, at, side="right")) - 1
        year, found = years[report[i]], YEAR.match(text, at)
        if year is not None and found is not None:
            named[i] |= 1 << relative_year(int(found.group()), year) + MOST_YEARS
    end = np.where(lengths > 0, codes.take(starts + lengths), 0)
    return _parts(lengths, holding(numbers), end, holding(codes == ord("《")), holding(dates), named)


def _parts(length: Integers, numbers: Integers, end: Integers, document: Integers, date: Integers, years: Integers) -> dict[str, Integers]:
    """The parts of a packed place from what sentences hold (n each)."""
    return {
        "length": np.minimum(length // LENGTH_STEP, LONGEST),
        "numbers": np.minimum(numbers, MOST_NUMBERS),
        "end": end,
        "document": np.minimum(document, 1),
        "date": np.minimum(date, 1),
        "years": years,
    }


def _between(at: Integers, report: Integers, lines: Integers, path: Integers, top: Integers) -> Integers:
    """What lies between each sentence and the one before (n), from where they stand, their reports, lines, paths and outermost headings."""
    found = np.full(len(at), NEXT_SECTION)
    if not len(at):
        return found
    found[1:][top[1:] == top[:-1]] = NEXT_HEADING
    found[1:][path[1:] == path[:-1]] = NEXT_LINE
    found[1:][(lines[1:] == lines[:-1]) & (at[1:] == at[:-1] + 1)] = SAME_LINE
    number = np.arange(len(at)) - np.searchsorted(report, report)
    found[number % LONGEST_CHAIN == 0] = APART
    return found
