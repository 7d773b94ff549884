"""What a page shows, as plain data: rows of the balance, outliers among them, and a report's text in blocks."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from classify.accounts import Account
from classify.balances import brief, total
from classify.groups import Group
from classify.records import Balance, Followup, LabelledReport, Prediction, Repetition, Sentence

_FEWEST = 5  # reports; among fewer, none can be called usual
_CUTOFF = 3.5  # robust standard deviations (Iglewicz & Hoaglin, How to Detect and Handle Outliers, 1993)
_MAD = 1.4826  # makes the median absolute deviation of normal values their standard deviation
_SHORTEST = 10  # sentences; the shares of a shorter report jump with every sentence
_SMALLEST = 0.05  # a share less than this far from the usual one is worth no reader's time
_INLINE = ("sentence", "lead", "heading")
_SPACED = 0x2E80  # from here on scripts are written without blanks between words


@dataclass(frozen=True, slots=True)
class Row:
    """One report in the overview: its balance, where its text is (`href`, "" for nowhere), and what is known of it."""

    balance: Balance
    number: int
    href: str = ""
    unit: str = ""
    year: int | None = None
    group: str = ""
    repetition: Repetition | None = None

    @property
    def name(self) -> str:
        """The title, or the source where no title was found."""
        return self.balance.name


@dataclass(frozen=True, slots=True)
class Outlier:
    """A report in which the share of one label is far from what is usual among the reports shown."""

    row: Row
    label: str
    share: float
    usual: float


@dataclass(frozen=True, slots=True)
class Overview:
    """The balance of all reports: their rows, the sum, groups where asked for, outliers, and plans followed where asked for."""

    labels: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Balance
    by: str = ""
    groups: tuple[Group, ...] = ()
    outliers: tuple[Outlier, ...] = ()
    followups: Iterable[Followup] | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a block: a sentence with its prediction, or structure that stands within the line."""

    text: str
    kind: str
    prediction: Prediction | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A line of a report: `kind` is "paragraph" where it holds sentences, else the structure it is; `depth` that of a heading, from 1."""

    kind: str
    passages: tuple[Passage, ...]
    depth: int = 0


def row_of(account: Account, number: int, href: str = "") -> Row:
    """Gives the overview's row of a report."""
    report = account.labelled.report
    return Row(brief(account.balance), number, href, report.unit, report.year, account.group)


def overview(
    rows: Iterable[Row], labels: Sequence[str], by: str = "", groups: Sequence[Group] = (), followups: Iterable[Followup] | None = None
) -> Overview:
    """Gives the balance of all reports; `followups` are taken one by one when they are rendered."""
    found = tuple(rows)
    return Overview(tuple(labels), found, total(row.balance for row in found), by, tuple(groups), outliers(found, labels), followups)


def outliers(rows: Sequence[Row], labels: Sequence[str]) -> tuple[Outlier, ...]:
    """Gives the reports whose share of a label is far from the median share, the farthest first.

    Far is more than 3.5 robust standard deviations of the shares (Iglewicz & Hoaglin 1993), and more than as many of
    what chance alone does to a report of that length (the funnel plot of Spiegelhalter 2005). Fewer than five reports have no outlier.
    """
    measured = [row for row in rows if row.balance.sentences >= _SHORTEST]
    if len(measured) < _FEWEST:
        return ()
    found: list[tuple[float, Outlier]] = []
    for label in labels:
        shares = [row.balance.shares.get(label, 0.0) for row in measured]
        usual = statistics.median(shares)
        spread = _MAD * statistics.median(abs(share - usual) for share in shares)
        for row, share in zip(measured, shares, strict=True):
            chance = (max(usual, _SMALLEST) * (1 - min(usual, 1 - _SMALLEST)) / row.balance.sentences) ** 0.5
            distance = abs(share - usual) / max(spread, chance)
            if distance > _CUTOFF and abs(share - usual) >= _SMALLEST:
                found.append((distance, Outlier(row, label, share, usual)))
    return tuple(outlier for _, outlier in sorted(found, key=lambda pair: -pair[0]))


def blocks(labelled: LabelledReport) -> Iterator[Block]:
    """Gives the lines of a report, in order; a heading or lead within a line of sentences stays in its line."""
    pairs = zip(labelled.pieces, labelled.predictions, strict=True)
    for _, members in groupby(pairs, key=lambda pair: pair[0].paragraph):
        yield from _blocks_of(list(members))


def _blocks_of(members: list[tuple[Sentence, Prediction | None]]) -> Iterator[Block]:
    inline = any(piece.kind in ("sentence", "lead") for piece, _ in members)
    waiting: list[Passage] = []
    previous: Sentence | None = None
    for piece, prediction in members:
        text = f" {piece.text}" if previous is not None and _parted(previous, piece) else piece.text
        previous = piece
        if inline and piece.kind in _INLINE:
            waiting.append(Passage(text, piece.kind, prediction))
            continue
        if waiting:
            yield Block("paragraph", tuple(waiting))
            waiting = []
        depth = len(piece.section) + 1 if piece.kind == "heading" else 0
        yield Block(piece.kind, (Passage(piece.text, piece.kind),), depth)
    if waiting:
        yield Block("paragraph", tuple(waiting))


def _parted(one: Sentence, other: Sentence) -> bool:
    """Whether a blank stood between two pieces that is to be seen: one between words, not one between Chinese characters."""
    return one.end < other.start and bool(one.text and other.text) and ord(one.text[-1]) < _SPACED and ord(other.text[0]) < _SPACED


def percents(shares: Mapping[str, float], labels: Sequence[str]) -> dict[str, int]:
    """Gives shares in whole percent that add up to 100 (largest remainders); all 0 where the shares are.

    >>> percents({"a": 0.335, "b": 0.335, "c": 0.33}, "abc")
    {'a': 34, 'b': 33, 'c': 33}
    """
    exact = {label: 100 * shares.get(label, 0.0) for label in labels}
    floors = {label: int(value + 1e-9) for label, value in exact.items()}
    missing = round(sum(exact.values())) - sum(floors.values())
    for label in sorted(labels, key=lambda label: floors[label] - exact[label])[: max(0, missing)]:
        floors[label] += 1
    return floors
