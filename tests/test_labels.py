from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import CORPUS

from classify.errors import LabelsError, LabelsWarning, OutputError
from classify.labels import load, read
from classify.labels import write as write_labels
from classify.records import AnnotatedReport

CSV = """报告,章节,种类,句子,标签
1,一、成绩,sentence,完成任务三项。,成绩
1,一、成绩,sentence,队伍团结。,套话
1,,heading,二、问题,
1,二、问题,sentence,人手不足。,问题
"""


def write(folder: Path, name: str, text: str) -> Path:
    place = folder / name
    place.write_text(text, encoding="utf-8")
    return place


def test_labelled_text_teaches_headings_leads_and_paragraphs() -> None:
    (report,) = read([CORPUS / "bureau.txt"])
    assert (report.title, report.unit, report.level, report.year) == ("松河县水务局2022年工作总结", "水务局", "county", 2022)
    by_text = {piece.text: (piece, label) for piece, label in zip(report.pieces, report.labels, strict=True)}
    piece, label = by_text["县乡两级河长累计巡河1260人次，发现并销号问题83个。"]
    assert label == "achievement"
    assert piece.section == ("一、工作开展情况", "（二）河湖管理")
    assert piece.lead == "一是压实巡河责任。"
    assert by_text["一、工作开展情况"][1] is None


def test_csv_with_chinese_columns_and_labels(tmp_path: Path) -> None:
    (report,) = read([write(tmp_path, "标注.csv", CSV)])
    assert report.labels == ("achievement", "boilerplate", None, "problem")
    assert report.pieces[0].section == ("一、成绩",)
    assert report.pieces[3].section == ("二、问题",)


def test_jsonl_and_xlsx_read_like_csv(tmp_path: Path) -> None:
    import csv
    import io

    import openpyxl

    rows = list(csv.DictReader(io.StringIO(CSV)))
    jsonl = write(tmp_path, "a.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    book.save(tmp_path / "a.xlsx")
    expected = read([write(tmp_path, "a.csv", CSV)])[0]
    for place in (jsonl, tmp_path / "a.xlsx"):
        (report,) = read([place])
        assert (report.labels, [p.text for p in report.pieces]) == (expected.labels, [p.text for p in expected.pieces])


def test_any_labels_are_taken_from_a_table(tmp_path: Path) -> None:
    reports = read([write(tmp_path, "a.csv", "text,label\n好。,good\n坏。,bad\n")])
    assert [report.labels for report in reports] == [("good",), ("bad",)]
    assert not any(report.context for report in reports)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "text,mark\n好。,成绩\n", r"a.csv: no column label \(标签\)"),
        ("a.csv", "句,标签\n好。,成绩\n", r"a.csv: no column text"),
        ("a.csv", "text,label\n,成绩\n", r"a.csv:2: column text: empty"),
        ("a.csv", "text,label,kind\n好。,成绩,heading\n", r"a.csv:2: column label: a row of kind 'heading' has the label"),
        ("a.csv", "text,label,kind\n好。,成绩,para\n", r"a.csv:2: column kind: unknown kind 'para'"),
        ("a.csv", "text,label\n好,了。,成绩\n", r"a.csv:2: more cells than columns"),
        ("a.csv", "", r"a.csv: the file holds no row"),
        ("a.csv", "text,label\n好。,\n", r"a.csv:2: column label: empty"),
        ("a.csv", "text,label\n好。,?\n", r"a.csv: no row has a label"),
        ("a.json", "{}", r"a.json: no Label Studio export"),
        ("a.json", "[", r"a.json:1: no JSON"),
        ("a.jsonl", '{"text": "好。", "label": ["plan", "problem"]}\n', r"a.jsonl:1: column label: 2 labels"),
        ("a.jsonl", '{"text": "好。", "label": \n', r"a.jsonl:1: no JSON"),
        ("a.jsonl", "[1]\n", r"a.jsonl:1: no JSON object"),
        ("a.txt", "成绩 没有制表符\n", r"a.txt:1: a row is a label or kind, one tab"),
        ("a.txt", "praise\t好。\n", r"a.txt:1: column 1: unknown label or kind 'praise'"),
        ("a.pdf", "x", r"a.pdf: not a labels file"),
        ("a.json", '[{"data": {"text": "好。"}, "annotations": 3}]', r"a.json:task 1: column label: empty"),
        ("a.json", '[{"data": {"text": "好。"}, "annotations": [{"result": [{"value": 3}]}]}]', r"a.json:task 1: column label: empty"),
        ("a.jsonl", '{"text": ["好。"], "label": "plan"}\n', r"a.jsonl:1: column text: no text but a JSON list"),
        ("a.jsonl", '{"text": "好。", "label": {"a": 1}}\n', r"a.jsonl:1: column label: .* is no label"),
        ("a.csv", "text,label\n好\x00。,plan\n", r"a.csv: NUL character"),
        ("a.xlsx", "x", r"a.xlsx: no Excel workbook"),
        ("a.parquet", "x", r"a.parquet: no Parquet file"),
    ],
)
def test_what_is_broken_is_named_with_its_place(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(LabelsError, match=message):
        read([write(tmp_path, name, text)])


def test_a_broken_row_does_not_lose_the_rows_around_it(tmp_path: Path) -> None:
    reports, problems = load([write(tmp_path, "a.txt", "成绩\t完成任务。\nbad row\n问题\t人手不足。\n")])
    assert [label for report in reports for label in report.labels] == ["achievement", "problem"]
    assert [problem.place.rsplit(":", 1)[1] for problem in problems] == ["2"]


def test_missing_paths_and_folders_without_labels_are_named(tmp_path: Path) -> None:
    with pytest.raises(LabelsError, match="no such file or folder"):
        read([tmp_path / "none.csv"])
    with pytest.raises(LabelsError, match="holds no labels file"):
        read([tmp_path])


def test_a_slip_of_the_pen_is_told_from_a_label_of_its_own(tmp_path: Path) -> None:
    rows = "text,label\n一。,plan\n二。,problem\n三。,achievment\n"
    with pytest.raises(LabelsError, match=r"a.csv:4: column label: unknown label 'achievment'; did you mean achievement\?"):
        read([write(tmp_path, "a.csv", rows)])
    own = rows + "".join(f"新{n}。,achievment\n" for n in range(5))
    with pytest.warns(LabelsWarning, match=r"b.csv:4: column label: 'achievment' \(6 rows\) looks like achievement"):
        assert len(read([write(tmp_path, "b.csv", own)])) == 8


def rows(**counts: int) -> str:
    return "text,label\n" + "".join(f"{label}第{n}句。,{label}\n" for label, count in counts.items() for n in range(count))


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"achievement": 100, "achievment": 1}, r"a.csv:102: column label: unknown label 'achievment'; did you mean achievement\?"),
        ({"成绩": 30, "问题": 20, "成级": 2}, r"a.csv:52: .*'成级'; did you mean achievement\?; .*a.csv:53"),
        ({"表扬": 30, "批评": 30, "表杨": 1}, r"a.csv:62: .*'表杨'; did you mean 表扬\?"),
        ({"plan": 9, "problem": 9, "Plan": 1}, r"a.csv:20: .*'Plan'; did you mean plan\?"),
        ({"plan": 9, "problem": 9, "paln": 1}, r"'paln'; did you mean plan\?"),
    ],
)
def test_a_misspelt_label_is_refused_with_what_is_meant(tmp_path: Path, counts: dict[str, int], message: str) -> None:
    with pytest.raises(LabelsError, match=message):
        read([write(tmp_path, "a.csv", rows(**counts))])


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"achievement": 60, "achievment": 6}, r"a.csv:62: column label: 'achievment' \(6 rows\) looks like achievement"),
        ({"plan": 9, "problem": 9, "risk": 1}, r"a.csv:20: column label: 'risk' stands in 1 row only"),
        ({"praise": 9, "problems": 9}, r"'problems' \(9 rows\) looks like problem"),
    ],
)
def test_a_label_that_may_be_meant_is_doubted_and_kept(tmp_path: Path, counts: dict[str, int], message: str) -> None:
    with pytest.warns(LabelsWarning, match=message) as said:
        assert len(read([write(tmp_path, "a.csv", rows(**counts))])) == sum(counts.values())
    assert len(said) == 1


def test_labels_of_ones_own_are_not_doubted(tmp_path: Path) -> None:
    for counts in ({"type1": 50, "type2": 1, "type3": 4}, {"A": 20, "B": 1}, {"good": 3, "bad": 2}, {"业绩": 40, "难题": 30, "规划": 9}):
        assert len(read([write(tmp_path, "a.csv", rows(**counts))])) == sum(counts.values())


def test_labels_that_excel_saved_are_read(tmp_path: Path) -> None:
    expected = read([write(tmp_path, "a.csv", CSV)])
    for encoding in ("gb18030", "utf-16", "utf-8-sig"):
        (tmp_path / "a.csv").write_bytes(CSV.encode(encoding))
        assert read([tmp_path / "a.csv"]) == expected
    (tmp_path / "a.csv").write_bytes(b"text,label\n\xff\xfe\xf0,plan\n")
    with pytest.raises(LabelsError, match="neither UTF-8"):
        read([tmp_path / "a.csv"])


def comparable(reports: tuple[AnnotatedReport, ...]) -> list[AnnotatedReport]:
    return sorted((replace(report, places=()) for report in reports), key=lambda report: report.name)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("out.csv", ""),
        ("out.jsonl", ""),
        ("out.xlsx", ""),
        ("out.parquet", ""),
        ("folder", ""),
        ("out.json", "label-studio"),
        ("out.jsonl", "doccano"),
    ],
)
@pytest.mark.parametrize("chinese", [False, True])
def test_what_is_written_reads_back_as_it_was(
    corpus: tuple[AnnotatedReport, ...], tmp_path: Path, name: str, form: str, chinese: bool
) -> None:
    readings = tuple(("plan", label) if label == "problem" else (label, label) if label else None for label in corpus[0].labels)
    unjudged = tuple(None if i == 5 else label for i, label in enumerate(corpus[1].labels))
    given = (replace(corpus[0], readings=readings), replace(corpus[1], labels=unjudged), *corpus[2:])
    write_labels(given, tmp_path / name, form, chinese)
    assert comparable(read([tmp_path / name])) == comparable(given)


def test_label_studio_and_doccano_see_what_they_expect(corpus: tuple[AnnotatedReport, ...], tmp_path: Path) -> None:
    write_labels(corpus, tmp_path / "tasks.json")
    task = json.loads((tmp_path / "tasks.json").read_text("utf-8"))[1]
    assert task["data"]["text"].startswith("2022年")
    assert task["annotations"][0]["result"][0]["value"] == {"choices": ["boilerplate"]}
    write_labels(corpus, tmp_path / "doccano.jsonl", "doccano")
    record = json.loads((tmp_path / "doccano.jsonl").read_text("utf-8").splitlines()[1])
    assert record["label"] == ["boilerplate"]
    with pytest.raises(OutputError, match="unknown format 'brat'"):
        write_labels(corpus, tmp_path / "x", "brat")


def test_structure_of_unknown_kind_is_a_lead_or_a_heading_by_its_looks(tmp_path: Path) -> None:
    rows = "report,text,label\n1,一、做法,structure\n1,一是抓学习。,structure\n1,每周学习一次。,成绩\n1,人手不足。,问题\n"
    (report,) = read([write(tmp_path, "a.csv", rows)])
    assert [piece.kind for piece in report.pieces] == ["heading", "lead", "sentence", "sentence"]


def test_the_frame_of_a_report_is_told_from_its_headings_where_all_are_labelled_as_structure(tmp_path: Path) -> None:
    rows = """报告,文本,标签
甲,县水利局2023年工作总结,structure
甲,现将工作情况汇报如下：,structure
甲,全年除险加固水库3座。,成绩
甲,二、存在问题,structure
甲,技术人员不足。,问题
甲,县水利局,structure
甲,2023年12月8日,structure
"""
    (tmp_path / "a.csv").write_text(rows, encoding="utf-8")
    (report,) = read([tmp_path / "a.csv"])
    assert [piece.kind for piece in report.pieces] == ["title", "lead", "sentence", "heading", "sentence", "signature", "date"]
    assert report.title == "县水利局2023年工作总结"
    assert report.year == 2023
    assert report.pieces[4].section == ("二、存在问题",)


def test_a_report_that_begins_in_the_middle_has_a_heading_first(tmp_path: Path) -> None:
    rows = "report,text,label\n1,主要工作情况,structure\n1,新建水闸2座。,成绩\n1,人手不足。,问题\n"
    (tmp_path / "a.csv").write_text(rows, encoding="utf-8")
    (report,) = read([tmp_path / "a.csv"])
    assert report.pieces[1].section == ("主要工作情况",)
