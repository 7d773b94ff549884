from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.kernels import BUILT
from classify.lines import lines
from classify.pieces import Pieces, clean, pieces_of
from classify.records import Line

MARKS = "。；;.！？“”「」《》（）()*<>#&a1一二、\n\n 　是第工作，的各位:'\"’"


def cut(text: str, given: Sequence[Line]) -> Pieces:
    """The pieces that NumPy gives; the compiled kernels must give the same."""
    (plain,) = pieces_of([(text, given)], compiled=False)
    if BUILT:
        (compiled,) = pieces_of([(text, given)], compiled=True)
        for name in ("starts", "ends", "lines", "alone", "heads", "looks", "calls", "dirty", "kinds", "indents", "marks", "schemes"):
            assert getattr(plain, name) == getattr(compiled, name)
    return plain


def sentences(text: str) -> list[str]:
    pieces = cut(text, [Line(0, len(text))])
    return [pieces.raw(i) for i in range(len(pieces))]


@settings(max_examples=1500)
@given(st.text(st.sampled_from(MARKS), max_size=50))
def test_each_line_is_cut_into_pieces_without_gaps(text: str) -> None:
    found = lines(text)
    pieces = cut(text, found)
    for number, line in enumerate(found):
        spans = [(start, end) for start, end, of in zip(pieces.starts, pieces.ends, pieces.lines, strict=True) if of == number]
        assert not text[line.start : spans[0][0]].strip()
        assert spans[-1][1] == line.end
        assert all(not text[end:start].strip() for (_, end), (start, _) in pairwise(spans))


@pytest.mark.parametrize("longest", [80, 150, 200])
def test_quotations_end_within_so_many_characters(longest: int) -> None:
    opening, closing = {80: "《》", 150: "（）", 200: "“”"}[longest]
    for held in (longest, longest + 1):
        text = f"完成{opening}{'好' * (held - 2)}。好{closing}以后再说"
        assert len(sentences(text)) == (1 if held == longest else 2)


@pytest.mark.skipif(not BUILT, reason="the compiled kernels were not built")
def test_lines_outside_their_text_are_refused() -> None:
    for wrong in ([Line(0, 9)], [Line(0, 2), Line(1, 3)], [Line(2, 2)]):
        with pytest.raises(ValueError, match="outside its text"):
            pieces_of([("完成任务", wrong)], compiled=True)


@pytest.mark.parametrize(
    "text",
    [
        "增长5.8%，其中出口1.2万吨，占4.15%。",
        "他说：“要快。要稳。要准。”",
        "印发《关于加强管理。规范流程的通知》和《细则》。",
        "提出“‘五个一’。抓到底”的要求，全部落实。",
        "共12项（含续建3项；新建9项）均已开工。",
        "道路、桥梁、涵洞……都修好了。",
    ],
)
def test_nothing_is_cut_inside_numbers_quotations_titles_and_brackets(text: str) -> None:
    assert sentences(text) == [text]


def test_sentences_end_at_their_marks_and_keep_closing_quotation_marks() -> None:
    text = "完成任务！完成了吗？“完成了。”好；存在不足。"
    assert sentences(text) == ["完成任务！", "完成了吗？", "“完成了。”", "好；", "存在不足。"]


def test_an_unclosed_quotation_mark_does_not_swallow_what_follows() -> None:
    assert sentences("坚持“两手抓。第一件事做完。第二件事做完。") == ["坚持“两手抓。", "第一件事做完。", "第二件事做完。"]


def test_half_width_marks_end_sentences_between_chinese_characters() -> None:
    assert sentences("任务完成;群众满意!再接再厉.结束") == ["任务完成;", "群众满意!", "再接再厉.", "结束"]


def test_clean_takes_out_watermarks_markup_and_odd_blanks() -> None:
    assert clean("##paidbegin##全面 完成<b>任务</b>&nbsp;５ 项") == "全面完成任务５项"
    assert clean("**重点工作** 完成 GDP 增长") == "重点工作完成GDP增长"
