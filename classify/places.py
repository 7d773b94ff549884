"""The place of a sentence: what it looks like apart from its words, and what stands around it; as tokens, and packed into a number."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from classify.markers import SCHEMES
from classify.records import KINDS

LENGTH_STEP = 15  # characters of a class of length
LONGEST = 6  # class of length of all longer sentences
MOST_NUMBERS = 4  # so many and more are all alike
MOST_YEARS = 2  # years further from the report's than this are all alike
DEEPEST = 3  # headings; a deeper path counts as this
SECTION_KINDS = ("", "problem", "plan", "review")

_MARKERS, _AROUND = ("", *SCHEMES), ("", *KINDS)
_BITS = {
    **{"marker": 4, "length": 3, "numbers": 3, "document": 1, "date": 1, "years": 2 * MOST_YEARS + 1, "known": 1},
    **{"before": 4, "after": 4, "opens": 1, "closes": 1, "depth": 2, "section": 2, "end": 21},
}
"""Bits of each part of a packed place, 54 in all, the first part highest."""


_PREFIXES = (
    (("marker",), "marker:"),
    (("length",), "length:"),
    (("numbers",), "numbers:"),
    (("document",), "document"),
    (("date",), "date"),
    (("years",), "year"),
    (("before",), "@before:"),
    (("after",), "@after:"),
    (("opens", "closes"), "@paragraph:"),
    (("depth",), "@depth:"),
    (("section",), "@section:"),
)
"""What the tokens of a part begin with, or of two parts that stand side by side and have one token; all but the last character."""

_VALUES = {"marker": len(_MARKERS), "before": len(_AROUND), "after": len(_AROUND)}
"""How many values parts have that do not use up their bits."""

_SURROUNDING = ("known", "before", "after", "opens", "closes", "depth", "section")  # parts that stand together, above the last
_SURROUNDING_BITS = ((1 << sum(_BITS[name] for name in _SURROUNDING)) - 1) << _BITS["end"]


class Surroundings(NamedTuple):
    """What stands around a sentence.

    Kinds of the pieces before and behind it ("": none), whether it opens or closes its line, the depth of its path of headings,
    and the kind of its section.
    """

    before: str
    after: str
    opens: bool
    closes: bool
    depth: int
    section: str


class Place(NamedTuple):
    """What a sentence looks like, and its surroundings where they are known.

    Scheme of its marker, classes of length and of how many numbers it holds, last character, whether it names a document or a
    date, and years, counted from the one reported on.
    """

    marker: str
    length: int
    numbers: int
    end: str
    document: bool
    date: bool
    years: tuple[int, ...]
    surroundings: Surroundings | None = None


def place_tokens(place: Place) -> tuple[str, ...]:
    """Gives the tokens of a place; those of its surroundings begin with @."""
    found = [f"marker:{place.marker}", f"length:{place.length}", f"numbers:{place.numbers}", f"end:{place.end}"]
    found += ["document"] * place.document + ["date"] * place.date + [f"year{year:+d}" for year in place.years]
    if place.surroundings is not None:
        before, after, opens, closes, depth, section = place.surroundings
        found += [f"@before:{before}", f"@after:{after}", f"@paragraph:{'opens' if opens else ''}{'closes' if closes else ''}"]
        found += [f"@depth:{depth}", f"@section:{section}"]
    return tuple(found)


def tokens_of_place(place: int | tuple[str, ...]) -> tuple[str, ...]:
    """Gives the tokens of a packed place; those that are given as tokens remain as they are."""
    if isinstance(place, tuple):
        return place
    return _own_tokens(place & ~_SURROUNDING_BITS) + _tokens_around(place & _SURROUNDING_BITS)


@lru_cache(maxsize=10_000)
def _own_tokens(number: int) -> tuple[str, ...]:
    return place_tokens(unpacked(number))


@lru_cache(maxsize=10_000)
def _tokens_around(number: int) -> tuple[str, ...]:
    return tuple(token for token in place_tokens(unpacked(number)) if token.startswith("@"))


def _shift(part: str) -> int:
    names = list(_BITS)
    return sum(_BITS[name] for name in names[names.index(part) + 1 :])


def packed(given: Mapping[str, NDArray[np.int64]]) -> NDArray[np.int64]:
    """Gives the places of n sentences as one number each (n) from their parts (n each), those left out being 0.

    `marker`, `before`, `after` and `section` count in SCHEMES, KINDS (from 1; 0: none) and SECTION_KINDS, `years` has a bit
    for each year from the earliest on, `end` is a code point, `known` tells whether the surroundings are.
    """
    found = np.zeros(len(given["length"]), dtype=np.int64)
    for name, bits in _BITS.items():
        found <<= bits
        if name in given:
            found |= given[name]
    return found


def unpacked(number: int) -> Place:
    """Gives the place that `packed` made a number of."""
    parts: dict[str, int] = {}
    for name, bits in reversed(_BITS.items()):
        number, parts[name] = number >> bits, number & ((1 << bits) - 1)
    around = Surroundings(
        _AROUND[parts["before"]],
        _AROUND[parts["after"]],
        bool(parts["opens"]),
        bool(parts["closes"]),
        parts["depth"],
        SECTION_KINDS[parts["section"]],
    )
    return Place(
        _MARKERS[parts["marker"]],
        parts["length"],
        parts["numbers"],
        chr(parts["end"]) if parts["end"] else "",
        bool(parts["document"]),
        bool(parts["date"]),
        tuple(year - MOST_YEARS for year in range(2 * MOST_YEARS + 1) if parts["years"] >> year & 1),
        around if parts["known"] else None,
    )


class Part(NamedTuple):
    """A part of a packed place: its distance from the lowest bit, the tokens of each value, whether it is of the surroundings."""

    shift: int
    tokens: tuple[tuple[str, ...], ...]
    around: bool


KNOWN = 1 << _shift("known")
"""The bit of a packed place that tells whether its surroundings are known."""

LAST = (1 << _BITS["end"]) - 1
"""The bits of a packed place that hold its last character."""


def parts() -> list[Part]:
    """Gives the parts of a packed place, all but the last character; together their tokens are those of the place."""
    found = []
    for names, prefix in _PREFIXES:
        shift, around = _shift(names[-1]), prefix.startswith("@")
        values = _VALUES.get(names[0], 1 << sum(_BITS[name] for name in names))
        given = [place_tokens(unpacked(value << shift | KNOWN * around)) for value in range(values)]
        found.append(Part(shift, tuple([tuple([token for token in tokens if token.startswith(prefix)]) for tokens in given]), around))
    return found
