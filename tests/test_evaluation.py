from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, precision_recall_fscore_support

from classify.errors import LabelsError
from classify.evaluation import evaluate, figures
from classify.folder import Model
from classify.records import AnnotatedReport, Sentence

LABELS = ("a", "b", "c")


def test_figures_are_those_of_scikit_learn() -> None:
    random = np.random.default_rng(0)
    true, said = ([LABELS[i] for i in random.integers(0, 3, 200)] for _ in range(2))
    found = figures(true, said, LABELS)
    precision, recall, f1, counts = precision_recall_fscore_support(true, said, labels=LABELS)
    assert found.accuracy == pytest.approx(accuracy_score(true, said))
    assert found.macro_f1 == pytest.approx(f1.mean())
    for i, label in enumerate(LABELS):
        one = found.labels[label]
        assert (one.precision, one.recall, one.f1, one.sentences) == pytest.approx((precision[i], recall[i], f1[i], counts[i]))
    assert sum(found.confusion["a"].values()) == counts[0]


def test_a_label_that_never_occurs_does_not_lower_macro_f1() -> None:
    assert figures(["a", "b"], ["a", "b"], LABELS).macro_f1 == 1


def test_a_model_is_measured_on_reports(tiny: Model, corpus: tuple[AnnotatedReport, ...]) -> None:
    found = evaluate(tiny, corpus)
    assert found.sentences == 44
    assert found.accuracy > 0.9
    assert [one.name for one in found.reports] == [report.name for report in corpus]
    assert sum(one.sentences for one in found.reports) == 44
    assert sum(one.sentences for one in found.bins) == 44


def test_the_share_error_of_a_report_is_how_far_its_counted_balance_is_off(tiny: Model, corpus: tuple[AnnotatedReport, ...]) -> None:
    turned = replace(corpus[0], labels=tuple("problem" if label else None for label in corpus[0].labels))
    found = evaluate(tiny, [turned, *corpus[1:]])
    first = found.reports[0]
    assert first.true["problem"] == 1
    assert first.share_error == pytest.approx(sum(abs(first.true[label] - first.said[label]) for label in first.true) / 4)
    assert found.share_error == pytest.approx(sum(one.share_error for one in found.reports) / len(found.reports))


def test_sentences_without_a_label_are_context_and_nothing_else(tiny: Model, corpus: tuple[AnnotatedReport, ...]) -> None:
    gaps = tuple(label if i % 2 else None for i, label in enumerate(corpus[0].labels))
    found = evaluate(tiny, [replace(corpus[0], labels=gaps)])
    assert found.sentences == sum(label is not None for label in gaps)
    assert found.intervals is None


def test_the_figures_of_an_evaluation_are_plain_values(tiny: Model, corpus: tuple[AnnotatedReport, ...]) -> None:
    told = json.loads(json.dumps(evaluate(tiny, corpus).as_dict()))
    assert told["intervals"]["labels"]["plan"]["f1"]["low"] <= told["labels"]["plan"]["f1"]
    assert {"reports", "bins", "coverage", "mistakes", "confusion"} <= set(told)


def test_labels_that_the_model_does_not_know_are_named(tiny: Model) -> None:
    with pytest.raises(LabelsError, match="does not know the labels praise"):
        evaluate(tiny, [AnnotatedReport("r", (Sentence("好。"),), ("praise",), ("f:1",))])
    with pytest.raises(LabelsError, match="no sentence is labelled"):
        evaluate(tiny, [AnnotatedReport("r", (Sentence("好。"),), (None,), ("f:1",))])
