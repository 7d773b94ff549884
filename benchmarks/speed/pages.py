"""The results as a page of Markdown and as a bar chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from benchmarks.readmes import table

PLAIN = "scikit-learn + jieba"

_HEAD = """# Speed

From the bytes of reports to a label for each sentence, on one core (OMP, OpenBLAS and MKL are held to one thread). In each round every
method runs once; medians of {runs}. Only the ratios mean anything: the machine has {cores} cores that others use as well.

- The reports are those of data/labels as plain text. Where they repeat, each sentence has other digits and a pair of characters of its
  own, so that no cache of sentences helps.
- The peers cut sentences with one regular expression and label all in one call. classify does its whole road, some thousand
  sentences at a time: encoding, lines, headings and other structure, neighbours, probabilities.
- The peers have learnt from {trained} of the reports, classify from all.
{left_out}
Made by `make speed` in {minutes:.0f} minutes.

![Sentences a second](speed.svg)
"""


def page(results: Mapping[str, Any]) -> str:
    """Gives the page of the results of a run."""
    left_out = "".join(f"- Left out: {name}, because its library is not installed.\n" for name in results["left_out"])
    parts = [_HEAD.format(**{**results, "left_out": left_out, "minutes": results["seconds"] / 60})]
    for size, rows in results["labelling"].items():
        parts.append(f"## {int(size):,} sentences\n\n{_speeds(rows)}")
    parts.append(f"## Limits\n\n{_speeds(results['limits'])}")
    start = results["start"]
    parts.append("## Start\n\nOne report of 3,000 characters, process start to exit.\n\n" + _times(start, 1000, "ms"))
    training = dict(results["training"])
    sentences = training.pop("sentences")
    parts.append(
        f"## Training\n\n{int(sentences):,} sentences, with figures cross-validated over five folds by report.\n\n"
        + _times(training, 1, "s")
    )
    streams = [
        f"| {int(size):,} | {seconds:.3g} | {1e6 * seconds / int(size):.1f} | {peak:,.0f} |"
        for size, (seconds, peak) in results["streams"].items()
    ]
    parts.append(
        "## Many files\n\nA folder of reports into one CSV, as `classify label FOLDER -o out.csv` does it, the model loaded"
        " and ten files labelled before.\n\n"
        "| sentences | seconds | µs a sentence | peak memory, MB |\n|---:|---:|---:|---:|\n" + "\n".join(streams) + "\n"
    )
    memory = [f"| {name} | {before:,.0f} | {after:,.0f} |" for name, (before, after) in results["memory"].items()]
    parts.append(
        f"## Peak memory\n\nOf a process of its own: made ready (the peers train in it), and after labelling"
        f" {results['memory_sentences']:,} sentences (snownlp 500), in MB.\n\n| method | ready | after |\n|---|---:|---:|\n"
        + "\n".join(memory)
        + "\n"
    )
    return "\n".join(parts)


def short(results: Mapping[str, Any]) -> str:
    """Gives the ratios alone, for the READMEs."""
    rows = results["labelling"][str(max(map(int, results["labelling"])))]
    base = next(row["rate"] for row in rows if row["name"] == PLAIN)
    ordered = sorted(rows, key=lambda row: -float(row["rate"]))
    start, training = results["start"], results["training"]
    found = [[row["name"], f"{row['rate'] / base:.2f}×"] for row in ordered]
    found += [
        ["*one report, start to exit: time of* classify label", f"{start['classify label'] / start[PLAIN]:.2f}"],
        ["*training with figures cross-validated: time of* classify train", f"{training['classify'] / training[PLAIN]:.2f}"],
    ]
    return table(["", f"{PLAIN} = 1"], found)


def _speeds(rows: Sequence[Mapping[str, Any]]) -> str:
    base = next((row["rate"] for row in rows if row["name"] == PLAIN), None)
    names = ["method", "sentences", "seconds", "sentences/s", *(["ratio"] if base else [])]
    lines = ["| " + " | ".join(names) + " |", "|---" + "|---:" * (len(names) - 1) + "|"]
    for row in rows:
        cells = [row["name"], f"{row['sentences']:,}", f"{row['seconds']:.3g}", f"{row['rate']:,.0f}"]
        lines.append("| " + " | ".join([*cells, *([f"{row['rate'] / base:.2f}×"] if base else [])]) + " |")
    return "\n".join(lines) + "\n"


def _times(times: Mapping[str, float], factor: float, unit: str) -> str:
    base = times[PLAIN]
    rows = [f"| {name} | {factor * taken:,.0f} | {taken / base:.2f} |" for name, taken in times.items()]
    return f"| what | {unit} | ratio |\n|---|---:|---:|\n" + "\n".join(rows) + "\n"


def chart(rows: Sequence[Mapping[str, Any]]) -> str:
    """Gives a bar chart of sentences a second as SVG."""
    ordered = sorted(rows, key=lambda row: float(row["rate"]), reverse=True)
    most = ordered[0]["rate"]
    width, left, line = 720, 200, 30
    height = line * len(ordered) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13" role="img">',
        f'<title>Sentences a second</title><rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{left}" y="20" font-weight="bold">Sentences a second, one core</text>',
    ]
    for k, row in enumerate(ordered):
        y = 32 + line * k
        bar = max(1, (width - left - 90) * row["rate"] / most)
        colour = "#3f7f5f" if row["name"].startswith("classify") else "#b3b3b3"
        parts.append(f'<text x="{left - 8}" y="{y + 15}" text-anchor="end">{escape(row["name"])}</text>')
        parts.append(f'<rect x="{left}" y="{y}" width="{bar:.1f}" height="21" fill="{colour}"/>')
        parts.append(f'<text x="{left + bar + 6:.1f}" y="{y + 15}">{row["rate"]:,.0f}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
