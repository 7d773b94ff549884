"""Pieces of a line: the sentences in it, cut with exact offsets; what kind of text each is, is found out later."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import eq
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
MARKUP = "<#*&`"
"""Characters that markup begins with."""

_SHORT = 24  # characters; in a longer piece a list marker is the same whether what stands behind the piece is seen or not
_MARKUP = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>|##\w{1,30}##|&[a-z]{2,6};|`|^\s*#{1,6}\s*")
_BOLD = re.compile(r"(?<![\u4e00-\u9fff*])\*\*([^*]+)\*\*(?!\*)")  # `**` between Chinese characters masks a number
_BETWEEN_HAN = re.compile(
    r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’—…])[ \t\u3000]+|[ \t\u3000]+(?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’—…])"
)


class Pieces(Sequence[Sentence]):
    """The pieces of a report as columns, the i-th of each belonging to piece i; a `Sentence` is made where one is asked for.

    `starts` and `ends` are offsets into `text`, `lines` the numbers of the lines that the pieces are cut from; `alone` tells
    which are the whole of their line, `heads` which open it, or an item within it. `marks` and `indents` hold the list marker
    or Markdown depth of the pieces that have one, `schemes` the scheme of the list marker that a piece has when it is seen alone.
    `kinds`, `leads` (of the pieces that have a lead) and `sections`, each the number of one of the `paths` of headings, are found
    out step by step.
    """

    __slots__ = ("alone", "ends", "heads", "indents", "kinds", "leads", "lines", "marks", "paths", "schemes", "sections", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.kinds: list[str] = []
        self.lines: list[int] = []
        self.alone: list[bool] = []
        self.heads: list[bool] = []
        self.marks: dict[int, Marker] = {}
        self.indents: dict[int, int] = {}
        self.schemes: dict[int, str] = {}
        self.paths: list[tuple[str, ...]] = [()]
        self.sections: list[int] = []
        self.leads: dict[int, str] = {}

    def raw(self, i: int) -> str:
        """Gives a piece as it stands in the text."""
        return self.text[self.starts[i] : self.ends[i]]

    def shown(self, i: int) -> str:
        """Gives a piece with its line breaks taken out."""
        return without_breaks(self.text[self.starts[i] : self.ends[i]])

    def following(self, i: int) -> int | None:
        """Gives the next piece that still counts as a sentence, None where there is none."""
        kinds = self.kinds
        for j in range(i + 1, len(kinds)):
            if kinds[j] == "sentence":
                return j
        return None

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
        section = self.paths[self.sections[i]]
        return Sentence(self.shown(i), self.kinds[i], self.starts[i], self.ends[i], section, self.leads.get(i, ""), self.lines[i])


def pieces_of(text: str, lines: Sequence[Line]) -> Pieces:
    """Gives the pieces of lines that stand in a text in this order: one piece of structure, or the sentences of each."""
    pieces = Pieces(text)
    starts, ends = pieces.starts, pieces.ends
    for number, (line, stops) in enumerate(zip(lines, _stops(text, lines), strict=True)):
        if line.indent and not line.kind:
            pieces.indents[len(starts)] = line.indent
        starts.append(line.start)
        for stop in stops:
            ends.append(stop)
            starts.append(stop if not text[stop].isspace() else _beyond_blanks(text, stop))
        ends.append(line.end)
        count = len(stops) + 1
        pieces.kinds += [line.kind or "sentence"] * count
        pieces.lines += [number] * count
        pieces.alone += [count == 1] * count
        pieces.heads += [True] + [False] * (count - 1)
    for i, start in enumerate(starts):
        opening = text[start]
        if (opening in OPENING or opening.isdecimal()) and pieces.kinds[i] == "sentence":
            mark = marker(text, start)
            if mark is not None and mark.length < ends[i] - start:
                pieces.marks[i] = mark
                pieces.heads[i] = True
            opening = text[start : min(start + _SHORT, ends[i])]
            alone = mark if len(opening) == _SHORT and "\n" not in opening and "\r" not in opening else marker(pieces.shown(i))
            if alone is not None:
                pieces.schemes[i] = alone.scheme
    return pieces


def _beyond_blanks(text: str, at: int) -> int:
    while text[at].isspace():
        at += 1
    return at


def _stops(text: str, lines: Sequence[Line]) -> list[list[int]]:
    """Where the sentences within each line end, all looked for at once if nothing reaches from one line to the next."""
    if not lines:
        return []
    first, last = lines[0].start, lines[-1].end
    found = list(_END.finditer(text, first, last))
    quoted = [one.span() for one in _QUOTED.finditer(text, first, last)]
    if len(lines) > 1 and (text.find("<", first, last) >= 0 or _crossing(lines, quoted)):  # at tags lines end without a break
        return [_stops(text, [line])[0] for line in lines]
    stops = _outside(text, found, quoted)
    inner, at = [], 0
    for line in lines:
        low = bisect_right(stops, line.start, at)
        at = bisect_left(stops, line.end, low)
        inner.append([] if line.kind else stops[low:at])
    return inner


def _crossing(lines: Sequence[Line], quoted: Sequence[tuple[int, int]]) -> bool:
    """Whether a quotation reaches into a line from outside it."""
    ends = [line.end for line in lines]
    for opened, closed in quoted:
        line = lines[bisect_right(ends, opened)]
        if closed > (line.end if line.start <= opened else line.start):
            return True
    return False


def _outside(text: str, found: Sequence[re.Match[str]], quoted: Sequence[tuple[int, int]]) -> list[int]:
    """Where sentences end: not inside quotation marks, titles and brackets after which they go on."""
    stops = [one.end() for one in found]
    within: set[int] = set()
    for opened, closed in quoted:
        i = bisect_right(stops, opened)
        while i < len(stops) and stops[i] <= closed:
            first, stop = found[i].span()
            if first > opened and (stop < closed or text[first] in "；;" or text[opened] == "《" or _NO_END_BEFORE.match(text, stop)):
                within.add(i)
            i += 1
    return [stop for i, stop in enumerate(stops) if i not in within] if within else stops


def without_breaks(text: str) -> str:
    """Gives a text with its line breaks and the blanks around them taken out."""
    return _BREAK.sub("", text) if "\n" in text or "\r" in text else text


def clean(text: str) -> str:
    """The words of a piece without watermarks, markup, and white space between Chinese characters."""
    if "<" in text or "#" in text or "*" in text or "&" in text or "`" in text:
        text = _BOLD.sub(r"\1", _MARKUP.sub("", text))
    return _BETWEEN_HAN.sub("", text).strip() if " " in text or "\u3000" in text or "\t" in text else text
