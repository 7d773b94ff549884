"""Words of a text: normalised (masks, numbers, widths) and segmented with jieba's dictionary and the genre's own words.

Two engines give the same words: rjieba (fast, compiled) and jieba (pure Python, the reference). Both run without the
hidden Markov model for unknown words, so that the words depend on the dictionary alone, and both hold a tokenizer of
their own: jieba's global one is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from classify.errors import ClassifyError

Segment = Callable[[str], list[str]]

DICTIONARY = Path(__file__).with_name("words.txt")
"""The genre's words, one a line: word and frequency. `XX县` and `D建` need none: `normalise` writes them out."""

_CHINESE_MARKS = "，：；！？（）"
_WIDTHS: dict[int, str] = {0xFF01 + i: chr(0x21 + i) for i in range(94)} | {0x3000: " "}
_WIDTHS |= {ord(ascii_mark): mark for ascii_mark, mark in zip(",:;!?()", _CHINESE_MARKS, strict=True)}
_WIDTHS |= {ord(mark): mark for mark in _CHINESE_MARKS}
_WIDTHS |= dict.fromkeys(map(ord, "「『〝"), "“") | dict.fromkeys(map(ord, "」』〞"), "”")
_PARTY = re.compile(r"(?<![A-Za-z])D(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])D(?![A-Za-z0-9])")
_NUMBER = re.compile(r"\d+(?:[.,，]\d+)*|[〇零]?[XxＸ×*]+(?=[余多]?[万亿千百元吨亩株名人个项次件户家套%％年月日])")
_MASK = re.compile(r"[Xx×*]+(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[Xx×*]+")
_SPACE = re.compile(r"\s+")


def normalise(text: str) -> str:
    """Gives the text with masks and numbers made alike: D建 is 党建, XX县 is 某县, 42.6万 and X万 are 0万.

    Years keep their four digits. Full-width letters and digits become ASCII, ASCII commas and brackets Chinese ones.

    >>> normalise("ＸＸ县D建投入Ｘ万元，增长5.8%，2023年")
    '某县党建投入0万元，增长0%，2023年'
    """
    text = text.translate(_WIDTHS)
    text = _SPACE.sub("", text)
    text = _PARTY.sub("党", text)
    text = _NUMBER.sub(_number, text)
    return _MASK.sub("某", text)


def _number(found: re.Match[str]) -> str:
    digits = found.group()
    return digits if len(digits) == 4 and digits[:2] in ("19", "20") and digits.isdigit() else "0"


@cache
def segmenter(dictionary: Path = DICTIONARY, engine: str = "rjieba") -> Segment:
    """Gives a function from text to its words.

    `engine` is "rjieba" or "jieba". Raises ClassifyError where the dictionary cannot be read or the engine is unknown.
    """
    entries = tuple(_entries(dictionary))
    if engine == "rjieba":
        return _rjieba(entries)
    if engine == "jieba":
        return _jieba(entries)
    raise ClassifyError(f"unknown segmentation engine {engine!r}; use rjieba or jieba")


def _entries(dictionary: Path) -> Iterable[tuple[str, int]]:
    try:
        lines = dictionary.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ClassifyError(f"{dictionary}: the user dictionary cannot be read ({error}); it is UTF-8 text, a word a line") from error
    for number, line in enumerate(lines, start=1):
        parts = line.split()
        if not parts or parts[0].startswith("#"):
            continue
        if len(parts) > 1 and not parts[1].isdigit():
            raise ClassifyError(f"{dictionary}:{number}: {parts[1]!r} is no frequency; a line is a word, or a word and a whole number")
        yield parts[0], int(parts[1]) if len(parts) > 1 else 1000


@cache  # models with the same words share a tokenizer
def _rjieba(entries: tuple[tuple[str, int], ...]) -> Segment:
    from rjieba import Jieba

    tokenizer = Jieba()
    for word, frequency in entries:
        tokenizer.add_word(word, frequency, "n")

    def segment(text: str) -> list[str]:
        return list(tokenizer.cut(text, hmm=False))

    return segment


@cache
def _jieba(entries: tuple[tuple[str, int], ...]) -> Segment:
    import logging
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42 uses invalid escapes and pkg_resources
        import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for word, frequency in entries:
        tokenizer.add_word(word, frequency)

    def segment(text: str) -> list[str]:
        return list(tokenizer.lcut(text, HMM=False))

    return segment
