"""The command line: each command parses its options, calls the function that does the work, and shows what came of it."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Annotated, NoReturn

import typer

from classify.cli.balance import balance_cli
from classify.cli.evaluate import evaluate_cli
from classify.cli.explain import explain_cli
from classify.cli.info import info_cli
from classify.cli.label import label_cli
from classify.cli.labels import check_cli, convert_cli
from classify.cli.options import DONE, FAILED, INTERRUPTED, say
from classify.cli.train import train_cli
from classify.errors import ClassifyError

app = typer.Typer(
    help="Labels every sentence of Chinese work reports as achievement, problem, plan or boilerplate, and shows how they balance.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("label")(label_cli)
app.command("balance")(balance_cli)
app.command("train")(train_cli)
app.command("check")(check_cli)
app.command("convert")(convert_cli)
app.command("evaluate")(evaluate_cli)
app.command("explain")(explain_cli)
app.command("info")(info_cli)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False) -> None:
    if version:
        from classify import __version__

        typer.echo(f"classify {__version__}")
        raise typer.Exit


def _warned(message: Warning | str, *_: object, **__: object) -> None:
    say(f"classify: warning: {' '.join(str(message).split())}")


def main() -> None:
    """Runs the command line; an error the user can mend is one line on standard error, never a traceback."""
    warnings.showwarning = _warned
    for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(threads, "1")  # no product of matrices here is worth the start of threads
    try:
        app()
    except ClassifyError as error:
        say(f"classify: {error}")
        sys.exit(FAILED)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            say("classify: interrupted; nothing half-written was left behind")
        if isinstance(end.__context__, BrokenPipeError):  # which Click takes for a failure
            _leave_pipe()
        raise
    except BrokenPipeError:
        _leave_pipe()


def _leave_pipe() -> NoReturn:
    """Ends well: the reader of the output, such as head, had enough."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())  # type: ignore[union-attr]
    sys.exit(DONE)
