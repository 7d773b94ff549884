"""Pieces of reports: the sentences in their lines, cut with exact offsets; what kind of text each is, is found out later."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from classify.characters import CLOSING, FULL_STOPS, MARKUP, MASKS, OPENING, STOPS, characters
from classify.kernels import BUILT
from classify.markers import SCHEMES, Marker, marker
from classify.patterns import pattern
from classify.records import Line, OnDemand, Sentence

_BREAK = pattern(r"\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")
_QUOTED = pattern(r"“[^“”]{0,200}?”|「[^「」]{0,200}」|《[^《》]{0,80}》|（[^（）()]{0,150}[）)]|\([^（）()]{0,150}[）)]")
_ENDS, _MAY_END, _MAY_FOLLOW, _MAY_OPEN = 1, 3, 4, 8  # bits: 1 ends a sentence wherever it stands, 2 at some places
_NO_END_BEFORE = pattern(r"[，,、；;：:的等和与及]")
STOPPED, ENDED, COUNTED = 1, 2, 4
"""Looks of a piece: a stop at its end, any mark at its end that ends a sentence, digits or masks of them."""

_CALLED = pattern(r"各\s*位")
_COUNTED = pattern(rf"[\d{MASKS}]")
_DIRTY = pattern(rf"[\s{MARKUP}]")
_SHORT = 24  # characters among which a list marker may be
_LOOKS_BEYOND = 8  # characters behind a list marker among which those are that decide whether it is one
_LOOKS_BEYOND_LINES = 64  # characters behind the last line of a report that may decide whether there is a marker before them
_ASKED = -2  # what the compiled kernels say of a piece whose line breaks are to be taken out before its marker is looked for
_MARKUP = pattern(r"</?[a-zA-Z][^<>\n]{0,200}>|##\w{1,30}##|&[a-z]{2,6};|`")
_DEPTH = pattern(r"\s*#{1,6}\s*")
_BOLD = pattern(r"(?<![\u4e00-\u9fff*])\*\*([^*]+)\*\*(?!\*)")  # `**` between Chinese characters masks a number
_HAN = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’—…]"
_BETWEEN_HAN = pattern(  # begins with what it looks for, so that the engine skips all other characters quickly
    rf"[ \t\u3000](?:(?<={_HAN}[ \t\u3000])[ \t\u3000]*|[ \t\u3000]*(?={_HAN}))"
)

Integers = NDArray[np.int64]


class Pieces(OnDemand[Sentence]):
    """The pieces of a report as columns, the i-th of each belonging to piece i; a `Sentence` is made where one is asked for.

    `starts` and `ends` are offsets into `text`, `lines` the numbers of the lines that the pieces are cut from; `alone` tells
    which are the whole of their line, `heads` which open it, or an item within it, and `looks` has the numbers of these, in order,
    each with what it looks like; `calls` are the numbers of those that may be a call (各位代表！), `dirty` of those that may hold
    markup or white space.
    `marks` and `indents` hold the list marker or Markdown depth of the pieces that have one, `schemes` the scheme of the list
    marker that a piece has when it is seen alone. `kinds`, `leads` (of the pieces that have a lead) and `sections`, each the
    number of one of the `paths` of headings, are found out step by step.
    """

    __slots__ = (
        "_cleaned",
        "alone",
        "calls",
        "dirty",
        "ends",
        "heads",
        "indents",
        "kinds",
        "leads",
        "lines",
        "looks",
        "marks",
        "paths",
        "schemes",
        "sections",
        "starts",
        "text",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.kinds: list[str] = []
        self.lines: list[int] = []
        self.alone: list[bool] = []
        self.heads: list[bool] = []
        self.looks: dict[int, int] = {}
        self.calls: list[int] = []
        self.dirty: set[int] = set()
        self._cleaned: dict[int, str] = {}  # dirty pieces that were asked for
        self.marks: dict[int, Marker] = {}
        self.indents: dict[int, int] = {}
        self.schemes: dict[int, str] = {}
        self.paths: list[tuple[str, ...]] = [()]
        self.sections: list[int] = []
        self.leads: dict[int, str] = {}

    def line(self, i: int) -> str:
        """Gives a piece without markup and white space between Chinese characters, with its line breaks."""
        if i not in self.dirty:
            return self.text[self.starts[i] : self.ends[i]]
        cleaned = self._cleaned.get(i)
        if cleaned is None:
            cleaned = self._cleaned[i] = clean(self.text[self.starts[i] : self.ends[i]])
        return cleaned

    def words(self, i: int) -> str:
        """Gives a piece without line breaks, markup and white space between Chinese characters."""
        raw = self.text[self.starts[i] : self.ends[i]]
        if i not in self.dirty:
            return raw
        return clean(without_breaks(raw)) if "\n" in raw or "\r" in raw else self.line(i)

    def raw(self, i: int) -> str:
        """Gives a piece as it stands in the text."""
        return self.text[self.starts[i] : self.ends[i]]

    def shown(self, i: int) -> str:
        """Gives a piece with its line breaks taken out."""
        return without_breaks(self.text[self.starts[i] : self.ends[i]])

    def following(self, i: int) -> int | None:
        """Gives the next piece that still counts as a sentence, None where there is none."""
        kinds, count = self.kinds, len(self.kinds)
        i += 1
        while i < count and kinds[i] != "sentence":
            i += 1
        return i if i < count else None

    def __len__(self) -> int:
        return len(self.starts)

    def _made(self, i: int) -> Sentence:
        section = self.paths[self.sections[i]]
        return Sentence(self.shown(i), self.kinds[i], self.starts[i], self.ends[i], section, self.leads.get(i, ""), self.lines[i])


def pieces_of(reports: Sequence[tuple[str, Sequence[Line]]], compiled: bool = BUILT) -> list[Pieces]:
    """Gives the pieces of reports: of each line, in the order of the text, one piece of structure or its sentences.

    A report is given as the text that holds it, and its lines. With `compiled`, the compiled kernels cut them; without,
    the sentences of all are looked for at once.
    """
    if compiled:
        return [_compiled(text, lines) for text, lines in reports]
    given = [line for _, lines in reports for line in lines]
    made = [Pieces(text) for text, _ in reports]
    if not given:
        return made
    runs = _Runs()
    for text, lines in reports:
        runs.add(text, lines)
    joined, bounds, shifts = "\n".join(runs.texts), np.array(runs.bounds, dtype=np.int64), np.array(runs.shifts, dtype=np.int64)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    classes = np.append(_classes().take(codes, mode="clip"), 0)
    stops = _stops(joined, classes, np.array(runs.quoted, dtype=np.int64).reshape(-1, 2))
    structure = np.array([line.kind != "" for line in given])
    around = np.searchsorted(bounds[:, 1], stops, side="right")  # the line of the character behind each stop
    inside = around < len(bounds)
    inside[inside] = (stops[inside] > bounds[around[inside], 0]) & ~structure[around[inside]]
    ends = np.sort(np.concatenate([stops[inside], bounds[:, 1]]))
    line = np.searchsorted(bounds[:, 1], ends)
    opens = np.empty(len(ends) + 1, dtype=bool)  # its line; beyond the end too
    opens[0] = opens[-1] = True
    np.not_equal(line[1:], line[:-1], out=opens[1:-1])
    starts = np.empty_like(ends)
    starts[1:] = ends[:-1]
    starts[opens[:-1]] = bounds[:, 0]
    alone, heads = (opens[:-1] & opens[1:]).tolist(), opens[:-1].tolist()
    odd = np.flatnonzero(classes.take(starts) & _MAY_OPEN)
    shift = shifts.take(line)
    first_lines = np.cumsum([0, *(len(lines) for _, lines in reports)])
    limits = np.searchsorted(line, first_lines)
    all_starts, all_ends = (starts - shift).tolist(), (ends - shift).tolist()
    lines_within = (line - np.repeat(first_lines[:-1], np.diff(limits))).tolist()
    odd_limits, odd_places = np.searchsorted(odd, limits).tolist(), odd.tolist()
    for number, (pieces, (_, lines)) in enumerate(zip(made, reports, strict=True)):
        low, high = limits[number : number + 2].tolist()
        pieces.starts, pieces.ends, pieces.lines = all_starts[low:high], all_ends[low:high], lines_within[low:high]
        pieces.alone, pieces.heads = alone[low:high], heads[low:high]
        pieces.kinds = ["sentence"] * (high - low)
        _describe(pieces, lines, [i - low for i in odd_places[odd_limits[number] : odd_limits[number + 1]]])
    return made


def _describe(pieces: Pieces, lines: Sequence[Line], odd: Sequence[int]) -> None:
    """Fills in kinds of structure, Markdown depths and list markers; `odd` are the pieces that may open with a blank or a marker."""
    _mark_structure(pieces, lines)
    for i in odd:
        start = pieces.starts[i]
        opening = pieces.text[start]
        if opening.isspace():
            while pieces.text[start].isspace():
                start += 1
            pieces.starts[i] = start
            opening = pieces.text[start]
        if (opening in OPENING or opening.isdecimal()) and pieces.kinds[i] == "sentence":
            _mark(pieces, i, start)
    pieces.looks = {i: _look(pieces, i) for i, head in enumerate(pieces.heads) if head}
    _find_calls(pieces)
    _find_dirty(pieces)


def _look(pieces: Pieces, i: int) -> int:
    """What a piece that opens a line or an item looks like."""
    raw, mark = pieces.raw(i), pieces.marks.get(i)
    looks = STOPPED * (raw[-1] in FULL_STOPS) | ENDED * (raw[-1] in f"{STOPS};")
    return looks | COUNTED * (_COUNTED.search(raw, mark.length if mark else 0) is not None)


def _find_dirty(pieces: Pieces) -> None:
    """Finds the pieces that hold markup or white space."""
    for found in _DIRTY.finditer(pieces.text, pieces.starts[0], pieces.ends[-1]) if len(pieces) else ():
        i = bisect_right(pieces.starts, found.start()) - 1
        if found.start() < pieces.ends[i]:
            pieces.dirty.add(i)


def _find_calls(pieces: Pieces) -> None:
    """Finds the pieces that may be a call."""
    text = pieces.text
    at = text.find("位", pieces.starts[0], pieces.ends[-1]) if len(pieces) else -1
    while at >= 0:
        i = bisect_right(pieces.starts, at) - 1
        raw = pieces.raw(i)
        if at < pieces.ends[i] and (_CALLED.search(raw) or any(mark in raw[: raw.rindex("位")] for mark in MARKUP)):
            pieces.calls.append(i)
        at = text.find("位", pieces.ends[i], pieces.ends[-1])


def _mark_structure(pieces: Pieces, lines: Sequence[Line]) -> None:
    for i, line in enumerate(lines):
        if line.kind or line.indent:
            first = bisect_left(pieces.lines, i)
            if line.kind:
                pieces.kinds[first] = line.kind
            else:
                pieces.indents[first] = line.indent


def _compiled(text: str, lines: Sequence[Line]) -> Pieces:
    """The pieces of one report, cut by the compiled kernels."""
    from classify import _kernels

    pieces = Pieces(text)
    if not lines:
        return pieces
    first, last = lines[0].start, lines[-1].end
    columns = _kernels.cut(text[first : last + _LOOKS_BEYOND_LINES], first, tuple(lines), characters())
    pieces.starts, pieces.ends, pieces.lines, pieces.alone, pieces.heads, pieces.looks, marked, pieces.calls, dirty = columns
    pieces.dirty = set(dirty)
    pieces.kinds = ["sentence"] * len(pieces.starts)
    _mark_structure(pieces, lines)
    for i, packed, alone in zip(marked[::3], marked[1::3], marked[2::3], strict=True):
        if packed >= 0:
            pieces.marks[i] = _marker(packed)
            pieces.heads[i] = True
        if alone >= 0:
            pieces.schemes[i] = SCHEMES[alone]
        elif alone == _ASKED and (mark := marker(pieces.shown(i))) is not None:
            pieces.schemes[i] = mark.scheme
    return pieces


@cache
def _marker(packed: int) -> Marker:
    return Marker(SCHEMES[packed >> 1 & 0x7F], packed >> 8, bool(packed & 1))


def _mark(pieces: Pieces, i: int, start: int) -> None:
    """Finds the list marker that opens a piece."""
    text, end = pieces.text, pieces.ends[i]
    mark = marker(text, start)
    if mark is not None and mark.length < end - start:
        pieces.marks[i] = mark
        pieces.heads[i] = True
    beyond = end - start < (2 * _LOOKS_BEYOND if mark is None else mark.length + _LOOKS_BEYOND)
    opening = text[start : min(start + _SHORT, end)]
    alone = marker(pieces.shown(i)) if beyond or "\n" in opening or "\r" in opening else mark
    if alone is not None:
        pieces.schemes[i] = alone.scheme


class _Runs:
    """Runs of text in which sentences may be looked for together, put one after another with a line break between them.

    A report is one run; where something would reach from one of its lines to the next, each line is. `bounds` are begin and end
    of each line in the whole, `shifts` how far that is from where it stands in its own text, `quoted` where quotations are.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.bounds: list[tuple[int, int]] = []
        self.shifts: list[int] = []
        self.quoted: list[tuple[int, int]] = []
        self._end = 0

    def add(self, text: str, lines: Sequence[Line]) -> None:
        """Adds the lines of a report."""
        if not lines:
            return
        first, last = lines[0].start, lines[-1].end
        quoted = [one.span() for one in _QUOTED.finditer(text, first, last)]
        if len(lines) > 1 and (text.find("<", first, last) >= 0 or _crossing(lines, quoted)):  # at tags lines end without a break
            for line in lines:
                self._add(text, [line], [one.span() for one in _QUOTED.finditer(text, line.start, line.end)])
        else:
            self._add(text, lines, quoted)

    def _add(self, text: str, lines: Sequence[Line], quoted: Sequence[tuple[int, int]]) -> None:
        first, last = lines[0].start, lines[-1].end
        shift = self._end - first
        self.texts.append(text[first:last])
        self.bounds += [(line.start + shift, line.end + shift) for line in lines]
        self.shifts += [shift] * len(lines)
        self.quoted += [(opened + shift, closed + shift) for opened, closed in quoted]
        self._end = last + shift + 1


def _crossing(lines: Sequence[Line], quoted: Sequence[tuple[int, int]]) -> bool:
    """Whether a quotation reaches into a line from outside it."""
    ends = [line.end for line in lines]
    for opened, closed in quoted:
        line = lines[bisect_right(ends, opened)]
        if closed > (line.end if line.start <= opened else line.start):
            return True
    return False


def _stops(text: str, classes: NDArray[np.uint8], quoted: Integers) -> Integers:
    """Where the sentences of a text end, closing marks included: not in quotations, titles and brackets after which they go on."""
    begins = np.flatnonzero(classes & _MAY_END)
    plain = (classes[begins] == _ENDS) & (classes[begins + 1] & (_MAY_END | _MAY_FOLLOW) == 0)
    ends = np.where(plain, begins + 1, 0)
    for i in np.flatnonzero(~plain).tolist():
        ends[i] = _end(text, int(begins[i]))
    ends, kept = np.unique(ends, return_index=True)  # a mark that follows another ends where that one does
    begins = begins[kept]
    around = np.searchsorted(quoted[:, 1], ends)
    held = around < len(quoted)
    held[held] = quoted[around[held], 0] < begins[held]
    for i in np.flatnonzero(held).tolist():
        (opened, closed), first, stop = quoted[around[i]].tolist(), int(begins[i]), int(ends[i])
        held[i] = stop < closed or text[first] in "；;" or text[opened] == "《" or _NO_END_BEFORE.match(text, stop) is not None
    return np.asarray(ends[~held & (ends > 0)])


def _end(text: str, at: int) -> int:
    """Where a mark that may end a sentence ends, with the marks that follow it; 0 where it ends none."""
    if not _is_stop(text, at):
        return 0
    while _is_stop(text, at):
        at += 1
    while True:
        if text[at : at + 1] in CLOSING and at < len(text):
            at += 1
        elif text.startswith("**", at) and (at + 2 == len(text) or text[at + 2].isspace()):
            at += 2
        else:
            return at


def _is_stop(text: str, at: int) -> bool:
    mark, before, behind = text[at : at + 1], text[at - 1 : at], text[at + 1 : at + 2]
    if mark == ".":
        return (_is_han(before) or before in ("）", ")", "”")) and (not behind or behind.isspace() or _is_han(behind))
    if mark == ";":
        return not (behind in ("#", "&") or (behind.isascii() and behind.isalpha()))
    return mark != "" and mark in STOPS


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


@cache
def _classes() -> NDArray[np.uint8]:
    """What each code point may do: end a sentence, follow such a mark, open a piece as a blank or as part of a list marker.

    The last entry stands for all code points above.
    """
    table = np.zeros(0x10001, dtype=np.uint8)
    for low, high in ((0x600, 0x2000), (0xA000, 0xAC00), (0xFF10, 0xFF1A), (0x10000, 0x10001)):  # digits of other scripts are among them
        table[low:high] = _MAY_OPEN
    blanks = [code for code in range(0x3001) if chr(code).isspace()]
    table[[*blanks, *map(ord, OPENING), *range(ord("0"), ord("9") + 1)]] = _MAY_OPEN
    for marks, bits in ((STOPS, _ENDS), (";.", _MAY_END & ~_ENDS), (f"{CLOSING}*", _MAY_FOLLOW)):
        table[[ord(mark) for mark in marks]] |= bits
    return table


def without_breaks(text: str) -> str:
    """Gives a text with its line breaks and the blanks around them taken out."""
    return _BREAK.sub("", text) if "\n" in text or "\r" in text else text


def clean(text: str) -> str:
    """The words of a piece without watermarks, markup, and white space between Chinese characters."""
    if "#" in text and not _MARKUP.match(text) and (depth := _DEPTH.match(text)):
        text = text[depth.end() :]
    if "<" in text or "#" in text or "&" in text or "`" in text:
        text = _MARKUP.sub("", text)
    if "**" in text:
        text = _BOLD.sub(r"\1", text)
    return _BETWEEN_HAN.sub("", text).strip() if " " in text or "\u3000" in text or "\t" in text else text
