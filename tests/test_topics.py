from __future__ import annotations

import pytest

from classify import topics as module
from classify.folder import default_path, load, loaded_scorer
from classify.topics import likeness, objects, topics


def topic_pair(one: str, other: str) -> float:
    first, second = topics([objects([one])[0], objects([other])[0]])
    return likeness(first, second)


def test_object_words_name_what_a_sentence_is_about() -> None:
    assert objects(["进一步加强河道巡查工作，但力量仍然不足。"])[0] == {"河道", "巡查", "力量"}
    assert objects(["我们要持续加强，工作仍有不足。"])[0] == set()
    assert objects(["\ud800"])[0] == set()


def test_object_words_are_the_same_whether_or_not_the_shipped_model_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["泵站设备老化，\x03经费仍然不足。", "2024年计划维修渠道8.6公里，D建引领乡村振兴。", "", "GDP增长5.8%"]
    model = load(check=False)
    assert loaded_scorer(default_path()) is model.scorer
    found = objects(texts)
    monkeypatch.setattr(module, "loaded_scorer", lambda folder: None)
    alone = objects(texts)
    assert found == alone
    assert alone[0] >= {"泵站", "经费"}


def test_a_sentence_is_like_itself_and_unlike_another_field() -> None:
    assert topic_pair("东泵站机组老化。", "东泵站机组老化。") == pytest.approx(1.0)
    assert topic_pair("东泵站机组老化。", "召开党员大会四次。") == 0.0
    assert likeness({}, {}) == 0.0


def test_a_long_sentence_counts_for_less_than_a_short_one() -> None:
    short = topic_pair("泵站机组老化。", "更换泵站机组。")
    long = topic_pair("泵站机组老化。", "更换泵站机组，疏浚灌溉渠道，修复水毁堤防，栽植杨树柳树，建成村史展馆，开通城乡客运班车。")
    assert short > long > 0.1


def test_words_of_the_whole_report_weigh_less() -> None:
    alone, *_ = topics([objects(["松材线虫防治经费。"])[0]])
    around, *_ = topics([objects(["松材线虫防治经费。"])[0]], [objects(["松材线虫疫木除治。"])[0]] * 9)
    assert around["线虫"] < alone["线虫"]
    assert around["经费"] == alone["经费"]
