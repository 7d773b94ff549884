from __future__ import annotations

import numpy as np
import pytest

from classify.token_lists import TokenLists
from classify.weights import Block

BLOCK = Block(("a", "b", "c"), np.array([1.0, 2.0, 3.0]), np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), scale=0.5)
LISTS = (["a"], ["b", "b", "a", "unknown"], ["unknown"], [], ["c", "a"])


def expected(tokens: list[str]) -> list[float]:
    counts = {token: tokens.count(token) for token in tokens if token in BLOCK.vocabulary}
    values = np.array([BLOCK.idf[BLOCK.vocabulary.index(token)] * (1 + np.log(times)) for token, times in counts.items()])
    rows = np.array([BLOCK.coefficients[BLOCK.vocabulary.index(token)] for token in counts]).reshape(-1, 2)
    return (0.5 * values @ rows / (np.sqrt(values @ values) or 1)).tolist()  # type: ignore[no-any-return]


def test_each_list_has_the_decision_values_of_its_tokens() -> None:
    assert TokenLists(BLOCK).decisions(LISTS) == pytest.approx(np.array(list(map(expected, LISTS))))
    assert TokenLists(BLOCK).decisions([]).shape == (0, 2)


def test_sums_are_what_tokens_add_and_the_squared_length() -> None:
    assert TokenLists(BLOCK).sums([["a", "c"], []]) == pytest.approx(np.array([[1.0 + 3.0, 3.0, 1.0 + 9.0], [0.0, 0.0, 0.0]]))
    assert TokenLists(BLOCK).numbers == {"a": 1, "b": 2, "c": 3}
