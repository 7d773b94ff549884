"""The notebooks run from beginning to end, and what is saved in them is what they show."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def opened(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def kinds(notebook: nbformat.NotebookNode) -> set[str]:
    return {kind for cell in notebook.cells for output in cell.get("outputs", ()) for kind in output.get("data", ())}


def test_there_are_three_notebooks() -> None:
    assert len(NOTEBOOKS) == 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_without_error_or_warning(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("PYTHONWARNINGS", "error::UserWarning")  # matplotlib warns so where a font lacks a character
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")  # small matrices; threads would only wait for each other
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    notebook = opened(path)
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()
    said = [output.text for cell in notebook.cells for output in cell.get("outputs", ()) if output.get("name") == "stderr"]
    assert said == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_saved_with_its_tables_and_pictures(path: Path) -> None:
    notebook = opened(path)
    assert {"image/png", "text/html"} <= kinds(notebook)
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_uses_the_public_names_alone(path: Path) -> None:
    code = "\n".join(cell.source for cell in opened(path).cells if cell.cell_type == "code")
    assert "import classify\n" in code
    assert "from classify" not in code
    assert "import classify." not in code


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_tells_no_folder_of_the_machine_it_ran_on(path: Path) -> None:
    text = path.read_text("utf-8")
    assert str(Path.home()) + "/" not in text
    assert "/tmp/" not in text
