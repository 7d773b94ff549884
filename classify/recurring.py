"""Decision values that recur from sentence to sentence: those of each key are computed once and kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

import numpy as np

from classify.trie import Floats, Integers

_MOST_KEPT = 10_000  # keys; bounds memory

Key = TypeVar("Key", bound=Hashable)


class Recurring(Generic[Key]):
    """The decision values for k labels of the keys that were met."""

    def __init__(self, labels: int, computed: Callable[[Sequence[Key]], Floats]) -> None:
        """`computed` gives the decision values of m keys (m × k)."""
        self._computed = computed
        self._rows: dict[Key, int] = {}
        self._kept = np.empty((0, labels))

    def decisions(self, keys: Sequence[Key], which: Integers) -> Floats:
        """Gives the decision values (n × k) that belong to n sentences, whose keys `which` (n) numbers."""
        if len(self._rows) > _MOST_KEPT:
            self._rows.clear()
        unknown = list(set(keys).difference(self._rows))
        if unknown:
            found = self._computed(unknown)
            if len(self._kept) < len(self._rows) + len(unknown):
                self._kept = np.concatenate([self._kept[: len(self._rows)], found, np.empty_like(found)])
            else:
                self._kept[len(self._rows) : len(self._rows) + len(found)] = found
            self._rows.update(zip(unknown, range(len(self._rows), len(self._rows) + len(unknown)), strict=True))
        rows = np.array([self._rows[key] for key in keys], dtype=np.int64)
        return self._kept.take(rows.take(which), axis=0)
