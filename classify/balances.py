"""The balance of a report: how many of its sentences have each label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from classify.records import Balance, LabelledReport


def balance(labelled: LabelledReport, labels: Sequence[str]) -> Balance:
    """Gives the balance of one labelled report; labels that do not occur count 0."""
    given = [prediction for prediction in labelled.predictions if prediction is not None]
    counted = Counter(prediction.label for prediction in given)
    report = labelled.report
    return Balance(
        report.document.source,
        report.number,
        report.title,
        {label: counted[label] for label in labels},
        sum(prediction.uncertain for prediction in given),
    )


def total(balances: Iterable[Balance]) -> Balance:
    """Gives the balance of several reports together."""
    found = list(balances)
    counts: Counter[str] = Counter()
    for one in found:
        counts.update(one.counts)
    labels = found[0].counts if found else {}
    return Balance("", 0, "", {label: counts[label] for label in labels}, sum(one.uncertain for one in found))


def columns(labels: Sequence[str]) -> tuple[str, ...]:
    """Gives the columns of a table of balances."""
    return ("source", "report", "title", "sentences", *labels, *(f"share_{label}" for label in labels), "uncertain")


def rows(balances: Iterable[Balance]) -> Iterator[dict[str, object]]:
    """Gives one row for each balance."""
    for one in balances:
        yield {
            "source": one.source,
            "report": one.report,
            "title": one.title,
            "sentences": one.sentences,
            **one.counts,
            **{f"share_{label}": round(share, 4) for label, share in one.shares.items()},
            "uncertain": one.uncertain,
        }
