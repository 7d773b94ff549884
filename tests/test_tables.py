from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from classify.errors import OutputError
from classify.folder import Model
from classify.pipeline import label_file
from classify.tables import columns, draft_of, guarded, open_table, rows

NAMES = ("text", "label", "confidence", "uncertain")
ROWS = [
    {"text": "完成任务,一项“好”。", "label": "achievement", "confidence": 0.9, "uncertain": False},
    {"text": "=SUM(A1:A9)", "label": "plan", "confidence": 0.5, "uncertain": True},
    {"text": "一、标题", "label": None, "confidence": None, "uncertain": None},
]


def written(place: Path) -> Path:
    with open_table(place, NAMES) as table:
        table.write(ROWS)
    return place


def test_csv_opens_in_excel_and_holds_no_formula(tmp_path: Path) -> None:
    place = written(tmp_path / "a.csv")
    assert place.read_bytes().startswith(b"\xef\xbb\xbf")
    with place.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert [row["text"].strip() for row in found] == [row["text"] for row in ROWS]
    assert not found[1]["text"].startswith("=")


def test_jsonl_keeps_values_as_they_are(tmp_path: Path) -> None:
    assert [json.loads(line) for line in written(tmp_path / "a.jsonl").read_text("utf-8").splitlines()] == ROWS


def test_parquet_keeps_values_and_types(tmp_path: Path) -> None:
    from pyarrow import parquet

    table = parquet.read_table(written(tmp_path / "a.parquet"))
    assert table.to_pylist() == ROWS
    assert str(table.schema.field("confidence").type) == "double"


def test_xlsx_holds_text_never_formulas(tmp_path: Path) -> None:
    import openpyxl

    sheet = openpyxl.load_workbook(written(tmp_path / "a.xlsx")).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [list(row.values()) for row in ROWS]
    assert sheet["A3"].data_type == "s"
    assert sheet.freeze_panes == "A2"


def test_an_interrupted_run_leaves_the_old_file(tmp_path: Path) -> None:
    place = written(tmp_path / "a.csv")
    before = place.read_bytes()

    def interrupted() -> Iterator[dict[str, object]]:
        yield ROWS[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_table(place, NAMES) as table:
        table.write(interrupted())
    assert place.read_bytes() == before
    assert list(tmp_path.iterdir()) == [place]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="this is a folder"), draft_of(tmp_path):
        pass
    with pytest.raises(OutputError, match="unknown ending"):
        open_table(tmp_path / "a.doc", NAMES)
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot be written"), draft_of(tmp_path / "file" / "a.csv"):
        pass


def test_a_full_disk_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="No space left on device"), draft_of(tmp_path / "a.csv"):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@cmd", "\t=1"])
def test_text_that_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guarded(text) == f" {text}"
    assert guarded(f"x{text}") == f"x{text}"


def test_there_is_a_row_for_each_piece_and_no_character_is_lost(tiny: Model, report_file: Path) -> None:
    (labelled,) = label_file(str(report_file), tiny)
    found = list(rows(labelled, tiny.weights.labels))
    assert [list(row) for row in found] == [list(columns(tiny.weights.labels))] * len(found)
    text = labelled.report.document.text
    left = list(text)
    for row in found:
        assert text[row["start"] : row["end"]] == row["text"]
        left[row["start"] : row["end"]] = " " * (row["end"] - row["start"])
    assert "".join(left).split() == []
    assert all((row["label"] is None) == (row["kind"] != "sentence") for row in found)
