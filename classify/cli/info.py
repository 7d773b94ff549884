"""`classify info`: what a model is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def info_cli(
    model: Annotated[
        Path | None,
        typer.Argument(metavar="[MODEL]", help="Model folder; without it the model that ships with classify.", show_default=False),
    ] = None,
) -> None:
    """Tells what a model is: labels, training data, figures, versions, checks."""
    from classify.evaluation import Figures, LabelFigures
    from classify.folder import load
    from classify.terminal import facts_table, figures_table, show

    loaded = load(model)
    show(facts_table(str(loaded.path), loaded.facts, loaded.weights.calibration is not None))
    if found := loaded.facts.get("cross_validation"):
        per_label = {label: LabelFigures(**values) for label, values in found["labels"].items()}
        kept = {name: found[name] for name in ("sentences", "accuracy", "macro_f1", "confusion", "calibration_error")}
        show("\nCross-validated by report:\n")
        show(figures_table(Figures(labels=per_label, **kept)))
