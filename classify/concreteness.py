"""Concreteness: how many numbers, named documents and dates the sentences of a report hold, things that can be looked up and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from classify.records import Concreteness

_DOCUMENT = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")
_DOCUMENT_NUMBER = re.compile(r"[〔\[［【(（](?:19|20)\d\d[〕\]］】)）][\u4e00-\u9fff\s]{0,3}\d+号")
_NUMERAL = "[一二两三四五六七八九十百千]"
_MASKED = "[\\dXx×]"
_MONTH = rf"(?:{_MASKED}{{1,2}}|十[一二]?|[一二三四五六七八九])月(?!光|饼|球|嫂|子)"
_MEASURE = "(?:[个项次人名家户件处所条台套场期批种元亩吨里米天万亿成倍篇起辆座间栋份册宗例支组轮届对张只头口]|公里|千米|平方|小时|分钟)"
_RANGE = "[—－～~至到\\-]"
_DATE = re.compile(
    rf"(?:(?:19|20)?{_MASKED}{{2,4}}年)?(?:\d{{1,2}}月?{_RANGE})?{_MONTH}(?:份|底|初|上旬|中旬|下旬)?"
    rf"(?:(?:{_MASKED}{{1,2}}|{_NUMERAL}{{1,3}})[日号](?:{_RANGE}\d{{1,2}}[日号])?)?"
    rf"|(?:19|20)\d\d[.\-/．]\d{{1,2}}[.\-/．]\d{{1,2}}"
    rf"|第?[一二三四1-4]季度"
)
_YEAR = re.compile(
    rf"(?<![\d.,])(?:19|20)\d\d(?:{_RANGE}(?:19|20)?\d\d)?(?:年度?|(?![\d.,%％余多]|{_MEASURE}))|[〇零一二三四五六七八九]{{4}}年度?"
)
_ANY = re.compile(r"[\dXxＸ×*一二两三四五六七八九十百千]")  # without any of these there is nothing to count
_DATED = re.compile(r"月|季度|\d[.\-/．]\d")
_WIDE = {0xFF10 + i: 0x30 + i for i in range(10)} | {0xFF05: "%", 0xFF0E: ".", 0xFF38: "X"}
_IS_WIDE = re.compile("[" + "".join(map(chr, _WIDE)) + "]")
_QUOTED = re.compile('[“"‘]')
_IN_RITUAL = re.compile("[个规位两手产]")
_MARKER = re.compile(r"\s*(?:[（(]?\d{1,2}[）)]|\d{1,2}(?:[.．]\d{1,2}){0,3}[.．、](?!\d))")
_ORDINAL = re.compile(rf"第(?:\d+|{_NUMERAL}+)|[“\"‘][^“”\"‘’]{{0,12}}[”\"’]")
_RITUAL = re.compile(
    r"三个代表|[四两]个(?:意识|自信|维护|确立|全面|服从|伟大|务实)|八项规定|[一两三四五六七八九]位一体|[三两]个务必|两手[抓都]"
    r"|[三四五六七八九十]个(?:坚持|一律|一批|方面|强化|必须|关键)|一二三产|[一二三]产"
)
_NUMBER = re.compile(  # begins with the characters that it may begin with, so that the engine skips the others quickly
    rf"[\dXx×*一二两三四五六七八九十百千](?:(?<=\d)(?<![A-Za-z\d.].)\d*(?:[.,，]\d+)*(?![A-Za-z\d])"
    rf"|(?<=[Xx×*])(?<![A-Za-z].)[Xx×*]*(?=余?多?{_MEASURE}|[%％])|(?<=百)分之{_NUMERAL}+"
    rf"|(?<![一第].)(?:(?<=[二两三四五六七八九])|(?<=[十百千]){_NUMERAL}*|{_NUMERAL}*[十百千]{_NUMERAL}*)[余多]?(?={_MEASURE}))"
)


def concreteness(sentences: Iterable[tuple[str, str]], labels: Sequence[str]) -> Mapping[str, Concreteness]:
    """Gives for each label how concrete its sentences are, from pairs of text and label."""
    found = {label: [0, 0, 0, 0] for label in labels}
    for text, label in sentences:
        if label in found:
            sums = found[label]
            numbers, documents, dates = _counts(text)
            sums[0] += 1
            sums[1] += numbers
            sums[2] += documents
            sums[3] += dates
    return {label: Concreteness(*sums) for label, sums in found.items()}


def together(parts: Iterable[Concreteness]) -> Concreteness:
    """Gives the concreteness of several parts taken together."""
    return sum(parts, start=Concreteness())


def of(text: str) -> Concreteness:
    """Gives what one sentence holds.

    A document is named by 《…》. A date names a month or a quarter at least, a year alone is none. A number is a run of
    digits, a masked one (X万元), or a Chinese one with a measure (三次, 百分之五); those of dates, years, document
    numbers, ordinals, list markers and names (A3, “四个意识”) do not count, and neither do those of fixed political formulas.

    >>> of("3月15日印发《防汛预案》（某政发〔2023〕5号），拨付12.5万元，培训三次。")
    Concreteness(sentences=1, numbers=2, documents=1, dates=1)
    """
    return Concreteness(1, *_counts(text))


def _counts(text: str) -> tuple[int, int, int]:
    """Numbers, documents and dates of a sentence; each expression is tried only where what it needs is there."""
    documents = len(_DOCUMENT.findall(text)) if "《" in text else 0
    if not _ANY.search(text):
        return 0, documents, 0
    rest = text.translate(_WIDE) if _IS_WIDE.search(text) else text
    if marker := _MARKER.match(rest):
        rest = rest[marker.end() :]
    if documents:
        rest = _DOCUMENT_NUMBER.sub("", _DOCUMENT.sub("", rest))
    dates = 0
    if _DATED.search(rest):
        rest, dates = _DATE.subn("、", rest)
    if "20" in rest or "19" in rest or "年" in rest:
        rest = _YEAR.sub("、", rest)
    if "第" in rest or _QUOTED.search(rest):
        rest = _ORDINAL.sub("、", rest)
    if _IN_RITUAL.search(rest):
        rest = _RITUAL.sub("", rest)
    return len(_NUMBER.findall(rest)), documents, dates
