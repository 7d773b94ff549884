from __future__ import annotations

from pathlib import Path

import pytest

from classify.accounts import Ledger
from classify.batch import Outcome, label_files, write_table
from classify.folder import Model
from classify.groups import grouping
from classify.pipeline import balances, label_file


def of_texts(ledger: Ledger, model: Model, *paths: Path) -> list[object]:
    return list(ledger.of_texts([str(path) for path in paths], model, None, 1, lambda outcome: outcome))


def test_texts_and_their_table_give_the_same_balances_and_groups(tiny: Model, report_file: Path, tmp_path: Path) -> None:
    write_table(label_files([str(report_file)], tiny), tmp_path / "t.csv", tiny.weights.labels)
    text = list(Ledger([], grouping("year")).of_texts([str(report_file)], tiny, None, 1, lambda outcome: outcome))
    table = list(Ledger([], grouping("year")).of_tables([str(tmp_path / "t.csv")]))
    assert [(one.balance, one.group) for one in text] == [(one.balance, one.group) for one in table]
    assert text[0].group == "2023"
    assert text[0].balance == balances(label_file(str(report_file), tiny), tiny)[0]


def test_a_source_that_cannot_be_read_is_kept_with_its_problem(tiny: Model, report_file: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "bad.csv").write_text("source,report,title,kind,label,uncertain\nf,one,t,sentence,plan,False\n")
    done: list[Outcome] = []
    ledger = Ledger(done)
    assert list(ledger.of_tables([str(tmp_path / "bad.csv")])) == []
    assert len(of_texts(ledger, tiny, tmp_path / "empty.txt", report_file)) == 1
    assert [bool(one.problem) for one in done] == [True, True, False]


@pytest.mark.parametrize("label", ["经验"])
def test_inputs_of_other_labels_are_refused(tiny: Model, report_file: Path, tmp_path: Path, label: str) -> None:
    place = tmp_path / "t.csv"
    place.write_text(f"source,report,title,section,kind,text,label,uncertain,p_{label}\nf,1,t,,sentence,好。,{label},False,1\n", "utf-8")
    done: list[Outcome] = []
    ledger = Ledger(done)
    assert len(list(ledger.of_tables([str(place)]))) == 1
    assert of_texts(ledger, tiny, report_file) == []
    assert "are not those of the inputs before it (经验)" in done[1].problem
