from __future__ import annotations

import pytest

from classify.pieces import clean, pieces_of
from classify.records import Line


def sentences(text: str) -> list[str]:
    (pieces,) = pieces_of([(text, [Line(0, len(text))])])
    return [pieces.raw(i) for i in range(len(pieces))]


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
