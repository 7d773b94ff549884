from __future__ import annotations

import numpy as np
import pytest

from classify.predictions import OfPieces, Predictions
from classify.records import Prediction

GIVEN = Predictions(("a", "b"), np.array([[0.9, 0.1], [0.2, 0.8], [0.5, 0.5]]), np.array([0, 1, 0]), np.array([False, False, True]))
RECORDS = [Prediction("a", {"a": 0.9, "b": 0.1}), Prediction("b", {"a": 0.2, "b": 0.8}), Prediction("a", {"a": 0.5, "b": 0.5}, True)]


def test_predictions_are_a_sequence_of_records() -> None:
    assert list(GIVEN) == RECORDS
    assert [GIVEN[i] for i in (0, 1, -1)] == RECORDS
    assert GIVEN[1:] == tuple(RECORDS[1:])
    assert RECORDS == GIVEN
    assert RECORDS[:2] != GIVEN
    assert GIVEN.given == ["a", "b", "a"]


def test_a_part_is_what_a_slice_would_be() -> None:
    assert GIVEN.part(1, 3) == RECORDS[1:]
    assert len(GIVEN.part(1, 1)) == 0


def test_structure_has_no_prediction() -> None:
    found = OfPieces(GIVEN, ["title", "sentence", "heading", "sentence", "sentence"])
    expected = [None, RECORDS[0], None, *RECORDS[1:]]
    assert found == expected
    assert [found[i] for i in range(5)] == expected
    assert found[-1] == RECORDS[2]
    assert found[1:3] == (RECORDS[0], None)
    assert found.labels == [None, "a", None, "b", "a"]
    with pytest.raises(IndexError):
        found[5]
