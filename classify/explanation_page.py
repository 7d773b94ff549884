"""Explanations as one self-contained page: each sentence with the weight of its characters, features and neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from classify.charts import step_chart
from classify.explanation import Deciding, ExplainedReport, Explanation
from classify.explanation_tables import chosen_note, neighbours_line, ranked
from classify.records import SECTION_SEPARATOR
from classify.sheet import Markup, joined, label_tag, safe, section, sheet, table, tag
from classify.wording import BLOCK_NAMES, STEP_NAMES, token_name

_SHADES = 8  # steps of a character's shade, so that neighbouring characters of equal weight are one stretch
_STRONG = 0.5  # darkest shade


def explanation_page(reports: Sequence[ExplainedReport], labels: Sequence[str], name: str) -> str:
    """Gives the page; `name` tells which model labelled the sentences, `labels` are all that it knows."""
    count = sum(len(report.explanations) for report in reports)
    parts = [_legend(), *(_report(report, labels) for report in reports)]
    return sheet("Why each sentence got its label", f"{name}; {count:,} sentence{'s' if count != 1 else ''} explained", parts, labels)


def _legend() -> Markup:
    return tag(
        "p",
        "Each label is weighed against its rival, the label that would otherwise have been given. ",
        tag("span", "Blue, underlined", style=_shade(_SHADES)),
        " speaks for the label, ",
        tag("span", "orange, dotted", style=_shade(-_SHADES)),
        " for the rival. Numbers and masks are made alike before the model reads them. The weights are those that the linear model"
        " adds up; nothing is estimated.",
    )


def _report(report: ExplainedReport, labels: Sequence[str]) -> Markup:
    return section(
        report.title or report.source, tag("p", chosen_note(report), class_="soft"), *(_article(one, labels) for one in report.explanations)
    )


def _article(one: Explanation, labels: Sequence[str]) -> Markup:
    said, rival = one.prediction.label, one.rival
    probabilities = one.prediction.probabilities
    head = [
        tag("b", f"{one.number}. "),
        label_tag(said, labels),
        f" {100 * probabilities[said]:.0f}% against ",
        label_tag(rival, labels),
        f" {100 * probabilities[rival]:.0f}%",
        tag("span", " · uncertain", class_="against") if one.prediction.uncertain else "",
    ]
    above = [SECTION_SEPARATOR.join(one.section), one.lead]
    pro, contra = ranked(one)
    return tag(
        "article",
        joined(head),
        *(tag("div", line, class_="small soft") for line in above if line),
        tag("p", *_shaded(one), class_="text"),
        tag("p", f"as written: {one.text}", class_="small soft") if one.text != one.normalised else "",
        tag("p", neighbours_line(one), class_="small"),
        tag(
            "div",
            _features(f"for {said}", pro),
            _features(f"against, for {rival}", contra),
            tag("div", tag("div", "log-odds", class_="small soft"), step_chart(_steps(one))),
            class_="three small",
        ),
    )


def _steps(one: Explanation) -> dict[str, float]:
    return {STEP_NAMES[name]: value for name, value in one.steps().items() if round(value, 2)}


def _features(heading: str, found: Sequence[Deciding]) -> Markup:
    rows = [(_named(each), f"{each.weight:+.2f}") for each in found]
    return table((heading, "weight"), rows, (1,)) if rows else tag("div", f"nothing {heading}", class_="soft")


def _named(each: Deciding) -> Markup:
    block = "" if each.block == "place" else BLOCK_NAMES[each.block]
    return joined((token_name(each.block, each.token), tag("span", block, class_="soft")), " ")


def _shaded(one: Explanation) -> Iterator[Markup]:
    """The sentence as the model reads it, each stretch of characters shaded by its weight."""
    weights = one.characters()
    most = max((abs(weight) for weight in weights), default=0.0) or 1.0
    shades = [round(_SHADES * weight / most) for weight in weights]
    for shade, group in groupby(zip(shades, one.normalised, strict=True), key=lambda pair: pair[0]):
        stretch = "".join(character for _, character in group)
        yield tag("span", stretch, style=_shade(shade)) if shade else safe(stretch)


def _shade(shade: int) -> str:
    """The style of a stretch: colour by direction, depth by weight, and a line below that tells the direction without colour."""
    name, line = ("for", "solid") if shade > 0 else ("against", "dotted")
    strength = abs(shade) / _SHADES
    return (
        f"background:rgba(var(--{name}),{_STRONG * strength:.2f});border-bottom:2px {line} rgba(var(--{name}),{0.3 + 0.7 * strength:.2f})"
    )
