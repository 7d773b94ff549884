"""Passages: what every peer is trained on and asked to label, and the real reports whose labels are known."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from classify.compilation import reports
from classify.readers import read
from classify.records import AnnotatedReport, Report, Sentence
from classify.sentences import sentences


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence as it stands in its report, and the headings above it."""

    text: str
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """One stretch of a source whose label is known: `structure`, or one of the four."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Gold:
    """A real report, or a compilation of them, cut by classify, with the stretches that people have labelled."""

    name: str
    text: str
    reports: tuple[Report, ...]
    pieces: tuple[tuple[Sentence, ...], ...]
    units: tuple[Unit, ...]

    def needed(self) -> list[Sentence]:
        """Gives the sentences that overlap a labelled stretch: those that decide the figures."""
        inside = bytearray(len(self.text))
        for unit in self.units:
            inside[unit.start : unit.end] = b"\1" * (unit.end - unit.start)
        return [piece for run in self.pieces for piece in run if piece.kind == "sentence" and any(inside[piece.start : piece.end])]

    def judged(self, said: dict[int, str]) -> list[tuple[str, str]]:
        """Gives the true and the predicted label of each labelled sentence, by the label that covers most of its characters.

        `said` has the label of each sentence by its start; what classify cut as structure counts as `structure`.
        """
        painted: list[str | None] = [None] * len(self.text)
        for run in self.pieces:
            for piece in run:
                label = said.get(piece.start) if piece.kind == "sentence" else "structure"
                painted[piece.start : piece.end] = [label] * (piece.end - piece.start)
        pairs = []
        for unit in self.units:
            if unit.label == "structure":
                continue
            votes = Counter(painted[i] for i in range(unit.start, unit.end) if painted[i] and not self.text[i].isspace())
            pairs.append((unit.label, str(votes.most_common(1)[0][0]) if votes else "nothing"))
        return pairs


def gold(folder: Path) -> tuple[Gold, ...]:
    """Gives the labelled real reports: `folder` holds NAME.tsv, and the folder `reports` beside it NAME.txt."""
    found = []
    for table in sorted(folder.glob("*.tsv")):
        document = read(str(folder.parent / "reports" / f"{table.stem}.txt"))
        with table.open(encoding="utf-8", newline="") as file:
            units = tuple(Unit(int(row["start"]), int(row["end"]), row["label"]) for row in csv.DictReader(file, delimiter="\t"))
        cut = reports(document)
        found.append(Gold(table.stem, document.text, cut, tuple(sentences(report) for report in cut), units))
    return tuple(found)


def passage(piece: Sentence) -> Passage:
    """Gives a sentence as the peers see it."""
    return Passage(piece.text, piece.section)


def labelled(annotated: Sequence[AnnotatedReport]) -> tuple[list[Passage], list[str], list[str]]:
    """Gives the labelled sentences of the training reports, their labels, and the names of their reports."""
    rows = [
        (passage(piece), label, report.name)
        for report in annotated
        for piece, label in zip(report.pieces, report.labels, strict=True)
        if piece.kind == "sentence" and label
    ]
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]
