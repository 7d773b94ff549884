"""Sentences of a report: cut with exact offsets, told apart from structure, each under its path of headings."""

from __future__ import annotations

from collections.abc import Iterable

from classify.frame import mark_frame
from classify.headings import mark_headings, placed
from classify.markers import marker
from classify.pieces import Piece, pieces_of
from classify.records import Report, Sentence


def sentences(report: Report) -> tuple[Sentence, ...]:
    """Gives the pieces of a report in order: each character of its lines that is not white space lies in exactly one.

    A sentence ends at 。！？； (also ! ? ; and a full stop between Chinese characters) outside closed quotation marks,
    titles and brackets, or at the end of its line; closing marks stay with it (GB/T 15834).
    """
    text = report.document.text
    pieces: list[Piece] = []
    for number, line in enumerate(report.lines):
        pieces.extend(pieces_of(text, number, line))
    mark_frame(text, pieces, report)
    mark_headings(text, pieces)
    return tuple(placed(text, pieces))


def outline(rows: Iterable[tuple[str, str, int]]) -> tuple[Sentence, ...]:
    """Gives the pieces of a report whose cuts and kinds are known, each with its path of headings.

    A row is text, kind and the number of its line; offsets count in the rows' texts written one after another.
    """
    pieces, texts, start, previous = [], [], 0, -1
    for text, kind, line in rows:
        mark = marker(text)
        mark = None if mark is not None and mark.length >= len(text) else mark
        indent = len(text) - len(text.lstrip("#")) if kind == "heading" else 0
        pieces.append(Piece(start, start + len(text), kind, line, mark, head=line != previous, alone=True, indent=indent))
        texts.append(text)
        start, previous = start + len(text), line
    return tuple(placed("".join(texts), pieces))
