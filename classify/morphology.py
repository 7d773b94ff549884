"""Morphology of a sentence: the classes of aspect, modal, evaluating and naming words that it holds.

The classes say what a sentence does (tells of something done, lacking, owed, felt) where its other words are unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

_LIST = Path(__file__).with_name("morphology.txt")
MARKS = ("0", "《", "“")
"""Characters of a normalised sentence that count as a class of their own: a number, a document, a quotation."""


@cache
def word_classes() -> dict[str, tuple[str, ...]]:
    """Gives the classes of each word that has any."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _LIST.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, words = line.partition(": ")
            for word in words.split():
                found[word] = (*found.get(word, ()), name)
    return found


@cache
def class_names() -> tuple[str, ...]:
    """Gives the names of all classes, sorted; a class is the bit of its place among them where sentences have numbers for it."""
    return tuple(sorted({*MARKS, *(name for names in word_classes().values() for name in names)}))


def classes(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """Gives the classes of a sentence, sorted, from its normalised text and its words.

    >>> classes("已建成0个。", ["已", "建成", "0", "个", "。"])
    ('0', 'done')
    """
    known = word_classes()
    found = {name for word in words for name in known.get(word, ())}
    return tuple(sorted(found.union(mark for mark in MARKS if mark in text)))


def morphology_tokens(found: tuple[str, ...], section: str) -> Iterator[str]:
    """Gives the tokens of a sentence's classes: each, each pair, and each with the kind of section it stands in."""
    names = found or ("none",)
    yield from names
    yield from (f"{one}&{other}" for one, other in combinations(names, 2))
    if section:
        yield from (f"{section}:{name}" for name in names)
