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
    from classify.errors import ModelError
    from classify.evaluation import Figures, LabelFigures
    from classify.folder import load
    from classify.terminal import facts_table, figures_table, show

    loaded = load(model)
    try:
        drawn = [facts_table(str(loaded.path), loaded.facts, loaded.weights.calibration is not None)]
        if found := loaded.facts.get("cross_validation"):
            per_label = {label: LabelFigures(**values) for label, values in found["labels"].items()}
            kept = {name: found[name] for name in ("sentences", "accuracy", "macro_f1", "confusion", "calibration_error")}
            drawn += ["\nCross-validated by report:\n", figures_table(Figures(labels=per_label, **kept))]
    except (AttributeError, KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        place = loaded.path / "model.json"
        raise ModelError(f"{place}: what it tells of the model is damaged ({error!r}); copy the folder again, or train anew") from error
    for part in drawn:
        show(part)
