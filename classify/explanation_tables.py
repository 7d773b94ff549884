"""Explanations for a terminal of 80 columns: what spoke for the label of each sentence, and what against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from classify.explanation import Deciding, ExplainedReport, Explanation, Neighbour
from classify.records import SECTION_SEPARATOR
from classify.sharetable import style
from classify.wording import BLOCK_NAMES, BOUNDARY_NAMES, STEP_NAMES, token_name

MOST = 8
"""Features shown each way."""

_FOR, _AGAINST = "blue", "dark_orange"


def explanation_tables(reports: Sequence[ExplainedReport]) -> RenderableType:
    """Gives the explanations of reports, each under the name of its report."""
    return Group(*(part for report in reports for part in _report(report)))


def _report(report: ExplainedReport) -> Iterator[RenderableType]:
    if report.title:
        yield Text(f"{report.title}", style="bold underline")
        yield Text(f"{chosen_note(report)}\n", style="bright_black")
    for one in report.explanations:
        yield explanation_table(one)


def chosen_note(report: ExplainedReport) -> str:
    """Gives which part of a report is explained, and how to see the rest."""
    shown = len(report.explanations)
    told = f"{shown} of {report.sentences:,} sentences explained"
    if shown < report.chosen:
        more = report.chosen - shown
        told += f"; {more:,} more with --most 0, or pick with --sentence N, --label LABEL, --uncertain"
    return told


def explanation_table(one: Explanation) -> RenderableType:
    """Gives the explanation of one sentence: what was said, the features each way, and how the log-odds add up."""
    labels = list(one.prediction.probabilities)
    head = Text()
    head.append(f"{one.number}. ", style="bold")
    head.append(one.prediction.label, style=f"bold {style(one.prediction.label, labels)}")
    head.append(f" {100 * one.prediction.confidence:.0f}%, against ")
    head.append(one.rival, style=style(one.rival, labels))
    head.append(f" {100 * one.prediction.probabilities[one.rival]:.0f}%")
    head.append("   uncertain" if one.prediction.uncertain else "", style="yellow")
    if one.section:
        head.append(f"\n{SECTION_SEPARATOR.join(one.section)}", style="bright_black")
    if one.lead:
        head.append(f"\n{one.lead}", style="bright_black")
    head.append(f"\n{one.text}")
    return Group(head, _features(one), Text(steps_line(one), style="bright_black"), Text(neighbours_line(one) + "\n"))


def ranked(one: Explanation, most: int = MOST) -> tuple[list[Deciding], list[Deciding]]:
    """Gives the features that speak most for the label, and those that speak most against it."""
    found = one.deciding()
    return [each for each in found if each.weight > 0][:most], [each for each in found if each.weight < 0][:most]


def _features(one: Explanation) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    table.add_column(f"for {one.prediction.label}", header_style=_FOR, justify="right", no_wrap=True)
    table.add_column("", max_width=26, overflow="ellipsis", no_wrap=True)
    table.add_column(f"against, for {one.rival}", header_style=_AGAINST, justify="right", no_wrap=True)
    table.add_column("", max_width=26, overflow="ellipsis", no_wrap=True)
    for cells in zip_longest(*ranked(one)):
        row: list[Text] = []
        for each, colour in zip(cells, (_FOR, _AGAINST), strict=True):
            row += [Text(f"{each.weight:+.2f}", style=colour), _named(each)] if each else [Text(), Text()]
        table.add_row(*row)
    return table


def _named(each: Deciding) -> Text:
    told = Text(token_name(each.block, each.token))
    if each.block != "place":
        told.append(f" {BLOCK_NAMES[each.block]}", style="bright_black")
    return told


def steps_line(one: Explanation) -> str:
    """Gives the log-odds of the label against its rival as a sum, steps that add nothing left out."""
    steps = {STEP_NAMES[name]: value for name, value in one.steps().items() if round(value, 2)}
    told = "  ".join(f"{name} {value:+.2f}" for name, value in steps.items())
    return f"log-odds: {told}  =  {sum(one.steps().values()):+.2f}"


def neighbours_line(one: Explanation) -> str:
    """Gives the label of the sentence alone, and what its neighbours made of it."""
    if one.previous is None and one.following is None:
        return "no neighbours: decided by the sentence alone"
    alone = f"alone: {one.alone_label} {100 * one.alone[one.alone_label]:.0f}%"
    changed = "changed by its neighbours to" if one.alone_label != one.prediction.label else "with its neighbours"
    told = f"{alone}, {changed} {one.prediction.label} {100 * one.prediction.confidence:.0f}%"
    sides = [
        f"{side} {neighbour.label} ({BOUNDARY_NAMES[neighbour.boundary]})"
        for side, neighbour in (("before it", one.previous), ("after it", one.following))
        if isinstance(neighbour, Neighbour)
    ]
    return f"{told}; {', '.join(sides)}"
