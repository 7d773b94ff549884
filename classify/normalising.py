"""Texts normalised as `words` does it, compiled with Numba: one walk over code points instead of a regular expression for each rule."""

from __future__ import annotations

from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from classify.words import WIDTHS

Integers = NDArray[np.int64]
Codes = NDArray[np.uint32]

_PLANE = 0x10000  # code points of the tables; a text with any above is for `words`
_BLANK, _DIGIT, _HAN, _LATIN, _MASK, _ZERO, _UNIT, _POINT = (1 << i for i in range(8))
_ROOM = 8  # code points that may be looked at beyond the end
_ONE, _TWO, _NINE, _NOUGHT = map(ord, "1290")
_D, _PARTY, _SOME = ord("D"), ord("党"), ord("某")
_ODD, _MANY = map(ord, "余多")


def normalised(codes: Codes) -> Integers | None:
    """Gives the code points of a text as `words.normalise` would write it; None where this cannot tell, for rare characters."""
    if len(codes) and codes.max() >= _PLANE:
        return None
    widths, kinds = _tables()
    found = np.zeros(len(codes) + _ROOM, dtype=np.int64)
    count = _write(codes, widths, kinds, found)
    count = _party(found, count, kinds)
    count = _numbers(found, count, kinds)
    return found[: _masks(found, count, kinds)]


@cache
def _tables() -> tuple[Codes, NDArray[np.uint8]]:
    """What each code point is written as, and what it is after that: bits."""
    widths = np.arange(_PLANE, dtype=np.uint32)
    widths[list(WIDTHS)] = [ord(written) for written in WIDTHS.values()]
    kinds = np.zeros(_PLANE, dtype=np.uint8)
    characters = list(map(chr, range(_PLANE)))
    kinds[[character.isspace() for character in characters]] |= _BLANK
    kinds[[character.isdecimal() for character in characters]] |= _DIGIT
    kinds[0x4E00:0xA000] |= _HAN
    for marks, bit in (
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", _LATIN),
        ("Xx×*", _MASK),
        ("〇零", _ZERO),
        ("万亿千百元吨亩株名人个项次件户家套%％年月日", _UNIT),
        (".,，", _POINT),
    ):
        kinds[[ord(mark) for mark in marks]] |= bit
    return widths, kinds


@njit(cache=True, nogil=True)
def _write(codes: Codes, widths: Codes, kinds: NDArray[np.uint8], found: Integers) -> int:
    """Widths made alike, blanks left out."""
    count = 0
    for code in codes:
        written = widths[code]
        found[count] = written
        count += (kinds[written] & _BLANK) == 0
    found[count : count + _ROOM] = 0
    return count


@njit(cache=True, nogil=True)
def _party(text: Integers, count: int, kinds: NDArray[np.uint8]) -> int:
    """D建 as 党建."""
    before = 0
    for i in range(count):
        code = text[i]
        if code == _D:
            behind = kinds[text[i + 1]]
            opens = kinds[before] & _LATIN == 0 and behind & _HAN != 0
            if opens or (kinds[before] & _HAN != 0 and behind & _LATIN == 0 and not 48 <= text[i + 1] <= 57):
                text[i] = _PARTY
        before = code
    return count


@njit(cache=True, nogil=True)
def _numbers(text: Integers, count: int, kinds: NDArray[np.uint8]) -> int:
    """All numbers but years as 0."""
    number, before, i = 0, 0, 0
    while i < count:
        code = text[i]
        end = i + 1
        if kinds[code] & _DIGIT and kinds[before] & _DIGIT == 0 and not _is_year(text, i, kinds):
            while kinds[text[end]] & _DIGIT:
                end += 1
            while kinds[text[end]] & _POINT and kinds[text[end + 1]] & _DIGIT:
                end += 2
                while kinds[text[end]] & _DIGIT:
                    end += 1
            code = _NOUGHT
        before = text[end - 1]
        text[number] = code
        number += 1
        i = end
    text[number : number + _ROOM] = 0
    return number


@njit(cache=True, nogil=True)
def _is_year(text: Integers, i: int, kinds: NDArray[np.uint8]) -> bool:
    century = (text[i] == _ONE and text[i + 1] == _NINE) or (text[i] == _TWO and text[i + 1] == _NOUGHT)
    if not century or kinds[text[i + 2]] & kinds[text[i + 3]] & _DIGIT == 0:
        return False
    behind = kinds[text[i + 4]]
    return behind & _DIGIT == 0 and not (behind & _POINT and kinds[text[i + 5]] & _DIGIT)


@njit(cache=True, nogil=True)
def _masks(text: Integers, count: int, kinds: NDArray[np.uint8]) -> int:
    """X万 as 0万, XX县 as 某县."""
    number, before, i = 0, 0, 0
    while i < count:
        code, kind = text[i], kinds[text[i]]
        end = i + 1
        if kind & (_MASK | _ZERO):
            while kinds[text[end]] & _MASK:
                end += 1
            counted = (kind & _MASK or end > i + 1) and (
                kinds[text[end]] & _UNIT or ((text[end] == _ODD or text[end] == _MANY) and kinds[text[end + 1]] & _UNIT)
            )
            if counted:
                code = _NOUGHT
            elif kind & _MASK and (kinds[text[end]] & _HAN or kinds[before] & _HAN):
                code = _SOME
            else:
                end = i + 1
        before = text[end - 1]
        text[number] = code
        number += 1
        i = end
    return number
