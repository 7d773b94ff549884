from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from classify.kernels import BUILT
from classify.lines import lines
from classify.records import Line

PARTS = (
    *("\n", "\n", "\r\n", "\x85", "\u2028", " ", "　", "\t", "工作", "的", "公众号", "QQ群", "更多", "资料", "微信", "版权归原作", "仅供"),
    *(
        "目录",
        "目 录",
        "---",
        "#",
        "-",
        "12",
        "页",
        "第3页",
        "……",
        "。",
        "；",
        "：",
        "，",
        "）",
        "a",
        "<b>",
        "|",
        "下载",
        "=",
        "<p>",
        "</p>",
        "</b>",
        "<!--",
        "-->",
    ),
    *("全面完成任务", "一、", "3. ", "𠮷", "来源", "第一", "20", "/", "\x1c", "\r"),
)


def found(text: str) -> tuple[Line, ...]:
    """The lines that Python finds; with the compiled kernels they must be the same."""
    plain = lines(text, compiled=False)
    if BUILT:
        assert lines(text, compiled=True) == plain
    return plain


def kinds(text: str) -> list[str]:
    return [line.kind for line in found(text)]


def content(text: str) -> list[str]:
    return ["".join(text[line.start : line.end].split()) for line in found(text)]


@settings(max_examples=1500)
@given(st.lists(st.sampled_from(PARTS), max_size=30), st.sampled_from([1, 1, 3]), st.sampled_from([1, 1, 9]))
def test_lines_hold_all_that_is_not_white_space(parts: list[str], repeated: int, wrapped_lines: int) -> None:
    text = "\n".join(["".join(parts)] * repeated + [PARAGRAPH[:30]] * (wrapped_lines - 1))
    held = found(text)
    spans = [(0, 0), *((line.start, line.end) for line in held), (len(text), len(text))]
    assert all(not text[end:start].strip() for (_, end), (start, _) in pairwise(spans))
    assert all(text[line.start : line.end] == text[line.start : line.end].strip() != "" for line in held)


PARAGRAPH = (
    "全镇坚持把产业发展摆在突出位置，先后建成蔬菜、食用菌、中药材三大基地，面积达到一万二千亩，带动农户三千一百户，户均增收四千六百元。"
)


def wrapped(text: str, width: int) -> str:
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


def test_a_line_is_a_paragraph_without_the_white_space_around_it() -> None:
    text = "　　一、成绩\r\n\r\n  完成任务。 \r结束"
    assert content(text) == ["一、成绩", "完成任务。", "结束"]


def test_hard_wrapped_paragraphs_are_rejoined() -> None:
    paragraphs = {n: "今年" * i + PARAGRAPH for i, n in enumerate("一二三四")}
    text = "\n\n".join(f"（{n}）某项工作\n{wrapped(paragraph, 30)}" for n, paragraph in paragraphs.items())
    assert content(text) == [part for n, paragraph in paragraphs.items() for part in (f"（{n}）某项工作", paragraph)]


def test_a_full_line_that_ends_a_sentence_before_a_blank_line_ends_its_paragraph() -> None:
    full = "这一句话正好写满三十个字所以句号恰好落在这一行的最末尾处啊啊。"[-30:]
    text = "\n\n".join([wrapped(PARAGRAPH, 30)] * 4 + [full, "次年工作总结", wrapped(PARAGRAPH, 30)])
    assert "次年工作总结" in content(text)


def test_an_indent_before_every_line_does_not_part_a_paragraph() -> None:
    text = "\n".join("　　" + line for line in wrapped(PARAGRAPH * 4, 30).split("\n"))
    assert content(text) == [PARAGRAPH * 4]


def test_short_lines_and_lists_are_not_rejoined() -> None:
    text = "\n".join(f"{n}.召开会议{n}次，印发文件{n}份，检查单位{n}家" for n in range(10, 30))
    assert len(found(text)) == 20


def test_table_of_contents_pages_notices_and_tables_are_told() -> None:
    text = "目  录\n某局工作总结……………1\n某镇工作总结\t5\n\n某局工作总结\n正文。\n- 3 -\n第 4 页\n##paidbegin##\n"
    text += "更多材料请关注公众号：某某\n| 指标 | 数 |\n甲\t乙\t丙"
    assert kinds(text) == ["toc", "toc", "toc", "", "", "page", "page", "notice", "notice", "table", "table"]


def test_a_short_line_that_returns_on_every_page_is_a_notice() -> None:
    text = "\n".join(f"某某市统计年报\n第{n}段正文写在这里，讲了一件事。" for n in range(4))
    assert kinds(text)[0::2] == ["notice"] * 4
    assert kinds(text)[1::2] == [""] * 4


def test_markup_tags_part_lines_and_markdown_marks_count() -> None:
    assert content("<p>完成任务。</p><p>存在不足。</p>") == ["<p>", "完成任务。", "</p>", "<p>", "存在不足。", "</p>"]
    assert [line.indent for line in found("## 成绩\n### 一季度\n正文。")] == [2, 3, 0]


def test_one_line_of_a_million_characters_is_one_line() -> None:
    assert len(found("完成任务，" * 200_000)) == 1
