"""A self-contained page: one HTML file without scripts, fonts or images from anywhere, for light and dark screens and for paper.

All text is escaped unless it is `Markup`; the page forbids itself to load anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

LABEL_COLOURS = {
    "achievement": ("#00795a", "#2fc79a"),
    "problem": ("#b84a00", "#ff9350"),
    "plan": ("#0063a8", "#6db8f2"),
    "boilerplate": ("#6a6a6a", "#a9a9a9"),
}
"""Colours on light and on dark, after Okabe & Ito (2008): told apart with any kind of colour blindness."""

_OTHER_COLOURS = (("#9a4f84", "#dd9ccb"), ("#8f6a00", "#f0c04a"), ("#00707d", "#66cfd8"), ("#7a3f1d", "#d9a07a"))

CHINESE = {"achievement": "成绩", "problem": "问题", "plan": "计划", "boilerplate": "套话"}

_STYLE = """
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1b1b;--soft:#5c5c5c;--line:#d8d8d8;--panel:#f6f6f4;--heat:#0063a8;--for:0,99,168;
--against:200,90,0;--for-ink:#00568f;--against-ink:#a34a00;--on-heat:#fff}
@media (prefers-color-scheme:dark){:root{--paper:#161616;--ink:#e9e9e9;--soft:#a6a6a6;--line:#3a3a3a;--panel:#202020;--heat:#6db8f2;
--for:90,170,235;--against:255,147,80;--for-ink:#7fc1f5;--against-ink:#ffa269;--on-heat:#0d0d0d}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1.2rem 4rem;max-width:62rem;background:var(--paper);color:var(--ink);line-height:1.55;
font-family:system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;font-size:16px}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .2rem}h2{font-size:1.15rem;margin:2.6rem 0 .6rem}
p{margin:.4rem 0;max-width:54rem}.soft{color:var(--soft)}.small{font-size:.875rem}
.note{border-left:4px solid var(--against-ink);background:var(--panel);padding:.6rem .9rem;margin:1rem 0}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;width:100%;font-size:.92rem}
th{text-align:left;font-weight:600;color:var(--soft)}thead th,thead td{border-bottom:1px solid var(--line)}
th,td{padding:.3rem .7rem .3rem 0;vertical-align:top}td.number,th.number{text-align:right;white-space:nowrap}
tbody tr+tr td{border-top:1px solid var(--line)}.wide{overflow-x:auto}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.7rem;margin:1.2rem 0}
.bound{white-space:nowrap}.tile{background:var(--panel);padding:.7rem .9rem;border-radius:6px}
.tile b{display:block;font-size:1.5rem;line-height:1.2;font-weight:600}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:1.5rem 2rem}
.three{display:grid;grid-template-columns:repeat(auto-fit,minmax(16.5rem,1fr));gap:1rem 1.6rem}
.three td,.three th{padding:.12rem .5rem .12rem 0}.three th{white-space:nowrap}.three tbody tr+tr td{border-top:0}
svg{display:block;width:100%;height:auto;overflow:visible}svg text{fill:var(--ink);font-family:inherit;font-size:12px}
svg .soft{fill:var(--soft)}svg .axis{stroke:var(--line)}svg .strong{fill:var(--on-heat)}
.label{font-weight:600;white-space:nowrap}.label::before{content:"";display:inline-block;width:.62em;height:.62em;border-radius:2px;
background:currentColor;margin-right:.35em}
article{border:1px solid var(--line);border-radius:8px;padding:.9rem 1.1rem;margin:1rem 0;break-inside:avoid}
article p.text{font-size:1.1rem;max-width:none;margin:.5rem 0}
details summary{cursor:pointer;color:var(--soft)}
.chips span{display:inline-block;background:var(--panel);border-radius:4px;padding:.05rem .45rem;margin:.1rem .25rem .1rem 0;
white-space:nowrap}
.for{color:var(--for-ink)}.against{color:var(--against-ink)}
@media (max-width:40rem){.bound{display:block;font-size:.7rem}th,td{padding-right:.4rem}table{font-size:.82rem}
svg.broad text{font-size:17px}}
"""


class Markup(str):
    """Text that is HTML already, and is not escaped again."""

    __slots__ = ()


def safe(value: object) -> Markup:
    """Gives a value as HTML.

    >>> safe("<b>"), safe(Markup("<b>"))
    ('&lt;b&gt;', '<b>')
    """
    return value if isinstance(value, Markup) else Markup(escape(str(value)))


def joined(parts: Iterable[object], between: str = "") -> Markup:
    """Gives several values as one piece of HTML."""
    return Markup(between.join(safe(part) for part in parts))


def tag(name: str, *inside: object, **attributes: object) -> Markup:
    """Gives an element; an underscore at the end of an attribute's name is dropped, others become hyphens.

    >>> tag("p", "1 < 2", class_="soft")
    '<p class="soft">1 &lt; 2</p>'
    """
    told = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for key, value in attributes.items() if value != "")
    return Markup(f"<{name}{told}>{joined(inside)}</{name}>")


def section(heading: str, *inside: object) -> Markup:
    """Gives a part of the page under its heading."""
    return tag("section", tag("h2", heading), *inside)


def table(header: Sequence[str], rows: Iterable[Sequence[object]], numbers: Iterable[int] = (), name: str = "") -> Markup:
    """Gives a table; `numbers` are the columns that are set to the right.

    One too wide for a phone needs a `name`: with it the keys can reach and scroll it (WCAG 2.1.1).
    """
    right = set(numbers)

    def line(kind: str, cells: Sequence[object]) -> Markup:
        return tag("tr", *(tag(kind if cell else "td", cell, class_="number" if i in right else "") for i, cell in enumerate(cells)))

    drawn = tag("table", tag("thead", line("th", header)), tag("tbody", *(line("td", row) for row in rows)))
    return tag("div", drawn, class_="wide", **({"role": "region", "aria_label": name, "tabindex": 0} if name else {}))


def tiles(values: Iterable[tuple[str, str, str]]) -> Markup:
    """Gives figures side by side, each with what it is and what stands beside it."""
    return tag(
        "div",
        *(tag("div", tag("span", name, class_="small soft"), tag("b", value), tag("span", more, class_="small soft"), class_="tile")
          for name, value, more in values),
        class_="tiles",
    )  # fmt: skip


def label_class(label: str, labels: Sequence[str]) -> str:
    """Gives the class that gives an element a label's colour."""
    return f"l{list(labels).index(label)}" if label in labels else ""


def label_name(label: str) -> str:
    """Gives a label with its Chinese name, if it has one."""
    return f"{label} {CHINESE[label]}" if label in CHINESE else label


def label_tag(label: str, labels: Sequence[str]) -> Markup:
    """Gives a label in its colour."""
    return tag("span", label, class_=f"label {label_class(label, labels)}")


def sheet(title: str, below: str, parts: Iterable[Markup], labels: Sequence[str]) -> str:
    """Gives the whole page: its title, a line below it, and its parts; `labels` get their colours."""
    colours = [LABEL_COLOURS.get(label) or _OTHER_COLOURS[i % len(_OTHER_COLOURS)] for i, label in enumerate(labels)]
    light = "".join(f".l{i}{{color:{one}}}svg .l{i}{{fill:{one};stroke:{one}}}" for i, (one, _) in enumerate(colours))
    dark = "".join(f".l{i}{{color:{one}}}svg .l{i}{{fill:{one};stroke:{one}}}" for i, (_, one) in enumerate(colours))
    style = f"{_STYLE}{light}@media (prefers-color-scheme:dark){{{dark}}}"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{safe(title)}</title><style>{style}</style></head>\n<body>"
        f"{tag('header', tag('h1', title), tag('p', below, class_='soft'))}\n{tag('main', joined(parts, chr(10)))}\n</body></html>\n"
    )
