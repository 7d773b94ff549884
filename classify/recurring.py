"""Decision values of blocks whose token lists recur from sentence to sentence: those of each list are computed once and kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

import numpy as np

from classify.index import table_of
from classify.tally import tally
from classify.trie import Floats, Integers
from classify.weights import Block

_MOST_KEPT = 10_000  # token lists; bounds memory


Key = TypeVar("Key", bound=Hashable)


class Recurring(Generic[Key]):
    """A block of features, and the decision values of the token lists that were met."""

    def __init__(self, block: Block) -> None:
        numbers = np.arange(1, len(block.vocabulary) + 1)
        self._numbers = dict(zip(block.vocabulary, numbers.tolist(), strict=True))
        self._table = table_of(numbers, len(numbers) + 1, block.idf, block.coefficients)
        self.scale = block.scale
        self._rows: dict[Key, int] = {}
        self._kept = np.empty((0, self._table.shape[1] - 1))

    @property
    def tokens(self) -> Iterable[str]:
        """The tokens of the block."""
        return self._numbers

    def unknown(self, keys: Iterable[Key]) -> set[Key]:
        """Gives the keys whose decision values are yet to be computed; at times all, so that memory is bounded."""
        if len(self._rows) > _MOST_KEPT:
            self._rows.clear()
        return set(keys).difference(self._rows)

    def decisions(self, keys: Sequence[Key], which: Integers, tokens_of: Callable[[Key], Iterable[str]]) -> Floats:
        """Gives the decision values (n × k) of n token lists: `which` (n) numbers their keys, `tokens_of` gives the list of a key."""
        unknown = list(self.unknown(keys))
        if unknown:
            found = self._computed(list(map(tokens_of, unknown)))
            if len(self._kept) < len(self._rows) + len(unknown):
                self._kept = np.concatenate([self._kept[: len(self._rows)], found, np.empty_like(found)])
            else:
                self._kept[len(self._rows) : len(self._rows) + len(found)] = found
            self._rows.update(zip(unknown, range(len(self._rows), len(self._rows) + len(unknown)), strict=True))
        rows = np.array([self._rows[key] for key in keys], dtype=np.int64)
        return self._kept.take(rows.take(which), axis=0)

    def _computed(self, lists: Sequence[Iterable[str]]) -> Floats:
        """The decision values (m × k) of m token lists."""
        sums = self.sums(lists)
        length = np.sqrt(sums[:, -1:])
        length[length == 0] = 1
        return np.asarray(sums[:, :-1] * (self.scale / length))

    def sums(self, lists: Sequence[Iterable[str]]) -> Floats:
        """Gives what the tokens of m lists add (m × k + 1): to decision values that are yet to be scaled, and to the squared length."""
        number_of = self._numbers.get
        numbers: list[int] = []
        sizes: list[int] = []
        for tokens in lists:
            before = len(numbers)
            numbers += [number for token in tokens if (number := number_of(token))]  # they count from 1
            sizes.append(len(numbers) - before)
        return tally(np.array(numbers, dtype=np.int64), np.array(sizes, dtype=np.int64), self._table)
