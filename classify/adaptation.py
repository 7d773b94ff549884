"""Continuing from a trained model: its weights as a start that a few labelled sentences move, where they give reason to.

The features and their inverse document frequencies are the start's; the linear model learns the difference to the start's
weights, and what is penalised is that difference alone (regularisation towards a source model: Evgeniou & Pontil 2004,
Chelba & Acero 2006).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from sklearn.feature_extraction.text import TfidfVectorizer

from classify.chain import Chain, Floats
from classify.errors import LabelsError
from classify.features import tokens
from classify.folder import load

_MOST_STEPS = 60
_CAUTION = 0.1  # times C: the start has seen far more sentences than it is to learn from now


@dataclass(frozen=True, slots=True)
class Start:
    """A trained model of k labels as a start: the vectorizer and length of each block, its weights (features × k), chain and doubts."""

    vectorizers: dict[str, TfidfVectorizer | None]
    scales: dict[str, float]
    coefficients: Floats
    intercept: Floats
    chain: Chain
    thresholds: Floats
    dictionary: Path


def start_from(folder: str | Path, labels: list[str]) -> Start:
    """Gives the start that the model in `folder` is, with its labels in the given order.

    Raises ModelError where the model cannot be read, LabelsError where its labels are not the ones given.
    """
    weights = load(folder).weights
    if set(labels) != set(weights.labels):
        raise LabelsError(
            f"the labels are {', '.join(labels)}, but the model {folder} has {', '.join(weights.labels)};"
            " it can only be continued from with sentences of each of its labels and no other; train without --start"
        )
    at = np.array([weights.labels.index(label) for label in labels])
    vectorizers: dict[str, TfidfVectorizer | None] = {}
    for name, block in weights.blocks.items():
        vectorizers[name] = None
        if block.vocabulary:
            analyzer = partial(tokens, block=name, dictionary=weights.dictionary)
            vectorizer = TfidfVectorizer(analyzer=analyzer, sublinear_tf=True, vocabulary=block.vocabulary)
            vectorizer.idf_ = block.idf
            vectorizers[name] = vectorizer
    return Start(
        vectorizers,
        {name: block.scale for name, block in weights.blocks.items()},
        np.vstack([block.coefficients for block in weights.blocks.values()])[:, at],
        weights.intercept[at],
        Chain(weights.chain.scale, weights.chain.bias[at], weights.chain.transitions[:, at][:, :, at]),
        weights.thresholds[at],
        weights.dictionary,
    )


def adapted(matrix: sparse.csr_matrix, targets: NDArray[np.int64], start: Start, C: float) -> tuple[Floats, Floats]:
    """Gives coefficients (features × k) and intercepts (k) near the start's that fit n examples (n × features) and their labels (n).

    One label against the others, with squared hinge loss as in LIBLINEAR; features that no example has keep their weight.
    """
    used = np.flatnonzero(matrix.getnnz(axis=0))
    seen = matrix[:, used].tocsr()
    known = np.asarray(matrix @ start.coefficients + start.intercept)
    coefficients, intercept = start.coefficients.copy(), start.intercept.copy()
    for k in range(known.shape[1]):
        found = _difference(seen, np.where(targets == k, 1.0, -1.0), known[:, k], C * _CAUTION)
        coefficients[used, k] += found[:-1]
        intercept[k] += found[-1]
    return coefficients.astype(np.float32).astype(np.float64), intercept.astype(np.float32).astype(np.float64)


def _difference(seen: sparse.csr_matrix, signs: Floats, known: Floats, C: float) -> Floats:
    """The weights to add (features + 1, the last for the intercept) to those that gave the decision values `known` (n)."""
    turned = seen.T.tocsr()

    def loss(point: Floats) -> tuple[float, Floats]:
        short = np.maximum(1 - signs * (seen @ point[:-1] + point[-1] + known), 0.0)
        pull = -2 * C * signs * short
        return float(0.5 * point @ point + C * short @ short), point + np.append(turned @ pull, pull.sum())

    found: Any = minimize(loss, np.zeros(seen.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": _MOST_STEPS})
    return np.asarray(found.x)
