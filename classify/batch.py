"""Many files on the road: each labelled on its own, in this process or in several; one that fails does not stop the rest."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TypeVar

from classify.errors import OutputError, SourceError
from classify.folder import Model, load
from classify.pipeline import balances, label_documents
from classify.readers import read
from classify.records import Balance, Document, LabelledReport
from classify.tables import Table, cells, columns, open_table

_TOGETHER = 100_000  # characters, some two thousand sentences, that are labelled together; more would only take memory
_BYTES_A_CHARACTER = 3  # of UTF-8; that of other encodings matters little

Given = TypeVar("Given")
TextOf = Callable[[LabelledReport], str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: its labelled reports, with their balances if wanted, or their rows as text, or why it could not be read."""

    source: str
    reports: tuple[LabelledReport, ...] = ()
    problem: str = ""
    encoding: str = ""
    text: str = ""
    balances: tuple[Balance, ...] = ()


def label_files(
    sources: Sequence[str],
    model: Model,
    encoding: str | None = None,
    jobs: int = 1,
    text_of: TextOf | None = None,
    with_balances: bool = False,
) -> Iterator[Outcome]:
    """Labels files, some at a time, or in `jobs` processes, and gives their outcomes in order.

    With `text_of`, outcomes have what that gives for each report instead of the reports: less to send from process to process.
    With `with_balances`, the processes draw up the balances too.
    """
    if jobs == 1 or len(sources) == 1:
        yield from _labelled(sources, model, encoding, text_of, with_balances)
        return
    from joblib import Parallel, delayed

    parts = together(sources, _size_of_file)
    work = (delayed(_labelled_in_process)(part, str(model.path), encoding, text_of, with_balances) for part in parts)
    found = Parallel(n_jobs=jobs, return_as="generator")(work)
    try:
        for outcomes in found:
            yield from outcomes
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # joblib tells of work that is no longer wanted: the reader had enough
            found.close()


def _labelled(sources: Iterable[str], model: Model, encoding: str | None, text_of: TextOf | None, with_balances: bool) -> Iterator[Outcome]:
    """The outcomes of files, read until there is enough to label together."""
    for some in together((_read(source, encoding) for source in sources), _size):
        labelled = iter(label_documents([one for one in some if isinstance(one, Document)], model))
        for given in some:
            found = next(labelled) if isinstance(given, Document) else given
            if isinstance(found, Outcome):
                yield found
            elif isinstance(found, SourceError):
                yield Outcome(given.source, problem=str(found))
            else:
                encoded = found[0].report.document.encoding
                text = "" if text_of is None else "".join(map(text_of, found))
                kept = found if text_of is None else ()
                yield Outcome(given.source, kept, "", encoded, text, balances(found, model) if with_balances else ())


def together(given: Iterable[Given], size: Callable[[Given], int]) -> Iterator[list[Given]]:
    """Gives what is given in runs that hold enough text to be labelled fast; `size` tells the characters of one."""
    some: list[Given] = []
    characters = 0
    for one in given:
        some.append(one)
        characters += size(one)
        if characters >= _TOGETHER:
            yield some
            some, characters = [], 0
    if some:
        yield some


def _size(given: Document | Outcome) -> int:
    return len(given.text) if isinstance(given, Document) else 0


def _size_of_file(source: str) -> int:
    """Roughly how many characters a file has; 0 where that is not known before it is read."""
    try:
        return Path(source).stat().st_size // _BYTES_A_CHARACTER
    except OSError:
        return 0


def _read(source: str, encoding: str | None) -> Document | Outcome:
    try:
        return read(source, encoding)
    except SourceError as error:
        return Outcome(source, problem=str(error))


@cache
def _model(path: str) -> Model:
    return load(path, check=False)


def _labelled_in_process(
    sources: Sequence[str], path: str, encoding: str | None, text_of: TextOf | None, with_balances: bool
) -> list[Outcome]:
    return list(_labelled(sources, _model(path), encoding, text_of, with_balances))


def write_table(outcomes: Iterable[Outcome], path: str | Path | None, labels: Sequence[str]) -> list[Outcome]:
    """Writes all reports into one table, and gives the outcomes without their reports.

    Nothing is written where no file could be read. Raises OutputError where the table cannot be written.
    """
    unread, rest = _until_read(outcomes)
    done = [_told(outcome) for outcome in unread]
    if rest is None:
        return done
    with open_table(path, columns(labels)) as table:
        for outcome in rest:
            done.append(_told(outcome))
            _write_rows(table, outcome, labels)
    return done


def _write_rows(table: Table, outcome: Outcome, labels: Sequence[str]) -> None:
    if outcome.text:
        table.write_text(outcome.text)
    for report in outcome.reports:
        table.write_cells(cells(report, labels))


def _until_read(outcomes: Iterable[Outcome]) -> tuple[list[Outcome], Iterator[Outcome] | None]:
    """The outcomes before the first file that could be read, and those from it on; None where there is no such file."""
    waiting = iter(outcomes)
    unread: list[Outcome] = []
    for outcome in waiting:
        if not outcome.problem:
            return unread, chain([outcome], waiting)
        unread.append(outcome)
    return unread, None


def _told(outcome: Outcome) -> Outcome:
    return Outcome(outcome.source, (), outcome.problem, outcome.encoding)


def write_folder(outcomes: Iterable[Outcome], folder: str | Path, labels: Sequence[str]) -> list[Outcome]:
    """Writes one CSV for each file into a folder, named after the file, and gives the outcomes without their reports.

    No folder is made where no file could be read. Raises OutputError where it cannot be made, or a CSV cannot be written.
    """
    unread, rest = _until_read(outcomes)
    done = [_told(outcome) for outcome in unread]
    if rest is None:
        return done
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{target}: the folder cannot be made ({error.strerror})") from error
    taken: set[str] = set()
    for outcome in rest:
        done.append(_told(outcome))
        if not outcome.problem:
            with open_table(target / _name(outcome.source, taken), columns(labels)) as table:
                _write_rows(table, outcome, labels)
    return done


def _name(source: str, taken: set[str]) -> str:
    """A file name for the results of a source; sources of one name in different folders keep their folders' names."""
    parts = Path(source).with_suffix("").parts
    for depth in range(1, len(parts) + 1):
        name = "-".join(part.strip("/\\.") or "root" for part in parts[-depth:]) + ".csv"
        if name not in taken:
            break
    else:
        name = f"{len(taken) + 1}-{name}"
    taken.add(name)
    return name
