"""Pages written: one page for some reports, an index and a page each for many, with one report in memory at a time."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO
from urllib.parse import quote

from classify.accounts import Account
from classify.corpus import Corpus
from classify.errors import OutputError
from classify.groups import Sums
from classify.page import html, parts
from classify.page.data import Overview, Row, blocks, overview, row_of
from classify.page.words import words
from classify.records import Balance, Followup
from classify.tables import draft_of

MOST = 200
"""Reports on one page; more of them get a page each, so that a browser opens any of them at once."""

_OURS = re.compile(r"r\d+\.html")


def write_page(
    accounts: Iterable[Account],
    path: str | Path,
    labels: Sequence[str],
    lang: str = "zh",
    by: str = "",
    most: int = MOST,
    corpus: Corpus | None = None,
) -> int:
    """Writes the page of reports as they come, and gives their number.

    More than `most` reports go to pages of their own, in the folder NAME_files beside the page NAME.html, which then
    holds their balances. `by` names what the accounts are grouped by, "" where they are not; `corpus` is asked at the end
    what the reports repeat of each other, and what became of their plans.
    Raises OutputError where the place cannot be written, or the folder holds something else than such pages.
    """
    words(lang)
    target = Path(path)
    with draft_of(target) as draft, _folder_beside(target) as folder, tempfile.TemporaryFile() as spool:
        writer = _Writer(target, folder, spool, labels, lang, most)
        rows, sums = [], Sums(labels)
        for number, account in enumerate(accounts, start=1):
            rows.append(writer.add(account, number))
            if by:
                sums.add(account.group, account.balance)
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(
                writer.page(_with_repetitions(rows, corpus), by, sums, corpus.followups() if corpus and corpus.follow else None)
            )
    return len(rows)


def _with_repetitions(rows: list[Row], corpus: Corpus | None) -> list[Row]:
    if corpus is None or not corpus.repeats:
        return rows
    return [replace(row, repetition=one) for row, one in zip(rows, corpus.repetitions(), strict=True)]


def labelled_page(accounts: Iterable[Account], labels: Sequence[str], lang: str = "zh") -> str:
    """Gives the page of some reports as one text."""
    found = list(accounts)
    rows = [row_of(account, number, f"#r{number}") for number, account in enumerate(found, start=1)]
    texts = (
        parts.report(row, blocks(account.labelled), labels, lang, account.balance.answers) for row, account in zip(rows, found, strict=True)
    )
    return "".join(_whole(overview(rows, labels), texts, lang))


def balances_page(balances: Iterable[Balance], labels: Sequence[str], lang: str = "zh") -> str:
    """Gives the page of the balances of reports whose texts are not at hand, as one text."""
    return "".join(_index(overview((Row(one, number) for number, one in enumerate(balances, start=1)), labels), lang))


class _Writer:
    """Renders reports as they come: into a spool that becomes part of the one page, or into pages of their own."""

    def __init__(self, target: Path, folder: _Folder, spool: IO[bytes], labels: Sequence[str], lang: str, most: int) -> None:
        self._target, self._folder, self._spool = target, folder, spool
        self._labels, self._lang, self._most = labels, lang, most
        self._ends: list[int] = [0]
        self._names: list[str] = []

    def add(self, account: Account, number: int) -> Row:
        row = row_of(account, number)
        drawn = parts.report(row, blocks(account.labelled), self._labels, self._lang, account.balance.answers)
        if number <= self._most:
            self._spool.write(drawn.encode())
            self._ends.append(self._spool.tell())
            self._names.append(row.name)
        else:
            if number == self._most + 1:
                self._folder.make()
                for earlier, spooled in enumerate(self._spooled(), start=1):
                    self._write_own(earlier, spooled, self._names[earlier - 1])
            self._write_own(number, drawn, row.name)
        return row

    def _spooled(self) -> Iterator[str]:
        self._spool.seek(0)
        for start, end in zip(self._ends, self._ends[1:], strict=False):
            yield self._spool.read(end - start).decode()

    def _write_own(self, number: int, drawn: str, title: str) -> None:
        said = words(self._lang)
        index = f"../{html.text(quote(self._target.name))}"
        back = f'<header class="back"><h1>{said["title"]}</h1><a href="{index}">← {said["back"]}</a></header>\n'
        with (self._folder.draft / f"r{number}.html").open("w", encoding="utf-8", newline="\n") as file:
            file.write(html.opening(title, self._labels, self._lang))
            file.write(f"<main>\n{back}{parts.tools(self._labels, self._lang, single=True, folds=False)}{drawn}</main>\n")
            file.write(html.closing(self._labels, self._lang))

    def page(self, rows: Sequence[Row], by: str, sums: Sums, followups: Iterable[Followup] | None) -> Iterator[str]:
        """Gives the page, or the index where the reports have pages of their own."""
        own = len(rows) > self._most
        place = f"{quote(self._folder.target.name)}/r{{}}.html" if own else "#r{}"
        linked = (replace(row, href=place.format(row.number)) for row in rows)
        found = overview(linked, self._labels, by, sums.groups() if by else (), followups)
        return _index(found, self._lang) if own else _whole(found, self._spooled(), self._lang)


def _whole(found: Overview, texts: Iterable[str], lang: str) -> Iterator[str]:
    yield html.opening(words(lang)["title"], found.labels, lang)
    yield "<main>\n"
    yield from parts.overview(found, lang)
    if found.rows:
        yield parts.tools(found.labels, lang, single=False, folds=len(found.rows) > 1)
        yield from texts
    yield "</main>\n"
    yield html.closing(found.labels, lang)


def _index(found: Overview, lang: str) -> Iterator[str]:
    yield html.opening(words(lang)["title"], found.labels, lang)
    yield "<main>\n"
    drawn = parts.overview(found, lang)
    yield next(drawn)  # the title and the legend
    yield f'<form class="tools needs-js" role="search">{parts.search(lang, index=True)}</form>\n'
    yield from drawn
    yield "</main>\n"
    yield html.closing(found.labels, lang)


class _Folder:
    """The folder of the pages beside the index: made when it is needed, put in place when all is written."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.draft = Path()
        self.made = False

    def make(self) -> None:
        if self.target.exists() and not (self.target.is_dir() and all(_OURS.fullmatch(p.name) for p in self.target.iterdir())):
            raise OutputError(f"{self.target}: exists and holds something else than pages of reports; name another page with -o")
        self.draft = Path(tempfile.mkdtemp(prefix=f".{self.target.name}-", dir=self.target.parent))
        self.made = True

    def place(self) -> None:
        self.draft.chmod(0o755)
        if self.target.exists():
            shutil.rmtree(self.target)
        self.draft.replace(self.target)


@contextmanager
def _folder_beside(page: Path) -> Iterator[_Folder]:
    folder = _Folder(page.with_name(f"{page.stem}_files"))
    try:
        yield folder
        if folder.made:
            folder.place()
    finally:
        if folder.made:
            shutil.rmtree(folder.draft, ignore_errors=True)
