from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from classify.groups import Group
from classify.records import Balance, Concreteness, Fate, Followup, Repetition
from classify.sharetable import bar
from classify.terminal import balance_table, followups_table, groups_table, repeats_line, show, substance_line

LABELS = ("achievement", "problem", "plan", "boilerplate")


def drawn(balances: list[Balance], width: int = 80) -> list[str]:
    console = Console(width=width, record=True, file=None, no_color=True)
    with console.capture() as capture:
        console.print(balance_table(balances))
    return capture.get().splitlines()


def one(title: str, *counts: int) -> Balance:
    return Balance("f.txt", 1, title, dict(zip(LABELS, counts, strict=True)), 1)


def test_a_table_fits_eighty_columns_with_chinese_titles() -> None:
    lines = drawn([one("某某市某某区人民政府办公室2023年度工作总结及2024年工作打算" * 2, 70, 5, 15, 10), one("短", 1, 1, 1, 1)])
    assert max(cell_len(line.rstrip()) for line in lines) <= 80
    assert any("70%" in line and "15%" in line for line in lines)
    assert any("合计 2 份" in line for line in lines)


def test_the_stretches_of_a_bar_fill_it_whatever_the_rounding() -> None:
    for counts in ((1, 1, 1, 0), (1, 0, 0, 0), (33, 33, 34, 1), (7, 5, 3, 2)):
        assert len(bar(one("t", *counts).shares, LABELS)) == 20
    assert len(bar(one("t", 0, 0, 0, 0).shares, LABELS)) == 0


@pytest.mark.parametrize("width", [20, 24, 30, 40, 50, 60, 72])
@pytest.mark.parametrize("margins", [False, True])
def test_figures_stay_whole_on_a_narrow_terminal(width: int, margins: bool) -> None:
    found = [one("某某市某某区人民政府办公室2023年度工作总结及2024年工作打算", 70, 5, 15, 10), one("短", 1, 1, 1, 1)]
    if margins:
        bounds = {label: (share - 0.05, share + 0.06) for label, share in found[0].shares.items()}
        found = [replace(found[0], corrected=found[0].shares, intervals=bounds, trusted=True), found[1]]
    lines = drawn(found, width)
    assert max(cell_len(line.rstrip()) for line in lines) <= width
    told = " ".join(lines)
    assert [re.sub(r"±\d", "", one) for one in re.findall(r"\d+(?:±\d)?%", told)][:4] == ["70%", "5%", "15%", "10%"]
    assert all(word in told for word in ("句数", "成绩", "套话 boilerplate", "合计 2 份"))
    if width <= 30:  # the name has lines of its own, and is whole
        assert "某某市某某区人民政府办公室2023年度工作总结及2024年工作打算" in "".join(lines).replace(" ", "")
    if width >= 60:
        assert told.count("█") > 20


def test_control_characters_of_a_title_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show(balance_table([one("\x1b]0;标题\x07\x1b[31m红\x9b31m", 1, 1, 1, 1)]))
    assert not any((character < " " and character != "\n") or "\x7f" <= character < "\xa0" for character in capsys.readouterr().out)


def test_many_labels_of_ones_own_fit_too() -> None:
    labels = [f"category-{number}" for number in range(20)]
    found = Balance("f.txt", 1, "短", dict.fromkeys(labels, 1), 0)
    for width in (18, 40, 80, 120):
        lines = drawn([found], width)
        assert max(cell_len(line.rstrip()) for line in lines) <= width
        assert " ".join(lines).count("5%") == 20


def test_trusted_shares_are_corrected_and_have_a_margin() -> None:
    corrected = dict(zip(LABELS, (0.58, 0.12, 0.2, 0.1), strict=True))
    intervals = {label: (max(0.0, share - 0.12), share + 0.12) for label, share in corrected.items()}
    trusted = replace(
        one("某某市某某区人民政府办公室2023年度工作总结及2024年工作打算", 70, 5, 15, 10),
        corrected=corrected,
        intervals=intervals,
        trusted=True,
    )
    lines = drawn([trusted, replace(trusted, trusted=False)] * 600)
    assert any("58±12%" in line and "20±12%" in line for line in lines)
    assert any("70%" in line and "15%" in line for line in lines)
    assert max(cell_len(line.rstrip()) for line in lines) <= 80
    assert any("95% 区间" in line for line in lines)
    assert any("too unlike those trained on" in line for line in lines)
    assert not any("too unlike" in line for line in drawn([trusted]))


def test_why_shares_are_counts_is_told() -> None:
    told = " ".join(drawn([one("短", 1, 1, 1, 1)]))
    assert "this model cannot correct them" in told
    assert "interval" not in told
    assert "correct them" not in " ".join(drawn([one("空", 0, 0, 0, 0)]))


def shown(*drawings: object, width: int = 80) -> list[str]:
    console = Console(width=width, file=None, no_color=True)
    with console.capture() as capture:
        for one in drawings:
            console.print(one)
    return capture.get().splitlines()


def test_groups_fit_eighty_columns_and_mark_what_sets_them_apart() -> None:
    intervals = dict.fromkeys(LABELS, (0.2, 0.3))
    known = Balance("", 0, "", dict.fromkeys(LABELS, 250), 9, {}, dict.fromkeys(LABELS, 0.25), intervals, trusted=True)
    long = "某某市某某区人民政府办公室及其所属事业单位"
    lines = shown(groups_table([Group(long, 12, known, {"problem": "higher", "plan": "lower"}), Group("", 1, known)], "unit", LABELS))
    assert max(cell_len(line.rstrip()) for line in lines) <= 80
    assert "单位" in lines[0]
    assert any("25±5%↑" in line and "25±5%↓" in line for line in lines)
    assert any("↑↓" in line for line in lines)
    assert any("（未注明）" in line for line in lines)
    assert "↑" not in "".join(shown(groups_table([Group("a", 1, one("t", 1, 1, 1, 1))], "year", LABELS)))


@pytest.mark.parametrize("width", [24, 40, 60, 80, 120])
def test_groups_keep_shares_and_marks_at_any_width(width: int) -> None:
    intervals = dict.fromkeys(LABELS, (0.2, 0.3))
    known = Balance("", 0, "", dict.fromkeys(LABELS, 250), 9, {}, dict.fromkeys(LABELS, 0.25), intervals, trusted=True)
    found = [Group("二〇二二", 12, known, {"problem": "higher", "plan": "lower"}), Group("二〇二三", 1, one("t", 0, 0, 0, 4))]
    lines = shown(groups_table(found, "year", LABELS), width=width)
    assert max(cell_len(line.rstrip()) for line in lines) <= width
    told = " ".join(lines)
    assert re.findall(r"\d+(?:±5)?%[↑↓]?", told.replace("95%", ""))[:4] in (
        ["25±5%", "25±5%↑", "25±5%↓", "25±5%"],
        ["25%", "25%↑", "25%↓", "25%"],
    )
    assert "高于、低于其余各组合计" in "".join(told.split())
    assert "与训练所用的差别太大" in "".join(told.split())
    if width >= 60:  # figures of a column end below each other, with a mark or without
        ends = [[place.end() for place in re.finditer("%", line)] for line in lines[1:3]]
        assert ends[0] == ends[1]


def test_one_line_tells_how_concrete_sentences_are_and_which_problems_have_no_plan() -> None:
    told = replace(one("t", 2, 2, 0, 0), concreteness={"achievement": Concreteness(2, 3, 1), "problem": Concreteness(2)}, unanswered=1)
    line = substance_line(told)
    assert line == "每句含数字 0.75、文件 0.25、日期 0.00；2 句问题中 1 句没有用词相近的计划"
    assert cell_len(line) <= 80
    assert substance_line(one("t", 2, 2, 0, 0)) == ""
    assert line in "\n".join(drawn([told]))


def test_repeats_and_followed_plans_are_told_in_few_lines() -> None:
    found = [Repetition(5, 2, "我们将奋力谱写高质量发展新篇章。", 3, "乙"), Repetition(4)]
    lines = shown(repeats_line(found))
    assert "套话 9 句中 2 句也见于别的报告" in lines[0]
    assert "3 份报告都有（或只差个别字）：我们将奋力谱写" in lines[1]
    assert len(shown(repeats_line([Repetition()]))) == 1
    fates = (Fate("修路。", "achieved", "修了路。", 0.8), Fate("架桥。", "vanished"))
    row = shown(followups_table([Followup("柳河镇", 2022, "a", 1, "t", ("u",), fates)]))[-1]
    assert row.split() == ["柳河镇", "2022→2023", "2", "1", "0", "1"]
    assert "没有同一单位前后两年的报告" in "".join(shown(followups_table([])))
