"""The scorer's work on words and characters, compiled with Numba: the same decision values as with NumPy alone, sentence by sentence.

Numba is an extra. What it compiles is kept on disk, so that it compiles once. What belongs to a node of a trie stands in one row, so
that it is fetched from memory together, and the inner loops do not branch on what is fetched, so that many fetches are under way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from classify.chain import Chain
from classify.features import APART
from classify.index import Index, Words
from classify.trie import BUCKETS, DEAD, SYMBOL_BITS, Floats, Integers, Trie
from classify.weights import Block

Shorts = NDArray[np.int32]

_HALF = 32
_TAG = 20  # where the bits of a tag begin in what is hashed
_ROW = 32  # bytes that the width of a row is a multiple of, and that it begins at a multiple of
_OFFSET, _PRIME = 0xCBF29CE484222325, 0x100000001B3  # of the hash of words (Fowler, Noll and Vo)
_TOGETHER = 4  # labels whose weights are added up at a time
_LOGS = 64  # numbers of occurrences whose weight is looked up


class _Levels(NamedTuple):
    """The levels of a trie from the second symbol on: first node, places, moves of the buckets, and what hashes (see `trie.Level`).

    `tags` has eight bits of the key of each node: most edges that are not there are told by them, without a look at a row.
    """

    starts: Integers
    sizes: Integers
    moves: Shorts
    moves_from: Integers
    shifts: Integers
    factors: Integers
    tags: NDArray[np.uint8]


class _Tokens(NamedTuple):
    """A block of features: a row for each node with its key (in `keys`), idf, how often it was met, and weights for k labels."""

    levels: _Levels
    first: Integers
    keys: Integers
    idf: NDArray[np.float32]
    counts: Shorts
    weights: NDArray[np.float32]
    scale: float


class _Lexicon(NamedTuple):
    """What cuts words and knows them: by code point, by symbol, or by node of the dictionary's trie.

    What is known of words (by node in the third column of `keys`, by code point in `marks`, in the order of `other_codes` in
    `others`) is the symbol of each with its classes above it. `slots` is a hash table of the others.
    """

    levels: _Levels
    first: Integers
    keys: Integers
    weights: Floats
    symbols: Shorts
    joined: NDArray[np.bool_]
    single: Floats
    marks: Integers
    slots: Shorts
    other_bounds: Integers
    other_codes: Integers
    others: Integers


class Compiled:
    """Scores the words and characters of sentences."""

    def __init__(self, index: Index, words: Words, word_block: Block, character_block: Block) -> None:
        """`index` is that of the two blocks' vocabularies, `words` finds words for it."""
        self._lexicon = _lexicon(words)
        self._pairs = _tokens(index.pairs, index.word_nodes, word_block)
        self._symbols = index.symbols.astype(np.int32)
        self._characters = _tokens(index.characters, index.character_nodes, character_block)
        self._logs = 1 + np.log(np.maximum(np.arange(_LOGS), 1))

    def score(self, codes: Integers, starts: Integers, marks: Mapping[int, int], total: Floats, classes: Integers) -> None:
        """Adds the decision values of n sentences to `total` (n × k), and the classes of their words to `classes` (n).

        `codes` are the code points of all sentences, `starts` (n) where each begins; `marks` are classes of single characters.
        """
        bits = np.zeros(max(marks) + 2, dtype=np.int64)
        bits[list(marks)] = list(marks.values())
        bounds = np.append(starts, len(codes))
        _score_characters(codes, bounds, self._symbols, self._characters, self._logs, total)
        _score_words(codes, bounds, self._lexicon, self._pairs, self._logs, bits, total, classes)

    def probabilities(self, chain: Chain, decisions: Floats, boundaries: Integers) -> Floats:
        """Gives what `Chain.probabilities` gives."""
        own, moves = chain.as_weights(decisions)
        found = np.empty_like(own)
        _pass(own, moves, boundaries, found)
        return found


def _levels(trie: Trie) -> _Levels:
    levels = trie.levels

    def numbers(values: list[int]) -> Integers:
        return np.array(values, dtype=np.int64)

    moves = [len(level.moves) for level in levels]
    tags = np.zeros(trie.size, dtype=np.uint8)
    for level in levels:
        tags[level.start : level.start + len(level.edges)] = level.edges * np.int64(level.factor) >> _TAG & 0xFF
    return _Levels(
        numbers([level.start for level in levels]),
        numbers([len(level.edges) for level in levels]),
        np.concatenate([np.zeros(0, dtype=np.int64), *(level.moves for level in levels)]).astype(np.int32),
        np.cumsum(numbers([0, *moves])),
        numbers([64 - (count.bit_length() - 1) for count in moves]),
        numbers([level.factor for level in levels]),
        tags,
    )


def _rows(trie: Trie, width: int) -> NDArray[np.uint8]:
    """A row of bytes for each node of a trie, which begins with the key of the edge that leads to it (-1: none)."""
    room = np.zeros(trie.size * width + _ROW, dtype=np.uint8)
    rows = room[-room.ctypes.data % _ROW :][: trie.size * width].reshape(-1, width)
    keys = rows.view(np.int64)
    keys[:, 0] = -1
    for level in trie.levels:
        keys[level.start : level.start + len(level.edges), 0] = level.edges
    return rows


def _tokens(trie: Trie, nodes: Integers, block: Block) -> _Tokens:
    labels = block.coefficients.shape[1]
    columns = _TOGETHER * -(-labels // _TOGETHER)
    rows = _rows(trie, _ROW * -(-(16 + 4 * columns) // _ROW))
    numbers = rows.view(np.float32)
    numbers[nodes, 2], numbers[nodes, 4 : 4 + labels] = block.idf, block.coefficients
    weights = numbers[:, 4 : 4 + columns]
    return _Tokens(_levels(trie), trie.first, rows.view(np.int64), numbers[:, 2], rows.view(np.int32)[:, 3], weights, block.scale)


def _lexicon(words: Words) -> _Lexicon:
    cutter, others = words.cutter, words.others
    rows = _rows(cutter.lexicon.trie, _ROW)
    keys, weights = rows.view(np.int64), rows.view(np.float64)
    weights[:, 1] = cutter.weights
    keys[:, 2] = words.classes << SYMBOL_BITS | words.symbols
    codes = [np.array([ord(character) for character in word], dtype=np.int64) for word in others]
    slots = np.full(1 << (2 * len(others) + 1).bit_length(), -1, dtype=np.int32)
    for number, word in enumerate(codes):
        at = _hashed(word) & (len(slots) - 1)
        while slots[at] >= 0:
            at = (at + 1) & (len(slots) - 1)
        slots[at] = number
    found = np.array(list(others.values()), dtype=np.int64).reshape(-1, 2)
    return _Lexicon(
        _levels(cutter.lexicon.trie),
        cutter.lexicon.trie.first,
        keys,
        weights,
        cutter.lexicon.symbols.astype(np.int32),
        cutter.joined,
        cutter.single,
        words.marks[:, 1] << SYMBOL_BITS | words.marks[:, 0],
        slots,
        np.cumsum(np.array([0, *map(len, codes)], dtype=np.int64)),
        np.concatenate([np.zeros(0, dtype=np.int64), *codes]),
        found[:, 1] << SYMBOL_BITS | found[:, 0],
    )


@njit(cache=True, nogil=True)
def _hashed(codes: Integers) -> int:
    found = np.uint64(_OFFSET)
    for code in codes:
        found = (found ^ np.uint64(code)) * np.uint64(_PRIME)
    return np.int64(found >> np.uint64(1))  # type: ignore[return-value]


@njit(cache=True, nogil=True)
def _take(table: NDArray[np.generic], at: Integers, found: NDArray[np.generic]) -> None:
    """The entries of a table, those beyond its end being its last."""
    last = len(table) - 1
    for i in range(len(at)):
        found[i] = table[min(at[i], last)]


@njit(cache=True, nogil=True)
def _descend(levels: _Levels, level: int, keys: Integers, nodes: Integers, symbols: Integers, below: Integers, room: Integers) -> None:
    """The nodes that symbols lead to from nodes of the level above, DEAD where there is none (n each): `trie.Level.step`."""
    start, size, moves = levels.starts[level], levels.sizes[level], levels.moves[levels.moves_from[level] : levels.moves_from[level + 1]]
    shift, factor, places, tags = np.uint64(levels.shifts[level]), levels.factors[level], np.uint64(size), levels.tags
    for i in range(len(nodes)):
        key = nodes[i] << SYMBOL_BITS | symbols[i]
        room[i] = key
        mixed = key * factor
        place = np.int64((np.uint64(mixed) >> np.uint64(_HALF)) * places >> np.uint64(_HALF))
        place += moves[np.int64(np.uint64(key * BUCKETS) >> shift)]
        place = start + min(max(place, 0), size - 1)
        below[i] = place * (tags[place] == (mixed >> _TAG & 0xFF))
    for i in range(len(nodes)):
        below[i] *= keys[below[i], 0] == room[i]


@njit(cache=True, nogil=True)
def _count(counts: Shorts, nodes: Integers, held: Integers, number: int) -> int:
    """Counts the tokens of a sentence; gives how many different ones have been held so far."""
    for i in range(len(nodes)):
        node = nodes[i]
        times = counts[node]
        counts[node] = times + (node != DEAD)
        held[number] = node
        number += (times == 0) & (node != DEAD)
    return number


@njit(cache=True, nogil=True)
def _add(tokens: _Tokens, held: Integers, logs: Floats, factors: Floats, total: Floats) -> None:
    """Adds the decision values of the tokens that one sentence holds (k) to its total, and forgets how often it holds them.

    `factors` (one for each token) is room to work in.
    """
    idf, counts, weights = tokens.idf, tokens.counts, tokens.weights
    square = 0.0
    for i in range(len(held)):
        node = held[i]
        times = counts[node]
        counts[node] = 0
        factor = idf[node] * (logs[times] if times < len(logs) else 1 + np.log(times))
        factors[i] = factor
        square += factor * factor
    if square == 0:
        return
    length = tokens.scale / np.sqrt(square)
    for k in range(0, len(total), _TOGETHER):  # sums in registers, which a loop over all labels would leave in memory
        one, two, three, four = 0.0, 0.0, 0.0, 0.0
        for i in range(len(held)):
            node, factor = held[i], factors[i]
            one += weights[node, k] * factor
            two += weights[node, k + 1] * factor
            three += weights[node, k + 2] * factor
            four += weights[node, k + 3] * factor
        for j, value in enumerate((one, two, three, four)):
            if k + j < len(total):
                total[k + j] += value * length


@njit(cache=True, nogil=True)
def _find(lexicon: _Lexicon, symbols: Integers, nodes: Integers, worth: Floats, reach: Integers, rows: Integers) -> None:
    """For each length from 1: the node (lengths × n) of the word or prefix from each of n symbols on, and what it is worth.

    `reach` (n) is the length of the longest prefix from each on, `rows` (5 × n) room to work in.
    """
    places, above, following, below, room = rows[0], rows[1], rows[2], rows[3], rows[4]
    weights = lexicon.weights
    _take(lexicon.first, symbols, nodes[0])
    alive = len(symbols)
    for at in range(alive):
        reach[at] = 1
        places[at] = at
        below[at] = nodes[0, at]
    for level in range(len(lexicon.levels.starts)):
        if alive and places[alive - 1] + level + 1 == len(symbols):
            alive -= 1
        for i in range(alive):
            above[i] = below[i]
            following[i] = symbols[places[i] + level + 1]
        _descend(lexicon.levels, level, lexicon.keys, above[:alive], following, below, room)
        number = 0
        for i in range(alive):
            at, node = places[i], below[i]
            nodes[level + 1, at] = node
            worth[level + 1, at] = weights[node, 1]
            places[number] = at
            below[number] = node
            if node != DEAD:
                reach[at] = level + 2
                number += 1
        alive = number
        if alive == 0:
            return


@njit(cache=True, nogil=True)
def _cut(
    symbols: Integers, joined: NDArray[np.bool_], single: Floats, worth: Floats, reach: Integers, route: Floats, lengths: Integers
) -> None:
    """The length of the best word from each character of a sentence on (n), by dynamic programming from its end."""
    count = len(symbols)
    route[count] = 0.0
    for at in range(count - 1, -1, -1):
        lengths[at] = 1
        if not joined[at]:
            route[at] = 0.0
            continue
        best = single[symbols[at]] + route[at + 1]
        for size in range(2, reach[at] + 1):
            value = worth[size - 1, at] + route[at + size]
            if value >= best:
                best = value
                lengths[at] = size
        route[at] = best


@njit(cache=True, nogil=True)
def _name(codes: Integers, lengths: Integers, nodes: Integers, lexicon: _Lexicon, words: Integers) -> tuple[int, int]:
    """The symbols of the words of one sentence, letters and digits that stand alone put together; how many, and their classes."""
    keys, marks = lexicon.keys, lexicon.marks
    number, classes, at = 0, 0, 0
    last = len(marks) - 1
    while at < len(codes):
        size = lengths[at]
        end = at + size
        if size == 1 and _letter(codes[at]):
            while end < len(codes) and lengths[end] == 1 and _letter(codes[end]):
                end += 1
        if end - at > size:
            word = _other(codes[at:end], lexicon)
        else:
            word = keys[nodes[size - 1, at], 2]
            if word == 0 and size == 1:
                word = marks[min(codes[at], last)]
        words[number] = word & ((1 << SYMBOL_BITS) - 1)
        classes |= word >> SYMBOL_BITS
        number += 1
        at = end
    return number, classes


@njit(cache=True, nogil=True)
def _letter(code: int) -> bool:
    return 48 <= code <= 57 or 65 <= code <= 90 or 97 <= code <= 122


@njit(cache=True, nogil=True)
def _other(codes: Integers, lexicon: _Lexicon) -> int:
    """A word that is not in the dictionary: its symbol, and its classes above it; 0 where it is not known at all."""
    at = _hashed(codes) & (len(lexicon.slots) - 1)
    while lexicon.slots[at] >= 0:
        other = lexicon.slots[at]
        begin = lexicon.other_bounds[other]
        same = lexicon.other_bounds[other + 1] - begin == len(codes)
        for i in range(len(codes)):
            if not same:
                break
            same = lexicon.other_codes[begin + i] == codes[i]
        if same:
            return int(lexicon.others[other])
        at = (at + 1) & (len(lexicon.slots) - 1)
    return 0


@njit(cache=True, nogil=True)
def _longest(bounds: Integers) -> int:
    longest = 1
    for i in range(len(bounds) - 1):
        longest = max(longest, bounds[i + 1] - bounds[i])
    return longest


@njit(cache=True, nogil=True)
def _score_characters(codes: Integers, bounds: Integers, table: Shorts, tokens: _Tokens, logs: Floats, total: Floats) -> None:
    """Adds the decision values of the character n-grams of n sentences, of which `bounds` (n + 1) tells where they begin and end."""
    longest, most = _longest(bounds), len(tokens.levels.starts)
    rows = np.empty((3, longest), dtype=np.int64)
    symbols, nodes, room = rows[0], rows[1], rows[2]
    held, factors = np.empty((most + 1) * longest + 1, dtype=np.int64), np.empty((most + 1) * longest)
    for i in range(len(bounds) - 1):
        own = codes[bounds[i] : bounds[i + 1]]
        count = len(own)
        _take(table, own, symbols)
        _take(tokens.first, symbols[:count], nodes)
        number = _count(tokens.counts, nodes[:count], held, 0)
        for level in range(min(most, count - 1)):
            width = count - level - 1
            _descend(tokens.levels, level, tokens.keys, nodes[:width], symbols[level + 1 :], nodes, room)
            number = _count(tokens.counts, nodes[:width], held, number)
        _add(tokens, held[:number], logs, factors, total[i])


@njit(cache=True, nogil=True)
def _score_words(
    codes: Integers, bounds: Integers, lexicon: _Lexicon, tokens: _Tokens, logs: Floats, bits: Integers, total: Floats, classes: Integers
) -> None:
    """Adds the decision values of the words and word pairs of n sentences, and finds the classes (n) of words and characters.

    `bits` are the classes of characters.
    """
    longest, last = _longest(bounds), len(bits) - 1
    rows, route = np.empty((9, longest), dtype=np.int64), np.empty(longest + 1)
    depth = len(lexicon.levels.starts) + 1
    nodes, worth = np.empty((depth, longest), dtype=np.int64), np.empty((depth, longest))
    joined = np.empty(longest, dtype=np.bool_)
    held, factors = np.empty(2 * longest + 1, dtype=np.int64), np.empty(2 * longest)
    symbols, reach, lengths, words = rows[5], rows[6], rows[7], rows[8]
    for i in range(len(bounds) - 1):
        own = codes[bounds[i] : bounds[i + 1]]
        count = len(own)
        _take(lexicon.symbols, own, symbols)
        _take(lexicon.joined, own, joined)
        _find(lexicon, symbols[:count], nodes, worth, reach, rows)
        _cut(symbols[:count], joined, lexicon.single, worth, reach, route, lengths)
        number, found = _name(own, lengths, nodes, lexicon, words)
        for code in own:
            found |= bits[min(code, last)]
        classes[i] |= found
        width = number - 1
        number = _count(tokens.counts, words[:number], held, 0)
        if width > 0:
            _descend(tokens.levels, 0, tokens.keys, words[:width], words[1:], nodes[0], rows[0])
            number = _count(tokens.counts, nodes[0, :width], held, number)
        _add(tokens, held[:number], logs, factors, total[i])


@njit(cache=True, nogil=True)
def _pass(own: Floats, moves: Floats, boundaries: Integers, found: Floats) -> None:
    """Passes weights (n × k) forward and backward through sequences, one sentence after another: probabilities (n × k)."""
    back, met = np.ones(own.shape[1]), np.ones(own.shape[1])
    for i in range(len(own)):
        met[:] = 1.0
        if i and boundaries[i] != APART:
            _product(found[i - 1], moves[boundaries[i]], met)
        _multiply(own[i], met, found[i])
    for i in range(len(own) - 1, -1, -1):
        _multiply(found[i], back, found[i])
        _multiply(own[i], back, met)
        back[:] = 1.0
        if i and boundaries[i] != APART:
            _product(met, moves[boundaries[i]].T, back)


@njit(cache=True, nogil=True)
def _product(row: Floats, matrix: Floats, found: Floats) -> None:
    """A row (k) times a matrix (k × k)."""
    for j in range(len(row)):
        total = 0.0
        for k in range(len(row)):
            total += row[k] * matrix[k, j]
        found[j] = total


@njit(cache=True, nogil=True)
def _multiply(one: Floats, other: Floats, found: Floats) -> None:
    """Two rows (k) multiplied element by element, brought to the sum 1."""
    total = 0.0
    for k in range(len(one)):
        found[k] = one[k] * other[k]
        total += found[k]
    for k in range(len(one)):
        found[k] /= total
