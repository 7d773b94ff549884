"""Explanation of a label: what each word, heading and place added to it, and what the neighbours changed.

The model is additive, so nothing is estimated. A token adds tf · idf / length of its block · scale of its block · coefficient to
the decision value of each label; these and the intercept make the decision value. The chain multiplies it by its scale, adds its
bias, and adds what the sentences before and after say: the log-odds of two labels are the sum of all four differences.

Weights are told for one label against another, its *rival*: the label that would otherwise have been given. A token that speaks
for both alike decides nothing between them and gets 0, which a comparison with the mean over all labels would hide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classify.columns import boundaries
from classify.features import APART, BLOCKS, Example, examples, tokens
from classify.records import Prediction, Report, Sentence
from classify.scorer import Scorer
from classify.sentences import sentences
from classify.words import BEGIN, END

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one token of a block (see features.BLOCKS) adds to the decision value of each label."""

    block: str
    token: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Deciding:
    """What one token adds to the decision for a label against its rival; negative where it speaks for the rival."""

    block: str
    token: str
    weight: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A sentence next to the one explained: its label, and the boundary between them (see features)."""

    label: str
    boundary: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one sentence got its label.

    `number` counts the sentences of the report from 1. `decisions` are the linear model's values, `alone` the probabilities that
    they would give without neighbours. `before` and `after` are log weights that the chain passes to the sentence, `bias` what it
    adds to every sentence, all by label. `previous` and `following` are None at the ends of a sequence.
    """

    text: str
    normalised: str
    section: tuple[str, ...]
    lead: str
    report: str
    number: int
    prediction: Prediction
    alone: Mapping[str, float]
    decisions: Mapping[str, float]
    intercept: Mapping[str, float]
    contributions: tuple[Contribution, ...]
    scale: float
    bias: Mapping[str, float]
    before: Mapping[str, float]
    after: Mapping[str, float]
    previous: Neighbour | None = None
    following: Neighbour | None = None

    @property
    def alone_label(self) -> str:
        """The label that the sentence would have got without its neighbours."""
        return max(self.alone, key=self.alone.__getitem__)

    @property
    def rival(self) -> str:
        """The label that would have been given otherwise: that of the sentence alone where neighbours changed it, else the second."""
        if self.alone_label != self.prediction.label:
            return self.alone_label
        others = {label: p for label, p in self.prediction.probabilities.items() if label != self.prediction.label}
        return max(others, key=others.__getitem__)

    def deciding(self, rival: str = "") -> tuple[Deciding, ...]:
        """Gives all tokens with their weight for the label against the rival, the weightiest first."""
        said, other = self.prediction.label, rival or self.rival
        weighed = (Deciding(one.block, one.token, one.values[said] - one.values[other]) for one in self.contributions)
        return tuple(sorted(weighed, key=lambda one: (-abs(one.weight), one.block, one.token)))

    def steps(self, rival: str = "") -> dict[str, float]:
        """Gives the log-odds of the label against the rival as a sum: each block, constant, neighbours before and after."""
        said, other = self.prediction.label, rival or self.rival
        found = dict.fromkeys(BLOCKS, 0.0)
        for one in self.contributions:
            found[one.block] += self.scale * (one.values[said] - one.values[other])
        found["constant"] = self.scale * (self.intercept[said] - self.intercept[other]) + self.bias[said] - self.bias[other]
        found["before"] = self.before[said] - self.before[other]
        found["after"] = self.after[said] - self.after[other]
        return found

    def characters(self, rival: str = "") -> tuple[float, ...]:
        """Gives the weight of each character of `normalised` for the label against the rival.

        What a word or an n-gram of characters adds is spread evenly over all characters at which it stands, so that the weights
        add up to what both blocks add, begin and end marks apart.
        """
        text = f"{BEGIN}{self.normalised}{END}"
        weights = np.zeros(len(text))
        for one in self.deciding(rival):
            if one.block in ("words", "characters"):
                run = one.token.replace(" ", "") if one.block == "words" else one.token
                places = [at for at in range(len(text) - len(run) + 1) if text.startswith(run, at)]
                for at in places:
                    weights[at : at + len(run)] += one.weight / len(places) / len(run)
        return tuple(weights[1:-1].tolist())


@dataclass(frozen=True, slots=True)
class Choice:
    """Which sentences of a report to explain: by number (from 1), by label said, or those in doubt; all that are named must hold."""

    numbers: frozenset[int] = frozenset()
    label: str = ""
    uncertain: bool = False

    def of(self, predictions: Sequence[Prediction]) -> list[int]:
        """Gives the indexes of the sentences chosen, in order."""
        return [
            i
            for i, one in enumerate(predictions)
            if (not self.numbers or i + 1 in self.numbers)
            and (not self.label or one.label == self.label)
            and (not self.uncertain or one.uncertain)
        ]


@dataclass(frozen=True, slots=True)
class ExplainedReport:
    """The explanations of a report's chosen sentences; of how many they were chosen, and how many sentences the report has."""

    source: str
    title: str
    explanations: tuple[Explanation, ...]
    chosen: int
    sentences: int


def explain_report(report: Report, scorer: Scorer, choice: Choice | None = None, most: int | None = None) -> ExplainedReport:
    """Gives explanations for the first `most` sentences of the choice, all without it, each seen in its report."""
    pieces = sentences(report)
    seen = examples(pieces, f"{report.document.source}#{report.number}", report.year)
    texts = [piece.text for piece in pieces if piece.kind == "sentence"]
    chosen = (choice or Choice()).of(scorer.predictions(seen))
    found = explain(scorer, seen, texts, chosen[:most]) if chosen else ()
    return ExplainedReport(report.document.source, report.title, found, len(chosen), len(seen))


def explain_sentence(text: str, scorer: Scorer, section: tuple[str, ...] = ()) -> Explanation:
    """Gives the explanation of one sentence without neighbours, under the headings of `section` if there are any."""
    piece = Sentence(text, end=len(text), section=section)
    return explain(scorer, examples([piece], context=bool(section)), [text])[0]


def explain(
    scorer: Scorer, seen: Sequence[Example], texts: Sequence[str] = (), chosen: Iterable[int] | None = None
) -> tuple[Explanation, ...]:
    """Gives an explanation for each chosen example, all without `chosen`, every one seen among all examples.

    `texts` are the sentences as written, for examples that hold them normalised.
    """
    labels, chain = scorer.weights.labels, scorer.weights.chain
    predictions, decisions, kinds = scorer.predictions(seen), scorer.decisions(seen), boundaries(seen)
    alone = chain.probabilities(decisions, np.full(len(seen), APART))
    before, after = _messages(chain.scale * decisions + chain.bias, kinds, chain.transitions)
    index = {name: {token: i for i, token in enumerate(block.vocabulary)} for name, block in scorer.weights.blocks.items()}

    def by_label(row: Floats) -> dict[str, float]:
        return dict(zip(labels, row.tolist(), strict=True))

    def neighbour(i: int, boundary: int) -> Neighbour | None:
        return None if boundary == APART else Neighbour(predictions[i].label, boundary)

    return tuple(
        Explanation(
            texts[i] if texts else seen[i].text,
            seen[i].text,
            seen[i].headings,
            seen[i].lead,
            seen[i].report,
            seen[i].number + 1,
            predictions[i],
            by_label(alone[i]),
            by_label(decisions[i]),
            by_label(scorer.weights.intercept),
            tuple(Contribution(block, token, by_label(row)) for block, token, row in _contributions(scorer, index, seen[i])),
            chain.scale,
            by_label(chain.bias),
            by_label(before[i]),
            by_label(after[i]),
            neighbour(i - 1, int(kinds[i])),
            neighbour(i + 1, int(kinds[i + 1])) if i + 1 < len(kinds) else None,
        )
        for i in (range(len(seen)) if chosen is None else chosen)
    )


def _contributions(scorer: Scorer, index: Mapping[str, Mapping[str, int]], example: Example) -> Iterable[tuple[str, str, Floats]]:
    """What each token that the model knows adds to each label (k), block by block; see scorer for the formula."""
    for name, block in scorer.weights.blocks.items():
        known = Counter(token for token in tokens(example, name, scorer.weights.dictionary) if token in index[name])
        columns = np.array([index[name][token] for token in known], dtype=np.int64)
        values = block.idf[columns] * (1 + np.log(np.array(list(known.values()), dtype=float)))
        length = np.sqrt((values * values).sum()) or 1.0
        yield from zip([name] * len(known), known, (values * block.scale / length)[:, None] * block.coefficients[columns], strict=True)


def _messages(values: Floats, kinds: NDArray[np.int64], transitions: Floats) -> tuple[Floats, Floats]:
    """Log weights that pass to each sentence from those before and those after it (n × k each), 0 where there are none."""
    before, after = np.zeros_like(values), np.zeros_like(values)
    for i in range(1, len(values)):
        if kinds[i] != APART:
            before[i] = np.logaddexp.reduce((values[i - 1] + before[i - 1])[:, None] + transitions[kinds[i]], axis=0)
            before[i] -= before[i].max()
    for i in range(len(values) - 2, -1, -1):
        if kinds[i + 1] != APART:
            after[i] = np.logaddexp.reduce(transitions[kinds[i + 1]] + (values[i + 1] + after[i + 1])[None, :], axis=1)
            after[i] -= after[i].max()
    return before, after
