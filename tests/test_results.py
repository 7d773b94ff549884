from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import EXAMPLE

from classify.accounts import accounts
from classify.balances import balance
from classify.batch import label_files, write_table
from classify.errors import SourceError
from classify.folder import Model
from classify.pipeline import balances as balances_of
from classify.pipeline import label_file
from classify.quantification import Calibration
from classify.records import Balance
from classify.results import balances, is_result, labelled
from classify.workbook import write_workbook


def without_texts(found: tuple[Balance, ...]) -> tuple[Balance, ...]:
    """Balances without what only the texts of a report tell."""
    return tuple(replace(one, concreteness={}, unanswered=0, answers=()) for one in found)


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet", ".xlsx"])
def test_a_result_table_gives_the_balance_of_the_report_it_came_from(tiny: Model, report_file: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out{ending}"
    write_table(label_files([str(report_file)], tiny), out, tiny.weights.labels)
    assert is_result(str(out))
    assert balances(str(out)) == without_texts(balances_of(label_file(str(report_file), tiny), tiny))


def test_a_report_is_no_result_table(report_file: Path, tmp_path: Path) -> None:
    assert not is_result(str(report_file))
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    assert not is_result(str(tmp_path / "other.csv"))


def test_a_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "a.csv"
    place.write_text("source,report,title,kind,label\nf,1,t,sentence,plan\n")
    with pytest.raises(SourceError, match="no column uncertain"):
        balances(str(place))
    place.write_text("source,report,title,kind,label,uncertain\nf,one,t,sentence,plan,False\n")
    with pytest.raises(SourceError, match="row 2: the report 'one' is no number"):
        balances(str(place))


HEAD = "source,report,title,section,kind,start,end,text,label,confidence,p_plan,p_problem,uncertain\n"


def test_cells_that_are_no_numbers_are_named(tmp_path: Path) -> None:
    place = tmp_path / "a.csv"
    place.write_text(HEAD + "f,1,t,,sentence,x,2,修路。,plan,0.9,0.9,0.1,False\n")
    with pytest.raises(SourceError, match=r"a.csv: row 2: column start: 'x' is no number"):
        tuple(labelled(str(place)))
    place.write_text(HEAD + "f,1,t,,sentence,0,2,修路。,plan,0.9,nan,0.1,False\n")
    with pytest.raises(SourceError, match=r"a.csv: row 2: column p_plan: 'nan' is no number"):
        tuple(labelled(str(place)))
    assert balances(str(place))[0].counts == {"plan": 1, "problem": 0}


@pytest.mark.parametrize(("name", "data"), [("a.xlsx", b"x"), ("a.parquet", b"x"), ("a.jsonl", b"1\n"), ("a.jsonl", b"{")])
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError, match=f"{name}: not a table that classify label wrote"):
        balances(str(tmp_path / name))
    assert is_result(str(tmp_path / name)) == (not name.endswith("jsonl"))


def test_a_table_without_rows_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEAD)
    assert is_result(str(tmp_path / "a.csv"))
    assert balances(str(tmp_path / "a.csv")) == ()


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet", ".xlsx"])
def test_a_result_table_gives_back_the_labelled_report(tiny: Model, report_file: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out{ending}"
    write_table(label_files([str(report_file)], tiny), out, tiny.weights.labels)
    (one,), (expected,) = tuple(labelled(str(out))), label_file(str(report_file), tiny)
    report = one.report
    assert (report.title, report.unit, report.year) == (expected.report.title, expected.report.unit, expected.report.year)
    assert [(p.text, p.kind, p.start, p.end, p.section) for p in one.pieces] == [
        (p.text, p.kind, p.start, p.end, p.section) for p in expected.pieces
    ]
    assert [p and (p.label, p.uncertain) for p in one.predictions] == [p and (p.label, p.uncertain) for p in expected.predictions]
    lines = [[p.text for p in found.pieces if p.paragraph == at.paragraph] for found in (one, expected) for at in found.pieces]
    assert lines[: len(one.pieces)] == lines[len(one.pieces) :]


def test_a_workbook_of_balances_is_a_result_table(tiny: Model, report_file: Path, tmp_path: Path) -> None:
    expected = label_file(str(report_file), tiny)
    write_workbook(accounts(expected, tiny.weights.labels), tmp_path / "b.xlsx", tiny.weights.labels)
    assert balances(str(tmp_path / "b.xlsx")) == without_texts(balances_of(expected, tiny))
    (one,) = labelled(str(tmp_path / "b.xlsx"))
    assert [p and p.label for p in one.predictions] == [p and p.label for p in expected[0].predictions]


HEAD = "source,report,title,section,kind,start,end,text,label,confidence,p_plan,p_problem,uncertain\n"


def test_what_spreadsheets_and_people_change_is_understood(tmp_path: Path) -> None:
    place = tmp_path / "a.csv"
    place.write_text(
        HEAD
        + "f,1,t,,sentence,0,3,好一。,计划,0.9,0.9,0.1,TRUE\n"
        + "f,1,t,,sentence,3,6,好二。,?,0.9,0.9,0.1,FALSE\n"
        + "f,1,t,,sentence,7,9, =三,problem,,0.9,0.1,\n",
        encoding="utf-8",
    )
    (one,) = labelled(str(place))
    assert [p and (p.label, round(p.confidence, 1), p.uncertain) for p in one.predictions] == [
        ("plan", 0.9, True),
        None,
        ("problem", 0.1, False),
    ]
    assert [(p.text, p.paragraph) for p in one.pieces] == [("好一。", 0), ("好二。", 0), ("=三", 1)]
    assert balances(str(place))[0].counts == {"plan": 1, "problem": 1}
    assert balances(str(place))[0].uncertain == 1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("f,1,t,,sentence,0,3,好,plan,,,,\ng,1,t,,sentence,0,3,好,plan,,,,\nf,1,t,,sentence,3,6,好,plan,,,,\n", "report 1 of f are apart"),
        ("f,1,t,,sense,0,3,好,plan,,,,\n", "row 2: unknown kind 'sense'"),
        ("f,1,t,,sentence,a,3,好,plan,,,,\n", "row 2: .*'a'"),
        ("f,1,t,,sentence,0,3,好,plan,,x,,\n", "row 2: .*'x'"),
    ],
)
def test_rows_that_cannot_be_used_are_named(tmp_path: Path, rows: str, message: str) -> None:
    place = tmp_path / "a.csv"
    place.write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        list(labelled(str(place)))


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_the_probabilities_of_a_result_table_are_corrected_like_those_of_its_report(
    tiny: Model, tmp_path: Path, calibration: Calibration, ending: str
) -> None:
    labelled_reports = label_file(str(EXAMPLE), tiny)
    out = tmp_path / f"out{ending}"
    write_table(label_files([str(EXAMPLE)], tiny), out, tiny.weights.labels)
    for found, one in zip(balances(str(out), calibration), labelled_reports, strict=True):
        expected = balance(one, tiny.weights.labels, calibration)
        assert found.corrected == pytest.approx(expected.corrected, abs=1e-3)
        assert found.characters == expected.characters
        assert found.trusted == expected.trusted


def test_a_label_that_a_person_has_changed_counts_as_known(tmp_path: Path, calibration: Calibration) -> None:
    head = "source,report,title,kind,text,label,p_achievement,p_problem,p_plan,p_boilerplate,uncertain\n"
    said, changed = "f,1,t,sentence,x,achievement,0.6,0.4,0,0,False\n", "f,1,t,sentence,x,problem,0.6,0.4,0,0,False\n"
    shares = []
    for rows in (said * 30, said * 20 + changed * 10):
        (tmp_path / "a.csv").write_text(head + rows)
        (one,) = balances(str(tmp_path / "a.csv"), calibration)
        shares.append(one.intervals["problem"])
    assert shares[1][0] > shares[0][0] + 0.1


def test_a_table_without_all_probabilities_counts_labels_as_known(tmp_path: Path, calibration: Calibration) -> None:
    head = "source,report,title,kind,text,label,p_achievement,p_problem,p_plan,p_boilerplate,uncertain\n"
    (tmp_path / "a.csv").write_text(head + "f,1,t,sentence,x,problem,,,,,False\n" * 30)
    (one,) = balances(str(tmp_path / "a.csv"), calibration)
    assert one.corrected["problem"] == pytest.approx(1.0, abs=1e-3)
