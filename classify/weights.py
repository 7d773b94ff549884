"""Weights of a trained model: all that scoring needs, as plain arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from classify.chain import Chain
from classify.quantification import Calibration


class Vocabulary(Sequence[str]):
    """Tokens that are written one a line, made into strings when the first of them is asked for: scoring needs few of them."""

    def __init__(self, lines: bytes, size: int) -> None:
        self._lines, self._size = lines, size

    @cached_property
    def _tokens(self) -> tuple[str, ...]:
        return tuple(self._lines.decode("utf-8").split("\n")[: self._size])

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        return self._tokens[index]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tokens)

    def __len__(self) -> int:
        return self._size


@dataclass(frozen=True, slots=True)
class Block:
    """The features of one block: n tokens, their inverse document frequencies (n) and their weights (n × k labels).

    `vocabulary` is sorted; `scale` multiplies the block after it has been brought to length 1.
    """

    vocabulary: Sequence[str]
    idf: NDArray[np.float64]
    coefficients: NDArray[np.float64]
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Weights:
    """A trained model of k labels: blocks of features, intercepts (k), the chain, and what makes a label uncertain.

    `thresholds[i]` is the largest doubt (1 − probability) at which label i still belongs to the labels that a sentence
    may have, so that its true label is among them at the promised rate. `dictionary` holds the segmenter's own words.
    `calibration` is what corrected balances need, None where the model has learnt from too few reports to know it.
    """

    labels: tuple[str, ...]
    blocks: Mapping[str, Block]
    intercept: NDArray[np.float64]
    chain: Chain
    thresholds: NDArray[np.float64]
    dictionary: Path
    calibration: Calibration | None = None
