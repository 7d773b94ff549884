"""Peak memory of pages and workbooks of many reports: python -m benchmarks.pages [REPORTS...].

Writes copies of the labelled reports into a temporary folder, runs `classify balance` on 100, 1,000 and 3,000 of them, and
prints the peak memory of each run and its ratio to that of the first. Pages are written as reports come, so the ratio stays low.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import tempfile
from pathlib import Path

LABELS = Path(__file__).parent.parent / "data" / "labels"
COUNTS = (100, 1000, 3000)
ENDINGS = (".html", ".xlsx")
_RUN = (
    "import resource, sys; from classify.cli import main\n"
    "try: main()\n"
    "except SystemExit: pass\n"
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
)


def texts() -> list[str]:
    """Gives the texts of the labelled reports, without their labels."""
    found = []
    for path in sorted(LABELS.glob("*.txt")):
        rows = (line.split("\t") for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
        found.append("\n".join(row[1] if len(row) > 1 else "" for row in rows))
    return found


def peak(folder: Path, out: Path) -> float:
    """Gives the peak memory of one run, in MB."""
    command = [sys.executable, "-c", _RUN, "balance", str(folder), "-o", str(out), "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1]) / 1024


def measure(counts: list[int]) -> None:
    """Prints a line for each number of reports and kind of result."""
    written = texts()
    with tempfile.TemporaryDirectory() as place:
        for ending in ENDINGS:
            first = 0.0
            for count in counts:
                folder = Path(place) / str(count)
                if not folder.exists():
                    folder.mkdir()
                    for number, text in zip(range(count), itertools.cycle(written), strict=False):
                        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")
                found = peak(folder, Path(place) / f"{count}{ending}")
                first = first or found
                print(f"{ending}  {count:6,} reports  {found:7.0f} MB  {found / first:.2f}", flush=True)


if __name__ == "__main__":
    measure([int(count) for count in sys.argv[1:]] or list(COUNTS))
