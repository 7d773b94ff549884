"""The READMEs: the tables in them that the benchmarks made, between marks that tell which is which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")


def table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Gives a table in Markdown; all columns but the first stand to the right."""
    lines = ["| " + " | ".join(names) + " |", "|---" + "|---:" * (len(names) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def fill(mark: str, text: str) -> None:
    """Puts a text between `<!-- mark -->` and `<!-- /mark -->` in each README that has them."""
    for name in READMES:
        place = ROOT / name
        whole = place.read_text("utf-8")
        place.write_text(
            re.sub(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", lambda m: f"{m[1]}{text}\n{m[2]}", whole, flags=re.S), "utf-8"
        )
