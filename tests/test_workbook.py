from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart

from classify.accounts import Account, accounts
from classify.balances import balance
from classify.corpus import Corpus
from classify.errors import ClassifyError
from classify.folder import Model
from classify.labels import read
from classify.model import SentenceClassifier
from classify.pipeline import label_file
from classify.records import LABELS, Balance, Document, LabelledReport, Prediction, Report, Sentence
from classify.training import train
from classify.workbook import Written, write_workbook

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "#N/A", "=")


def report(*texts: str, label: str = "plan", number: int = 1, title: str = "总结") -> LabelledReport:
    probabilities = {one: 0.85 if one == label else 0.05 for one in LABELS}
    pieces = tuple(Sentence(text, start=10 * i, end=10 * i + 10, paragraph=i) for i, text in enumerate(texts))
    return LabelledReport(Report(Document("a.txt", ""), number, title, ()), pieces, tuple(Prediction(label, probabilities) for _ in texts))


def book(path: Path, *reports: LabelledReport, **options: object) -> tuple[openpyxl.Workbook, Written]:
    written = write_workbook(accounts(reports, LABELS), path, LABELS, **options)  # type: ignore[arg-type]
    return openpyxl.load_workbook(path), written


def table(sheet: object) -> list[dict[str, object]]:
    head, *rows = sheet.iter_rows(values_only=True)  # type: ignore[attr-defined]
    return [dict(zip(head, row, strict=True)) for row in rows if any(cell is not None for cell in row)]


def test_the_workbook_holds_the_values_of_the_reports(tiny: Model, report_file: Path, tmp_path: Path) -> None:
    labelled = label_file(str(report_file), tiny)
    found, written = book(tmp_path / "b.xlsx", *labelled)
    assert found.sheetnames == ["报告汇总", "逐句结果", "问题清单", "计划清单", "说明"]
    assert written == Written(1)
    names = {"achievement": "成绩", "problem": "问题", "plan": "计划", "boilerplate": "套话"}
    (one,) = labelled
    rows = table(found["逐句结果"])
    assert [(row["文本"], row["种类"], row["起"], row["止"]) for row in rows] == [
        (piece.text, piece.kind, piece.start, piece.end) for piece in one.pieces
    ]
    for row, prediction in zip(rows, one.predictions, strict=True):
        assert row["标签"] == (names[prediction.label] if prediction else None)
        assert row["成绩概率"] == (pytest.approx(prediction.probabilities["achievement"]) if prediction else None)
        assert row["存疑"] == (("是" if prediction.uncertain else "否") if prediction else None)
    counted = balance(one, LABELS)
    (summary,) = table(found["报告汇总"])
    assert (summary["句数"], summary["问题"], summary["存疑"]) == (counted.sentences, counted.counts["problem"], counted.uncertain)
    assert summary["计划占比"] == pytest.approx(counted.shares["plan"])
    listed = [piece.text for piece, given in zip(one.pieces, one.predictions, strict=True) if given and given.label == "problem"]
    assert [row["句子"] for row in table(found["问题清单"])] == listed


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_was_corrected_in_the_workbook_trains_a_model(tiny: Model, tmp_path: Path, lang: str) -> None:
    from conftest import CORPUS, REPORT

    for number in range(4):
        (tmp_path / f"{number}.txt").write_text(REPORT.replace("柳河镇", f"柳河{'甲乙丙丁'[number]}镇"), encoding="utf-8")
    labelled = [one for number in range(4) for one in label_file(str(tmp_path / f"{number}.txt"), tiny)]
    write_workbook(accounts(labelled, LABELS), tmp_path / "b.xlsx", LABELS, lang)
    found = openpyxl.load_workbook(tmp_path / "b.xlsx")
    sheet = found["逐句结果" if lang == "zh" else "Sentences"]
    column = [cell.value for cell in sheet[1]].index("标签" if lang == "zh" else "label")
    changed = next(row for row in sheet.iter_rows(min_row=2) if row[column].value in ("成绩", "achievement"))
    changed[column].value = "套话" if lang == "zh" else "boilerplate"
    found.save(tmp_path / "corrected.xlsx")
    reports = read([tmp_path / "corrected.xlsx"])
    assert [report.title for report in reports] == [one.report.title for one in labelled]
    kinds = [[piece.kind for piece in report.pieces] for report in reports]
    assert kinds == [[piece.kind for piece in one.pieces] for one in labelled]
    expected = [given.label for one in labelled for given in one.predictions if given]
    got = [label for report in reports for label in report.labels if label]
    assert [(a, b) for a, b in zip(expected, got, strict=True) if a != b] == [("achievement", "boilerplate")]
    trained = train([tmp_path / "corrected.xlsx", CORPUS], tmp_path / "m", SentenceClassifier(folds=2))
    assert trained is not None
    assert (tmp_path / "m" / "model.json").exists()


def test_text_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    found, _ = book(tmp_path / "b.xlsx", report(*FORMULAS, title="=1+1", label="problem"))
    for sheet, column in (("逐句结果", "文本"), ("问题清单", "句子")):
        assert [row[column] for row in table(found[sheet])] == list(FORMULAS)
    assert not {"f", "e"} & {cell.data_type for sheet in found for row in sheet.iter_rows() for cell in row}
    again = read([tmp_path / "b.xlsx"])
    assert [piece.text for piece in again[0].pieces] == list(FORMULAS)


def test_control_characters_are_left_out(tmp_path: Path) -> None:
    found, _ = book(tmp_path / "b.xlsx", report("修\x07路\x00。\ud800\uffff"))
    assert table(found["逐句结果"])[0]["文本"] == "修路。"


def test_more_rows_than_a_sheet_holds_go_on_in_another(tmp_path: Path) -> None:
    texts = [f"修路{i}公里。" for i in range(7)]
    found, written = book(tmp_path / "b.xlsx", report(*texts), most=3)
    assert found.sheetnames == [
        "报告汇总",
        "逐句结果",
        "逐句结果 2",
        "逐句结果 3",
        "问题清单",
        "计划清单",
        "计划清单 2",
        "计划清单 3",
        "说明",
    ]
    parts = [table(found[name]) for name in ("逐句结果", "逐句结果 2", "逐句结果 3")]
    assert [row["文本"] for part in parts for row in part] == texts
    assert [len(part) for part in parts] == [3, 3, 1]
    assert written.warnings[0] == "逐句结果: 7 rows, more than a sheet holds; they go on in 3 sheets"
    assert [piece.text for piece in read([tmp_path / "b.xlsx"])[0].pieces] == texts


def test_a_text_longer_than_a_cell_is_cut_and_told(tmp_path: Path) -> None:
    found, written = book(tmp_path / "b.xlsx", report("路" * 40_000, label="achievement"))
    assert len(str(table(found["逐句结果"])[0]["文本"])) == 32_767
    assert written.warnings == ("逐句结果: 1 texts were cut at the 32,767 characters that a cell holds; .csv holds them whole",)


def test_labels_are_chosen_from_a_list_and_coloured(tmp_path: Path) -> None:
    found, _ = book(tmp_path / "b.xlsx", report("修路。", "架桥。"))
    sheet = found["逐句结果"]
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"成绩,问题,计划,套话,?"'
    assert str(rule.sqref) == "I2:I3"
    assert sheet["I1"].value == "标签"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:O3"
    ranges = {str(one.sqref): [rule.formula for rule in one.rules] for one in sheet.conditional_formatting}
    assert ranges["I2:I3"] == [['"成绩"'], ['"问题"'], ['"计划"'], ['"套话"']]


def test_the_summary_has_a_chart_of_stacked_bars(tmp_path: Path) -> None:
    found, _ = book(tmp_path / "b.xlsx", report("修路。"), report("架桥。", number=2))
    (chart,) = found["报告汇总"]._charts
    assert isinstance(chart, BarChart)
    assert (chart.type, chart.grouping, len(chart.series)) == ("bar", "percentStacked", 4)
    assert chart.series[0].val.numRef.f.replace("$", "") == "'报告汇总'!G2:G3"
    assert found["报告汇总"]["G1"].value == "成绩"


def test_corrected_shares_have_columns_where_there_are_any(tmp_path: Path) -> None:
    from dataclasses import replace

    one, other = report("修路。"), report("架桥。", number=2)
    shares = dict.fromkeys(LABELS, 0.25)
    counted = replace(balance(other, LABELS), corrected=shares, intervals=dict.fromkeys(LABELS, (0.2, 0.3)), trusted=True)
    write_workbook([Account(one, balance(one, LABELS)), Account(other, counted)], tmp_path / "b.xlsx", LABELS)
    rows = table(openpyxl.load_workbook(tmp_path / "b.xlsx")["报告汇总"])
    assert [(row["问题校正占比"], row["问题下限"], row["问题上限"]) for row in rows] == [(None, None, None), (0.25, 0.2, 0.3)]
    found, _ = book(tmp_path / "c.xlsx", one)
    assert not [cell.value for cell in found["报告汇总"][1] if re.search("校正", str(cell.value))]


def test_groups_have_a_sheet(tmp_path: Path) -> None:
    three = [
        Account(one, balance(one, LABELS), group)
        for one, group in ((report("修路。"), "甲"), (report("架桥。"), ""), (report("a。"), "甲"))
    ]
    write_workbook(three, tmp_path / "b.xlsx", LABELS, by="unit")
    found = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert [(row["组别"], row["报告数"], row["计划"]) for row in table(found["分组汇总"])] == [("甲", 2, 2), ("（未注明）", 1, 1)]
    assert [row["组别"] for row in table(found["报告汇总"])] == ["甲", None, "甲"]


def test_reports_without_sentences_make_a_workbook(tmp_path: Path) -> None:
    found, _ = book(tmp_path / "b.xlsx", report())
    assert table(found["报告汇总"])[0]["句数"] == 0
    assert table(found["逐句结果"]) == []


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClassifyError, match="unknown language"):
        book(tmp_path / "b.xlsx", report("修路。"), lang="fr")
    assert list(tmp_path.iterdir()) == []


def test_findings_have_columns_and_sheets_of_their_own(tmp_path: Path) -> None:
    def mixed(source: str, year: int, *pairs: tuple[str, str]) -> LabelledReport:
        said = tuple(Prediction(label, {one: 0.85 if one == label else 0.05 for one in LABELS}) for _, label in pairs)
        given = Report(Document(source, ""), 1, source, (), (), "柳河镇", year)
        return LabelledReport(given, tuple(Sentence(text) for text, _ in pairs), said)

    ritual = ("=我们将以更加饱满的热情，奋力谱写高质量发展新篇章。", "boilerplate")
    asked = (("泵站机组老化。", "problem"), ("信息报送不及时。", "problem"))
    old = mixed("a", 2022, *asked, ("更换泵站机组4台，聘请农技员2名。", "plan"), ritual)
    new = mixed("b", 2023, ("更换泵站机组4台，农技员到岗。", "achievement"), ritual)
    with Corpus(repeats=True, follow=True) as corpus:
        given = (Account(one.labelled, one.balance, str(one.labelled.report.year)) for one in corpus.watch(accounts([old, new], LABELS)))
        write_workbook(given, tmp_path / "b.xlsx", LABELS, by="year", corpus=corpus)
    found = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert found.sheetnames == ["报告汇总", "分组汇总", "计划去向", "逐句结果", "问题清单", "计划清单", "说明"]
    one, other = table(found["报告汇总"])
    assert (one["数字/句"], one["计划具体程度"], one["未见计划的问题"]) == (0.5, 2, 1)
    assert (other["雷同套话"], other["雷同例句"], other["见于报告数"]) == (1, ritual[0], 2)
    assert [(row["有相应计划"], row["最相近的计划"]) for row in table(found["问题清单"])] == [
        ("是", "更换泵站机组4台，聘请农技员2名。"),
        ("否", None),
    ]
    (plan,) = table(found["计划去向"])
    assert (plan["单位"], plan["年份"], plan["下一年"], plan["去向"]) == ("柳河镇", 2022, 2023, "实现")
    assert (plan["计划"], plan["最相近的句子"]) == ("更换泵站机组4台，聘请农技员2名。", "更换泵站机组4台，农技员到岗。")
    assert [row["未见计划的问题"] for row in table(found["分组汇总"])] == [1, 0]


def test_groups_in_a_workbook_have_corrected_shares_and_what_sets_them_apart(tmp_path: Path) -> None:
    def known(problem: float) -> Balance:
        shares = {"achievement": 0.7 - problem, "problem": problem, "plan": 0.2, "boilerplate": 0.1}
        bounds = {label: (share - 0.02, share + 0.02) for label, share in shares.items()}
        return Balance("a", 1, "t", {label: round(100 * share) for label, share in shares.items()}, 0, {}, shares, bounds, trusted=True)

    given = [Account(report("修路。"), known(0.1), "甲"), Account(report("架桥。"), known(0.3), "乙")]
    write_workbook(given, tmp_path / "b.xlsx", LABELS, by="unit")
    one, other = table(openpyxl.load_workbook(tmp_path / "b.xlsx")["分组汇总"])
    assert (one["组别"], one["问题校正占比"], one["问题与其余各组"], one["计划与其余各组"]) == ("乙", pytest.approx(0.3), "高", None)
    assert (other["问题下限"], other["问题与其余各组"]) == (pytest.approx(0.08), "低")
