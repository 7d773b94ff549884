"""classify itself, whole and with parts taken out, without computing its features anew for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from scipy import sparse

import classify.model as estimator
from classify import SentenceClassifier
from classify.features import APART, BLOCKS, Example


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant of classify: the block left out, or "", whether neighbours count, and the estimator's parameters."""

    name: str
    parameters: Mapping[str, Any]
    without: str = ""
    chain: bool = True


def variants(parameters: Mapping[str, Any]) -> tuple[Variant, ...]:
    """Gives classify with the parameters of its own model, then each of its ablations."""
    untold = {name: value for name, value in parameters.items() if name not in ("shares", "temperature")}
    return (
        Variant("classify", parameters),
        Variant("classify, not told the shares of real reports", untold),
        Variant("classify without the chain", parameters, chain=False),
        Variant("classify, sentence and chain alone", {**parameters, "context": False}),
        *(Variant(f"classify without {name}", parameters, without=name) for name in BLOCKS),
    )


class Bench:
    """Fits variants on the same examples; their features are computed once."""

    def __init__(self, examples: Sequence[Example], labels: Sequence[str]) -> None:
        self._examples, self._labels = list(examples), list(labels)
        self._features: dict[int, Any] = {}

    def run(self, variant: Variant, asked: Sequence[Example]) -> tuple[list[str], list[str]]:
        """Gives the labels of the training sentences by models that have not seen their report, and those of the sentences asked."""
        with self._without(variant):
            fitted = SentenceClassifier(**variant.parameters).fit(self._examples, self._labels)
            held_out = fitted.classes_[fitted.held_out_.argmax(axis=1)].tolist()
            return held_out, fitted.predict(asked).tolist() if asked else []

    @contextmanager
    def _without(self, variant: Variant) -> Iterator[None]:
        scales = {name: 0.0 if name == variant.without else scale for name, scale in estimator.SCALES.items()}
        original = estimator.vectorized

        def vectorized(seen: list[Example], bare: list[Example], dictionary: Path) -> tuple[Any, Any]:
            views = len(seen) + len(bare)
            if views not in self._features:
                with patch.dict(estimator.SCALES, dict.fromkeys(BLOCKS, 1.0)):
                    self._features[views] = original(seen, bare, dictionary)
            matrix, vectorizers = self._features[views]
            widths = [len(one.vocabulary_) if (one := vectorizers[name]) else 0 for name in BLOCKS]
            scaled = (matrix @ sparse.diags_array(np.repeat([scales[name] for name in BLOCKS], widths))).tocsr()
            scaled.eliminate_zeros()
            return scaled, vectorizers

        with patch.dict(estimator.SCALES, scales), patch.object(estimator, "vectorized", vectorized), _apart(not variant.chain):
            yield


@contextmanager
def _apart(wanted: bool) -> Iterator[None]:
    """Within it no sentence has neighbours, so that the chain learns and says nothing beyond the sentence itself."""
    if not wanted:
        yield
        return
    with patch.object(estimator, "boundaries", lambda seen: np.full(len(seen), APART)):
        yield
