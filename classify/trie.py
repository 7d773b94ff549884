"""Tries in perfect hash tables: sequences of symbols found in whole texts at a time, with a few array operations a symbol.

A node is the place of the edge that leads to it. The place of an edge (node, symbol) is a hash of both, moved by what is
written for its bucket, so that no two edges share a place and one look decides (hash and displace, Belazzougui et al. 2009).
Symbols are whole numbers from 1 below 2^20; 0 stands for what no sequence holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DEAD = 0
"""The node that no symbol leads to and from which none leads on."""

SYMBOL_BITS = 20  # with the node above them an edge's key is never negative
BUCKETS = np.int64(-7046029254386353131)  # odd, with well mixed bits: 2^64 divided by the golden ratio (Knuth)
_HALF = 32
_EDGES_PER_BUCKET = 3
_LOAD = 0.85  # of all places that are taken
_MOST_ROUNDS = 5000  # a table of this load takes some hundred; after them, another hash


@dataclass(frozen=True, slots=True)
class Level:
    """The edges by the n-th symbol of all sequences: the key in each place (-1: none), and the move of each bucket.

    `start` is the number of the first node of the level, `factor` an odd number that tells apart the edges of a bucket.
    """

    start: int
    factor: int
    edges: Integers
    moves: Integers

    def step(self, nodes: Integers, symbols: Integers) -> Integers:
        """Gives the nodes that symbols lead to from nodes of the level above (n each), DEAD where there is none."""
        keys = nodes << SYMBOL_BITS
        keys |= symbols
        buckets, places = _hashes(keys, self.factor, len(self.moves), len(self.edges))
        places += self.moves.take(buckets, mode="clip")
        found = self.edges.take(places, mode="clip") == keys  # an edge that is not there may be moved beyond either end
        places += self.start
        places *= found
        return places


@dataclass(frozen=True, slots=True)
class Trie:
    """The levels of a trie, the first as the node of each symbol; `size` is above all nodes."""

    first: Integers
    levels: tuple[Level, ...]
    size: int


def trie_of(sequences: NDArray[np.integer]) -> tuple[Trie, Integers]:
    """Gives the trie of n different sequences and the node of each (n); rows are filled up with 0 to one length.

    Sequences come in any order. A prefix that is no sequence itself is a node like the others.
    """
    count, longest = sequences.shape
    order = np.lexsort(sequences.T[::-1]) if longest else np.zeros(0, dtype=np.int64)
    ordered = sequences[order].astype(np.int64)
    symbols = ordered[:, 0] if longest else np.zeros(0, dtype=np.int64)
    first = np.zeros(int(ordered.max(initial=0)) + 1, dtype=np.int64)
    first[symbols] = symbols
    first[0] = DEAD
    nodes, fresh, size, levels = symbols, np.zeros(count, dtype=bool), len(first), []
    fresh[:1] = True
    fresh[1:] = symbols[1:] != symbols[:-1]
    for depth in range(1, longest):
        symbols = ordered[:, depth]
        fresh[1:] |= symbols[1:] != symbols[:-1]
        new = fresh & (symbols > 0)
        level, found = _level(nodes[new] << SYMBOL_BITS | symbols[new], size)
        nodes = np.where(symbols > 0, found[np.maximum(np.cumsum(new) - 1, 0)] if len(found) else DEAD, nodes)
        levels.append(level)
        size += len(level.edges)
    ends = np.empty(count, dtype=np.int64)
    ends[order] = nodes
    return Trie(first, tuple(levels), size), ends


def arrays_of(trie: Trie, name: str) -> dict[str, NDArray[Any]]:
    """Gives a trie as four arrays whose names begin with `name`, the edges and moves of all levels one after another."""
    levels = [(level.start, level.factor, len(level.edges), len(level.moves)) for level in trie.levels]
    nothing = np.zeros(0, dtype=np.int64)
    return {
        f"{name}_first": trie.first.astype(np.int32),
        f"{name}_levels": np.array([*levels, (trie.size, 0, 0, 0)], dtype=np.int64),
        f"{name}_edges": np.concatenate([nothing, *(level.edges for level in trie.levels)]),
        f"{name}_moves": np.concatenate([nothing, *(level.moves for level in trie.levels)]).astype(np.int32),
    }


def trie_from(arrays: Mapping[str, NDArray[Any]], name: str) -> Trie:
    """Gives the trie that `arrays_of` made into arrays. Raises KeyError or ValueError where they are none."""
    edges, moves = arrays[f"{name}_edges"], arrays[f"{name}_moves"].astype(np.int64)
    *levels, (size, *_) = arrays[f"{name}_levels"].tolist()
    found, at, to = [], 0, 0
    for start, factor, edge_count, move_count in levels:
        found.append(Level(start, factor, edges[at : at + edge_count], moves[to : to + move_count]))
        at, to = at + edge_count, to + move_count
    first = arrays[f"{name}_first"].astype(np.int64)
    if (at, to) != (len(edges), len(moves)) or size != len(first) + at or first.max(initial=0) >= len(first):
        raise ValueError(f"the arrays of {name} do not fit together")
    return Trie(first, tuple(found), size)


def _level(keys: Integers, start: int) -> tuple[Level, Integers]:
    """A level that holds the keys of n edges, and the node that each leads to (n)."""
    edges = np.full(int(len(keys) / _LOAD) + 8, -1, dtype=np.int64)
    moves = np.zeros(2 << int(np.log2(len(keys) / _EDGES_PER_BUCKET + 1)), dtype=np.int64)
    random = np.random.default_rng(0)
    found: Integers | None = None
    while found is None:
        factor = int(random.integers(1 << 62)) * 2 + 1
        found = _placed(keys, *_hashes(keys, factor, len(moves), len(edges)), moves, len(edges), random)
    edges[found] = keys
    return Level(start, factor, edges, moves), found + start


def _placed(
    keys: Integers, buckets: Integers, places: Integers, moves: Integers, size: int, random: np.random.Generator
) -> Integers | None:
    """A place for each key (n), buckets of many keys first, and their moves; None where two keys cannot be told apart."""
    taken = np.zeros(size, dtype=bool)
    order = np.lexsort((places, buckets))
    ordered = buckets[order] * size + places[order]
    if (ordered[1:] == ordered[:-1]).any():
        return None
    starts = np.flatnonzero(np.diff(buckets[order], prepend=-1))
    sizes = np.diff(np.append(starts, len(keys)))
    for count in range(int(sizes.max(initial=1)), 1, -1):
        rows = order[starts[sizes == count][:, None] + np.arange(count)]
        for _ in range(_MOST_ROUNDS):
            if not len(rows):
                break
            wanted, move = _tried(places[rows], taken, random)
            fits = ~taken[wanted].any(axis=1) & _unshared(wanted, size)
            taken[wanted[fits]] = True
            moves[buckets[rows[fits, 0]]] = move[fits]
            rows = rows[~fits]
        else:
            return None
    single = order[starts[sizes == 1]]
    moves[buckets[single]] = np.flatnonzero(~taken)[: len(single)] - places[single]
    return np.asarray(places + moves[buckets])


def _tried(places: Integers, taken: NDArray[np.bool_], random: np.random.Generator) -> tuple[Integers, Integers]:
    """A random move for each bucket of several keys (m × keys): the places it leads to, and the move (m)."""
    move = random.integers(-places[:, 0], len(taken) - places[:, -1])
    return places + move[:, None], move


def _unshared(wanted: Integers, size: int) -> NDArray[np.bool_]:
    """Which buckets (m × keys) want places that no other of them got; of those that share one, the last gets it."""
    claims = np.empty(size, dtype=np.int64)
    numbers = np.arange(len(wanted))[:, None]
    claims[wanted] = numbers
    return np.asarray((claims[wanted] == numbers).all(axis=1))


def _hashes(keys: Integers, factor: int, buckets: int, places: int) -> tuple[Integers, Integers]:
    """The bucket (of a power of two of them) and the place, before it is moved, of each key."""
    bits = buckets.bit_length() - 1
    one = (keys * BUCKETS).view(np.uint64)
    one >>= 64 - bits
    other = (keys * np.int64(factor)).view(np.uint64)
    other >>= _HALF
    other *= places
    other >>= _HALF
    return one.view(np.int64), other.view(np.int64)
