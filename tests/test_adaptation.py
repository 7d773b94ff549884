from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import CORPUS

from classify.errors import LabelsError
from classify.evaluation import labelled_examples
from classify.features import Example
from classify.folder import Model
from classify.labels import read
from classify.model import SentenceClassifier
from classify.records import AnnotatedReport
from classify.training import train


@pytest.fixture(scope="module")
def labelled(corpus: tuple[AnnotatedReport, ...]) -> tuple[list[Example], list[str]]:
    seen, labels = labelled_examples(corpus)
    used = [i for i, label in enumerate(labels) if label]
    return [seen[i] for i in used], [str(labels[i]) for i in used]


def test_a_model_that_may_not_move_is_the_one_it_started_from(
    labelled: tuple[list[Example], list[str]], tiny: Model, tiny_folder: Path
) -> None:
    X, y = labelled
    moved = SentenceClassifier(C=1e-9, start=tiny_folder).fit(X, y)
    at = [tiny.weights.labels.index(str(label)) for label in moved.classes_]
    assert np.allclose(moved.decision_function(X), tiny.scorer.decisions(X)[:, at], atol=1e-5)


def test_sentences_that_the_start_gets_wrong_are_learnt(labelled: tuple[list[Example], list[str]], tiny_folder: Path) -> None:
    X, y = labelled
    turned = ["problem" if label == "boilerplate" else "boilerplate" if label == "problem" else label for label in y]
    moved = SentenceClassifier(C=100.0, start=tiny_folder).fit(X, turned)
    assert (moved.predict(X) == np.array(turned)).mean() > 0.9


def test_the_written_model_scores_as_the_fitted_one(labelled: tuple[list[Example], list[str]], tiny_folder: Path, tmp_path: Path) -> None:
    X, y = labelled
    made = train([CORPUS], tmp_path / "mine", SentenceClassifier(start=tiny_folder)).model
    fitted = SentenceClassifier(start=tiny_folder).fit(X, y)
    at = [fitted.classes_.tolist().index(label) for label in made.weights.labels]
    assert np.allclose(made.scorer.probabilities(X), fitted.predict_proba(X)[:, at], atol=1e-6)
    assert made.facts["start"]["sentences"] == 44
    assert "Started from a model trained on 44 labelled sentences of 4 reports" in (tmp_path / "mine" / "README.md").read_text("utf-8")
    assert str(tiny_folder) not in (tmp_path / "mine" / "model.json").read_text("utf-8")


def test_too_few_sentences_to_calibrate_on_keep_the_chain_of_the_start(tiny: Model, tiny_folder: Path) -> None:
    texts = ["新建泵站2座。", "人手不足。", "明年新建泵站3座。", "团结奋进谱新篇。"]
    fitted = SentenceClassifier(start=tiny_folder).fit(texts, ["achievement", "problem", "plan", "boilerplate"])
    assert fitted.chain_.scale == tiny.weights.chain.scale


def test_other_labels_than_those_of_the_start_are_refused(tiny_folder: Path) -> None:
    with pytest.raises(LabelsError, match=r"the labels are 坏, 好, but the model .* has achievement, problem, plan, boilerplate"):
        SentenceClassifier(start=tiny_folder).fit(["完成任务。", "人手不足。"], ["好", "坏"])


def test_labels_missing_from_the_sentences_are_refused(tiny_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label\n完成任务。,成绩\n人手不足。,问题\n", encoding="utf-8")
    with pytest.raises(LabelsError, match="train without --start"):
        train([tmp_path / "a.csv"], tmp_path / "m", SentenceClassifier(start=tiny_folder))
    assert len(read([tmp_path / "a.csv"])) == 2
