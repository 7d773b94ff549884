"""Comparisons of reports from Python: groups of them, boilerplate that they share, and plans followed to the next year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classify.accounts import accounts
from classify.api import Labelled, Source
from classify.api import label as _label
from classify.corpus import REPEAT_COLUMNS, Corpus, repetition_cells
from classify.folder import Model
from classify.groups import Group, Sums, columns, grouping, rows
from classify.records import LABELS, Followup, LabelledReport, Repetition

if TYPE_CHECKING:
    import pandas

__all__ = ["Followups", "Groups", "Repetitions", "balance_by", "follow", "repetitions"]

Given = Labelled | Source | Iterable[Source]


@dataclass(frozen=True, slots=True)
class Groups(Sequence[Group]):
    """Groups of reports with their pooled balances, in the order of their names."""

    groups: tuple[Group, ...]
    labels: tuple[str, ...] = LABELS

    def __getitem__(self, index: int) -> Group:  # type: ignore[override]
        return self.groups[index]

    def __len__(self) -> int:
        return len(self.groups)

    def to_frame(self) -> pandas.DataFrame:
        """Gives a frame with one row for each group; the columns are those of `classify balance --by`."""
        import pandas

        return pandas.DataFrame(list(rows(self.groups, self.labels)), columns=list(columns(self.labels)))


@dataclass(frozen=True, slots=True)
class Repetitions(Sequence[Repetition]):
    """What each of some reports repeats of the others, in their order."""

    reports: tuple[LabelledReport, ...]
    repetitions: tuple[Repetition, ...]

    def __getitem__(self, index: int) -> Repetition:  # type: ignore[override]
        return self.repetitions[index]

    def __len__(self) -> int:
        return len(self.repetitions)

    def to_frame(self) -> pandas.DataFrame:
        """Gives a frame with one row for each report: its repeated boilerplate, and an example."""
        import pandas

        found = [
            {"source": one.report.document.source, "report": one.report.number, "title": one.report.title, **repetition_cells(each)}
            for one, each in zip(self.reports, self.repetitions, strict=True)
        ]
        return pandas.DataFrame(found, columns=["source", "report", "title", *REPEAT_COLUMNS])


@dataclass(frozen=True, slots=True)
class Followups(Sequence[Followup]):
    """The plans of reports that could be followed to the next year, in the order of units and years."""

    followups: tuple[Followup, ...]

    def __getitem__(self, index: int) -> Followup:  # type: ignore[override]
        return self.followups[index]

    def __len__(self) -> int:
        return len(self.followups)

    def to_frame(self) -> pandas.DataFrame:
        """Gives a frame with one row for each plan: what became of it, the most similar sentence of the next year, and how similar."""
        import pandas

        names = ["unit", "year", "source", "report", "title", "plan", "fate", "match", "likeness"]
        found = [
            (one.unit, one.year, one.source, one.report, one.title, each.plan, each.fate, each.match or None, each.likeness)
            for one in self.followups
            for each in one.fates
        ]
        return pandas.DataFrame(found, columns=names)


def _labelled(source: Given, model: Model | None) -> Labelled:
    return source if isinstance(source, Labelled) else _label(source, model)


def balance_by(source: Given, by: str, metadata: str | Path | None = None, model: Model | None = None) -> Groups:
    """Gives the pooled balance of each group of reports; takes what `label` gives, or whatever `label` takes.

    `by` is year, unit, folder, or a column of the table `metadata`. Raises ClassifyError where it is neither.
    """
    labelled, group = _labelled(source, model), grouping(by, metadata)
    sums = Sums(labelled.labels)
    for account in accounts(labelled.reports, labelled.labels, labelled.calibration):
        sums.add(group(account.labelled.report), account.balance)
    return Groups(sums.groups(), labelled.labels)


def repetitions(source: Given, model: Model | None = None) -> Repetitions:
    """Gives how much boilerplate of each report stands in the others too; takes what `label` gives, or whatever `label` takes."""
    labelled = _labelled(source, model)
    with Corpus(repeats=True) as corpus:
        for _ in corpus.watch(accounts(labelled.reports, labelled.labels)):
            pass
        return Repetitions(labelled.reports, corpus.repetitions())


def follow(source: Given, metadata: str | Path | None = None, model: Model | None = None) -> Followups:
    """Gives what became of each plan in the next year's report of the same unit; takes what `label` gives, or whatever `label` takes.

    Unit and year are those that the reports tell, or those in columns of the table `metadata`.
    """
    labelled = _labelled(source, model)
    with Corpus(follow=True, metadata=metadata) as corpus:
        for _ in corpus.watch(accounts(labelled.reports, labelled.labels)):
            pass
        return Followups(tuple(corpus.followups()))
