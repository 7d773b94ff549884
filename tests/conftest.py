"""Shared by the tests: a tiny labelled corpus, a model trained on it, and the folder that the model was written to."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from classify.folder import Model, load
from classify.labels import read
from classify.model import SentenceClassifier
from classify.quantification import Calibration
from classify.records import LABELS as NAMES
from classify.records import AnnotatedReport, LabelledReport
from classify.training import train

CORPUS = Path(__file__).parent / "corpus"
LABELS = Path(__file__).parent.parent / "data" / "labels"
EXAMPLE = Path(__file__).parent.parent / "examples" / "compilation.txt"

REPORT = """柳河镇2023年工作总结

　　2023年，在县委、县政府的坚强领导下，全镇上下团结奋进，各项工作取得新成效。现将有关情况汇报如下：

一、工作开展情况

（一）产业发展。新建蔬菜大棚120个，带动农户310户。一是抓销路。与两家超市签订供货合同，每周配送三次。

二、存在问题

技术人员不足，病虫害防治不及时；道路狭窄，大车进不来。

三、下一步打算

拓宽产业路5公里，聘请农技员2名。

柳河镇人民政府
2023年12月18日
"""


@pytest.fixture(scope="session")
def corpus() -> tuple[AnnotatedReport, ...]:
    return read([CORPUS])


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "tiny"
    train([CORPUS], folder, SentenceClassifier(folds=4))
    return folder


@pytest.fixture(scope="session")
def tiny(tiny_folder: Path) -> Model:
    return load(tiny_folder)


@pytest.fixture(scope="session")
def calibration() -> Calibration:
    """A calibration that trusts any report of 20 sentences."""
    confusion = np.full((4, 4), 0.05) + 0.8 * np.eye(4)
    return Calibration(NAMES, np.array([0.7, 0.1, 0.1, 0.1]), confusion, np.full(4, 0.9), np.full(4, 2.0), 99.0)


@pytest.fixture
def report_file(tmp_path: Path) -> Path:
    place = tmp_path / "报告.txt"
    place.write_text(REPORT, encoding="utf-8")
    return place


def assert_same_predictions(some: Iterable[LabelledReport], others: Iterable[LabelledReport]) -> None:
    """Sentence by sentence the same label, the same doubt, and the same probabilities to rounding."""
    for one, other in zip(some, others, strict=True):
        for mine, its in zip(one.predictions, other.predictions, strict=True):
            assert (mine is None) == (its is None)
            if mine is not None and its is not None:
                assert (mine.label, mine.uncertain) == (its.label, its.uncertain)
                assert mine.probabilities == pytest.approx(its.probabilities, abs=1e-12)
