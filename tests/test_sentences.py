from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.compilation import reports
from classify.records import Document, Sentence
from classify.sentences import outline, sentences


def pieces(text: str) -> list[Sentence]:
    return [piece for report in reports(Document("t", text)) for piece in sentences(report)]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in pieces(text)]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="一二（）()、.1。；！？“”《》：，甲乙丙是总结\n\r\t 　…—#<>/p*年月日2023%", max_size=300))
def test_every_character_lies_in_exactly_one_piece(text: str) -> None:
    covered = [0] * len(text)
    for piece in pieces(text):
        assert "".join(text[piece.start : piece.end].split()) == "".join(piece.text.split())
        for i in range(piece.start, piece.end):
            covered[i] += 1
    assert all(count <= 1 for count in covered)
    assert [c for c, count in zip(text, covered, strict=True) if count == 0 and not c.isspace()] == []


def test_headings_with_the_body_below_and_on_the_same_line() -> None:
    found = pieces("一、工作情况\n（一）加强领导。街道定期召开会议。\n1.党建\n学习12次。\n二、问题\n人手不足。")
    assert [(p.kind, p.text) for p in found] == [
        ("heading", "一、工作情况"),
        ("heading", "（一）加强领导。"),
        ("sentence", "街道定期召开会议。"),
        ("heading", "1.党建"),
        ("sentence", "学习12次。"),
        ("heading", "二、问题"),
        ("sentence", "人手不足。"),
    ]
    assert found[2].section == ("一、工作情况", "（一）加强领导。")
    assert found[4].section == ("一、工作情况", "（一）加强领导。", "1.党建")
    assert found[6].section == ("二、问题",)


def test_run_in_leads_announce_the_sentences_behind_them() -> None:
    found = pieces("一、做法\n一是抓学习。每周集中学习一次，有记录。二是抓检查。每月检查两次，通报结果。")
    assert [p.kind for p in found] == ["heading", "lead", "sentence", "lead", "sentence"]
    assert found[2].lead == "一是抓学习。"
    assert found[4].lead == "二是抓检查。"


def test_a_numbered_line_without_a_body_is_a_sentence() -> None:
    found = kinds("三、下一步打算\n（一）继续抓好防治知识宣传，培训护林员。\n（二）全面开展产地检疫。\n（三）加强疫情监测。\n")
    assert [kind for kind, _ in found] == ["heading", "sentence", "sentence", "sentence"]


def test_a_list_with_semicolons_is_several_sentences() -> None:
    assert [text for _, text in kinds("存在问题：一是人手不足；二是经费紧张；三是设备老化。")] == [
        "存在问题：一是人手不足；",
        "二是经费紧张；",
        "三是设备老化。",
    ]


def test_title_addressee_signature_and_date_frame_the_report() -> None:
    found = kinds("某县林业局2022年工作总结\n县人民政府：\n全年造林三千亩，验收合格。\n某县林业局\n2022年12月8日")
    assert [kind for kind, _ in found] == ["title", "addressee", "sentence", "signature", "date"]


def test_a_report_without_headings_is_all_sentences() -> None:
    found = pieces("今年我完成了三件事。第一件是写完论文。第二件是找到工作。\n明年想学英语。")
    assert {p.kind for p in found} == {"sentence"}
    assert {p.section for p in found} == {()}


def test_unnumbered_headings_are_told_from_sentences() -> None:
    found = kinds("工作总结\n经营情况\n全年销售收入1.2亿元，增长8%。\n存在不足\n新客户开发慢，回款周期长。")
    assert found[1] == ("heading", "经营情况")
    assert found[3] == ("heading", "存在不足")


@pytest.mark.parametrize("text", ["", "\n\n", "一、成绩", "目录\n某局总结\t1"])
def test_text_without_sentences_has_none(text: str) -> None:
    assert [p for p in pieces(text) if p.kind == "sentence"] == []


def test_outline_gives_rows_their_headings() -> None:
    found = outline(
        [
            ("一、成绩", "heading", 0),
            ("（一）党建。", "heading", 1),
            ("学习12次。", "sentence", 1),
            ("二、问题", "heading", 2),
            ("人少。", "sentence", 3),
        ]
    )
    assert found[2].section == ("一、成绩", "（一）党建。")
    assert found[4].section == ("二、问题",)
