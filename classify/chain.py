"""A linear chain over the sentences of a report: what one label says about the next, and how sure the model may be.

The chain turns the decision values of the linear model into calibrated probabilities: value × scale + bias for each
sentence, a transition weight for each pair of neighbours and kind of boundary between them (Lafferty et al. 2001,
linear-chain conditional random field). Sentences without a neighbour get the probabilities of scale and bias alone,
which is Platt's calibration for several classes.
"""

from __future__ import annotations

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
_TOLERANCE = 1e-7  # of the loss; a thousandth of a percent of a probability is not worth half of the steps
LOWEST = -150.0
"""A weight below e^-150 of the largest counts as this, so that no product of three underflows."""


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
        order = _side_by_side(boundaries)
        own, moves = _weight(self.scale * decisions[order.ranks] + self.bias, 1), self.moves()
        passed = _passed(own, moves, boundaries[order.ranks], order)
        inside = passed.forward * passed.backward
        found = np.empty_like(inside)
        found[order.ranks] = inside / inside.sum(axis=1, keepdims=True)
        return found

    def moves(self) -> Floats:
        """Gives what each transition (boundary kinds × k × k) multiplies the weight of a sequence by."""
        return _weight(self.transitions, (1, 2))


@dataclass(frozen=True, slots=True)
class _Order:
    """Sentences in the order worked: the first of each sequence, the second of each and so on, longest sequence first.

    `ranks` (n) are their places in the text; in that order the t-th sentences begin at `bounds[t]`, and from `bounds[1]`
    on, `before` (n less the first ones) is where the sentence before each stands.
    """

    ranks: Integers
    bounds: list[int]
    before: Integers


@dataclass(frozen=True, slots=True)
class _Passed:
    """Forward and backward weights (n × k), scaled so that their product is a probability, and the scales (n)."""

    forward: Floats
    backward: Floats
    norms: Floats


def identity(labels: int) -> Chain:
    """Gives the chain that leaves decision values as they are, for models that have too few examples to fit one."""
    return Chain(1.0, np.zeros(labels), np.zeros((APART, labels, labels)))


def fit_chain(decisions: Floats, boundaries: Integers, targets: Integers, near: Chain | None = None, start: Chain | None = None) -> Chain:
    """Fits a chain to decision values (n × k) of sentences that the linear model has not seen, and their labels (n).

    Maximises the penalised likelihood of the label sequences by L-BFGS. What is penalised is the distance to the chain
    `near`, of a model that is continued from; without one, to the chain that leaves decision values as they are. There is one
    maximum; a chain like the one that is looked for, as `start`, leads there in fewer steps.
    """
    from scipy.optimize import minimize

    labels = decisions.shape[1]
    order = _side_by_side(boundaries)
    given, kinds, hot = decisions[order.ranks], boundaries[order.ranks], np.eye(labels)[targets[order.ranks]]
    first = order.bounds[1]
    of_kind = [np.flatnonzero(kinds[first:] == kind) for kind in range(APART)]
    lanes = [(order.before[at], at + first) for at in of_kind]  # of each kind of boundary, the sentences before and behind it
    wanted = np.stack([hot[before].T @ hot[behind] for before, behind in lanes])
    crossed = np.array([len(at) for at in of_kind])

    def loss(point: Floats) -> tuple[float, Floats]:
        scale, bias, transitions = point[0], point[1 : 1 + labels], point[1 + labels :].reshape(wanted.shape)
        values = scale * given + bias
        own, moves = _weight(values, 1), _weight(transitions, (1, 2))
        passed = _passed(own, moves, kinds, order)
        inside = passed.forward * passed.backward
        onward = own * passed.backward / passed.norms[:, None]
        expected = np.stack([passed.forward[before].T @ onward[behind] for before, behind in lanes]) * moves
        total = np.log(passed.norms).sum() + values.max(axis=1).sum() + crossed @ transitions.max(axis=(1, 2))
        surplus = inside - hot
        away = point - origin
        cost = total - (values * hot).sum() - (wanted * transitions).sum() + strength * away @ away
        slope = np.concatenate([[(surplus * given).sum()], surplus.sum(0), (expected - wanted).ravel()])
        return float(cost), slope + 2 * strength * away

    origin, strength = (_point(identity(labels)), _PENALTY) if near is None else (_point(near), _NEAR_PENALTY)
    first_point = origin if start is None else _point(start)
    found: Any = minimize(loss, first_point, jac=True, method="L-BFGS-B", options={"maxiter": _MOST_STEPS, "ftol": _TOLERANCE})
    return Chain(float(found.x[0]), found.x[1 : 1 + labels], found.x[1 + labels :].reshape(wanted.shape))


def _point(chain: Chain) -> Floats:
    return np.concatenate([[chain.scale], chain.bias, chain.transitions.ravel()])


def _side_by_side(boundaries: Integers) -> _Order:
    starts = np.flatnonzero((boundaries == APART) | (np.arange(len(boundaries)) == 0))
    lengths = np.diff(np.append(starts, len(boundaries)))
    starts = starts[np.argsort(-lengths, kind="stable")]
    longer = np.bincount(lengths)[::-1].cumsum()[::-1][1:].tolist()  # sequences of more than 0, 1, 2, … sentences
    ranks = np.concatenate([starts[:count] + step for step, count in enumerate(longer)])
    bounds = [0, *np.cumsum(longer).tolist()]
    before = [np.arange(low, low + behind - high) for low, high, behind in zip(bounds, bounds[1:], bounds[2:], strict=False)]
    return _Order(ranks, bounds, np.concatenate([np.zeros(0, dtype=np.int64), *before]))


def _weight(logarithms: Floats, axis: int | tuple[int, ...]) -> Floats:
    return np.asarray(np.exp(np.maximum(logarithms - logarithms.max(axis=axis, keepdims=True), LOWEST)))


def _passed(own: Floats, moves: Floats, kinds: Integers, order: _Order) -> _Passed:
    """Passes weights forward and backward through all sequences at once.

    Works on weights rather than their logarithms, brought to the sum 1 at each step (Rabiner 1989).
    """
    most, labels = moves.shape[:2]
    onward, back = moves.transpose(1, 0, 2).reshape(labels, -1), moves.transpose(2, 0, 1).reshape(labels, -1)
    bounds = order.bounds
    lanes = np.concatenate([np.arange(high - low) for low, high in pairwise(bounds)])
    picked = lanes * most + np.minimum(kinds, most - 1)  # APART stands at first sentences only, where nothing is picked
    norms = own.sum(axis=1)
    forward, backward = own / norms[:, None], np.ones_like(own)
    for before, low, high in zip(bounds, bounds[1:], bounds[2:], strict=False):
        step = (forward[before : before + high - low] @ onward).reshape(-1, labels).take(picked[low:high], axis=0)
        step *= own[low:high]
        sums = step.sum(axis=1)
        norms[low:high] = sums
        forward[low:high] = step / sums[:, None]
    for before, low, high in reversed(list(zip(bounds, bounds[1:], bounds[2:], strict=False))):
        step = ((own[low:high] * backward[low:high]) @ back).reshape(-1, labels).take(picked[low:high], axis=0)
        backward[before : before + high - low] = step / norms[low:high, None]
    return _Passed(forward, backward, norms)
