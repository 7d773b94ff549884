"""`classify label`: reports in, a table of labelled sentences out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from classify.cli.options import Encoding, Jobs, ModelOption, Paths, Quiet, finish, progress_bar, say


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
    from classify.tables import text_of_reports

    sources = list(dict.fromkeys(files(paths)))
    loaded = load(model)
    labels = loaded.weights.labels
    to_folder = out is not None and (out.is_dir() or str(out).endswith(("/", os.sep)) or not out.suffix)
    text_of = text_of_reports(None if to_folder else out, labels)
    with progress_bar(len(sources), "labelling", quiet) as advance:
        outcomes = (advance(outcome) for outcome in label_files(sources, loaded, encoding, jobs, text_of))
        done = write_folder(outcomes, out, labels) if out is not None and to_folder else write_table(outcomes, out, labels)
    read = [one for one in done if not one.problem]
    if out is not None and read and not quiet:
        encodings = ", ".join(sorted({one.encoding for one in read if one.encoding}))
        say(f"{len(read)} file{'s' if len(read) != 1 else ''} ({encodings}) -> {out}")
    finish(done)
