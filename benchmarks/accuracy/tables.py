"""The results as a page of Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.readmes import table
from classify.records import LABELS

HEAD = """# Accuracy

Every method learns from the same {sentences:,} sentences of {reports} reports (data/labels); all label the sentences that classify cuts.

- **Cross-validated** over five folds by report: no method is judged on a report of which it has seen a sentence.
  The reports are the project's own, more alike than reports from anywhere, so these figures flatter.
{gold}
- classify sees a sentence with its headings and neighbours; the others see the sentence alone, except where the name says otherwise.
- F1 of a label is in percent; macro-F1 is the mean over the four labels.
{left_out}
Made by `make accuracy` in {minutes:.0f} minutes on {cores} cores; figures with all digits are in results.json.
"""
_GOLD = """- **Real** are {sentences} sentences of {reports} real reports (a compilation of bureau summaries, three city government
  reports, the report of a bank's team) labelled by hand. They are not part of the project. A stretch labelled by hand is
  judged by the label that covers most of its characters; one that was cut as a heading counts as wrong. They guided the
  shares that classify's default model is told, so its figures there are somewhat better than on reports never looked at."""
_NO_GOLD = "- No labelled real reports were at hand for this run; name their folder with `--gold`."


def page(results: Mapping[str, Any]) -> str:
    """Gives the page of the results of a run."""
    real = results["real"]
    text = HEAD.format(
        sentences=results["sentences"],
        reports=results["reports"],
        gold=_GOLD.format(**real) if real else _NO_GOLD,
        left_out="".join(f"- Left out: {name}, because its library is not installed.\n" for name in results["left_out"]),
        minutes=results["seconds"] / 60,
        cores=results["cores"],
    )
    peers, parts = (_table(results[name], bool(real)) for name in ("peers", "parts"))
    return f"{text}\n## Peers\n\n{peers}\n## Parts of classify\n\n{parts}"


def _table(rows: Sequence[Mapping[str, Any]], real: bool) -> str:
    names = ["method", "cross-validated: macro-F1", "accuracy"]
    if real:
        names += ["real: macro-F1", "accuracy", *LABELS, "bureau summaries: macro-F1", "other kinds: macro-F1"]
    else:
        names += list(LABELS)
    lines = ["| " + " | ".join(names) + " |", "|---" + "|---:" * (len(names) - 1) + "|"]
    lines.extend("| " + " | ".join([row["name"], *_cells(row, real)]) + " |" for row in rows)
    return "\n".join(lines) + "\n"


def short(results: Mapping[str, Any]) -> str:
    """Gives the peers alone, in few columns, for the READMEs."""
    real = bool(results["real"])
    names = ["", *(["real: macro-F1", "accuracy"] if real else []), "cross-validated: macro-F1", "accuracy"]
    rows = []
    for row in sorted(results["peers"], key=lambda row: -float(row["real"].get("all", row["held_out"])["macro_f1"])):
        found = [*([row["real"]["all"]] if real else []), row["held_out"]]
        rows.append([row["name"], *(f"{100 * one[figure]:.1f}" for one in found for figure in ("macro_f1", "accuracy"))])
    return table(names, rows)


def _cells(row: Mapping[str, Any], real: bool) -> list[str]:
    held = row["held_out"]
    cells = [held["macro_f1"], held["accuracy"]]
    detailed = row["real"]["all"] if real else held
    if real:
        cells += [detailed["macro_f1"], detailed["accuracy"]]
    cells += [detailed["f1"][label] for label in LABELS]
    if real:
        cells += [row["real"][part]["macro_f1"] for part in ("summaries", "others")]
    return [f"{100 * value:.1f}" for value in cells]
