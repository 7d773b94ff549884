"""Tables for the terminal: balances, figures and facts of a model, drawn by rich."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.console import Group as Drawn
from rich.table import Table
from rich.text import Text

from classify.audit import Audit, Suspect
from classify.balances import total
from classify.concreteness import together
from classify.followups import FATES
from classify.groups import HIGHER, Group
from classify.records import Balance, Followup, Repetition

STYLES = {"achievement": "green", "problem": "red", "plan": "blue", "boilerplate": "bright_black"}
CHINESE = {"achievement": "成绩", "problem": "问题", "plan": "计划", "boilerplate": "套话"}
_HEADS = {"year": "年度", "unit": "单位", "folder": "文件夹"}
_OTHERS = ("cyan", "magenta", "yellow", "white")
_BAR = 20  # cells of a whole bar
_NARROW = 100  # columns of a terminal below which the title takes a line of its own


def style(label: str, labels: Sequence[str]) -> str:
    """Gives the colour of a label, the same everywhere."""
    return STYLES.get(label) or _OTHERS[list(labels).index(label) % len(_OTHERS)]


def balance_table(balances: Sequence[Balance]) -> RenderableType:
    """Gives a table with a row for each report: sentences, shares and a bar; trusted shares are corrected and have a ±."""
    labels = list(balances[0].counts) if balances else []
    trusted = any(one.trusted for one in balances)
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0) if trusted else (0, 1), header_style="bold", expand=False)
    table.add_column("报告", overflow="ellipsis", no_wrap=True, max_width=22 if trusted else 26, ratio=None)  # margins take room
    table.add_column("句数", justify="right", no_wrap=True)
    for label in labels:
        table.add_column(Text(CHINESE.get(label, label), style=style(label, labels)), justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for one in balances:
        table.add_row(*_cells(one.title or one.source, one, labels))
    if len(balances) > 1:
        table.add_section()
        table.add_row(*_cells(f"合计 {len(balances)} 份", total(balances), labels), style="bold")
    return Drawn(table, _legend(balances, labels))


def _cells(name: str, one: Balance, labels: Sequence[str]) -> list[RenderableType]:
    return [Text(name), str(one.sentences), *_shares(one, labels)]


def _shares(one: Balance, labels: Sequence[str], marks: Mapping[str, str] | None = None) -> list[RenderableType]:
    """The shares and their bar: corrected ones where they are trusted; a mark stands after the share of its label."""
    known = one.corrected if one.trusted else one.shares
    shares = {label: known.get(label, 0.0) for label in labels}
    said = {label: f"{100 * share:.0f}{_margin(one, label)}%{(marks or {}).get(label, '')}" for label, share in shares.items()}
    return [*(Text(said[label], style=style(label, labels)) for label in labels), bar(shares, labels)]


def _margin(one: Balance, label: str) -> str:
    """Half the width of a trusted interval, in whole percent."""
    if not one.trusted:
        return ""
    low, high = one.intervals[label]
    return f"±{max(1, round(50 * (high - low)))}"


def bar(shares: Mapping[str, float], labels: Sequence[str]) -> Text:
    """Gives a bar of fixed length with a stretch for each label; the stretches add up whatever the rounding."""
    drawn, end = Text(), 0.0
    for label in labels:
        start, end = end, end + shares[label]
        drawn.append("█" * (round(end * _BAR) - round(start * _BAR)), style=style(label, labels))
    return drawn


def _legend(balances: Sequence[Balance], labels: Sequence[str]) -> Text:
    legend = Text("\n")
    for label in labels:
        legend.append("█ ", style=style(label, labels))
        legend.append(f"{CHINESE.get(label, label)} {label}   ")
    uncertain = sum(one.uncertain for one in balances)
    if uncertain:
        legend.append(f"{uncertain} 句存疑 uncertain", style="yellow")
    if any(one.trusted for one in balances):
        legend.append("\n± 校正后占比及其 95% 区间 corrected, with 95 % interval", style="bright_black")
    if whole := substance_line(total(balances)):
        legend.append(f"\n{whole}")
    return legend


def substance_line(whole: Balance) -> str:
    """Gives how concrete the sentences are, and how many problems no plan answers, in one line of 80 columns; "" where nothing is known."""
    found = together(whole.concreteness.values())
    if not found.sentences:
        return ""
    numbers, documents, dates = found.rates
    line = f"每句含数字 {numbers:.2f}、文件 {documents:.2f}、日期 {dates:.2f}"
    problems = whole.counts.get("problem", 0)
    return line + (f"；{problems} 句问题中 {whole.unanswered} 句未找到相应的计划" if problems else "")


def groups_table(groups: Sequence[Group], by: str, labels: Sequence[str]) -> RenderableType:
    """Gives a table with a row for each group: reports, sentences, shares and a bar; ↑ and ↓ mark shares that set it apart."""
    trusted = any(one.balance.trusted for one in groups)
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0) if trusted else (0, 1), header_style="bold")
    table.add_column(_HEADS.get(by, by), overflow="fold")
    for head in ("报告", "句数"):
        table.add_column(head, justify="right", no_wrap=True)
    for label in labels:
        table.add_column(Text(CHINESE.get(label, label), style=style(label, labels)), justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for one in groups:
        cells = _shares(one.balance, labels, {label: "↑" if how == HIGHER else "↓" for label, how in one.differs.items()})
        table.add_row(Text(one.name or "（未注明）"), str(one.reports), str(one.balance.sentences), *cells)
    notes = ["± 校正后占比及其 95% 区间 corrected, with 95 % interval"] if trusted else []
    if any(one.differs for one in groups):
        notes.append("↑↓ 高于、低于其余各组，差别大于误差 more, less than all other groups")
    return Drawn(table, Text("\n" + "\n".join(notes), style="bright_black")) if notes else table


def repeats_line(found: Sequence[Repetition]) -> RenderableType:
    """Gives how much of all boilerplate stands in several reports, and what stands in most of them."""
    sentences, repeated = sum(one.sentences for one in found), sum(one.repeated for one in found)
    line = f"套话 {sentences} 句中 {repeated} 句也见于别的报告 boilerplate repeated"
    widest = max(found, key=lambda one: one.reports, default=None)
    return Text(line + (f"\n{widest.reports} 份报告都有：{widest.example}" if widest and widest.example else ""))


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


def facts_table(path: str, facts: Mapping[str, Any]) -> RenderableType:
    """Gives what a model folder says of itself, a fact a line."""
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
    table.add_row("features", ", ".join(f"{name} {block['features']:,}" for name, block in facts["blocks"].items()))
    table.add_row(
        "written by", f"classify {facts.get('classify', '?')}, " + ", ".join(f"{k} {v}" for k, v in facts.get("versions", {}).items())
    )
    table.add_row("checks", "digests and self-test passed")
    return table


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
    console.print(drawn)
