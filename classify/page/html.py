"""HTML of pages: the parts of a page rendered from plain data, every text escaped, nothing fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from classify.page.words import colour, css_class, line, name, sign, words

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
"""What no HTML may hold (control characters, half characters), and marks that turn the direction of the text after them."""

_PATTERNS = {
    "wavy": "repeating-linear-gradient(45deg,#fff3 0 3px,#0000 3px 8px)",
    "dashed": "repeating-linear-gradient(90deg,#fff3 0 2px,#0000 2px 7px)",
    "dotted": "radial-gradient(#fff5 1px,#0000 1.5px) 0 0/6px 6px",
    "double": "repeating-linear-gradient(0deg,#fff3 0 2px,#0000 2px 6px)",
}


def text(value: object) -> str:
    r"""Gives a text for an element or a quoted attribute: escaped, without characters that HTML forbids.

    >>> text('<b class="x">\x07')
    '&lt;b class=&quot;x&quot;&gt;'
    """
    return html.escape(_UNSEEN.sub("", str(value)))


def data_script(values: Mapping[str, Any], identity: str) -> str:
    r"""Gives a script element that holds data; no text in it can end the element or begin a comment.

    >>> data_script({"a": "</script><!--"}, "x")
    '<script type="application/json" id="x">{"a": "\\u003c/script\\u003e\\u003c!--"}</script>'
    """
    written = json.dumps(values, ensure_ascii=False).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return f'<script type="application/json" id="{text(identity)}">{_UNSEEN.sub("", written)}</script>'


@cache
def _resource(file: str) -> str:
    return files("classify.page").joinpath(file).read_text("utf-8")


@cache
def _script_hash() -> str:
    return base64.b64encode(hashlib.sha256(_resource("script.js").encode()).digest()).decode()


def label_styles(labels: Sequence[str], lang: str) -> str:
    """Gives the style rules that depend on the labels: colour, underline, sign, pattern, filters and orders of rows."""
    rules = []
    for number, label in enumerate(labels):
        css, style = css_class(label), line(label, labels)
        mark = json.dumps(_UNSEEN.sub("", sign(label, lang)), ensure_ascii=True).replace("\\u", "\\").replace("<", "\\3c ")
        rules.append(f".{css}{{--c:#{colour(label, labels)};--l:{style};--p:{_PATTERNS.get(style, 'none')};--sign:{mark}}}")
        rules.append(f"body:has(#show-{css}:not(:checked)) .s.{css}{{display:none}}")
        rules.append(f"body:has(#by-{number}:checked) #rows>li{{order:var(--k{number})}}")
    rules.append("body:has(#only-uncertain:checked) .s:not(.u){display:none}")
    rules += [f"body:has(#by-{key}:checked) #rows>li{{order:var(--{key})}}" for key in ("first", "sentences", "uncertain")]
    return "\n".join(rules)


def opening(title: str, labels: Sequence[str], lang: str) -> str:
    """Gives the begin of a page, up to the opened body."""
    allowed = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_script_hash()}'; base-uri 'none'; form-action 'none'"
    return (
        f'<!DOCTYPE html>\n<html lang="{words(lang)["html"]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{allowed}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>\n{_resource('style.css')}{label_styles(labels, lang)}\n</style>\n</head>\n<body>\n"
    )


def closing(labels: Sequence[str], lang: str) -> str:
    """Gives the end of a page: the detail panel, what the script needs to know, and the script."""
    said = words(lang)
    told = {key: said[key] for key in ("found", "nothing", "uncertain", "place")}
    told_labels = [{"name": name(label, lang), "css": css_class(label)} for label in labels]
    return (
        f'<aside class="detail" id="detail" aria-live="polite" aria-label="{said["detail"]}" hidden>'
        f'<header><strong></strong><button type="button">{said["close"]}</button></header><dl></dl><p class="facts"></p></aside>\n'
        f"{data_script({**told, 'labels': told_labels}, 'words')}\n<script>{_resource('script.js')}</script>\n</body>\n</html>\n"
    )
