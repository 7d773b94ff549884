from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.kernels import BUILT
from classify.markers import by_pattern, marker, opens_marker

PARTS = (
    *"一二三四十百零〇千两月个、．，,.:：。；第其章节部分篇是要则（(〔【）)〕】1290٣%万元 \t　\n壹拾首先次再者最后此外另方面",
    *"①⑳㈠㈩⑴⒇❶❿—─■●·工作x龥龦",
    *("首先", "一方面", "另一方面", "第一", "1.", "1.2", "一是", "一、", "——", "──", "第二章"),
)


@pytest.mark.parametrize(
    ("text", "scheme", "first"),
    [
        ("第一章 总则", "chapter", True),
        ("一、工作情况", "cn", True),
        ("十二、其他", "cn", False),
        ("（一）加强领导。", "(cn)", True),
        ("(二)加强领导。", "(cn)", False),
        ("1.完成任务", "1.", True),
        ("2．完成任务", "1.", False),
        ("1.2 完成任务", "1.", True),
        ("（3）完成任务", "(1)", False),
        ("1）完成任务", "(1)", True),
        ("①完成任务", "①", True),
        ("第二，完成任务", "ordinal", False),
        ("一是抓落实。", "item", True),
        ("首先，完成任务", "item", True),
        ("——完成任务", "dash", False),
    ],
)
def test_every_usual_scheme_is_known(text: str, scheme: str, first: bool) -> None:
    found = marker(text)
    assert found is not None
    assert (found.scheme, found.first) == (scheme, first)
    assert 0 < found.length < len(text)


@pytest.mark.parametrize(
    "text", ["5.8%的增速", "2023年工作", "1.2万人", "一、二季度增长", "一年来", "4.15亿元", "一月，召开会议", "三是" + "，不行"]
)
def test_numbers_and_dates_are_no_markers(text: str) -> None:
    assert marker(text) is None


@pytest.mark.skipif(not BUILT, reason="the compiled kernels were not built")
@settings(max_examples=4000)
@given(st.lists(st.sampled_from(PARTS), max_size=9))
def test_the_kernels_know_the_same_markers(parts: list[str]) -> None:
    text = "".join(parts)
    for given_text in (text, text + "工作"):
        assert marker(given_text) == (by_pattern(given_text) if opens_marker(given_text) else None)


@pytest.mark.parametrize("count", [2, 40, 100, 1000])
def test_markers_have_any_length(count: int) -> None:
    found = marker("工作" + "—" * count + "完成", 2)
    assert found is not None
    assert (found.scheme, found.length) == ("dash", count)
