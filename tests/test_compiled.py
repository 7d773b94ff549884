from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import LABELS
from hypothesis import given
from hypothesis import strategies as st

from classify.characters import characters
from classify.columns import Columns, columns_of, columns_of_reports
from classify.compilation import reports
from classify.features import plain
from classify.folder import Model, load
from classify.kernels import BUILT
from classify.places import SECTION_KINDS
from classify.records import Document
from classify.scorer import Scorer
from classify.sentences import sentences_of
from classify.token_lists import TokenLists
from classify.weights import Block, Weights

if BUILT:
    from classify import _kernels
    from classify import compiled as module

pytestmark = pytest.mark.skipif(not BUILT, reason="the compiled kernels were not built")

EXAMPLE = Path(__file__).parent.parent / "examples" / "compilation.txt"

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

LONG = ["中华人民共和国全国人民代表大会常务委员会", "A" * 100 + "一" * 100, "第十四个五年规划和二〇三五年远景目标纲要"]


@pytest.fixture(scope="module")
def shipped() -> Model:
    """The model that ships."""
    return load(check=False)


@pytest.fixture(scope="module")
def plain_scorer(shipped: Model) -> Scorer:
    """The scorer of the model that ships, without the kernels."""
    return Scorer(shipped.weights, shipped.scorer.index, compiled=False)


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
    dated = [(one, report.year) for one, report in zip(pieces, found, strict=True)]
    return [columns_of_reports(dated[:half]), columns_of_reports(dated[half:]), columns_of([plain(text) for text in ODD])]


def of_labels(weights: Weights, labels: int) -> Weights:
    """The weights of a model with so many labels, those of the given one over and over."""
    chosen = np.arange(labels) % len(weights.labels)
    blocks = {name: Block(one.vocabulary, one.idf, one.coefficients[:, chosen], one.scale) for name, one in weights.blocks.items()}
    return replace(weights, labels=tuple(map(str, range(labels))), blocks=blocks, intercept=weights.intercept[chosen])


@pytest.mark.parametrize("labels", [2, 4, 5, 9])
def test_decision_values_are_those_with_numpy_alone(shipped: Model, columns: list[Columns], labels: int) -> None:
    weights = of_labels(shipped.weights, labels)
    plain, compiled = (Scorer(weights, shipped.scorer.index, compiled=wanted) for wanted in (False, True))
    for some in [*columns, columns[0]]:
        assert np.abs(compiled.decisions(some) - plain.decisions(some)).max() < 1e-12


def test_probabilities_are_those_with_numpy_alone(shipped: Model, columns: list[Columns]) -> None:
    plain, compiled = (Scorer(shipped.weights, shipped.scorer.index, compiled=wanted) for wanted in (False, True))
    for some in columns:
        assert np.abs(compiled.probabilities(some) - plain.probabilities(some)).max() < 1e-12
        assert compiled.predictions(some).given == plain.predictions(some).given
    assert len(compiled.predictions([])) == 0


def test_the_kernels_are_used_where_they_are_built(shipped: Model) -> None:
    assert shipped.scorer.compiled
    assert Scorer(shipped.weights, shipped.scorer.index).compiled


def test_arrays_that_do_not_fit_are_refused(shipped: Model, columns: list[Columns]) -> None:
    compiled, some = Scorer(shipped.weights, shipped.scorer.index)._compiled, columns[2]
    assert compiled is not None
    total = np.zeros((len(some), 4))
    for changed, values in (
        (replace(some, codes=some.codes[:-1], starts=np.append(some.starts[1:], len(some.codes))), total),
        (replace(some, starts=some.starts[::-1].copy()), total),
        (replace(some, starts=some.starts - 1), total),
        (some, total[:-1]),
        (replace(some, path=some.path[:-1]), total),
        (replace(some, sections=some.sections + len(SECTION_KINDS)), total),
        (replace(some, sections=some.sections - len(SECTION_KINDS)), total),
        (replace(some, places=np.zeros(len(some) - 1, dtype=np.int64)), total),
    ):
        with pytest.raises(ValueError, match="sentences do not fit together"):
            compiled.score(changed, values)
    with pytest.raises(ValueError, match="chain do not fit together"):
        compiled.probabilities(shipped.weights.chain, total, some.boundaries[:-1])


def test_words_are_those_with_numpy_alone(shipped: Model, plain_scorer: Scorer) -> None:
    texts = [text.replace("\x03", "") for text in [*ODD, *LONG, "（一）推进0个GDP2项目建设"]]
    assert shipped.scorer.words(texts) == plain_scorer.words(texts)
    assert shipped.scorer.words([]) == []


HEADINGS = ("一、2024年 工作打算", "（一）推进0个GDP2项目建设", "二、推进推进推进Ｄ建，XX县投入X万元", *ODD, *LONG)


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(HEADINGS) | st.text(max_size=9), max_size=4).map(tuple), st.none() | st.just(2023)), max_size=9
    )
)
def test_decision_values_of_headings_are_those_with_numpy_alone(
    shipped: Model, plain_scorer: Scorer, paths: list[tuple[tuple[str, ...], int | None]]
) -> None:
    block, kernels = TokenLists(shipped.weights.blocks["headings"]), shipped.scorer._compiled
    assert kernels is not None
    assert kernels.of_headings(paths) == pytest.approx(plain_scorer._of_headings(block, paths), abs=1e-12)


def test_arrays_of_headings_that_do_not_fit_are_refused(shipped: Model) -> None:
    kernels = shipped.scorer._compiled
    assert kernels is not None
    for members, tokens, bounds, rows in (
        ([1], [], [[0, 1], [0, 0]], 1),
        ([-1], [], [[0, 1], [0, 0]], 1),
        ([0], [10**9], [[0, 1], [0, 1]], 1),
        ([0], [], [[0, 2], [0, 0]], 1),
        ([0], [], [[0, 1], [0, 1]], 1),
        ([0], [], [[0, 1], [0, 0]], 2),
        ([0], [], [[1, 0], [0, 0]], 1),
    ):
        arrays = [np.array(numbers, dtype=np.int64) for numbers in (members, tokens, bounds)]
        with pytest.raises(ValueError, match="headings do not fit together"):
            _kernels.headings(kernels._tables, ["一、工作"], *arrays, np.zeros((rows, 4)), characters())


@pytest.mark.parametrize("part", ["words", "pairs", "characters"])
def test_tables_that_lead_astray_are_refused(shipped: Model, part: str) -> None:
    index = shipped.scorer.index
    if part == "words":  # symbols that no token has
        index = replace(index, words=np.append(index.words, np.flatnonzero(index.lexicon.frequencies)[: index.pairs.size]))
    elif part == "pairs":
        index = replace(index, pairs=replace(index.pairs, first=index.pairs.first + index.pairs.size))
    else:
        index = replace(index, symbols=index.symbols + len(index.characters.first))
    with pytest.raises(ValueError, match="do not fit together"):
        Scorer(shipped.weights, index, compiled=True)


def test_large_pages_change_nothing(shipped: Model, columns: list[Columns], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MANY", len(columns[0]) + 1)
    asked: list[int] = []
    monkeypatch.setattr(module._Room, "enlarge_pages", lambda room, done=module._Room.enlarge_pages: (asked.append(1), done(room)))
    scorer = Scorer(shipped.weights, shipped.scorer.index, compiled=True)
    before = scorer.decisions(columns[0])
    assert not asked
    for _ in range(3):
        assert np.array_equal(scorer.decisions(columns[0]), before)
    assert asked == [1]


def test_a_single_sentence_is_scored_like_among_others(shipped: Model, columns: list[Columns]) -> None:
    scorer, texts = Scorer(shipped.weights, shipped.scorer.index), [plain(text) for text in ODD]
    together = scorer.decisions(columns_of(texts))
    assert np.array_equal(together, np.concatenate([scorer.decisions(columns_of([one])) for one in texts]))
    assert columns[2].text(0, 3) == "\x02\x03\x02"


def test_files_are_labelled_the_same_without_the_kernels(tmp_path: Path) -> None:
    made = {}
    for wanted in ("0", "1"):
        environment = os.environ | {"CLASSIFY_KERNELS": wanted}
        for arguments in (["label", EXAMPLE, "-o", f"{wanted}.csv"], ["info"]):
            done = subprocess.run(
                [sys.executable, "-m", "classify", *map(str, arguments)], env=environment, cwd=tmp_path, capture_output=True, check=True
            )
        made[wanted] = (tmp_path / f"{wanted}.csv").read_bytes()
        assert re.search(rf"inner loops +{'compiled' if wanted == '1' else 'by NumPy'}", done.stdout.decode("utf-8"))
    assert made["0"] == made["1"]
    assert len(made["0"].splitlines()) > 50
