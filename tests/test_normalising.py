from __future__ import annotations

import numpy as np
import pytest
from conftest import LABELS
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.words import normalised_together, together

pytest.importorskip("numba")

from classify.normalising import normalised


def compiled(text: str) -> str:
    found = normalised(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32))
    assert found is not None
    return "".join(map(chr, found.tolist()))


@settings(max_examples=1500)
@given(st.text(st.sampled_from("Xx×*〇零余多万年县中a，0129.,D党A１９： \u3000\x85٣½「。"), max_size=14))
def test_rules_are_those_of_words(text: str) -> None:
    assert compiled(text) == normalised_together(text)


def test_whole_reports_are_the_same() -> None:
    texts = [path.read_text("utf-8") for path in sorted(LABELS.glob("*.txt"))[::10]]
    joined = together([*texts, "ＸＸ县D建投入Ｘ万元，增长5.8%，2023年", "\x02开\x03"])
    assert compiled(joined) == normalised_together(joined)
    assert compiled(joined).count("\x02") == len(texts) + 2


def test_rare_characters_are_left_to_words() -> None:
    assert normalised(np.array([0x20BB7, 0x4E2D], dtype=np.uint32)) is None
