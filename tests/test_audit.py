from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from classify.audit import audit, diversity, kappa, suspects
from classify.records import AnnotatedReport, Sentence

LONG = "全镇新建高标准农田三千二百亩，配套沟渠十八公里，受益农户九百余户。"


def report(name: str, *rows: tuple[str, str | None], **facts: object) -> AnnotatedReport:
    pieces = tuple(Sentence(text, "sentence" if label else "heading") for text, label in rows)
    places = tuple(f"{name}:{i}" for i, _ in enumerate(rows))
    return AnnotatedReport(name, pieces, tuple(label for _, label in rows), places, **facts)  # type: ignore[arg-type]


def test_counts_are_those_of_the_labelled_sentences() -> None:
    found = audit(
        [
            report("a", ("一、成绩", None), ("完成。", "achievement"), unit="水利局", level="county", year=2020),
            report("b", ("缺人。", "problem"), year=2023),
        ]
    )
    assert (found.reports, found.sentences, found.counts) == (2, 2, {"achievement": 1, "problem": 1})
    assert (found.units, found.levels, found.years) == ({"水利局": 1}, {"county": 1}, (2020, 2023))


def test_repeated_and_contradictory_sentences_are_named_by_their_places() -> None:
    found = audit([report("a", (LONG, "achievement"), ("短句。", "plan")), report("b", (LONG, "plan"), ("短句。", "plan"))])
    assert found.duplicates == (("a:0", "b:0"),)
    assert found.contradictions == (("a:0", "b:0"),)


def test_near_duplicates_across_reports_are_found_whatever_their_punctuation() -> None:
    near = LONG.replace("，", "；").replace("九百余户", "九百多户")
    found = audit(
        [
            report("a", (LONG, "achievement")),
            report("b", (near, "achievement")),
            report("c", ("全然不同的一句话，说的是另外一件事情，没有相同之处。", "plan")),
        ]
    )
    assert found.similar == (("a:0", "b:0"),)


def test_prefix_filtering_finds_every_similar_pair() -> None:
    random = np.random.default_rng(0)
    texts = ["".join(random.choice(list("甲乙丙丁戊己"), 30)) for _ in range(30)]
    texts += [text[:26] + "庚辛壬癸" for text in texts]
    found = audit([report(str(i), (text, "plan")) for i, text in enumerate(texts)]).similar
    runs = [{text[i : i + 5] for i in range(len(text) - 4)} for text in texts]
    expected = {(f"{i}:0", f"{j}:0") for j in range(len(texts)) for i in range(j) if len(runs[i] & runs[j]) > 0.7 * len(runs[i] | runs[j])}
    assert set(found) == expected
    assert len(expected) > 20


def test_kappa_is_that_of_scikit_learn() -> None:
    random = np.random.default_rng(1)
    one = random.integers(0, 3, 200)
    other = np.where(random.random(200) < 0.7, one, random.integers(0, 3, 200))
    assert kappa(list(zip(one.tolist(), other.tolist(), strict=True))) == pytest.approx(cohen_kappa_score(one, other))
    assert kappa([("a", "a"), ("a", "a")]) == 1


def test_agreement_is_that_of_the_two_readers() -> None:
    one = replace(
        report("a", ("一。", "plan"), ("二。", "plan"), ("三。", "problem")),
        readings=(("plan", "plan"), ("plan", "problem"), ("problem", "problem")),
    )
    found = audit([one]).agreement
    assert found is not None
    assert (found.sentences, found.share) == (3, pytest.approx(2 / 3))
    assert found.kappa == pytest.approx(cohen_kappa_score(["p", "p", "q"], ["p", "q", "q"]))
    assert audit([report("a", ("一。", "plan"))]).agreement is None


def test_a_label_that_the_model_contradicts_with_confidence_is_suspect() -> None:
    rows = [(f"第{i}句。", "plan" if i < 5 else "problem") for i in range(10)]
    probabilities = np.array([[0.9, 0.1]] * 5 + [[0.1, 0.9]] * 5)
    probabilities[2] = [0.02, 0.98]
    (found,) = suspects([report("a", *rows)], probabilities, ["plan", "problem"])
    assert (found.place, found.given, found.suggested, found.probability) == ("a:2", "plan", "problem", 0.98)


def test_diversity_is_the_share_of_different_runs() -> None:
    assert diversity("一二三四一二三四", 4) == pytest.approx(4 / 5)
    assert diversity("") == 0
