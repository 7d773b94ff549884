"""What all commands share: their options, exit codes, and what they say while they work."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classify.errors import ClassifyError

if TYPE_CHECKING:
    from classify.batch import Outcome

DONE, FAILED, WRONG_USAGE, PARTLY, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes: done; an error the user can mend; wrong usage; done, but some inputs could not be read; Ctrl-C."""

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


def _jobs(given: int) -> int:
    if given == 0:
        raise typer.BadParameter("name 1 or more processes, or -1 for all cores")
    return given


Jobs = Annotated[int, typer.Option("-j", "--jobs", callback=_jobs, help="Processes to work in; -1 takes all cores.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing on standard error but problems.")]


def own_labels() -> Path:
    """Gives the folder data/labels of the place where the command runs. Raises ClassifyError where there is none."""
    folder = Path("data/labels")
    if not folder.is_dir():
        raise ClassifyError(
            "no labels named, and there is no data/labels folder here; name labels files: classify train LABELS... -o models/NAME"
        )
    return folder


def say(text: str) -> None:
    """Says something on standard error."""
    typer.echo(text, err=True)


def finish(done: Sequence[Outcome]) -> None:
    """Names the inputs that could not be read, and ends with the exit code that tells of them."""
    problems = [one.problem for one in done if one.problem]
    for problem in problems:
        say(f"classify: {problem}")
    if len(problems) == len(done) > 1:
        say(f"classify: none of the {len(done)} inputs could be read; nothing was written")
    if problems:
        raise typer.Exit(FAILED if len(problems) == len(done) else PARTLY)


@contextmanager
def progress_bar(steps: int, what: str, quiet: bool) -> Iterator[Callable[[Outcome], Outcome]]:
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
def working(what: str, quiet: bool) -> Iterator[None]:
    """A spinner on standard error where that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what} …"):
        yield
