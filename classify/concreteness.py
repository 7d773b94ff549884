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
_MARKER = re.compile(r"^\s*(?:[（(]?\d{1,2}[）)]|\d{1,2}(?:[.．]\d{1,2}){0,3}[.．、](?!\d))")
_ORDINAL = re.compile(rf"第(?:\d+|{_NUMERAL}+)|[“\"‘][^“”\"‘’]{{0,12}}[”\"’]")
_RITUAL = re.compile(
    r"三个代表|[四两]个(?:意识|自信|维护|确立|全面|服从|伟大|务实)|八项规定|[一两三四五六七八九]位一体|[三两]个务必|两手[抓都]"
    r"|[三四五六七八九十]个(?:坚持|一律|一批|方面|强化|必须|关键)|一二三产|[一二三]产"
)
_NUMBER = re.compile(
    rf"(?<![A-Za-z\d.])\d+(?:[.,，]\d+)*(?![A-Za-z\d])|(?<![A-Za-z])[Xx×*]+(?=余?多?{_MEASURE}|[%％])"
    rf"|百分之{_NUMERAL}+|(?<![\u4e00\u7b2c])(?:[二两三四五六七八九]|{_NUMERAL}*[十百千]{_NUMERAL}*)[余多]?(?={_MEASURE})"
)


def concreteness(sentences: Iterable[tuple[str, str]], labels: Sequence[str]) -> Mapping[str, Concreteness]:
    """Gives for each label how concrete its sentences are, from pairs of text and label."""
    found = dict.fromkeys(labels, Concreteness())
    for text, label in sentences:
        if label in found:
            found[label] += of(text)
    return found


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
    documents = len(_DOCUMENT.findall(text)) if "《" in text else 0
    if not _ANY.search(text):
        return Concreteness(1, 0, documents, 0)
    rest = _MARKER.sub("", text.translate(_WIDE))
    rest = _DOCUMENT_NUMBER.sub("", _DOCUMENT.sub("", rest)) if documents else rest
    rest, dates = _DATE.subn("、", rest) if _DATED.search(rest) else (rest, 0)
    rest = _RITUAL.sub("", _ORDINAL.sub("、", _YEAR.sub("、", rest)))
    return Concreteness(1, len(_NUMBER.findall(rest)), documents, dates)
