"""Features of a sentence: its words and characters, the headings above it, and its place in the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from classify.markers import marker, opens_marker
from classify.morphology import classes, morphology_tokens
from classify.patterns import pattern
from classify.pieces import clean
from classify.places import DEEPEST, LENGTH_STEP, LONGEST, MOST_NUMBERS, MOST_YEARS, Place, Surroundings, place_tokens
from classify.records import Sentence
from classify.words import BEGIN, DICTIONARY, END, normalise, normalised, segmenter

BLOCKS = ("words", "characters", "headings", "place", "morphology")
"""Each block is weighted by TF-IDF and brought to length 1 on its own, so that a long sentence does not drown its heading."""

WORD_NGRAMS = (1, 2)
CHARACTER_NGRAMS = (1, 3)
SECTIONS = {
    "problem": pattern(r"问题|不足|困难|短板|差距|薄弱|教训|挑战|欠缺|缺点|原因|矛盾|制约"),
    "plan": pattern(
        r"打算|计划|下一?步|下一?阶段|思路|安排|明年|来年|今后|展望|建议|目标|下半年|努力方向|整改措施|规划|设想|要求|任务|未来"
    ),
    "review": pattern(r"总结|回顾|情况|成效|成绩|做法|完成|亮点|成果|进展|概况|履职|过去|以来|主要工作|业绩"),
}
"""Words by which a heading tells what its section is about; the first that fits counts."""

SAME_LINE, NEXT_LINE, NEXT_HEADING, NEXT_SECTION, APART = range(5)
"""What lies between a sentence and the one before it; APART says that the one before is not known."""

OUTERMOST = "1:"
"""What the words of the outermost heading begin with where they are tokens of their own."""

LONGEST_CHAIN = 1000
"""Sentences; the chain over a longer text starts anew, so that work stays in proportion."""

YEAR = pattern(r"(?:19|20)(?<!\d..)\d\d(?!\d)")
"""A year in a text, which begins with what it looks for, so that the engine skips all other characters quickly."""


class Example(NamedTuple):
    """One sentence as the model sees it.

    `text` is normalised; `headings` is the path of headings, `place` the tokens of its place. `report` and `number`
    tell which examples are neighbours, `boundary` what lies between it and the one before.
    """

    text: str
    headings: tuple[str, ...] = ()
    lead: str = ""
    place: tuple[str, ...] = ()
    year: int | None = None
    report: str = ""
    number: int = 0
    boundary: int = APART


def examples(pieces: Sequence[Sentence], report: str = "", year: int | None = None, context: bool = True) -> tuple[Example, ...]:
    """Gives one example for each piece that is a sentence, in order.

    `year` is the year reported on; with `context` False nothing but the sentence's own text is used.
    """
    return examples_of([(pieces, report, year)], context)[0]


def examples_of(runs: Sequence[tuple[Sequence[Sentence], str, int | None]], context: bool = True) -> list[tuple[Example, ...]]:
    """Gives the examples of several reports, of each its pieces, name and year; texts are normalised all at once."""
    texts = iter(normalised([clean(piece.text) for pieces, _, _ in runs for piece in pieces if piece.kind == "sentence"]))
    return [_made(pieces, report, year, context, texts) for pieces, report, year in runs]


def _made(pieces: Sequence[Sentence], report: str, year: int | None, context: bool, texts: Iterator[str]) -> tuple[Example, ...]:
    made: list[Example] = []
    last = -1
    for i, piece in enumerate(pieces):
        if piece.kind != "sentence":
            continue
        text = next(texts)
        own = _shape(piece.text, text, year)
        if not context:
            made.append(Example(text, (), "", place_tokens(own), year, report, len(made), APART))
            continue
        boundary = _boundary(pieces, last, i) if len(made) % LONGEST_CHAIN else APART
        place = place_tokens(own._replace(surroundings=_surroundings(pieces, i, year)))
        made.append(Example(text, piece.section, piece.lead, place, year, report, len(made), boundary))
        last = i
    return tuple(made)


def alone(example: Example) -> Example:
    """Gives the example as it would be without headings and neighbours, as in a report without structure."""
    own = tuple(token for token in example.place if not token.startswith("@"))
    boundary = NEXT_LINE if example.boundary != APART else APART
    return Example(example.text, (), "", own, example.year, example.report, example.number, boundary)


def plain(text: str) -> Example:
    """Gives the example of a sentence of which nothing but its text is known."""
    return examples([Sentence(text, end=len(text))], context=False)[0]


def relative_year(year: int, reported: int) -> int:
    """Gives how far a year is from the one reported on, at most MOST_YEARS before or after it."""
    return max(-MOST_YEARS, min(MOST_YEARS, year - reported))


def section_kind(headings: Iterable[str], year: int | None = None) -> str:
    """Gives what a section is about, by its headings from the outermost: "review", "problem", "plan" or "".

    A heading that names a year after the one reported on opens a plan.
    """
    for heading in headings:
        if kind := _kind_of_heading(heading):
            return kind
        if year is not None and any(int(named) > year for named in YEAR.findall(heading)):
            return "plan"
    return ""


@lru_cache(maxsize=20_000)
def _kind_of_heading(heading: str) -> str:
    """What the words of one heading say of its section, "" where they say nothing."""
    for kind, words in SECTIONS.items():
        if words.search(heading):
            return kind
    return ""


def tokens(example: Example, block: str, dictionary: Path = DICTIONARY) -> list[str]:
    """Gives the tokens of one block of an example; see BLOCKS."""
    if block == "words":
        words = _words(example.text, dictionary)
        return [*words, *(f"{a} {b}" for a, b in pairwise(words))]
    if block == "characters":
        text = f"{BEGIN}{example.text}{END}"
        low, high = CHARACTER_NGRAMS
        return [text[i : i + n] for n in range(low, high + 1) for i in range(len(text) - n + 1)]
    if block == "headings":
        return list(_heading_tokens(example.headings, example.year, dictionary))
    if block == "morphology":
        found = classes(example.text, _words(example.text, dictionary))
        return list(morphology_tokens(found, section_kind(example.headings, example.year)))
    return list(example.place)


@lru_cache(maxsize=50_000)
def _words(text: str, dictionary: Path) -> tuple[str, ...]:
    return tuple(segmenter(dictionary)(text))


@lru_cache(maxsize=10_000)
def _heading_tokens(headings: tuple[str, ...], year: int | None, dictionary: Path) -> tuple[str, ...]:
    return heading_tokens(headings, year, lambda heading: _words(normalise(heading), dictionary))


def heading_tokens(headings: tuple[str, ...], year: int | None, words: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    """Gives the words of all headings, those of the outermost once more on their own, relative years, and the kind of section.

    `words` gives the words of a heading.
    """
    if not headings:
        return ()
    found: list[str] = []
    for heading in headings:
        found.extend(words(heading))
        found.extend(heading_years(heading, year))
    found.extend([f"{OUTERMOST}{word}" for word in words(headings[0])])
    found.append(kind_token(headings, year))
    return tuple(found)


def kind_token(headings: tuple[str, ...], year: int | None) -> str:
    """Gives the token for the kind of section that headings lead to."""
    return f"kind:{section_kind(headings, year)}"


def heading_years(heading: str, year: int | None) -> list[str]:
    """Gives a token for each year that a heading names."""
    return [f"year{named:+d}" for named in _years(heading, year)]


def _years(text: str, year: int | None) -> list[int]:
    """The years named, counted from the one reported on: 1 is the next."""
    if year is None or ("20" not in text and "19" not in text):
        return []
    return [relative_year(int(named), year) for named in YEAR.findall(text)]


def _shape(raw: str, text: str, year: int | None) -> Place:
    """What a sentence looks like, apart from its words."""
    mark = marker(raw) if opens_marker(raw) else None
    numbers = text.count("0")
    return Place(
        mark.scheme if mark else "",
        min(len(text) // LENGTH_STEP, LONGEST),
        min(numbers, MOST_NUMBERS),
        text[-1:],
        "《" in text,
        "0月" in text or "0日" in text,
        tuple(sorted(set(_years(text, year)))),
    )


def _surroundings(pieces: Sequence[Sentence], i: int, year: int | None) -> Surroundings:
    """What stands around a sentence."""
    piece = pieces[i]
    before = pieces[i - 1] if i else None
    after = pieces[i + 1] if i + 1 < len(pieces) else None
    return Surroundings(
        before.kind if before else "",
        after.kind if after else "",
        before is None or before.paragraph != piece.paragraph,
        after is None or after.paragraph != piece.paragraph,
        min(DEEPEST, len(piece.section)),
        section_kind(piece.section, year),
    )


def _boundary(pieces: Sequence[Sentence], last: int, i: int) -> int:
    one, other = pieces[last], pieces[i]
    if one.paragraph == other.paragraph and i == last + 1:
        return SAME_LINE
    if one.section == other.section:
        return NEXT_LINE
    return NEXT_HEADING if one.section[:1] == other.section[:1] else NEXT_SECTION
