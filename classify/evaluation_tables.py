"""The evaluation of a model as tables for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from classify.crossvalidation import CrossValidation
from classify.evaluation import Evaluation
from classify.intervals import Interval
from classify.mistakes import Mistake
from classify.records import SECTION_SEPARATOR
from classify.sharetable import style
from classify.wording import token_name

_WORST = 8  # reports listed


def evaluation_tables(found: Evaluation, notes: Sequence[str] = ()) -> RenderableType:
    """Gives the figures, the confusions, what the uncertainty is worth, the worst reports and the surest mistakes."""
    return Group(
        *(Text(f"{note}\n", style="yellow") for note in notes),
        _labels(found),
        *_summary(found),
        Text("\nTrue label (rows) and label said (columns)\n", style="bold"),
        _confusion(found),
        *(_folds(found) if isinstance(found, CrossValidation) else ()),
        *(_reports(found) if len(found.reports) > 1 else ()),
        *_mistakes(found),
    )


def bounded(value: float, bounds: Interval | None) -> str:
    """Gives a figure with its interval: 0.931 .912–.948."""
    return f"{value:.3f}" if bounds is None else f"{value:.3f} {_short(bounds.low)}–{_short(bounds.high)}"


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _labels(found: Evaluation) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("label", "precision", "recall", "F1", "sentences"):
        table.add_column(name, justify="right" if name == "sentences" else "left", no_wrap=name != "label")
    labels = list(found.labels)
    for label, one in found.labels.items():
        bounds = found.intervals.labels[label] if found.intervals else None
        cells = (bounded(getattr(one, name), getattr(bounds, name, None)) for name in ("precision", "recall", "f1"))
        table.add_row(Text(label, style=style(label, labels)), *cells, f"{one.sentences:,}")
    return table


def _summary(found: Evaluation) -> Iterator[Text]:
    bounds = found.intervals
    accuracy = bounded(found.accuracy, bounds.accuracy if bounds else None)
    macro_f1 = bounded(found.macro_f1, bounds.macro_f1 if bounds else None)
    share_error = bounded(found.share_error, bounds.share_error if bounds else None)
    yield Text(f"\naccuracy {accuracy}   macro-F1 {macro_f1}")
    yield Text(f"shares of a report are off by {share_error} (mean absolute error)")
    yield Text(f"calibration error {found.calibration_error or 0:.3f}")
    if found.coverage is not None:
        one = found.coverage
        yield Text(f"{100 * one.kept:.1f}% of sentences are not marked uncertain; {100 * one.accuracy_kept:.1f}% of these are right")
        promised = f" (promised: {100 * one.promised:.0f}%)" if one.promised is not None else ""
        yield Text(f"{100 * one.covered:.1f}% have their true label among those not ruled out{promised}")
    yield Text(interval_note(found), style="bright_black")


def interval_note(found: Evaluation) -> str:
    """Gives how the intervals came about, or why there are none."""
    if found.intervals is None:
        return "no intervals: they need at least two reports, and all sentences are of one"
    rough = "; with so few they are rough and too narrow" if found.intervals.rough else ""
    return f"95% intervals by drawing whole reports, of which there are {found.intervals.reports}{rough}"


def _confusion(found: Evaluation) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    labels = list(found.confusion)
    for label in labels:
        table.add_column(Text(label, style=style(label, labels)), justify="right")
    for true, counts in found.confusion.items():
        cells = [Text(f"{count:,}", style="bold" if said == true else "" if count else "bright_black") for said, count in counts.items()]
        table.add_row(Text(true, style=style(true, labels)), *cells)
    return table


def _folds(found: CrossValidation) -> Iterator[RenderableType]:
    yield Text(f"\nCross-validated in {found.folds} folds by report", style="bold")
    if found.similar:
        yield Text(f"{len(found.similar)} pairs of nearly the same sentence in two folds; macro-F1 without them {found.macro_f1_apart:.3f}")
    else:
        yield Text("no sentence has a near-duplicate in another fold")
    if found.curve:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in ("trained on reports", "sentences", "macro-F1 on the first fold"):
            table.add_column(name, justify="right")
        for point in found.curve:
            table.add_row(f"{point.reports:,}", f"{point.sentences:,}", bounded(point.macro_f1, point.interval))
        yield Padding(table, (1, 0, 0, 0))


def _reports(found: Evaluation) -> Iterator[RenderableType]:
    worst = sorted(found.reports, key=lambda one: (one.accuracy, one.name))[:_WORST]
    yield Text(f"\nReports with the lowest accuracy, of {len(found.reports)}\n", style="bold")
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("report", overflow="ellipsis", no_wrap=True, max_width=40)
    for name in ("sentences", "accuracy", "shares off by"):
        table.add_column(name, justify="right")
    for one in worst:
        table.add_row(Text(one.name), f"{one.sentences:,}", f"{one.accuracy:.3f}", f"{one.share_error:.3f}")
    yield table


def _mistakes(found: Evaluation) -> Iterator[RenderableType]:
    if not found.mistakes:
        return
    wrong = sum(count for true, counts in found.confusion.items() for said, count in counts.items() if said != true)
    yield Text(f"\nMistakes made with most confidence, {len(found.mistakes)} of {wrong:,}", style="bold")
    labels = list(found.labels)
    for one in found.mistakes:
        yield Padding(_mistake(one, labels), (1, 0, 0, 0))


def _mistake(one: Mistake, labels: Sequence[str]) -> Text:
    told = Text()
    told.append(one.said, style=style(one.said, labels))
    told.append(f" {one.probability:.2f}, truly ")
    told.append(one.true, style=style(one.true, labels))
    told.append(f"   {one.place}\n", style="bright_black")
    if one.section:
        told.append(f"{SECTION_SEPARATOR.join(one.section)}\n", style="bright_black")
    told.append(one.text)
    if one.deciding:
        weights = (f"{token_name(each.block, each.token)} {each.weight:+.2f}" for each in one.deciding)
        told.append("\n" + "   ".join(weights), style="bright_black")
    return told
