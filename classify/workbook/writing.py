"""Workbooks written: rows go to their sheets as the reports come, the summary and its chart at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classify.accounts import Account
from classify.answers import PROBLEM
from classify.corpus import Corpus
from classify.errors import MissingExtra
from classify.groups import Sums
from classify.page.data import Row, row_of
from classify.page.words import colour, name, words
from classify.records import SECTION_SEPARATOR, Answer, Balance, Prediction, Sentence
from classify.tables import draft_of
from classify.workbook.columns import (
    LIKENESS,
    PERCENT,
    corrected_cells,
    corrected_columns,
    count_column,
    followup_columns,
    followup_rows,
    repeat_cells,
    repeat_columns,
    share_column,
    substance_cells,
    substance_columns,
)
from classify.workbook.sheets import ROWS, Column, Sheet, add_choices, add_colours
from classify.workbook.words import notes, texts

LISTED = ("problem", "plan")
"""Labels whose sentences have a sheet of their own."""

_CHARTED = 40  # reports of the chart; bars of more cannot be told apart
_BELOW = 60  # reports up to which the chart stands below the table, where it is seen, and else beside it
_PROBABILITY = "0.000"


@dataclass(frozen=True, slots=True)
class Written:
    """What a workbook holds: its reports, and what had to be split or cut, each told in a sentence."""

    reports: int
    warnings: tuple[str, ...] = ()


def write_workbook(
    accounts: Iterable[Account],
    path: str | Path,
    labels: Sequence[str],
    lang: str = "zh",
    by: str = "",
    most: int = ROWS,
    corpus: Corpus | None = None,
) -> Written:
    """Writes the workbook of reports as they come; only their balances are kept until its end.

    `corpus` is asked at the end what the reports repeat of each other, and what became of their plans.
    A sheet takes `most` rows, and what is more goes to further sheets, as the warnings say.
    Raises MissingExtra where openpyxl is not installed, OutputError where the place cannot be written.
    """
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise MissingExtra("openpyxl", "xlsx", "writing an Excel workbook") from error
    words(lang)
    with draft_of(Path(path)) as draft:
        book = _Book(Workbook(write_only=True), labels, lang, by, most, corpus or Corpus())
        for account in accounts:
            book.add(account)
        book.close()
        book.book.save(draft)
    return Written(len(book.rows), tuple(book.warnings()))


class _Book:
    def __init__(self, book: Any, labels: Sequence[str], lang: str, by: str, most: int, corpus: Corpus) -> None:
        self.corpus = corpus
        self.book, self.labels, self.lang, self.by = book, labels, lang, by
        self.said = texts(lang)
        self.rows: list[Row] = []
        self.sums = Sums(labels)
        self._most = most
        self._names = {label: name(label, lang) for label in labels}
        self._sentences = Sheet(book, self.said["sentences"], self._sentence_columns(), self._finish_sentences, most)
        self._lists = {label: Sheet(book, self.said[label], self._list_columns(label), most=most) for label in LISTED if label in labels}
        self._ending: list[Sheet] = []

    def _sentence_columns(self) -> list[Column]:
        said = self.said
        columns = [Column(said["source"], 20), count_column(said["report"], 8), Column(said["title"], 26), Column(said["section"], 28)]
        columns += [Column(said["kind"], 11), count_column(said["start"], 8), count_column(said["end"], 8), Column(said["text"], 80)]
        columns += [Column(said["label"], 12, stand="center"), share_column(said["confidence"], _PROBABILITY)]
        columns += [share_column(said["probability"].format(shown), _PROBABILITY) for shown in self._names.values()]
        return [*columns, Column(said["uncertain"], 9, stand="center")]

    def _list_columns(self, label: str) -> list[Column]:
        said = self.said
        widths = ((said["source"], 20), (said["report_title"], 30), (said["section"], 34), (said["sentence"], 80))
        columns = [Column(*one) for one in widths]
        columns += [share_column(said["confidence"], _PROBABILITY), Column(said["uncertain"], 9, stand="center")]
        if label != PROBLEM:
            return columns
        return [
            *columns,
            Column(said["answered"], 9, stand="center"),
            Column(said["nearest_plan"], 60),
            share_column(said["likeness"], LIKENESS),
        ]

    def add(self, account: Account) -> None:
        """Adds a report: its rows, and its problems and plans."""
        self.rows.append(row_of(account, len(self.rows) + 1))
        answers = iter(account.balance.answers)
        if self.by:
            self.sums.add(account.group, account.balance)
        report = account.labelled.report
        for piece, prediction in zip(account.labelled.pieces, account.labelled.predictions, strict=True):
            section = SECTION_SEPARATOR.join(piece.section)
            facts = (report.document.source, report.number, report.title, section)
            self._sentences.append([*facts, *self._cells(piece, prediction)])
            if prediction is not None and prediction.label in self._lists:
                told = (report.document.source, report.title or report.document.source, section, piece.text)
                cells = [*told, prediction.confidence, self._doubt(prediction)]
                cells += self._answer(next(answers, None)) if prediction.label == PROBLEM else []
                self._lists[prediction.label].append(cells)

    def _answer(self, one: Answer | None) -> list[Any]:
        if one is None:
            return [None, None, None]
        return [self.said["yes" if one.answered else "no"], one.plan or None, one.likeness if one.plan else None]

    def _cells(self, piece: Sentence, prediction: Prediction | None) -> list[Any]:
        cells: list[Any] = [piece.kind, piece.start, piece.end, piece.text]
        if prediction is None:
            judged = "?" if piece.kind == "sentence" else None
            return [*cells, judged, None, *(None for _ in self.labels), None]
        shares = [prediction.probabilities.get(label) for label in self.labels]
        return [*cells, self._names.get(prediction.label, prediction.label), prediction.confidence, *shares, self._doubt(prediction)]

    def _doubt(self, prediction: Prediction) -> str:
        return self.said["yes" if prediction.uncertain else "no"]

    def _finish_sentences(self, sheet: Any, last: int) -> None:
        column = self._sentences.letter(self.said["label"])
        cells = f"{column}2:{column}{max(2, last)}"
        add_choices(sheet, cells, [*self._names.values(), "?"])
        add_colours(sheet, cells, [(shown, colour(label, self.labels)) for label, shown in self._names.items()])
        doubt = self._sentences.letter(self.said["uncertain"])
        add_colours(sheet, f"{doubt}2:{doubt}{max(2, last)}", [(self.said["yes"], "E6B800")])

    def close(self) -> None:
        """Adds the summary, the groups and the notes, and puts the sheets in their order."""
        summary = Sheet(self.book, self.said["summary"], self._summary_columns(), self._finish_summary, self._most)
        self._ending = [summary]
        repetitions = iter(self.corpus.repetitions())
        for row in self.rows:
            repeated = repeat_cells(next(repetitions)) if self.corpus.repeats else ()
            summary.append([*self._summary_cells(row), *repeated])
        if self.by:
            self._ending.append(self._groups())
        if self.corpus.follow:
            self._ending.append(self._followups())
        note = Sheet(self.book, self.said["notes"], [Column(self.said["note"], 16), Column(self.said["meaning"], 100)])
        for one in notes(self.lang):
            note.append(one)
        for sheet in (*self._ending, self._sentences, *self._lists.values()):
            sheet.close()
        order = [*self._ending, self._sentences, *self._lists.values(), note]
        self.book._sheets = [part for sheet in order for part, _ in sheet.parts]
        self._ending.append(note)

    def _summary_columns(self) -> list[Column]:
        said = self.said
        columns = [Column(said["source"], 24), count_column(said["report"], 8), Column(said["title"], 38)]
        columns += [Column(said["group"], 14)] if self.by else []
        columns += [count_column(said["year"], 7), Column(said["unit"], 20), count_column(said["count"])]
        columns += [count_column(shown) for shown in self._names.values()]
        columns += [share_column(said["share"].format(shown), PERCENT) for shown in self._names.values()]
        columns.append(count_column(said["uncertain"]))
        columns += corrected_columns(said, self._names) if self._corrected() else []
        columns += substance_columns(said, self._names)
        return [*columns, *(repeat_columns(said) if self.corpus.repeats else [])]

    def _corrected(self) -> bool:
        return any(row.balance.trusted for row in self.rows)

    def _summary_cells(self, row: Row) -> Iterator[Any]:
        one = row.balance
        yield from (one.source, one.report, one.title)
        if self.by:
            yield row.group
        yield from (row.year, row.unit, *self._numbers(one))
        if self._corrected():
            yield from corrected_cells(one, self.labels)
        yield from substance_cells(one, self.labels)

    def _numbers(self, one: Balance) -> Iterator[Any]:
        shares: Mapping[str, float] = one.shares
        yield one.sentences
        yield from (one.counts.get(label, 0) for label in self.labels)
        yield from (shares.get(label, 0.0) for label in self.labels)
        yield one.uncertain

    def _finish_summary(self, sheet: Any, last: int) -> None:
        from openpyxl.formatting.rule import DataBarRule

        first = self._ending[0]
        for label, shown in self._names.items():
            column = first.letter(self.said["share"].format(shown))
            bar = DataBarRule("num", 0, "num", 1, color=f"FF{colour(label, self.labels).upper()}")
            sheet.conditional_formatting.add(f"{column}2:{column}{max(2, last)}", bar)
        if last > 1 and sheet is first.parts[0][0]:
            self._add_chart(sheet, first, last)

    def _add_chart(self, sheet: Any, first: Sheet, last: int) -> None:
        from openpyxl.chart import BarChart, Reference
        from openpyxl.utils import get_column_letter

        shown = min(last - 1, _CHARTED)
        start = next(i for i, column in enumerate(first.columns, start=1) if column.name == self.said["count"]) + 1
        chart = BarChart()
        chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "percentStacked", 100, 40
        chart.title = self.said["chart"] if shown == last - 1 else self.said["chart_first"].format(shown)
        data = Reference(sheet, min_col=start, max_col=start + len(self.labels) - 1, min_row=1, max_row=shown + 1)
        chart.add_data(data, titles_from_data=True)
        chart.set_categories(Reference(sheet, min_col=3, min_row=2, max_row=shown + 1))
        for series, label in zip(chart.series, self.labels, strict=True):
            series.graphicalProperties.solidFill = colour(label, self.labels).upper()
        chart.x_axis.scaling.orientation = "maxMin"  # the first report on top, as in the table
        chart.x_axis.delete = chart.y_axis.delete = False
        chart.y_axis.number_format = "0%"
        chart.legend.position = "t"
        chart.width, chart.height = 30, 4.5 + 0.75 * shown
        sheet.add_chart(chart, f"C{last + 3}" if last <= _BELOW else f"{get_column_letter(len(first.columns) + 2)}2")

    def _groups(self) -> Sheet:
        said = self.said
        columns = [Column(said["group"], 24), count_column(said["reports"]), count_column(said["count"])]
        columns += [count_column(shown) for shown in self._names.values()]
        columns += [share_column(said["share"].format(shown), PERCENT) for shown in self._names.values()]
        columns.append(count_column(said["uncertain"]))
        groups = self.sums.groups()
        corrected = any(group.balance.trusted for group in groups)
        if corrected:
            columns += corrected_columns(said, self._names)
            columns += [Column(said["differs"].format(shown), 9) for shown in self._names.values()]
        sheet = Sheet(self.book, said["groups"], [*columns, *substance_columns(said, self._names)], most=self._most)
        for group in groups:
            cells = [group.name or words(self.lang)["unknown_group"], group.reports, *self._numbers(group.balance)]
            if corrected:
                cells += corrected_cells(group.balance, self.labels)
                cells += [said[group.differs[label]] if label in group.differs else None for label in self.labels]
            sheet.append([*cells, *substance_cells(group.balance, self.labels)])
        return sheet

    def _followups(self) -> Sheet:
        sheet = Sheet(self.book, self.said["followups"], followup_columns(self.said), most=self._most)
        for one in self.corpus.followups():
            for row in followup_rows(one, self.said):
                sheet.append(row)
        return sheet

    def warnings(self) -> Iterator[str]:
        """Gives what had to be split or cut."""
        for sheet in (*self._ending, self._sentences, *self._lists.values()):
            if len(sheet.parts) > 1:
                rows = sum(last - 1 for _, last in sheet.parts)
                yield f"{sheet.title}: {rows:,} rows, more than a sheet holds; they go on in {len(sheet.parts)} sheets"
            if sheet.cut:
                yield f"{sheet.title}: {sheet.cut} texts were cut at the 32,767 characters that a cell holds; .csv holds them whole"
