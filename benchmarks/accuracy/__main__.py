"""`python -m benchmarks.accuracy`: measures classify, its peers and its parts, and writes RESULTS.md and results.json."""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sklearn.model_selection import GroupKFold

from benchmarks.accuracy.ablations import Bench, variants
from benchmarks.accuracy.passages import Gold, gold, labelled, passage
from benchmarks.accuracy.peers import PEERS, SEED, Peer
from benchmarks.accuracy.scores import Pairs, scores
from benchmarks.accuracy.tables import page, short
from benchmarks.accuracy.words import keep
from benchmarks.readmes import fill
from classify.evaluation import labelled_examples
from classify.features import Example, examples
from classify.labels import read
from classify.records import AnnotatedReport

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FOLDS = 5
SUMMARIES = "compilation"  # the gold that holds bureau summaries; the others are other kinds of reports


def main() -> None:
    """Runs the measurement."""
    options = _options()
    began = time.perf_counter()
    annotated = read([options.data])
    real = gold(options.gold) if options.gold.is_dir() else ()
    peers = [peer for peer in PEERS if not peer.library or find_spec(peer.library)]
    parts = _parts(annotated, real, options.only)
    rows = [_peer(peer, annotated, real) for peer in peers if options.only in peer.name]
    results = {
        "sentences": sum(label is not None for report in annotated for label in report.labels),
        "reports": len(annotated),
        "real": {"sentences": sum(len(one.judged({})) for one in real), "reports": _real_reports(real)} if real else None,
        "left_out": [peer.name for peer in PEERS if peer not in peers],
        "peers": sorted([*rows, *parts[:1]], key=lambda row: float(row["real"].get("all", row["held_out"])["macro_f1"])),
        "parts": parts,
        "seconds": time.perf_counter() - began,
        "cores": os.cpu_count(),
    }
    if not options.only:
        (HERE / "results.json").write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        (HERE / "RESULTS.md").write_text(page(results), encoding="utf-8")
        fill("accuracy", short(results))
    print(page(results))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / "data" / "labels", help="labels files to learn from")
    parser.add_argument("--gold", type=Path, default=ROOT.parent / "shared" / "gold", help="folder of labelled real reports")
    parser.add_argument("--only", default="", help="only methods whose name holds this; writes no results")
    return parser.parse_args()


def _real_reports(real: Sequence[Gold]) -> int:
    return sum(any(run and run[0].start <= unit.start < run[-1].end for unit in one.units) for one in real for run in one.pieces)


def _peer(peer: Peer, annotated: Sequence[AnnotatedReport], real: Sequence[Gold]) -> dict[str, Any]:
    began = time.perf_counter()
    passages, labels, names = labelled(annotated)
    if peer.sample:
        chosen = sorted(random.Random(SEED).sample(range(len(passages)), min(peer.sample, len(passages))))
        passages, labels, names = [passages[i] for i in chosen], [labels[i] for i in chosen], [names[i] for i in chosen]
    held: list[tuple[str, str]] = []
    for train, test in GroupKFold(FOLDS, shuffle=True, random_state=0).split(passages, labels, names):
        predict = peer.fit([passages[i] for i in train], [labels[i] for i in train])
        held.extend(zip([labels[i] for i in test], predict([passages[i] for i in test]), strict=True))
    judged = []
    if real:
        predict = peer.fit(passages, labels)
        for one in real:
            asked = one.needed()
            said = predict([passage(piece) for piece in asked])
            judged.append(one.judged(dict(zip([piece.start for piece in asked], said, strict=True))))
    keep()
    return _row(peer.name, held, real, judged, time.perf_counter() - began)


def _parts(annotated: Sequence[AnnotatedReport], real: Sequence[Gold], only: str) -> list[dict[str, Any]]:
    seen, given = labelled_examples(annotated)
    used = [i for i, label in enumerate(given) if label]
    labels = [str(given[i]) for i in used]
    bench = Bench([seen[i] for i in used], labels)
    asked, starts = _asked(real)
    rows = []
    for variant in variants(_parameters()):
        if only not in variant.name:
            continue
        began = time.perf_counter()
        held, said = bench.run(variant, asked)
        found = iter(said)
        judged = [one.judged({start: next(found) for start in own}) for one, own in zip(real, starts, strict=True)]
        rows.append(_row(variant.name, list(zip(labels, held, strict=True)), real, judged, time.perf_counter() - began))
    return rows


def _asked(real: Sequence[Gold]) -> tuple[list[Example], list[list[int]]]:
    """The sentences of all real reports as classify sees them, whole reports each, and for each source their starts."""
    asked: list[Example] = []
    starts: list[list[int]] = []
    for one in real:
        starts.append([])
        for report, run in zip(one.reports, one.pieces, strict=True):
            asked.extend(examples(run, f"{one.name}#{report.number}", report.year))
            starts[-1].extend(piece.start for piece in run if piece.kind == "sentence")
    return asked, starts


def _parameters() -> dict[str, Any]:
    """The parameters with which the model that classify ships was trained."""
    return dict(json.loads((ROOT / "models" / "default" / "model.json").read_text("utf-8"))["parameters"])


def _row(name: str, held: Pairs, real: Sequence[Gold], judged: Sequence[Pairs], seconds: float) -> dict[str, Any]:
    print(f"{name}: {seconds:.0f} s", file=sys.stderr)
    row: dict[str, Any] = {"name": name, "seconds": round(seconds, 1), "held_out": asdict(scores(held)), "real": {}}
    parts = {"all": lambda _: True, "summaries": lambda found: found == SUMMARIES, "others": lambda found: found != SUMMARIES}
    for part, wanted in parts.items():
        pairs = [pair for one, found in zip(real, judged, strict=True) if wanted(one.name) for pair in found]
        if pairs:
            row["real"][part] = asdict(scores(pairs))
    return row


if __name__ == "__main__":
    main()
