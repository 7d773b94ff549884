from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.markers import SCHEMES
from classify.places import KNOWN, LAST, Place, Surroundings, packed, parts, place_tokens, tokens_of_place, unpacked
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


@given(
    st.sampled_from(range(len(SCHEMES) + 1)),
    st.integers(0, 6),
    st.integers(0, 4),
    st.integers(0, 127),
    st.integers(0, len(KINDS)),
    st.integers(0, 255),
)
def test_the_parts_of_a_packed_place_have_its_tokens(marker: int, length: int, numbers: int, own: int, kind: int, around: int) -> None:
    given_parts = {"marker": marker, "length": length, "numbers": numbers, "end": ord("。")}
    given_parts |= {"document": own & 1, "date": own >> 1 & 1, "years": own >> 2}
    if around & 1:
        given_parts |= {"known": 1, "before": kind, "after": len(KINDS) - kind, "opens": around >> 1 & 1, "closes": around >> 2 & 1}
        given_parts |= {"depth": around >> 3 & 3, "section": around >> 5 & 3}
    place = int(packed({name: np.array([value], dtype=np.int64) for name, value in given_parts.items()})[0])
    found = []
    for part in parts():
        if place & KNOWN or not part.around:
            found += part.tokens[place >> part.shift & (1 << (len(part.tokens) - 1).bit_length()) - 1]
    assert sorted(found) == sorted({*tokens_of_place(place)} - {"end:。"})
    assert chr(place & LAST) == "。"


def test_tokens_of_surroundings_can_be_told_from_the_others() -> None:
    assert [token for token in place_tokens(PLACES[1]) if token.startswith("@")] == [
        "@before:heading",
        "@after:",
        "@paragraph:opens",
        "@depth:3",
        "@section:plan",
    ]
    assert {"year-2", "year+0", "year+2", "document", "date"} <= set(place_tokens(PLACES[1]))
