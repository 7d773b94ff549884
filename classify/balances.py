"""The balance of a report: how many of its sentences have each label, and what shares they have when corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from classify.answers import PLAN, PROBLEM, answers
from classify.concreteness import concreteness, together
from classify.predictions import OfPieces
from classify.quantification import Calibration, quantify
from classify.records import Balance, Concreteness, LabelledReport, Prediction

_TOGETHER = 0.1  # correlation of the errors of two reports, by which totals of 10 and of 30 reports hold 95 % of true shares
_MOST = 0.8  # share of the sentences that stand in trusted reports where a total is trusted


def balance(labelled: LabelledReport, labels: Sequence[str], calibration: Calibration | None = None) -> Balance:
    """Gives the balance of one labelled report; labels that do not occur count 0.

    `calibration` is that of the model that labelled it; without it nothing is corrected.
    """
    given = labelled.sentences
    counts = Counter([label for _, label in given])
    characters: Counter[str] = Counter()
    for text, label in given:
        characters[label] += visible(text)
    report = labelled.report
    plain = told(
        Balance(
            report.document.source,
            report.number,
            report.title,
            {label: counts[label] for label in labels},
            _uncertain(labelled.predictions),
            {label: characters[label] for label in labels},
        ),
        labelled,
    )
    if calibration is None or calibration.labels != tuple(labels):
        return plain
    return corrected(plain, _probabilities(labelled.predictions, labels), calibration)


def _uncertain(predictions: Sequence[Prediction | None]) -> int:
    if isinstance(predictions, OfPieces):
        return int(predictions.sentences.uncertain.sum())
    return sum(said.uncertain for said in predictions if said is not None)


def _probabilities(predictions: Sequence[Prediction | None], labels: Sequence[str]) -> NDArray[np.float64]:
    """The probabilities of the labels of n sentences (n × k)."""
    if isinstance(predictions, OfPieces) and predictions.sentences.labels == tuple(labels):
        return predictions.sentences.probabilities
    return np.array([[said.probabilities[label] for label in labels] for said in predictions if said is not None])


def told(plain: Balance, labelled: LabelledReport) -> Balance:
    """Gives a balance with what the texts of its report tell besides: how concrete they are, and which problems have no plan."""
    given = labelled.sentences
    found = answers(given) if PROBLEM in plain.counts and PLAN in plain.counts else ()
    unanswered = sum(not one.answered for one in found)
    return replace(plain, concreteness=concreteness(given, tuple(plain.counts)), unanswered=unanswered, answers=found)


def brief(balance: Balance) -> Balance:
    """Gives a balance without the texts of its problems and plans, to be kept for many reports."""
    return replace(balance, answers=())


def visible(text: str) -> int:
    """Gives the number of characters that are no white space."""
    return sum(map(len, text.split()))


def corrected(plain: Balance, probabilities: NDArray[np.float64], calibration: Calibration) -> Balance:
    """Gives a balance with the corrected shares that the probabilities (n × k) of its n sentences tell.

    Both have the labels in the same order. It stays as it is where there is no sentence.
    """
    labels = calibration.labels
    if not len(probabilities):
        return plain
    found = quantify(probabilities, calibration)
    bounds = zip(found.low.tolist(), found.high.tolist(), strict=True)
    shares = dict(zip(labels, found.shares.tolist(), strict=True))
    return replace(plain, corrected=shares, intervals=dict(zip(labels, bounds, strict=True)), trusted=found.trusted)


def total(balances: Iterable[Balance]) -> Balance:
    """Gives the balance of several reports together: that of a pool of them."""
    pool = Pool()
    for one in balances:
        pool.add(one)
    return pool.balance()


@dataclass(slots=True)
class Pool:
    """Balances added up, one after another, in memory that does not grow with their number.

    The pooled balance is corrected where each report is, and trusted where four fifths of the sentences stand in trusted
    reports. The errors of its reports partly cancel out, so that its intervals are narrower than theirs.
    """

    reports: int = 0
    _counts: Counter[str] = field(default_factory=Counter)
    _characters: Counter[str] = field(default_factory=Counter)
    _concreteness: dict[str, Concreteness] = field(default_factory=dict)
    _uncertain: int = 0
    _unanswered: int = 0
    _sums: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    _trusted: int = 0
    _plain: int = 0

    def add(self, one: Balance) -> None:
        """Adds a report."""
        self.reports += 1
        for label, count in one.counts.items():
            self._counts[label] += count
            self._characters[label] += one.characters.get(label, 0)
        for label, found in one.concreteness.items():
            self._concreteness[label] = self._concreteness.get(label, Concreteness()) + found
        self._uncertain += one.uncertain
        self._unanswered += one.unanswered
        if not one.sentences:
            return
        self._trusted += one.sentences * one.trusted
        self._plain += not one.corrected
        for label, share in one.corrected.items():
            low, high = one.intervals[label]
            widths = one.sentences * np.array([share - low, high - share])
            sums = np.concatenate([[one.sentences * share], widths, widths**2])
            self._sums[label] = self._sums.get(label, np.zeros(5)) + sums

    def without(self, other: Pool) -> Pool:
        """Gives the pool of the reports that are not in another, which is a part of this one; of their shares alone."""
        return Pool(
            self.reports - other.reports,
            Counter({label: count - other._counts[label] for label, count in self._counts.items()}),
            _sums={label: np.maximum(sums - other._sums.get(label, 0.0), 0.0) for label, sums in self._sums.items()},
            _trusted=self._trusted - other._trusted,
            _plain=self._plain - other._plain,
        )

    def balance(self, title: str = "") -> Balance:
        """Gives the balance of all reports added."""
        plain = Balance(
            "",
            0,
            title,
            dict(self._counts),
            self._uncertain,
            dict(self._characters),
            concreteness=dict(self._concreteness),
            unanswered=self._unanswered,
        )
        if not plain.sentences or self._plain or not self._sums:
            return plain
        shares, intervals = {}, {}
        for label, (share, low, high, low_squares, high_squares) in self._sums.items():
            mean = shares[label] = float(share) / plain.sentences
            below, above = _pooled(low, low_squares) / plain.sentences, _pooled(high, high_squares) / plain.sentences
            intervals[label] = (max(0.0, mean - below), min(1.0, mean + above))
        return replace(plain, corrected=shares, intervals=intervals, trusted=self._trusted >= _MOST * plain.sentences)


def _pooled(widths: float, squares: float) -> float:
    """The width of the sum of quantities, from the sum of their widths and of the squares of these."""
    return float(np.sqrt((1 - _TOGETHER) * squares + _TOGETHER * widths**2))


def columns(labels: Sequence[str]) -> tuple[str, ...]:
    """Gives the columns of a table of balances."""
    first = ("source", "report", "title", "sentences", *labels, *(f"share_{label}" for label in labels), "uncertain")
    return (*first, *(f"characters_{label}" for label in labels), *correction_columns(labels), *substance_columns(labels))


def correction_columns(labels: Sequence[str]) -> tuple[str, ...]:
    """Gives the columns of the corrected shares."""
    return (*(f"{part}_{label}" for label in labels for part in ("corrected", "low", "high")), "trusted")


def correction(one: Balance) -> dict[str, object]:
    """Gives the corrected shares as cells; what is not known is None."""
    row: dict[str, object] = {}
    for label in one.counts:
        bounds = one.intervals.get(label, (None, None))
        found = zip(("corrected", "low", "high"), (one.corrected.get(label), *bounds), strict=True)
        row |= {f"{part}_{label}": None if share is None else round(share, 4) for part, share in found}
    return row | {"trusted": one.trusted}


def substance_columns(labels: Sequence[str]) -> tuple[str, ...]:
    """Gives the columns of what a report holds besides its shares."""
    rates = (f"{name}_per_sentence" for name in ("numbers", "documents", "dates"))
    return (*rates, "concreteness", *(f"concreteness_{label}" for label in labels), "unanswered_problems")


def substance(one: Balance) -> dict[str, object]:
    """Gives what a report holds besides its shares as cells; what is not known is None."""
    labels = tuple(one.counts)
    if not one.concreteness:
        return dict.fromkeys(substance_columns(labels))
    whole = together(one.concreteness.values())
    found: list[object] = [round(rate, 4) for rate in (*whole.rates, whole.rate)]
    found += [round(one.concreteness[label].rate, 4) for label in labels]
    unanswered = one.unanswered if PROBLEM in one.counts and PLAN in one.counts else None
    return dict(zip(substance_columns(labels), (*found, unanswered), strict=True))


def rows(balances: Iterable[Balance]) -> Iterator[dict[str, object]]:
    """Gives one row for each balance; what is not known is None."""
    for one in balances:
        row: dict[str, object] = {
            "source": one.source,
            "report": one.report,
            "title": one.title,
            "sentences": one.sentences,
            **one.counts,
            **{f"share_{label}": round(share, 4) for label, share in one.shares.items()},
            "uncertain": one.uncertain,
        }
        row |= {f"characters_{label}": one.characters.get(label) for label in one.counts}
        yield row | correction(one) | substance(one)
