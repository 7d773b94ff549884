from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from classify import recurring
from classify.recurring import Recurring
from classify.trie import Floats

VALUES = {"one": [1.0, 0.0], "two": [0.0, 2.0], "three": [3.0, 3.0], "none": [0.0, 0.0]}


@pytest.fixture
def asked() -> list[str]:
    """The keys that had to be computed."""
    return []


@pytest.fixture
def block(asked: list[str]) -> Recurring[str]:
    """Computes what is in VALUES."""

    def computed(keys: Sequence[str]) -> Floats:
        asked.extend(keys)
        return np.array([VALUES[key] for key in keys])

    return Recurring(2, computed)


def test_each_sentence_has_the_values_of_its_key(block: Recurring[str]) -> None:
    found = block.decisions(["two", "one", "none"], np.array([0, 1, 0, 2]))
    assert found.tolist() == [VALUES[key] for key in ("two", "one", "two", "none")]
    again = block.decisions(["three", "one"], np.array([1, 0]))
    assert again.tolist() == [VALUES["one"], VALUES["three"]]


def test_a_key_that_is_known_is_not_computed_again(block: Recurring[str], asked: list[str]) -> None:
    block.decisions(["one", "one"], np.array([0]))
    block.decisions(["one", "two"], np.array([1]))
    assert asked == ["one", "two"]


def test_at_times_everything_is_forgotten(block: Recurring[str], asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recurring, "_MOST_KEPT", 1)
    for names in (["one", "two"], ["three"], ["two", "none"], ["one"]):
        found = block.decisions(names, np.arange(len(names)))
        assert found.tolist() == [VALUES[name] for name in names]
    assert sorted(asked) == ["none", "one", "one", "three", "two", "two"]


def test_nothing_gives_nothing(block: Recurring[str]) -> None:
    assert block.decisions([], np.zeros(0, dtype=np.int64)).shape == (0, 2)
