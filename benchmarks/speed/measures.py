"""Measures: medians of alternating runs, peak memory of a process of its own, time to train."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed.methods import Method
from benchmarks.speed.texts import LABELS, ROOT, texts


@dataclass(frozen=True, slots=True)
class Speed:
    """The median time of a method in seconds, on how many sentences, and sentences a second."""

    name: str
    seconds: float
    sentences: int

    @property
    def rate(self) -> float:
        """Sentences a second."""
        return self.sentences / self.seconds


def speeds(methods: Sequence[Method], sentences: int, runs: int) -> list[Speed]:
    """Gives the speed of each method; in each round every method runs once, so that all meet the same machine."""
    ready = [method.ready() for method in methods]
    sizes = [min(sentences, method.most or sentences) for method in methods]
    given = {size: texts(size) for size in set(sizes)}
    small = texts(200)
    for run in ready:
        run(small)  # what is loaded on first use is no part of the speed
    taken: list[list[float]] = [[] for _ in methods]
    for _ in range(runs):
        for k, run in enumerate(ready):
            begin = time.perf_counter()
            run(given[sizes[k]])
            taken[k].append(time.perf_counter() - begin)
    return [Speed(method.name, statistics.median(times), size) for method, times, size in zip(methods, taken, sizes, strict=True)]


_PEAK = """
import json, re, sys
from pathlib import Path
from benchmarks.speed.methods import METHODS
from benchmarks.speed.texts import texts
method = next(one for one in METHODS if one.name == sys.argv[1])
def peak(): return int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
run, given = method.ready(), texts(int(sys.argv[2]))
before = peak()
run(given)
print(json.dumps([before, peak()]))
"""


def peak(method: Method, sentences: int) -> tuple[float, float]:
    """Gives the peak memory in MB of a process with the method made ready, and after it has labelled.

    Read from /proc, so on Linux alone; what getrusage says includes the process that started this one.
    """
    command = [sys.executable, "-c", _PEAK, method.name, str(min(sentences, method.most or sentences))]
    said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
    before, after = json.loads(said.splitlines()[-1])
    return before / 1024, after / 1024


_STREAM = """
import json, re, sys, time
from pathlib import Path
from benchmarks.speed.methods import shipped
from classify.batch import label_files, write_table
from classify.readers import files
from classify.tables import text_of_reports
model = shipped(compiled=True)
paths, labels = list(files([sys.argv[1]])), model.weights.labels
text_of = text_of_reports(sys.argv[2], labels)
write_table(label_files(paths[:10], model, text_of=text_of), sys.argv[2], labels)  # what is loaded on first use is no part of the speed
begin = time.perf_counter()
write_table(label_files(paths, model, text_of=text_of), sys.argv[2], labels)
taken = time.perf_counter() - begin
print(json.dumps([taken, int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])]))
"""


def streamed(sentences: int, runs: int = 1) -> tuple[float, float]:
    """Gives the seconds in which `classify label` writes one table for a folder of reports, and its peak memory in MB; medians."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "reports"
        folder.mkdir()
        for number, data in enumerate(texts(sentences)):
            (folder / f"{number:06}.txt").write_bytes(data)
        command = [sys.executable, "-c", _STREAM, str(folder), str(Path(name) / "out.csv")]
        said = [subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout for _ in range(runs)]
    taken, peaks = zip(*(json.loads(one.splitlines()[-1]) for one in said), strict=True)
    return statistics.median(taken), statistics.median(peaks) / 1024


def training(reports: int) -> dict[str, float]:
    """Gives the seconds that training takes with figures cross-validated over five folds by report, for classify and the plain pipeline."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline

    from benchmarks.speed.methods import jieba_cut
    from classify import train
    from classify.labels import read

    paths = sorted(LABELS.glob("*.txt"))
    paths = paths[:: max(1, len(paths) // reports)][:reports]
    begin = time.perf_counter()
    rows = [(p.text, label, r.name) for r in read(paths) for p, label in zip(r.pieces, r.labels, strict=True) if label]
    given, labels, names = (list(column) for column in zip(*rows, strict=True))
    pipeline = make_pipeline(
        TfidfVectorizer(tokenizer=jieba_cut(), token_pattern=None, ngram_range=(1, 2)), LogisticRegression(max_iter=1000)
    )
    cross_val_predict(pipeline, given, labels, groups=names, cv=GroupKFold(5))
    pipeline.fit(given, labels)
    plain = time.perf_counter() - begin
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        train(*paths, out=Path(folder) / "model")
    return {"scikit-learn + jieba": plain, "classify": time.perf_counter() - begin, "sentences": len(given)}
