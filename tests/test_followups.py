from __future__ import annotations

from classify.followups import ACHIEVED, REPEATED, VANISHED, Followups, fates
from classify.records import Document, Followup, LabelledReport, Prediction, Report, Sentence

PLANS = ("拓宽产业路5公里，聘请农技员2名。", "改扩建敬老院，新增床位60张。", "举办柑橘文化节，邀请客商百人。")
ACHIEVEMENTS = ("产业路拓宽工程完工，两名农技员到岗。", "发放低保金312万元。")
NEXT = ("继续改扩建敬老院，年底投入使用。",)


def report(source: str, plans: tuple[str, ...], achievements: tuple[str, ...]) -> LabelledReport:
    pairs = [*((text, "achievement") for text in achievements), *((text, "plan") for text in plans)]
    said = tuple(Prediction(label, {label: 1.0}) for _, label in pairs)
    return LabelledReport(Report(Document(source, ""), 1, f"{source}总结", ()), tuple(Sentence(text) for text, _ in pairs), said)


def followed(*given: tuple[LabelledReport, str, str]) -> tuple[list[Followup], int]:
    with Followups() as found:
        for one, unit, year in given:
            found.add(one, unit, year)
        return list(found.followups()), found.unknown


def test_plans_come_back_as_achievements_as_plans_or_not_at_all() -> None:
    done, again, gone = fates(PLANS, ACHIEVEMENTS, NEXT)
    assert (done.fate, done.match) == (ACHIEVED, ACHIEVEMENTS[0])
    assert (again.fate, again.match) == (REPEATED, NEXT[0])
    assert gone.fate == VANISHED
    assert done.likeness > 0.3 > gone.likeness


def test_a_single_word_in_common_is_not_enough() -> None:
    (one,) = fates(("保障安全生产。",), ("安全生产形势平稳。",), ())
    assert one.fate == VANISHED


def test_reports_of_one_unit_and_the_next_year_are_paired() -> None:
    old, new = report("a", PLANS, ()), report("b", NEXT, ACHIEVEMENTS)
    (one,), unknown = followed((new, "柳河镇", "2023"), (old, "柳河镇人民政府", "2022年度"), (new, "杨树镇", "2023"))
    assert (one.unit, one.year, one.source, one.title, one.next_titles) == ("柳河镇", 2022, "a", "a总结", ("b总结",))
    assert [one.count(fate) for fate in (ACHIEVED, REPEATED, VANISHED)] == [1, 1, 1]
    assert unknown == 0


def test_years_apart_and_reports_of_no_unit_or_year_are_not_followed() -> None:
    old, new = report("a", PLANS, ()), report("b", NEXT, ACHIEVEMENTS)
    assert followed((old, "甲", "2021"), (new, "甲", "2023")) == ([], 0)
    assert followed((old, "", "2022"), (new, "甲", "")) == ([], 2)


def test_several_reports_of_a_year_are_looked_at_together() -> None:
    found, _ = followed((report("a", PLANS[:1], ()), "甲", "2022"), (report("b", (), ACHIEVEMENTS[1:]), "甲", "2023"),
                        (report("c", (), ACHIEVEMENTS[:1]), "甲", "2023"))  # fmt: skip
    assert [(one.source, one.next_titles, one.fates[0].fate) for one in found] == [("a", ("b总结", "c总结"), ACHIEVED)]
