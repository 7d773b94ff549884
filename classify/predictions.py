"""Predictions of many sentences as columns; a record of each is made where one is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from classify.records import OnDemand, Prediction

Value = TypeVar("Value")


class Predictions(OnDemand[Prediction]):
    """The predictions of n sentences for k labels.

    `probabilities` (n × k) are those of each of the `labels`, `best` (n) is the number of the label given, `uncertain` (n) tells
    whether it is in doubt.
    """

    __slots__ = ("best", "labels", "probabilities", "uncertain")

    def __init__(
        self, labels: Sequence[str], probabilities: NDArray[np.float64], best: NDArray[np.int64], uncertain: NDArray[np.bool_]
    ) -> None:
        self.labels = tuple(labels)
        self.probabilities = probabilities
        self.best = best
        self.uncertain = uncertain

    @property
    def given(self) -> list[str]:
        """The label given to each sentence."""
        return [self.labels[best] for best in self.best.tolist()]

    def part(self, low: int, high: int) -> Predictions:
        """Gives the predictions from one sentence up to another, as a view."""
        return Predictions(self.labels, self.probabilities[low:high], self.best[low:high], self.uncertain[low:high])

    def __len__(self) -> int:
        return len(self.best)

    def _made(self, i: int) -> Prediction:
        given = dict(zip(self.labels, self.probabilities[i].tolist(), strict=True))
        return Prediction(self.labels[self.best[i]], given, bool(self.uncertain[i]))

    def __iter__(self) -> Iterator[Prediction]:
        labels = self.labels
        for row, best, uncertain in zip(self.probabilities.tolist(), self.best.tolist(), self.uncertain.tolist(), strict=True):
            yield Prediction(labels[best], dict(zip(labels, row, strict=True)), uncertain)


class OfPieces(OnDemand[Prediction | None]):
    """The predictions of a report's pieces: one for each that is a sentence, None for structure."""

    __slots__ = ("_kinds", "sentences")

    def __init__(self, sentences: Predictions, kinds: Sequence[str]) -> None:
        """`kinds` are those of the pieces; `sentences` has one entry for each that is "sentence"."""
        self.sentences = sentences
        self._kinds = kinds

    @property
    def labels(self) -> list[str | None]:
        """The label of each piece, None for structure."""
        given = iter(self.sentences.given)
        return [next(given) if kind == "sentence" else None for kind in self._kinds]

    def aligned(self, values: Iterable[Value], nothing: Value) -> Iterator[Value]:
        """Gives one value for each piece: those of sentences in turn, `nothing` for structure."""
        given = iter(values)
        return (next(given) if kind == "sentence" else nothing for kind in self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    def _made(self, i: int) -> Prediction | None:
        return self.sentences[self._kinds[:i].count("sentence")] if self._kinds[i] == "sentence" else None

    def __iter__(self) -> Iterator[Prediction | None]:
        return self.aligned(self.sentences, None)
