"""The index of a model: where the tokens of its blocks of words and characters are found, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classify.lexicon import Cutter, Lexicon, codes_of
from classify.trie import DEAD, SYMBOL_BITS, Floats, Integers, Trie, trie_from, trie_of
from classify.trie import arrays_of as arrays_of_trie

_NUMBERS = ("words", "word_nodes", "symbols", "character_nodes")


@dataclass(frozen=True, slots=True)
class Index:
    """Tokens as nodes of tries.

    `lexicon` cuts texts into words; `words` are the nodes there of the vocabulary's single words (0: not in it), in the
    order of the vocabulary, whose numbers from 1 are the symbols of `pairs`, the trie of single words and word pairs.
    `symbols` has the symbol of each code point in `characters`, the trie of character n-grams, and ends with the 0 that
    stands for all above. `word_nodes` and `character_nodes` are the nodes of all tokens of the two blocks.
    `others` are the single words that are not in the lexicon, with their symbols.
    """

    lexicon: Lexicon
    words: Integers
    others: Mapping[str, int]
    pairs: Trie
    word_nodes: Integers
    symbols: Integers
    characters: Trie
    character_nodes: Integers


def index_of(words: Sequence[str], characters: Sequence[str], lexicon: Lexicon) -> Index:
    """Gives the index of a block of words and word pairs, and one of character n-grams."""
    single = [token for token in words if " " not in token]
    numbers = {token: number for number, token in enumerate(single, start=1)}
    rows = np.zeros((len(words), 2), dtype=np.int64)
    absent = len(single) + 1  # of a pair one of whose words is no token; such a pair is never looked for
    for i, token in enumerate(words):
        for j, word in enumerate(token.split(" ")):
            rows[i, j] = numbers.get(word) or (absent := absent + 1)
    nodes = lexicon.nodes(single)
    others = {token: number for token, number, node in zip(single, numbers.values(), nodes.tolist(), strict=True) if not node}
    pairs, word_nodes = trie_of(rows)
    codes = codes_of(characters)
    alphabet = np.unique(codes)
    alphabet = alphabet[alphabet > 0]
    symbols = np.zeros(int(alphabet.max(initial=0)) + 2, dtype=np.int64)
    symbols[alphabet] = np.arange(1, len(alphabet) + 1)
    trie, character_nodes = trie_of(symbols.take(codes))
    return Index(lexicon, nodes, others, pairs, word_nodes, symbols, trie, character_nodes)


def arrays_of(index: Index) -> dict[str, NDArray[Any]]:
    """Gives an index as named arrays, without its lexicon."""
    numbers = {name: getattr(index, name).astype(np.int32) for name in _NUMBERS}
    others = {"others": np.array(list(index.others), dtype=np.str_), "other_symbols": np.array(list(index.others.values()), dtype=np.int32)}
    return numbers | others | arrays_of_trie(index.pairs, "pairs") | arrays_of_trie(index.characters, "characters")


def index_from(arrays: Mapping[str, NDArray[Any]], lexicon: Lexicon) -> Index:
    """Gives the index that `arrays_of` made into arrays. Raises KeyError or ValueError where they are none."""
    words, word_nodes, symbols, character_nodes = (arrays[name].astype(np.int64) for name in _NUMBERS)
    others = dict(zip(arrays["others"].tolist(), arrays["other_symbols"].tolist(), strict=True))
    pairs, characters = trie_from(arrays, "pairs"), trie_from(arrays, "characters")
    bounds = (words, lexicon.trie.size), (word_nodes, pairs.size), (symbols, len(characters.first)), (character_nodes, characters.size)
    if any(numbers.min(initial=0) < 0 or numbers.max(initial=0) >= bound for numbers, bound in bounds):
        raise ValueError("the arrays of the index do not fit together")
    return Index(lexicon, words, others, pairs, word_nodes, symbols, characters, character_nodes)


def table_of(nodes: Integers, size: int, idf: Floats, coefficients: Floats) -> Floats:
    """Gives what a token adds where it occurs once (size × k + 1): by node, to the k decision values and to the squared length."""
    rows = np.empty((len(nodes), coefficients.shape[1] + 1))
    np.multiply(coefficients, idf[:, None], out=rows[:, :-1])
    np.multiply(idf, idf, out=rows[:, -1])
    found = np.zeros((size, rows.shape[1]))
    found[nodes] = rows
    return found


class Words:
    """Finds the words of texts, each by its name: its symbol in the model's vocabulary, and above it the classes that it belongs to.

    `others` are the names of words of several characters that are not in the dictionary, `marks` by code point those of single ones,
    and ends with the 0 that stands for all above.
    """

    def __init__(self, index: Index, classes: Mapping[str, int]) -> None:
        """`classes` are the classes of words as bits."""
        self.cutter = Cutter(index.lexicon)
        self._index = index
        bits = {word: given << SYMBOL_BITS for word, given in classes.items()}
        self._class_nodes, self._class_bits = index.lexicon.nodes(list(bits)), np.array(list(bits.values()), dtype=np.int64)
        others = {*index.others, *(word for word, node in zip(bits, self._class_nodes.tolist(), strict=True) if node == DEAD)}
        names = {word: index.others.get(word, 0) | bits.get(word, 0) for word in others}
        self.others = {word: name for word, name in names.items() if len(word) > 1}
        single = {ord(word): name for word, name in names.items() if len(word) == 1}
        self.marks = np.zeros(max(single, default=0) + 2, dtype=np.int64)
        self.marks[list(single)] = list(single.values())

    def write_names(self, names: Integers) -> None:
        """Writes the names of the dictionary's words into an array by node, which is 0."""
        names[self._index.words] = np.arange(1, len(self._index.words) + 1)
        names[self._class_nodes] |= self._class_bits
        names[DEAD] = 0

    @cached_property
    def _names(self) -> Integers:
        names = np.zeros(self._index.lexicon.trie.size, dtype=np.int64)
        self.write_names(names)
        return names

    def found(self, text: str, codes: Integers, starts: Integers) -> tuple[Integers, Integers, Integers]:
        """Gives the symbols of all words of n sentences in one text, 0 for those unknown; where those of each sentence begin; its classes.

        `codes` are the code points of the text and `starts` where each sentence begins; each ends with a character that
        is a word of its own.
        """
        cut = self.cutter.cut(codes)
        names = self._names.take(cut.nodes)
        unknown = np.flatnonzero(cut.nodes == DEAD)
        begins = cut.starts.take(unknown)
        ends = np.append(cut.starts, len(codes)).take(unknown + 1)
        short = ends - begins == 1
        names[unknown[short]] = self.marks.take(codes.take(begins[short]), mode="clip")
        longer = ~short
        for at, begin, end in zip(unknown[longer].tolist(), begins[longer].tolist(), ends[longer].tolist(), strict=True):
            names[at] = self.others.get(text[begin:end], 0)
        bounds = np.searchsorted(cut.starts, starts)
        return names & (1 << SYMBOL_BITS) - 1, bounds, np.bitwise_or.reduceat(names >> SYMBOL_BITS, bounds)
