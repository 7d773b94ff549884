"""The balance of a report: how many of its sentences have each label, and what shares they have when corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from classify.quantification import Calibration, quantify
from classify.records import Balance, LabelledReport

_TOGETHER = 0.1  # correlation of the errors of two reports, by which totals of 10 and of 30 reports hold 95 % of true shares
_MOST = 0.8  # share of the sentences that stand in trusted reports where a total is trusted


def balance(labelled: LabelledReport, labels: Sequence[str], calibration: Calibration | None = None) -> Balance:
    """Gives the balance of one labelled report; labels that do not occur count 0.

    `calibration` is that of the model that labelled it; without it nothing is corrected.
    """
    given = [(piece, said) for piece, said in zip(labelled.pieces, labelled.predictions, strict=True) if said is not None]
    counts = Counter(said.label for _, said in given)
    characters: Counter[str] = Counter()
    for piece, said in given:
        characters[said.label] += visible(piece.text)
    report = labelled.report
    plain = Balance(
        report.document.source,
        report.number,
        report.title,
        {label: counts[label] for label in labels},
        sum(said.uncertain for _, said in given),
        {label: characters[label] for label in labels},
    )
    if calibration is None or calibration.labels != tuple(labels):
        return plain
    return corrected(plain, np.array([[said.probabilities[label] for label in labels] for _, said in given]), calibration)


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
    return _with(plain, dict(zip(labels, found.shares.tolist(), strict=True)), dict(zip(labels, bounds, strict=True)), found.trusted)


def _with(plain: Balance, shares: Mapping[str, float], intervals: Mapping[str, tuple[float, float]], trusted: bool) -> Balance:
    return Balance(plain.source, plain.report, plain.title, plain.counts, plain.uncertain, plain.characters, shares, intervals, trusted)


def total(balances: Iterable[Balance]) -> Balance:
    """Gives the balance of several reports together.

    It is corrected where each report is, and trusted where four fifths of the sentences stand in trusted reports. The
    errors of its reports partly cancel out, so that its intervals are narrower than theirs.
    """
    found = [one for one in balances if one.counts]
    counts, characters = Counter[str](), Counter[str]()
    for one in found:
        counts.update(one.counts)
        characters.update(one.characters)
    labels = list(found[0].counts) if found else []
    plain = Balance(
        "",
        0,
        "",
        {label: counts[label] for label in labels},
        sum(one.uncertain for one in found),
        {label: characters[label] for label in labels},
    )
    full = [one for one in found if one.sentences]
    if not full or not all(one.corrected for one in full):
        return plain
    weights = np.array([one.sentences for one in full]) / plain.sentences
    shares, intervals = {}, {}
    for label in labels:
        means = np.array([one.corrected[label] for one in full])
        low, high = np.array([one.intervals[label] for one in full]).T
        mean = float(weights @ means)
        shares[label] = mean
        intervals[label] = (max(0.0, mean - _pooled(weights * (means - low))), min(1.0, mean + _pooled(weights * (high - means))))
    trusted = float(weights @ [one.trusted for one in full]) >= _MOST
    return _with(plain, shares, intervals, trusted)


def _pooled(widths: NDArray[np.float64]) -> float:
    """The width of the sum of quantities with these widths."""
    return float(np.sqrt((1 - _TOGETHER) * (widths**2).sum() + _TOGETHER * widths.sum() ** 2))


def columns(labels: Sequence[str]) -> tuple[str, ...]:
    """Gives the columns of a table of balances."""
    first = ("source", "report", "title", "sentences", *labels, *(f"share_{label}" for label in labels), "uncertain")
    correction = (f"{part}_{label}" for label in labels for part in ("corrected", "low", "high"))
    return (*first, *(f"characters_{label}" for label in labels), *correction, "trusted")


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
        for label in one.counts:
            bounds = one.intervals.get(label, (None, None))
            found = zip(("corrected", "low", "high"), (one.corrected.get(label), *bounds), strict=True)
            row |= {f"{part}_{label}": None if share is None else round(share, 4) for part, share in found}
        yield row | {"trusted": one.trusted}
