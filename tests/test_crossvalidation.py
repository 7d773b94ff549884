from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from classify.crossvalidation import CrossValidation, cross_validate, folds_of
from classify.errors import LabelsError
from classify.evaluation import labelled_examples
from classify.model import SentenceClassifier, _splits
from classify.records import AnnotatedReport, Sentence


@pytest.fixture(scope="module")
def found(corpus: tuple[AnnotatedReport, ...]) -> CrossValidation:
    return cross_validate(corpus, SentenceClassifier(folds=4))


def test_the_figures_are_those_of_sentences_held_out(found: CrossValidation, corpus: tuple[AnnotatedReport, ...]) -> None:
    seen, labels = labelled_examples(corpus)
    fitted = SentenceClassifier(folds=4).fit(seen, labels)
    assert fitted.held_out_ is not None
    right = fitted.classes_[fitted.held_out_.argmax(axis=1)] == np.array(labels)
    assert found.accuracy == pytest.approx(right.mean())
    assert (found.sentences, found.folds, len(found.reports)) == (44, 4, 4)
    assert list(found.labels) == ["achievement", "problem", "plan", "boilerplate"]


def test_the_folds_are_those_of_training() -> None:
    names = [f"report {i % 7}" for i in range(70)]
    targets = np.arange(70) % 2
    fold = folds_of(names, 3)
    for number, (_, test) in enumerate(_splits(targets, np.array(names), 3)):
        assert np.flatnonzero(fold == number).tolist() == sorted(test.tolist())


def test_the_curve_ends_at_cross_validation_itself(found: CrossValidation) -> None:
    assert [point.reports for point in found.curve] == [3]
    assert found.curve[-1].sentences < 44


def test_a_sentence_that_stands_in_two_folds_is_reported_and_left_out(corpus: tuple[AnnotatedReport, ...]) -> None:
    extra = Sentence("与外省两家法院共同建立跨域立案协作机制并办理七件。")
    more = [
        replace(
            one,
            pieces=(*one.pieces, extra),
            labels=(*one.labels, "boilerplate" if i else "problem"),
            places=(*one.places, f"{one.name}:99"),
        )
        if i < 2
        else one
        for i, one in enumerate(corpus)
    ]
    found = cross_validate(more, SentenceClassifier(folds=4), curve=False)
    assert found.similar == ((f"{corpus[0].name}:99", f"{corpus[1].name}:99"),)
    assert found.macro_f1_apart > found.macro_f1
    assert found.curve == ()


def test_too_little_to_cross_validate_is_named(corpus: tuple[AnnotatedReport, ...]) -> None:
    with pytest.raises(LabelsError, match="at least two"):
        cross_validate(corpus[:1])
    with pytest.raises(LabelsError, match="no sentence is labelled"):
        cross_validate([AnnotatedReport("r", (Sentence("好。"),), (None,), ("f:1",))])
    single = [AnnotatedReport(name, (Sentence("好。"),), (label,), ("f:1",)) for name, label in (("r", "plan"), ("s", "problem"))]
    with pytest.raises(LabelsError, match="too few examples"):
        cross_validate(single)
    with pytest.raises(LabelsError, match="at least two labels"):
        cross_validate([replace(one, labels=("plan",)) for one in single])
