from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_predict

from classify.errors import LabelsError
from classify.evaluation import labelled_examples
from classify.model import SentenceClassifier, _few_weights
from classify.records import AnnotatedReport, Sentence

GOOD = [f"完成第{n}项任务，验收合格。" for n in "一二三四五六七八"]
BAD = [f"第{n}项工作仍然滞后，人手不足。" for n in "一二三四五六七八"]


def test_it_takes_plain_strings() -> None:
    model = SentenceClassifier(folds=2).fit(GOOD + BAD, ["achievement"] * 8 + ["problem"] * 8)
    assert model.predict(["完成第九项任务，验收合格。", "第九项工作仍然滞后，人手不足。"]).tolist() == ["achievement", "problem"]
    assert model.predict_proba(GOOD).sum(axis=1) == pytest.approx(np.ones(8))


def test_it_takes_sentences_with_their_headings() -> None:
    same = "推进农村道路建设。"
    X = [Sentence(same, section=(heading,)) for heading in ["一、工作回顾", "二、下一步打算"] * 6]
    model = SentenceClassifier(folds=2).fit(X, ["achievement", "plan"] * 6)
    assert model.predict(X[:2]).tolist() == ["achievement", "plan"]


def test_it_works_in_clone_cross_validation_and_grid_search(corpus: tuple[AnnotatedReport, ...]) -> None:
    seen, labels = labelled_examples(corpus)
    y = np.array(labels)
    groups = [example.report for example in seen]
    model = SentenceClassifier(C=0.7, folds=2)
    assert clone(model).get_params() == model.get_params()
    predicted = cross_val_predict(model, seen, y, groups=groups, cv=GroupKFold(4))
    assert (predicted == y).mean() > 0.6
    search = GridSearchCV(model, {"C": [0.1, 1.0]}, cv=GroupKFold(2)).fit(seen, y, groups=groups)
    assert search.best_params_["C"] in (0.1, 1.0)


def test_labels_are_whatever_they_are() -> None:
    model = SentenceClassifier(folds=2).fit(GOOD + BAD, ["红"] * 8 + ["黑"] * 8)
    assert model.classes_.tolist() == ["红", "黑"]
    assert model.weights().labels == ("红", "黑")
    assert model.weights(["黑"]).labels == ("黑", "红")


def test_the_order_of_labels_does_not_change_what_is_said() -> None:
    from classify.scorer import Scorer

    model = SentenceClassifier(folds=2).fit(GOOD + BAD, ["a"] * 8 + ["b"] * 8)
    seen = model._examples(GOOD + BAD)
    one, other = (Scorer(model.weights(order)).predictions(seen) for order in (["a", "b"], ["b", "a"]))
    assert [p.label for p in one] == [p.label for p in other]


def test_one_label_cannot_be_learned() -> None:
    with pytest.raises(LabelsError, match="at least two labels"):
        SentenceClassifier().fit(GOOD, ["achievement"] * 8)


def test_too_few_examples_of_a_label_leave_probabilities_rough_and_say_so() -> None:
    with pytest.warns(UserWarning, match="too few examples"):
        model = SentenceClassifier().fit([*GOOD, BAD[0]], ["achievement"] * 8 + ["problem"])
    assert model.held_out_ is None
    assert model.predict([BAD[0]]).tolist() == ["problem"]


def test_training_twice_gives_the_same_weights(corpus: tuple[AnnotatedReport, ...]) -> None:
    seen, labels = labelled_examples(corpus)
    one, other = (SentenceClassifier(folds=2).fit(seen, labels) for _ in range(2))
    assert (one.coef_ == other.coef_).all()
    assert (one.chain_.transitions == other.chain_.transitions).all()


def test_rare_labels_weigh_more_among_few_sentences_than_among_many() -> None:
    few = _few_weights(np.repeat([0, 1], [75, 25]))
    many = _few_weights(np.repeat([0, 1], [15000, 5000]))
    assert few[-1] / few[0] == pytest.approx(3.0)
    assert 1.0 < many[-1] / many[0] < 1.2
