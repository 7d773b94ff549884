from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conftest import LABELS, REPORT

from classify.compilation import reports
from classify.evaluation import labelled_examples
from classify.explanation import Choice, explain, explain_report, explain_sentence
from classify.features import Example
from classify.folder import Model, load
from classify.labels import read
from classify.records import AnnotatedReport, Document


@pytest.fixture(scope="module")
def seen(corpus: tuple[AnnotatedReport, ...]) -> list[Example]:
    return labelled_examples(corpus)[0]


def test_contributions_and_intercept_add_up_to_the_decision_values() -> None:
    model = load()
    found, _ = labelled_examples(read(sorted(LABELS.glob("*.txt"))[:2]))
    decisions = model.scorer.decisions(found)
    for one, row in zip(explain(model.scorer, found), decisions, strict=True):
        for k, label in enumerate(model.weights.labels):
            total = one.intercept[label] + sum(each.values[label] for each in one.contributions)
            assert abs(total - row[k]) < 1e-9
            assert one.decisions[label] == row[k]


def test_the_steps_add_up_to_the_log_odds_of_the_probabilities(tiny: Model, seen: list[Example]) -> None:
    changed = 0.0
    for one in explain(tiny.scorer, seen):
        p = one.prediction.probabilities
        for rival in set(p) - {one.prediction.label}:
            assert sum(one.steps(rival).values()) == pytest.approx(np.log(p[one.prediction.label] / p[rival]), abs=1e-8)
        changed += abs(one.steps()["before"]) + abs(one.steps()["after"])
    assert changed > 1


def test_the_sentence_alone_is_what_the_chain_says_without_neighbours(tiny: Model, seen: list[Example]) -> None:
    for one, example in zip(explain(tiny.scorer, seen[:8]), seen[:8], strict=True):
        assert list(one.alone.values()) == pytest.approx(tiny.scorer.probabilities([example])[0], abs=1e-12)


def test_the_weights_of_characters_add_up_to_those_of_words_and_characters(tiny: Model, seen: list[Example]) -> None:
    for one in explain(tiny.scorer, seen):
        assert len(one.characters()) == len(one.normalised)
        marked = [each for each in one.deciding() if each.block == "characters" and set(each.token) & {"\x02", "\x03"}]
        inside = [each for each in one.deciding() if each.block in ("words", "characters") and each not in marked]
        begin_and_end = sum(each.weight * sum(c not in "\x02\x03" for c in each.token) / len(each.token) for each in marked)
        assert sum(one.characters()) == pytest.approx(sum(each.weight for each in inside) + begin_and_end, abs=1e-9)


def test_what_decides_turns_round_when_label_and_rival_do(tiny: Model) -> None:
    one = explain_sentence("全年办结案件32件。", tiny.scorer)
    back = replace(one, prediction=replace(one.prediction, label=one.rival))
    forth, other = one.deciding(), back.deciding(one.prediction.label)
    assert {(each.block, each.token): each.weight for each in forth} == {(each.block, each.token): -each.weight for each in other}
    assert [abs(each.weight) for each in forth] == sorted((abs(each.weight) for each in forth), reverse=True)


def test_a_chosen_sentence_is_explained_among_all(tiny: Model, seen: list[Example]) -> None:
    whole = explain(tiny.scorer, seen)
    assert explain(tiny.scorer, seen, chosen=[3, 1]) == (whole[3], whole[1])
    assert whole[0].previous is None
    assert whole[1].previous is not None
    assert whole[1].previous.label == whole[0].prediction.label


def test_a_sentence_by_itself_has_no_neighbours_and_takes_headings(tiny: Model) -> None:
    one = explain_sentence("拓宽产业路。", tiny.scorer)
    other = explain_sentence("拓宽产业路。", tiny.scorer, ("三、下一步打算",))
    assert (one.previous, one.following) == (None, None)
    assert one.alone == pytest.approx(one.prediction.probabilities)
    assert other.prediction.probabilities["plan"] > one.prediction.probabilities["plan"]
    assert "headings" in {each.block for each in other.contributions} - {each.block for each in one.contributions}


def test_a_sentence_of_unknown_characters_is_explained_by_the_rest(tiny: Model) -> None:
    assert {each.block for each in explain_sentence("龘靐", tiny.scorer).contributions} <= {"characters", "place", "morphology"}


def test_sentences_are_chosen_by_number_label_and_doubt(tiny: Model) -> None:
    (report,) = reports(Document("r.txt", REPORT))
    whole = explain_report(report, tiny.scorer)
    assert (len(whole.explanations), whole.chosen, whole.sentences) == (7, 7, 7)
    assert [one.number for one in explain_report(report, tiny.scorer, Choice(frozenset({2, 5}))).explanations] == [2, 5]
    plans = explain_report(report, tiny.scorer, Choice(label="plan"))
    assert {one.prediction.label for one in plans.explanations} == {"plan"}
    doubted = explain_report(report, tiny.scorer, Choice(uncertain=True)).explanations
    assert [one.number for one in doubted] == [one.number for one in whole.explanations if one.prediction.uncertain]
    first = explain_report(report, tiny.scorer, most=3)
    assert (len(first.explanations), first.chosen) == (3, 7)
    assert first.explanations == whole.explanations[:3]
    assert whole.explanations[0].text.startswith("2023年，在县委")
