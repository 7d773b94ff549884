"""Reports of a document: one, or the several that a compilation (汇编) holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from classify.headings import SECTION_WORD
from classify.lines import LONGEST_TITLE, SENTENCE_END, lines_and_titles, may_be_title
from classify.markers import marker
from classify.patterns import pattern
from classify.records import Document, Line, Report
from classify.years import has_year, plain_years, year_of

_GENRE = (
    r"(?:总结|汇报|述职(?:述[廉学德法])*|报告|小结|计划|打算|要点|思路|安排|方案|讲话|致辞|发言|情况|材料"
    r"|回顾(?:[与和]展望)?|展望|自查|鉴定|纪实|概况)"
)
_TITLE = pattern(rf"^.{{0,60}}{_GENRE}(?:[（(].{{1,20}}[）)]|[及与和]?.{{0,12}}{_GENRE}|之?[一二三四五六七八九十\d]{{1,2}})?$")
_SECTION_GENRE = pattern(
    r"^(?:(?:19|20)\d\d年?度?|今年|明年|下一?步|[上下]半年|下一阶段|主要|重点|过去|当前|的|和|及|[^\u4e00-\u9fff])*"
    r"工?作?(?:计划|打算|安排|思路|回顾|情况|展望|目标|要点|总结|任务)+$"
)
_PART = pattern(
    r"^[\s\u3000]*(?:[【\[]?(?:第[一二三四五六七八九十\d]+篇|篇[一二三四五六七八九十\d]+|范文[一二三四五六七八九十\d]+|材料[一二三四五六七八九十\d]+)[】\]]?)[：:、.\s\u3000]*"
)
_PART_OPENS = "【[第篇范材"
_COMPILATION = pattern(r"汇编|合集|[（(]\d{1,3}\s*篇[）)]")
_NAME = r"[\u4e00-\u9fffXx×*某]"
_PLACE = rf"{_NAME}{{1,8}}?(?:自治区|省|市|州|盟|县|区|旗|镇|乡|街道|村)"
_ORGAN = (
    r"(?:人民政府|办公室|委员会|管委会|办事处|人民法院|人民检察院|事务所|公司|集团|银行|支行|分行|医院|卫生院|学校|大学|学院|中学|小学|协会|学会|研究会"
    r"|研究所|研究院|图书馆|博物馆|档案馆|中心|支队|大队|总队|派出所|工作队|社区|支部|党委|纪委|局|厅|部|办|委|院|站|所|队)"
)
_UNIT = pattern(rf"(?:{_PLACE})*{_NAME}{{1,16}}?{_ORGAN}|(?:{_PLACE})+")
_REPORT = pattern(r"(?:总结|汇报|述职(?:述[廉学德法])*|报告|小结|讲话|致辞|发言)[^\u4e00-\u9fff]*$")
_SAME_TITLE = 0.6  # of the longer of two titles that the shorter makes up, so that a bare name of the unit is none


def reports(document: Document) -> tuple[Report, ...]:
    """Gives the reports of a document, in order; together they cover all its lines.

    A title is a line that the table of contents names, or a short line in the manner of a title
    (……工作总结) that opens the document or follows the end of another report.
    """
    found, titles = lines_and_titles(document.text)
    content = [document.text[line.start : line.end] for line in found]
    starts = _starts(found, content, titles)
    bounds = [0, *starts[1:], len(found)] if starts else [0, len(found)]
    made = []
    for number, (first, last) in enumerate(pairwise(bounds), start=1):
        at = starts[number - 1] if starts else -1
        title, title_lines = _title(content, found, at, last) if at >= 0 else ("", ())
        title_lines = (*(i for i in range(first, at) if _names_compilation(content[i], found[i])), *title_lines)
        made.append(
            Report(
                document,
                number,
                title,
                found[first:last],
                tuple(i - first for i in title_lines),
                _unit(title),
                year_of(title, content[max(first, at + 1) : min(last, max(first, at + 1) + 15)]),
            )
        )
    return tuple(made)


def _starts(found: Sequence[Line], content: list[str], candidates: list[int]) -> list[int]:
    """Indexes of the lines with which reports begin: those of the `candidates`, lines that look like titles, that are some."""
    listed = [_bare(line) for line, at in zip(content, found, strict=True) if at.kind == "toc"]
    listed = [entry for entry in listed if len(entry) >= 4]
    if listed:
        titles = [(i, _bare(content[i])) for i in candidates if not _COMPILATION.search(content[i])]
        opening = {i for entry in listed if (i := _listed(entry, titles)) is not None}
        if len(opening) > 1:
            return sorted(opening)
    parts = [i for i, line in enumerate(content) if line[0] in _PART_OPENS and _opens_part(line, found[i])]
    if len(parts) > 1:
        return parts
    starts: list[int] = []
    for i in candidates:
        if not starts:
            if not any(_is_body(content[j], found[j]) for j in range(i)) and not _COMPILATION.search(content[i]):
                starts.append(i)
        elif (
            i - starts[-1] > 3
            and _TITLE.match(content[i])
            and not _SECTION_GENRE.match(plain_years(_bare(content[i])))
            and _ends_before(content, found, i)
            and _opens_after(content, found, i)
        ):
            starts.append(i)
    return starts


def _opens_part(line: str, at: Line) -> bool:
    return not at.kind and len(line) <= LONGEST_TITLE and _PART.match(line) is not None


def opens_report(line: str) -> bool:
    """Whether the first row of a report, known to be no sentence, is its title rather than the heading of a section.

    >>> opens_report("县水利局2023年工作总结"), opens_report("主要工作情况"), opens_report("一、基本情况")
    (True, False, False)
    """
    if not may_be_title(line) or not re.search(r"[\u4e00-\u9fff]", line):
        return False
    if _TITLE.match(line) and not (_SECTION_GENRE.match(plain_years(_bare(line))) and not _REPORT.search(line)):
        return _year_or_unit(line) or _REPORT.search(line) is not None
    return not SECTION_WORD.search(line)


def _names_compilation(line: str, at: Line) -> bool:
    """Whether a line above the first report is the title of the compilation."""
    return not at.kind and len(line) <= LONGEST_TITLE and _COMPILATION.search(line) is not None


def _bare(line: str) -> str:
    """A title without page number, dots, marks and white space."""
    line = re.sub(r"[\t.．…·‥ \u3000]*[（(]?\d{1,4}[）)]?\s*$", "", line) if "\t" in line or "…" in line or "..." in line else line
    return re.sub(r"[^\w]", "", line)


def _listed(entry: str, titles: list[tuple[int, str]]) -> int | None:
    """The line that bears the title of a table of contents: the same words, or the nearest that hold or are held by them."""
    same = next((i for i, title in titles if title == entry), None)
    if same is not None:
        return same
    shares = [(min(len(title), len(entry)) / max(len(title), len(entry)), -i) for i, title in titles if title in entry or entry in title]
    share, at = max(shares, default=(0.0, 0))
    return -at if share >= _SAME_TITLE else None


def _is_body(line: str, at: Line) -> bool:
    return not at.kind and (len(line) > LONGEST_TITLE or bool(re.search(r"[。！？；]", line)))


def _ends_before(content: list[str], found: Sequence[Line], i: int) -> bool:
    """Whether the line before is the end of a report: a date, a signature, or a paragraph that ended."""
    j = i - 1
    while j >= 0 and found[j].kind in ("page", "notice"):
        j -= 1
    return j >= 0 and bool(
        re.search(r"(?:\d日|[。！”])\s*$", content[j]) or (len(content[j]) <= 25 and not SENTENCE_END.search(content[j]))
    )


def _opens_after(content: list[str], found: Sequence[Line], i: int) -> bool:
    """Whether a report opens below: its first numbered heading, if any comes soon, is the first of its list."""
    for j in range(i + 1, min(i + 8, len(content))):
        mark = marker(content[j])
        if mark is not None and mark.scheme in ("cn", "chapter", "1."):
            return mark.first and _year_or_unit(content[i])
    return _year_or_unit(content[i])


def _year_or_unit(title: str) -> bool:
    return has_year(title) or _UNIT.search(title) is not None


def _title(content: list[str], found: Sequence[Line], at: int, last: int) -> tuple[str, tuple[int, ...]]:
    """The title and the lines it takes: a part mark (篇一：) is left out, a title broken over two lines is joined."""
    text = _PART.sub("", content[at]).lstrip("#* 　").strip("*《》 　")
    taken = [at]
    unfinished = not text or (not _TITLE.match(text) and len(text) < 8) or re.search(r"[关于的、与和年]$", text)
    if unfinished and at + 1 < last and not found[at + 1].kind:
        following = content[at + 1]
        if may_be_title(following) and _TITLE.match(following):
            text += following.strip()
            taken.append(at + 1)
    return re.sub(r"\s+", "", text) if re.search(r"[\u4e00-\u9fff]", text) else text, tuple(taken)


def _unit(title: str) -> str:
    """The unit that the title names: the longest name that ends like that of a unit, before or after the year."""
    for part in re.split(r"(?:19|20)\d\d年?度?|关于|[—\-（()）:：]", plain_years(title)):
        if found := _UNIT.search(part):
            return found.group()
    return ""
