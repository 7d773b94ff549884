"""Years that titles and opening lines name, in whatever numerals, and which of them a report reports on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from classify.patterns import pattern

_DIGITS = {
    "0": "０〇○◯零OoＯОo",  # the letters too: many a typist takes them for the round zero
    **{str(digit): f"{chr(0xFF10 + digit)}{numeral}" for digit, numeral in enumerate("一二三四五六七八九", start=1)},
}
_PLAIN = {ord(other): digit for digit, others in _DIGITS.items() for other in others}
_ANY = f"[0-9{''.join(_DIGITS.values())}]"
_ONE, _TWO, _NINE, _ZERO = (f"[{digit}{_DIGITS[digit]}]" for digit in "1290")
_RUN = pattern(  # begins with the characters that it may begin with, so that the engine skips the others quickly
    rf"[{_ONE[1:-1]}{_TWO[1:-1]}](?:(?<={_ONE}){_NINE}|(?<={_TWO}){_ZERO})(?<!{_ANY}..){_ANY}{{2}}(?!{_ANY})"
)
_OPENS_YEAR = pattern(rf"[{_ONE[1:-1]}{_TWO[1:-1]}](?:(?<={_ONE}){_NINE}|(?<={_TWO}){_ZERO})")
_SPAN = r"[—―–\-－~～〜至到/／]+"
_NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_YEAR = pattern(
    rf"(?P<year>(?:19|20)\d\d)\s*(?:年度?|度)?\s*(?:{_SPAN}\s*(?P<last>(?:19|20)?\d\d))?\s*(?:学年|财年|年度?|[上下]半年|度)"
    rf"(?:\s*(?P<month>{_NUMBER})\s*月(?P<day>\s*(?:{_NUMBER})\s*[日号])?(?P<alone>\s*(?:[）)]|$))?)?"
)
_BARE_YEAR = pattern(rf"(?<![\d〔\[])(?:(?:19|20)\d\d\s*{_SPAN}\s*)?((?:19|20)\d\d)(?![\d〕\]])")
_DONE = pattern(r"总结|小结|回顾|情况|述职|汇报|报告|自查|自评|考核|鉴定")
_AHEAD = pattern(r"计划|打算|思路|安排|要点|草案|目标|展望|部署")
_GIVEN = pattern(r"工作报告")  # at a congress, on the year before
_LONGEST_PLACE = 12  # characters of the place whose government reports
_SINCE = pattern(r"[从自\d](?:(?<=\d)\d{3}\s*年[^，。；]{0,6}至今|(?<!\d)\s*\d{4}\s*年[^，。；]{0,12})")
"""Since when something is so: that year is not the one reported on."""

_EARLY = 4  # months; a report given until then is on the year before


class _Named(NamedTuple):
    """A year in a text: `dated` where it is part of a date, `ahead` where what follows it lies ahead."""

    year: int
    dated: bool = False
    month: int = 0
    ahead: bool = False


def plain_years(text: str) -> str:
    """Gives a text with years from 1900 to 2099 in Arabic numerals, as long as before.

    >>> plain_years("二〇一六年十二月、二○一七年和２０１８年")
    '2016年十二月、2017年和2018年'
    """
    return _RUN.sub(lambda found: found.group().translate(_PLAIN), text)


def has_year(text: str) -> bool:
    """Whether a text names a year."""
    return _YEAR.search(plain_years(text)) is not None


def year_of(title: str, opening: Sequence[str] = ()) -> int | None:
    """Gives the year reported on: that of the title, else the first in the opening lines; of a span its last.

    Years that a title plans for and dates on which a report is given count where no other is named. A report to a
    congress (政府工作报告) is named after the year in which it is given; what it reports on is the year before.

    >>> year_of("2023年工作总结和2024年工作计划"), year_of("二〇一九—二〇二〇年度工作总结")
    (2023, 2020)
    """
    plain = plain_years(title)
    named = _named(plain)
    told = [one for one in named if not one.dated and not one.ahead] or [one for one in named if not one.dated]
    if told and "政府工作报告" not in title:
        return told[0].year
    if told:
        year = told[0].year
        given = re.search(rf"{year}年.{{0,{_LONGEST_PLACE}}}政府工作报告", plain)
        return year - 1 if given or any(one.year == year - 1 for one in _of_opening(opening)) else year
    if bare := _BARE_YEAR.search(_YEAR.sub("", plain)):
        return int(bare.group(1))
    if named and _GIVEN.search(title):
        return named[0].year - (0 < named[0].month <= _EARLY)
    dates = named
    for one in _of_opening(opening):
        if not one.dated:
            return one.year
        dates = [*dates, one]
    if not dates:
        return None
    return dates[0].year - (_GIVEN.search(title) is not None and 0 < dates[0].month <= _EARLY)


def _of_opening(opening: Sequence[str]) -> Iterator[_Named]:
    """The years that opening lines name, without those since when something is so if there are others."""
    lines: list[str] = []
    found = False
    for line in opening:
        if _OPENS_YEAR.search(line):
            lines.append(plain_years(line))
            for one in _named(_SINCE.sub("", lines[-1])):
                found = True
                yield one
    if not found:
        for line in lines:
            yield from _named(line)


def _named(text: str) -> list[_Named]:
    """The years that a text with plain years names."""
    matches = list(_YEAR.finditer(text))
    ends = [match.start() for match in matches[1:]] + [len(text)]
    return [
        _Named(
            _last(match),
            match["day"] is not None or match["alone"] is not None,
            _month(match["month"] or ""),
            _lies_ahead(text[match.end() : end]),
        )
        for match, end in zip(matches, ends, strict=False)
    ]


def _last(match: re.Match[str]) -> int:
    """The last year of a span; one that is written with two digits is in the century of the first."""
    first, last = int(match["year"]), match["last"]
    if last is None:
        return first
    year = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    return year if first < year else first


def _month(text: str) -> int:
    """The month that Arabic or Chinese numerals tell, 0 where there are none."""
    if text.isdecimal():
        return int(text)
    return 10 * ("十" in text) + "一二三四五六七八九".find(text[-1:] or "-") + 1


def _lies_ahead(text: str) -> bool:
    ahead = _AHEAD.search(text)
    return ahead is not None and ((done := _DONE.search(text)) is None or ahead.start() < done.start())
