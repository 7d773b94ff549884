"""Topics: what a sentence is about, as its object words and their weights, and how far one sentence takes up another's topic."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from classify.folder import default_path, loaded_scorer
from classify.lexicon import Cutter, lexicon, lexicon_from
from classify.morphology import word_classes
from classify.words import END, normalised

Topic = Mapping[str, float]
"""The object words of a sentence and their weights."""

_LIST = Path(__file__).with_name("commonness.txt")  # benchmarks/commonness.py writes it
_NAMING = ("means",)  # classes of words that name things; those of all others tell how a sentence says something
_UNLISTED = 5  # sentences that a word is taken to stand in that stands in fewer than those listed
_PLAIN = 3.0  # inverse document frequency of words too common to tell two things apart: one sentence in twenty
_LETTER = re.compile(r"[\u4e00-\u9fffA-Za-z]")


@cache
def _commonness() -> tuple[float, Mapping[str, int]]:
    lines = _LIST.read_text("utf-8").splitlines()
    pairs = (line.split() for line in lines[2:])
    return float(lines[1].lstrip("# ")), {word: int(count) for word, count in pairs}


@cache
def _telling() -> frozenset[str]:
    return frozenset(word for word, classes in word_classes().items() if not set(classes) & set(_NAMING))


@cache
def _weight(word: str) -> float:
    """The inverse document frequency of a word above that of plain words, 0 where it is no object word."""
    if len(word) < 2 or not _LETTER.match(word) or word in _telling():
        return 0.0
    sentences, counts = _commonness()
    return max(0.0, math.log(sentences / (1 + counts.get(word, _UNLISTED))) - _PLAIN)


@cache
def _cutter() -> Cutter:
    shipped = default_path() / "dictionary.npz"
    if not shipped.exists():
        return Cutter(lexicon())
    with np.load(shipped, allow_pickle=False) as arrays:
        return Cutter(lexicon_from(dict(arrays)))


def objects(texts: Sequence[str]) -> list[frozenset[str]]:
    """Gives the words of each sentence that name what it is about: two characters or more, not common, not of judging.

    >>> sorted(objects(["泵站设备老化，经费仍然不足。"])[0])
    ['泵站', '经费', '老化', '设备']
    """
    if not texts:
        return []
    return [frozenset(filter(_weight, words)) for words in _words(normalised(texts))]


def _words(texts: Sequence[str]) -> list[list[str]]:
    """The words of normalised texts by the shipped model's dictionary; the model's own tables are used where it is loaded."""
    shipped = loaded_scorer(default_path())
    return (_cutter() if shipped is None else shipped).words([text.replace(END, "") for text in texts])


def topics(sentences: Sequence[frozenset[str]], around: Iterable[frozenset[str]] = ()) -> list[Topic]:
    """Gives the topic of each sentence from its object words; words that recur in these sentences and those around weigh less.

    The weight is an inverse document frequency (Spärck Jones 1972) in the genre, which falls further with the share of the
    given sentences that hold the word: what a whole report is about does not tell its sentences apart.
    """
    given = [*sentences, *around]
    counts = Counter(word for one in given for word in one)
    scale = math.log(len(given) + 1) or 1.0
    return [{word: _weight(word) * (1 - math.log(max(1.0, counts[word] / 2)) / scale) for word in one} for one in sentences]


def likeness(one: Topic, other: Topic) -> float:
    """Gives how far `other` takes up the topic of `one`, from 0 to 1.

    It is the part of the squared weights of `one` that words of both bear; where `other` is longer, divided by the
    root of the ratio of their lengths, half-way to the cosine, since a long sentence meets many words by chance.
    """
    shared = sum(weight * other[word] for word, weight in one.items() if word in other)
    if not shared:
        return 0.0
    own, its = _length(one), _length(other)
    return min(1.0, shared / own**2 / max(1.0, math.sqrt(its / own)))


def _length(topic: Topic) -> float:
    return math.sqrt(sum(weight * weight for weight in topic.values()))
