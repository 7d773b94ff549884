"""Reports of the project's own as plain text, as many as are wanted, no two sentences alike."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from classify.labels import read
from classify.records import AnnotatedReport

ROOT = Path(__file__).resolve().parent.parent.parent
LABELS = ROOT / "data" / "labels"
SEED = 0

_DIGIT = re.compile(r"\d")


def annotated(reports: int = 0) -> tuple[AnnotatedReport, ...]:
    """Gives labelled reports, all or evenly taken of all."""
    paths = sorted(LABELS.glob("*.txt"))
    return read(paths[:: max(1, len(paths) // reports)][:reports] if reports else paths)


def texts(sentences: int) -> list[bytes]:
    """Gives reports with that many sentences in all, one UTF-8 text each.

    The reports repeat where there are not enough of them. From the second time on each sentence has other digits and a pair
    of characters that no other copy of it has, so that a cache of sentences is of no use.
    """
    reports = annotated()
    chosen = random.Random(SEED)
    order = sorted({character for report in reports for piece in report.pieces for character in piece.text if "一" <= character <= "龥"})
    made: list[bytes] = []
    total = 0
    for copy in count():
        for report in reports:
            lines: dict[int, str] = {}
            for piece in report.pieces:
                text = piece.text if copy == 0 or piece.kind != "sentence" else _changed(piece.text, chosen, order)
                lines[piece.paragraph] = lines.get(piece.paragraph, "") + text
                total += piece.kind == "sentence"
                if total == sentences:
                    return [*made, "\n".join(lines.values()).encode("utf-8")]
            made.append("\n".join(lines.values()).encode("utf-8"))
    raise AssertionError


def _changed(text: str, chosen: random.Random, order: Sequence[str]) -> str:
    text = _DIGIT.sub(lambda _: str(chosen.randrange(1, 10)), text)
    cut = text.find("，") + 1
    return f"{text[:cut]}{chosen.choice(order)}{chosen.choice(order)}{text[cut:]}"
