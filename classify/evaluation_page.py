"""The evaluation of a model as one self-contained page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from classify.charts import curve_chart, heat_map, interval_chart, reliability_diagram, share_bar, strip_chart
from classify.crossvalidation import CrossValidation
from classify.evaluation import Evaluation
from classify.evaluation_tables import bounded, interval_note
from classify.intervals import Interval
from classify.mistakes import Mistake
from classify.records import SECTION_SEPARATOR
from classify.sheet import Markup, joined, label_tag, section, sheet, table, tag, tiles
from classify.wording import BLOCK_NAMES, token_name


def evaluation_page(found: Evaluation, name: str, notes: Sequence[str] = ()) -> str:
    """Gives the page; `name` tells which model was evaluated, `notes` what a reader must know first."""
    labels = list(found.labels)
    below = f"{name}, on {found.sentences:,} labelled sentences of {len(found.reports)} report{'s' if len(found.reports) != 1 else ''}"
    parts = [
        *(tag("p", note, class_="note") for note in notes),
        _tiles(found),
        tag("p", f"Brackets and bars: {interval_note(found)}.", class_="small soft"),
        _by_label(found, labels),
        _confusion(found),
        _reliability(found),
        _balance(found, labels),
        *(_cross_validation(found) if isinstance(found, CrossValidation) else ()),
        _mistakes(found, labels),
    ]
    return sheet("Evaluation of a sentence model", below, parts, labels)


def _tiles(found: Evaluation) -> Markup:
    bounds = found.intervals

    def of(one: Interval | None, scale: float = 1, form: str = ".3g") -> str:
        return f"[{scale * one.low:{form}} – {scale * one.high:{form}}]" if one else ""

    values = [
        ("macro-F1", f"{found.macro_f1:.3f}", of(bounds.macro_f1 if bounds else None)),
        ("accuracy", f"{100 * found.accuracy:.1f}%", of(bounds.accuracy if bounds else None, 100)),
        (
            "report shares off by",
            f"{100 * found.share_error:.2f}",
            f"points {of(bounds.share_error if bounds else None, 100, '.2f')}",
        ),
        ("calibration error", f"{found.calibration_error or 0:.3f}", "expected, ten bins"),
    ]
    if found.coverage is not None:
        values.append(
            ("not marked uncertain", f"{100 * found.coverage.kept:.1f}%", f"{100 * found.coverage.accuracy_kept:.1f}% of these right")
        )
    return tiles(values)


def _by_label(found: Evaluation, labels: Sequence[str]) -> Markup:
    bounds = found.intervals
    each = bounds.labels if bounds else {}
    rows = [(label, one.f1, each[label].f1 if label in each else None) for label, one in found.labels.items()]
    rows.append(("macro-F1", found.macro_f1, bounds.macro_f1 if bounds else None))
    cells = [
        (
            label_tag(label, labels),
            *(_figure(getattr(one, kind), getattr(each.get(label), kind, None)) for kind in ("precision", "recall", "f1")),
            f"{one.sentences:,}",
        )
        for label, one in found.labels.items()
    ]
    return section(
        "F1 of each label",
        interval_chart(rows, labels),
        table(("label", "precision", "recall", "F1", "sentences"), cells, (4,), "figures of each label"),
    )


def _figure(value: float, bounds: Interval | None) -> Markup:
    told, _, between = bounded(value, bounds).partition(" ")
    return joined((told, tag("span", between, class_="bound small soft")), " ")


def _confusion(found: Evaluation) -> Markup:
    return section(
        "Who is taken for whom",
        tag("p", "A row holds the sentences of one true label; its shades and percentages are shares of that row.", class_="soft"),
        heat_map(found.confusion),
    )


def _reliability(found: Evaluation) -> Markup:
    rows = [
        (f"{100 * one.low:.0f}–{100 * one.high:.0f}%", f"{one.sentences:,}", f"{100 * one.confidence:.1f}%", f"{100 * one.accuracy:.1f}%")
        for one in found.bins
    ]
    told = tag("p", "Dots on the dashed line: a probability can be taken at its word. Below it the model is too sure.", class_="soft")
    beside = [table(("probability said", "sentences", "mean", "right"), rows, (1, 2, 3))]
    if found.coverage is not None:
        one = found.coverage
        promised = f", promised {100 * one.promised:.0f}%" if one.promised is not None else ""
        of_labels = ", ".join(f"{label} {100 * share:.1f}%" for label, share in one.labels.items())
        beside.append(
            tag(
                "p",
                "A sentence is marked uncertain when not exactly one label is left that is not ruled out."
                f" {100 * one.covered:.1f}% of sentences have their true label among those left{promised} ({of_labels});"
                f" {one.size:.2f} labels are left on average.",
                class_="small",
            )
        )
    return section(
        "Are the probabilities reliable?", told, tag("div", reliability_diagram(found.bins), tag("div", *beside), class_="columns")
    )


def _balance(found: Evaluation, labels: Sequence[str]) -> Markup:
    rows = {label: [(one.name, one.said[label] - one.true[label]) for one in found.reports] for label in labels}
    most = max((one.share_error for one in found.reports), default=0.0)
    cells = [
        (one.name, f"{one.sentences:,}", f"{100 * one.accuracy:.1f}%", f"{100 * one.share_error:.1f}", share_bar(one.share_error, most))
        for one in sorted(found.reports, key=lambda one: (-one.share_error, one.name))
    ]
    listed = table(("report", "sentences", "accuracy", "shares off by (points)", ""), cells, (1, 2, 3), "reports")
    return section(
        "How far the balance of a report is off",
        tag(
            "p",
            "A dot is a report: the share of a label as counted, less its true share. The tick is the mean of all reports.",
            class_="soft",
        ),
        strip_chart(rows, labels),
        tag("details", tag("summary", f"All {len(found.reports)} reports, the worst first"), listed) if len(cells) > 12 else listed,
    )


def _cross_validation(found: CrossValidation) -> Iterator[Markup]:
    pairs = len(found.similar)
    told = (
        f"Pairs of nearly the same sentence in reports of different folds: {pairs};"
        f" without these sentences macro-F1 is {found.macro_f1_apart:.3f}."
        if pairs
        else "No sentence has a near-duplicate in a report of another fold."
    )
    listed = tag("details", tag("summary", "The pairs"), table(("one", "other"), found.similar, name="pairs")) if pairs else ""
    yield section(f"Cross-validated in {found.folds} folds by report", tag("p", told), listed)
    if len(found.curve) > 1:
        yield section(
            "Would more reports help?",
            tag("p", "Macro-F1 on the reports of the first fold, of models trained on growing parts of the others.", class_="soft"),
            curve_chart([(point.reports, point.macro_f1, point.interval) for point in found.curve]),
        )


def _mistakes(found: Evaluation, labels: Sequence[str]) -> Markup:
    wrong = sum(count for true, counts in found.confusion.items() for said, count in counts.items() if said != true)
    if not found.mistakes:
        return section("Mistakes", tag("p", f"{wrong:,} mistakes; none is listed." if wrong else "No mistakes."))
    told = "What is listed below a sentence weighs most for the label said, against the true one."
    return section(
        f"Mistakes made with most confidence: {len(found.mistakes)} of {wrong:,}",
        tag("p", told, class_="soft") if any(one.deciding for one in found.mistakes) else "",
        *(_mistake(one, labels) for one in found.mistakes),
    )


def _mistake(one: Mistake, labels: Sequence[str]) -> Markup:
    chips = (
        tag(
            "span",
            f"{token_name(each.block, each.token)} ",
            tag("b", f"{each.weight:+.2f}", class_="for" if each.weight > 0 else "against"),
            title=BLOCK_NAMES[each.block],
        )
        for each in one.deciding
    )
    return tag(
        "article",
        joined((label_tag(one.said, labels), f" {100 * one.probability:.0f}%, truly ", label_tag(one.true, labels))),
        tag("p", one.text, class_="text"),
        tag("div", SECTION_SEPARATOR.join(one.section), class_="small soft") if one.section else "",
        tag("div", one.place, class_="small soft"),
        tag("div", *chips, class_="small chips") if one.deciding else "",
    )
