from __future__ import annotations

import numpy as np
import pytest

from classify.trie import DEAD, Trie, arrays_of, trie_from, trie_of


def sequences(count: int, symbols: int, longest: int) -> np.ndarray:
    random = np.random.default_rng(count)
    lengths = random.integers(1, longest + 1, count)
    return np.unique(random.integers(1, symbols, (count, longest)) * (np.arange(longest) < lengths[:, None]), axis=0)


def node(trie: Trie, sequence: list[int]) -> int:
    found = trie.first.take(sequence[:1], mode="clip")
    for level, symbol in zip(trie.levels, sequence[1:], strict=False):
        found = level.step(found, np.array([symbol]))
    return int(found[0]) if len(sequence) <= len(trie.levels) + 1 else DEAD


@pytest.mark.parametrize(("count", "symbols", "longest"), [(1, 2, 1), (3, 3, 2), (40, 4, 3), (5000, 50, 4)])
def test_every_sequence_is_found_and_has_a_node_of_its_own(count: int, symbols: int, longest: int) -> None:
    rows = sequences(count, symbols, longest)
    trie, nodes = trie_of(rows)
    assert len(set(nodes.tolist())) == len(rows)
    assert DEAD not in nodes
    assert nodes.max() < trie.size
    for row, expected in zip(rows.tolist(), nodes.tolist(), strict=True):
        assert node(trie, [symbol for symbol in row if symbol]) == expected


def test_what_is_no_prefix_of_a_sequence_is_not_found() -> None:
    rows = sequences(2000, 30, 3)
    trie, _ = trie_of(rows)
    prefixes = {tuple(row[:n]) for row in rows.tolist() for n in range(1, 4) if all(row[:n])}
    random = np.random.default_rng(0)
    tried = [tuple(row) for row in random.integers(1, 30, (3000, 3)).tolist()]
    absent = [sequence for sequence in tried if sequence not in prefixes]
    assert len(absent) > 100
    assert all(node(trie, list(sequence)) == DEAD for sequence in absent)
    assert all(node(trie, list(sequence)) != DEAD for sequence in tried if sequence in prefixes)


def test_nothing_leads_on_from_a_dead_node_or_by_no_symbol() -> None:
    trie, _ = trie_of(np.array([[1, 2], [2, 1], [2, 2]]))
    assert trie.levels[0].step(np.array([DEAD, DEAD, 1]), np.array([1, 2, 0])).tolist() == [DEAD, DEAD, DEAD]


def test_a_trie_of_nothing_finds_nothing() -> None:
    trie, nodes = trie_of(np.zeros((0, 3), dtype=np.int64))
    assert len(nodes) == 0
    assert trie.first.take(np.array([0])).tolist() == [DEAD]
    assert trie.levels[0].step(np.array([DEAD, 1]), np.array([1, 1])).tolist() == [DEAD, DEAD]


@pytest.mark.parametrize(("count", "symbols", "longest"), [(0, 2, 3), (1, 2, 1), (5000, 50, 4)])
def test_a_trie_comes_back_from_its_arrays(count: int, symbols: int, longest: int) -> None:
    rows = sequences(count, symbols, longest)
    trie, nodes = trie_of(rows)
    found = trie_from(arrays_of(trie, "x"), "x")
    assert found.size == trie.size
    assert [node(found, [symbol for symbol in row if symbol]) for row in rows.tolist()] == nodes.tolist()


def test_arrays_that_are_no_trie_are_refused() -> None:
    arrays = arrays_of(trie_of(sequences(40, 4, 3))[0], "x")
    with pytest.raises(KeyError):
        trie_from(arrays, "y")
    for name in ("x_edges", "x_moves"):
        with pytest.raises(ValueError, match="do not fit together"):
            trie_from(arrays | {name: arrays[name][:-1]}, "x")
