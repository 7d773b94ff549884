"""What is known of code points: tables that the compiled kernels look characters up in."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from classify.markers import OPENING
from classify.pieces import CLOSING, MARKUP, STOPS
from classify.words import WIDTHS

Characters = tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint8]]

_LOW = 0x20000  # code points below this are in the tables; there are no digits and blanks beyond
_HAN = slice(0x4E00, 0xA000)
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@cache
def characters() -> Characters:
    """Gives what each code point is written as, what it is, as bits, and the value of each digit; bits are those of c/characters.h."""
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
    classes = ("Xx×*", "〇零", "万亿千百元吨亩株名人个项次件户家套%％年月日", ".,，", MARKUP, STOPS, ";.", f"{CLOSING}*", OPENING)
    for bit, marks in enumerate((_LATIN, *classes), start=3):
        kinds[[ord(mark) for mark in marks]] |= 1 << bit
    return widths, kinds, values
