"""Charts as SVG: small functions from plain numbers to one `<svg>` element each, drawn in the colours of a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log, sqrt

from classify.intervals import Interval
from classify.reliability import Bin
from classify.sheet import Markup, label_class, tag

_MARGIN = 110  # pixels left of a chart for the names of its rows
_ROW = 30  # pixels of a row
_BROAD = 480  # pixels; the text of a wider chart is set larger on a phone, where the chart shrinks


def _text(x: float, y: float, words: object, anchor: str = "start", class_: str = "") -> Markup:
    return tag("text", words, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor="" if anchor == "start" else anchor, class_=class_)


def _line(x1: float, y1: float, x2: float, y2: float, **more: object) -> Markup:
    return tag("line", x1=f"{x1:.1f}", y1=f"{y1:.1f}", x2=f"{x2:.1f}", y2=f"{y2:.1f}", **({"class_": "axis"} | more))


def _dot(x: float, y: float, radius: float, told: str, **more: object) -> Markup:
    return tag("circle", tag("title", told), cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{radius:.1f}", **more)


def _drawing(width: float, height: float, told: str, *parts: object) -> Markup:
    kind = "broad" if width > _BROAD else ""
    size = f"max-width:{width * 1.15:.0f}px"
    return tag("svg", *parts, viewBox=f"0 0 {width:.0f} {height:.0f}", role="img", aria_label=told, class_=kind, style=size)


def _ticks(start: float) -> tuple[float, ...]:
    """Round values from a start below 1 up to 1, six or fewer."""
    step = next(step for step in (0.02, 0.05, 0.1, 0.2) if (1 - start) / step < 5.5)
    return tuple(1 - step * i for i in range(6) if 1 - step * i > start - 1e-9)


def heat_map(counts: Mapping[str, Mapping[str, int]]) -> Markup:
    """Gives the confusion counts (true label → label said → sentences), each row shaded by its shares."""
    labels = list(counts)
    side, high = 86, 46
    parts = [_text(_MARGIN + side * len(labels) / 2, 12, "label said", "middle", "soft"), _text(0, 34, "true label", class_="soft")]
    for i, label in enumerate(labels):
        parts.append(_text(_MARGIN + side * (i + 0.5), 34, label, "middle"))
    for y, (true, row) in enumerate(counts.items()):
        total = sum(row.values())
        top = 44 + y * high
        parts.append(_text(0, top + high / 2 + 4, true))
        for x, (said, count) in enumerate(row.items()):
            share = count / total if total else 0.0
            left = _MARGIN + x * side
            strong = "strong" if share > 0.55 else ""
            told = f"{count:,} of {total:,} {true} said to be {said}"
            box = {"x": left + 1, "y": top + 1, "width": side - 2, "height": high - 2}
            parts.append(tag("rect", tag("title", told), **box, rx=3, fill="var(--heat)", fill_opacity=f"{0.05 + 0.9 * share:.2f}"))
            parts.append(_text(left + side / 2, top + 20, f"{count:,}", "middle", strong))
            parts.append(_text(left + side / 2, top + 36, f"{100 * share:.1f}%", "middle", strong or "soft"))
    return _drawing(_MARGIN + side * len(labels), 50 + high * len(labels), "confusion of true and said labels", *parts)


def reliability_diagram(bins: Sequence[Bin]) -> Markup:
    """Gives accuracy against confidence, a dot for each bin with an area by its sentences, and the line of perfect reliability."""
    size, left, top = 300, 44, 26
    most = max((one.sentences for one in bins), default=1)

    def at(x: float, y: float) -> tuple[float, float]:
        return left + size * x, top + size * (1 - y)

    parts = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        parts += [_line(*at(tick, 0), *at(tick, 1)), _line(*at(0, tick), *at(1, tick))]
        parts.append(_text(at(tick, 0)[0], top + size + 16, f"{100 * tick:.0f}%", "middle", "soft"))
        parts.append(_text(left - 6, at(0, tick)[1] + 4, f"{100 * tick:.0f}%", "end", "soft"))
    parts.append(_line(*at(0, 0), *at(1, 1), class_="", stroke="var(--soft)", stroke_dasharray="4 4"))
    line = " ".join(f"{x:.1f},{y:.1f}" for one in bins for x, y in (at(one.confidence, one.accuracy),))
    parts.append(tag("polyline", points=line, fill="none", stroke="var(--heat)", stroke_width=1.5))
    for one in bins:
        told = f"{one.sentences:,} sentences: said {100 * one.confidence:.1f}%, right {100 * one.accuracy:.1f}%"
        parts.append(
            _dot(*at(one.confidence, one.accuracy), 2.5 + 9.5 * sqrt(one.sentences / most), told, fill="var(--heat)", fill_opacity=0.75)
        )
    parts.append(_text(left + size / 2, top + size + 34, "probability said", "middle"))
    parts.append(_text(0, 12, "share right"))
    return _drawing(left + size + 20, top + size + 42, "reliability of the probabilities", *parts)


def interval_chart(rows: Sequence[tuple[str, float, Interval | None]], labels: Sequence[str], low: float | None = None) -> Markup:
    """Gives a dot with its interval for each row (name, value from 0 to 1, bounds); the scale begins at a round value below all."""
    smallest = min((bounds.low if bounds else value for _, value, bounds in rows), default=0.0)
    start = low if low is not None else max(0.0, min(0.9, int(smallest * 10) / 10))
    width, top = 420, 8

    def at(value: float) -> float:
        return _MARGIN + width * (value - start) / (1 - start)

    height = _ROW * len(rows)
    parts = []
    for tick in _ticks(start):
        parts += [_line(at(tick), top, at(tick), top + height), _text(at(tick), top + height + 16, f"{tick:.3g}", "middle", "soft")]
    for i, (name, value, bounds) in enumerate(rows):
        y = top + _ROW * (i + 0.5)
        colour = label_class(name, labels)
        ink = {"class_": colour} if colour else {"class_": "", "fill": "currentColor", "stroke": "currentColor"}
        told = f"{name} {value:.3f}" + (f", {bounds.low:.3f} to {bounds.high:.3f}" if bounds else "")
        parts.append(_text(0, y + 4, name))
        if bounds:
            parts.append(_line(at(bounds.low), y, at(bounds.high), y, **ink, stroke_width=3, stroke_linecap="round", stroke_opacity=0.55))
        parts += [_dot(at(value), y, 5.5, told, **ink), _text(_MARGIN + width + 12, y + 4, f"{value:.3f}")]
    return _drawing(_MARGIN + width + 60, top + height + 24, "figures with their intervals", *parts)


def strip_chart(rows: Mapping[str, Sequence[tuple[str, float]]], labels: Sequence[str]) -> Markup:
    """Gives a dot for each report (name, difference of shares from -1 to 1) in a row for each label, and a tick at their mean."""
    most = max((abs(value) for points in rows.values() for _, value in points), default=0.0)
    reach = next((step for step in (0.02, 0.05, 0.1, 0.2, 0.3, 0.5) if most <= step), 1.0)
    width, top, high = 420, 8, 40

    def at(value: float) -> float:
        return _MARGIN + width * (0.5 + value / reach / 2)

    height = high * len(rows)
    parts = []
    for part in (-1.0, -0.5, 0.0, 0.5, 1.0):
        parts.append(_line(at(part * reach), top, at(part * reach), top + height, stroke_width=2 if part == 0 else 1))
        parts.append(_text(at(part * reach), top + height + 16, f"{100 * part * reach:+.3g}" if part else "0", "middle", "soft"))
    for i, (label, points) in enumerate(rows.items()):
        middle = top + high * (i + 0.5)
        parts.append(_text(0, middle + 4, label))
        for j, (name, value) in enumerate(points):
            spread = (j * 7 % 11 - 5) * 2.4  # keeps equal values apart
            told = f"{name}: {100 * value:+.1f} points of {label}"
            colour = label_class(label, labels)
            parts.append(_dot(at(value), middle + spread, 3, told, class_=colour, fill_opacity=0.55, stroke_opacity=0))
        if points:
            mean = at(sum(value for _, value in points) / len(points))
            parts.append(_line(mean, middle - 17, mean, middle + 17, class_="", stroke="var(--ink)", stroke_width=2))
    parts.append(_text(_MARGIN + width / 2, top + height + 34, "percentage points said too many →", "middle"))
    return _drawing(_MARGIN + width + 20, top + height + 42, "differences of label shares by report", *parts)


def curve_chart(points: Sequence[tuple[int, float, Interval | None]]) -> Markup:
    """Gives macro-F1 (0 to 1) over growing numbers of reports, on a logarithmic scale, with the interval of each point."""
    width, height, left, top = 420, 220, 44, 10
    first, last = points[0][0], points[-1][0]
    floor = max(0.0, int(min(bounds.low if bounds else value for _, value, bounds in points) * 10) / 10)

    def at(count: int, value: float) -> tuple[float, float]:
        across = log(count / first) / log(last / first) if last > first else 0.5
        return left + width * across, top + height * (1 - (value - floor) / max(0.1, 1 - floor))

    parts = []
    for tick in _ticks(floor):
        y = at(first, tick)[1]
        parts += [_line(left, y, left + width, y), _text(left - 6, y + 4, f"{tick:.3g}", "end", "soft")]
    parts.append(
        tag(
            "polyline",
            points=" ".join("{:.1f},{:.1f}".format(*at(count, value)) for count, value, _ in points),
            fill="none",
            stroke="var(--heat)",
            stroke_width=2,
        )
    )
    for count, value, bounds in points:
        x, y = at(count, value)
        if bounds:
            parts.append(
                _line(x, at(count, bounds.low)[1], x, at(count, bounds.high)[1], class_="", stroke="var(--heat)", stroke_opacity=0.6)
            )
        parts += [
            _dot(x, y, 4.5, f"{count} reports: {value:.3f}", fill="var(--heat)"),
            _text(x, top + height + 16, count, "middle", "soft"),
        ]
    parts.append(_text(left + width / 2, top + height + 34, "reports trained on", "middle"))
    return _drawing(left + width + 30, top + height + 42, "learning curve", *parts)


def share_bar(value: float, most: float) -> Markup:
    """Gives a bar for a table cell, as long as the value is of the largest."""
    length = 100 * value / most if most else 0.0
    inside = tag("rect", x=0, y=3, width=f"{length:.1f}", height=8, rx=2, fill="var(--heat)", fill_opacity=0.75)
    return tag("svg", inside, viewBox="0 0 100 14", role="presentation", style="width:100px;height:14px")


def step_chart(steps: Mapping[str, float]) -> Markup:
    """Gives a sum as steps: each bar begins where the one before ended; what it comes to is the last bar."""
    ends, end = [0.0], 0.0
    for value in steps.values():
        end += value
        ends.append(end)
    low, high = min(0.0, *ends), max(0.0, *ends)
    width, row, margin = 170, 20, 112

    def at(value: float) -> float:
        return margin + width * (value - low) / ((high - low) or 1)

    parts = [_line(at(0), 0, at(0), row * (len(steps) + 1), stroke_width=1.5)]
    rows = [(name, start, start + value, value) for (name, value), start in zip(steps.items(), ends, strict=False)]
    for i, (name, start, stop, value) in enumerate([*rows, ("sum", 0.0, end, end)]):
        y = row * i
        colour = "rgb(var(--for))" if value >= 0 else "rgb(var(--against))"
        box = {"x": f"{min(at(start), at(stop)):.1f}", "y": y + 4, "width": f"{max(1.0, abs(at(stop) - at(start))):.1f}", "height": row - 8}
        parts.append(_text(0, y + 14, name))
        parts.append(tag("rect", tag("title", f"{name} {value:+.2f}"), **box, rx=2, fill=colour, fill_opacity=1 if name == "sum" else 0.7))
        parts.append(_text(margin + width + 50, y + 14, f"{value:+.2f}", "end", "" if name == "sum" else "soft"))
    return _drawing(margin + width + 54, row * (len(steps) + 1), "how the log-odds add up", *parts)
