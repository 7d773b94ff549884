"""How the features of an explanation are told to a reader: blocks, tokens, and what lies between two sentences."""

from __future__ import annotations

from collections.abc import Mapping

from classify.features import NEXT_HEADING, NEXT_LINE, NEXT_SECTION, SAME_LINE
from classify.words import BEGIN, END

BLOCK_NAMES = {
    "words": "word",
    "characters": "characters",
    "headings": "heading",
    "place": "place",
    "morphology": "morphology",
}
"""What one token of each block is called."""

STEP_NAMES = {
    "words": "words",
    "characters": "characters",
    "headings": "headings",
    "place": "place and shape",
    "morphology": "morphology",
    "constant": "constant",
    "before": "sentences before",
    "after": "sentences after",
}
"""What the steps of an explanation are called."""

BOUNDARY_NAMES = {
    SAME_LINE: "same paragraph",
    NEXT_LINE: "next paragraph",
    NEXT_HEADING: "under another heading",
    NEXT_SECTION: "in another section",
}
"""What lies between a sentence and its neighbour."""

_PLACES: Mapping[str, str] = {
    "document": "names a document 《》",
    "date": "has a date",
    "marker:": "no list marker",
    "numbers:0": "no number",
    "numbers:1": "one number",
    "numbers:4": "four numbers or more",
    "length:6": "90 characters or more",
    "@before:": "first in the report",
    "@after:": "last in the report",
    "@paragraph:": "inside its paragraph",
    "@paragraph:opens": "opens its paragraph",
    "@paragraph:closes": "closes its paragraph",
    "@paragraph:openscloses": "alone in its paragraph",
    "@depth:0": "no heading above",
    "@depth:1": "one heading above",
    "@section:": "section of no known kind",
    "year+0": "names the year reported on",
    "year+1": "names the next year",
    "year-1": "names the year before",
    "none": "no word of any class",
}
_PATTERNS = {
    "marker": "list marker of kind {}",
    "numbers": "{} numbers",
    "end": "ends in {}",
    "@before": "{} before it",
    "@after": "{} after it",
    "@depth": "{} headings above",
    "@section": "in a {} section",
}
_MARKS = {"0": "number", "《": "document", "“": "quotation"}
_LENGTH_STEP = 15  # characters, as in features


def token_name(block: str, token: str) -> str:
    """Gives the name of a token for a reader.

    >>> token_name("words", "进一步 加大"), token_name("place", "@section:plan"), token_name("headings", "1:打算")
    ('进一步·加大', 'in a plan section', 'outermost: 打算')
    """
    if block == "words":
        return token.replace(" ", "·")
    if block == "characters":
        return token.replace(BEGIN, "⊢").replace(END, "⊣")
    if block == "morphology" and token != "none":
        return _morphology(token)
    if block == "headings" and token.startswith("1:"):
        return f"outermost: {token[2:]}"
    if block == "headings" and token.startswith("kind:"):
        return f"headings of a {token[5:]} section" if token[5:] else "headings of no known kind"
    if token in _PLACES:
        return _PLACES[token]
    return _place(token) if block == "place" else token


def _place(token: str) -> str:
    name, _, value = token.partition(":")
    if name == "length":
        return f"{int(value) * _LENGTH_STEP}–{int(value) * _LENGTH_STEP + _LENGTH_STEP - 1} characters"
    return _PATTERNS[name].format(value) if name in _PATTERNS else token


def _morphology(token: str) -> str:
    """A class of words, two classes together, or a class in a kind of section."""
    section, _, name = token.rpartition(":")
    told = " with ".join(_MARKS.get(part, part) for part in name.split("&"))
    return f"{told} in a {section} section" if section else told
