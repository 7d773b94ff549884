"""Sentences of reports normalised as `words` does it, and what they look like, by the compiled kernels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from classify import _kernels
from classify.characters import characters
from classify.pieces import clean, without_breaks
from classify.places import MOST_YEARS

if TYPE_CHECKING:
    from classify.pieces import Pieces


def normalised(reports: Sequence[tuple[Pieces, int | None]]) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:
    """Gives the code points of the n sentences of reports, of each its pieces and the year reported on.

    Also where each sentence begins and all end (n + 1), and their shapes (n × 6): length, numbers, last character, whether there
    is a document or a date, years as bits.
    """
    given = []
    for pieces, year in reports:
        if len(pieces):
            first = pieces.starts[0]
            given.append((pieces.text[first : pieces.ends[-1]], first, pieces.starts, pieces.ends, pieces.kinds, year or 0))
    codes, bounds, shapes = _kernels.normalise(given, "sentence", _cleaned, characters(), MOST_YEARS)
    return np.frombuffer(codes, np.uint32), np.frombuffer(bounds, np.int64), np.frombuffer(shapes, np.int64).reshape(-1, 6)


def _cleaned(raw: str) -> str:
    return clean(without_breaks(raw))
