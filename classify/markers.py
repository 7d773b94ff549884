"""List markers: the numbering with which Chinese reports open a heading, an item or a lead.

The schemes are those of GB/T 9704 (一、 （一） 1. （1）) and what reports use besides (第一， 一是 首先 ① ——  # of Markdown).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from classify.characters import OPENING, characters
from classify.kernels import BUILT
from classify.patterns import pattern

_CN = "[一二三四五六七八九十百零〇]{1,4}"
_SCHEMES = (
    ("chapter", rf"第{_CN}[章节部分篇]{{1,2}}[、:： \u3000]?"),
    (
        "cn",
        rf"{_CN}(?:[、．，](?![一二三四五六七八九十百千两]+[月个两、季批期年所轮级]|[一二三四五六七八九十]、)|\.(?!\d))|[壹贰叁肆伍陆柒捌玖拾][、.．]",
    ),
    ("(cn)", rf"[（(〔【]{_CN}[）)〕】][、.．]?|{_CN}[）)](?=[^，。；])"),
    ("ordinal", rf"第{_CN}[，,、:：]|其[一二三四五六七八九十]+[，,、:：]"),
    ("item", rf"{_CN}(?:是|要|则)要?(?=[^，。；])|(?:首先|其次|再次|再者|最后|此外|另外|一方面|另一方面)(?:是|，|要)"),
    ("(1)", r"[（(]\d{1,2}[）)][、.．]?|\d{1,2}[）)]"),
    ("1.", r"\d{1,2}(?:\.\d{1,2}){0,3}(?:[、．]|\.(?!\d))|\d{1,2}(?:\.\d{1,2}){1,3}(?=[ \u3000]*[^\d%‰％万亿元倍个百千\s.．、])"),
    ("①", r"[①-⑳㈠-㈩⑴-⒇❶-❿][、.．]?"),
    ("dash", r"——+|──+|[■●◆▲★◎○□◇※►▶•·]+"),
)
_MARKER = pattern(r"[ \t\u3000]*(?:" + "|".join(f"(?P<s{i}>{form})" for i, (_, form) in enumerate(_SCHEMES)) + r")[ \t\u3000]*")
SCHEMES = tuple(name for name, _ in _SCHEMES)
"""The numbering schemes by name."""

_NAMES = {f"s{i}": name for i, name in enumerate(SCHEMES)}
_FIRST = pattern(r"[ \t\u3000]*(?:[（(]?[一1](?:[^一-龥]|[是要则）)])|第一|首先|其一|[①⑴㈠❶]|一方面)")


class Marker(NamedTuple):
    """A list marker: its numbering scheme, its length in characters, and whether it is the first of its list."""

    scheme: str
    length: int
    first: bool


def opens_marker(text: str, start: int = 0) -> bool:
    """Whether the character of a text at `start` may open a list marker; most sentences open with another."""
    opening = text[start : start + 1]
    return opening in OPENING or opening.isdecimal()


def marker(text: str, start: int = 0) -> Marker | None:
    """Gives the list marker that opens the text at `start`, or None.

    >>> marker("（二）加强领导。").scheme
    '(cn)'
    >>> marker("5.8%的增长") is None
    True
    """
    if not opens_marker(text, start):
        return None
    return _compiled()(text, start) if BUILT else by_pattern(text, start)


def by_pattern(text: str, start: int = 0) -> Marker | None:
    """Gives what `marker` gives, by regular expression."""
    found = _MARKER.match(text, start)
    if found is None:
        return None
    return Marker(_NAMES[str(found.lastgroup)], found.end() - start, _FIRST.match(text, start) is not None)


@cache
def _compiled() -> Callable[[str, int], Marker | None]:
    from classify import _kernels

    tables = characters()

    def found(text: str, start: int) -> Marker | None:
        mark = _kernels.marker(text, start, tables)
        return None if mark is None else Marker(SCHEMES[mark[0]], mark[1], bool(mark[2]))

    return found
