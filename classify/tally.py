"""The tally of tokens: what the tokens of many sentences add up to, each weighted by how often its sentence holds it."""

from __future__ import annotations

import numpy as np

from classify.trie import DEAD, Floats, Integers


def tally(nodes: Integers, sizes: Integers, table: Floats) -> Floats:
    """Gives the weighted sums of table rows (g × columns) over the tokens of g groups, which stand one after another.

    `sizes` is the number of tokens of each group. A token that occurs f times in its group counts 1 + ln f times, and
    (1 + ln f)² times in the last column, which is that of the squared length. Row 0 of the table is 0.
    """
    ends = np.cumsum(sizes)
    sums = np.add.reduceat(table.take(np.append(nodes, DEAD), axis=0), ends - sizes, axis=0)
    sums[sizes == 0] = 0
    groups, often, times = _repeated(nodes, sizes, len(table))
    if len(groups):
        rows = table.take(often, axis=0)
        dampened = 1 + np.log(times)
        rows[:, :-1] *= (dampened - times)[:, None]
        rows[:, -1] *= dampened * dampened - times
        for column in range(table.shape[1]):
            sums[:, column] += np.bincount(groups, rows[:, column], len(sizes))
    return np.asarray(sums)


def _repeated(nodes: Integers, sizes: Integers, size: int) -> tuple[Integers, Integers, Integers]:
    """The groups and nodes of all tokens that a group holds more than once, and how often it does (n each)."""
    bits = size.bit_length()
    groups = np.repeat(np.arange(len(sizes)) << bits, sizes)
    keys = groups | nodes
    if len(sizes).bit_length() + bits < np.iinfo(np.int32).bits:
        keys = keys.astype(np.int32)  # twice as fast to sort
    keys.sort()
    same = np.flatnonzero(keys[1:] == keys[:-1])
    first = np.flatnonzero(np.diff(same, prepend=-2) > 1)  # of each run of neighbours that are the same
    times = np.diff(np.append(first, len(same))) + 1
    found = keys.take(same.take(first)).astype(np.int64)
    return found >> bits, found & ((1 << bits) - 1), times
