"""`classify evaluate`: the figures of a model on labelled sentences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classify.cli.options import ModelOption, Quiet, say, working
from classify.errors import OutputError

if TYPE_CHECKING:
    from classify.evaluation import Evaluation
    from classify.folder import Model
    from classify.records import AnnotatedReport

_SUFFIXES = (".json", ".html")
_TOO_GOOD = 0.995  # accuracy; two careful readers agree on fewer sentences


def evaluate_cli(
    labelled: Annotated[list[Path], typer.Argument(metavar="LABELLED...", help="Labels files or folders of them.", show_default=False)],
    model: ModelOption = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Result: .json .html; tables on the terminal without it.", show_default=False)
    ] = None,
    cross_validate: Annotated[
        bool, typer.Option("--cross-validate", help="Train on the labelled reports themselves, and test on those held out.")
    ] = False,
    mistakes: Annotated[int, typer.Option(min=0, help="How many mistakes to list, the surest first.")] = 20,
    quiet: Quiet = False,
) -> None:
    """Scores a model on labelled sentences: figures with intervals, confusions, calibration, balance error, mistakes."""
    from classify.labels import read

    if cross_validate and model is not None:
        raise typer.BadParameter("--cross-validate trains its own models; give it without -m")
    if out is not None and out.suffix.lower() not in _SUFFIXES:
        raise OutputError(f"{out}: unknown ending; an evaluation ends in {' or '.join(_SUFFIXES)}")
    reports = read(labelled)
    notes: list[str] = []
    if cross_validate:
        from classify.crossvalidation import cross_validate as validated

        with working("cross-validating", quiet):
            found: Evaluation = validated(reports, most=mistakes)
        name = "a model trained on these reports"
    else:
        from classify.evaluation import evaluate
        from classify.folder import load

        loaded = load(model)
        with working("evaluating", quiet):
            found = evaluate(loaded, reports, mistakes)
        name = str(model) if model else "the model that ships with classify"
        notes += _notes(loaded, reports, found)
    _deliver(found, name, notes, out, quiet)


def _notes(model: Model, reports: Sequence[AnnotatedReport], found: Evaluation) -> list[str]:
    """Warns where the model was trained on these very sentences, or seems to have labelled them itself."""
    training = model.facts.get("training", {})
    if training.get("sentences") == found.sentences:
        from classify.training import digest

        if training.get("digest") == digest(reports):
            return ["The model was trained on these very sentences: the figures say nothing about other reports. Use --cross-validate."]
    if found.accuracy >= _TOO_GOOD:
        return ["Nearly all labels are those that this model gives: if they come from it and were not corrected, the figures mean nothing."]
    return []


def _deliver(found: Evaluation, name: str, notes: Sequence[str], out: Path | None, quiet: bool) -> None:
    if out is None:
        from classify.evaluation_tables import evaluation_tables
        from classify.terminal import show

        show(evaluation_tables(found, notes))
        return
    from classify.tables import draft_of

    if out.suffix.lower() == ".html":
        from classify.evaluation_page import evaluation_page

        text = evaluation_page(found, name, notes)
    else:
        import json

        text = json.dumps({"model": name, "notes": list(notes), **found.as_dict()}, ensure_ascii=False, indent=2) + "\n"
    with draft_of(out) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")
    if not quiet:
        for note in notes:
            say(note)
        say(f"{found.sentences:,} sentences of {len(found.reports)} report{'s' if len(found.reports) != 1 else ''} -> {out}")
