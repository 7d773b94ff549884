"""Decision values of a block whose tokens are given as lists: headings, places, classes of words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from classify.index import table_of
from classify.tally import tally
from classify.trie import Floats
from classify.weights import Block


class TokenLists:
    """A block of features for k labels, and what lists of its tokens add up to.

    `numbers` has the number of each token, from 1; `table` is what each adds where it occurs once, row 0 nothing
    (tokens + 1 × k + 1); `scale` multiplies the block after it has been brought to length 1.
    """

    def __init__(self, block: Block) -> None:
        numbers = np.arange(1, len(block.vocabulary) + 1)
        self.numbers: Mapping[str, int] = dict(zip(block.vocabulary, numbers.tolist(), strict=True))
        self.table = table_of(numbers, len(numbers) + 1, block.idf, block.coefficients)
        self.scale = block.scale

    def sums(self, lists: Sequence[Iterable[str]]) -> Floats:
        """Gives what the tokens of m lists add (m × k + 1): to decision values that are yet to be scaled, and to the squared length."""
        number_of = self.numbers.get
        found: list[int] = []
        sizes: list[int] = []
        for tokens in lists:
            before = len(found)
            found += [number for token in tokens if (number := number_of(token))]
            sizes.append(len(found) - before)
        return tally(np.array(found, dtype=np.int64), np.array(sizes, dtype=np.int64), self.table)

    def decisions(self, lists: Sequence[Iterable[str]]) -> Floats:
        """Gives the decision values of m lists (m × k)."""
        sums = self.sums(lists)
        length = np.sqrt(sums[:, -1:])
        length[length == 0] = 1
        return np.asarray(sums[:, :-1] * (self.scale / length))
