from __future__ import annotations

import re
from html.parser import HTMLParser

from classify.sheet import Markup, joined, label_tag, section, sheet, table, tag

EVIL = "<script>alert('x')</script>&\"</title>"
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Balanced(HTMLParser):
    """Notes the elements of a page, and fails where one is closed that is not open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append(name)
        self.attributes += attributes
        if name not in VOID:
            self.open.append(name)

    def handle_endtag(self, name: str) -> None:
        assert self.open.pop() == name


def alone(text: str) -> Balanced:
    """Checks that a page is well formed, loads nothing and runs nothing."""
    found = Balanced(text)
    assert found.open == []
    assert not {"script", "link", "img", "iframe", "object"} & set(found.seen)
    assert not [name for name, _ in found.attributes if name.startswith("on") or name in ("src", "href", "action")]
    assert not re.search(r"https?:|url\(|@import", text)
    assert "default-src 'none'" in text
    assert "prefers-color-scheme:dark" in text
    return found


def test_text_is_escaped_everywhere() -> None:
    parts = [section(EVIL, tag("p", EVIL, title=EVIL)), table((EVIL,), [(EVIL,)]), label_tag(EVIL, [EVIL])]
    text = sheet(EVIL, EVIL, parts, [EVIL])
    alone(text)
    assert "<script>" not in text
    assert text.count("&lt;script&gt;") == 9


def test_markup_is_not_escaped_twice() -> None:
    assert tag("p", tag("b", "a & b")) == "<p><b>a &amp; b</b></p>"
    assert joined(("<", Markup("<br>")), ", ") == "&lt;, <br>"


def test_columns_of_numbers_are_set_to_the_right() -> None:
    assert table(("a", "n"), [("x", 1)], (1,)).count('class="number"') == 2


def test_every_label_has_a_colour_on_light_and_on_dark() -> None:
    text = sheet("t", "b", [label_tag("mine", ["plan", "mine"])], ["plan", "mine"])
    assert text.count(".l1{color:#") == 2
    assert 'class="label l1"' in text
