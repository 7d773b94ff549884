from __future__ import annotations

from conftest import REPORT
from test_sheet import EVIL, alone

from classify.compilation import reports
from classify.explanation import ExplainedReport, explain_report, explain_sentence
from classify.explanation_page import explanation_page
from classify.folder import Model
from classify.records import Document


def test_a_page_stands_alone_with_every_sentence(tiny: Model) -> None:
    (report,) = reports(Document("r.txt", REPORT))
    found = explain_report(report, tiny.scorer)
    text = explanation_page([found], tiny.weights.labels, "models/tiny")
    page = alone(text)
    assert page.seen.count("article") == page.seen.count("svg") == 7
    assert "7 of 7 sentences explained" in text
    assert "as written: 2023" not in text  # where normalising changes nothing
    assert "as written: 新建蔬菜大棚120个" in text


def test_what_a_report_holds_is_escaped(tiny: Model) -> None:
    one = explain_sentence(EVIL, tiny.scorer, (EVIL,))
    text = explanation_page([ExplainedReport(EVIL, EVIL, (one,), 1, 1)], tiny.weights.labels, EVIL)
    alone(text)
    assert "&lt;script&gt;" in text
