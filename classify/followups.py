"""Follow-ups: what became of the plans of a unit's report in its report of the next year, found in bounded memory.

The plans and achievements of each report wait in a file; the reports of one unit and two years are in memory at a time.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from classify.records import Fate, Followup, LabelledReport
from classify.topics import Topic, likeness, objects, topics

ACHIEVED, REPEATED, VANISHED = "achieved", "repeated", "vanished"
FATES = (ACHIEVED, REPEATED, VANISHED)
"""What can become of a plan."""

ENOUGH = 0.3
"""Likeness from which a sentence of the next year takes up a plan.

Chosen on real reports: of the plans of six governments 6 % find such a sentence in the report of another government,
where nothing can have become of them; plans and the achievements written for them reach 0.4 and more.
"""

_SHARED = 2  # words; one alone (安全生产) is too often the topic of a whole field
_FOLLOWED = ("plan", "achievement")
_OFFICE = re.compile(r"(?:人民政府|政府)$")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(slots=True)
class Followups:
    """Collects the reports of units one by one, and tells at the end what became of their plans.

    It is a context: the file of the texts is gone at its end. `unknown` counts the reports left out because their unit or
    year is not known.
    """

    unknown: int = 0
    _texts: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    _places: dict[str, dict[int, list[tuple[int, int]]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def __enter__(self) -> Followups:
        return self

    def __exit__(self, *error: object) -> None:
        self._texts.close()

    def add(self, labelled: LabelledReport, unit: str, year: str) -> None:
        """Adds a report; the unit is the same with and without 人民政府 behind it, the year the first that stands in the text."""
        name, found = _OFFICE.sub("", unit.strip()) or unit.strip(), _YEAR.search(year)
        if not name or not found:
            self.unknown += 1
            return
        texts: dict[str, list[str]] = {label: [] for label in _FOLLOWED}
        for piece, said in zip(labelled.pieces, labelled.predictions, strict=True):
            if said is not None and said.label in texts:
                texts[said.label].append(piece.text)
        report = labelled.report
        place = (report.document.source, report.number, report.title or report.document.source)
        written = json.dumps([place, *texts.values()]).encode()
        start = self._texts.seek(0, 2)
        self._texts.write(written)
        self._places[name][int(found.group())].append((start, len(written)))

    def followups(self) -> Iterator[Followup]:
        """Gives the plans of each report that is followed by one of the next year, in the order of units and years."""
        for unit in sorted(self._places):
            years = self._places[unit]
            for year in sorted(years):
                if year + 1 in years:
                    later = [self._read(place) for place in years[year + 1]]
                    titles = tuple(title for (_, _, title), _, _ in later)
                    achievements = [text for _, _, found in later for text in found]
                    planned = [text for _, found, _ in later for text in found]
                    for (source, number, title), plans, _ in map(self._read, years[year]):
                        if plans:
                            yield Followup(unit, year, source, number, title, titles, fates(plans, achievements, planned))

    def _read(self, place: tuple[int, int]) -> tuple[tuple[str, int, str], list[str], list[str]]:
        start, length = place
        self._texts.seek(start)
        (source, number, title), plans, achievements = json.loads(self._texts.read(length))
        return (source, number, title), plans, achievements


def fates(plans: Sequence[str], achievements: Sequence[str], next_plans: Sequence[str]) -> tuple[Fate, ...]:
    """Gives what became of each plan, in order, from the achievements and the plans of the next year.

    A plan is achieved or repeated by the sentence that is most like it, if it is like enough. Whether the achievement is
    the whole of what was planned is not judged: the pair is there to be read.
    """
    planned, later = objects(plans), objects((*achievements, *next_plans))
    weighted = topics([*planned, *later])
    offered = weighted[len(planned) :]
    return tuple(
        _fate(text, topic, offered, (*achievements, *next_plans), len(achievements)) for text, topic in zip(plans, weighted, strict=False)
    )


def _fate(plan: str, topic: Topic, offered: Sequence[Topic], texts: Sequence[str], achievements: int) -> Fate:
    near = ((likeness(topic, other), -i) for i, other in enumerate(offered) if len(topic.keys() & other.keys()) >= _SHARED)
    best, at = max(near, default=(0.0, 0))
    if best < ENOUGH:
        return Fate(plan, VANISHED, texts[-at] if best else "", best)
    return Fate(plan, ACHIEVED if -at < achievements else REPEATED, texts[-at], best)
