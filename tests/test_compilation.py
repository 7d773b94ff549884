from __future__ import annotations

from conftest import EXAMPLE

from classify.compilation import reports
from classify.readers import read
from classify.records import Document
from classify.sentences import sentences

BODY = "一、成绩\n完成任务三项，群众满意。\n二、不足\n人手不足，经费紧张。\n"


def titles(text: str) -> list[str]:
    return [report.title for report in reports(Document("t", text))]


def test_a_compilation_is_split_at_the_titles_of_its_table_of_contents() -> None:
    found = reports(read(str(EXAMPLE)))
    assert [report.title for report in found] == [
        "化学与环境工程系2019—2020学年工作总结",
        "桐陵县文化馆二〇一六年工作总结",
        "关于2022年执行工作情况的报告",
        "柳树沟村村民委员会2024年工作总结",
        "柳荫街社区卫生服务中心2025年上半年工作小结",
    ]


def test_reports_cover_all_lines_in_order() -> None:
    found = reports(read(str(EXAMPLE)))
    ends = [report.lines[-1].end for report in found]
    starts = [report.lines[0].start for report in found]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


def test_without_a_table_of_contents_titles_after_an_ending_begin_reports() -> None:
    text = "".join(f"某县{name}局2023年工作总结\n{BODY}2023年12月1日\n" for name in ("财政", "教育", "水利"))
    assert titles(text) == ["某县财政局2023年工作总结", "某县教育局2023年工作总结", "某县水利局2023年工作总结"]


def test_part_marks_begin_reports() -> None:
    text = f"【篇一】\n教师个人工作总结\n{BODY}\n【篇二】\n医生个人工作总结\n{BODY}"
    assert len(titles(text)) == 2


def test_the_name_of_the_unit_below_a_report_begins_no_report() -> None:
    text = f"某县林业和草原局2023年工作总结\n{BODY}某县林业和草原局\n2023年12月1日\n"
    assert titles(text) == ["某县林业和草原局2023年工作总结"]


def test_a_title_over_two_lines_is_joined() -> None:
    assert titles("某县人民政府关于\n2022年工作情况的报告\n" + BODY) == ["某县人民政府关于2022年工作情况的报告"]


def test_unit_and_year_come_from_the_title() -> None:
    (report,) = reports(Document("t", "松河县水务局2022年工作总结\n" + BODY))
    assert (report.unit, report.year) == ("松河县水务局", 2022)


def test_unit_and_titles_are_found_beside_years_in_chinese_numerals() -> None:
    (report,) = reports(Document("t", "松河县水务局二○二二年工作总结\n" + BODY))
    assert (report.unit, report.year) == ("松河县水务局", 2022)
    text = "".join(f"某县{name}局二〇二三年工作总结\n{BODY}二〇二四年工作计划\n{BODY}二〇二三年十二月一日\n" for name in ("财政", "教育"))
    assert titles(text) == ["某县财政局二〇二三年工作总结", "某县教育局二〇二三年工作总结"]


def test_a_text_without_title_is_one_report() -> None:
    assert titles("完成任务三项。存在不足。") == [""]


def test_the_title_of_the_compilation_is_no_sentence() -> None:
    first = reports(read(str(EXAMPLE)))[0]
    assert [piece.kind for piece in sentences(first) if "汇编" in piece.text] == ["title"]


def test_the_year_of_a_report_is_not_read_from_the_next_one() -> None:
    found = reports(
        Document(
            "x", "篇一：甲局工作总结\n\n本年完成了三件事。\n\n工作做得很好。\n\n篇二：乙局2022年工作总结\n\n2022年完成了五件事。\n\n完。\n"
        )
    )
    assert [(one.title, one.year) for one in found] == [("甲局工作总结", None), ("乙局2022年工作总结", 2022)]
