"""Measures how well the label shares of reports are found: `make balance`.

The probabilities are those that models of five folds give to reports they have not seen, adjusted as in the shipped
model. What is calibrated is calibrated on one half of the reports and measured on the other. Training takes some
minutes; its probabilities are kept in benchmarks/.cache until the labels or the settings change.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classify.balances import total
from classify.evaluation import labelled_examples
from classify.folder import load
from classify.labels import read
from classify.model import SentenceClassifier
from classify.pipeline import label_file
from classify.quantification import Calibration, calibrate, counted, emq, pacc, pcc, quantify
from classify.records import LABELS, Balance
from classify.training import digest

ROOT = Path(__file__).parents[2]
CACHE = ROOT / "benchmarks" / ".cache" / "held-out.npz"
SHARED = ROOT.parent / "shared"
DRAWS = 600  # simulated reports of each kind
TOGETHER = 10  # reports of a total

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Estimator = Callable[[Floats, Calibration], Floats]

METHODS: Mapping[str, Estimator] = {
    "counting": lambda p, _: counted(p),
    "PCC": lambda p, _: pcc(p),
    "PACC": lambda p, known: pacc(p, known.confusion),
    "EMQ": lambda p, known: emq(p, known.shares, 0.0, 1.0)[0],
    "EMQ, prior": lambda p, known: emq(p, known.shares, sharpness=1.0)[1].mean(axis=0),
    "default": lambda p, known: quantify(p, known).shares,
}


@dataclass(frozen=True)
class HeldOut:
    """Probabilities (n × k) of n sentences by models that have not seen their reports, their labels and reports (n)."""

    probabilities: Floats
    targets: Rows
    reports: Rows
    shares: Floats

    def shares_of(self, rows: Rows) -> Floats:
        """The true shares of the sentences in these rows."""
        return np.bincount(self.targets[rows], minlength=len(LABELS)) / len(rows)


@dataclass(frozen=True)
class Case:
    """One report, real or simulated: the rows of its sentences, and the calibration by reports it has nothing of."""

    rows: Rows
    known: Calibration


def held_out() -> HeldOut:
    """Gives the held-out probabilities of data/labels, trained anew where the kept ones are not of these labels."""
    reports = read([ROOT / "data" / "labels"])
    parameters = load(check=False).facts["parameters"]
    settings = {"shares": parameters["shares"], "temperature": parameters["temperature"]}
    mark = f"{digest(reports)} {settings}"
    if not CACHE.exists() or str(np.load(CACHE)["mark"]) != mark:
        print("training on data/labels ...", flush=True)
        seen, labels = labelled_examples(reports)
        used = [i for i, label in enumerate(labels) if label]
        fitted = SentenceClassifier(**settings).fit([seen[i] for i in used], [labels[i] for i in used])
        order = [fitted.classes_.tolist().index(label) for label in LABELS]
        CACHE.parent.mkdir(exist_ok=True)
        numbers = np.unique([seen[i].report for i in used], return_inverse=True)[1]
        targets = np.array([LABELS.index(str(labels[i])) for i in used])
        np.savez(CACHE, mark=mark, probabilities=fitted.adjusted_[:, order], targets=targets, reports=numbers)
    kept = np.load(CACHE)
    shares = np.array([settings["shares"][label] for label in LABELS])
    return HeldOut(kept["probabilities"], kept["targets"], kept["reports"], shares / shares.sum())


def worlds(data: HeldOut, seed: int = 0) -> Iterator[tuple[str, list[Case]]]:
    """Gives the reports as they are, parts of them, and reports resampled to other balances."""
    draw = np.random.default_rng(seed)
    reports = [np.flatnonzero(data.reports == i) for i in range(data.reports.max() + 1)]
    half = draw.permutation(len(reports)) % 2
    side = half[data.reports]
    known = []
    for one in range(2):
        rest = side != one
        found = calibrate(LABELS, data.probabilities[rest], data.targets[rest], data.reports[rest], data.shares)
        if found is None:
            raise SystemExit("data/labels has too few reports to calibrate on")
        known.append(found)
    yield "held-out reports", [Case(rows, known[half[i]]) for i, rows in enumerate(reports)]
    yield "their first 30 sentences", [Case(rows[:30], known[half[i]]) for i, rows in enumerate(reports)]
    yield "their first 12 sentences", [Case(rows[:12], known[half[i]]) for i, rows in enumerate(reports)]
    base = np.bincount(data.targets) / len(data.targets)
    for name, weight in (("any balance, Dirichlet(1)", np.ones(len(LABELS))), ("nearer ones, Dirichlet(10 × mean)", 10 * base)):
        pools = [[np.flatnonzero((side == one) & (data.targets == k)) for k in range(len(LABELS))] for one in range(2)]
        yield name, [_resampled(draw, pools[i % 2], weight, len(reports[draw.integers(len(reports))]), known[i % 2]) for i in range(DRAWS)]
    yield "within a report, Dirichlet(1)", [_within(draw, data, reports, half, known) for _ in range(DRAWS)]


def _resampled(draw: np.random.Generator, pools: list[Rows], weight: Floats, size: int, known: Calibration) -> Case:
    numbers = draw.multinomial(size, draw.dirichlet(weight))
    return Case(np.concatenate([draw.choice(pool, number) for pool, number in zip(pools, numbers, strict=True)]), known)


def _within(draw: np.random.Generator, data: HeldOut, reports: list[Rows], half: Rows, known: list[Calibration]) -> Case:
    """A report with its own sentences drawn anew, so that those of a label are as alike as they are in it."""
    place = draw.integers(len(reports))
    rows = reports[place]
    present = np.unique(data.targets[rows])
    pools = [rows[data.targets[rows] == label] for label in present]
    return _resampled(draw, pools, np.ones(len(present)), len(rows), known[half[place]])


def errors(data: HeldOut, cases: list[Case]) -> dict[str, float]:
    """Gives the mean absolute error of a share by each method, in percentage points."""
    found = {}
    for name, method in METHODS.items():
        each = [np.abs(method(data.probabilities[case.rows], case.known) - data.shares_of(case.rows)).mean() for case in cases]
        found[name] = 100 * float(np.mean(each))
    return found


def coverage(data: HeldOut, cases: list[Case]) -> str:
    """Gives the share of true shares inside their intervals and the intervals' mean width, trusted and not."""
    found = []
    for case in cases:
        one = quantify(data.probabilities[case.rows], case.known)
        true = data.shares_of(case.rows)
        inside = (one.low - 1e-9 <= true) & (true <= one.high + 1e-9)
        off, plain = (np.abs(shares - true).mean() for shares in (one.shares, counted(data.probabilities[case.rows])))
        found.append((one.trusted, inside.mean(), (one.high - one.low).mean(), off, plain))
    rows = np.array(found, dtype=float)
    trusted = rows[:, 0] == 1
    parts = [f"trusted {100 * trusted.mean():3.0f} %"]
    for name, which in (("trusted", trusted), ("not trusted", ~trusted)):
        if which.any():
            _, inside, width, off, plain = 100 * rows[which].mean(axis=0)
            parts.append(f"{name}: {inside:.1f} % inside, width {width:.1f}, error {off:.2f} (counting {plain:.2f})")
    return "   ".join(parts)


def totals(data: HeldOut, cases: list[Case], seed: int = 0) -> str:
    """Gives how many true shares of ten reports together lie in the interval of their total."""
    draw = np.random.default_rng(seed)
    balances = [_balance(data, case) for case in cases]
    inside, widths = [], []
    for _ in range(DRAWS):
        drawn = draw.choice(len(cases), TOGETHER, replace=False)
        one = total([balances[i] for i in drawn])
        true = data.shares_of(np.concatenate([cases[i].rows for i in drawn]))
        low, high = np.array([one.intervals[label] for label in LABELS]).T
        inside.append((low <= true) & (true <= high))
        widths.append(high - low)
    return f"{100 * np.mean(inside):.1f} % inside, width {100 * np.mean(widths):.1f}"


def _balance(data: HeldOut, case: Case) -> Balance:
    from classify.balances import corrected

    numbers = np.bincount(data.probabilities[case.rows].argmax(axis=1), minlength=len(LABELS)).tolist()
    return corrected(Balance("", 1, "", dict(zip(LABELS, numbers, strict=True))), data.probabilities[case.rows], case.known)


def gold(data: HeldOut) -> Iterator[tuple[str, HeldOut, list[Case]]]:
    """Gives the sentences of real reports that people have labelled, where there are any, as one report a file."""
    known = calibrate(LABELS, data.probabilities, data.targets, data.reports, data.shares)
    model = load()
    for place in sorted((SHARED / "gold").glob("*.tsv")):
        pieces = [
            (piece.start, piece.end, list(said.probabilities.values()))
            for report in label_file(str(SHARED / "reports" / f"{place.stem}.txt"), model)
            for piece, said in zip(report.pieces, report.predictions, strict=True)
            if said is not None
        ]
        with place.open(encoding="utf-8", newline="") as file:
            units = [(int(r["report"]), int(r["start"]), int(r["end"]), r["label"]) for r in csv.DictReader(file, delimiter="\t")]
        for number, members in groupby((unit for unit in units if unit[3] in LABELS), key=lambda unit: unit[0]):
            found = [(max(pieces, key=lambda p: min(p[1], end) - max(p[0], start))[2], label) for _, start, end, label in members]
            targets = np.array([LABELS.index(label) for _, label in found])
            one = HeldOut(np.array([row for row, _ in found]), targets, np.zeros(len(found), dtype=np.int64), data.shares)
            if known is not None:
                yield f"{place.stem} {number}", one, [Case(np.arange(len(found)), known)]


def peers(data: HeldOut) -> str:
    """Gives the largest difference of a share from that by QuaPy's EMQ and PACC over the held-out reports."""
    try:
        from quapy.method.aggregative import ACC, EMQ
    except ImportError:
        return "QuaPy is not installed: not compared (pip install quapy)"
    known = calibrate(LABELS, data.probabilities, data.targets, data.reports, data.shares)
    assert known is not None
    gaps = []
    for number in range(data.reports.max() + 1):
        p = data.probabilities[data.reports == number]
        theirs = EMQ.EM(known.shares, np.maximum(p, 1e-6), epsilon=1e-7)[0]
        solved = ACC.solve_adjustment(known.confusion.T, pcc(p), method="inversion", solver="minimize")
        ours = emq(p, known.shares, 0.0, 1.0)[0], pacc(p, known.confusion)
        gaps.append([np.abs(ours[0] - theirs).max(), np.abs(ours[1] - solved).max()])
    most = np.max(gaps, axis=0)
    return f"largest difference from QuaPy: EMQ {most[0]:.5f}, PACC {most[1]:.5f}"


def main() -> None:
    """Prints all measurements."""
    data = held_out()
    found = list(worlds(data))
    print(f"{data.reports.max() + 1} reports, {len(data.targets)} sentences\n\nMean absolute error of a share, percentage points\n")
    print(f"{'':36}" + "".join(f"{name:>12}" for name in METHODS) + f"{'of counting':>14}")
    for name, cases in found:
        row = errors(data, cases)
        print(f"{name:36}" + "".join(f"{value:12.2f}" for value in row.values()) + f"{row['default'] / row['counting']:14.2f}", flush=True)
    print("\nIntervals at 95 %\n")
    for name, cases in found:
        print(f"{name:36}{coverage(data, cases)}", flush=True)
    print(f"{f'totals of {TOGETHER} reports':36}{totals(data, found[0][1])}\n\n{peers(data)}")
    if (SHARED / "gold").is_dir():
        print("\nReal reports, labelled by people\n")
        for name, one, cases in gold(data):
            row = errors(one, cases)
            print(f"{name:22}{len(one.targets):4}" + "".join(f"{value:10.2f}" for value in row.values()) + f"   {coverage(one, cases)}")


if __name__ == "__main__":
    main()
