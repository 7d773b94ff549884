from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
from conftest import LABELS

from classify.columns import Columns, columns_of, columns_of_reports
from classify.compilation import reports
from classify.features import plain
from classify.folder import Model, load
from classify.records import Document
from classify.scorer import Scorer
from classify.sentences import sentences_of
from classify.weights import Block, Weights

pytest.importorskip("numba")

ODD = [
    "",
    "。",
    "𠮷𠮷野家",
    "GDP增长5.8%，PPP项目3个，APP和OA系统上线。",
    "的的的的的" * 40,
    "推进" * 200,
    "a",
    "中a1b2文",
    "《办法》《细则》“十个一”0月0日",
]


@pytest.fixture(scope="module")
def shipped() -> Model:
    """The model that ships."""
    return load(check=False)


@pytest.fixture(scope="module")
def columns() -> list[Columns]:
    """Sentences of real length from data/labels, and odd ones."""
    plain_texts = [
        "\n".join(row.partition("\t")[2] for row in path.read_text("utf-8").splitlines() if "\t" in row)
        for path in sorted(LABELS.glob("*.txt"))[::12]
    ]
    found = [report for text in plain_texts for report in reports(Document("a.txt", text))]
    pieces = sentences_of(found)
    half = len(found) // 2
    given = [(one, report.year) for one, report in zip(pieces, found, strict=True)]
    return [columns_of_reports(given[:half]), columns_of_reports(given[half:]), columns_of([plain(text) for text in ODD])]


def of_labels(weights: Weights, labels: int) -> Weights:
    """The weights of a model with so many labels, those of the given one over and over."""
    chosen = np.arange(labels) % len(weights.labels)
    blocks = {name: Block(one.vocabulary, one.idf, one.coefficients[:, chosen], one.scale) for name, one in weights.blocks.items()}
    return replace(weights, labels=tuple(map(str, range(labels))), blocks=blocks, intercept=weights.intercept[chosen])


@pytest.mark.parametrize("labels", [2, 4, 5, 9])
def test_decision_values_are_those_without_numba(shipped: Model, columns: list[Columns], labels: int) -> None:
    weights = of_labels(shipped.weights, labels)
    plain, compiled = (Scorer(weights, shipped.scorer.index, compiled=wanted) for wanted in (False, True))
    for some in [*columns, columns[0]]:
        assert np.abs(compiled.decisions(some) - plain.decisions(some)).max() < 1e-12


def test_probabilities_are_those_without_numba(shipped: Model, columns: list[Columns]) -> None:
    plain, compiled = (Scorer(shipped.weights, shipped.scorer.index, compiled=wanted) for wanted in (False, True))
    for some in columns:
        assert np.abs(compiled.probabilities(some) - plain.probabilities(some)).max() < 1e-12
        assert compiled.predictions(some).given == plain.predictions(some).given
    assert len(compiled.predictions([])) == 0


def test_numba_starts_when_it_is_worth_it(shipped: Model, columns: list[Columns], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("classify.scorer._WORTH_COMPILING", len(columns[0]) + 1)
    scorer = Scorer(shipped.weights, shipped.scorer.index)
    scorer.decisions(columns[0])
    assert scorer._compiled is None
    scorer.decisions(columns[0])
    assert scorer._compiled is not None


def test_without_a_numba_that_starts_labelling_goes_on(shipped: Model, columns: list[Columns], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "classify.compiled", None)
    monkeypatch.setattr("classify.scorer._WORTH_COMPILING", 1)
    scorer = Scorer(shipped.weights, shipped.scorer.index)
    with pytest.warns(UserWarning, match="goes on without Numba"):
        found = scorer.decisions(columns[2])
    assert np.array_equal(found, Scorer(shipped.weights, shipped.scorer.index, compiled=False).decisions(columns[2]))
    assert np.array_equal(found, scorer.decisions(columns[2]))  # and warns once
    with pytest.raises(ImportError):
        Scorer(shipped.weights, shipped.scorer.index, compiled=True).decisions(columns[2])
