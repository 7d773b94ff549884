"""A table of shares for the terminal that fits whatever room there is: bars, margins and columns give way before figures do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.text import Text

STYLES = {"achievement": "green", "problem": "red", "plan": "blue", "boilerplate": "bright_black"}
CHINESE = {"achievement": "成绩", "problem": "问题", "plan": "计划", "boilerplate": "套话"}
_OTHERS = ("cyan", "magenta", "yellow", "white")
_BAR = 20  # cells of a whole bar
_SHORT_BAR = 10  # of one where room is scarce
_NAME = 26  # cells of a name in a column of its own; longer ones are cut
_NAME_BESIDE_MARGINS = 22
_SHORTEST_NAME = 14  # below that a name takes a line of its own


def style(label: str, labels: Sequence[str]) -> str:
    """Gives the colour of a label, the same everywhere."""
    return STYLES.get(label) or _OTHERS[list(labels).index(label) % len(_OTHERS)]


def bar(shares: Mapping[str, float], labels: Sequence[str], cells: int = _BAR) -> Text:
    """Gives a bar of fixed length with a stretch for each label; the stretches add up whatever the rounding."""
    drawn, end = Text(), 0.0
    for label in labels:
        start, end = end, end + shares[label]
        drawn.append("█" * (round(end * cells) - round(start * cells)), style=style(label, labels))
    return drawn


def flowing(parts: Iterable[Text], width: int, gap: int = 3) -> Iterator[Text]:
    """Gives lines of at most `width` cells that hold the parts in order, none of them broken unless it is longer."""
    line = Text()
    for part in parts:
        if line.plain and line.cell_len + gap + part.cell_len > width:
            yield line
            line = Text()
        if line.plain:
            line.append(" " * gap)
        line.append_text(part)
    if line.plain:
        yield line


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A row: a name, numbers, and a share for each label; `margins` are half the widths of intervals, `marks` stand after a share."""

    name: str
    numbers: tuple[str, ...]
    shares: Mapping[str, float]
    margins: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    total: bool = False

    def share(self, label: str, margins: bool = True) -> str:
        """The share of a label in percent, with its margin and its mark."""
        return f"{100 * self.shares[label]:.0f}{self.margins.get(label, '') if margins else ''}%{self.marks.get(label, '')}"


@dataclass(frozen=True, slots=True)
class _Layout:
    """What is shown: a bar of so many cells, the name in a column of so many (0: on a line of its own), margins or none."""

    bar: int
    name: int = 0
    margins: bool = True
    gap: int = 1


@dataclass(frozen=True, slots=True)
class ShareTable:
    """Rows of shares: drawn in the first of several layouts that fits, as a short paragraph for each row where none does."""

    heads: tuple[str, ...]  # of the name and the numbers
    labels: tuple[str, ...]
    rows: tuple[ShareRow, ...]
    longest: int = 0  # cells of a name in a column of its own; 0 for what suits the titles of reports

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        for layout in self._layouts(options.max_width):
            if self._width(layout) <= options.max_width:
                yield from self._lines(layout, options.max_width)
                return
        yield from self._paragraphs(options.max_width)

    def _layouts(self, width: int) -> Iterator[_Layout]:
        margins = any(row.margins for row in self.rows)
        longest = self.longest or (_NAME_BESIDE_MARGINS if margins else _NAME)
        most = min(longest, max(cell_len(self.heads[0]), *(cell_len(row.name) for row in self.rows), 0))
        yield _Layout(_BAR, most, gap=1 if margins else 2)
        for cells in (_BAR, _SHORT_BAR, 0):
            room = width - self._width(_Layout(cells)) - 1
            if room >= min(most, _SHORTEST_NAME):
                yield _Layout(cells, min(most, room))
        yield from (_Layout(_SHORT_BAR), _Layout(0), _Layout(0, margins=False))

    def _columns(self, layout: _Layout) -> list[int]:
        """The widths of the columns of numbers and shares, heads included."""
        numbers = [max(map(cell_len, column)) for column in zip(self.heads[1:], *(row.numbers for row in self.rows), strict=True)]
        shares = [max(map(cell_len, (_named(label), *self._shares(label, layout.margins)))) for label in self.labels]
        return numbers + shares

    def _shares(self, label: str, margins: bool) -> list[str]:
        """The shares of a label; where some have a mark, the others have room for one, so that figures stand below each other."""
        shares = [row.share(label, margins) for row in self.rows]
        marked = any(label in row.marks for row in self.rows)
        return [share + " " * (marked and label not in row.marks) for share, row in zip(shares, self.rows, strict=True)]

    def _width(self, layout: _Layout) -> int:
        columns = [*filter(None, [layout.name]), *self._columns(layout), *filter(None, [layout.bar])]
        return sum(columns) + layout.gap * (len(columns) - 1)

    def _lines(self, layout: _Layout, width: int) -> Iterator[Text]:
        widths, colours = self._columns(layout), [style(label, self.labels) for label in self.labels]
        named = [Text(_named(label), style=colour) for label, colour in zip(self.labels, colours, strict=True)]
        yield from _joined(layout, widths, self.heads[0], [*map(Text, self.heads[1:]), *named], Text(), "bold", width)
        columns = [self._shares(label, layout.margins) for label in self.labels]
        for number, row in enumerate(self.rows):
            shares = [Text(column[number], style=colour) for column, colour in zip(columns, colours, strict=True)]
            drawn = bar(row.shares, self.labels, layout.bar)
            yield from _joined(layout, widths, row.name, [*map(Text, row.numbers), *shares], drawn, "bold" if row.total else "", width)

    def _paragraphs(self, width: int) -> Iterator[Text]:
        for row in self.rows:
            yield from _folded(Text(row.name, style="bold"), width)
            numbers = [Text(f"{head} {number}") for head, number in zip(self.heads[1:], row.numbers, strict=True)]
            shares = [Text(f"{_named(label)} {row.share(label)}", style=style(label, self.labels)) for label in self.labels]
            yield from flowing([*numbers, *shares], width, gap=2)


def _named(label: str) -> str:
    return CHINESE.get(label, label)


def _joined(
    layout: _Layout, widths: Sequence[int], name: str, cells: Sequence[Text], drawn: Text, whole: str, width: int
) -> Iterator[Text]:
    """The line of a row, after that of its name where this has no column."""
    line = Text(style=whole)
    if layout.name:
        first = Text(name)
        first.truncate(layout.name, overflow="ellipsis", pad=True)
        line.append_text(first).append(" " * layout.gap)
    else:
        yield from _folded(Text(name, style=whole), width)
    for number, (cell, room) in enumerate(zip(cells, widths, strict=True)):
        line.append(" " * (room - cell.cell_len + (layout.gap if number else 0))).append_text(cell)
    if drawn.plain:
        line.append(" " * layout.gap).append_text(drawn)
    yield line


def _folded(text: Text, width: int) -> Iterator[Text]:
    """A text in lines of at most `width` cells, broken between any two characters, as Chinese is."""
    line = Text(style=text.style)
    for character in text.plain:
        if cell_len(line.plain) + cell_len(character) > width:
            yield line
            line = Text(style=text.style)
        line.append(character)
    yield line
