"""The segmenter's dictionary as arrays: the words of many texts at a time, without a string for each of them.

Gives the words that jieba and rjieba give without their hidden Markov model: of all ways to cut a run of text into words
of the dictionary the one whose words are most frequent together; letters and digits that no word holds stay together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classify.errors import ClassifyError
from classify.patterns import pattern
from classify.trie import DEAD, Flags, Floats, Integers, Trie, trie_from, trie_of
from classify.trie import arrays_of as arrays_of_trie
from classify.words import DICTIONARY, entries

_RANGES = (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF), (0x2A700, 0x2EBEF), (0x2F800, 0x2FA1F)
_ASCII = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+#&._%-"
_JOINED = pattern(f"[{_ASCII}" + "".join(f"{chr(low)}-{chr(high)}" for low, high in _RANGES) + "]+")
"""Characters that words of several characters are made of; any other is a word of its own."""

_RARE = 4096  # occurrences; most words have fewer, so that few logarithms have to be computed
_DENSE = 4  # characters; longer words are too rare to be looked for at every character


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A dictionary: the symbol of each code point, its words as a trie, and how often each node's word occurs (0: no word).

    `symbols` ends with the 0 that stands for all code points above.
    """

    symbols: Integers
    trie: Trie
    frequencies: Integers

    def nodes(self, words: Sequence[str]) -> Integers:
        """Gives the node of each of n words (n), DEAD where the dictionary does not hold it."""
        codes = codes_of(words)
        rows = self.symbols.take(codes, mode="clip")
        found = np.zeros(len(words), dtype=np.int64)
        whole = rows.all(axis=1, where=codes > 0)
        for depth in range(rows.shape[1]):
            inside = whole & (rows[:, depth] > 0)
            found[inside] = self._child(depth, found[inside], rows[inside, depth])
        return np.where(self.frequencies.take(found) > 0, found, DEAD)

    def _child(self, depth: int, nodes: Integers, symbols: Integers) -> Integers:
        if depth == 0:
            return self.trie.first.take(symbols, mode="clip")
        if depth > len(self.trie.levels):
            return np.zeros(len(nodes), dtype=np.int64)
        return self.trie.levels[depth - 1].step(nodes, symbols)


def codes_of(words: Sequence[str]) -> Integers:
    """Gives the code points of n words, one row each (n × longest), filled up with 0."""
    array = np.array(words, dtype=np.str_)
    return array.view(np.uint32).reshape(len(words), array.itemsize // 4).astype(np.int64)


@cache
def lexicon(dictionary: Path = DICTIONARY) -> Lexicon:
    """Gives jieba's dictionary with the entries of a user dictionary.

    Raises ClassifyError where a dictionary cannot be read.
    """
    found = dict(_jieba())
    found |= entries(dictionary)
    known = {word: frequency for word, frequency in found.items() if frequency > 0 and _JOINED.fullmatch(word)}
    codes = codes_of(list(known))
    alphabet = np.unique(codes)
    alphabet = alphabet[alphabet > 0]
    symbols = np.zeros(int(alphabet.max(initial=0)) + 2, dtype=np.int64)
    symbols[alphabet] = np.arange(1, len(alphabet) + 1)
    trie, nodes = trie_of(symbols[codes])
    frequencies = np.zeros(trie.size, dtype=np.int64)
    frequencies[nodes] = list(known.values())
    return Lexicon(symbols, trie, frequencies)


def arrays_of(lexicon: Lexicon) -> dict[str, NDArray[Any]]:
    """Gives a lexicon as named arrays."""
    numbers = {"symbols": lexicon.symbols.astype(np.int32), "frequencies": lexicon.frequencies.astype(np.int32)}
    return numbers | arrays_of_trie(lexicon.trie, "words")


def lexicon_from(arrays: Mapping[str, NDArray[Any]]) -> Lexicon:
    """Gives the lexicon that `arrays_of` made into arrays. Raises KeyError or ValueError where they are none."""
    symbols, frequencies = (arrays[name].astype(np.int64) for name in ("symbols", "frequencies"))
    trie = trie_from(arrays, "words")
    if len(frequencies) != trie.size or symbols.max(initial=0) >= len(trie.first):
        raise ValueError("the arrays of the dictionary do not fit together")
    return Lexicon(symbols, trie, frequencies)


def _jieba() -> list[tuple[str, int]]:
    home = find_spec("jieba")
    place = Path(str(home.origin)).with_name("dict.txt") if home is not None else Path("jieba")
    try:
        lines = place.read_text("utf-8").splitlines()
    except OSError as error:
        raise ClassifyError(f"{place}: jieba's dictionary cannot be read ({error.strerror}); install jieba anew") from error
    parts = [line.split(" ") for line in lines]
    return [(word, int(frequency)) for word, frequency, *_ in parts]


@dataclass(frozen=True, slots=True)
class Cut:
    """The words of a text: where each begins (n), and its node in the dictionary (n), DEAD for what is not in it."""

    starts: Integers
    nodes: Integers


class Cutter:
    """Cuts texts into the words of a dictionary."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        frequencies = lexicon.frequencies
        total = np.log(float(frequencies.sum()))
        with np.errstate(divide="ignore"):  # of what is no word
            logs = np.log(np.arange(_RARE))
        self.weights = logs.take(frequencies, mode="clip")
        often = np.flatnonzero(frequencies >= _RARE)
        self.weights[often] = np.log(frequencies[often])
        self.weights -= total
        self.single = np.where((one := self.weights[lexicon.trie.first]) > -np.inf, one, -total)  # by symbol
        self._ascii = np.array([chr(code).isascii() and chr(code).isalnum() for code in range(128)] + [False])
        joined = np.zeros(_RANGES[-1][1] + 2, dtype=bool)
        for low, high in _RANGES:
            joined[low : high + 1] = True
        joined[[ord(character) for character in _ASCII]] = True
        self.joined = joined

    def cut(self, codes: Integers) -> Cut:
        """Gives the words of a text of n code points (n), which ends with a character that is a word of its own."""
        symbols = self.lexicon.symbols.take(codes, mode="clip")
        joined = self.joined.take(codes, mode="clip")
        found = self._found(symbols)
        lengths = self._lengths(symbols, joined, found)
        starts = np.flatnonzero(_begins(joined, lengths))
        return self._named(starts, lengths.take(starts), codes, symbols, found)

    def words(self, texts: Sequence[str]) -> list[list[str]]:
        """Gives the words of each text; none may hold an END OF TEXT character."""
        joined = "".join([f"{text}\x03" for text in texts])
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
        bounds = self.cut(codes).starts.tolist()
        found, last = [], 0
        words = [joined[low:high] for low, high in pairwise([*bounds, len(joined)])]
        for at, word in enumerate(words):
            if word == "\x03":
                found.append(words[last:at])
                last = at + 1
        return found

    def _found(self, symbols: Integers) -> list[tuple[Integers, Integers]]:
        """For each length from 1: where prefixes of that length begin, and their nodes; all places for the lengths 1 and 2."""
        trie = self.lexicon.trie
        nodes = trie.first.take(symbols)
        places = np.arange(len(symbols))
        found = [(places, nodes)]
        for depth, level in enumerate(trie.levels, start=1):
            inside = np.flatnonzero(nodes[: len(nodes) - 1] if depth == 1 else nodes)
            if depth > 1:
                places, nodes = places.take(inside), nodes.take(inside)
                if len(places) and places[-1] + depth >= len(symbols):
                    keep = places + depth < len(symbols)
                    places, nodes = places[keep], nodes[keep]
                nodes = level.step(nodes, symbols.take(places + depth))
            else:
                nodes = np.append(level.step(nodes[:-1], symbols[1:]), DEAD)
            if not len(places):
                break
            found.append((places, nodes))
        return found

    def _lengths(self, symbols: Integers, joined: Flags, found: list[tuple[Integers, Integers]]) -> NDArray[np.int8]:
        """The length of the best word from each character of the runs on (n), by dynamic programming from their ends.

        All runs are worked at together, longest first, one character further from the end at each step.
        """
        edges = np.diff(joined.view(np.int8), prepend=np.int8(0))
        begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
        sizes = ends - begins
        ends = ends[np.argsort(-sizes, kind="stable")]
        lanes = np.bincount(sizes, minlength=1)[::-1].cumsum()[::-1][1:]  # runs longer than 0, 1, 2, …
        offsets = np.concatenate([[0], np.cumsum(lanes)])
        places = np.empty(offsets[-1], dtype=np.int64)  # in the text, of each character in the order worked
        for step, count in enumerate(lanes.tolist()):
            np.subtract(ends[:count], step + 1, out=places[offsets[step] : offsets[step] + count])
        layers = self._layers(symbols, found, places)
        best, chosen = np.empty(len(places)), np.ones(len(places), dtype=np.int8)
        nothing = np.zeros(int(lanes[0]) if len(lanes) else 0)
        bounds = offsets.tolist()
        longer = self._longer(found, places, bounds, len(symbols))
        for step, count in enumerate(lanes.tolist()):
            here = slice(bounds[step], bounds[step] + count)
            value = layers[0][here] + (best[bounds[step - 1] : bounds[step - 1] + count] if step else nothing[:count])
            length = chosen[here]
            for size in range(2, min(_DENSE, len(layers), step + 1) + 1):
                rest = step - size
                other = layers[size - 1][here] + (best[bounds[rest] : bounds[rest] + count] if rest >= 0 else nothing[:count])
                length[other >= value] = size
                np.maximum(value, other, out=value)
            for size, lane, weight in longer.get(step, ()):
                rest = step - size
                other = weight + (best[bounds[rest] + lane] if rest >= 0 else 0.0)
                better = other >= value[lane]
                length[lane[better]] = size
                value[lane[better]] = other[better]
            best[here] = value
        lengths = np.ones(len(symbols), dtype=np.int8)
        lengths[places] = chosen
        return lengths

    def _layers(self, symbols: Integers, found: list[tuple[Integers, Integers]], places: Integers) -> list[Floats]:
        """For each length up to four, the weight of the word of that length from each character on, in the order worked."""
        layers = [self.single.take(symbols.take(places))]
        for at, nodes in found[1:_DENSE]:
            weights = self.weights.take(nodes)
            if len(at) < len(symbols):
                sparse, weights = weights, np.full(len(symbols), -np.inf)
                weights[at] = sparse
            layers.append(weights.take(places))
        return layers

    def _longer(
        self, found: list[tuple[Integers, Integers]], places: Integers, bounds: list[int], size: int
    ) -> dict[int, list[tuple[int, Integers, Floats]]]:
        """The words of more than four characters by the step at which they are met: length, runs, and weights."""
        longer: dict[int, list[tuple[int, Integers, Floats]]] = {}
        words = [
            (length, at[hit], self.weights[nodes[hit]])
            for length, (at, nodes) in enumerate(found, 1)
            if length > _DENSE
            if len(hit := np.flatnonzero(self.weights.take(nodes) > -np.inf))
        ]
        if words:
            order = np.zeros(size, dtype=np.int64)
            order[places] = np.arange(len(places))
            for length, at, weights in words:
                ranks = order[at]
                steps = np.searchsorted(bounds, ranks, side="right") - 1
                for step in sorted(set(steps.tolist())):
                    mine = steps == step
                    longer.setdefault(step, []).append((length, ranks[mine] - bounds[step], weights[mine]))
        return longer

    def _named(
        self, starts: Integers, lengths: NDArray[np.int8], codes: Integers, symbols: Integers, found: list[tuple[Integers, Integers]]
    ) -> Cut:
        """The words with their nodes, letters and digits that stand alone put together."""
        nodes = found[0][1].take(starts)
        for length, (at, known) in enumerate(found[1:], start=2):
            mine = np.flatnonzero(lengths == length)
            if len(mine):
                where = starts.take(mine)
                nodes[mine] = known.take(where if len(at) == len(symbols) else np.searchsorted(at, where))
        letters = self._ascii.take(codes.take(starts), mode="clip") & (lengths == 1)
        follows = np.zeros(len(starts), dtype=bool)
        follows[1:] = letters[1:] & letters[:-1]
        kept = np.flatnonzero(~follows)
        starts, nodes = starts.take(kept), nodes.take(kept)
        nodes[np.append(follows, False).take(kept + 1)] = DEAD
        nodes *= self.lexicon.frequencies.take(nodes) > 0
        return Cut(starts, nodes)


def _begins(joined: Flags, lengths: NDArray[np.int8]) -> Flags:
    """Where a word begins: after every character that is a word of its own, and then from word to word."""
    begins = ~joined
    at = np.flatnonzero(np.diff(joined.view(np.int8), prepend=np.int8(0)) == 1)
    while len(at):
        begins[at] = True
        at = at + lengths.take(at)
        at = at[joined.take(at)]
    return begins
