"""A linear chain over the sentences of a report: what one label says about the next, and how sure the model may be.

The chain turns the decision values of the linear model into calibrated probabilities: value × scale + bias for each
sentence, a transition weight for each pair of neighbours and kind of boundary between them (Lafferty et al. 2001,
linear-chain conditional random field). Sentences without a neighbour get the probabilities of scale and bias alone,
which is Platt's calibration for several classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classify.features import APART

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_PENALTY = 1.0  # on squared weights; of some 500 sentences the transitions are learnt too sharply with less, of many it changes nothing
_NEAR_PENALTY = 10.0  # on squared differences from the chain of a model that is continued from
_MOST_STEPS = 150
_LOWEST = -150.0  # a weight below e^-150 of the largest counts as this, so that no product of three underflows


@dataclass(frozen=True, slots=True)
class Chain:
    """Weights of a fitted chain over k labels: `scale`, `bias` (k) and `transitions` (boundary kinds × k × k)."""

    scale: float
    bias: Floats
    transitions: Floats

    def probabilities(self, decisions: Floats, boundaries: Integers) -> Floats:
        """Gives the probability of every label for each of n sentences (n × k), from their decision values (n × k).

        `boundaries[i]` says what lies between sentence i and the one before; APART begins a new sequence.
        """
        if not len(decisions):
            return np.zeros((0, len(self.bias)))
        ranks, bounds = _side_by_side(boundaries)
        values = (self.scale * decisions + self.bias)[ranks]
        inside = _marginals(_weight(values, 1), boundaries[ranks], _weight(self.transitions, (1, 2)), bounds)
        found = np.empty_like(inside)
        found[ranks] = inside / inside.sum(axis=1, keepdims=True)
        return found


@dataclass(frozen=True, slots=True)
class _Padded:
    """Sequences of different length as one array: values (s × n × k), boundaries (s × n) and mask (s × n)."""

    values: Floats
    boundaries: Integers
    mask: NDArray[np.bool_]


def identity(labels: int) -> Chain:
    """Gives the chain that leaves decision values as they are, for models that have too few examples to fit one."""
    return Chain(1.0, np.zeros(labels), np.zeros((APART, labels, labels)))


def fit_chain(decisions: Floats, boundaries: Integers, targets: Integers, near: Chain | None = None) -> Chain:
    """Fits a chain to decision values (n × k) of sentences that the linear model has not seen, and their labels (n).

    Maximises the penalised likelihood of the label sequences by L-BFGS. What is penalised is the distance to the chain
    `near`, of a model that is continued from; without one, to the chain that leaves decision values as they are.
    """
    from scipy.optimize import minimize

    labels = decisions.shape[1]
    padded = _pad(decisions, boundaries)
    hot = np.zeros_like(padded.values)
    hot[padded.mask] = np.eye(labels)[targets]
    linked = padded.mask[:, 1:]
    kinds = padded.boundaries[:, 1:][linked]
    wanted = np.zeros((APART, labels, labels))
    np.add.at(wanted, kinds, (hot[:, :-1, :, None] * hot[:, 1:, None, :])[linked])

    def loss(point: Floats) -> tuple[float, Floats]:
        scale, bias, transitions = point[0], point[1 : 1 + labels], point[1 + labels :].reshape(wanted.shape)
        values = scale * padded.values + bias
        forward, backward, total = _forward_backward(values, padded, transitions)
        inside = np.exp(forward + backward - total[:, None, None]) * padded.mask[:, :, None]
        pairs = forward[:, :-1, :, None] + transitions[padded.boundaries[:, 1:]]
        pairs = np.exp(pairs + (values[:, 1:] + backward[:, 1:])[:, :, None, :] - total[:, None, None, None])
        expected = np.zeros_like(wanted)
        np.add.at(expected, kinds, pairs[linked])
        surplus = inside - hot
        away = point - start
        cost = total.sum() - (values * hot).sum() - (wanted * transitions).sum() + strength * away @ away
        slope = np.concatenate([[(surplus * padded.values).sum()], surplus.sum((0, 1)), (expected - wanted).ravel()])
        return float(cost), slope + 2 * strength * away

    origin, strength = (identity(labels), _PENALTY) if near is None else (near, _NEAR_PENALTY)
    start = np.concatenate([[origin.scale], origin.bias, origin.transitions.ravel()])
    found: Any = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _MOST_STEPS})
    return Chain(float(found.x[0]), found.x[1 : 1 + labels], found.x[1 + labels :].reshape(wanted.shape))


def _side_by_side(boundaries: Integers) -> tuple[Integers, list[int]]:
    """The sentences in the order worked: the first of each sequence, the second of each and so on, longest sequence first.

    With it, where in that order the n-th sentences of the sequences begin, and the end.
    """
    starts = np.flatnonzero((boundaries == APART) | (np.arange(len(boundaries)) == 0))
    lengths = np.diff(np.append(starts, len(boundaries)))
    starts = starts[np.argsort(-lengths, kind="stable")]
    longer = np.bincount(lengths)[::-1].cumsum()[::-1][1:].tolist()  # sequences of more than 0, 1, 2, … sentences
    ranks = np.concatenate([starts[:count] + step for step, count in enumerate(longer)])
    return ranks, [0, *np.cumsum(longer).tolist()]


def _weight(logarithms: Floats, axis: int | tuple[int, ...]) -> Floats:
    return np.asarray(np.exp(np.maximum(logarithms - logarithms.max(axis=axis, keepdims=True), _LOWEST)))


def _marginals(own: Floats, kinds: Integers, transitions: Floats, bounds: list[int]) -> Floats:
    """Products of scaled forward and backward weights (n × k), in proportion to the probabilities of each sentence's labels.

    Works on weights rather than their logarithms, brought to the sum 1 at each step (Rabiner 1989); all sequences at once.
    """
    most, labels = transitions.shape[:2]
    onward, back = transitions.transpose(1, 0, 2).reshape(labels, -1), transitions.transpose(2, 0, 1).reshape(labels, -1)
    lanes = np.concatenate([np.arange(high - low) for low, high in pairwise(bounds)])
    picked = lanes * most + np.minimum(kinds, most - 1)  # APART stands at first sentences only, where nothing is picked
    forward, backward = own / own.sum(axis=1, keepdims=True), np.ones_like(own)
    for before, low, high in zip(bounds, bounds[1:], bounds[2:], strict=False):
        step = (forward[before : before + high - low] @ onward).reshape(-1, labels).take(picked[low:high], axis=0)
        step *= own[low:high]
        step /= step.sum(axis=1, keepdims=True)
        forward[low:high] = step
    for before, low, high in reversed(list(zip(bounds, bounds[1:], bounds[2:], strict=False))):
        step = ((own[low:high] * backward[low:high]) @ back).reshape(-1, labels).take(picked[low:high], axis=0)
        step /= step.sum(axis=1, keepdims=True)
        backward[before : before + high - low] = step
    return np.asarray(forward * backward)


def _pad(decisions: Floats, boundaries: Integers) -> _Padded:
    starts = np.flatnonzero((boundaries == APART) | (np.arange(len(boundaries)) == 0))
    lengths = np.diff(np.append(starts, len(boundaries)))
    longest = int(lengths.max())
    mask = np.arange(longest) < lengths[:, None]
    values = np.zeros((len(starts), longest, decisions.shape[1]))
    values[mask] = decisions
    kinds = np.zeros(mask.shape, dtype=np.int64)
    kinds[mask] = boundaries
    kinds[:, 0] = 0
    return _Padded(values, kinds, mask)


def _forward_backward(values: Floats, padded: _Padded, transitions: Floats) -> tuple[Floats, Floats, Floats]:
    """Log forward and backward weights (s × n × k) and the log of their total (s)."""
    forward, backward = np.empty_like(values), np.zeros_like(values)
    forward[:, 0] = values[:, 0]
    length = values.shape[1]
    for t in range(1, length):
        step = values[:, t] + _log_sum(forward[:, t - 1][:, :, None] + transitions[padded.boundaries[:, t]], 1)
        forward[:, t] = np.where(padded.mask[:, t, None], step, forward[:, t - 1])
    for t in range(length - 2, -1, -1):
        after = (values[:, t + 1] + backward[:, t + 1])[:, None, :]
        step = _log_sum(transitions[padded.boundaries[:, t + 1]] + after, 2)
        backward[:, t] = np.where(padded.mask[:, t + 1, None], step, backward[:, t + 1])
    return forward, backward, _log_sum(forward[:, -1], 1)


def _log_sum(values: Sequence[Any] | NDArray[Any], axis: int) -> Floats:
    array = np.asarray(values)
    largest = array.max(axis=axis, keepdims=True)
    return np.asarray((largest + np.log(np.exp(array - largest).sum(axis=axis, keepdims=True))).squeeze(axis))
