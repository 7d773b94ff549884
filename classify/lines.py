"""Logical lines of a document: paragraphs rejoined where the text was hard-wrapped, markup and page furniture set apart."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from classify.characters import BLANKS, FURNITURE, NEVER_FIRST, NEVER_LAST, PLAIN_ENDS, WIDE, characters
from classify.kernels import BUILT
from classify.markers import marker
from classify.patterns import pattern
from classify.records import Line

_BREAKS = r"\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
_TAG = pattern(rf"</?[a-zA-Z][a-zA-Z0-9]*[^<>{_BREAKS}]{{0,400}}>|<!--[^{_BREAKS}]*?-->")
_INLINE_TAG = pattern(r"</?(?:b|i|u|em|strong|span|font|a|sup|sub|mark)\b", re.I)
_TOC_ENTRY = pattern(r"^.{2,60}?(?:\t+|[.．…·‥\-_]{3,}|[ \u3000]{3,})[ \t\u3000]*[（(]?\d{1,4}[）)]?\s*$")
_TOC_TITLE = pattern(r"^[\s\u3000]*目[ \t\u3000]*[录錄次][\s\u3000]*$")
_PAGE = pattern(
    r"^[\s\u3000]*(?:[-—–－~·]+[ \t]*\d{1,4}[ \t]*[-—–－~·]+|\d{1,4}"
    r"|第[ \t]*\d{1,4}[ \t]*页.{0,12}|\d{1,4}[ \t]*/[ \t]*\d{1,4}|[Pp]age[ \t]*\d+.*)[\s\u3000]*$"
)
_NOTICE = pattern(
    r"^[\s\u3000]*(?:#{2}\w+#{2}|={3,}|-{3,}|\*{2,}|_{3,}|~{3,}|`{3}.*"
    r"|下载|打印|全屏|收藏|加大|还原|减小|关闭|返回顶部|分享到?.{0,10}|复制链接|字号[：:].*|【?字号[：:]?.{0,12}】?|】|【|上一[篇页].*|下一[篇页].*|责任编辑[：:].*|编辑[：:].{0,10}"
    r"|来源[：:].{0,40}|(?:发布|发表|更新)?(?:时间|日期)[：:].{0,30}|作者[：:].{0,20}|阅读[次量数]*[：:]?\d.*|浏览[次量数]*[：:]?.*|点击[率数]*[：:]?\d.*|信息来源[：:].*"
    r"|!\[.*\]\(.*\)|https?://\S+|www\.\S+"
    r"|.*(?:关注|扫码|搜索|加入).{0,12}(?:公众号|微信|小程序|知识星球|QQ群|会员).{0,40}"
    r"|.{0,20}(?:公众号|微信号)[：:].{0,40}|.{0,20}(?:更多|海量)(?:材料|范文|文稿|公文|资料|精彩).{0,40}"
    r"|.*(?:版权归原作者|侵权.{0,6}删除|仅供(?:参考|学习|内部)|免责声明).*)[\s\u3000]*$"
)
_MARKDOWN = pattern(r"^[ \t\u3000]{0,3}(#{1,6})[ \t]*(?=[^#\s])")
_MARKDOWN_ROW = pattern(r"^[ \t]*\|.*\|[ \t]*$")
_ENDED = pattern(r"[。！？!?；;：:…][”’」』）)】》\"']*\s*$")
_BLANK = pattern(r"\n[ \t\u3000\xa0\r]*\n|\r[ \t\u3000\xa0]*\r")
_OPEN, _SEVERAL, _CONTENTS = 1, 8, 16
"""Looks of lines, as in c/lines.h."""

_ANYWHERE = pattern(  # begins with all characters that it may begin with, so that the engine skips the others quickly
    r"[\t<|公微小知Q会更海版侵仅免](?:(?<=[\t<|])|(?<=公)众号|(?<=微)信|(?<=小)程序|(?<=知)识星球|(?<=Q)Q群|(?<=会)员"
    r"|(?:(?<=更)多|(?<=海)量)(?:材料|范文|文稿|公文|资料|精彩)|(?<=版)权归原作者|(?<=侵)权|(?<=仅)供|(?<=免)责声明)"
)
"""What makes notices, tables and tags wherever it stands in a line."""

_SECTION = pattern(r"^(?!.*\d{4}).*(?:总结|回顾|情况|问题|不足|打算|计划|安排|目标|工作|做法|成效|体会|建议|措施).*$")

SENTENCE_END = pattern(r"[。！？；，,;]")
_SHORTEST_TITLE, LONGEST_TITLE = 3, 60
_new = tuple.__new__  # of a line, which takes three times as long by its name

_LONGEST_FURNITURE = 80  # characters; longer lines are no page numbers, notices or entries of a table of contents
_REPEATED = 3  # a short line that stands this often in a document is a page header or an advertisement, not a heading
_MIN_WRAPPED = 6  # fewer full lines than this are no evidence of hard wrapping
_AT_EDGE = 4  # widths, the fullest and those just below, that count as ending at the edge
_WRAPPED_SHARE = 0.33  # of the lines of a hard-wrapped text, at least this share ends at the edge
_LONGEST_WRAP = 200  # columns; wider lines are paragraphs
_INDENT = 4  # blanks before a line from which on they open a paragraph
_ALL_INDENTED = 0.8  # of all lines; where so many are indented, an indent tells nothing
_SHORTEST_WRAP = 40  # columns (20 Chinese characters); narrower full lines are lists or verse


def lines(text: str, compiled: bool = BUILT) -> tuple[Line, ...]:
    """Gives the logical lines of a decoded text, in order; white space between them belongs to none.

    With `compiled`, the compiled kernels find the physical lines and tell which of them need a closer look.
    """
    return lines_and_titles(text, compiled)[0]


def lines_and_titles(text: str, compiled: bool = BUILT) -> tuple[tuple[Line, ...], list[int]]:
    """Gives the logical lines of a decoded text, and the numbers of those that may be titles by their looks."""
    if compiled:
        return _compiled(text)
    spans, content = _spans(text)
    return _made(text, *_continued(text, *_rejoined(text, spans, _kinds(text, content))))


def may_be_title(line: str) -> bool:
    """Whether a line may be a title: short, no sentence, and without a list marker."""
    return (
        _SHORTEST_TITLE <= len(line) <= LONGEST_TITLE
        and line[-1] not in "。；"
        and not SENTENCE_END.search(line.rstrip())
        and marker(line.lstrip("#* ")) is None
        and not line.rstrip().endswith((":", "："))
    )


def _made(text: str, spans: list[tuple[int, int]], kinds: list[str]) -> tuple[tuple[Line, ...], list[int]]:
    """The lines and those that may be titles."""
    depths = [_depth(text[start:end]) if not kind else 0 for (start, end), kind in zip(spans, kinds, strict=True)] if "#" in text else []
    made = tuple([Line(*span, kind, depth) for span, kind, depth in zip(spans, kinds, depths or [0] * len(spans), strict=True)])
    return made, [i for i, line in enumerate(made) if not line.kind and may_be_title(text[line.start : line.end])]


def _depth(line: str) -> int:
    """How many heading marks of Markdown open a line."""
    mark = _MARKDOWN.match(line)
    return len(mark.group(1)) if mark else 0


def _compiled(text: str) -> tuple[tuple[Line, ...], list[int]]:
    """The lines and those that may be titles, found by the compiled kernels."""
    from classify import _kernels

    starts, ends, odd, titles, broken, lengths, columns = _kernels.lines(text, _cuts(text), characters())
    found = [_new(Line, (start, end, "", 0)) for start, end in zip(starts, ends, strict=True)]
    repeated = Counter(text[starts[i] : ends[i]] for i, look in odd if look & _SEVERAL)
    hanging = bool(starts) and text.startswith("---", starts[0])
    for i, look in odd:
        line = text[starts[i] : ends[i]]
        kind = _kind(line, repeated[line] >= _REPEATED, bool(look & _OPEN))
        hanging = hanging or look & _CONTENTS != 0
        if kind or line[0] == "#":
            found[i] = Line(starts[i], ends[i], kind, 0 if kind else _depth(line))
    if hanging:
        content = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        kinds = [line.kind for line in found]
        _mark_hanging(content, kinds)
        found = [line if line.kind == kind else Line(line.start, line.end, kind) for line, kind in zip(found, kinds, strict=True)]
    if lengths is not None and columns is not None:
        spans, kinds = list(zip(starts, ends, strict=True)), [line.kind for line in found]
        if _wrapped_at(text, spans, kinds, lengths, columns)[1]:
            return _made(text, *_continued(text, *_rejoined(text, spans, kinds)))
    if broken:
        return _made(text, *_continued(text, list(zip(starts, ends, strict=True)), [line.kind for line in found]))
    return tuple(found), [i for i in titles if not found[i].kind]


def _cuts(text: str) -> list[int]:
    """Where tags that break a line begin and end."""
    if "</" not in text:
        return []
    return [place for tag in _TAG.finditer(text) if not _INLINE_TAG.match(tag.group()) for place in tag.span()]


def _spans(text: str) -> tuple[list[tuple[int, int]], list[str]]:
    """Physical lines without the white space at their ends, and what they hold; cut again at markup tags that break a line."""
    spans, begin, cuts = [], 0, _cuts(text)
    for line in text.splitlines(keepends=True):
        end = begin + len(line)
        within = cuts[bisect_left(cuts, begin) : bisect_right(cuts, end)] if cuts else []
        for low, high in pairwise([begin, *within, end]):
            if held := text[low:high].strip():
                start = low + text[low:high].index(held[0])
                spans.append((start, start + len(held)))
        begin = end
    return spans, [text[start:end] for start, end in spans]


def _kinds(text: str, content: list[str]) -> list[str]:
    """The kind of each line that alone tells what it is, "" for the others."""
    often = {line for line, count in Counter(content).items() if count >= _REPEATED and len(line) <= 40}
    kinds = []
    risky = _ANYWHERE.search(text) is not None
    for line in content:
        open_to_all = line[0] in FURNITURE or (risky and _ANYWHERE.search(line) is not None)
        kinds.append("" if not open_to_all and line[-1] in PLAIN_ENDS else _kind(line, line in often, open_to_all))
    _mark_hanging(content, kinds)
    return kinds


def _mark_hanging(content: list[str], kinds: list[str]) -> None:
    """Marks the lines of front matter and of a table of contents, which hang together."""
    in_toc, front_matter = False, bool(content) and content[0] == "---"
    for i, line in enumerate(content):
        if front_matter:
            kinds[i] = "notice"
            front_matter = i == 0 or line != "---"
        elif line[0] == "目" and _TOC_TITLE.match(line):
            in_toc, kinds[i] = True, "toc"
        elif in_toc:
            in_toc = kinds[i] in ("toc", "page") or (len(line) <= 45 and not _ENDED.search(line) and line in content[i + 1 :])
            kinds[i] = "toc" if in_toc else kinds[i]


def _kind(line: str, repeated: bool, open_to_all: bool) -> str:
    """The kind of a line; all but its end and its repetition is looked at only where it is open to all kinds."""
    if open_to_all and _TAG.fullmatch(line):
        return "notice"
    if len(line) <= _LONGEST_FURNITURE:
        if open_to_all and _PAGE.match(line):
            return "page"
        if open_to_all and _NOTICE.match(line):
            return "notice"
        if (line[-1].isdecimal() or line[-1] in "）)") and _TOC_ENTRY.match(line):
            return "toc"
        if repeated and not _ENDED.search(line) and marker(line) is None and not _SECTION.search(line):
            return "notice"
    if open_to_all and (_MARKDOWN_ROW.match(line) or line.count("\t") >= 2):
        return "table"
    return ""


def _rejoined(text: str, spans: list[tuple[int, int]], kinds: list[str]) -> tuple[list[tuple[int, int]], list[str]]:
    """Joins the lines that a fixed width broke; page furniture between two halves stays a line of its own."""
    indents = [_before(text, start) if start and text[start - 1] in BLANKS else "" for start, _ in spans]
    widths, full = _wrapping(text, [(start - len(indent), end) for indent, (start, end) in zip(indents, spans, strict=True)], kinds)
    if not full:
        return spans, kinds
    indents_tell = sum(map(bool, indents)) < _ALL_INDENTED * len(spans)
    joined: list[tuple[int, int]] = []
    joined_kinds: list[str] = []
    open_line = ended = False
    for (start, end), kind, width, indent in zip(spans, kinds, widths, indents, strict=True):
        line = text[start:end]
        indented = indents_tell and (indent.endswith("\u3000\u3000") or len(indent) >= _INDENT)
        parted = ended and (marker(line) is not None or _BLANK.search(text, joined[-1][1], start) is not None)
        if open_line and not kind and not indented and not parted and not _MARKDOWN.match(line):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
            joined_kinds.append(kind)
        ended = _ENDED.search(line) is not None
        open_line = not kind and (width >= full - 1 if ended else width >= 0.88 * full)
    return joined, joined_kinds


def _continued(text: str, spans: list[tuple[int, int]], kinds: list[str]) -> tuple[list[tuple[int, int]], list[str]]:
    """Joins a line to the one before where no writer ends a line: before a closing mark, or after a comma."""
    if not any(text[start] in NEVER_FIRST or text[end - 1] in NEVER_LAST for start, end in spans):
        return spans, kinds
    joined: list[tuple[int, int]] = []
    joined_kinds: list[str] = []
    for (start, end), kind in zip(spans, kinds, strict=True):
        plain = joined and not kind and not joined_kinds[-1]
        if plain and (text[start] in NEVER_FIRST or (text[joined[-1][1] - 1] in NEVER_LAST and marker(text[start:end]) is None)):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
            joined_kinds.append(kind)
    return joined, joined_kinds


def _before(text: str, start: int) -> str:
    """The white space between the begin of a line and its first character."""
    begin = start
    while begin and text[begin - 1] in BLANKS:
        begin -= 1
    return text[begin:start]


def _wrapping(text: str, spans: list[tuple[int, int]], kinds: list[str]) -> tuple[list[int], int]:
    """The widths of all lines and the width at which the text was wrapped, 0 where it was not.

    Widths count characters or columns, whichever fits better. A text counts as wrapped where a third of its lines end
    within a few places of one width and hardly any is wider.
    """
    return _wrapped_at(text, spans, kinds, [end - start for start, end in spans], _columns(text, spans))


def _wrapped_at(text: str, spans: list[tuple[int, int]], kinds: list[str], lengths: list[int], columns: list[int]) -> tuple[list[int], int]:
    edges = _edges(lengths, kinds, _SHORTEST_WRAP // 2)
    edges_of_columns = _edges(columns, kinds, _SHORTEST_WRAP)
    if not edges and not edges_of_columns:
        return [], 0
    if sum(marker(text[start:end]) is not None for start, end in spans) > len(spans) / 2:
        return [], 0  # a list whose items happen to be of one length
    best: tuple[float, list[int], int] = (0.0, [], 0)
    for widths, found in ((lengths, edges), (columns, edges_of_columns)):
        for full, excess in found:
            if excess > best[0]:
                best = (excess, widths, full)
    return best[1], best[2]


def _edges(widths: list[int], kinds: list[str], shortest: int) -> list[tuple[int, int]]:
    """The widths at which a text may have been wrapped, each with how many more lines end there than go beyond."""
    plain = sorted([width for width, kind in zip(widths, kinds, strict=True) if not kind])
    needed = max(_MIN_WRAPPED, math.ceil(_WRAPPED_SHARE * len(plain)))
    dense = {
        full for low, high in zip(plain, plain[needed - 1 :], strict=False) if high - low < _AT_EDGE for full in range(high, low + _AT_EDGE)
    }
    found = []
    for full in sorted(dense):
        if shortest <= full <= min(plain[-1], _LONGEST_WRAP):
            upto = bisect_right(plain, full)
            at_edge, beyond = upto - bisect_left(plain, full - _AT_EDGE + 1), len(plain) - upto
            if at_edge >= max(needed, 3 * beyond):
                found.append((full, at_edge - beyond))
    return found


def _columns(text: str, spans: list[tuple[int, int]]) -> list[int]:
    """Columns of each line on a terminal: a Chinese character takes two."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    wide = np.zeros(len(codes) + 1, dtype=np.int64)
    np.cumsum(_wide().take(codes, mode="clip"), out=wide[1:])
    bounds = np.array(spans, dtype=np.int64).reshape(-1, 2)
    return (bounds[:, 1] - bounds[:, 0] + wide[bounds[:, 1]] - wide[bounds[:, 0]]).tolist()  # type: ignore[no-any-return]


@cache
def _wide() -> NDArray[np.int64]:
    """1 for each code point that takes two columns; the last entry stands for all above."""
    table = np.zeros(WIDE[-1][1] + 2, dtype=np.int64)
    for low, high in WIDE:
        table[low : high + 1] = 1
    return table
