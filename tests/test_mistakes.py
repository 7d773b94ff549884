from __future__ import annotations

from dataclasses import replace

import numpy as np

from classify.evaluation import evaluate, labelled_examples
from classify.folder import Model
from classify.mistakes import mistakes, placed
from classify.records import AnnotatedReport


def turned(corpus: tuple[AnnotatedReport, ...]) -> list[AnnotatedReport]:
    """The corpus with every achievement called a problem."""
    swapped = {"achievement": "problem"}
    return [replace(one, labels=tuple(swapped.get(label or "", label) for label in one.labels)) for one in corpus]


def test_places_go_with_the_examples(corpus: tuple[AnnotatedReport, ...]) -> None:
    seen, _ = labelled_examples(corpus)
    assert [one.report for one in placed(corpus)] == [example.report for example in seen]
    assert all(one.sentence.kind == "sentence" for one in placed(corpus))


def test_the_surest_mistakes_come_first_and_no_more_than_asked(corpus: tuple[AnnotatedReport, ...]) -> None:
    probabilities = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.3, 0.7]])
    found = mistakes(placed(corpus)[:4], np.array([0, 1, 0, 0]), probabilities, ("a", "b"))
    assert [(i, one.true, one.said, one.probability) for i, one in found] == [(2, "a", "b", 0.8), (3, "a", "b", 0.7), (1, "b", "a", 0.6)]
    assert len(mistakes(placed(corpus)[:4], np.array([0, 1, 0, 0]), probabilities, ("a", "b"), 1)) == 1


def test_a_mistake_names_its_place_and_what_spoke_for_the_label_said(tiny: Model, corpus: tuple[AnnotatedReport, ...]) -> None:
    found = evaluate(tiny, turned(corpus), 5).mistakes
    assert len(found) == 5
    lines = {place: piece.text for report in corpus for piece, place in zip(report.pieces, report.places, strict=True)}
    for one in found:
        assert lines[one.place] == one.text
        assert (one.true, one.said) == ("problem", "achievement")
        assert 0 < len(one.deciding) <= 6
        assert one.deciding[0].weight > 0
    assert [one.probability for one in found] == sorted((one.probability for one in found), reverse=True)
