"""The command line: each command parses its options, calls the function that does the work, and shows what came of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classify.errors import ClassifyError

if TYPE_CHECKING:
    from classify.batch import Outcome
    from classify.records import AnnotatedReport, Balance

DONE, FAILED, WRONG_USAGE, PARTLY, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes: done; an error the user can mend; wrong usage; done, but some inputs could not be read; Ctrl-C."""

app = typer.Typer(
    help="Labels every sentence of Chinese work reports as achievement, problem, plan or boilerplate, and shows how they balance.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Paths = Annotated[
    list[str], typer.Argument(metavar="PATH...", help="Report files, folders or globs; - is standard input.", show_default=False)
]
ModelOption = Annotated[
    Path | None, typer.Option("-m", "--model", help="Model folder; without it the model that ships with classify.", show_default=False)
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", help="Force an encoding (utf-8, gb18030, utf-16, big5); found by itself otherwise.", show_default=False),
]
Jobs = Annotated[int, typer.Option("-j", "--jobs", help="Processes to work in; -1 takes all cores.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing on standard error but problems.")]


@app.command("label")
def label_cli(
    paths: Paths,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            help="Result: .csv .jsonl .parquet .xlsx, or a folder for one CSV a file. CSV on standard output without it.",
            show_default=False,
        ),
    ] = None,
    model: ModelOption = None,
    encoding: Encoding = None,
    jobs: Jobs = 1,
    quiet: Quiet = False,
) -> None:
    """Labels every sentence of reports; one row for each piece of text, structure included."""
    from classify.batch import label_files, write_folder, write_table
    from classify.folder import load
    from classify.readers import files

    sources = list(dict.fromkeys(files(paths)))
    loaded = load(model)
    labels = loaded.weights.labels
    with _progress(len(sources), "labelling", quiet) as advance:
        outcomes = (advance(outcome) for outcome in label_files(sources, loaded, encoding, jobs))
        to_folder = out is not None and (out.is_dir() or str(out).endswith(("/", os.sep)) or not out.suffix)
        done = write_folder(outcomes, out, labels) if out is not None and to_folder else write_table(outcomes, out, labels)
    if out is not None and not quiet:
        read = [one for one in done if not one.problem]
        encodings = ", ".join(sorted({one.encoding for one in read if one.encoding}))
        _say(f"{len(read)} file{'s' if len(read) != 1 else ''} ({encodings}) -> {out}")
    _finish(done)


@app.command("balance")
def balance_cli(
    paths: Paths,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Result: .csv .jsonl .parquet .xlsx; a table on the terminal without it.", show_default=False),
    ] = None,
    model: ModelOption = None,
    encoding: Encoding = None,
    jobs: Jobs = 1,
    quiet: Quiet = False,
) -> None:
    """Shows the label balance of each report. Takes reports, or tables that label wrote."""
    from classify import results
    from classify.balances import columns, rows
    from classify.batch import Outcome, label_files
    from classify.folder import load
    from classify.pipeline import balances
    from classify.readers import files
    from classify.tables import open_table

    sources = list(dict.fromkeys(files(paths)))
    tables = [source for source in sources if results.is_result(source)]
    texts = [source for source in sources if source not in tables]
    found: list[Balance] = []
    done: list[Outcome] = []
    for source in tables:
        try:
            found.extend(results.balances(source))
            done.append(Outcome(source))
        except ClassifyError as error:
            done.append(Outcome(source, problem=str(error)))
    if texts:
        loaded = load(model)
        with _progress(len(texts), "labelling", quiet) as advance:
            for outcome in map(advance, label_files(texts, loaded, encoding, jobs)):
                found.extend(balances(outcome.reports, loaded))
                done.append(Outcome(outcome.source, problem=outcome.problem))
    if found and out is not None:
        with open_table(out, columns(list(found[0].counts))) as table:
            table.write(rows(found))
        if not quiet:
            _say(f"{len(found)} report{'s' if len(found) != 1 else ''} -> {out}")
    elif found:
        from classify.terminal import balance_table, show

        show(balance_table(found))
    _finish(done)


@app.command("train")
def train_cli(
    labels: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[LABELS]...",
            help="Labels files (.txt .csv .tsv .jsonl .xlsx) or folders of them; data/labels without any.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="Model folder to write.")] = Path("models/mine"),
    shares: Annotated[
        str,
        typer.Option(help="Shares of the labels in the reports to be labelled: plan=0.1,problem=0.05,...", show_default=False),
    ] = "",
    temperature: Annotated[float, typer.Option(min=0.1, help="Above 1 for reports that differ from the training data.")] = 1.0,
    quiet: Quiet = False,
) -> None:
    """Trains a model on labelled sentences and prints its figures, cross-validated by report."""
    from classify.model import SentenceClassifier
    from classify.training import train

    with _working("training", quiet):
        trained = train(labels or [_data()], out, SentenceClassifier(shares=_shares(shares), temperature=temperature))
    if quiet:
        return
    from classify.terminal import figures_table, show

    if trained.figures is None:
        show("Too few examples of a label to cross-validate: no figures, and rough probabilities.")
    else:
        show("Cross-validated by report:\n")
        show(figures_table(trained.figures))
    _say(f"model -> {out}")


def _shares(text: str) -> dict[str, float] | None:
    try:
        return {name.strip(): float(share) for name, _, share in (part.partition("=") for part in text.split(","))} if text else None
    except ValueError as error:
        raise ClassifyError(f"--shares {text}: write label=share, parted by commas, such as plan=0.1,problem=0.05") from error


def _data() -> Path:
    folder = Path("data/labels")
    if not folder.is_dir():
        raise ClassifyError(
            "no labels named, and there is no data/labels folder here; name labels files: classify train LABELS... -o models/NAME"
        )
    return folder


@app.command("check")
def check_cli(
    labels: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[LABELS]...", help="Labels files or folders of them; data/labels without any.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Where to write all suspects: .csv .jsonl .parquet .xlsx.", show_default=False)
    ] = None,
    suspects: Annotated[bool, typer.Option(help="Look for labels that the cross-validated model contradicts.")] = True,
    quiet: Quiet = False,
) -> None:
    """Checks labelled reports: what is broken or contradictory, how two readers agree, which labels a model doubts."""
    from classify.audit import audit
    from classify.labels import load
    from classify.terminal import audit_table, show

    reports, problems = load(labels or [_data()])
    if not any(label for report in reports for label in report.labels):
        raise ClassifyError("; ".join(map(str, problems)) or "nothing is labelled")
    found = audit(reports)
    show(audit_table(found))
    pairs = {
        "the same sentence": found.duplicates,
        "the same sentence, another label": found.contradictions,
        "nearly the same": found.similar,
    }
    for what, places in pairs.items():
        for one, other in places:
            _say(f"{other}: {what} as {one}")
    if suspects:
        _show_suspects(reports, out, quiet)
    for problem in problems:
        _say(f"classify: {problem}")
    if problems:
        raise typer.Exit(PARTLY)


def _show_suspects(reports: Sequence[AnnotatedReport], out: Path | None, quiet: bool) -> None:
    from dataclasses import asdict

    from classify.audit import Suspect
    from classify.tables import open_table
    from classify.terminal import show, suspects_table
    from classify.training import doubted

    with _working("cross-validating", quiet):
        found = doubted(reports)
    if out is None:
        show(suspects_table(found))
        return
    with open_table(out, list(Suspect.__dataclass_fields__)) as table:
        table.write(asdict(one) for one in found)
    if not quiet:
        _say(f"{len(found)} suspects -> {out}")


@app.command("convert")
def convert_cli(
    labels: Annotated[list[Path], typer.Argument(metavar="LABELS...", help="Labels files or folders of them.", show_default=False)],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Result: .csv .jsonl .xlsx .parquet, .json for Label Studio, or a folder of labelled text.")
    ],
    form: Annotated[
        str, typer.Option("--to", help="text, table, doccano or label-studio; told by the ending otherwise.", show_default=False)
    ] = "",
    chinese: Annotated[bool, typer.Option("--chinese", help="Chinese column names and labels in a table.")] = False,
) -> None:
    """Converts labels files between labelled text, tables, doccano and Label Studio."""
    from classify.labels import read, write

    reports = read(labels)
    write(reports, out, form, chinese)
    _say(f"{len(reports)} report{'s' if len(reports) != 1 else ''} -> {out}")


@app.command("evaluate")
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


@app.command("info")
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
    show(facts_table(str(loaded.path), loaded.facts))
    if found := loaded.facts.get("cross_validation"):
        per_label = {label: LabelFigures(**values) for label, values in found["labels"].items()}
        kept = {name: found[name] for name in ("sentences", "accuracy", "macro_f1", "confusion", "calibration_error")}
        show("\nCross-validated by report:\n")
        show(figures_table(Figures(labels=per_label, **kept)))


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False) -> None:
    if version:
        from classify import __version__

        typer.echo(f"classify {__version__}")
        raise typer.Exit


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _finish(done: Sequence[Outcome]) -> None:
    """Names the inputs that could not be read, and ends with the exit code that tells of them."""
    problems = [one.problem for one in done if one.problem]
    for problem in problems:
        _say(f"classify: {problem}")
    if problems:
        raise typer.Exit(FAILED if len(problems) == len(done) else PARTLY)


@contextmanager
def _progress(steps: int, what: str, quiet: bool) -> Iterator[Callable[[Outcome], Outcome]]:
    """A progress bar on standard error where that is a terminal; gives a function that passes its argument through."""
    if quiet or steps < 2 or not sys.stderr.isatty():
        yield lambda outcome: outcome
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=steps)

        def advance(outcome: Outcome) -> Outcome:
            progress.advance(task)
            return outcome

        yield advance


@contextmanager
def _working(what: str, quiet: bool) -> Iterator[None]:
    """A spinner on standard error where that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what} …"):
        yield


def main() -> None:
    """Runs the command line; an error the user can mend is one line on standard error, never a traceback."""
    try:
        app()
    except ClassifyError as error:
        _say(f"classify: {error}")
        sys.exit(FAILED)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _say("classify: interrupted; nothing half-written was left behind")
        raise
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
