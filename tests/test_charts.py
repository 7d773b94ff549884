from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from classify.charts import curve_chart, heat_map, interval_chart, reliability_diagram, share_bar, step_chart, strip_chart
from classify.intervals import Interval
from classify.reliability import Bin

LABELS = ("achievement", "<b>")
COUNTS = {"achievement": {"achievement": 90, "<b>": 10}, "<b>": {"achievement": 0, "<b>": 0}}
BINS = (Bin(0.5, 0.6, 3, 0.55, 0.33), Bin(0.9, 1.0, 40, 0.97, 0.98))
ROWS = (("achievement", 0.9, Interval(0.8, 0.95)), ("<b>", 0.4, None))

CHARTS = {
    "heat map": heat_map(COUNTS),
    "reliability": reliability_diagram(BINS),
    "no bins": reliability_diagram(()),
    "intervals": interval_chart(ROWS, LABELS),
    "all right": interval_chart([("achievement", 1.0, Interval(1.0, 1.0))], LABELS),
    "strip": strip_chart({"achievement": [("one", 0.04), ("two", -0.1)], "<b>": []}, LABELS),
    "curve": curve_chart([(3, 0.5, Interval(0.4, 0.6)), (30, 0.9, None)]),
    "one point": curve_chart([(3, 1.0, None)]),
    "bar": share_bar(0.1, 0.2),
    "no bar": share_bar(0.0, 0.0),
    "steps": step_chart({"words": 1.0, "constant": -0.25}),
    "no steps": step_chart({}),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_well_formed_and_stays_within_its_frame(name: str) -> None:
    root = ET.fromstring(CHARTS[name])
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for element in root.iter():
        for place, most in (("x", width), ("cx", width), ("x1", width), ("x2", width), ("y", height), ("cy", height), ("y1", height)):
            if place in element.attrib:
                assert -0.1 <= float(element.attrib[place]) <= most + 0.1
    assert "nan" not in CHARTS[name]


def test_a_cell_is_as_dark_as_its_share_of_the_row() -> None:
    shades = [float(shade) for shade in re.findall(r'fill-opacity="([\d.]+)"', CHARTS["heat map"])]
    assert shades == pytest.approx([0.86, 0.14, 0.05, 0.05])
    assert "90 of 100 achievement said to be achievement" in CHARTS["heat map"]


def test_steps_begin_where_the_one_before_ended_and_the_last_is_their_sum() -> None:
    boxes = [(float(box["x"]), float(box["width"])) for box in (e.attrib for e in ET.fromstring(CHARTS["steps"]).iter("rect"))]
    (first, whole), (second, less), (last, total) = boxes
    assert second + less == pytest.approx(first + whole)
    assert (last, total) == pytest.approx((first, whole - less))
    assert "+0.75" in CHARTS["steps"]


def test_a_dot_says_what_it_is() -> None:
    assert "one: +4.0 points of achievement" in CHARTS["strip"]
    assert "achievement 0.900, 0.800 to 0.950" in CHARTS["intervals"]
    assert "40 sentences: said 97.0%, right 98.0%" in CHARTS["reliability"]
