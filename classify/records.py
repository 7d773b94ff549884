"""The records that the stages hand to each other: document, report, sentence, prediction, balance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import eq
from pathlib import PurePath
from typing import NamedTuple, TypeVar, overload

Record = TypeVar("Record")

LABELS = ("achievement", "problem", "plan", "boilerplate")
"""The labels of the shipped model, in the order of every table."""

KINDS = (
    "sentence",
    "title",
    "heading",
    "lead",
    "toc",
    "addressee",
    "signature",
    "date",
    "table",
    "notice",
    "page",
)
"""What a piece of text can be: a sentence, or one of ten kinds of structure that is never labelled."""

SECTION_SEPARATOR = " > "
"""Joins the headings of a section path where it is written as one text."""


@dataclass(frozen=True, slots=True)
class Document:
    """The decoded text of one source and where it came from.

    `text` is what every offset counts in: the decoded characters without a byte order mark, line ends as they were.
    """

    source: str
    text: str
    encoding: str = "utf-8"


class OnDemand(Sequence[Record]):
    """A sequence whose records are made when they are asked for; equal to a sequence that holds the same records."""

    __slots__ = ()

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Record, ...]: ...
    def __getitem__(self, index: int | slice) -> Record | tuple[Record, ...]:
        return tuple(self)[index] if isinstance(index, slice) else self._made(range(len(self))[index])

    def __iter__(self) -> Iterator[Record]:
        return map(self._made, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return len(self) == len(other) and all(map(eq, self, other)) if isinstance(other, OnDemand | tuple | list) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def _made(self, i: int) -> Record:
        """The i-th record."""
        raise NotImplementedError


class Line(NamedTuple):
    """One logical line: a paragraph, heading or other run of text that the writer ended with a line break.

    `start` and `end` are offsets into the document. A hard-wrapped paragraph is one line and holds line breaks inside.
    `kind` is set where the line alone tells that it is structure (table of contents, notice, page number, table), else "".
    `indent` counts Markdown heading marks (`##` is 2), 0 where there are none.
    """

    start: int
    end: int
    kind: str = ""
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """One work report in a document: its lines, title, unit and year as far as the title tells them.

    `number` counts from 1 within the document. The reports of a document cover all its lines, in order.
    """

    document: Document
    number: int
    title: str
    lines: tuple[Line, ...]
    title_lines: tuple[int, ...] = ()
    unit: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One piece of a report: a sentence, or a piece of structure, as `kind` says.

    `start` and `end` are offsets into the decoded source, `text` what stands there with line breaks taken out.
    `section` is the path of headings above it, outermost first; `lead` the run-in lead that announces it, or "".
    `paragraph` numbers the lines of the report from 0.
    """

    text: str
    kind: str = "sentence"
    start: int = 0
    end: int = 0
    section: tuple[str, ...] = ()
    lead: str = ""
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Prediction:
    """The label of one sentence with the calibrated probability of every label of the model.

    `uncertain` says that the model cannot tell this label from another at its promised error rate.
    """

    label: str
    probabilities: Mapping[str, float]
    uncertain: bool = False

    @property
    def confidence(self) -> float:
        """Probability of the label given."""
        return self.probabilities[self.label]


@dataclass(frozen=True, slots=True)
class LabelledReport:
    """A report with its pieces and one prediction for each piece that is a sentence (None for structure)."""

    report: Report
    pieces: Sequence[Sentence]
    predictions: Sequence[Prediction | None]

    @property
    def labels(self) -> list[str | None]:
        """The label of each piece, None for structure."""
        kept: list[str | None] | None = getattr(self.predictions, "labels", None)  # columns tell them without a record for each
        return [None if said is None else said.label for said in self.predictions] if kept is None else kept

    @property
    def sentences(self) -> list[tuple[str, str]]:
        """Text and label of each sentence that has one."""
        shown: Callable[[int], str] | None = getattr(self.pieces, "shown", None)  # columns give them without a record for each
        if shown is None:
            return [(piece.text, label) for piece, label in zip(self.pieces, self.labels, strict=True) if label is not None]
        return [(shown(i), label) for i, label in enumerate(self.labels) if label is not None]


@dataclass(frozen=True, slots=True)
class Concreteness:
    """How many numbers, named documents and dates stand in some sentences: what a reader could look up and check."""

    sentences: int = 0
    numbers: int = 0
    documents: int = 0
    dates: int = 0

    def __add__(self, other: Concreteness) -> Concreteness:
        return Concreteness(
            self.sentences + other.sentences, self.numbers + other.numbers, self.documents + other.documents, self.dates + other.dates
        )

    @property
    def rates(self) -> tuple[float, float, float]:
        """Numbers, documents and dates a sentence; all 0 where there is no sentence."""
        return (self.numbers / (total := max(1, self.sentences)), self.documents / total, self.dates / total)

    @property
    def rate(self) -> float:
        """Numbers, documents and dates together, a sentence."""
        return sum(self.rates)


@dataclass(frozen=True, slots=True)
class Answer:
    """A problem of a report and the plan of the same report that is most like it, "" where it has none.

    `likeness` (0 to 1) says how far the plan takes up the problem's topic, `answered` whether that is enough.
    """

    problem: str
    plan: str = ""
    likeness: float = 0.0
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Repetition:
    """How much of a report's boilerplate stands word for word, or nearly, in other reports of the same run.

    Of its `sentences` of boilerplate that are long enough to tell, `repeated` do. `example` is the one that stands in
    most reports: `reports` of them, this one included; `other` is the title of one of the others.
    """

    sentences: int = 0
    repeated: int = 0
    example: str = ""
    reports: int = 0
    other: str = ""

    @property
    def share(self) -> float:
        """Share of the sentences that are repeated, 0 where there are none."""
        return self.repeated / max(1, self.sentences)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a plan in the next year's reports of the same unit.

    `fate` is "achieved" where an achievement there is most like it, "repeated" where a plan is, "vanished" where nothing
    is like enough; `match` is the most similar sentence, `likeness` (0 to 1) how far it takes up the plan's topic.
    """

    plan: str
    fate: str
    match: str = ""
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Followup:
    """The plans of a unit's report of one year, and what became of each in the unit's reports of the next."""

    unit: str
    year: int
    source: str
    report: int
    title: str
    next_titles: tuple[str, ...]
    fates: tuple[Fate, ...]

    def count(self, fate: str) -> int:
        """Gives the number of plans that met this fate."""
        return sum(one.fate == fate for one in self.fates)


@dataclass(frozen=True, slots=True)
class Balance:
    """How the labels of one report balance.

    `counts` counts the sentences of each label as labelled, `characters` their characters, `uncertain` the sentences
    whose label is in doubt. `corrected` are the shares corrected for the model's known confusions (0 to 1), `intervals`
    their bounds at 95 %. Where the correction is not to be relied on, `trusted` is False, `corrected` are the shares
    as counted and the intervals wider; where the model knows nothing of its confusions, both are empty.

    `concreteness` tells for each label what its sentences hold that can be checked; `unanswered` counts the problems
    for which no plan of the report was found, and `answers` has an entry for each problem, where the texts are at hand.
    """

    source: str
    report: int
    title: str
    counts: Mapping[str, int] = field(default_factory=dict)
    uncertain: int = 0
    characters: Mapping[str, int] = field(default_factory=dict)
    corrected: Mapping[str, float] = field(default_factory=dict)
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    trusted: bool = False
    concreteness: Mapping[str, Concreteness] = field(default_factory=dict)
    unanswered: int = 0
    answers: tuple[Answer, ...] = ()

    @property
    def name(self) -> str:
        """What a reader calls the report: its title, or the name of its file without the folders."""
        return self.title or PurePath(self.source).name or self.source

    @property
    def sentences(self) -> int:
        """Number of labelled sentences."""
        return sum(self.counts.values())

    @property
    def shares(self) -> dict[str, float]:
        """Share of each label, between 0 and 1; all 0 where the report has no sentence."""
        total = self.sentences
        return {label: count / total if total else 0.0 for label, count in self.counts.items()}


@dataclass(frozen=True, slots=True)
class AnnotatedReport:
    """A report whose sentences a person has labelled: what a model learns from and is measured on.

    `labels` has one entry for each piece: the label of a sentence, None for structure or where no label is given.
    `places` says where each piece stands in the labels file (`file:line`), for messages.
    `context` is False where the rows came without order and headings, so that nothing is to be learnt from neighbours.
    `readings` has the labels of two readers for each piece that two have read blind, None for the others.
    """

    name: str
    pieces: tuple[Sentence, ...]
    labels: tuple[str | None, ...]
    places: tuple[str, ...]
    title: str = ""
    unit: str = ""
    level: str = ""
    year: int | None = None
    genre: str = ""
    context: bool = True
    readings: tuple[tuple[str | None, str | None] | None, ...] = ()
