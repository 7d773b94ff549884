"""Decision values and probabilities from a model's weights, with NumPy alone.

The decision values are those of the scikit-learn pipeline the weights come from, to rounding: sublinear TF-IDF with an
L2 norm for each block, and a linear function on top.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from classify.columns import Columns, HeadingPath, columns_of
from classify.features import Example, heading_tokens
from classify.index import Index, Words, index_of, table_of
from classify.kernels import BUILT
from classify.lexicon import lexicon
from classify.morphology import MARKS, class_names, morphology_tokens, word_classes
from classify.places import SECTION_KINDS, tokens_of_place
from classify.predictions import Predictions
from classify.recurring import Recurring
from classify.tally import tally
from classify.token_lists import TokenLists
from classify.trie import Floats, Integers
from classify.weights import Weights
from classify.words import END, normalised

if TYPE_CHECKING:
    from classify.compiled import Compiled

_BATCH = 2048  # sentences scored at a time; bounds memory
_TALLIED = 256  # sentences whose tokens are added up at a time, so that the work stays in the processor's cache


class Scorer:
    """Scores examples with the weights of a trained model."""

    def __init__(self, weights: Weights, index: Index | None = None, compiled: bool | None = None) -> None:
        """`index` is that of the weights' vocabulary; without it, it is made.

        `compiled` says whether the compiled kernels score; without it, they do where they were built.
        """
        self.weights = weights
        words, characters = weights.blocks["words"], weights.blocks["characters"]
        self.index = index or index_of(words.vocabulary, characters.vocabulary, lexicon(weights.dictionary))
        blocks, labels = {name: TokenLists(weights.blocks[name]) for name in ("headings", "place", "morphology")}, len(weights.labels)
        self._compiled = self._with_kernels(blocks) if (BUILT if compiled is None else compiled) else None
        of_paths = partial(self._of_headings, blocks["headings"]) if self._compiled is None else self._compiled.of_headings
        self._headings: Recurring[HeadingPath] = Recurring(labels, of_paths)
        self._places: Recurring[int | tuple[str, ...]] = Recurring(labels, partial(_of_places, blocks["place"]))
        self._morphology: Recurring[int] = Recurring(labels, partial(_of_classes, blocks["morphology"]))

    @property
    def compiled(self) -> bool:
        """Whether the compiled kernels score."""
        return self._compiled is not None

    def words(self, texts: Sequence[str]) -> list[list[str]]:
        """Gives the words of normalised texts, by the model's dictionary; none may hold END."""
        return self._words.cutter.words(texts) if self._compiled is None else self._compiled.words(texts)

    def decisions(self, given: Columns | Sequence[Example]) -> Floats:
        """Gives the linear model's decision values of n sentences for k labels (n × k)."""
        columns = given if isinstance(given, Columns) else columns_of(given)
        total = np.tile(self.weights.intercept, (len(columns), 1))
        total += self._headings.decisions(columns.paths, columns.path)
        if self._compiled is None or not isinstance(columns.places, np.ndarray):
            places = columns.places.tolist() if isinstance(columns.places, np.ndarray) else columns.places
            total += self._places.decisions(places, np.arange(len(places)))
        if self._compiled is not None:
            self._compiled.score(columns, total)
            return total
        classes = np.zeros(len(columns), dtype=np.int64)
        for low in range(0, len(columns), _BATCH):
            here = slice(low, low + _BATCH)
            total[here] += self._of_text(columns, here, classes[here])
        held, which = np.unique(classes * len(SECTION_KINDS) + columns.sections.take(columns.path), return_inverse=True)
        total += self._morphology.decisions(held.tolist(), which)
        return total

    def probabilities(self, given: Columns | Sequence[Example]) -> Floats:
        """Gives the calibrated probability of each label for each of n sentences (n × k), neighbours considered."""
        columns = given if isinstance(given, Columns) else columns_of(given)
        decisions = self.decisions(columns)
        if self._compiled is None or not len(columns):
            return self.weights.chain.probabilities(decisions, columns.boundaries)
        return self._compiled.probabilities(self.weights.chain, decisions, columns.boundaries)

    def predictions(self, given: Columns | Sequence[Example]) -> Predictions:
        """Gives the most probable label of each sentence, with its probabilities and whether it is uncertain."""
        probabilities = self.probabilities(given)
        likely = 1 - probabilities <= self.weights.thresholds
        best = probabilities.argmax(axis=1)
        certain = (likely.sum(axis=1) <= 1) & likely[np.arange(len(best)), best]
        return Predictions(self.weights.labels, probabilities, best, ~certain)

    def _with_kernels(self, blocks: Mapping[str, TokenLists]) -> Compiled:
        from classify.compiled import Compiled

        return Compiled(self.index, _words_of(self.index), self.weights.blocks, blocks)

    @cached_property
    def _words(self) -> Words:
        """What finds words for NumPy; the kernels have it in their tables."""
        return _words_of(self.index)

    @cached_property
    def _tables(self) -> tuple[Floats, Floats]:
        """What the tokens of the blocks of characters and words add, by node."""
        index, words, characters = self.index, self.weights.blocks["words"], self.weights.blocks["characters"]
        return (
            table_of(index.character_nodes, index.characters.size, characters.idf, characters.coefficients),
            table_of(index.word_nodes, index.pairs.size, words.idf, words.coefficients),
        )

    def _of_text(self, columns: Columns, here: slice, classes: Integers) -> Floats:
        """Decision values (n × k) of the blocks of words and characters; the classes of the sentences' words go into `classes`."""
        bounds = np.append(columns.starts[here.start : here.stop + 1], len(columns.codes))[: len(classes) + 1]
        low, high = int(bounds[0]), int(bounds[-1])
        codes, starts = columns.codes[low:high].astype(np.int64), bounds[:-1] - low
        words, word_starts, classes[:] = self._words.found(columns.text(low, high), codes, starts)
        for mark in MARKS:
            classes[np.searchsorted(starts, np.flatnonzero(codes == ord(mark)), side="right") - 1] |= 1 << class_names().index(mark)
        total = _block_decisions(self._characters(codes, starts), self._tables[0], self.weights.blocks["characters"].scale)
        total += _block_decisions(self._singles_and_pairs(words, word_starts), self._tables[1], self.weights.blocks["words"].scale)
        return total

    def _characters(self, codes: Integers, starts: Integers) -> list[tuple[Integers, Integers]]:
        """The nodes of all character n-grams that are tokens, for each n, and where those of each sentence begin."""
        trie = self.index.characters
        symbols = self.index.symbols.take(codes, mode="clip")
        nodes = trie.first.take(symbols)
        runs = [_hits(nodes, starts)]
        for depth, level in enumerate(trie.levels, start=1):
            nodes = level.step(nodes[:-1], symbols[depth:])
            runs.append(_hits(nodes, starts))
        return runs

    def _singles_and_pairs(self, words: Integers, starts: Integers) -> list[tuple[Integers, Integers]]:
        return [_hits(words, starts), *(_hits(level.step(words[:-1], words[1:]), starts) for level in self.index.pairs.levels)]

    def _of_headings(self, block: TokenLists, paths: Sequence[HeadingPath]) -> Floats:
        """Decision values (m × k) of paths of headings."""
        given = list({heading for headings, _ in paths for heading in headings})
        words = dict(zip(given, self.words([text.replace(END, "") for text in normalised(given)]), strict=True))
        return block.decisions([heading_tokens(headings, year, words.__getitem__) for headings, year in paths])


def _words_of(index: Index) -> Words:
    bits = {name: 1 << place for place, name in enumerate(class_names())}
    return Words(index, {word: sum(map(bits.__getitem__, names)) for word, names in word_classes().items()})


def _of_places(block: TokenLists, places: Sequence[int | tuple[str, ...]]) -> Floats:
    return block.decisions(list(map(tokens_of_place, places)))


def _of_classes(block: TokenLists, keys: Sequence[int]) -> Floats:
    """Decision values (m × k) of classes, each a bit, in a kind of section."""
    lists = []
    for key in keys:
        classes, section = divmod(key, len(SECTION_KINDS))
        names = tuple([name for i, name in enumerate(class_names()) if classes >> i & 1])
        lists.append(tuple(morphology_tokens(names, SECTION_KINDS[section])))
    return block.decisions(lists)


def _hits(nodes: Integers, starts: Integers) -> tuple[Integers, Integers]:
    """The nodes that are alive, and where those of each sentence begin."""
    at = np.flatnonzero(nodes)
    return nodes.take(at), np.searchsorted(at, starts)


def _block_decisions(runs: Sequence[tuple[Integers, Integers]], table: Floats, scale: float) -> Floats:
    """Decision values (n × k) of a block from the runs of its tokens' nodes, each with where those of n sentences begin."""
    count = len(runs[0][1])
    parts = []
    for low in range(0, count, _TALLIED):
        nodes, sizes = [], []
        for found, starts in runs:
            bounds = starts[low : low + _TALLIED + 1]
            if low + _TALLIED >= count:
                bounds = np.append(bounds, len(found))
            nodes.append(found[bounds[0] : bounds[-1]])
            sizes.append(np.diff(bounds))
        sums = tally(np.concatenate(nodes), np.concatenate(sizes), table)
        parts.append(sums.reshape(len(runs), -1, table.shape[1]).sum(axis=0))
    total = np.concatenate(parts)
    length = np.sqrt(total[:, -1:])
    length[length == 0] = 1
    return np.asarray(total[:, :-1] * (scale / length))
