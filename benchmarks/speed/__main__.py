"""`python -m benchmarks.speed`: measures classify and its peers, and writes RESULTS.md, speed.svg and results.json."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "RAYON_NUM_THREADS")
SIZES = (10_000, 100_000)
LARGE = 1_000_000


def main() -> None:
    """Runs the measurement, in a process whose libraries keep to one thread."""
    if any(os.environ.get(name) != "1" for name in THREADS):
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks.speed", *sys.argv[1:]], os.environ | dict.fromkeys(THREADS, "1"))
    options = _options()
    results = _measured(options)
    from benchmarks.readmes import fill
    from benchmarks.speed.pages import chart, page, short

    text = page(results)
    print(text)
    if not options.dry:
        (HERE / "results.json").write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
        fill("speed", short(results))
        (HERE / "speed.svg").write_text(chart(results["labelling"][str(max(map(int, results["labelling"])))]), encoding="utf-8")


def _measured(options: argparse.Namespace) -> dict[str, Any]:
    from benchmarks.speed.measures import Speed, peak, speeds, streamed, training
    from benchmarks.speed.methods import LIMITS, METHODS, TRAINED_ON
    from benchmarks.startup import medians

    def rows(found: list[Speed]) -> list[dict[str, Any]]:
        return [{"name": one.name, "seconds": one.seconds, "sentences": one.sentences, "rate": one.rate} for one in found]

    began = time.perf_counter()
    methods = [method for method in METHODS if not method.library or find_spec(method.library)]
    labelling = {str(size): rows(speeds(methods, size, options.runs)) for size in options.sentences}
    _tell("labelling", began)
    limits = rows(speeds(LIMITS, options.sentences[-1], options.runs))
    start = medians(options.runs)
    _tell("start", began)
    memory = {method.name: peak(method, options.sentences[0]) for method in methods}
    _tell("memory", began)
    streams = {str(size): streamed(size, options.runs) for size in options.sentences}
    if not options.short:
        streams[str(LARGE)] = streamed(LARGE)
    _tell("streams", began)
    trained = training(options.train)
    _tell("training", began)
    return {
        "runs": options.runs,
        "cores": os.cpu_count(),
        "trained": TRAINED_ON,
        "left_out": [method.name for method in METHODS if method not in methods],
        "labelling": labelling,
        "limits": limits,
        "start": start,
        "memory": memory,
        "memory_sentences": options.sentences[0],
        "streams": streams,
        "training": trained,
        "seconds": time.perf_counter() - began,
    }


def _tell(what: str, began: float) -> None:
    print(f"{what}: done after {time.perf_counter() - began:.0f} s", file=sys.stderr)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--sentences", type=int, nargs="+", default=list(SIZES), help="sizes to measure at")
    parser.add_argument("--short", action="store_true", help=f"leave out the stream of {LARGE:,} sentences")
    parser.add_argument("--runs", type=int, default=3, help="runs of each method at each size")
    parser.add_argument("--train", type=int, default=299, help="reports to train on where training is timed")
    parser.add_argument("--dry", action="store_true", help="write no results")
    return parser.parse_args()


if __name__ == "__main__":
    main()
