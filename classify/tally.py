"""The tally of tokens: what the tokens of many sentences add up to, each weighted by how often its sentence holds it."""

from __future__ import annotations

import numpy as np

from classify.trie import DEAD, Floats, Integers

_SPREAD = np.int64(-7046029254386353131)  # 2^64 divided by the golden ratio (Knuth)
_SLOTS = 19  # bits of a slot; the table stays in the processor's cache, and few different tokens share a slot


def tally(nodes: Integers, sizes: Integers, table: Floats) -> Floats:
    """Gives the weighted sums of table rows (g × columns) over the tokens of g groups, which stand one after another.

    `sizes` is the number of tokens of each group. A token that occurs f times in its group counts 1 + ln f times, and
    (1 + ln f)² times in the last column, which is that of the squared length. Row 0 of the table is 0.
    """
    ends = np.cumsum(sizes)
    sums = np.add.reduceat(table.take(np.append(nodes, DEAD), axis=0), ends - sizes, axis=0)
    sums[sizes == 0] = 0
    groups = np.repeat(np.arange(len(sizes)), sizes)
    where, times = _repeated(nodes * len(sizes) + groups)
    if len(where):
        rows = table.take(nodes.take(where), axis=0)
        dampened = 1 + np.log(times)
        rows[:, :-1] *= (dampened - times)[:, None]
        rows[:, -1] *= dampened * dampened - times
        for column in range(table.shape[1]):
            sums[:, column] += np.bincount(groups.take(where), rows[:, column], len(sizes))
    return np.asarray(sums)


def _repeated(keys: Integers) -> tuple[Integers, Integers]:
    """One position of each key that occurs more than once, and how often it does, without sorting all keys.

    Every key writes its position into a slot, the last one wins; who does not find itself there is a repetition of the
    winner, or another key that shares its slot. The few slots that different keys share are sorted out on their own.
    """
    slots = ((keys * _SPREAD).view(np.uint64) >> np.uint64(64 - _SLOTS)).view(np.int64)
    positions = np.arange(len(keys), dtype=np.int32)
    table = np.empty(1 << _SLOTS, dtype=np.int32)
    table[slots] = positions
    winners = table.take(slots)
    losers = np.flatnonzero(winners != positions)
    beaten_by = winners.take(losers).astype(np.int64)
    alike = keys.take(losers) == keys.take(beaten_by)
    shared = np.flatnonzero(np.bincount(beaten_by[~alike]))
    mixed = np.isin(beaten_by, shared) if len(shared) else np.zeros(len(losers), dtype=bool)
    more = np.bincount(beaten_by[~mixed], minlength=1)
    where = np.flatnonzero(more)
    if not len(shared):
        return where, more.take(where) + 1
    some = np.concatenate([losers[mixed], shared])
    some = some.take(np.argsort(keys.take(some), kind="stable"))
    ordered = keys.take(some)
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    times = np.diff(np.append(first, len(some)))
    often = times > 1
    return np.concatenate([where, some.take(first[often])]), np.concatenate([more.take(where) + 1, times[often]])
