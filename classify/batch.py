"""Many files on the road: each labelled on its own, in this process or in several; one that fails does not stop the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from classify.errors import OutputError, SourceError
from classify.folder import Model, load
from classify.pipeline import label_file
from classify.records import LabelledReport
from classify.tables import columns, open_table, rows


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: its labelled reports, or why it could not be read."""

    source: str
    reports: tuple[LabelledReport, ...] = ()
    problem: str = ""
    encoding: str = ""


def label_files(sources: Sequence[str], model: Model, encoding: str | None = None, jobs: int = 1) -> Iterator[Outcome]:
    """Labels files one after another, or in `jobs` processes, and gives their outcomes in order."""
    if jobs == 1 or len(sources) == 1:
        for source in sources:
            yield _labelled(source, model, encoding)
        return
    from joblib import Parallel, delayed

    work = (delayed(_labelled_in_process)(source, str(model.path), encoding) for source in sources)
    yield from Parallel(n_jobs=jobs, return_as="generator", batch_size=8)(work)


def _labelled(source: str, model: Model, encoding: str | None) -> Outcome:
    try:
        found = label_file(source, model, encoding)
    except SourceError as error:
        return Outcome(source, problem=str(error))
    return Outcome(source, found, encoding=found[0].report.document.encoding)


@cache
def _model(path: str) -> Model:
    return load(path, check=False)


def _labelled_in_process(source: str, path: str, encoding: str | None) -> Outcome:
    return _labelled(source, _model(path), encoding)


def write_table(outcomes: Iterable[Outcome], path: str | Path | None, labels: Sequence[str]) -> list[Outcome]:
    """Writes all reports into one table, and gives the outcomes without their reports.

    Nothing is written where no file could be read. Raises OutputError where the table cannot be written.
    """
    done: list[Outcome] = []
    waiting = iter(outcomes)
    first: Outcome | None = None
    for first in waiting:
        done.append(_told(first))
        if first.reports:
            break
    if first is None or not first.reports:
        return done
    with open_table(path, columns(labels)) as table:
        for outcome in _chain(first, waiting):
            if outcome is not first:
                done.append(_told(outcome))
            for report in outcome.reports:
                table.write(rows(report, labels))
    return done


def _chain(first: Outcome, rest: Iterator[Outcome]) -> Iterator[Outcome]:
    yield first
    yield from rest


def _told(outcome: Outcome) -> Outcome:
    return Outcome(outcome.source, (), outcome.problem, outcome.encoding)


def write_folder(outcomes: Iterable[Outcome], folder: str | Path, labels: Sequence[str]) -> list[Outcome]:
    """Writes one CSV for each file into a folder, named after the file, and gives the outcomes without their reports.

    Raises OutputError where the folder cannot be made, or a CSV cannot be written.
    """
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{target}: the folder cannot be made ({error.strerror})") from error
    taken: set[str] = set()
    done: list[Outcome] = []
    for outcome in outcomes:
        done.append(_told(outcome))
        if outcome.reports:
            with open_table(target / _name(outcome.source, taken), columns(labels)) as table:
                for report in outcome.reports:
                    table.write(rows(report, labels))
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
