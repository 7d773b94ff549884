from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import CORPUS, REPORT, assert_same_predictions

import classify
from classify import api, batch
from classify.errors import ClassifyError
from classify.folder import Model
from classify.pipeline import label_reports
from classify.records import LabelledReport, Report


def test_the_public_names_are_these() -> None:
    assert sorted(classify.__all__) == [
        "ClassifyError",
        "SentenceClassifier",
        "balance",
        "balance_by",
        "evaluate",
        "explain",
        "follow",
        "label",
        "load_model",
        "read_reports",
        "repetitions",
        "train",
    ]
    assert all(getattr(classify, name) is not None for name in classify.__all__)
    assert set(classify.__all__) <= set(dir(classify))


def test_unknown_names_are_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'magic'"):
        classify.magic  # noqa: B018


def test_a_text_a_path_and_a_report_are_labelled_alike(tiny: Model, report_file: Path) -> None:
    frames = [
        classify.label(source, tiny).to_frame().drop(columns=["source"])
        for source in (REPORT, report_file, classify.read_reports(report_file)[0], [report_file])
    ]
    assert all(frame.equals(frames[0]) for frame in frames)
    assert (frames[0].kind == "sentence").sum() == 7


def test_sources_labelled_together_are_labelled_as_each_alone(tiny: Model, report_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [REPORT, report_file, "一、主要成绩", REPORT.replace("2023", "2020"), classify.read_reports(report_file)[0], "人手不足。"]
    alone = [one for source in sources for one in classify.label(source, tiny)]
    runs: list[int] = []

    def counted(given: Sequence[Report], model: Model) -> list[LabelledReport]:
        runs.append(len(given))
        return label_reports(given, model)

    monkeypatch.setattr(api, "label_reports", counted)
    for size, expected in ((200_000, [6]), (1, [1] * 6)):
        monkeypatch.setattr(batch, "_TOGETHER", size)
        runs.clear()
        found = classify.label(iter(sources), tiny)
        assert runs == expected
        assert [(one.report, one.pieces) for one in found] == [(one.report, one.pieces) for one in alone]
        assert_same_predictions(found, alone)
    assert len(classify.label([], tiny)) == 0


def test_balances_turn_into_a_frame(tiny: Model, report_file: Path) -> None:
    frame = classify.balance(report_file, tiny).to_frame()
    assert frame.loc[0, "sentences"] == 7
    assert frame.filter(like="share_").sum(axis=1)[0] == pytest.approx(1, abs=1e-3)
    assert classify.balance(classify.label(report_file, tiny)).to_frame().equals(frame)


def test_results_turn_into_pages_and_show_in_notebooks(tiny: Model, report_file: Path) -> None:
    labelled = classify.label(report_file, tiny)
    balances = classify.balance(labelled)
    assert labelled.to_html().count('class="s ') == 7
    assert '<html lang="en">' in balances.to_html("en")
    assert "柳河镇2023年工作总结" in balances.to_html()
    for shown in (labelled._repr_html_(), balances._repr_html_()):
        assert "柳河镇2023年工作总结" in shown
        assert "成绩" in shown
        assert "<script" not in shown
        assert "<style" not in shown


def test_training_and_evaluating_from_python(tmp_path: Path) -> None:
    trained = classify.train(CORPUS, out=tmp_path / "mine", classifier=classify.SentenceClassifier(folds=2))
    assert classify.evaluate(CORPUS, model=classify.load_model(tmp_path / "mine")).accuracy > 0.9
    assert trained.figures is not None


def test_explanations_turn_into_a_frame_of_features(tiny: Model, report_file: Path) -> None:
    frame = classify.explain(report_file, tiny).to_frame()
    assert frame.number.nunique() == 7
    assert {"words", "headings", "place"} <= set(frame.block)
    labels = classify.label(report_file, tiny).to_frame().query("kind == 'sentence'").label.tolist()
    assert frame.groupby("number").label.first().tolist() == labels


def test_an_evaluation_turns_into_a_frame_and_shows_in_a_notebook(tiny: Model) -> None:
    found = classify.evaluate(CORPUS, model=tiny)
    frame = found.to_frame().set_index("label")
    assert frame.loc["plan", "f1_low"] <= frame.loc["plan", "f1"] <= frame.loc["plan", "f1_high"]
    assert "macro-F1" in found._repr_html_()


def test_errors_are_of_one_class(tmp_path: Path) -> None:
    with pytest.raises(ClassifyError, match="no such file"):
        classify.read_reports(tmp_path / "none.txt")
