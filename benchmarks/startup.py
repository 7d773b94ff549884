"""Start-up: one report of 3,000 characters, process start to exit, against a script with scikit-learn and jieba.

Run with `python benchmarks/startup.py`; the runs alternate, and medians and their ratio are printed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUNS = 7
TRAINED_ON = 60  # reports; the size of the plain model hardly changes its start

PLAIN = """
import re, sys, jieba, joblib
jieba.setLogLevel(60)
vectorizer, model = joblib.load(sys.argv[1])
text = open(sys.argv[2], encoding="utf-8").read()
sentences = [s for s in re.split(r"(?<=[。！？；])|\\n", text) if s.strip()]
labels = model.predict(vectorizer.transform([" ".join(jieba.lcut(s, HMM=False)) for s in sentences]))
open(sys.argv[3], "w", encoding="utf-8").writelines(f"{l},{s}\\n" for l, s in zip(labels, sentences))
"""


def train_plain(folder: Path) -> Path:
    """Writes the plain pipeline (words 1-2-grams, TF-IDF, logistic regression) to a file and gives its place."""
    import jieba
    import joblib
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    from classify.labels import read

    jieba.setLogLevel(60)
    reports = read(sorted((ROOT / "data" / "labels").glob("*.txt"))[:TRAINED_ON])
    pairs = [(p.text, label) for report in reports for p, label in zip(report.pieces, report.labels, strict=True) if label]
    vectorizer = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2))
    matrix = vectorizer.fit_transform([" ".join(jieba.lcut(text, HMM=False)) for text, _ in pairs])
    place = folder / "plain.joblib"
    joblib.dump((vectorizer, LogisticRegression(max_iter=100).fit(matrix, [label for _, label in pairs])), place)
    return place


def seconds(command: list[str]) -> float:
    """Gives the time that a command takes from start to exit."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # Python keeps byte code by default
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=kept)
    return time.perf_counter() - begin


def medians(runs: int = RUNS) -> dict[str, float]:
    """Gives the median time of each command in seconds; the runs alternate."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        report, script, out = folder / "report.txt", folder / "plain.py", str(folder / "out.csv")
        report.write_text((ROOT / "examples" / "compilation.txt").read_text("utf-8")[300:3300], encoding="utf-8")
        script.write_text(PLAIN, encoding="utf-8")
        classify = [sys.executable, "-m", "classify"]
        commands = {
            "scikit-learn + jieba": [sys.executable, str(script), str(train_plain(folder)), str(report), out],
            "classify label": [*classify, "label", str(report), "-o", out, "-q"],
            "classify --help": [*classify, "--help"],
        }
        taken: dict[str, list[float]] = {what: [] for what in commands}
        for _ in range(runs):
            for what, command in commands.items():
                taken[what].append(seconds(command))
    return {what: statistics.median(times) for what, times in taken.items()}


def main() -> None:
    """Prints the medians and ratios."""
    found = medians()
    for what, median in found.items():
        print(f"{what:22} {1000 * median:6.0f} ms   {median / found['scikit-learn + jieba']:.2f}")


if __name__ == "__main__":
    main()
