"""The stages of the road import one way: a module may import from rows above its own, and from its own row."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import classify

PACKAGE = Path(classify.__file__).parent
ROWS = (
    ("records", "errors", "patterns", "kernels"),
    ("characters", "markers", "words", "morphology", "trie", "lexicon", "years"),
    ("predictions", "readers", "lines", "pieces", "compilation", "headings", "frame", "sentences"),
    ("places", "features", "normalising", "columns", "tables", "audit", "quantification", "concreteness", "repeats"),
    (
        "labels",
        "chain",
        "weights",
        "tally",
        "index",
        "recurring",
        "token_lists",
        "compiled",
        "scorer",
        "vectors",
        "model",
        "adaptation",
        "folder",
        "topics",
        "answers",
        "followups",
        "balances",
    ),
    ("evaluation", "intervals", "reliability", "mistakes", "explanation", "crossvalidation", "results", "pipeline", "training", "tuning"),
    ("groups",),
    ("batch",),
    ("accounts", "corpus"),
    ("terminal", "sharetable", "sheet", "charts", "wording", "page", "workbook", "api"),
    ("comparisons", "evaluation_tables", "evaluation_page", "explanation_tables", "explanation_page"),
    ("cli",),
    ("__init__", "__main__"),
)
ROW = {name: row for row, names in enumerate(ROWS) for name in names}


def imported(name: str) -> set[str]:
    found = set()
    package = sorted((PACKAGE / name).glob("*.py"))
    for node in (node for path in package or [PACKAGE / f"{name}.py"] for node in ast.walk(ast.parse(path.read_text("utf-8")))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("classify"):
            parts = (node.module or "").split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names} & set(ROW)
    return found


def test_every_module_has_a_row() -> None:
    modules = {path.stem for path in PACKAGE.glob("*.py")} | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert modules == set(ROW)


@pytest.mark.parametrize("name", [name for name in ROW if not name.startswith("__")])
def test_no_import_goes_upward(name: str) -> None:
    assert {other for other in imported(name) if ROW[other] > ROW[name]} == set()


def loaded(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_labelling_needs_neither_scikit_learn_nor_pandas() -> None:
    modules = loaded(
        "from classify.folder import load; from classify.readers import decode; from classify.pipeline import label_document; "
        "label_document(decode('全年办案32件。'.encode(), 'x'), load())"
    )
    assert "classify.scorer" in modules
    assert not modules & {"sklearn", "pandas", "scipy", "joblib", "jieba", "rich"}


def test_help_loads_no_model_code() -> None:
    modules = loaded("import classify.cli")
    assert "classify.cli" in modules
    assert not modules & {"numpy", "sklearn", "pandas", "rjieba", "classify.scorer"}
