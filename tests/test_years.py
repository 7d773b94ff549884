from __future__ import annotations

import pytest

from classify.years import has_year, plain_years, year_of


@pytest.mark.parametrize("year", ["二〇一六", "二○一六", "二零一六", "二O一六", "２０１６", "二0一六", "2016"])
def test_years_are_read_in_whatever_numerals(year: str) -> None:
    assert year_of(f"某县文化馆{year}年工作总结") == 2016
    assert has_year(f"{year}年度")
    assert len(plain_years(f"{year}年第一季度")) == len(f"{year}年第一季度")


def test_numerals_that_are_no_year_stay() -> None:
    assert plain_years("二十一世纪、第二〇一六一号、一九八五年第一、二季度") == "二十一世纪、第二〇一六一号、1985年第一、二季度"
    assert year_of("一二三四五年规划") is None


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("某局2019—2020年度工作总结", 2020),
        ("某中学2019～2020学年教学工作总结", 2020),
        ("某中学二〇一九至二〇二〇学年教学工作总结", 2020),
        ("某中学2019-20学年工作总结", 2020),
        ("五年工作回顾（2016—2021年）", 2021),
        ("秘书处工作汇报（2017—2019）", 2019),
        ("2023年工作总结和2024年工作计划", 2023),
        ("2024年工作计划及2023年工作总结", 2023),
        ("2024年工作计划", 2024),
        ("某馆一九九九年度总结", 1999),
        ("关于2023年预算执行情况和2024年预算草案的报告", 2023),
        ("某局工作总结（2023年12月20日）", 2023),
        ("某局2024年3月工作总结", 2024),
        ("某战队2023赛季总结", 2023),
        ("关于印发某政发〔2023〕15号文件的说明", None),
    ],
)
def test_the_year_reported_on_is_told_by_the_title(title: str, year: int | None) -> None:
    assert year_of(title) == year


def test_a_government_work_report_reports_on_the_year_before() -> None:
    assert year_of("2024年政府工作报告", ["现在报告2023年工作", "2024年"]) == 2023
    assert year_of("某市政府工作报告（二〇〇八年一月）", ["2003年以来"]) == 2007
    assert year_of("某市政府工作报告", ["——2002年1月20日在某市人民代表大会上", "各位代表："]) == 2001
    assert year_of("某局2024年工作总结", ["2023年"]) == 2024


def test_the_opening_tells_the_year_where_the_title_does_not() -> None:
    assert year_of("工作总结", ["2021年以来"]) == 2021
    assert year_of("工作总结", ["（2024年1月5日）", "一九八五年以来，", "1986年"]) == 1985
    assert year_of("工作总结") is None


def test_a_government_report_with_its_place_is_on_the_year_before() -> None:
    assert year_of("2007年青禾市政府工作报告") == 2006
    assert year_of("青禾市二〇一〇年政府工作报告") == 2009


def test_a_year_since_which_something_is_so_is_not_reported_on() -> None:
    assert year_of("", ["本届政府任期从1998年1月至今已满五年。", "2002年，全市生产总值增长9%。"]) == 2002
    assert year_of("", ["自2019年换届以来，", "2023年度工作情况如下："]) == 2023
    assert year_of("", ["自2019年以来，新建泵站两座。"]) == 2019
