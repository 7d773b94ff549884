from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from conftest import LABELS

from classify.lexicon import Cutter, arrays_of, codes_of, lexicon, lexicon_from
from classify.words import entries, normalise, segmenter

MARKED = "的了是在，。；“”《》ABZabc019+#&._%-—①γκ\ue000𠀁😀"


@pytest.fixture(scope="module")
def cutter() -> Cutter:
    return Cutter(lexicon())


def words(cutter: Cutter, text: str) -> list[str]:
    codes = codes_of([f"{text}\x03"])[0]
    bounds = [*cutter.cut(codes).starts.tolist(), len(codes)]
    return [text[low:high] for low, high in pairwise(bounds)][:-1]


def test_reports_are_cut_into_the_words_of_rjieba(cutter: Cutter) -> None:
    reports = [normalise(place.read_text("utf-8")) for place in sorted(LABELS.glob("*.txt"))[::4]]
    text = "\x02".join(reports)
    assert len(text) > 100_000
    assert words(cutter, text) == segmenter()(text)


def test_strange_mixtures_are_cut_into_the_words_of_rjieba(cutter: Cutter) -> None:
    chosen = random.Random(0)
    pieces = [*MARKED, *(word for word, _ in entries()), "AT&T", "B超", "C++", "T恤", "卡拉OK", "中华人民共和国", "XX", "2023", "GDP"]
    pieces += [chr(chosen.randrange(0x3400, 0x9FFF)) for _ in range(200)]
    texts = ["".join(chosen.choices(pieces, k=chosen.randint(1, 30))) for _ in range(2000)]
    assert [words(cutter, text) for text in texts] == [segmenter()(text) for text in texts]


def test_each_word_comes_with_its_node(cutter: Cutter) -> None:
    text = "全年GDP增长0%，乡村振兴有序推进。"
    found = cutter.cut(codes_of([f"{text}\x03"])[0])
    assert found.nodes[:-1].tolist() == cutter.lexicon.nodes(words(cutter, text)).tolist()
    assert (found.nodes[:-1] > 0).tolist() == [word not in ("GDP", "0", "%", "，", "。") for word in words(cutter, text)]


def test_words_of_the_user_dictionary_stay_whole(tmp_path: Path) -> None:
    place = tmp_path / "words.txt"
    place.write_text("栾树花开\n三会一课 5000\n", encoding="utf-8")
    assert words(Cutter(lexicon(place)), "落实栾树花开") == ["落实", "栾树花开"]


def test_many_texts_are_cut_at_once(cutter: Cutter) -> None:
    texts = ["全面推进乡村振兴", "", "，", "GDP增长0%"]
    assert cutter.words(texts) == [segmenter()(text) for text in texts]
    assert cutter.words([]) == []


def test_a_lexicon_comes_back_from_its_arrays(cutter: Cutter) -> None:
    found = lexicon_from(arrays_of(cutter.lexicon))
    text = "全年深入推进乡村振兴，中华人民共和国GDP。"
    assert words(Cutter(found), text) == words(cutter, text)
    assert found.nodes(["乡村", "振兴"]).tolist() == cutter.lexicon.nodes(["乡村", "振兴"]).tolist()
    with pytest.raises(ValueError, match="do not fit together"):
        lexicon_from(arrays_of(cutter.lexicon) | {"frequencies": np.zeros(3)})


def test_a_text_without_words_is_cut_into_its_characters(cutter: Cutter) -> None:
    assert words(cutter, "") == []
    assert words(cutter, "，。") == ["，", "。"]
    assert cutter.lexicon.nodes([]).tolist() == []
    assert np.array_equal(cutter.lexicon.nodes(["不存在的词语啊", "\x00", "工作"]) > 0, [False, False, True])
