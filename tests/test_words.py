from __future__ import annotations

from pathlib import Path

import pytest
from conftest import EXAMPLE, LABELS
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.errors import ClassifyError
from classify.words import normalise, normalised, segmenter


def test_masks_numbers_and_widths_are_made_alike() -> None:
    assert normalise("ＸＸ县D建投入Ｘ万元，增长5.8%") == normalise("XX县党建投入42.6万元,增长 12.5%") == "某县党建投入0万元，增长0%"
    assert normalise("2023年　召开会议(3次);") == "2023年召开会议（0次）；"


def test_years_keep_their_digits_and_letters_stay() -> None:
    assert normalise("2023年DNA检测1985份") == "2023年DNA检测1985份"


def test_both_engines_give_the_same_words() -> None:
    texts = [normalise(line) for line in EXAMPLE.read_text("utf-8").splitlines() if line]
    texts += [normalise(line) for place in sorted(LABELS.glob("*.txt"))[:40] for line in place.read_text("utf-8").splitlines()]
    fast, reference = segmenter(), segmenter(engine="jieba")
    assert len(texts) > 1000
    assert [fast(text) for text in texts] == [reference(text) for text in texts]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="全面落实河长制三会一课党建0%某县2023年，。（）“”AB《》领导小组工作专班 ", max_size=60))
def test_both_engines_give_the_same_words_for_any_text(text: str) -> None:
    assert segmenter()(normalise(text)) == segmenter(engine="jieba")(normalise(text))


def test_the_words_of_a_text_make_up_the_text() -> None:
    text = normalise("全面落实河长制，三会一课坚持得好。")
    assert "".join(segmenter()(text)) == text


def test_the_dictionary_can_be_replaced(tmp_path: Path) -> None:
    mine = tmp_path / "words.txt"
    mine.write_text("# my words\n松材线虫病 2000\n即死即清\n", encoding="utf-8")
    assert "松材线虫病" in segmenter(mine)("开展松材线虫病普查")
    assert "即死即清" in segmenter(mine, "jieba")("落实即死即清措施")
    assert "即死即清" not in segmenter()("落实即死即清措施")


def test_the_global_tokenizer_stays_untouched() -> None:
    import jieba

    segmenter(engine="jieba")
    assert "三会一课" not in jieba.dt.FREQ


def test_a_broken_dictionary_names_file_and_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("好词 100\n坏词 often\n", encoding="utf-8")
    with pytest.raises(ClassifyError, match=r"bad.txt:2: 'often' is no frequency"):
        segmenter(bad)
    with pytest.raises(ClassifyError, match="cannot be read"):
        segmenter(tmp_path / "none.txt")
    with pytest.raises(ClassifyError, match="unknown segmentation engine"):
        segmenter(engine="abacus")


def test_many_texts_are_normalised_as_each_alone() -> None:
    texts = [
        "",
        "ＸＸ县D建投入Ｘ万元，增长5.8%，2023年",
        "2023",
        "年3月 至2024，2025年",
        "X",
        "万元",
        "D",
        "建好",
        "零X项",
        "甲×乙**户",
        "19.52023",
        "a\x85b",
    ]
    assert normalised(texts) == [normalise(text) for text in texts]
    assert normalised([*texts, "nul\x00 inside"]) == [normalise(text) for text in [*texts, "nul\x00 inside"]]
    assert normalised(texts * 100) == normalised(texts) * 100


def test_years_stay_and_other_numbers_are_alike() -> None:
    assert normalise("2023年至1999，2024.5万；12023；20231；1/2；2001") == "2023年至0万；0；0；0/0；2001"
