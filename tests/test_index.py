from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from classify.index import Words, arrays_of, index_from, index_of
from classify.lexicon import codes_of, lexicon

WORDS = ("推进", "推进 乡村", "乡村", "乡村 振兴", "振兴", "，", "GDP", "0 %", "%")
CHARACTERS = ("推", "推进", "乡村", "乡村振", "\x02推", "。\x03")


def found(words: Words, texts: list[str]) -> list[list[int]]:
    joined = "".join(f"{text}\x03" for text in texts)
    starts = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])])
    symbols, bounds, _ = words.found(joined, codes_of([joined])[0], starts)
    return [symbols[low:high].tolist() for low, high in pairwise([*bounds.tolist(), len(symbols)])]


def test_each_word_has_the_number_of_its_place_in_the_vocabulary() -> None:
    index = index_of(WORDS, CHARACTERS, lexicon())
    # of the single words: 推进 1, 乡村 2, 振兴 3, ， 4, GDP 5, % 6; the end mark is no token
    assert found(Words(index, {}), ["推进乡村，振兴GDP", "振兴%工作"]) == [[1, 2, 4, 3, 5, 0], [3, 6, 0, 0]]


def test_classes_of_words_are_joined_by_sentence() -> None:
    words = Words(index_of(WORDS, CHARACTERS, lexicon()), {"推进": 1, "力争": 2, "GDP": 4, "将": 8})
    joined = "推进GDP\x03力争将\x03工作\x03"
    _, _, classes = words.found(joined, codes_of([joined])[0], np.array([0, 6, 10]))
    assert classes.tolist() == [5, 10, 0]


def test_an_index_comes_back_from_its_arrays() -> None:
    index = index_of(WORDS, CHARACTERS, lexicon())
    again = index_from(arrays_of(index), lexicon())
    texts = ["推进乡村振兴，GDP", "增长0%"]
    assert found(Words(again, {}), texts) == found(Words(index, {}), texts)
    assert again.others == index.others
    assert again.character_nodes.tolist() == index.character_nodes.tolist()
    with pytest.raises(ValueError, match="do not fit together"):
        index_from(arrays_of(index) | {"words": np.array([10**9])}, lexicon())
    with pytest.raises(KeyError):
        index_from({}, lexicon())
