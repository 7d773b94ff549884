from __future__ import annotations

import numpy as np
import pytest

from classify.markers import SCHEMES
from classify.places import Place, Surroundings, packed, place_tokens, tokens_of_place, unpacked
from classify.records import KINDS

PLACES = [
    Place("", 0, 0, "", False, False, ()),
    Place("item", 6, 4, "。", True, True, (-2, 0, 2), Surroundings("heading", "", True, False, 3, "plan")),
    Place(SCHEMES[-1], 3, 1, "𠮷", False, True, (1,), Surroundings("", KINDS[-1], False, True, 0, "")),
]


def number(place: Place) -> int:
    around = place.surroundings
    parts = {
        "marker": ("", *SCHEMES).index(place.marker),
        "length": place.length,
        "numbers": place.numbers,
        "end": ord(place.end) if place.end else 0,
        "document": int(place.document),
        "date": int(place.date),
        "years": sum(1 << year + 2 for year in place.years),
    }
    if around is not None:
        kinds = ("", *KINDS)
        parts |= {"known": 1, "before": kinds.index(around.before), "after": kinds.index(around.after)}
        parts |= {"opens": int(around.opens), "closes": int(around.closes), "depth": around.depth}
        parts |= {"section": ("", "problem", "plan", "review").index(around.section)}
    return int(packed({name: np.array([value], dtype=np.int64) for name, value in parts.items()})[0])


@pytest.mark.parametrize("place", PLACES)
def test_a_place_comes_back_from_its_number(place: Place) -> None:
    assert unpacked(number(place)) == place


@pytest.mark.parametrize("place", PLACES)
def test_a_packed_place_has_the_tokens_of_the_place(place: Place) -> None:
    assert tokens_of_place(number(place)) == place_tokens(place)
    assert tokens_of_place(("marker:", "end:。")) == ("marker:", "end:。")


def test_tokens_of_surroundings_can_be_told_from_the_others() -> None:
    assert [token for token in place_tokens(PLACES[1]) if token.startswith("@")] == [
        "@before:heading",
        "@after:",
        "@paragraph:opens",
        "@depth:3",
        "@section:plan",
    ]
    assert {"year-2", "year+0", "year+2", "document", "date"} <= set(place_tokens(PLACES[1]))
