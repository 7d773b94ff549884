from __future__ import annotations

import pytest

from classify.markers import marker


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
