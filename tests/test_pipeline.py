from __future__ import annotations

from pathlib import Path

import pytest
from conftest import REPORT, assert_same_predictions

from classify.errors import SourceError
from classify.folder import Model
from classify.pipeline import balances, label_document, label_documents, label_file
from classify.readers import decode
from classify.records import Document, LabelledReport


def labels(document: Document, model: Model) -> list[tuple[str, str | None]]:
    (report,) = label_document(document, model)
    return [
        ("".join(piece.text.split()), prediction and prediction.label)
        for piece, prediction in zip(report.pieces, report.predictions, strict=True)
    ]


def test_a_report_is_labelled_with_its_context(tiny: Model) -> None:
    found = dict(labels(decode(REPORT.encode(), "t"), tiny))
    assert found["新建蔬菜大棚120个，带动农户310户。"] == "achievement"
    assert found["道路狭窄，大车进不来。"] == "problem"
    assert found["拓宽产业路5公里，聘请农技员2名。"] == "plan"
    assert found["2023年，在县委、县政府的坚强领导下，全镇上下团结奋进，各项工作取得新成效。"] == "boilerplate"
    assert found["一是抓销路。"] is None


def test_columns_and_records_of_a_labelled_report_tell_the_same(tiny: Model) -> None:
    (report,) = label_document(decode(REPORT.encode(), "t"), tiny)
    records = LabelledReport(report.report, tuple(report.pieces), tuple(report.predictions))
    assert report.sentences == records.sentences
    assert len(report.sentences) > 5
    assert balances([report], tiny) == balances([records], tiny)


@pytest.mark.parametrize(
    "data",
    [
        REPORT.encode("gb18030"),
        REPORT.encode("utf-16"),
        REPORT.encode("utf-8-sig"),
        REPORT.replace("\n", "\r\n").encode(),
        REPORT.replace("\n", "\r").encode(),
        "\n".join(f"　　{line}" if line else "" for line in REPORT.split("\n")).encode(),
    ],
    ids=["gb18030", "utf-16", "bom", "crlf", "cr", "indented"],
)
def test_encoding_line_ends_and_indents_change_no_label(tiny: Model, data: bytes) -> None:
    assert labels(decode(data, "t"), tiny) == labels(decode(REPORT.encode(), "t"), tiny)


@pytest.mark.parametrize("text", ["一、成绩\n二、问题\n", "某县林业局2022年工作总结\n", "目录\n某局总结\t1\n"])
def test_a_file_of_headings_only_is_refused(tiny: Model, text: str) -> None:
    with pytest.raises(SourceError, match="headings only"):
        label_document(Document("t", text), tiny)


def test_a_file_of_one_endless_line_is_labelled(tiny: Model, tmp_path: Path) -> None:
    place = tmp_path / "long.txt"
    place.write_text("完成任务三项，群众满意。" * 20_000, encoding="utf-8")
    (report,) = label_file(str(place), tiny)
    assert len(report.predictions) == 20_000


def test_each_report_has_its_balance(tiny: Model, report_file: Path) -> None:
    (balance,) = balances(label_file(str(report_file), tiny), tiny)
    assert balance.title == "柳河镇2023年工作总结"
    assert balance.sentences == 7


def test_documents_labelled_together_are_labelled_as_each_alone(tiny: Model) -> None:
    bare = Document("bare.txt", "一、主要成绩")
    documents = [Document("a.txt", REPORT), bare, Document("b.txt", REPORT.replace("2023", "2020")), Document("c.txt", "人手不足。")]
    together = label_documents(documents, tiny)
    assert isinstance(together[1], SourceError)
    for document, found in zip(documents, together, strict=True):
        if document is not bare:
            alone = label_document(document, tiny)
            assert isinstance(found, tuple)
            assert [one.pieces for one in found] == [one.pieces for one in alone]
            assert_same_predictions(found, alone)
