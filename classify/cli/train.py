"""`classify train`: labels files in, a model folder out."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classify.cli.options import Quiet, own_labels, say, working
from classify.errors import ClassifyError

if TYPE_CHECKING:
    from classify.model import SentenceClassifier

_FEWEST = 2  # sentences of a label that can be cross-validated


def train_cli(
    labels: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[LABELS]...",
            help="Labels files (.txt .csv .tsv .jsonl .xlsx .parquet) or folders of them; data/labels without any.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="Model folder to write.")] = Path("models/mine"),
    shares: Annotated[
        str,
        typer.Option(help="Shares of the labels in the reports to be labelled: plan=0.1,problem=0.05,...", show_default=False),
    ] = "",
    temperature: Annotated[float, typer.Option(min=0.1, help="Above 1 for reports that differ from the training data.")] = 1.0,
    error_rate: Annotated[
        float, typer.Option(min=0.001, max=0.5, help="Share of held-out sentences whose true label may be ruled out unseen.")
    ] = 0.1,
    tune: Annotated[
        float, typer.Option(min=0, help="Seconds to spend on trying other settings by cross-validation; 0 takes the defaults.")
    ] = 0,
    start: Annotated[
        Path | None,
        typer.Option(help="Model folder to continue from, or default: for a few reports with its labels.", show_default=False),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Trains a model on labelled sentences and prints its figures, cross-validated by report."""
    from classify.model import SentenceClassifier
    from classify.training import train

    if not isfinite(temperature) or not isfinite(error_rate):
        raise typer.BadParameter("--temperature and --error-rate are finite numbers")
    paths = labels or [own_labels()]
    classifier = SentenceClassifier(error_rate=error_rate, shares=_shares(shares), temperature=temperature, start=_start(start))
    if tune:
        classifier = _tuned(paths, tune, classifier, quiet)
    with working("training", quiet), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "too few examples")  # what it warns of is said below
        trained = train(paths, out, classifier)
    if trained.figures is None:
        say(f"classify: {_too_few(trained.model.facts['training']['counts'])}; no figures, and rough probabilities")
    if quiet:
        return
    from classify.terminal import figures_table, show

    if trained.figures is not None:
        show("Cross-validated by report:\n")
        show(figures_table(trained.figures))
    say(f"model -> {out}")


def _too_few(counts: Mapping[str, int]) -> str:
    """What keeps a set of labels from being cross-validated."""
    rare = [f"{label} ({count})" for label, count in counts.items() if count < _FEWEST]
    if rare:
        return f"too few sentences of {', '.join(rare)} to cross-validate: label at least {_FEWEST} of each"
    return "too few reports with each label to cross-validate: label sentences of each in several reports"


def _tuned(paths: list[Path], seconds: float, classifier: SentenceClassifier, quiet: bool) -> SentenceClassifier:
    from classify.labels import read
    from classify.tuning import Trial, tuned

    def told(trial: Trial) -> None:
        if not quiet:
            say(f"{', '.join(f'{name} {value}' for name, value in trial.settings.items())}: macro-F1 {trial.macro_f1:.3f}")

    with working("tuning", quiet):
        return tuned(read(paths), seconds, classifier, told)


def _start(folder: Path | None) -> Path | None:
    """The folder to continue from; "default" is the shipped one where no folder here has that name."""
    from classify.folder import default_path

    return default_path() if folder == Path("default") and not folder.exists() else folder


def _shares(text: str) -> dict[str, float] | None:
    try:
        found = {name.strip(): float(share) for name, _, share in (part.partition("=") for part in text.split(","))} if text else None
        if found and not all(map(isfinite, found.values())):
            raise ValueError("not finite")
        return found
    except ValueError as error:
        raise ClassifyError(f"--shares {text}: write label=share, parted by commas, such as plan=0.1,problem=0.05") from error
