from __future__ import annotations

import numpy as np
import pytest

from classify.chain import Chain, fit_chain, identity
from classify.features import APART, SAME_LINE


def brute_force(decisions: np.ndarray, boundaries: np.ndarray, chain: Chain) -> np.ndarray:
    """Marginals of one sequence by adding up all label sequences."""
    n, k = decisions.shape
    values = chain.scale * decisions + chain.bias
    marginals = np.zeros((n, k))
    for number in range(k**n):
        path = [number // k**i % k for i in range(n)]
        weight = sum(values[i, label] for i, label in enumerate(path))
        weight += sum(chain.transitions[boundaries[i], path[i - 1], path[i]] for i in range(1, n))
        for i, label in enumerate(path):
            marginals[i, label] += np.exp(weight)
    return marginals / marginals.sum(axis=1, keepdims=True)


def test_probabilities_are_the_marginals_over_all_label_sequences() -> None:
    random = np.random.default_rng(0)
    chain = Chain(1.3, random.normal(size=3), random.normal(size=(APART, 3, 3)))
    decisions, boundaries = random.normal(size=(5, 3)), np.array([APART, 0, 2, 1, 3])
    assert chain.probabilities(decisions, boundaries) == pytest.approx(brute_force(decisions, boundaries, chain), abs=1e-12)


def test_sequences_do_not_see_each_other() -> None:
    random = np.random.default_rng(1)
    chain = Chain(1.0, np.zeros(2), random.normal(size=(APART, 2, 2)))
    decisions, boundaries = random.normal(size=(6, 2)), np.array([APART, 0, 0, APART, 1, 1])
    both = chain.probabilities(decisions, boundaries)
    assert both[:3] == pytest.approx(chain.probabilities(decisions[:3], boundaries[:3]))
    assert both[3:] == pytest.approx(chain.probabilities(decisions[3:], boundaries[3:]))


def test_a_sentence_alone_gets_the_softmax_of_its_values() -> None:
    found = identity(2).probabilities(np.array([[0.0, np.log(3)]]), np.array([APART]))
    assert found == pytest.approx(np.array([[0.25, 0.75]]))


def test_a_fitted_chain_learns_that_labels_stay() -> None:
    random = np.random.default_rng(2)
    targets = np.repeat(random.integers(0, 2, 60), 6)
    decisions = np.eye(2)[targets] + random.normal(scale=1.5, size=(360, 2))
    boundaries = np.where(np.arange(360) % 60 == 0, APART, SAME_LINE)
    chain = fit_chain(decisions, boundaries, targets)
    stays = chain.transitions[SAME_LINE]
    assert stays[0, 0] > stays[0, 1]
    assert stays[1, 1] > stays[1, 0]
    with_chain = (chain.probabilities(decisions, boundaries).argmax(axis=1) == targets).mean()
    assert with_chain > (decisions.argmax(axis=1) == targets).mean() + 0.1


def penalised(chain: Chain, decisions: np.ndarray, boundaries: np.ndarray, targets: np.ndarray) -> float:
    """Minus the log-likelihood of sequences of three sentences, by adding up all label sequences, with the penalty."""
    k = decisions.shape[1]
    values = chain.scale * decisions + chain.bias
    cost = 1.0 * ((chain.transitions**2).sum() + (chain.bias**2).sum() + (chain.scale - 1) ** 2)
    for i in range(0, len(decisions), 3):
        paths = [(a, b, c) for a in range(k) for b in range(k) for c in range(k)]
        weights = [
            sum(values[i + n, label] for n, label in enumerate(path))
            + sum(chain.transitions[boundaries[i + n], path[n - 1], path[n]] for n in (1, 2))
            for path in paths
        ]
        cost += np.log(np.exp(weights).sum()) - weights[paths.index(tuple(targets[i : i + 3].tolist()))]
    return float(cost)


def test_a_fitted_chain_is_the_most_likely_one() -> None:
    random = np.random.default_rng(3)
    targets = np.repeat(random.integers(0, 3, 20), 3)
    targets[random.random(60) < 0.2] = 0
    decisions = np.eye(3)[targets] + random.normal(size=(60, 3))
    boundaries = np.where(np.arange(60) % 3 == 0, APART, random.integers(0, APART, 60))
    chain = fit_chain(decisions, boundaries, targets)
    best = penalised(chain, decisions, boundaries, targets)
    for _ in range(40):
        other = Chain(
            chain.scale + random.normal(scale=0.05),
            chain.bias + random.normal(scale=0.05, size=3),
            chain.transitions + random.normal(scale=0.05, size=chain.transitions.shape),
        )
        assert penalised(other, decisions, boundaries, targets) > best


def test_no_sentences_have_no_probabilities() -> None:
    assert identity(4).probabilities(np.zeros((0, 4)), np.zeros(0, dtype=np.int64)).shape == (0, 4)
