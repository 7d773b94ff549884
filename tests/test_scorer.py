from __future__ import annotations

import numpy as np
import pytest
from conftest import LABELS

from classify.evaluation import labelled_examples
from classify.features import Example
from classify.folder import Model
from classify.labels import read
from classify.model import SentenceClassifier
from classify.scorer import Scorer


@pytest.fixture(scope="module")
def thousands() -> tuple[list[Example], list[str]]:
    """The sentences of every third report of data/labels."""
    places = sorted(LABELS.glob("*.txt"))
    seen, labels = labelled_examples(read(places[::3]))
    return seen, [str(label) for label in labels]


def test_decision_values_equal_those_of_scikit_learn(thousands: tuple[list[Example], list[str]]) -> None:
    seen, labels = thousands
    fitted = SentenceClassifier(folds=2).fit(seen, labels)
    weights = fitted.weights()
    assert len(seen) > 2000
    assert np.abs(Scorer(weights).decisions(seen) - fitted.decision_function(seen)).max() < 1e-9
    assert Scorer(weights).probabilities(seen) == pytest.approx(fitted.predict_proba(seen), abs=1e-9)


def test_the_same_sentence_scores_the_same_in_any_company(tiny: Model, thousands: tuple[list[Example], list[str]]) -> None:
    seen = thousands[0][:200]
    together = tiny.scorer.decisions(seen)
    alone = np.concatenate([tiny.scorer.decisions([example]) for example in seen])
    assert together == pytest.approx(alone, abs=1e-12)


def test_probabilities_add_up_and_the_label_is_the_most_probable(tiny: Model, thousands: tuple[list[Example], list[str]]) -> None:
    seen = thousands[0][:100]
    for prediction, row in zip(tiny.scorer.predictions(seen), tiny.scorer.probabilities(seen), strict=True):
        assert sum(prediction.probabilities.values()) == pytest.approx(1)
        assert prediction.confidence == pytest.approx(row.max())


def test_nothing_to_score_gives_nothing(tiny: Model) -> None:
    assert tiny.scorer.predictions([]) == []
