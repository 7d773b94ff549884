"""The frame of a report: which of its pieces are title, addressee, date and signature."""

from __future__ import annotations

import re

from classify.headings import SECTION_WORD
from classify.markers import marker
from classify.pieces import Piece, clean
from classify.records import Report

_ADDRESSEE = re.compile(
    r"^(?:(?:尊敬的)?(?:各位|同志们|朋友们|女士们|先生们|老师们|同学们|家长们|同事们|伙伴们|股东们?|亲爱的|主席|主任)[\u4e00-\u9fff\s]{0,12}[、，,\s]?){1,5}[\u4e00-\u9fff]{0,4}[：:！!]?$"
    r"|^(?!.*(?:以下|如下|下列|[是有的]))[\u4e00-\u9fffXx×某、]{2,30}(?:党委|党组|委员会|人民政府|政府|局|厅|办|公司|领导|处|部|院|组|总|长|代表|同事|同志)[：:]$"
)
_CALL = re.compile(r"^各位(?:代表|委员|同志|领导|股东|同事|理事|会员|老师)[！!：:]$")
_DATE = re.compile(
    r"^[（(—\-\s]*(?:[12]\d{3}|[一二][〇○Oo0零一二三四五六七八九]{3}|XX+|××+)\s*[年./．\-]\s*(?:[\dXx×一二三四五六七八九十]{1,3}\s*(?:[月./．\-]\s*(?:[\dXx×一二三四五六七八九十]{1,3}\s*日?)?)?)?[\s）)]*$"
)
_SENTENCE_ENDS = tuple("。；？")  # no date, addressee, name or title in brackets ends with one
_SUBTITLE_OPENINGS = "—-─"
_SUBTITLE = re.compile(r"^(?:[（(].{4,60}[）)]|[—\-─]{1,3}.{4,60})$")
_PERSON = re.compile(r"^(?:[\u4e00-\u9fff、]{2,20}[ \u3000:：]+)?[\u4e00-\u9fff·Xx×某]{1,2}[ \u3000]*[\u4e00-\u9fff·Xx×某]{1,8}$")
_SIGNATURE = re.compile(
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
    mark = marker(text)
    piece = Piece(0, len(text), "sentence", 0, mark, head=True, alone=True, indent=len(text) - len(text.lstrip("#")))
    kind = _kind(clean(text), piece, opened)
    if kind == "sentence" and opened and mark is None and not piece.indent and _SIGNATURE.match(text) and not SECTION_WORD.search(text):
        return "signature"
    return "" if kind == "sentence" else kind


def mark_frame(text: str, pieces: list[Piece], report: Report) -> None:
    """Marks what frames the report: title, subtitle, addressee, dates, signatures."""
    body = [piece for piece in pieces if piece.kind == "sentence"]
    opened = False
    for piece in body:
        if piece.line in report.title_lines:
            piece.kind = "title"
        else:
            plain = not piece.alone and text.find("位", piece.start, piece.end) < 0
            piece.kind = "sentence" if plain else _kind(clean(text[piece.start : piece.end]), piece, opened)
        opened = opened or piece.kind == "sentence"
    _mark_signatures(text, body[-_CLOSING:])


def _kind(line: str, piece: Piece, opened: bool) -> str:
    """The kind of a piece by its looks; `opened` says that the body of the report has begun."""
    if line.startswith("各位") and _CALL.match(line):
        return "addressee"
    if not piece.alone or (line[-1:] in _SENTENCE_ENDS and line[0] not in _SUBTITLE_OPENINGS):
        return "sentence"
    if _DATE.match(line):
        return "date"
    if _ADDRESSEE.match(line):
        return "addressee"
    if opened:
        return "sentence"
    if _SUBTITLE.match(line):
        return "date" if re.search(r"\d月", line) else "title"
    unnumbered = piece.mark is None and not piece.indent
    short = len(line) <= _LONGEST_NAME and not re.search(r"[，。；：]", line) and not SECTION_WORD.search(line)
    return "signature" if unnumbered and short and (_PERSON.match(line) or _SIGNATURE.match(line)) else "sentence"


def _mark_signatures(text: str, closing: list[Piece]) -> None:
    """Marks the names below the report, from its last line upwards to the first that is none."""
    for i, piece in reversed(list(enumerate(closing))):
        line = text[piece.start : piece.end].strip()
        named = _SIGNATURE.match(line) or (_PERSON.match(line) and len(line) <= _LONGEST_PERSON and i)
        if piece.kind == "sentence" and piece.alone and piece.mark is None and not piece.indent and named:
            piece.kind = "signature"
        elif piece.kind == "sentence":
            break
