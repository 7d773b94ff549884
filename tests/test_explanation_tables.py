from __future__ import annotations

import pytest
from conftest import REPORT
from rich.cells import cell_len
from rich.console import Console

from classify.compilation import reports
from classify.explanation import ExplainedReport, explain_report, explain_sentence
from classify.explanation_tables import explanation_tables, neighbours_line, ranked, steps_line
from classify.folder import Model
from classify.records import Document


@pytest.fixture
def explained(tiny: Model) -> ExplainedReport:
    (report,) = reports(Document("r.txt", REPORT))
    return explain_report(report, tiny.scorer, most=3)


def test_an_explanation_fits_eighty_columns(explained: ExplainedReport) -> None:
    console = Console(width=80, no_color=True, highlight=False)
    with console.capture() as capture:
        console.print(explanation_tables([explained]))
    lines = [line.rstrip() for line in capture.get().splitlines()]
    assert max(map(cell_len, lines)) <= 80
    assert lines[0] == "柳河镇2023年工作总结"
    assert lines[1].startswith("3 of 7 sentences explained; 4 more with --most 0")
    assert sum(line.startswith("log-odds") for line in lines) == 3
    assert sum(f"against, for {one.rival}" in line for line in lines for one in explained.explanations[:1]) >= 1


def test_the_weightiest_stand_first_on_either_side(explained: ExplainedReport) -> None:
    for one in explained.explanations:
        pro, contra = ranked(one, 5)
        assert [each.weight for each in pro] == sorted((each.weight for each in pro), reverse=True)
        assert [each.weight for each in contra] == sorted(each.weight for each in contra)
        assert all(each.weight > 0 for each in pro)
        assert len(pro) <= 5
        assert steps_line(one).endswith(f"=  {sum(one.steps().values()):+.2f}")


def test_neighbours_are_named_where_there_are_any(tiny: Model, explained: ExplainedReport) -> None:
    assert "before it" not in neighbours_line(explained.explanations[0])
    assert f"before it {explained.explanations[0].prediction.label} (same paragraph)" in neighbours_line(explained.explanations[1])
    assert neighbours_line(explain_sentence("好。", tiny.scorer)).startswith("no neighbours")
