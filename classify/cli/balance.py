"""`classify balance`: the label balance of each report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classify.cli.options import Encoding, Jobs, ModelOption, Paths, Quiet, finish, progress_bar, say
from classify.errors import ClassifyError


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
    from classify.folder import calibration, load
    from classify.pipeline import balances
    from classify.readers import files
    from classify.records import Balance
    from classify.tables import open_table

    sources = list(dict.fromkeys(files(paths)))
    tables = [source for source in sources if results.is_result(source)]
    texts = [source for source in sources if source not in tables]
    found: list[Balance] = []
    done: list[Outcome] = []
    known = calibration(model) if tables else None
    for source in tables:
        try:
            found.extend(results.balances(source, known))
            done.append(Outcome(source))
        except ClassifyError as error:
            done.append(Outcome(source, problem=str(error)))
    if texts:
        loaded = load(model)
        with progress_bar(len(texts), "labelling", quiet) as advance:
            for outcome in map(advance, label_files(texts, loaded, encoding, jobs)):
                found.extend(balances(outcome.reports, loaded))
                done.append(Outcome(outcome.source, problem=outcome.problem))
    if found and out is not None:
        with open_table(out, columns(list(found[0].counts))) as table:
            table.write(rows(found))
        if not quiet:
            say(f"{len(found)} report{'s' if len(found) != 1 else ''} -> {out}")
    elif found:
        from classify.terminal import balance_table, show

        show(balance_table(found))
    finish(done)
