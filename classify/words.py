"""Words of a text: normalised (masks, numbers, widths) and segmented with jieba's dictionary and the genre's own words.

Two engines give the same words: rjieba (fast, compiled) and jieba (pure Python, the reference). Both run without the
hidden Markov model for unknown words, so that the words depend on the dictionary alone, and both hold a tokenizer of
their own: jieba's global one is never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from classify.errors import ClassifyError
from classify.patterns import pattern

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Segment = Callable[[str], list[str]]

BEGIN, END = "\x02", "\x03"
"""Stand for the begin and end of a sentence; no normalised text holds them."""

DICTIONARY = Path(__file__).with_name("words.txt")
"""The genre's words, one a line: word and frequency. `XX县` and `D建` need none: `normalise` writes them out."""

_CHINESE_MARKS = "，：；！？（）"
WIDTHS: dict[int, str] = {0xFF01 + i: chr(0x21 + i) for i in range(94)} | {0x3000: " "}
WIDTHS |= {ord(ascii_mark): mark for ascii_mark, mark in zip(",:;!?()", _CHINESE_MARKS, strict=True)}
WIDTHS |= {ord(mark): mark for mark in _CHINESE_MARKS}
WIDTHS |= dict.fromkeys(map(ord, "「『〝"), "“") | dict.fromkeys(map(ord, "」』〞"), "”")
"""What code points are written as where the same mark or letter has several widths."""

# Each pattern begins with what it looks for: the engine then skips all other characters quickly.
_PARTY = pattern(r"D(?:(?<![A-Za-z]D)(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]D)(?![A-Za-z0-9]))")
_NUMBER = pattern(r"\d(?<!\d\d)(?!(?:(?<=1)9|(?<=2)0)\d\d(?!\d|[.,，]\d))\d*(?:[.,，]\d+)*")  # all but a year
_MASKED = pattern(  # a number, or else a name, that is written as XX
    r"[〇零Xx×*](?:(?:(?<=[〇零])[Xx×*]+|(?<=[Xx×*])[Xx×*]*)(?=[余多]?[万亿千百元吨亩株名人个项次件户家套%％年月日])"
    r"|(?P<name>(?<=[Xx×*])(?:[Xx×*]*(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff][Xx×*])[Xx×*]*)))"
)
_MASKS = "Xx×*"
_LONG = 500  # characters; from here on a table for all code points is faster than str.translate


def normalise(text: str) -> str:
    """Gives the text with masks and numbers made alike: D建 is 党建, XX县 is 某县, 42.6万 and X万 are 0万.

    Years keep their four digits. Full-width letters and digits become ASCII, ASCII commas and brackets Chinese ones.

    >>> normalise("ＸＸ县D建投入Ｘ万元，增长5.8%，2023年")
    '某县党建投入0万元，增长0%，2023年'
    """
    return normalised_together(_open(text))


def normalised(texts: Sequence[str]) -> list[str]:
    """Gives many texts normalised, all at once, which is faster than one by one."""
    return normalised_together(together(texts))[1:-1].split(END + BEGIN) if texts else []


def together(texts: Sequence[str]) -> str:
    """Gives many texts as one, each between BEGIN and END, which are taken out of the texts."""
    if not texts:
        return ""
    joined = (END + BEGIN).join(texts)
    if joined.count(BEGIN) >= len(texts) or joined.count(END) >= len(texts):
        joined = (END + BEGIN).join(map(_open, texts))
    return f"{BEGIN}{joined}{END}"


def _open(text: str) -> str:
    """A text without BEGIN and END."""
    return text.replace(BEGIN, "").replace(END, "")


def normalised_together(text: str) -> str:
    """Gives texts that were put together, with each of them normalised."""
    text = _translated(text) if len(text) >= _LONG else text.translate(WIDTHS)
    text = "".join(text.split())
    if "D" in text:
        text = _PARTY.sub("党", text)
    text = _NUMBER.sub("0", text)
    if any(mask in text for mask in _MASKS):
        text = _MASKED.sub(lambda found: "0" if found["name"] is None else "某", text)
    return text


def _translated(text: str) -> str:
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    found = np.where(codes < len(_table()), _table().take(codes, mode="clip"), codes)
    return found.tobytes().decode("utf-32-le", "surrogatepass")


@cache
def _table() -> NDArray[np.uint32]:
    import numpy as np

    table = np.arange(max(WIDTHS) + 1, dtype=np.uint32)
    for code, written in WIDTHS.items():
        table[code] = ord(written)
    return table


@cache
def segmenter(dictionary: Path = DICTIONARY, engine: str = "rjieba") -> Segment:
    """Gives a function from text to its words.

    `engine` is "rjieba" or "jieba". Raises ClassifyError where the dictionary cannot be read or the engine is unknown.
    """
    known = tuple(entries(dictionary))
    if engine == "rjieba":
        return _rjieba(known)
    if engine == "jieba":
        return _jieba(known)
    raise ClassifyError(f"unknown segmentation engine {engine!r}; use rjieba or jieba")


def entries(dictionary: Path = DICTIONARY) -> Iterable[tuple[str, int]]:
    """Gives the words of a user dictionary and their frequencies. Raises ClassifyError where it cannot be read."""
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


def _rjieba(known: tuple[tuple[str, int], ...]) -> Segment:
    from rjieba import Jieba

    tokenizer = Jieba()
    for word, frequency in known:
        tokenizer.add_word(word, frequency, "n")

    def segment(text: str) -> list[str]:
        return list(tokenizer.cut(text, hmm=False))

    return segment


def _jieba(known: tuple[tuple[str, int], ...]) -> Segment:
    import logging
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42 uses invalid escapes and pkg_resources
        import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for word, frequency in known:
        tokenizer.add_word(word, frequency)

    def segment(text: str) -> list[str]:
        return list(tokenizer.lcut(text, HMM=False))

    return segment
