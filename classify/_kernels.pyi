"""The inner loops of labelling, compiled from classify/c; absent where there was no C compiler.

All arrays are contiguous. Everything raises ValueError where arrays do not fit together, and MemoryError.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from classify.records import Line

_Trie = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8]]
_WordTable = tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]
_Characters = tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint8]]

class Tables: ...

def tables(
    codes: NDArray[np.void],
    characters: tuple[_Trie, float],
    pairs: tuple[_Trie, float],
    lexicon: tuple[_Trie, NDArray[np.float64], _WordTable, NDArray[np.int64]],
    times: NDArray[np.float64],
    places: tuple[NDArray[np.float64], NDArray[np.int64], int, float],
    morphology: tuple[NDArray[np.float64], int, int, float],
    headings: tuple[NDArray[np.float64], _WordTable, NDArray[np.int64], float],
    labels: int,
    /,
) -> Tables: ...
def score(
    tables: Tables,
    codes: NDArray[np.uint32],
    bounds: NDArray[np.int64],
    places: NDArray[np.int64] | None,
    sections: NDArray[np.int64],
    total: NDArray[np.float64],
    /,
) -> None: ...
def words(tables: Tables, texts: list[str], /) -> list[list[str]]: ...
def headings(
    tables: Tables,
    headings: list[str],
    members: NDArray[np.int64],
    tokens: NDArray[np.int64],
    bounds: NDArray[np.int64],
    found: NDArray[np.float64],
    characters: _Characters,
    /,
) -> None: ...
def chain(
    decisions: NDArray[np.float64],
    scale: float,
    bias: NDArray[np.float64],
    lowest: float,
    moves: NDArray[np.float64],
    boundaries: NDArray[np.int64],
    found: NDArray[np.float64],
    /,
) -> None: ...
def normalise(
    reports: Sequence[tuple[str, int, list[int], list[int], list[str], int]],
    kind: str,
    clean: Callable[[str], str],
    characters: _Characters,
    most: int,
    /,
) -> tuple[bytes, bytes, bytes]: ...
def cut(
    text: str, base: int, lines: tuple[Line, ...], characters: _Characters, /
) -> tuple[list[int], list[int], list[int], list[bool], list[bool], dict[int, int], list[int], list[int], list[int]]: ...
def lines(
    text: str, cuts: list[int], characters: _Characters, /
) -> tuple[list[int], list[int], list[tuple[int, int]], list[int], bool, list[int] | None, list[int] | None]: ...
def marker(text: str, start: int, characters: _Characters, /) -> tuple[int, int, int] | None: ...
