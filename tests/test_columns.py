from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import LABELS

from classify.columns import Columns, columns_of, columns_of_reports
from classify.compilation import reports
from classify.features import Example, examples_of
from classify.kernels import BUILT
from classify.pieces import Pieces
from classify.places import tokens_of_place
from classify.records import Document, Report
from classify.sentences import sentences_of

ODD = """青禾镇水利站2023年工作总结

一、主要工作
（一）维修灌溉渠道。1.全年维修渠道8.6公里,受益农田3200亩。2.印发《管理办法》，“两手抓。两手硬。”全部落实
##水印##完成<b>任务</b>５ 项；XX县投入X万元，D建引领。

二、2024年打算
2024年3月5日前完成
1.
计划于2025年、2019年以来新建泵站12座。一是抓质量。二是抓进度；三是\x02抓\x03安全！？”
"""


def written(texts: list[str]) -> list[tuple[Report, Pieces]]:
    found = [report for text in texts for report in reports(Document("a.txt", text))]
    return list(zip(found, sentences_of(found), strict=True))


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Reports of data/labels as their writers would have them, odd ones, and one that was hard-wrapped."""
    plain = [
        "\n".join(row.partition("\t")[2] for row in path.read_text("utf-8").splitlines() if "\t" in row) for path in LABELS.glob("*.txt")
    ]
    wrapped = "\n".join(line[i : i + 30] for line in plain[0].splitlines() for i in range(0, max(1, len(line)), 30))
    return [*plain[::15], ODD, wrapped, plain[1].replace("\n", "\r\n"), f"<p>{plain[2]}</p>"]


def seen(columns: Columns) -> list[tuple[object, ...]]:
    """What the columns say of each sentence, in the words of an example."""
    ends = np.append(columns.starts, len(columns.codes))[1:]
    places = columns.places.tolist() if isinstance(columns.places, np.ndarray) else columns.places
    return [
        (columns.text(start + 1, end - 1), *columns.paths[path], set(tokens_of_place(place)), boundary)
        for start, end, path, place, boundary in zip(
            columns.starts.tolist(), ends.tolist(), columns.path.tolist(), places, columns.boundaries.tolist(), strict=True
        )
    ]


def described(examples: list[Example]) -> list[tuple[object, ...]]:
    return [(one.text, one.headings, one.year, set(one.place), one.boundary) for one in examples]


def test_columns_of_reports_say_what_their_examples_say(texts: list[str]) -> None:
    made = written(texts)
    examples = [one for run in examples_of([(pieces, str(i), report.year) for i, (report, pieces) in enumerate(made)]) for one in run]
    found = seen(columns_of_reports([(pieces, report.year) for report, pieces in made]))
    assert len(found) == len(examples) > 1000
    for one, other in zip(found, described(examples), strict=True):
        assert one == other


def test_columns_of_examples_say_the_same(texts: list[str]) -> None:
    made = written(texts[-3:])
    examples = [one for run in examples_of([(pieces, str(i), report.year) for i, (report, pieces) in enumerate(made)]) for one in run]
    assert seen(columns_of(examples)) == described(examples)


@pytest.mark.skipif(not BUILT, reason="the compiled kernels were not built")
def test_the_kernels_change_nothing(texts: list[str]) -> None:
    given = [(pieces, report.year) for report, pieces in written([*texts, "一、工作\n𠮷野家ＸＸ县完成5.8%。"])]
    for some in (given[:-1], given[-1:]):
        assert seen(columns_of_reports(some, compiled=True)) == seen(columns_of_reports(some))


def test_kinds_of_sections_are_those_of_the_paths() -> None:
    ((report, pieces),) = written([ODD])
    columns = columns_of_reports([(pieces, report.year)])
    kinds = {path[0]: kind for path, kind in zip(columns.paths, columns.sections.tolist(), strict=True)}
    assert kinds["二、2024年打算",] == 2  # a plan
    assert kinds["一、主要工作",] == 3  # a review


def test_no_sentence_gives_empty_columns() -> None:
    assert len(columns_of_reports([])) == 0
    ((report, pieces),) = written(["一、主要工作\n二、下一步打算\n"])
    columns = columns_of_reports([(pieces, report.year), (Pieces(""), None)])
    assert len(columns) == sum(piece.kind == "sentence" for piece in pieces)


def test_a_long_report_starts_a_new_chain_at_times(tmp_path: Path) -> None:
    ((report, pieces),) = written(["一、主要工作\n" + "完成维修任务。" * 2500])
    columns = columns_of_reports([(pieces, report.year)])
    (examples,) = examples_of([(pieces, "r", report.year)])
    assert columns.boundaries.tolist() == [one.boundary for one in examples]
    assert np.flatnonzero(columns.boundaries == 4).tolist() == [0, 1000, 2000]
