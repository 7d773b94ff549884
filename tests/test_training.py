from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from conftest import CORPUS

from classify.errors import LabelsError, OutputError
from classify.labels import read
from classify.model import SentenceClassifier
from classify.training import digest, train


def test_training_twice_writes_the_same_weights(tiny_folder: Path, tmp_path: Path) -> None:
    train([CORPUS], tmp_path / "again", SentenceClassifier(folds=4))
    for name in ("weights.npz", "vocabulary.txt", "selftest.jsonl"):
        one, other = ((folder / name).read_bytes() for folder in (tiny_folder, tmp_path / "again"))
        assert hashlib.sha256(one).hexdigest() == hashlib.sha256(other).hexdigest()


def test_the_folder_tells_what_it_was_trained_on(tiny_folder: Path) -> None:
    from classify.folder import load

    facts = load(tiny_folder).facts
    assert facts["training"]["reports"] == 4
    assert facts["training"]["counts"] == {"achievement": 15, "boilerplate": 10, "plan": 10, "problem": 9}
    assert facts["training"]["digest"] == digest(read([CORPUS]))
    assert 0.5 < facts["cross_validation"]["accuracy"] <= 1


def test_the_digest_changes_with_a_label(tmp_path: Path) -> None:
    text = (CORPUS / "court.txt").read_text("utf-8")
    (tmp_path / "court.txt").write_text(text.replace("problem\t个别", "plan\t个别"), encoding="utf-8")
    assert digest(read([tmp_path])) != digest(read([CORPUS / "court.txt"]))


def test_labels_that_cannot_be_learned_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label\n好。,成绩\n很好。,成绩\n", encoding="utf-8")
    with pytest.raises(LabelsError, match="have the label 'achievement'; training needs at least two"):
        train([tmp_path / "a.csv"], tmp_path / "m")


def test_too_few_examples_train_without_figures(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label\n完成任务。,成绩\n完成指标。,成绩\n人手不足。,问题\n", encoding="utf-8")
    with pytest.warns(UserWarning, match="too few examples"):
        trained = train([tmp_path / "a.csv"], tmp_path / "m")
    assert trained.figures is None
    assert trained.model.weights.labels == ("achievement", "problem")


def test_a_place_that_cannot_hold_a_model_is_refused_before_the_labels_are_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    for name, message in (("file", "a file of this name"), ("full", "holds no model"), ("file/model", "cannot be made in")):
        with pytest.raises(OutputError, match=message):
            train([tmp_path / "no-labels-here"], tmp_path / name)
