"""Pieces of a line: the sentences in it, cut with exact offsets; what kind of text each is, is found out later."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import eq, itemgetter
from typing import overload

from classify.markers import OPENING, Marker, marker
from classify.records import Line, Sentence

_BREAK = re.compile(r"\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")
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

_closed = itemgetter(1)


class Pieces(Sequence[Sentence]):
    """The pieces of a report as columns, the i-th of each belonging to piece i; a `Sentence` is made where one is asked for.

    `starts` and `ends` are offsets into `text`, `lines` the numbers of the lines that the pieces are cut from, `alone` tells
    which are the whole of their line. `marks` and `indents` hold the list marker or Markdown depth of the pieces that have one.
    `kinds`, `sections` and `leads` (of the pieces that have a lead) are found out step by step.
    """

    __slots__ = ("alone", "ends", "indents", "kinds", "leads", "lines", "marks", "sections", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.kinds: list[str] = []
        self.lines: list[int] = []
        self.alone: list[bool] = []
        self.marks: dict[int, Marker] = {}
        self.indents: dict[int, int] = {}
        self.sections: list[tuple[str, ...]] = []
        self.leads: dict[int, str] = {}

    def add(self, start: int, end: int, kind: str, line: int, alone: bool) -> None:
        """Adds a piece at the end."""
        self.starts.append(start)
        self.ends.append(end)
        self.kinds.append(kind)
        self.lines.append(line)
        self.alone.append(alone)

    def raw(self, i: int) -> str:
        """Gives a piece as it stands in the text."""
        return self.text[self.starts[i] : self.ends[i]]

    def shown(self, i: int) -> str:
        """Gives a piece with its line breaks taken out."""
        raw = self.text[self.starts[i] : self.ends[i]]
        return _BREAK.sub("", raw) if "\n" in raw or "\r" in raw else raw

    def head(self, i: int) -> bool:
        """Whether a piece opens its line, or an item within it."""
        return i == 0 or self.lines[i] != self.lines[i - 1] or i in self.marks

    def following(self, i: int) -> int | None:
        """Gives the next piece that still counts as a sentence, None where there is none."""
        return next((j for j in range(i + 1, len(self.kinds)) if self.kinds[j] == "sentence"), None)

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Sentence: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Sentence, ...]: ...
    def __getitem__(self, index: int | slice) -> Sentence | tuple[Sentence, ...]:
        if isinstance(index, slice):
            return tuple([self._made(i) for i in range(len(self))[index]])
        return self._made(range(len(self))[index])

    def __iter__(self) -> Iterator[Sentence]:
        return map(self._made, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return len(self) == len(other) and all(map(eq, self, other)) if isinstance(other, Pieces | tuple | list) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def _made(self, i: int) -> Sentence:
        place = (self.kinds[i], self.starts[i], self.ends[i], self.sections[i], self.leads.get(i, ""), self.lines[i])
        return Sentence(self.shown(i), *place)


def pieces_of(text: str, lines: Sequence[Line]) -> Pieces:
    """Gives the pieces of lines that stand in a text in this order: one piece of structure, or the sentences of each."""
    pieces = Pieces(text)
    cuts = iter(_cut_lines(text, [(line.start, line.end) for line in lines if not line.kind]))
    for number, line in enumerate(lines):
        if line.kind:
            pieces.add(line.start, line.end, line.kind, number, True)
            continue
        spans = next(cuts)
        if line.indent and spans:
            pieces.indents[len(pieces)] = line.indent
        alone = len(spans) == 1
        for start, end in spans:
            opening = text[start]
            if opening in OPENING or opening.isdecimal():
                mark = marker(text, start)
                if mark is not None and mark.length < end - start:
                    pieces.marks[len(pieces)] = mark
            pieces.add(start, end, "sentence", number, alone)
    return pieces


def cut(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Gives start and end of each sentence between two offsets of a text, without the white space around it.

    >>> text = "增长5.8%。他说：“要快。要稳。”会后落实；"
    >>> [text[a:b] for a, b in cut(text)]
    ['增长5.8%。', '他说：“要快。要稳。”', '会后落实；']
    """
    return _cut_lines(text, [(start, len(text) if end is None else end)])[0]


def _cut_lines(text: str, lines: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The sentences of each line of a text, all looked for at once where nothing reaches from one line to the next."""
    if not lines:
        return []
    first, last = lines[0][0], lines[-1][1]
    stops = [found.span() for found in _END.finditer(text, first, last)]
    quoted = [found.span() for found in _QUOTED.finditer(text, first, last)]
    if len(lines) > 1 and (text.find("<", first, last) >= 0 or _crossing(lines, quoted)):  # at tags lines end without a break
        return [_cut_lines(text, [line])[0] for line in lines]
    found, at = [], 0
    for start, end in lines:
        while at < len(stops) and stops[at][0] < start:
            at += 1
        before, bounds = at, [start]
        while at < len(stops) and stops[at][0] < end:
            at += 1
        if at > before:
            mine = stops[before:at]
            if quoted and (len(mine) > 1 or mine[0][1] < end):
                mine = _outside(text, end, mine, quoted)
            bounds += [stop for _, stop in mine]
        if bounds[-1] < end:
            bounds.append(end)
        found.append([span for low, high in pairwise(bounds) if (span := _trimmed(text, low, high)) is not None])
    return found


def _crossing(lines: Sequence[tuple[int, int]], quoted: Sequence[tuple[int, int]]) -> bool:
    """Whether a quotation reaches into a line from outside it."""
    ends = [end for _, end in lines]
    for opened, closed in quoted:
        start, end = lines[bisect_right(ends, opened)]
        if closed > (end if start <= opened else start):
            return True
    return False


def _outside(text: str, end: int, stops: list[tuple[int, int]], quoted: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stops that end a sentence: not those inside quotation marks, titles and brackets after which it goes on."""
    kept = []
    at = bisect_left(quoted, stops[0][1], key=_closed)
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
