from __future__ import annotations

from pathlib import Path

import pytest

from classify.errors import SourceError
from classify.groups import Sums, columns, grouping, rows
from classify.records import LABELS, Balance, Document, Report

REPORT = Report(Document("2023/甲/x.txt", ""), 2, "总结", (), (), "柳河镇", 2023)


def metadata(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    place = folder / "m.csv"
    place.write_bytes(text.encode(encoding))
    return place


def test_reports_are_grouped_by_what_is_known_of_them() -> None:
    assert [grouping(by)(REPORT) for by in ("year", "unit", "folder")] == ["2023", "柳河镇", "甲"]
    assert grouping("year")(Report(Document("x.txt", ""), 1, "", ())) == ""


@pytest.mark.parametrize("name", ["2023/甲/x.txt", "x.txt", "x"])
def test_a_column_of_metadata_is_found_by_path_or_name(tmp_path: Path, name: str) -> None:
    assert grouping("系统", metadata(tmp_path, f"文件名,系统\n{name},教育\n其他.txt,卫生\n", "gb18030"))(REPORT) == "教育"


def test_metadata_can_tell_the_reports_of_one_file_apart(tmp_path: Path) -> None:
    place = metadata(tmp_path, "source,report,level\nx.txt,1,市\nx.txt,2,县\n")
    assert grouping("level", place)(REPORT) == "县"


def test_a_column_goes_before_a_key_of_its_name(tmp_path: Path) -> None:
    assert grouping("unit", metadata(tmp_path, "file,unit\nx.txt,乙\n"))(REPORT) == "乙"
    assert grouping("year", metadata(tmp_path, "file,unit\nx.txt,乙\n"))(REPORT) == "2023"


def test_reports_that_the_metadata_do_not_name_have_no_group(tmp_path: Path) -> None:
    assert grouping("level", metadata(tmp_path, "file,level\ny.txt,县\n"))(REPORT) == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("file,level\nx.txt,县\n", "by colour: .* a column of .*m.csv .file, level."),
        ("name,colour\nx.txt,红\n", "no column that names the files"),
        ("file,colour\nx.txt,红\nx.txt,蓝\n", "m.csv:3: x.txt has two rows"),
    ],
)
def test_metadata_that_cannot_be_used_are_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        grouping("colour", metadata(tmp_path, text))


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(SourceError, match="year, unit, folder, or a column of a table named with --metadata"):
        grouping("colour")


def test_counts_are_summed_by_group() -> None:
    sums = Sums(LABELS)
    for name, problems in (("b", 1), ("", 3), ("a", 2), ("b", 4)):
        sums.add(name, Balance("x", 1, "t", {"achievement": 5, "problem": problems, "plan": 0, "boilerplate": 0}, 1))
    found = sums.groups()
    assert [(one.name, one.reports, one.balance.counts["problem"], one.balance.uncertain) for one in found] == [
        ("a", 1, 2, 1),
        ("b", 2, 5, 2),
        ("", 1, 3, 1),
    ]
    first = next(rows(found, LABELS))
    assert tuple(first) == columns(LABELS)
    assert first["share_problem"] == round(2 / 7, 4)
