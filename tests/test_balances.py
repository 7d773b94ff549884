from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from classify.balances import balance, brief, columns, rows, total
from classify.quantification import Calibration
from classify.records import LABELS, Document, LabelledReport, Prediction, Report, Sentence
from classify.tables import open_table


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


def doubtful(numbers: dict[str, int], source: str = "f.txt") -> LabelledReport:
    """A report whose sentences have their label with a probability of 0.85."""
    names = [name for name, number in numbers.items() for _ in range(number)]
    predictions = tuple(Prediction(name, {other: 0.85 if other == name else 0.05 for other in LABELS}) for name in names)
    return LabelledReport(Report(Document(source, ""), 1, "总结", ()), tuple(Sentence("人手 不足。") for _ in names), predictions)


def test_a_report_is_corrected_where_a_calibration_is_known(calibration: Calibration) -> None:
    one = doubtful({"achievement": 15, "problem": 15})
    plain, found = balance(one, LABELS), balance(one, LABELS, calibration)
    assert (plain.corrected, plain.intervals, plain.trusted) == ({}, {}, False)
    assert found.trusted
    assert found.corrected["problem"] > 0.5  # the model leans towards achievements
    assert sum(found.corrected.values()) == pytest.approx(1.0)
    assert all(found.intervals[label][0] <= share <= found.intervals[label][1] for label, share in found.corrected.items())
    assert found.counts == plain.counts


def test_a_calibration_of_other_labels_and_a_report_without_sentences_correct_nothing(calibration: Calibration) -> None:
    assert balance(doubtful({"achievement": 30}), LABELS[:3], calibration).corrected == {}
    assert balance(labelled("--"), LABELS, calibration).corrected == {}


def test_characters_are_counted_without_white_space() -> None:
    assert balance(doubtful({"problem": 2}), LABELS).characters == {"achievement": 0, "problem": 10, "plan": 0, "boilerplate": 0}


def test_a_total_is_corrected_by_its_reports_with_a_narrower_interval(calibration: Calibration) -> None:
    each = [balance(doubtful({"achievement": 20, "problem": number}), LABELS, calibration) for number in (5, 10, 20)]
    found = total(each)
    sentences = [one.sentences for one in each]
    mean = sum(one.corrected["problem"] * size for one, size in zip(each, sentences, strict=True)) / sum(sentences)
    assert found.corrected["problem"] == pytest.approx(mean)
    assert found.trusted
    low, high = found.intervals["problem"]
    assert low < mean < high
    assert high - low < min(one.intervals["problem"][1] - one.intervals["problem"][0] for one in each)
    assert found.characters["problem"] == 5 * 35


def test_a_total_is_corrected_only_where_all_are_and_trusted_where_most_are(calibration: Calibration) -> None:
    one = balance(doubtful({"achievement": 20, "problem": 10}), LABELS, calibration)
    assert total([one, balance(doubtful({"plan": 30}), LABELS)]).corrected == {}
    assert not total([one, replace(one, trusted=False)]).trusted
    assert total([one] * 4 + [replace(one, trusted=False)]).trusted
    assert total([one, balance(labelled("--"), LABELS, calibration)]).corrected == pytest.approx(one.corrected)


def test_rows_have_the_corrected_shares_and_none_where_they_are_not_known(calibration: Calibration) -> None:
    one = doubtful({"achievement": 15, "problem": 15})
    plain, found = rows([balance(one, LABELS), balance(one, LABELS, calibration)])
    assert tuple(plain) == tuple(found) == columns(LABELS)
    assert plain["corrected_problem"] is plain["low_problem"] is None
    assert found["trusted"] is True
    assert float(str(found["low_problem"])) < float(str(found["corrected_problem"])) < float(str(found["high_problem"]))


def test_a_table_of_balances_keeps_its_values_in_parquet(tmp_path: Path, calibration: Calibration) -> None:
    from pyarrow import parquet

    expected = list(rows([balance(doubtful({"achievement": 15, "problem": 15}), LABELS, calibration), balance(labelled("a"), LABELS)]))
    with open_table(tmp_path / "b.parquet", columns(LABELS)) as table:
        table.write(expected)
    assert parquet.read_table(tmp_path / "b.parquet").to_pylist() == expected


def test_a_balance_tells_how_concrete_it_is_and_which_problems_have_no_plan() -> None:
    texts = (
        ("泵站机组老化。", "problem"),
        ("信息报送不及时。", "problem"),
        ("6月更换泵站机组4台。", "plan"),
        ("印发《办法》。", "achievement"),
    )
    said = tuple(Prediction(label, {label: 1.0}) for _, label in texts)
    one = LabelledReport(Report(Document("f.txt", ""), 1, "总结", ()), tuple(Sentence(text) for text, _ in texts), said)
    found = balance(one, LABELS)
    assert [(each.problem[:2], each.answered) for each in found.answers] == [("泵站", True), ("信息", False)]
    assert found.unanswered == 1
    (row,) = rows([found])
    assert (row["numbers_per_sentence"], row["documents_per_sentence"], row["dates_per_sentence"]) == (0.25, 0.25, 0.25)
    assert (row["concreteness"], row["concreteness_plan"], row["unanswered_problems"]) == (0.75, 2.0, 1)
    assert brief(found).answers == ()
    assert next(rows([brief(found)])) == row
    both = total([found, found])
    assert (both.unanswered, both.concreteness["plan"].dates) == (2, 2)


def test_what_is_not_known_of_a_balance_is_an_empty_cell() -> None:
    (row,) = rows([replace(balance(labelled("aap"), ["achievement", "problem"]), concreteness={})])
    assert row["concreteness"] is None
    assert row["unanswered_problems"] is None
    (row,) = rows([balance(labelled("aap"), ["achievement", "problem"])])  # a model that knows no plans
    assert (row["concreteness"], row["unanswered_problems"]) == (0.0, None)
