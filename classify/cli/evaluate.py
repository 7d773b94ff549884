"""`classify evaluate`: the figures of a model on labelled sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classify.cli.options import ModelOption
from classify.errors import ClassifyError


def evaluate_cli(
    labelled: Annotated[list[Path], typer.Argument(metavar="LABELLED...", help="Labels files or folders of them.", show_default=False)],
    model: ModelOption = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Result: .json; a table on the terminal without it.", show_default=False)
    ] = None,
) -> None:
    """Scores a model on labelled sentences."""
    import json

    from classify.evaluation import evaluate
    from classify.folder import load
    from classify.labels import read
    from classify.tables import draft_of

    if out is not None and out.suffix != ".json":
        raise ClassifyError(f"{out}: unknown ending; figures end in .json")
    found = evaluate(load(model), read(labelled))
    if out is not None:
        with draft_of(out) as draft:
            draft.write_text(json.dumps(found.as_dict(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        return
    from classify.terminal import figures_table, show

    show(figures_table(found))
