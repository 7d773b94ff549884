"""Rows of labels files: one piece of text with its label or kind, checked when it is read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from classify.compilation import opens_report
from classify.frame import frame_kind
from classify.headings import ANNOUNCES
from classify.markers import marker
from classify.pieces import clean
from classify.records import KINDS, LABELS

CHINESE = {"成绩": "achievement", "问题": "problem", "计划": "plan", "套话": "boilerplate"}
"""Chinese names of the four labels, taken for the English ones."""

STRUCTURE = "structure"
"""May stand as the label of a row that is no sentence, where the kind of structure is not known."""

UNJUDGED = ("?", "？")
"""Stands as the label of a sentence that nobody has judged; it still is context for its neighbours."""

COLUMNS = {
    "report": ("report", "报告", "报告编号", "报告序号"),
    "source": ("source", "来源", "文件", "文件名"),
    "title": ("title", "标题", "报告标题"),
    "unit": ("unit", "单位", "单位类别"),
    "level": ("level", "层级", "级别"),
    "year": ("year", "年份", "年度"),
    "genre": ("genre", "文种", "体裁"),
    "section": ("section", "章节", "小节", "标题路径", "所在章节"),
    "lead": ("lead", "段首", "引语"),
    "line": ("line", "段落", "行"),
    "kind": ("kind", "种类", "类型", "文本种类"),
    "text": ("text", "文本", "句子", "sentence", "内容", "原文"),
    "label": ("label", "标签", "标注", "类别", "分类"),
    "readings": ("readings", "两人标注"),
    "start": ("start", "起", "起始"),
    "end": ("end", "止", "结束"),
}
"""The columns of a labels table with the names that they may bear; the first two are the ones written."""

NAMES = {name: column for column, names in COLUMNS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a labels file: where (file:line or file:sheet!row, or the file alone) and what.

    `doubt` says that it may be meant: it is worth a look, and nothing is left out for it.
    """

    place: str
    message: str
    doubt: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Row:
    """One checked row of a labels file. `readings` are the labels of two readers where they differ.

    `guessed` says that the row is labelled as structure, and that its kind is no more than likely.
    """

    place: str
    text: str
    label: str | None
    kind: str
    values: Mapping[str, str] = field(default_factory=dict)
    readings: tuple[str, str] | None = None
    guessed: bool = False


def checked(place: str, values: Mapping[str, str], problems: list[Problem]) -> Row | None:
    """Gives the row of a table that these values make, or None and a problem where it is broken."""
    text, given, kind = values.get("text", ""), values.get("label", ""), values.get("kind", "") or "sentence"
    label = CHINESE.get(given, given)
    guessed = label == STRUCTURE and kind == "sentence"
    if label == STRUCTURE:
        kind, label = (structure_kind(text) if kind == "sentence" else kind), ""
    if kind not in KINDS:
        problems.append(Problem(place, f"column kind: unknown kind {kind!r}; the kinds are {', '.join(KINDS)}"))
    elif not text:
        problems.append(Problem(place, "column text: empty; write the sentence, or delete the row"))
    elif kind != "sentence" and label:
        problems.append(Problem(place, f"column label: a row of kind {kind!r} has the label {label!r}; only sentences are labelled"))
    elif kind == "sentence" and not label:
        problems.append(Problem(place, "column label: empty; write a label, or ? where nobody has judged the sentence"))
    else:
        known = None if label in UNJUDGED else label or None
        return Row(place, text, known, kind, values, two_readings(values.get("readings", "")), guessed)
    return None


def structure_kind(text: str) -> str:
    """Gives the likely kind of a piece that is known to be structure: a lead where a run-in marker opens it, else a heading.

    A line without a number that announces others (主要做了以下工作：) is a lead as well, since it is about no section.
    """
    mark = marker(text)
    announces = text.rstrip().endswith(("。", "！", "？")) or ANNOUNCES.search(text) is not None
    return "lead" if (mark is not None and mark.scheme in ("item", "ordinal", "dash")) or (mark is None and announces) else "heading"


def framed(rows: Sequence[Row]) -> list[Row]:
    """Gives the rows of one report, with those of unknown structure that frame it told from its headings: title, date, names."""
    made: list[Row] = []
    opened = False
    for i, row in enumerate(rows):
        kind = row.kind
        if row.guessed:
            text = clean(row.text)
            kind = "title" if i == 0 and opens_report(text) else frame_kind(text, opened) or kind
        opened = opened or kind in ("sentence", "heading")
        made.append(row if kind == row.kind else replace(row, kind=kind))
    return made


def two_readings(text: str) -> tuple[str, str] | None:
    """Gives the labels of two readers written as `one/other`, None where there are not two."""
    one, slash, other = text.partition("/")
    return (CHINESE.get(one.strip(), one.strip()), CHINESE.get(other.strip(), other.strip())) if slash else None


def as_text(value: Any) -> str:
    """The value of a cell as text; missing values are empty."""
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value).strip()


def text_row(place: str, raw: str, line: int, problems: list[Problem]) -> Row | None:
    """Gives the row of labelled text (`label<TAB>text`, and a third cell `one/other` where two readers differ)."""
    first, tab, rest = raw.partition("\t")
    text, _, readings = rest.partition("\t")
    first = CHINESE.get(first, first)
    if not tab or not text.strip():
        problems.append(Problem(place, "a row is a label or kind, one tab, and the text"))
    elif first in UNJUDGED:
        return Row(place, text.strip(), None, "sentence", {"line": str(line)})
    elif first not in KINDS and first not in LABELS and first != STRUCTURE:
        known = f"labels are {', '.join(LABELS)}, kinds {', '.join(KINDS)}"
        problems.append(Problem(place, f"column 1: unknown label or kind {first!r}; {known}"))
    else:
        kind = first if first in KINDS else structure_kind(text) if first == STRUCTURE else "sentence"
        label = first if first in LABELS else None
        return Row(place, text.strip(), label, kind, {"line": str(line)}, two_readings(readings), first == STRUCTURE)
    return None
