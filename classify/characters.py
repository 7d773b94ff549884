"""Classes of characters that the road looks for, and the tables in which the compiled kernels look characters up."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from classify.words import WIDTHS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Characters = tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint8]]

OPENING = frozenset(" \t\u3000第其首再最此另一二三四五六七八九十百零〇壹贰叁肆伍陆柒捌玖拾（(〔【—─■●◆▲★◎○□◇※►▶•·") | {
    chr(code) for low, high in ((0x2460, 0x2473), (0x3220, 0x3229), (0x2474, 0x2487), (0x2776, 0x277F)) for code in range(low, high + 1)
}
"""Characters that open a list marker, besides digits."""

STOPS, CLOSING = "。！？!?；", "”’」』）)】》\"'"
"""Marks that end a sentence wherever they stand, and marks that stay with them."""

FULL_STOPS = "。；？"
"""Marks with which no date, addressee, name or title in brackets ends."""

MASKS = "Xx×*"
"""What stands for digits and names that are not told."""

MARKUP = "<#*&`"
"""Characters that markup begins with."""

FURNITURE = frozenset("-—–－~·0123456789第Pp#=*_`下打全收加还减关返分复字【】上责编来发更时日作阅浏点信!hw")
"""Characters that page numbers and other notices begin with."""

PLAIN_ENDS = frozenset("。；！？：:…")
"""Characters that end a line which neither is an entry of a table of contents nor repeats as furniture of a page."""

NEVER_FIRST, NEVER_LAST = "，、。；：！？）】》”", "，、（《“"
"""Marks with which no writer begins, or ends, a line."""

BLANKS = " \t\u3000\xa0"
"""Blanks that stand before a line."""

WIDE = (
    *((0x1100, 0x115F), (0x2014, 0x2014), (0x2018, 0x201D), (0x2026, 0x2026), (0x2E80, 0xA4CF)),
    *((0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFF60), (0xFFE0, 0xFFE6)),
)
"""Code points that take two columns on a terminal, first and last of each range."""

_LOW = 0x20000  # code points below this are in the tables; there are no digits and blanks beyond
_HAN = slice(0x4E00, 0xA000)
_CLASSES: tuple[Iterable[str], ...] = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    MASKS,
    "〇零",
    "万亿千百元吨亩株名人个项次件户家套%％年月日",
    ".,，",
    MARKUP,
    STOPS,
    ";.",
    f"{CLOSING}*",
    OPENING,
    "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029",
    BLANKS,
    "",
    FURNITURE,
    "\t<|公微小知Q会更海版侵仅免",
    PLAIN_ENDS,
    NEVER_FIRST,
    NEVER_LAST,
    "。！？；，,;",
    "“「《（(",
)
"""Characters of each class, whose bits count from that of letters on."""


@cache
def characters() -> Characters:
    """Gives what each code point is written as, what it is, as bits, and the value of each digit; bits are those of c/characters.h."""
    import numpy as np

    widths = np.arange(_LOW, dtype=np.uint32)
    every = widths.view("U1")
    kinds = np.strings.isspace(every).astype(np.uint32)
    digits = np.flatnonzero(np.strings.isdecimal(every))
    values = np.zeros(_LOW, dtype=np.uint8)
    values[digits] = [int(chr(digit)) for digit in digits.tolist()]
    widths = widths.copy()
    widths[list(WIDTHS)] = [ord(written) for written in WIDTHS.values()]
    kinds[digits] |= 1 << 1
    kinds[_HAN] |= 1 << 2
    for bit, marks in enumerate(_CLASSES, start=3):
        kinds[[ord(mark) for mark in marks]] |= 1 << bit
    for low, high in WIDE:
        kinds[low : high + 1] |= 1 << 15
    return widths, kinds, values
