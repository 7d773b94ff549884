from __future__ import annotations

import numpy as np
import pytest

from classify import recurring
from classify.recurring import Recurring
from classify.weights import Block

BLOCK = Block(("a", "b", "c"), np.array([1.0, 2.0, 3.0]), np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), scale=0.5)
LISTS = {"one": ["a"], "two": ["b", "b", "a", "unknown"], "none": ["unknown"], "three": ["c", "a"]}


def expected(name: str) -> list[float]:
    counts = {token: LISTS[name].count(token) for token in LISTS[name] if token in BLOCK.vocabulary}
    values = np.array([BLOCK.idf[BLOCK.vocabulary.index(token)] * (1 + np.log(times)) for token, times in counts.items()])
    rows = np.array([BLOCK.coefficients[BLOCK.vocabulary.index(token)] for token in counts]).reshape(-1, 2)
    return (0.5 * values @ rows / (np.sqrt(values @ values) or 1)).tolist()  # type: ignore[no-any-return]


def test_each_list_has_the_decision_values_of_its_tokens() -> None:
    block: Recurring[str] = Recurring(BLOCK)
    names = ["two", "one", "none"]
    found = block.decisions(names, np.array([0, 1, 0, 2]), LISTS.__getitem__)
    assert found == pytest.approx(np.array([expected(names[i]) for i in (0, 1, 0, 2)]))
    again = block.decisions(["three", "one"], np.array([1, 0]), LISTS.__getitem__)
    assert again == pytest.approx(np.array([expected("one"), expected("three")]))


def test_a_list_that_is_known_is_not_asked_for_again() -> None:
    block: Recurring[str] = Recurring(BLOCK)
    block.decisions(["one"], np.array([0]), LISTS.__getitem__)
    assert block.unknown(["one", "two"]) == {"two"}


def test_at_times_everything_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recurring, "_MOST_KEPT", 1)
    block: Recurring[str] = Recurring(BLOCK)
    for names in (["one", "two"], ["three"], ["two", "none"], ["one"]):
        found = block.decisions(names, np.arange(len(names)), LISTS.__getitem__)
        assert found == pytest.approx(np.array([expected(name) for name in names]))


def test_nothing_gives_nothing() -> None:
    block: Recurring[str] = Recurring(BLOCK)
    assert block.decisions([], np.zeros(0, dtype=np.int64), LISTS.__getitem__).shape == (0, 2)
