"""Tables for the terminal: balances, figures and facts of a model, drawn by rich."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from classify.audit import Audit, Suspect
from classify.balances import total
from classify.quantification import FEWEST
from classify.records import Balance
from classify.sharetable import CHINESE, ShareRow, ShareTable, flowing, style

_CONTROL = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}


def balance_table(balances: Sequence[Balance]) -> RenderableType:
    """Gives a table with a row for each report: sentences, shares and a bar; trusted shares are corrected and have a ±."""
    labels = tuple(balances[0].counts) if balances else ()
    rows = [_row(one.title or one.source, one) for one in balances]
    if len(balances) > 1:
        rows.append(_row(f"合计 {len(balances)} 份", total(balances), whole=True))
    return Group(ShareTable(("报告", "句数"), labels, tuple(rows)), Text(), _Legend(tuple(balances), labels))


def _row(name: str, one: Balance, whole: bool = False) -> ShareRow:
    shares = one.corrected if one.trusted else one.shares
    margins = {label: _margin(*one.intervals[label]) for label in one.counts} if one.trusted else {}
    return ShareRow(name, (str(one.sentences),), shares, margins, whole)


def _margin(low: float, high: float) -> str:
    """Half the width of an interval, in whole percent."""
    return f"±{max(1, round(50 * (high - low)))}"


@dataclass(frozen=True, slots=True)
class _Legend:
    """What colours and signs mean, in lines that fit."""

    balances: tuple[Balance, ...]
    labels: tuple[str, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        parts = [Text.assemble(("█ ", style(label, self.labels)), _both(label)) for label in self.labels]
        if uncertain := sum(one.uncertain for one in self.balances):
            parts.append(Text(f"{uncertain} 句存疑 uncertain", style="yellow"))
        yield from flowing(parts, options.max_width)
        for note in self._notes():
            yield Text(note, style="bright_black")

    def _notes(self) -> Iterator[str]:
        full = [one for one in self.balances if one.sentences]
        trusted, known = (sum(bool(getattr(one, name)) for one in full) for name in ("trusted", "corrected"))
        if trusted:
            yield "± 校正后占比及其 95% 区间 corrected, with 95 % interval"
        if full and not known:
            yield "占比未校正：模型缺少校正所需的数据 counts: this model cannot correct them (classify info)"
        elif trusted < len(full):
            which = "无 ± 的占比" if trusted else "占比"
            yield f"{which}未校正：报告太短，或与训练所用的差别太大 counts: a report too short, or too unlike those trained on"


def _both(label: str) -> str:
    """The Chinese and the English name of a label; the one name that others have."""
    return f"{CHINESE[label]} {label}" if label in CHINESE else label


def figures_table(found: Any) -> RenderableType:
    """Gives precision, recall and F1 of each label, and below them accuracy and macro-F1."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("label", "precision", "recall", "F1", "sentences"):
        table.add_column(name, justify="left" if name == "label" else "right")
    labels = list(found.labels)
    for label, one in found.labels.items():
        table.add_row(
            Text(label, style=style(label, labels)), f"{one.precision:.3f}", f"{one.recall:.3f}", f"{one.f1:.3f}", f"{one.sentences:,}"
        )
    below = f"\naccuracy {found.accuracy:.3f}   macro-F1 {found.macro_f1:.3f}"
    if found.calibration_error is not None:
        below += f"   calibration error {found.calibration_error:.3f}"
    return Group(table, Text(below))


def facts_table(path: str, facts: Mapping[str, Any], correctable: bool) -> RenderableType:
    """Gives what a model folder says of itself, a fact a line; `correctable` is whether it holds what corrected shares need."""
    training = facts.get("training", {})
    counts = training.get("counts", {})
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("model", path)
    table.add_row("labels", ", ".join(facts["labels"]))
    table.add_row("trained on", f"{training.get('sentences', 0):,} sentences of {training.get('reports', 0)} reports")
    table.add_row("", ", ".join(f"{label} {count:,}" for label, count in counts.items()))
    table.add_row("labels digest", str(training.get("digest", ""))[:16])
    for name, fact in _settings(facts):
        table.add_row(name, fact)
    lacking = f"no, only counts: that takes {FEWEST} reports with {FEWEST} labelled sentences each to train on"
    table.add_row("corrected shares", "available" if correctable else lacking)
    table.add_row("features", ", ".join(f"{name} {block['features']:,}" for name, block in facts["blocks"].items()))
    table.add_row(
        "written by", f"classify {facts.get('classify', '?')}, " + ", ".join(f"{k} {v}" for k, v in facts.get("versions", {}).items())
    )
    table.add_row("checks", "digests and self-test passed")
    return table


def _settings(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The settings of training that bear on probabilities; a folder of another program's making may lack them."""
    given = facts.get("parameters") or {}
    shares, counts = given.get("shares"), facts.get("training", {}).get("counts", {})
    source = "given" if shares else "those of the labels trained on"
    shares = shares or counts
    told = ", ".join(f"{label} {100 * shares[label] / sum(shares.values()):.0f}%" for label in facts["labels"] if label in shares)
    yield "expected shares", f"{told} ({source})" if told else "unknown"
    if (temperature := given.get("temperature")) is not None:
        yield "temperature", f"{temperature:g}"
    if (rate := given.get("error_rate")) is not None:
        yield "error rate", f"{100 * rate:g}% of held-out sentences may have their true label ruled out without being uncertain"


def audit_table(found: Audit) -> RenderableType:
    """Gives what a set of labelled reports holds, a fact a line."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("reports", f"{found.reports:,}" + (f", {found.years[0]}–{found.years[1]}" if found.years else ""))
    table.add_row("sentences", f"{found.sentences:,}")
    for label, count in found.counts.items():
        table.add_row("", Text(f"{label} {count:,} ({100 * count / found.sentences:.1f}%)", style=style(label, list(found.counts))))
    table.add_row("unit kinds", f"{len(found.units)}")
    table.add_row("levels", ", ".join(f"{level} {count}" for level, count in found.levels.items()))
    table.add_row("diversity", f"{100 * found.diversity:.1f}% of all runs of four characters are different")
    table.add_row("duplicates", f"{len(found.duplicates)} across reports")
    table.add_row("two labels", f"{len(found.contradictions)} sentences that have two labels")
    table.add_row(
        "near-duplicates", f"{len(found.similar)} pairs across reports ({100 * len(found.similar) / max(1, found.sentences):.2f}%)"
    )
    if found.agreement is not None:
        each = ", ".join(f"{label} {value:.3f}" for label, value in found.agreement.labels.items())
        table.add_row("two readers", f"kappa {found.agreement.kappa:.3f} on {found.agreement.sentences:,} sentences ({each})")
    return table


def suspects_table(suspects: Sequence[Suspect], most: int = 20) -> RenderableType:
    """Gives the sentences whose labels a model doubts most, with where they stand."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("given", "suggested", "p", "sentence"):
        table.add_column(name, overflow="fold")
    labels = sorted({one.given for one in suspects} | {one.suggested for one in suspects})
    for one in suspects[:most]:
        given, suggested = Text(one.given, style=style(one.given, labels)), Text(one.suggested, style=style(one.suggested, labels))
        table.add_row(given, suggested, f"{one.probability:.2f}", Text(f"{one.text}\n{one.place}"))
    rest = f"\n{len(suspects)} suspects" + (f", the surest {most} shown; all of them with -o suspects.csv" if len(suspects) > most else "")
    return Group(Text(""), table, Text(rest)) if suspects else Text("\nno suspects")


def show(drawn: RenderableType, stderr: bool = False) -> None:
    """Prints what was drawn; a stream that is no terminal gets plain text, wide enough that nothing is cut."""
    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal:
        console = Console(stderr=stderr, highlight=False, width=120, no_color=True)
    console.print(_Harmless(drawn))


@dataclass(frozen=True, slots=True)
class _Harmless:
    """What is drawn without control characters of its own, which a terminal would obey."""

    drawn: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for segment in console.render(self.drawn, options):
            yield segment if segment.control else Segment(segment.text.translate(_CONTROL), segment.style)
