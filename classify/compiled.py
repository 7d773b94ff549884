"""What the compiled kernels score with: the tables of a model, what belongs to a node of a trie in one row of memory.

The decision values are those of NumPy alone, sentence by sentence.
"""

from __future__ import annotations

import mmap
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classify import _kernels
from classify.chain import LOWEST, Chain
from classify.characters import characters
from classify.columns import Columns, HeadingPath
from classify.features import OUTERMOST, heading_years, kind_token
from classify.index import Index, Words
from classify.lexicon import codes_of
from classify.morphology import MARKS, class_names, morphology_tokens
from classify.places import KNOWN, LAST, SECTION_KINDS, parts
from classify.token_lists import TokenLists
from classify.trie import Flags, Floats, Integers, Trie
from classify.weights import Block

Rows = NDArray[np.uint8]
_Trie = tuple[Integers, NDArray[np.int32], NDArray[np.int32], Rows]
_WordTable = tuple[NDArray[np.int32], Integers, Integers]

_CODE = np.dtype(
    [*((name, np.int32) for name in ("word_symbol", "character_symbol", "joined", "end")), ("name", np.int64), ("classes", np.int64)]
)
"""What is known of a code point, as in c/scoring.h."""

_PAGE = 1 << 21  # bytes of a large page
_PRIVATE = getattr(mmap, "MAP_PRIVATE", 0) | getattr(mmap, "MAP_ANONYMOUS", 0)
_COLLAPSE = 25  # MADV_COLLAPSE of Linux 6.1, which Python does not name
_LARGE = (mmap.MADV_HUGEPAGE, _COLLAPSE) if hasattr(mmap, "MADV_HUGEPAGE") else ()
_MANY = 200_000  # sentences; before so many, large pages take longer to get than they save
_ROW = 32  # bytes of the shortest row, which begins at a multiple of them; others are twice as long, or four times, and so on
_OFFSET, _PRIME = 0xCBF29CE484222325, 0x100000001B3  # of the hash of words (Fowler, Noll and Vo)
_TOGETHER = 4  # labels whose weights are added up at a time
_MOST_COUNTED = 64  # numbers of occurrences in a sentence that are looked up


class Compiled:
    """Scores sentences: adds up what all blocks of features say, and weighs neighbours."""

    def __init__(self, index: Index, words: Words, blocks: Mapping[str, Block], lists: Mapping[str, TokenLists]) -> None:
        """`index` is that of words and characters, `words` finds words for it; `lists` are the blocks of headings, place and morphology."""
        labels = blocks["words"].coefficients.shape[1]
        width = max(_ROW, 1 << (15 + 4 * _TOGETHER * -(-labels // _TOGETHER)).bit_length())
        places, ends = _places(lists["place"])
        codes = _tables_of_codes(index, words) | {"end": ends}
        most = max(map(len, codes.values()))
        tries = [(index.characters, width), (index.pairs, width), (words.cutter.lexicon.trie, _ROW)]
        room = _Room(tries, most * _CODE.itemsize)
        self._room, self._scored = room, 0
        self._labels = labels
        self._heading_tokens = lists["headings"].numbers
        self._tables = _kernels.tables(
            _codes(room.bytes(most * _CODE.itemsize).view(_CODE), codes),
            (_tokens(room, index.characters, width, index.character_nodes, blocks["characters"]), blocks["characters"].scale),
            (_tokens(room, index.pairs, width, index.word_nodes, blocks["words"]), blocks["words"].scale),
            _lexicon(room, words),
            _times(),
            places,
            _morphology(lists["morphology"]),
            _headings(lists["headings"]),
            labels,
        )

    def score(self, columns: Columns, total: Floats) -> None:
        """Adds the decision values of n sentences to `total` (n × k): of all blocks but headings, and of places where they are packed."""
        places = columns.places if isinstance(columns.places, np.ndarray) else None
        bounds, sections = np.append(columns.starts, len(columns.codes)), columns.sections.take(columns.path)
        _kernels.score(self._tables, columns.codes, bounds, places, sections, total)
        before, self._scored = self._scored, self._scored + len(columns)
        if before < _MANY <= self._scored:
            self._room.enlarge_pages()

    def words(self, texts: Sequence[str]) -> list[list[str]]:
        """Gives the words of normalised texts."""
        return _kernels.words(self._tables, list(texts))

    def of_headings(self, paths: Sequence[HeadingPath]) -> Floats:
        """Gives the decision values of m paths of headings (m × k)."""
        numbers: dict[str, int] = {}
        number_of = self._heading_tokens.get
        members: list[int] = []
        tokens: list[int] = []
        bounds: tuple[list[int], list[int]] = [0], [0]
        for headings, year in paths:
            if headings:
                members += [numbers.setdefault(heading, len(numbers)) for heading in headings]
                tokens.append(number_of(kind_token(headings, year), 0))
                tokens += [number_of(token, 0) for heading in headings for token in heading_years(heading, year)]
            bounds[0].append(len(members))
            bounds[1].append(len(tokens))
        found = np.empty((len(paths), self._labels))
        held, more, begins = (np.array(given, dtype=np.int64) for given in (members, tokens, bounds))
        _kernels.headings(self._tables, list(numbers), held, more, begins, found, characters())
        return found

    def probabilities(self, chain: Chain, decisions: Floats, boundaries: Integers) -> Floats:
        """Gives what `Chain.probabilities` gives."""
        found = np.empty_like(decisions)
        bias, moves = np.ascontiguousarray(chain.bias), np.ascontiguousarray(chain.moves())
        _kernels.chain(decisions, chain.scale, bias, LOWEST, moves, boundaries, found)
        return found


class _Room:
    """Memory in which all tables stand one after another, so that the system can give it in large pages, which are found faster."""

    def __init__(self, tries: Sequence[tuple[Trie, int]], more: int) -> None:
        """There is room for `tries` with rows of so many bytes, and for as many bytes `more`."""
        moves = sum(len(level.moves) for trie, _ in tries for level in trie.levels)
        size = sum(trie.size * width + 4 * len(trie.first) for trie, width in tries) + 4 * moves + more + _ROW * (3 * len(tries) + 1)
        self._memory = mmap.mmap(-1, size + _PAGE, **({"flags": _PRIVATE} if _PRIVATE else {}))
        room = np.frombuffer(self._memory, dtype=np.uint8)
        self._free = room[-room.ctypes.data % _PAGE :]

    def enlarge_pages(self) -> None:
        """Asks for large pages: that takes up to a tenth of a second, so that it pays for many sentences only."""
        for advice in _LARGE:
            with suppress(OSError):  # a system that has none goes on with small ones
                self._memory.madvise(advice)

    def bytes(self, count: int) -> Rows:
        """Gives so many bytes, which are 0."""
        found, self._free = self._free[:count], self._free[_ROW * -(-count // _ROW) :]
        return found

    def copy(self, array: NDArray[Any]) -> NDArray[Any]:
        """Gives a copy of an array."""
        found = self.bytes(array.nbytes).view(array.dtype)
        found[:] = array
        return found


def _trie(room: _Room, trie: Trie, width: int) -> _Trie:
    """A trie as the kernels take it: levels, moves, nodes of first symbols, and rows that begin with the key of an edge (-1: none)."""
    levels, moves = [], 0
    for level in trie.levels:
        levels.append((level.start, len(level.edges), moves, 64 - (len(level.moves).bit_length() - 1), level.factor))
        moves += len(level.moves)
    joined = np.concatenate([np.zeros(0, dtype=np.int64), *(level.moves for level in trie.levels)])
    rows = room.bytes(trie.size * width).reshape(-1, width)
    keys = rows.view(np.int64)
    keys[: len(trie.first), 0] = -1
    for level in trie.levels:
        keys[level.start : level.start + len(level.edges), 0] = level.edges
    firsts = room.copy(trie.first.astype(np.int32))
    return np.array(levels, dtype=np.int64).reshape(-1, 5), room.copy(joined.astype(np.int32)), firsts, rows


def _tokens(room: _Room, trie: Trie, width: int, nodes: Integers, block: Block) -> _Trie:
    """The trie of a block whose rows hold a key, idf, room to count in, and the weights for k labels."""
    found = _trie(room, trie, width)
    numbers = found[-1].view(np.float32)
    numbers[nodes, 2], numbers[nodes, 4 : 4 + block.coefficients.shape[1]] = block.idf, block.coefficients
    return found


def _times() -> Floats:
    """How often a token counts that a sentence holds so often."""
    return np.append(0.0, 1 + np.log(np.arange(1, _MOST_COUNTED)))


def _places(block: TokenLists) -> tuple[tuple[Floats, Integers, int, float], Integers]:
    """What the values of the parts of packed places add, and where each part is found; the rows of last characters by code point.

    Row 0 is 0: that of the characters that are no token.
    """
    known, last = parts(), "end:"
    given = [token for token in block.numbers if token.startswith(last)]
    lists: list[Sequence[str]] = [(), *((token,) for token in given)]
    places = np.zeros((len(known), 4), dtype=np.int64)
    for place, part in zip(places, known, strict=True):
        size = 1 << (len(part.tokens) - 1).bit_length()
        place[:] = part.shift, size - 1, len(lists), KNOWN * part.around
        lists += [*part.tokens, *[()] * (size - len(part.tokens))]
    codes = [ord(token.removeprefix(last) or "\0") for token in given]
    ends = np.zeros(max(codes, default=0) + 2, dtype=np.int64)
    ends[codes] = np.arange(1, len(codes) + 1)
    return (block.sums(lists), places, LAST, block.scale), ends


def _morphology(block: TokenLists) -> tuple[Floats, int, int, float]:
    """What classes add: each in each kind of section, none of them in each, and each with each other."""
    names = class_names()
    lists: list[Sequence[str]] = [tuple(morphology_tokens((name,), section)) for section in SECTION_KINDS for name in names]
    lists += [tuple(morphology_tokens((), section)) for section in SECTION_KINDS]
    lists += [tuple(morphology_tokens((one, other), ""))[2:] if one < other else () for one in names for other in names]
    return block.sums(lists), len(names), len(SECTION_KINDS), block.scale


def _tables_of_codes(index: Index, words: Words) -> dict[str, NDArray[np.generic]]:
    """By code point: symbols, whether longer words may hold it, its name as a word, its classes; the last is for all above, and 0."""
    classes = np.zeros(max(map(ord, MARKS)) + 2, dtype=np.int64)
    classes[[ord(mark) for mark in MARKS]] = [1 << class_names().index(mark) for mark in MARKS]
    return {
        "word_symbol": words.cutter.lexicon.symbols,
        "character_symbol": index.symbols,
        "joined": words.cutter.joined,
        "name": words.marks,
        "classes": classes,
    }


def _codes(found: NDArray[Any], tables: Mapping[str, NDArray[np.generic]]) -> NDArray[Any]:
    """Writes what is known of each code point into `found`, which is 0."""
    for name, values in tables.items():
        found[name][: len(values)] = values
    return found


def _headings(block: TokenLists) -> tuple[Floats, _WordTable, Integers, float]:
    """What tokens of headings add, by number; words, and the numbers of each: as that of any heading, and of the outermost."""
    words: dict[str, list[int]] = {}
    for token, number in block.numbers.items():
        words.setdefault(token.removeprefix(OUTERMOST), [0, 0])[token.startswith(OUTERMOST)] = number
    return block.table, _word_table(list(words)), np.array(list(words.values()), dtype=np.int64).reshape(-1, 2), block.scale


def _lexicon(room: _Room, words: Words) -> tuple[_Trie, Floats, _WordTable, Integers]:
    """What cuts words and knows them: a trie with rows of key, what the word is worth, and its name; single characters; other words."""
    cutter = words.cutter
    found = _trie(room, cutter.lexicon.trie, _ROW)
    rows = found[-1]
    rows.view(np.float64)[:, 1] = cutter.weights
    words.write_names(rows.view(np.int64)[:, 2])
    return found, cutter.single, _word_table(list(words.others)), np.array(list(words.others.values()), dtype=np.int64)


def _word_table(words: Sequence[str]) -> _WordTable:
    """Words in a hash table: the number of the word in each slot (-1: none), where the code points of each begin, and these."""
    codes = codes_of(words) if words else np.zeros((0, 1), dtype=np.int64)
    held = codes > 0
    slots = [-1] * (1 << (2 * len(words) + 1).bit_length())
    for number, hashed in enumerate((_hashed(codes, held) & (len(slots) - 1)).tolist()):
        at = hashed
        while slots[at] >= 0:
            at = (at + 1) & (len(slots) - 1)
        slots[at] = number
    bounds = np.append(0, np.cumsum(held.sum(axis=1)))
    return np.array(slots, dtype=np.int32), bounds, codes[held]


def _hashed(codes: Integers, held: Flags) -> Integers:
    """A hash of each of n words (n), from its code points (n × longest)."""
    found = np.full(len(codes), _OFFSET, dtype=np.uint64)
    for column, inside in zip(codes.T.astype(np.uint64), held.T, strict=True):
        found = np.where(inside, (found ^ column) * np.uint64(_PRIME), found)
    return (found >> np.uint64(1)).astype(np.int64)
