"""Counts in how many labelled sentences of data/labels each word stands, and writes classify/commonness.txt anew.

Run with `python benchmarks/commonness.py`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from classify.labels import read
from classify.words import normalise, segmenter

ROOT = Path(__file__).parent.parent
FEWEST = 10
"""Sentences below which a word is not listed."""


def main() -> None:
    """Writes the list, the commonest words first."""
    segment, counts, sentences = segmenter(), Counter[str](), 0
    for report in read([ROOT / "data" / "labels"]):
        for piece, label in zip(report.pieces, report.labels, strict=True):
            if label:
                sentences += 1
                counts.update({word for word in segment(normalise(piece.text)) if len(word) > 1})
    listed = sorted((-count, word) for word, count in counts.items() if count >= FEWEST)
    head = f"# Words of two characters or more in at least {FEWEST} of the {sentences} sentences of data/labels, and in how many.\n"
    lines = (f"{word} {-count}\n" for count, word in listed)
    (ROOT / "classify" / "commonness.txt").write_text("".join((head, f"# {sentences}\n", *lines)), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
