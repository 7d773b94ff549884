"""Sentences of a report: cut with exact offsets, told apart from structure, each under its path of headings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from classify.frame import mark_frame
from classify.headings import mark_headings, place
from classify.markers import marker
from classify.pieces import Pieces, pieces_of
from classify.records import Report


def sentences(report: Report) -> Pieces:
    """Gives the pieces of a report in order: each character of its lines that is not white space lies in exactly one.

    A sentence ends at 。！？； (also ! ? ; and a full stop between Chinese characters) outside closed quotation marks,
    titles and brackets, or at the end of its line; closing marks stay with it (GB/T 15834).
    """
    return sentences_of([report])[0]


def sentences_of(reports: Sequence[Report]) -> list[Pieces]:
    """Gives the pieces of several reports, which is faster than one by one."""
    found = pieces_of([(report.document.text, report.lines) for report in reports])
    for pieces, report in zip(found, reports, strict=True):
        mark_frame(pieces, report)
        mark_headings(pieces)
        place(pieces)
    return found


def outline(rows: Iterable[tuple[str, str, int]]) -> Pieces:
    """Gives the pieces of a report whose cuts and kinds are known, each with its path of headings.

    A row is text, kind and the number of its line; offsets count in the rows' texts written one after another.
    """
    given = list(rows)
    texts = [text for text, _, _ in given]
    pieces = Pieces("".join(texts))
    pieces.ends = list(accumulate(map(len, texts)))
    pieces.starts = [0, *pieces.ends[:-1]][: len(texts)]
    pieces.kinds = [kind for _, kind, _ in given]
    pieces.lines = [line for _, _, line in given]
    pieces.alone = [True] * len(given)
    pieces.heads = [True, *(one != other for one, other in pairwise(pieces.lines))][: len(given)]
    pieces.dirty = set(range(len(given)))
    for i, (text, kind, _) in enumerate(given):
        mark = marker(text)
        if mark is not None:
            pieces.schemes[i] = mark.scheme
        if mark is not None and mark.length < len(text):
            pieces.marks[i] = mark
        if kind == "heading" and text.startswith("#"):
            pieces.indents[i] = len(text) - len(text.lstrip("#"))
    place(pieces)
    return pieces
