from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from classify.tally import tally


@pytest.mark.parametrize(("groups", "tokens", "size"), [(200, 50, 50), (200, 2, 50), (1, 50, 50), (200, 50, 2**26)])
def test_sums_are_those_of_counting_each_group(groups: int, tokens: int, size: int) -> None:
    random = np.random.default_rng(groups)
    sizes = random.integers(0, 30, groups)
    nodes = random.integers(1, tokens, sizes.sum())
    table = np.zeros((size, 4))
    table[:tokens] = random.normal(size=(tokens, 4))
    table[0] = 0
    found = tally(nodes, sizes, table)
    for group, part in enumerate(np.split(nodes, np.cumsum(sizes)[:-1])):
        expected = np.zeros(4)
        for token, times in Counter(part.tolist()).items():
            weight = 1 + np.log(times)
            expected += table[token] * [weight, weight, weight, weight**2]
        assert found[group] == pytest.approx(expected, abs=1e-12)


def test_groups_without_tokens_add_up_to_nothing() -> None:
    table = np.array([[0.0, 0.0], [3.0, 9.0]])
    assert tally(np.array([1]), np.array([0, 1, 0]), table).tolist() == [[0, 0], [3, 9], [0, 0]]
    assert tally(np.array([], dtype=np.int64), np.array([0, 0]), table).tolist() == [[0, 0], [0, 0]]
