"""Sheets of a workbook that is written row by row: text that stays text, more rows than a sheet holds, filters and lists of choices."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

ROWS = 1_048_575
"""Rows of a worksheet below its header."""

_LONGEST = 32_767  # characters of a cell
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CHOICES = 255  # characters of a list of choices that is written into a cell's rule
_A4 = 9  # number of the paper size
_WRAPPED = 40  # columns as wide as this break their lines
_LINE, _HIGHEST = 15.0, 400.0  # points: a line of text, and the height that a row may have (Excel allows 409)
_WIDE = 0x2E80  # from here on characters take two columns


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its width in characters, the number format of its cells, and where they stand: left, right or center."""

    name: str
    width: float = 10
    number: str = ""
    stand: str = "left"


@dataclass(slots=True)
class Sheet:
    """A sheet that grows by rows; where it is full, another of its name and a number goes on.

    `finish` is called with each worksheet and its last row before the book is saved: filters and colours go there.
    """

    book: Any
    title: str
    columns: Sequence[Column]
    finish: Callable[[Any, int], None] = lambda sheet, last: None
    most: int = ROWS
    cut: int = 0
    parts: list[tuple[Any, int]] = field(default_factory=list)
    _styles: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        from openpyxl.styles import Font, PatternFill
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.page import PageMargins
        from openpyxl.worksheet.properties import PageSetupProperties

        sheet = self.book.create_sheet(self.title if not self.parts else f"{self.title} {len(self.parts) + 1}")
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation, sheet.page_setup.fitToHeight, sheet.page_setup.paperSize = "landscape", 0, _A4
        sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.45, bottom=0.6, footer=0.3)
        sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        for number, column in enumerate(self.columns, start=1):
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        self.parts.append((sheet, 1))
        head = [self._cell(column.name) for column in self.columns]
        for cell, column in zip(head, self.columns, strict=True):
            cell.font = Font(name="Calibri", size=11, bold=True)  # as the cells below
            cell.fill = PatternFill("solid", fgColor="E8EBEF")
            cell.alignment = _alignment(column, wrapped=True)
        lines = max(-(-_columns(column.name) // int(column.width - 1)) for column in self.columns)
        sheet.row_dimensions[1].height = lines * _LINE
        sheet.append(head)
        self._styles = [self._style(column) for column in self.columns]

    def _style(self, column: Column) -> Any:
        """The style of a column's cells, made once: setting it cell by cell would take most of the time."""
        cell = self._cell("")
        cell.alignment = _alignment(column, wrapped=column.width >= _WRAPPED)
        if column.number:
            cell.number_format = column.number
        return cell._style

    def append(self, values: Sequence[Any]) -> None:
        """Adds a row; text is cleaned of control characters and never taken for a formula."""
        sheet, last = self.parts[-1]
        if last > self.most:
            self._begin()
            sheet, last = self.parts[-1]
        cells = []
        lines = 1
        for value, column, style in zip(values, self.columns, self._styles, strict=True):
            cell = None
            if value is not None:
                cell = self._cell(value)
                cell._style = style
            cells.append(cell)
            if column.width >= _WRAPPED and isinstance(value, str):
                lines = max(lines, -(-_columns(value) // int(column.width - 2)))
        row = last + 1
        if lines > 1:
            sheet.row_dimensions[row].height = min(lines * _LINE, _HIGHEST)
        sheet.append(cells)
        sheet.row_dimensions.pop(row, None)  # written by now; kept, the heights of all rows would fill the memory
        self.parts[-1] = (sheet, row)

    def _cell(self, value: Any) -> Any:
        from openpyxl.cell import WriteOnlyCell

        sheet = self.parts[-1][0]
        if not isinstance(value, str):
            return WriteOnlyCell(sheet, value)
        text = _UNSEEN.sub("", value)
        self.cut += len(text) > _LONGEST
        cell = WriteOnlyCell(sheet, text[:_LONGEST])
        cell.data_type = "s"  # never a formula or an error value, whatever the text begins with
        return cell

    def close(self) -> None:
        """Sets the filters, and what `finish` adds, on each sheet."""
        from openpyxl.utils import get_column_letter

        for sheet, last in self.parts:
            sheet.auto_filter.ref = f"A1:{get_column_letter(len(self.columns))}{last}"
            self.finish(sheet, last)

    def letter(self, name: str) -> str:
        """Gives the letter of a column."""
        from openpyxl.utils import get_column_letter

        return str(get_column_letter(next(i for i, column in enumerate(self.columns, start=1) if column.name == name)))


def add_choices(sheet: Any, cells: str, choices: Sequence[str]) -> None:
    """Adds a list to choose from to cells; other values stay possible, so that new labels can be written."""
    from openpyxl.worksheet.datavalidation import DataValidation

    written = ",".join(choices)
    if len(written) <= _CHOICES and not any(mark in choice for choice in choices for mark in ',"'):
        rule = DataValidation(type="list", formula1=f'"{written}"', allow_blank=True, showErrorMessage=False)
        rule.add(cells)
        sheet.data_validations.append(rule)


def add_colours(sheet: Any, cells: str, colours: Sequence[tuple[str, str]]) -> None:
    """Colours cells by their value: pairs of value and six hexadecimal digits."""
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.styles import PatternFill

    for value, found in colours:
        quoted = value.replace('"', '""')
        fill = PatternFill(bgColor=_lighter(found), fill_type="solid")
        sheet.conditional_formatting.add(cells, CellIsRule(operator="equal", formula=[f'"{quoted}"'], fill=fill))


def _alignment(column: Column, wrapped: bool) -> Any:
    """Where cells of a column stand; text keeps its distance from a number that ends beside it."""
    from openpyxl.styles import Alignment

    return Alignment(horizontal=column.stand, vertical="top", wrap_text=wrapped, indent=column.stand == "left")


def _columns(text: str) -> int:
    """Columns that a text takes where a Chinese character takes two."""
    return len(text) + sum(char >= chr(_WIDE) for char in text)


def _lighter(found: str) -> str:
    """A colour mixed with two thirds of white, so that black text on it is read easily."""
    return "".join(f"{(int(found[i : i + 2], 16) + 2 * 255) // 3:02X}" for i in (0, 2, 4))
