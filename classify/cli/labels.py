"""`classify check` and `classify convert`: what labels files hold, and their other formats."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classify.cli.options import PARTLY, Quiet, own_labels, say, working
from classify.errors import ClassifyError

if TYPE_CHECKING:
    from classify.records import AnnotatedReport


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

    reports, problems = load(labels or [own_labels()])
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
            say(f"{other}: {what} as {one}")
    if suspects:
        _show_suspects(reports, out, quiet)
    for problem in problems:
        say(f"classify: {'warning: ' if problem.doubt else ''}{problem}")
    if not all(problem.doubt for problem in problems):
        raise typer.Exit(PARTLY)


def _show_suspects(reports: Sequence[AnnotatedReport], out: Path | None, quiet: bool) -> None:
    from dataclasses import asdict

    from classify.audit import Suspect
    from classify.tables import open_table
    from classify.terminal import show, suspects_table
    from classify.training import doubted

    with working("cross-validating", quiet):
        found = doubted(reports)
    if out is None:
        show(suspects_table(found))
        return
    with open_table(out, list(Suspect.__dataclass_fields__)) as table:
        table.write(asdict(one) for one in found)
    if not quiet:
        say(f"{len(found)} suspects -> {out}")


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
    say(f"{len(reports)} report{'s' if len(reports) != 1 else ''} -> {out}")
