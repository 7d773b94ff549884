"""What the compiled kernels score with: the tables of a model, what belongs to a node of a trie in one row of memory.

The decision values are those of NumPy alone, sentence by sentence.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from classify import _kernels
from classify.chain import Chain
from classify.index import Index, Words
from classify.trie import SYMBOL_BITS, Floats, Integers, Trie
from classify.weights import Block

Codes = NDArray[np.uint32]
Rows = NDArray[np.uint8]
_Trie = tuple[Integers, NDArray[np.int32], NDArray[np.int32], Rows]

_ROW = 32  # bytes that the width of a row is a multiple of, and that it begins at a multiple of
_OFFSET, _PRIME = 0xCBF29CE484222325, 0x100000001B3  # of the hash of words (Fowler, Noll and Vo)
_TOGETHER = 4  # labels whose weights are added up at a time
_LOGS = 64  # numbers of occurrences whose weight is looked up


class Compiled:
    """Scores the words and characters of sentences."""

    def __init__(self, index: Index, words: Words, word_block: Block, character_block: Block, marks: Mapping[str, int]) -> None:
        """`index` is that of the two blocks' vocabularies, `words` finds words for it; `marks` are classes of characters as bits."""
        labels = word_block.coefficients.shape[1]
        self._tables = _kernels.tables(
            (_tokens(index.characters, index.character_nodes, character_block), character_block.scale),
            index.symbols.astype(np.int32),
            (_tokens(index.pairs, index.word_nodes, word_block), word_block.scale),
            _lexicon(words, marks),
            1 + np.log(np.maximum(np.arange(_LOGS), 1)),
            labels,
        )

    def score(self, codes: Codes, starts: Integers, total: Floats, classes: Integers) -> None:
        """Adds the decision values of n sentences to `total` (n × k), and the classes of their words and characters to `classes` (n).

        `codes` are the code points of all sentences, `starts` (n) where each begins.
        """
        _kernels.score(self._tables, codes, np.append(starts, len(codes)), total, classes)

    def probabilities(self, chain: Chain, decisions: Floats, boundaries: Integers) -> Floats:
        """Gives what `Chain.probabilities` gives."""
        own, moves = chain.as_weights(decisions)
        found = np.empty_like(own)
        _kernels.chain(own, np.ascontiguousarray(moves), boundaries, found, own.shape[1])
        return found


def _trie(trie: Trie, rows: Rows) -> _Trie:
    """A trie as the kernels take it: levels, moves, nodes of first symbols, rows."""
    levels, moves = [], 0
    for level in trie.levels:
        levels.append((level.start, len(level.edges), moves, 64 - (len(level.moves).bit_length() - 1), level.factor))
        moves += len(level.moves)
    joined = np.concatenate([np.zeros(0, dtype=np.int64), *(level.moves for level in trie.levels)])
    return np.array(levels, dtype=np.int64).reshape(-1, 5), joined.astype(np.int32), trie.first.astype(np.int32), rows


def _rows(trie: Trie, width: int) -> Rows:
    """A row of bytes for each node of a trie, which begins with the key of the edge that leads to it (-1: none)."""
    room = np.zeros(trie.size * width + _ROW, dtype=np.uint8)
    rows = room[-room.ctypes.data % _ROW :][: trie.size * width].reshape(-1, width)
    keys = rows.view(np.int64)
    keys[:, 0] = -1
    for level in trie.levels:
        keys[level.start : level.start + len(level.edges), 0] = level.edges
    return rows


def _tokens(trie: Trie, nodes: Integers, block: Block) -> _Trie:
    """The trie of a block whose rows hold a key, idf, room to count in, and the weights for k labels."""
    labels = block.coefficients.shape[1]
    columns = _TOGETHER * -(-labels // _TOGETHER)
    rows = _rows(trie, _ROW * -(-(16 + 4 * columns) // _ROW))
    numbers = rows.view(np.float32)
    numbers[nodes, 2], numbers[nodes, 4 : 4 + labels] = block.idf, block.coefficients
    return _trie(trie, rows)


def _lexicon(words: Words, marks: Mapping[str, int]) -> tuple[_Trie | NDArray[np.generic], ...]:
    """What cuts words and knows them: a trie whose rows hold a key, what the word is worth, and its name; tables; other words.

    The name of a word is its symbol, with its classes above it.
    """
    cutter, others = words.cutter, words.others
    rows = _rows(cutter.lexicon.trie, _ROW)
    rows.view(np.float64)[:, 1] = cutter.weights
    rows.view(np.int64)[:, 2] = words.classes << SYMBOL_BITS | words.symbols
    codes = [np.array([ord(character) for character in word], dtype=np.int64) for word in others]
    slots = np.full(1 << (2 * len(others) + 1).bit_length(), -1, dtype=np.int32)
    for number, word in enumerate(others):
        at = _hashed(word) & (len(slots) - 1)
        while slots[at] >= 0:
            at = (at + 1) & (len(slots) - 1)
        slots[at] = number
    found = np.array(list(others.values()), dtype=np.int64).reshape(-1, 2)
    bits = np.zeros(max(map(ord, marks)) + 2, dtype=np.int64)
    bits[[ord(mark) for mark in marks]] = list(marks.values())
    return (
        _trie(cutter.lexicon.trie, rows),
        cutter.lexicon.symbols.astype(np.int32),
        cutter.joined,
        cutter.single,
        words.marks[:, 1] << SYMBOL_BITS | words.marks[:, 0],
        slots,
        np.cumsum(np.array([0, *map(len, codes)], dtype=np.int64)),
        np.concatenate([np.zeros(0, dtype=np.int64), *codes]),
        found[:, 1] << SYMBOL_BITS | found[:, 0],
        bits,
    )


def _hashed(word: str) -> int:
    found = _OFFSET
    for character in word:
        found = (found ^ ord(character)) * _PRIME % (1 << 64)
    return found >> 1
