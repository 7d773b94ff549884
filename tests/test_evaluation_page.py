from __future__ import annotations

from dataclasses import replace

from test_sheet import EVIL, alone

from classify.crossvalidation import CrossValidation, CurvePoint
from classify.evaluation import Evaluation, evaluate
from classify.evaluation_page import evaluation_page
from classify.folder import Model
from classify.records import AnnotatedReport, Sentence


def test_a_page_stands_alone_and_holds_all_charts(tiny: Model, corpus: tuple[AnnotatedReport, ...]) -> None:
    wrong = [replace(one, labels=tuple("boilerplate" if label == "plan" else label for label in one.labels)) for one in corpus]
    found = evaluate(tiny, wrong)
    text = evaluation_page(found, "models/tiny", ["Trained on these."])
    page = alone(text)
    assert page.seen.count("svg") == 4 + len(corpus)
    assert page.seen.count("article") == len(found.mistakes)
    assert f"{found.macro_f1:.3f}" in text
    assert "Trained on these." in text
    assert all(report.name in text for report in corpus)


def test_what_labels_files_hold_is_escaped(tiny: Model) -> None:
    report = AnnotatedReport(EVIL, (Sentence(EVIL, section=(EVIL,)),), ("plan",), (EVIL,))
    for label in ("plan", "problem"):
        text = evaluation_page(evaluate(tiny, [replace(report, labels=(label,))]), EVIL, [EVIL])
        alone(text)
        assert "alert(" in text


def test_cross_validation_shows_its_pairs_and_its_curve(tiny: Model, corpus: tuple[AnnotatedReport, ...]) -> None:
    plain = evaluate(tiny, corpus)
    fields = {name: getattr(plain, name) for name in Evaluation.__dataclass_fields__}
    curve = (CurvePoint(3, 20, 0.5, None), CurvePoint(6, 40, 0.7, None))
    text = evaluation_page(CrossValidation(**fields, folds=5, similar=(("a.txt:1", "b.txt:2"),), macro_f1_apart=0.5, curve=curve), "x")
    alone(text)
    assert "a.txt:1" in text
    assert "learning curve" in text
    assert "different folds: 1;" in text
