from __future__ import annotations

import pytest

from classify.balances import balance, columns, rows, total
from classify.records import Document, LabelledReport, Prediction, Report, Sentence


def labelled(labels: str) -> LabelledReport:
    names = {"a": "achievement", "p": "problem", "-": None}
    predictions = tuple(Prediction(name, {name: 0.9}, uncertain=False) if (name := names[c]) else None for c in labels)
    return LabelledReport(Report(Document("f.txt", ""), 1, "总结", ()), tuple(Sentence("x") for _ in labels), predictions)


def test_structure_does_not_count_and_missing_labels_count_zero() -> None:
    found = balance(labelled("a-aap"), ["achievement", "problem", "plan"])
    assert found.counts == {"achievement": 3, "problem": 1, "plan": 0}
    assert found.shares == {"achievement": 0.75, "problem": 0.25, "plan": 0.0}


def test_a_report_without_sentences_has_shares_of_zero() -> None:
    assert balance(labelled("--"), ["achievement"]).shares == {"achievement": 0.0}


def test_the_total_adds_up() -> None:
    found = total(balance(labelled(text), ["achievement", "problem"]) for text in ("aap", "pp", ""))
    assert found.counts == {"achievement": 2, "problem": 3}
    assert total([]).sentences == 0


def test_rows_have_the_columns() -> None:
    (row,) = rows([balance(labelled("aap"), ["achievement", "problem"])])
    assert tuple(row) == columns(["achievement", "problem"])
    assert row["share_problem"] == pytest.approx(1 / 3, abs=1e-4)
