"""Pieces of a line: the sentences in it, cut with exact offsets; what kind of text each is, is found out later."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from classify.markers import Marker, marker, opens_marker
from classify.records import Line

_STOP = r"(?:[。！？!?；]|;(?![a-zA-Z#&])|(?<=[\u4e00-\u9fff）)”])\.(?=[\s\u4e00-\u9fff]|$))"
_END = re.compile(  # begins with all characters that may end a sentence, so that the engine skips the others quickly
    r"[。！？!?；;.](?:(?<=[^;.])|(?<=;)(?![a-zA-Z#&])|(?<=[\u4e00-\u9fff）)”]\.)(?=[\s\u4e00-\u9fff]|$))"
    rf"{_STOP}*(?:[”’」』）)】》\"']|\*\*(?!\S))*"
)
_QUOTED = re.compile(r"“[^“”]{0,200}?”|「[^「」]{0,200}」|《[^《》]{0,80}》|（[^（）()]{0,150}[）)]|\([^（）()]{0,150}[）)]")
_NO_END_BEFORE = re.compile(r"[，,、；;：:的等和与及]")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>|##\w{1,30}##|&[a-z]{2,6};|`|^\s*#{1,6}\s*")
_BOLD = re.compile(r"(?<![\u4e00-\u9fff*])\*\*([^*]+)\*\*(?!\*)")  # `**` between Chinese characters masks a number
_BETWEEN_HAN = re.compile(
    r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’—…])[ \t\u3000]+|[ \t\u3000]+(?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’—…])"
)


@dataclass(slots=True)
class Piece:
    """A run of one line before its kind is known for good."""

    start: int
    end: int
    kind: str
    line: int
    mark: Marker | None = None
    head: bool = False  # opens its line or a run-in item
    alone: bool = False  # is the whole of its line
    indent: int = 0


def pieces_of(text: str, number: int, line: Line) -> list[Piece]:
    """The pieces of one line: one piece of structure, or its sentences."""
    if line.kind:
        return [Piece(line.start, line.end, line.kind, number, alone=True)]
    spans = cut(text, line.start, line.end)
    found = []
    alone, indent, head = len(spans) == 1, line.indent, True
    for start, end in spans:
        mark = marker(text, start) if opens_marker(text, start) else None
        if mark is not None and mark.length >= end - start:
            mark = None
        found.append(Piece(start, end, "sentence", number, mark, head or mark is not None, alone, indent))
        head, indent = False, 0
    return found


def cut(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Gives start and end of each sentence between two offsets of a text, without the white space around it.

    >>> text = "增长5.8%。他说：“要快。要稳。”会后落实；"
    >>> [text[a:b] for a, b in cut(text)]
    ['增长5.8%。', '他说：“要快。要稳。”', '会后落实；']
    """
    end = len(text) if end is None else end
    stops = [found.span() for found in _END.finditer(text, start, end)]
    if stops and (len(stops) > 1 or stops[0][1] < end):
        quoted = [found.span() for found in _QUOTED.finditer(text, start, end)]
        if quoted:
            stops = _outside(text, end, stops, quoted)
    bounds = [start, *[stop for _, stop in stops], end]
    return [span for low, high in pairwise(bounds) if low < high and (span := _trimmed(text, low, high)) is not None]


def _outside(text: str, end: int, stops: list[tuple[int, int]], quoted: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stops that end a sentence: not those inside quotation marks, titles and brackets after which it goes on."""
    kept, at = [], 0
    for first, stop in stops:
        while at < len(quoted) and quoted[at][1] < stop:
            at += 1
        if at < len(quoted) and quoted[at][0] < first:
            opened, closed = quoted[at]
            unfinished = stop < end and (text[first] in "；;" or text[opened] == "《" or _NO_END_BEFORE.match(text, stop))
            if stop < closed or unfinished:
                continue
        kept.append((first, stop))
    return kept


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    if not text[start].isspace() and not text[end - 1].isspace():
        return start, end
    part = text[start:end]
    stripped = part.strip()
    first = start + part.index(stripped[0]) if stripped else start
    return (first, first + len(stripped)) if stripped else None


def clean(text: str) -> str:
    """The words of a piece without watermarks, markup, and white space between Chinese characters."""
    if "<" in text or "#" in text or "*" in text or "&" in text or "`" in text:
        text = _BOLD.sub(r"\1", _MARKUP.sub("", text))
    return _BETWEEN_HAN.sub("", text).strip() if " " in text or "\u3000" in text or "\t" in text else text
