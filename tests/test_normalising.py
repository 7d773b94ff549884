from __future__ import annotations

import pytest
from conftest import LABELS
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.kernels import BUILT
from classify.pieces import Pieces, clean
from classify.words import normalised_together, together

if not BUILT:
    pytest.skip("the compiled kernels were not built", allow_module_level=True)

from classify.normalising import normalised


def compiled(*texts: str, year: int | None = None) -> tuple[str, list[list[int]]]:
    """Texts as the sentences of one report, normalised, and their shapes."""
    pieces = Pieces("".join(texts))
    for text in texts:
        pieces.starts.append(pieces.ends[-1] if pieces.ends else 0)
        pieces.ends.append(pieces.starts[-1] + len(text))
        pieces.kinds.append("sentence")
    codes, bounds, shapes = normalised([(pieces, year)])
    assert bounds[-1] == len(codes)
    assert (codes[bounds[:-1]] == 2).all()
    return "".join(map(chr, codes.tolist())), shapes.tolist()


@settings(max_examples=1500)
@given(st.text(st.sampled_from("Xx×*〇零余多万年县中a，0129.,D党A１９： \u3000\x85٣𝟗𠮷½「。\x02\x03"), max_size=14))
def test_rules_are_those_of_words(text: str) -> None:
    assert compiled(text, "D")[0] == normalised_together(together([clean(text), "D"]))


def test_whole_reports_are_the_same() -> None:
    texts = [path.read_text("utf-8") for path in sorted(LABELS.glob("*.txt"))[::10]]
    texts = [*map(clean, texts), "ＸＸ县D建投入Ｘ万元，增长5.8%，2023年", "\x02开\x03"]
    assert compiled(*texts)[0] == normalised_together(together(texts))


def test_markup_is_left_out_of_the_sentences_that_have_it() -> None:
    text, _ = compiled("<b>完成</b>", "##k##增长", "`投入`&nbsp;两亿元")
    assert text == "\x02完成\x03\x02增长\x03\x02投入两亿元\x03"


def test_shapes() -> None:
    shape = compiled("《办法》5项，3月5日。", "", "12019年", "2020年、1998年、2021年", "20٢٠年。", year=2020)[1]
    assert shape == [
        [12, 3, ord("。"), 1, 1, 0],
        [0, 0, 0, 0, 0, 0],
        [2, 1, ord("年"), 0, 0, 0],
        [17, 3, ord("年"), 0, 0, 0b01101],
        [6, 1, ord("。"), 0, 0, 0b00100],
    ]
    assert [one[-1] for one in compiled("2020年、1998年")[1]] == [0]


def test_pieces_outside_their_text_are_refused() -> None:
    pieces = Pieces("工作")
    pieces.starts, pieces.ends, pieces.kinds = [0, 1], [5, 2], ["sentence", "sentence"]
    with pytest.raises(ValueError, match="outside its text"):
        normalised([(pieces, None)])
    pieces.starts = [0]
    with pytest.raises(ValueError, match="different lengths"):
        normalised([(pieces, None)])
