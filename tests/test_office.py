"""The workbook in LibreOffice: printed, saved again, corrected and read back."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
import warnings
from pathlib import Path

import openpyxl
import pytest
from conftest import CORPUS, EXAMPLE

from classify.accounts import accounts
from classify.folder import load
from classify.labels import read
from classify.model import SentenceClassifier
from classify.pipeline import label_file
from classify.records import LABELS, LabelledReport
from classify.training import train
from classify.workbook import write_workbook

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed (Debian: apt-get install libreoffice-calc)")


@pytest.fixture(scope="module")
def labelled() -> list[LabelledReport]:
    return list(label_file(str(EXAMPLE), load()))


@pytest.fixture(scope="module")
def book(labelled: list[LabelledReport], tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("book") / "book.xlsx"
    write_workbook(accounts(labelled, LABELS), place, LABELS)
    return place


def converted(source: Path, kind: str, folder: Path) -> Path:
    """The file that LibreOffice makes of another."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", kind, "--outdir", str(folder / "made"), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "made" / f"{source.stem}.{kind}"


def values(place: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every sheet, without the empty ones that may follow."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl tells that it leaves out extensions, such as LibreOffice adds
        found = openpyxl.load_workbook(place)
    return {
        sheet.title: [row for row in sheet.iter_rows(values_only=True) if any(cell is not None for cell in row)]
        for sheet in found.worksheets
    }


def test_libreoffice_saves_every_sheet_and_value_and_what_is_corrected_there_trains(
    book: Path, labelled: list[LabelledReport], tmp_path: Path
) -> None:
    again = converted(book, "xlsx", tmp_path)
    before, after = values(book), values(again)
    assert list(after) == list(before) == ["报告汇总", "逐句结果", "问题清单", "计划清单", "说明"]
    for name, rows in before.items():
        assert len(after[name]) == len(rows)
        for row, other in zip(rows, after[name], strict=True):
            assert [pytest.approx(cell) if isinstance(cell, float) else cell for cell in row] == list(other)
    expected = [given.label for one in labelled for given in one.predictions if given]
    assert [label for report in read([again]) for label in report.labels if label] == expected
    corrected = openpyxl.load_workbook(book)
    sheet = corrected["逐句结果"]
    column = [cell.value for cell in sheet[1]].index("标签") + 1
    changed = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, column).value == "计划")
    sheet.cell(changed, column).value = "套话"
    corrected.save(tmp_path / "corrected.xlsx")
    saved = converted(tmp_path / "corrected.xlsx", "xlsx", tmp_path)
    got = [label for report in read([saved]) for label in report.labels if label]
    assert [pair for pair in zip(expected, got, strict=True) if pair[0] != pair[1]] == [("plan", "boilerplate")]
    train([saved, CORPUS], tmp_path / "m", SentenceClassifier(folds=2))
    assert (tmp_path / "m" / "model.json").exists()


def test_the_printed_workbook_names_its_sheets_and_ends_with_the_last_row(report_file: Path, tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed (pip install --group test)")
    book = tmp_path / "book.xlsx"
    write_workbook(accounts(label_file(str(report_file), load()), LABELS), book, LABELS)
    with pypdf.PdfReader(converted(book, "pdf", tmp_path)) as printed:
        found = [re.sub(r"\s", "", unicodedata.normalize("NFKC", page.extract_text())) for page in printed.pages]
    names = list(values(book))
    assert [next((name for name in names if f"{name}{number}/{len(found)}" in page), "") for number, page in enumerate(found, 1)] == names
    date = values(book)["逐句结果"][-1]
    assert date[7] == "2023年12月18日"
    assert all(str(cell) in found[names.index("逐句结果")] for cell in date[4:7])  # kind, start and end of the last row
