"""Microseconds that each step of the road takes for a sentence, on one core: python -m benchmarks.speed.steps.

The least of several runs; most of the rest is what else the machine does. With CLASSIFY_KERNELS=0 the compiled kernels are left out.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.speed.__main__ import THREADS
from benchmarks.speed.texts import texts
from classify.batch import together
from classify.columns import columns_of_reports
from classify.compilation import reports
from classify.folder import Model, load
from classify.readers import decode
from classify.sentences import sentences_of

SENTENCES = 10_000
RUNS = 6

BYTES_A_CHARACTER = 3


def main() -> None:
    """Prints a line for each step, in a process whose libraries keep to one thread."""
    if any(os.environ.get(name) != "1" for name in THREADS):
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks.speed.steps"], os.environ | dict.fromkeys(THREADS, "1"))
    given = texts(SENTENCES)
    for name, taken in _least(given, load()).items():
        print(f"{name:34} {1e6 * taken / SENTENCES:7.1f}")


def _least(given: Sequence[bytes], model: Model) -> dict[str, float]:
    """The least time of each step of several runs, and of all steps together."""
    steps(given, model)  # what is kept from sentence to sentence is no part of the speed
    least: dict[str, float] = {}
    for _ in range(RUNS):
        for name, taken in steps(given, model).items():
            least[name] = min(least.get(name, taken), taken)
    return least | {"all": sum(least.values())}


def steps(given: Sequence[bytes], model: Model) -> dict[str, float]:
    """Gives the seconds that each step takes for UTF-8 texts, labelled together as many at a time as files are."""
    taken: dict[str, float] = {}

    def timed(name: str, work: Callable[..., Any], *arguments: Any) -> Any:
        begin = time.thread_time()
        found = work(*arguments)
        taken[name] = taken.get(name, 0.0) + time.thread_time() - begin
        return found

    for some in together(given, lambda data: len(data) // BYTES_A_CHARACTER):
        documents = timed("decoding", _each, some, lambda data: decode(data, "report", "utf-8"))
        found = [report for run in timed("lines, titles, reports", _each, documents, reports) for report in run]
        cut = timed("sentences, headings, leads", sentences_of, found)
        runs = [(pieces, report.year) for report, pieces in zip(found, cut, strict=True)]
        columns = timed("normalised text, place", columns_of_reports, runs, model.scorer.compiled)
        timed("decision values, chain, labels", model.scorer.predictions, columns)
    return taken


def _each(given: Sequence[Any], work: Callable[[Any], Any]) -> list[Any]:
    return [work(one) for one in given]


if __name__ == "__main__":
    main()
