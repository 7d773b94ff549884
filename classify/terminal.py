"""Tables for the terminal: balances, figures and facts of a model, drawn by rich."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.console import Group as Drawn
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from classify.audit import Audit, Suspect
from classify.balances import total
from classify.concreteness import together
from classify.followups import FATES
from classify.groups import HIGHER, Group
from classify.kernels import BUILT
from classify.quantification import FEWEST
from classify.records import Balance, Followup, Repetition
from classify.sharetable import CHINESE, ShareRow, ShareTable, flowing, style

_HEADS = {"year": "年度", "unit": "单位", "folder": "文件夹"}
_LONGEST_GROUP = 40  # cells of the name of a group, which stands for nothing else in its row
_CONTROL = {code: "\ufffd" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}


def balance_table(balances: Sequence[Balance]) -> RenderableType:
    """Gives a table with a row for each report: sentences, shares and a bar; trusted shares are corrected and have a ±."""
    labels = tuple(balances[0].counts) if balances else ()
    whole = total(balances)
    rows = [_row(one.name, one, labels) for one in balances]
    if len(balances) > 1:
        rows.append(_row(f"合计 {len(balances)} 份", whole, labels, bold=True))
    notes = (Text(note, style="bright_black") for note in _notes(balances))
    substance = _Flowing(tuple(map(Text, re.split("(?<=[、；])", substance_line(whole)))))
    return Drawn(ShareTable(("报告", "句数"), labels, tuple(rows)), Text(), _legend(labels, whole.uncertain), *notes, substance)


def groups_table(groups: Sequence[Group], by: str, labels: Sequence[str]) -> RenderableType:
    """Gives a table with a row for each group: reports, sentences, shares and a bar; ↑ and ↓ mark shares that set it apart."""
    rows = []
    for one in groups:
        marks = {label: "↑" if how == HIGHER else "↓" for label, how in one.differs.items()}
        rows.append(_row(one.name or "（未注明）", one.balance, labels, (str(one.reports),), marks))
    notes = list(_notes([one.balance for one in groups]))
    if any(one.differs for one in groups):
        notes.append("↑↓ 高于、低于其余各组合计，差别大于误差 more, less than the other groups together")
    table = ShareTable((_HEADS.get(by, by), "报告", "句数"), tuple(labels), tuple(rows), _LONGEST_GROUP)
    return Drawn(table, Text(), *(Text(note, style="bright_black") for note in notes))


def _row(
    name: str,
    one: Balance,
    labels: Sequence[str],
    numbers: tuple[str, ...] = (),
    marks: Mapping[str, str] | None = None,
    bold: bool = False,
) -> ShareRow:
    """A row of a balance: its corrected shares with margins where they are trusted, else those of its counts."""
    known = one.corrected if one.trusted else one.shares
    shares = {label: known.get(label, 0.0) for label in labels}
    margins = {label: _margin(*one.intervals[label]) for label in labels if label in one.intervals} if one.trusted else {}
    return ShareRow(name, (*numbers, str(one.sentences)), shares, margins, marks or {}, bold)


def _margin(low: float, high: float) -> str:
    """Half the width of an interval, in whole percent."""
    return f"±{max(1, round(50 * (high - low)))}"


@dataclass(frozen=True, slots=True)
class _Flowing:
    """Parts in as many lines as they need in the room there is."""

    parts: tuple[Text, ...]
    gap: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        yield from flowing(self.parts, options.max_width, self.gap)


def _legend(labels: Sequence[str], uncertain: int) -> _Flowing:
    """What the colours mean, and how many sentences are uncertain."""
    parts = [Text.assemble(("█ ", style(label, labels)), _both(label)) for label in labels]
    if uncertain:
        parts.append(Text(f"{uncertain} 句存疑 uncertain", style="yellow"))
    return _Flowing(tuple(parts), gap=3)


def _notes(balances: Sequence[Balance]) -> Iterator[str]:
    """What a ± means, and why shares without one are counts."""
    full = [one for one in balances if one.sentences]
    trusted, known = sum(one.trusted for one in full), any(one.corrected for one in full)
    if trusted:
        yield "± 校正后占比及其 95% 区间（只计模型误判） corrected; 95 % for the model's errors"
    if full and not known:
        yield "占比未校正：模型缺少校正所需的数据 counts: this model cannot correct them (classify info)"
    elif trusted < len(full):
        which = "无 ± 的占比" if trusted else "占比"
        yield f"{which}未校正：报告太短，或与训练所用的差别太大 counts: reports too short, or too unlike those trained on"


def _both(label: str) -> str:
    """The Chinese and the English name of a label; the one name that others have."""
    return f"{CHINESE[label]} {label}" if label in CHINESE else label


def substance_line(whole: Balance) -> str:
    """Gives how concrete the sentences are, and how many problems no plan answers, in one line of 80 columns; "" where nothing is known."""
    found = together(whole.concreteness.values())
    if not found.sentences:
        return ""
    numbers, documents, dates = found.rates
    line = f"每句含数字 {numbers:.2f}、文件 {documents:.2f}、日期 {dates:.2f}"
    problems = whole.counts.get("problem", 0)
    return line + (f"；{problems} 句问题中 {whole.unanswered} 句没有用词相近的计划" if problems else "")


def repeats_line(found: Sequence[Repetition]) -> RenderableType:
    """Gives how much of all boilerplate stands in several reports, and what stands in most of them."""
    sentences, repeated = sum(one.sentences for one in found), sum(one.repeated for one in found)
    line = f"套话 {sentences} 句中 {repeated} 句也见于别的报告 boilerplate repeated"
    widest = max(found, key=lambda one: one.reports, default=None)
    return Text(line + (f"\n{widest.reports} 份报告都有（或只差个别字）：{widest.example}" if widest and widest.example else ""))


def followups_table(found: Iterable[Followup]) -> RenderableType:
    """Gives a row for each report whose plans were followed: how many came back as achievements, as plans, or not at all."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("单位", overflow="ellipsis", no_wrap=True, max_width=24)
    table.add_column("年度", no_wrap=True)
    for head, colour in (("计划", ""), ("实现", "green"), ("重提", "blue"), ("未见下文", "red")):
        table.add_column(Text(head, style=colour), justify="right", no_wrap=True)
    for one in found:
        counts = (len(one.fates), *(one.count(fate) for fate in FATES))
        table.add_row(Text(one.unit), f"{one.year}→{one.year + 1}", *map(str, counts))
    if not table.row_count:
        return Text("\n没有同一单位前后两年的报告 no unit has reports of two years in a row")
    return Drawn(Text(), table)


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
    return Drawn(table, Text(below))


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
    table.add_row(
        "inner loops",
        "compiled" if BUILT else "by NumPy, slower; there was no C compiler when classify was installed, or CLASSIFY_KERNELS is 0",
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
    return Drawn(Text(""), table, Text(rest)) if suspects else Text("\nno suspects")


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
