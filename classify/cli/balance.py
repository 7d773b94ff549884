"""`classify balance`: the label balance of each report, as a table, a page or a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classify.cli.options import Encoding, Jobs, ModelOption, Paths, Quiet, finish, progress_bar, say
from classify.errors import ClassifyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classify.accounts import Account
    from classify.batch import Outcome
    from classify.corpus import Corpus
    from classify.groups import Group
    from classify.records import Balance

_PAGES = (".html", ".htm")


def balance_cli(
    paths: Paths,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            help="Result: .html page, .xlsx workbook, .csv .jsonl .parquet table; a table on the terminal without it.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="KEY", help="Group reports by year, unit, folder, or a column of --metadata.", show_default=False)
    ] = "",
    metadata: Annotated[
        Path | None,
        typer.Option("--metadata", help="A CSV of facts about the files: a column source or file, and any others.", show_default=False),
    ] = None,
    repeats: Annotated[
        bool, typer.Option("--repeats", help="Also find boilerplate that stands word for word, or nearly, in other reports.")
    ] = False,
    follow: Annotated[
        bool, typer.Option("--follow", help="Also tell what became of each plan in the same unit's report of the next year.")
    ] = False,
    lang: Annotated[str, typer.Option("--lang", help="Language of a page or workbook: zh or en.")] = "zh",
    model: ModelOption = None,
    encoding: Encoding = None,
    jobs: Jobs = 1,
    quiet: Quiet = False,
) -> None:
    """Shows the label balance of each report. Takes reports, or tables that label wrote."""
    from classify import results
    from classify.accounts import Ledger
    from classify.corpus import Corpus
    from classify.folder import calibration, load
    from classify.groups import grouping
    from classify.page.words import words
    from classify.readers import files

    if metadata is not None and not by and not follow:
        raise typer.BadParameter("tell with --by which of its columns to group by, or --follow units and years", param_hint="--metadata")
    words(lang)
    sources = list(dict.fromkeys(files(paths)))
    tables = [source for source in sources if results.is_result(source)]
    texts = [source for source in sources if source not in set(tables)]
    done: list[Outcome] = []
    ledger = Ledger(done, grouping(by, metadata) if by else None)
    with Corpus(repeats, follow, metadata) as corpus, progress_bar(len(texts), "labelling", quiet) as advance:
        stream: Iterator[Account] = ledger.of_tables(tables, calibration(model) if tables else None)
        if texts:
            stream = chain(stream, ledger.of_texts(texts, load(model), encoding, jobs, advance))
        first = next(stream, None)
        if first is None and not any(one.problem for one in done):
            raise ClassifyError(f"{', '.join(sources)}: the tables hold no row; label reports first")
        if first is not None:
            _write(corpus.watch(chain([first], stream)), out, ledger.labels, lang, by, corpus, quiet)
            if corpus.unknown and not quiet:
                reports = f"{corpus.unknown} report{'s' if corpus.unknown != 1 else ''}"
                say(f"classify: not followed for want of a unit or a year: {reports}; columns unit and year of --metadata may tell them")
    finish(done)


def _write(accounts: Iterator[Account], out: Path | None, labels: Sequence[str], lang: str, by: str, corpus: Corpus, quiet: bool) -> None:
    suffix = out.suffix.lower() if out is not None else ""
    if out is not None and suffix in _PAGES:
        from classify.page import write_page

        number = write_page(accounts, out, labels, lang, by, corpus=corpus)
    elif out is not None and suffix == ".xlsx":
        from classify.workbook import write_workbook

        written = write_workbook(accounts, out, labels, lang, by, corpus=corpus)
        number = written.reports
        for warning in written.warnings:
            say(f"classify: {warning}")
    else:
        number = _write_table(accounts, out, labels, by, corpus)
    if out is not None and not quiet:
        say(f"{number} report{'s' if number != 1 else ''} -> {out}")


def _write_table(accounts: Iterator[Account], out: Path | None, labels: Sequence[str], by: str, corpus: Corpus) -> int:
    from classify import balances, groups
    from classify.tables import open_table

    if out is not None:
        _check_ending(out)
    sums, found, names = groups.Sums(labels), [], []

    def counted() -> None:
        for account in accounts:
            sums.add(account.group, account.balance)
            found.append(balances.brief(account.balance))
            names.append(account.group)

    if out is None:
        counted()
        _show(sums.groups() if by else (), found, labels, by, corpus)
        return len(found)
    head = (*(groups.columns(labels) if by else balances.columns(labels)), *corpus.columns(bool(by)))
    with open_table(out, head) as table:  # refused before the work, not after
        counted()
        if by:
            table.write(corpus.group_rows(groups.rows(sums.groups(), labels), names))
        else:
            table.write(corpus.rows(balances.rows(found)))
    return len(found)


def _show(groups: Sequence[Group], found: Sequence[Balance], labels: Sequence[str], by: str, corpus: Corpus) -> None:
    from classify.terminal import balance_table, followups_table, groups_table, repeats_line, show

    show(groups_table(groups, by, labels) if by else balance_table(found))
    if corpus.repeats:
        show(repeats_line(corpus.repetitions()))
    if corpus.follow:
        show(followups_table(corpus.followups()))


def _check_ending(out: Path) -> None:
    from classify.tables import SUFFIXES

    if out.suffix.lower() not in SUFFIXES:
        raise ClassifyError(f"{out}: unknown ending; a balance ends in {', '.join((*_PAGES[:1], *SUFFIXES))}")
