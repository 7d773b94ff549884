"""Decision values and probabilities from a model's weights, with NumPy alone.

The decision values are those of the scikit-learn pipeline the weights come from, to rounding: sublinear TF-IDF with an
L2 norm for each block, and a linear function on top.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classify.chain import Floats, Integers
from classify.features import BEGIN, CHARACTER_NGRAMS, END, Example, tokens
from classify.records import Prediction
from classify.weights import Block, Weights
from classify.words import segmenter

_SEPARATOR = "\ue000"
"""Private-use character between the texts of one segmenter call; no normalised text holds it."""

_SMALL = ("headings", "lead", "place", "morphology")
"""Blocks whose tokens recur together from sentence to sentence."""

_BITS = 21  # a Unicode code point fits into 21 bits, three of them into one signed 64-bit key
_BATCH = 4096  # sentences scored at a time; bounds memory


class Scorer:
    """Scores examples with the weights of a trained model."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._segment = segmenter(weights.dictionary)
        self._words = _WordIndex(weights.blocks["words"].vocabulary)
        self._characters = _CharacterIndex(weights.blocks["characters"].vocabulary)
        self._indexes = {name: {token: i for i, token in enumerate(weights.blocks[name].vocabulary)} for name in _SMALL}
        self._cached: dict[tuple[str, ...], Floats] = {}

    def decisions(self, examples: Sequence[Example]) -> Floats:
        """Gives the linear model's decision values of n examples for k labels (n × k)."""
        parts = [self._decisions(examples[i : i + _BATCH]) for i in range(0, len(examples), _BATCH)]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.weights.labels)))

    def probabilities(self, examples: Sequence[Example]) -> Floats:
        """Gives the calibrated probability of each label for each of n examples (n × k), neighbours considered."""
        return self.weights.chain.probabilities(self.decisions(examples), boundaries(examples))

    def predictions(self, examples: Sequence[Example]) -> list[Prediction]:
        """Gives the most probable label of each example, with its probabilities and whether it is uncertain."""
        probabilities = self.probabilities(examples)
        likely = 1 - probabilities <= self.weights.thresholds
        best = probabilities.argmax(axis=1)
        certain = (likely.sum(axis=1) <= 1) & (likely[np.arange(len(best)), best])
        labels = self.weights.labels
        return [
            Prediction(labels[k], dict(zip(labels, row, strict=True)), not sure)
            for k, row, sure in zip(best.tolist(), probabilities.tolist(), certain.tolist(), strict=True)
        ]

    def _decisions(self, examples: Sequence[Example]) -> Floats:
        blocks = self.weights.blocks
        total = np.tile(self.weights.intercept, (len(examples), 1))
        rows, columns = self._words.found(self._segmented(examples))
        total += _block_decisions(blocks["words"], rows, columns, len(examples))
        rows, columns = self._characters.found([example.text for example in examples])
        total += _block_decisions(blocks["characters"], rows, columns, len(examples))
        for i, example in enumerate(examples):
            for name in _SMALL:
                total[i] += self._small(name, example)
        return total

    def _segmented(self, examples: Sequence[Example]) -> list[str]:
        """The words of all texts in one list, with the separator between texts."""
        return self._segment(_SEPARATOR.join(example.text for example in examples))

    def _small(self, name: str, example: Example) -> Floats:
        """Decision values of a block whose token lists recur from sentence to sentence; each is computed once."""
        if name == "headings":
            key = (name, str(example.year), *example.headings)
        elif name == "morphology":
            key = (name, *tokens(example, name, self.weights.dictionary))
        else:
            key = (name, example.lead) if name == "lead" else (name, *example.place)
        if key not in self._cached:
            index = self._indexes[name]
            columns = np.array([index[t] for t in tokens(example, name, self.weights.dictionary) if t in index], dtype=np.int64)
            self._cached[key] = _block_decisions(self.weights.blocks[name], np.zeros(len(columns), dtype=np.int64), columns, 1)[0]
        return self._cached[key]


def boundaries(examples: Sequence[Example]) -> Integers:
    """Gives what lies between each example and the one before it in the sequence (n); APART where they are no neighbours."""
    from classify.features import APART

    before: Example | None = None
    found = []
    for example in examples:
        neighbours = before is not None and before.report == example.report and before.index + 1 == example.index
        found.append(example.boundary if neighbours else APART)
        before = example
    return np.array(found, dtype=np.int64)


def _block_decisions(block: Block, rows: NDArray[np.int64], columns: NDArray[np.int64], count: int) -> Floats:
    """Decision values (count × k) of the tokens found: row says in which sentence, column which token of the block."""
    labels = block.coefficients.shape[1]
    if not len(rows):
        return np.zeros((count, labels))
    width = len(block.vocabulary)
    keys, times = np.unique(rows * width + columns, return_counts=True)
    rows, columns = keys // width, keys % width
    values = block.idf[columns] * (1 + np.log(times))
    length = np.sqrt(np.bincount(rows, values * values, count))
    length[length == 0] = 1
    weighted = values[:, None] * block.coefficients[columns]
    total = np.stack([np.bincount(rows, weighted[:, k], count) for k in range(labels)], axis=1)
    return np.asarray(total * (block.scale / length)[:, None])


class _WordIndex:
    """Finds the words and word pairs of a vocabulary."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._single = {token: i for i, token in enumerate(vocabulary) if " " not in token}
        self._width = len(vocabulary)
        columns = np.array([i for i, token in enumerate(vocabulary) if " " in token], dtype=np.int64)
        parts = " ".join([token for token in vocabulary if " " in token]).split(" ")
        get = self._single.get
        ids = np.array([get(part, -1) for part in parts if part], dtype=np.int64).reshape(-1, 2)
        known = (ids >= 0).all(axis=1)
        keys = ids[known, 0] * self._width + ids[known, 1]
        order = np.argsort(keys)
        self._keys, self._columns = keys[order], columns[known][order]

    def found(self, words: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows and columns of all words and pairs of the texts that the separator parts."""
        get = self._single.get
        ids = np.array([get(word, -1) if word != _SEPARATOR else -2 for word in words], dtype=np.int64)
        rows = np.cumsum(ids == -2)
        singles = ids >= 0
        first, second = ids[:-1], ids[1:]
        pairs = (first >= 0) & (second >= 0)
        at, hit = _lookup(self._keys, first[pairs] * self._width + second[pairs])
        return (
            np.concatenate([rows[singles], rows[:-1][pairs][hit]]),
            np.concatenate([ids[singles], self._columns[at[hit]]]),
        )


class _CharacterIndex:
    """Finds the character n-grams of a vocabulary."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        keys = _keys(vocabulary)
        self._columns = np.argsort(keys)
        self._keys = keys[self._columns]

    def found(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows and columns of all n-grams of the texts, begin and end marks included."""
        codes = np.frombuffer("".join(f"{BEGIN}{text}{END}" for text in texts).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
        lengths = np.array([len(text) + 2 for text in texts])
        rows = np.repeat(np.arange(len(texts)), lengths)
        left = np.concatenate([np.arange(n, 0, -1) for n in lengths]) if len(texts) else np.zeros(0, dtype=np.int64)
        found_rows, found_columns = [], []
        keys = np.zeros(len(codes), dtype=np.int64)
        for n in range(1, CHARACTER_NGRAMS[1] + 1):
            keys = (keys << _BITS)[: len(codes) - n + 1] | codes[n - 1 :] if n > 1 else codes
            whole = left[: len(keys)] >= n
            at, hit = _lookup(self._keys, keys[whole])
            found_rows.append(rows[: len(keys)][whole][hit])
            found_columns.append(self._columns[at[hit]])
        return np.concatenate(found_rows), np.concatenate(found_columns)


def _keys(tokens: Sequence[str]) -> NDArray[np.int64]:
    """One number for each n-gram: the code points of its up to three characters side by side (n)."""
    lengths = np.fromiter(map(len, tokens), dtype=np.int64, count=len(tokens))
    codes = np.frombuffer("".join(tokens).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    ends = np.cumsum(lengths)
    keys = np.zeros(len(tokens), dtype=np.int64)
    for back in range(CHARACTER_NGRAMS[1], 0, -1):
        long = lengths >= back
        keys[long] = keys[long] << _BITS | codes[ends[long] - back]
    return keys


def _lookup(keys: NDArray[np.int64], wanted: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Positions of the wanted keys among sorted keys, and which of them are there."""
    at = np.searchsorted(keys, wanted)
    at[at == len(keys)] = 0
    return at, keys[at] == wanted if len(keys) else np.zeros(len(wanted), dtype=bool)
