from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from classify.crossvalidation import CrossValidation, cross_validate
from classify.evaluation import evaluate
from classify.evaluation_tables import evaluation_tables
from classify.folder import Model
from classify.model import SentenceClassifier
from classify.records import AnnotatedReport


def drawn(found: object, notes: tuple[str, ...] = ()) -> list[str]:
    console = Console(width=80, no_color=True, highlight=False)
    with console.capture() as capture:
        console.print(evaluation_tables(found, notes))  # type: ignore[arg-type]
    return [line.rstrip() for line in capture.get().splitlines()]


@pytest.fixture(scope="module")
def validated(corpus: tuple[AnnotatedReport, ...]) -> CrossValidation:
    return cross_validate(corpus, SentenceClassifier(folds=4))


def test_an_evaluation_fits_eighty_columns_uncut(validated: CrossValidation) -> None:
    lines = drawn(validated, ("A note.",))
    assert max(map(cell_len, lines)) <= 80
    assert lines[0] == "A note."
    (row,) = (line for line in lines if line.startswith("achievement") and "–" in line)
    assert row.count("–") == 3
    assert f"macro-F1 {validated.macro_f1:.3f}" in "\n".join(lines)
    assert any("4 reports" in line or "which there are 4" in line for line in lines)
    assert any("near-duplicate" in line for line in lines)
    assert any("trained on reports" in line for line in lines)


def test_mistakes_are_told_with_place_and_reasons(tiny: Model, corpus: tuple[AnnotatedReport, ...]) -> None:
    wrong = [replace(one, labels=tuple("boilerplate" if label == "plan" else label for label in one.labels)) for one in corpus]
    found = evaluate(tiny, wrong, 2)
    text = "\n".join(drawn(found))
    assert "2 of " in text
    for one in found.mistakes:
        assert one.place in text
        assert f"truly {one.true}" in text
        assert f"{one.deciding[0].weight:+.2f}" in text


def test_one_report_has_no_intervals_and_says_why(tiny: Model, corpus: tuple[AnnotatedReport, ...]) -> None:
    text = "\n".join(drawn(evaluate(tiny, corpus[:1])))
    assert "no intervals: they need at least two reports" in text
    assert "lowest accuracy" not in text
