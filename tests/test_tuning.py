from __future__ import annotations

import pytest

from classify.errors import LabelsError
from classify.model import SentenceClassifier
from classify.records import AnnotatedReport, Sentence
from classify.tuning import CANDIDATES, Trial, tuned


def test_the_best_of_the_settings_tried_wins_and_all_else_stays(corpus: tuple[AnnotatedReport, ...]) -> None:
    trials: list[Trial] = []
    found = tuned(corpus, 600, SentenceClassifier(folds=2, error_rate=0.2), trials.append)
    assert [trial.settings for trial in trials] == list(CANDIDATES)
    best = max(trials, key=lambda trial: trial.macro_f1)
    assert {"C": found.C, "class_weight": found.class_weight} == best.settings
    assert (found.folds, found.error_rate) == (2, 0.2)


def test_at_least_one_setting_is_tried_when_there_is_no_time(corpus: tuple[AnnotatedReport, ...]) -> None:
    trials: list[Trial] = []
    tuned(corpus, 0, SentenceClassifier(folds=2), trials.append)
    assert len(trials) == 1


def test_too_few_labels_cannot_be_tuned() -> None:
    pieces = tuple(Sentence(text) for text in ("完成任务。", "完成指标。", "人手不足。"))
    report = AnnotatedReport("r", pieces, ("achievement", "achievement", "problem"), ("1", "2", "3"))
    with pytest.raises(LabelsError, match="leave --tune out"):
        tuned([report], 60)
