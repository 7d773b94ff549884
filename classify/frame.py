"""The frame of a report: which of its pieces are title, addressee, date and signature."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from classify.characters import FULL_STOPS
from classify.headings import SECTION_WORD
from classify.markers import marker
from classify.patterns import pattern
from classify.pieces import STOPPED, Pieces, clean
from classify.records import Report

_ADDRESSEE = pattern(
    r"^(?:(?:尊敬的)?(?:各位|同志们|朋友们|女士们|先生们|老师们|同学们|家长们|同事们|伙伴们|股东们?|亲爱的|主席|主任)[\u4e00-\u9fff\s]{0,12}[、，,\s]?){1,5}[\u4e00-\u9fff]{0,4}[：:！!]?$"
    r"|^(?!.*(?:以下|如下|下列|[是有的]))[\u4e00-\u9fffXx×某、]{2,30}(?:党委|党组|委员会|人民政府|政府|局|厅|办|公司|领导|处|部|院|组|总|长|代表|同事|同志)[：:]$"
)
_CALL = pattern(r"^各位(?:代表|委员|同志|领导|股东|同事|理事|会员|老师)[！!：:]$")
_DATE = pattern(
    r"^[（(—\-\s]*(?:[12]\d{3}|[一二][〇○Oo0零一二三四五六七八九]{3}|XX+|××+)\s*[年./．\-]\s*(?:[\dXx×一二三四五六七八九十]{1,3}\s*(?:[月./．\-]\s*(?:[\dXx×一二三四五六七八九十]{1,3}\s*日?)?)?)?[\s）)]*$"
)
_DATE_OPENS, _DATE_ENDS = frozenset("（(—- \u300012一二X×"), frozenset("年月日./．-— \u3000）)Xx×〇○Oo零一二三四五六七八九十")
_ADDRESSEE_OPENS = frozenset("尊各同朋女先老家伙股亲主")
_SUBTITLE_OPENINGS = "—-─"
_OPENS_STOPPED = f"{_SUBTITLE_OPENINGS}各"  # what addressees, subtitles and names with a stop at their end begin with
_SUBTITLE = pattern(r"^(?:[（(].{4,60}[）)]|[—\-─]{1,3}.{4,60})$")
_PERSON = pattern(r"^(?:[\u4e00-\u9fff、]{2,20}[ \u3000:：]+)?[\u4e00-\u9fff·Xx×某]{1,2}[ \u3000]*[\u4e00-\u9fff·Xx×某]{1,8}$")
_SIGNATURE = pattern(
    r"^[\u4e00-\u9fffA-Za-z×*（）()·\s]{2,40}(?:局|委|办|院|校|公司|中心|政府|支部|委员会|办公室|站|所|队|厅|部|处|科|会|社区|村|镇|乡|街道|班|组|学校|中学|小学|大学|银行|支行|分行|馆|园|厂|矿|行|室|党组|党委|党总支)$"
    r"|^(?:述职人|报告人|汇报人|总结人|署名|签名|姓名|撰稿人?|执笔人?|作者|单位)[：: \u3000].{0,20}$"
)
_CLOSING = 4  # pieces at the end of a report among which names are looked for
_LONGEST_NAME = 20
_LONGEST_PERSON = 12  # characters


def frame_kind(text: str, opened: bool) -> str:
    """Gives the kind of a row that stands alone and is known to be structure: addressee, date, title or signature, "" if none of these.

    `opened` says that the body of the report has begun.
    """
    numbered = marker(text) is not None or text.startswith("#")
    line = clean(text)
    kind = _kind(line, opened, numbered)
    if kind == "sentence" and opened and not numbered and _SIGNATURE.match(text) and not SECTION_WORD.search(text):
        return "signature"
    return "" if kind == "sentence" else kind


def mark_frame(pieces: Pieces, report: Report) -> None:
    """Marks what frames the report: title, subtitle, addressee, dates, signatures."""
    kinds, text, starts, ends, dirty = pieces.kinds, pieces.text, pieces.starts, pieces.ends, pieces.dirty
    closing = _closing(kinds)
    for line in report.title_lines:
        for i in range(bisect_left(pieces.lines, line), bisect_right(pieces.lines, line)):
            if kinds[i] == "sentence":
                kinds[i] = "title"
    for i in pieces.calls:
        if kinds[i] == "sentence" and not pieces.alone[i] and _is_call(clean(pieces.raw(i))):
            kinds[i] = "addressee"
    opened = False
    last = -1  # piece that was looked at
    for i, look in pieces.looks.items():
        if not pieces.alone[i] or kinds[i] != "sentence" or (look & STOPPED and i not in dirty and text[starts[i]] not in _OPENS_STOPPED):
            continue
        if not opened:
            opened = "sentence" in kinds[last + 1 : i]
            last = i - 1
        if opened and i not in dirty and not _may_be_frame(text[starts[i]], text[ends[i] - 1]):
            continue
        kinds[i] = _kind(pieces.line(i), opened, i in pieces.marks or i in pieces.indents)
    _mark_signatures(pieces, closing)


def _closing(kinds: list[str]) -> list[int]:
    """The last pieces of a report that are not known to be structure."""
    found: list[int] = []
    for i in range(len(kinds) - 1, -1, -1):
        if kinds[i] == "sentence":
            found.append(i)
            if len(found) == _CLOSING:
                break
    return found[::-1]


def _is_call(line: str) -> bool:
    return line.startswith("各位") and _CALL.match(line) is not None


def _may_be_frame(first: str, last: str) -> bool:
    """Whether a line may be a date or an addressee, by its first and last character."""
    return first in _ADDRESSEE_OPENS or last in "：:" or (first in _DATE_OPENS and (last in _DATE_ENDS or last.isdecimal()))


def _kind(line: str, opened: bool, numbered: bool) -> str:
    """The kind of a whole line by its looks; `opened` says that the body of the report has begun, `numbered` that the line is."""
    if _is_call(line):
        return "addressee"
    if line.endswith(tuple(FULL_STOPS)) and line[0] not in _SUBTITLE_OPENINGS:
        return "sentence"
    if _may_be_frame(line[:1], line[-1:]):
        if _DATE.match(line):
            return "date"
        if _ADDRESSEE.match(line):
            return "addressee"
    if opened:
        return "sentence"
    if _SUBTITLE.match(line):
        return "date" if re.search(r"\d月", line) else "title"
    short = len(line) <= _LONGEST_NAME and not re.search(r"[，。；：]", line) and not SECTION_WORD.search(line)
    return "signature" if not numbered and short and (_PERSON.match(line) or _SIGNATURE.match(line)) else "sentence"


def _mark_signatures(pieces: Pieces, closing: list[int]) -> None:
    """Marks the names below the report, from its last line upwards to the first that is none."""
    for place, i in reversed(list(enumerate(closing))):
        if pieces.kinds[i] != "sentence":
            continue
        line = pieces.raw(i).strip()
        if not pieces.alone[i] or i in pieces.marks or i in pieces.indents or not _is_signature(line, place > 0):
            break
        pieces.kinds[i] = "signature"


def _is_signature(line: str, below: bool) -> bool:
    """Whether a line is the name of a unit, or of a person where it stands `below` others."""
    return _SIGNATURE.match(line) is not None or (below and len(line) <= _LONGEST_PERSON and _PERSON.match(line) is not None)
