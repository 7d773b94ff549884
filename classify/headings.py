"""Headings and leads of a report: which of its pieces announce others, and the path of headings above each piece."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from classify.characters import STOPS
from classify.markers import Marker
from classify.patterns import pattern
from classify.pieces import COUNTED, ENDED, Pieces

SECTION_WORD = pattern(
    r"(?:总结|回顾|情况|问题|不足|困难|短板|差距|原因|打算|计划|安排|思路|目标|任务|重点|工作|做法|成效|成绩|亮点|经验|体会|建议|措施|方面|展望|要求|概况|简介|背景|结语|前言|引言|附件)(?:[与和及、].{0,10})?[：:]?$"
)
_YEAR = pattern(r"(?:19|20)\d\d年?[：:\s]|今年|明年|去年|过去|今后|下一?步|下半年|上半年")
_TOPIC = pattern(r"^[^，,；;：:。！？!?\d“”（）()《》]{4,18}。$|^[^；;：:。！？!?\d《》，]{3,14}，[^，,；;：:。！？!?\d《》]{3,14}。$")
_TOPIC_VERB = pattern(
    r"^(?:一手|更加|进一步|持续|不断|着力|大力|努力|切实|全力|全面|积极|扎实|深入|认真|加快|稳步|有序|奋力|主动|严格|突出|坚持|牢固|统筹|高标准|高质量)?"
    r"(?:加强|加大|推进|推动|提升|提高|深化|强化|完善|优化|培育|发展|壮大|做好|做强|做优|做实|做大|抓好|抓实|抓紧|狠抓|紧抓|落实|规范|健全|创新|转变|加快|夯实|筑牢|聚焦|突出|严格|严把|严守|改善|保障"
    r"|促进|构建|打造|拓展|实施|注重|繁荣|维护|引导|开展|调整|搞好|搞活|扩大|巩固|建设|建立|压实|拓宽|激发|稳定|节约|盘活|理顺|整治|打好|用好|用活|守住|守牢|守好|聚力|丰富|扶持|调动|支持|防范|化解)"
)
_TOPIC_RESULT = pattern(
    r"(?:稳步|不断|持续|进一步|明显|显著|全面|扎实|成效|取得|迈出|迈上|得到|再上|加快|健全|增强|改善|加强|提升|提高|优化|发展|推进|好转|加大|壮大|深化|见效|突破|向好|回升|繁荣|进步|改观|有序|有力|稳定)"
    r"(?:[\u4e00-\u9fff]{0,9})。$"
)
_TELLS = pattern(
    r"[了过]|是|已|为.{0,4}提供|有待|不足|不够|不强|不高|存在|完成|共|未|没|感谢|我|他|她|它|你|们|大家|同时|今后|下一步|首先|其次|问题|困难|谢|受到|在.{2,}下|因此|但|也|都|还|就|才|必须|应当"
)
_LONGEST_ANNOUNCEMENT = 30  # characters; no topic is longer
_SHORT_TOPIC = pattern(r"^[^，,；;：:。！？!?\d“”（）()]{2,11}。$")
_LONGEST_NAMED = 12  # characters of a short topic with its full stop
_PARALLEL = 3  # paragraphs in a row that open alike are a list with topics
_COUNTED = pattern(
    r"\d[\d.,．，]*\s*(?:[%％‰万亿千百个项件次人名户家处套场份篇条期批公里米吨亩元册台辆座所头株天小时]|余|多)|[Xx×]{1,}[万亿]"
)
ANNOUNCES = pattern(r"(?:如下|以下|下面|几点|几个?方面|方面|几项|主要|包括|有|是)[\u4e00-\u9fff]{0,12}[：:]$")
_LONGEST_HEADING = 45
_LONGEST_ITEM = 16  # characters; a longer item in a list whose last item had no body has none either
_LONGEST_LEAD = 46
_LONGEST_TOPIC = 26
_LONGEST_INNER_TOPIC = 11  # characters of a topic within a paragraph
_LEAD_TO_BODY = 3  # a topic within a paragraph is at most a third as long as its usual sentence
_PLAIN = "plain"
_ENDS = (*STOPS, ";")  # what makes a piece ENDED
RANKS = {scheme: rank for rank, scheme in enumerate(("chapter", "cn", "(cn)", "1.", "(1)", "①", "ordinal", "item", "dash"))}
"""Numbering schemes from the outermost to the innermost."""


def mark_headings(pieces: Pieces) -> None:
    """Tells headings and leads from sentences: a heading is short and has a body below it or behind it."""
    kinds, lines, marks, alone, starts, ends = pieces.kinds, pieces.lines, pieces.marks, pieces.alone, pieces.starts, pieces.ends
    indents = pieces.indents
    parallel = _parallel(pieces)
    led = -1  # the last line that holds a lead
    bare: set[str] = set()  # numbering schemes whose last item was a sentence without a body
    for i, look in pieces.looks.items():
        if kinds[i] != "sentence":
            continue
        mark = marks.get(i)
        if mark is not None:
            if mark.first:
                bare.discard(mark.scheme)
        elif i not in pieces.dirty and i not in indents:
            most = _LONGEST_ANNOUNCEMENT if look & ENDED or not alone[i] else _LONGEST_HEADING
            if ends[i] - starts[i] > most:
                continue
        if alone[i] or i in indents:
            _mark_line(pieces, i, look, mark, bare)
            continue
        following = pieces.following(i)
        if following is None or lines[following] != lines[i]:
            continue
        if mark is None:
            lead = lines[i] in parallel or _is_topic(pieces, i, following)
        else:
            lead = _is_lead(pieces.line(i), mark, marks.get(following))
        if lead:
            kinds[i] = "heading" if mark is not None and mark.scheme not in ("item", "dash", "①") else "lead"
            led = lines[i]
        if led == lines[i]:
            _mark_topics(pieces, i)


def _mark_topics(pieces: Pieces, i: int) -> None:
    """Marks the topics among the pieces between one that opens a line, or an item in it, and the next: the line has a lead."""
    kinds, lines, heads, starts, ends, dirty = pieces.kinds, pieces.lines, pieces.heads, pieces.starts, pieces.ends, pieces.dirty
    for j in range(i + 1, len(pieces)):
        if heads[j]:
            return
        if kinds[j] != "sentence" or (ends[j] - starts[j] > _LONGEST_INNER_TOPIC and j not in dirty):
            continue
        following = pieces.following(j)
        if following is None or lines[following] != lines[j]:
            continue
        if _is_topic(pieces, j, following) and len(pieces.line(j)) * _LEAD_TO_BODY <= _usual(pieces, j):
            kinds[j] = "lead"


def _mark_line(pieces: Pieces, i: int, look: int, mark: Marker | None, bare: set[str]) -> None:
    """Marks a whole line, or one that opens with Markdown heading marks, where it is a heading."""
    line = pieces.line(i)
    if i in pieces.dirty:
        look = COUNTED | ENDED * line.endswith(_ENDS)
    if i in pieces.indents or (i in pieces.dirty and _bold(pieces.raw(i))):
        if pieces.alone[i] and len(line) <= 2 * _LONGEST_HEADING:
            pieces.kinds[i] = "heading"
        return
    following = pieces.following(i)
    if mark is None:
        heading = _is_bare_heading(line, look, pieces, following)
    else:
        heading = _is_numbered_heading(line, look, mark, pieces, following, bare) and not _labels_a_list(mark, pieces, following)
    if heading:
        pieces.kinds[i] = "heading"
        if mark is not None and bare:
            bare -= {scheme for scheme in bare if RANKS[scheme] > RANKS[mark.scheme]}
    elif mark is not None:
        bare.add(mark.scheme)


def _usual(pieces: Pieces, i: int) -> float:
    """The usual length of the sentences of one line, that of the i-th piece, leads and run-in headings among them."""
    from statistics import median  # slow to start with, and seldom needed

    first, last = bisect_left(pieces.lines, pieces.lines[i]), bisect_right(pieces.lines, pieces.lines[i])
    return median([pieces.ends[j] - pieces.starts[j] for j in range(first, last) if pieces.kinds[j] in ("sentence", "heading", "lead")])


def _parallel(pieces: Pieces) -> set[int]:
    """Lines that open, three or more in a row, each with a topic of a few characters (关于招商。 …… 关于拆迁。 ……)."""
    found: set[int] = set()
    row: list[int] = []
    starts, ends, alone = pieces.starts, pieces.ends, pieces.alone
    if sum([ends[i] - starts[i] <= _LONGEST_NAMED and not alone[i] for i in pieces.looks]) < _PARALLEL:
        return found
    for i in pieces.looks:
        if pieces.alone[i] or pieces.kinds[i] != "sentence":
            continue
        named = pieces.ends[i] - pieces.starts[i] <= _LONGEST_NAMED and i not in pieces.marks
        short = named and _SHORT_TOPIC.match(pieces.raw(i))
        following = pieces.following(i) if short else None
        row = [*row, pieces.lines[i]] if following is not None and pieces.lines[following] == pieces.lines[i] else []
        if len(row) >= _PARALLEL:
            found.update(row)
    return found


def _labels_a_list(mark: Marker | None, pieces: Pieces, following: int | None) -> bool:
    """Whether what follows an inner item is the label of another list (新申请单位：), so that the item has no body."""
    if mark is None or _rank(mark) < RANKS["1."] or following is None:
        return False
    return pieces.alone[following] and following not in pieces.marks and pieces.raw(following).endswith(("：", ":"))


def _bold(line: str) -> bool:
    return line.startswith("**") and line.endswith("**") and len(line) <= _LONGEST_HEADING and not re.search(r"[。；]", line)


def _is_numbered_heading(line: str, look: int, mark: Marker, pieces: Pieces, following: int | None, bare: set[str]) -> bool:
    """Whether a whole line with a list marker is a heading: with a body below it."""
    ended = bool(look & ENDED)
    if following is None:
        return not ended and len(line) <= 12 and bool(SECTION_WORD.search(line))
    below = pieces.marks.get(following)
    if mark.scheme == "item":
        return not ended and len(line) <= _LONGEST_TOPIC and not pieces.alone[following] and below is None
    if line.endswith(("；", ";")) or len(line) > _LONGEST_HEADING + 10 * (mark.scheme in ("cn", "(cn)")):
        return False
    if below is not None and _rank(below) <= _rank(mark):
        return not ended and _rank(mark) <= 1 and bool(SECTION_WORD.search(line))
    if (ended or len(line) > _LONGEST_ITEM) and mark.scheme in bare:
        return False
    if ended and mark.scheme in ("①", "(1)", "dash"):
        return False
    return line.count("，") <= (2 if ended else 3) and not _is_counted(line[mark.length :], look)


def _is_bare_heading(line: str, look: int, pieces: Pieces, following: int | None) -> bool:
    """Whether a whole line without a list marker is a heading: a short topic."""
    if following is None:
        return False
    if line.endswith(("：", ":")):
        return len(line) <= 14 and bool(SECTION_WORD.search(line)) and not ANNOUNCES.search(line)
    if look & ENDED:
        return _announces(line) and pieces.ends[following] - pieces.starts[following] > len(line)
    if line.endswith(("，", ",", "、")) or _is_counted(line, look):
        return False
    return len(line) <= _LONGEST_HEADING and (line.count("，") + line.count(",") <= 2 or len(line) <= 30)


def _is_counted(text: str, look: int) -> bool:
    return bool(look & COUNTED) and _COUNTED.search(text) is not None


def _rank(mark: Marker) -> int:
    return RANKS[mark.scheme]


def _is_lead(line: str, mark: Marker, below: Marker | None) -> bool:
    """Whether the first sentence of a line or item only announces the sentences that follow it in the line."""
    if not line.endswith(("。", "：", ":", "！", "？")):
        return False
    if below is not None and _rank(below) <= _rank(mark):
        return False
    topic = line[mark.length :]
    if "：" in topic[:-1]:
        return False
    numbered = mark.scheme in ("cn", "(cn)", "1.", "chapter")
    if len(topic) > (_LONGEST_LEAD if numbered else 36) or topic.count("，") > (2 if numbered and len(topic) <= 36 else 1):
        return False
    return not _COUNTED.search(topic)


def _is_topic(pieces: Pieces, i: int, following: int) -> bool:
    """Whether an unnumbered short sentence is the topic (加强公务用车管理。) of the longer ones behind it."""
    line = pieces.line(i)
    if len(line) > (_LONGEST_TOPIC if pieces.heads[i] else _LONGEST_INNER_TOPIC) or not _announces(line):
        return False
    return following not in pieces.marks and pieces.ends[following] - pieces.starts[following] >= 1.5 * len(line)


def _announces(line: str) -> bool:
    """Whether a short sentence is worded as a topic: a bare measure, or a result without its facts."""
    if len(line) > _LONGEST_ANNOUNCEMENT or not _TOPIC.match(line) or _TELLS.search(line):
        return False
    return bool(_TOPIC_VERB.match(line) or _TOPIC_RESULT.search(line))


def place(pieces: Pieces) -> None:
    """Finds the path of headings above each piece, and the lead that announces it."""
    texts: tuple[str, ...] = ()
    schemes: list[str] = []
    numbers: dict[tuple[str, ...], int] = {(): 0}
    above = [0]  # numbers of the paths that lead to the one that is reached, itself the last
    sections: list[int] = []
    section = 0
    for i, kind in enumerate(pieces.kinds):
        if kind == "sentence":
            continue
        if kind == "heading":
            sections += [section] * (i - len(sections))
            text = pieces.words(i)
            scheme, kept = _below(schemes, pieces, i, text)
            texts = (*texts[:kept], text)
            del schemes[kept:], above[kept + 1 :]
            sections.append(above[kept])
            section = numbers.setdefault(texts, len(numbers))
            schemes.append(scheme)
            above.append(section)
        elif kind == "lead":
            _announce(pieces, i)
    pieces.sections = sections + [section] * (len(pieces) - len(sections))
    pieces.paths = list(numbers)


def _announce(pieces: Pieces, i: int) -> None:
    """Gives a lead to the pieces that it announces: those behind it in its line, as far as the next item."""
    lead = pieces.words(i)
    for j in range(i + 1, len(pieces)):
        mark = pieces.marks.get(j)
        if pieces.lines[j] != pieces.lines[i] or pieces.kinds[j] == "heading" or (mark is not None and mark.scheme == "item"):
            break
        pieces.leads[j] = lead
        if pieces.kinds[j] == "lead":
            break


def _below(schemes: Sequence[str], pieces: Pieces, i: int, text: str) -> tuple[str, int]:
    """The scheme of a heading, and how many headings of a path, whose schemes are given, stay above it.

    One of a scheme in the path takes its place, one of a new scheme goes below. The schemes of Markdown are # to ######.
    """
    mark = pieces.marks.get(i)
    if pieces.indents and (indent := pieces.indents.get(i, 0)):
        scheme = "#" * indent
        return scheme, next((place for place, above in enumerate(schemes) if not above.startswith("#") or above >= scheme), len(schemes))
    if mark is None:
        if pieces.alone[i] and (SECTION_WORD.search(text) or _YEAR.search(text)):
            return _PLAIN, 0
        return _PLAIN, schemes.index(_PLAIN) if _PLAIN in schemes else len(schemes)
    scheme = mark.scheme
    if scheme in schemes:
        return scheme, schemes.index(scheme)
    if scheme in ("chapter", "cn") and not mark.first:
        return scheme, int(bool(schemes) and (schemes[0][0] == "#" or schemes[0] in ("chapter", _PLAIN)))
    return scheme, len(schemes)
