from __future__ import annotations

from pathlib import Path

import pytest

from classify.errors import SourceError
from classify.groups import HIGHER, LOWER, Group, Sums, columns, grouping, rows
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


def known(problem: float, half: float, sentences: int = 100, trusted: bool = True) -> Balance:
    """A balance whose corrected shares have intervals that reach as far to either side."""
    shares = {"achievement": 0.7 - problem, "problem": problem, "plan": 0.2, "boilerplate": 0.1}
    counts = {label: round(share * sentences) for label, share in shares.items()}
    bounds = {label: (max(0.0, share - half), share + half) for label, share in shares.items()}
    return Balance("x", 1, "t", counts, 0, {}, shares, bounds, trusted)


def grouped(**groups: list[Balance]) -> dict[str, Group]:
    sums = Sums(LABELS)
    for name, balances in groups.items():
        for one in balances:
            sums.add(name, one)
    return {one.name: one for one in sums.groups()}


def test_a_group_has_the_corrected_share_of_its_reports_together_with_a_narrower_interval() -> None:
    one = grouped(a=[known(0.1, 0.05)] * 8 + [known(0.2, 0.05)] * 8)["a"].balance
    assert one.trusted
    assert one.corrected["problem"] == pytest.approx(0.15)
    low, high = one.intervals["problem"]
    assert 0.15 - 0.05 < low < 0.15 < high < 0.15 + 0.05


def test_groups_differ_only_where_the_difference_is_larger_than_its_uncertainty() -> None:
    found = grouped(a=[known(0.05, 0.02)] * 5, b=[known(0.25, 0.02)] * 5, c=[known(0.15, 0.02)] * 5)
    assert [found[name].differs.get("problem") for name in "abc"] == [LOWER, HIGHER, None]
    assert all("plan" not in one.differs for one in found.values())
    assert all(not one.differs for one in grouped(a=[known(0.1, 0.2)], b=[known(0.25, 0.2)]).values())


def test_more_comparisons_need_larger_differences() -> None:
    two = {"a": [known(0.10, 0.03)], "b": [known(0.155, 0.03)]}
    assert grouped(**two)["a"].differs == {"problem": LOWER, "achievement": HIGHER}
    more = {f"c{i}": [known(0.155, 0.03)] for i in range(40)}
    assert grouped(**two, **more)["a"].differs == {}


def test_shares_that_are_not_trusted_or_not_known_are_not_compared() -> None:
    assert all(not one.differs for one in grouped(a=[known(0.05, 0.02, trusted=False)], b=[known(0.3, 0.02)]).values())
    plain = Balance("x", 1, "t", {"achievement": 5, "problem": 5, "plan": 0, "boilerplate": 0})
    assert all(not one.differs for one in grouped(a=[plain], b=[known(0.3, 0.02)]).values())
    assert not grouped(a=[known(0.05, 0.02)], **{"": [known(0.3, 0.02)]})[""].differs
    assert not grouped(a=[known(0.05, 0.02)])["a"].differs


def test_rows_of_groups_tell_differences_and_leave_unknown_cells_empty() -> None:
    sums = Sums(LABELS)
    sums.add("a", known(0.05, 0.02))
    sums.add("b", known(0.3, 0.02))
    sums.add("c", Balance("x", 1, "t"))
    found = list(rows(sums.groups(), LABELS))
    assert all(tuple(row) == columns(LABELS) for row in found)
    assert [row["differs_problem"] for row in found] == [LOWER, HIGHER, None]
    assert (found[0]["corrected_problem"], found[2]["corrected_problem"], found[2]["sentences"]) == (0.05, None, 0)
