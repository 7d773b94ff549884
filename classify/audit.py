"""Audit of labelled reports: what a labels set holds, what contradicts itself in it, and which labels a model doubts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classify.records import AnnotatedReport

GRAM = 5
"""Characters of the runs by whose overlap near-duplicates are told."""

SIMILAR = 0.7
"""Jaccard similarity of two sentences' runs from which on they are near-duplicates."""

_SHORTEST = 12  # characters; shorter sentences are formulas that all reports share
_NOT_WORD = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A sentence whose label cross-validation contradicts with confidence: `given` by the file, `suggested` by the model."""

    report: str
    place: str
    given: str
    suggested: str
    probability: float
    text: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two readers agree: Cohen's kappa (1960) over all labels, and label against the rest for each."""

    sentences: int
    share: float
    kappa: float
    labels: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Audit:
    """What a set of labelled reports holds: counts, repeated and contradictory sentences, agreement of two readers.

    `diversity` is the number of different runs of four characters over the number of all. Pairs name two places.
    """

    reports: int
    counts: Mapping[str, int]
    units: Mapping[str, int]
    levels: Mapping[str, int]
    years: tuple[int, int] | None
    diversity: float
    duplicates: tuple[tuple[str, str], ...]
    contradictions: tuple[tuple[str, str], ...]
    similar: tuple[tuple[str, str], ...]
    agreement: Agreement | None

    @property
    def sentences(self) -> int:
        """Number of labelled sentences."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class _Labelled:
    report: str
    place: str
    label: str
    text: str

    @property
    def bare(self) -> str:
        return _NOT_WORD.sub("", self.text)


def audit(reports: Sequence[AnnotatedReport]) -> Audit:
    """Gives what a set of labelled reports holds. Duplicates and similar sentences count across reports only."""
    sentences = list(_labelled(reports))
    duplicates, contradictions = _repeated(sentences)
    years = [report.year for report in reports if report.year]
    return Audit(
        len(reports),
        dict(Counter(one.label for one in sentences).most_common()),
        dict(Counter(report.unit for report in reports if report.unit).most_common()),
        dict(Counter(report.level for report in reports if report.level).most_common()),
        (min(years), max(years)) if years else None,
        diversity("".join(one.bare for one in sentences)),
        duplicates,
        contradictions,
        tuple((sentences[i].place, sentences[j].place) for i, j in _similar(sentences)),
        agreement(reports),
    )


def _labelled(reports: Iterable[AnnotatedReport]) -> Iterator[_Labelled]:
    for report in reports:
        for piece, label, place in zip(report.pieces, report.labels, report.places, strict=True):
            if label:
                yield _Labelled(report.name, place, label, piece.text)


def diversity(text: str, size: int = 4) -> float:
    """Gives the share of different runs of `size` characters among all runs of a text."""
    runs = [text[i : i + size] for i in range(len(text) - size + 1)]
    return len(set(runs)) / len(runs) if runs else 0.0


def _repeated(sentences: Sequence[_Labelled]) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Pairs of places with the same long sentence in two reports, and pairs with the same sentence and two labels."""
    first: dict[str, _Labelled] = {}
    duplicates, contradictions = [], []
    for one in sentences:
        other = first.setdefault(one.bare, one)
        if other is one:
            continue
        if other.label != one.label:
            contradictions.append((other.place, one.place))
        if other.report != one.report and len(one.bare) >= _SHORTEST:
            duplicates.append((other.place, one.place))
    return tuple(duplicates), tuple(contradictions)


def _similar(sentences: Sequence[_Labelled]) -> Iterator[tuple[int, int]]:
    """Pairs of different reports' sentences with a Jaccard similarity above SIMILAR, found by prefix filtering.

    Two sets that share more than the given part must share one of their rarest members (Chaudhuri et al. 2006).
    """
    sets = {i: _runs(one.bare) for i, one in enumerate(sentences) if len(one.bare) >= _SHORTEST}
    common = Counter(run for runs in sets.values() for run in runs)
    holders: dict[str, list[int]] = defaultdict(list)
    for i, runs in sets.items():
        rarest = sorted(runs, key=lambda run: (common[run], run))[: len(runs) - ceil(SIMILAR * len(runs)) + 1]
        met: set[int] = set()
        for run in rarest:
            met.update(holders[run])
            holders[run].append(i)
        for j in sorted(met):
            shared = len(runs & sets[j])
            if shared > SIMILAR * (len(runs) + len(sets[j]) - shared) and sentences[i].report != sentences[j].report:
                yield j, i


def _runs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + GRAM] for i in range(len(text) - GRAM + 1))


def agreement(reports: Iterable[AnnotatedReport]) -> Agreement | None:
    """Gives the agreement of two readers over all sentences that both have read, None where there are none."""
    pairs = [pair for report in reports for pair in report.readings if pair and all(pair)]
    if not pairs:
        return None
    labels = [label for label, _ in Counter(str(one) for pair in pairs for one in pair).most_common()]
    return Agreement(
        len(pairs),
        sum(one == other for one, other in pairs) / len(pairs),
        kappa(pairs),
        {label: kappa([(one == label, other == label) for one, other in pairs]) for label in labels},
    )


def kappa(pairs: Sequence[tuple[Any, Any]]) -> float:
    """Gives Cohen's kappa (1960) of pairs of judgements; 1 where all judgements are the same."""
    total = len(pairs)
    same = sum(one == other for one, other in pairs) / total
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(ones[value] * others[value] for value in ones) / total**2
    return (same - by_chance) / (1 - by_chance) if by_chance < 1 else 1.0


def suspects(reports: Sequence[AnnotatedReport], probabilities: NDArray[np.float64], labels: Sequence[str]) -> tuple[Suspect, ...]:
    """Gives the sentences whose label held-out probabilities contradict with confidence, the surest first.

    `probabilities` (n × k) has a row for each labelled sentence in order, a column for each of `labels`. A sentence is
    suspect where the model is as sure of another label as it usually is of sentences that bear it, and surer than of the
    given one (confident learning, Northcutt et al. 2021).
    """
    sentences = list(_labelled(reports))
    given = np.array([labels.index(one.label) for one in sentences])
    usual = np.array([probabilities[given == k, k].mean() if (given == k).any() else 1.0 for k in range(len(labels))])
    confident = np.where(probabilities >= usual, probabilities, 0.0)
    best = confident.argmax(axis=1)
    rows = np.arange(len(given))
    doubted = (confident[rows, best] > 0) & (best != given) & (probabilities[rows, best] > probabilities[rows, given])
    order = sorted(np.flatnonzero(doubted), key=lambda i: probabilities[i, given[i]] - probabilities[i, best[i]])
    return tuple(
        Suspect(one.report, one.place, one.label, labels[best[i]], float(probabilities[i, best[i]]), one.text)
        for i in order
        for one in (sentences[i],)
    )
