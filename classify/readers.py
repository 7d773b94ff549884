"""Documents from files: finds the files, decodes them, and says plainly what cannot be read."""

from __future__ import annotations

import codecs
import glob
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from classify.errors import SourceError
from classify.records import Document

SUFFIXES = (".txt", ".md", ".markdown", ".text")
"""File name endings taken from a folder; a file that is named on its own is read whatever its ending."""

STDIN = "-"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a zip archive or Office file (.docx, .xlsx)"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
)
_SUPERSEDED = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "cp936": "gb18030"}
"""GB2312 and GBK are subsets of GB18030, and files said to be in them often hold characters of it."""


def files(paths: Iterable[str]) -> Iterator[str]:
    """Gives the files that the paths name, in order: files as they are, folders and globs searched for texts, `-` kept.

    Raises SourceError where a path does not exist, or a folder or glob holds no text file.
    """
    for path in paths:
        if path == STDIN:
            yield path
            continue
        place = Path(path)
        if place.is_dir():
            found = sorted(str(p) for p in place.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
            if not found:
                raise SourceError(f"{path}: the folder holds no text file ({', '.join(SUFFIXES)}); name the files themselves")
            yield from found
        elif place.exists():
            yield path
        elif glob.has_magic(path):
            found = sorted(p for p in glob.glob(path, recursive=True) if Path(p).is_file())
            if not found:
                raise SourceError(f"{path}: no file matches this pattern")
            yield from found
        else:
            raise SourceError(f"{path}: no such file or folder; check the path")


def read(path: str, encoding: str | None = None) -> Document:
    """Reads one file, or standard input for `-`, as text.

    `encoding` forces a codec; without it a byte order mark decides, then UTF-8, then GB18030.
    Raises SourceError where the file cannot be opened, is empty or binary, or does not decode.
    """
    try:
        data = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}); check the path and its permissions") from error
    return decode(data, "<stdin>" if path == STDIN else path, encoding)


def decode(data: bytes, source: str, encoding: str | None = None) -> Document:
    """Decodes the bytes of one source; the way the encoding is found is that of `read`.

    Raises SourceError where the bytes are empty, binary, or no text in the encoding.
    """
    if not data.strip():
        raise SourceError(f"{source}: the file is empty")
    for magic, what in _BINARY:
        if data.startswith(magic):
            raise SourceError(f"{source}: this is {what}, not plain text; save it as .txt in UTF-8 and try again")
    if encoding is not None:
        text, used = _decode_as(data, source, encoding), encoding
    else:
        text, used = _detect(data, source)
    if "\x00" in text:
        raise SourceError(
            f"{source}: NUL character at offset {text.index(chr(0))}: a binary file, or UTF-16 without a byte order mark;"
            " save it as UTF-8, or name the encoding with --encoding utf-16-le"
        )
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise SourceError(f"{source}: the file holds nothing but white space")
    return Document(source, text, used.removesuffix("-sig"))


def _decode_as(data: bytes, source: str, encoding: str) -> str:
    try:
        codec = codecs.lookup(encoding).name
    except LookupError as error:
        raise SourceError(f"{source}: unknown encoding {encoding!r}; use utf-8, gb18030, utf-16 or big5") from error
    try:
        return data.decode(_SUPERSEDED.get(codec, codec))
    except LookupError as error:
        raise SourceError(f"{source}: {encoding!r} is no encoding of text; use utf-8, gb18030, utf-16 or big5") from error
    except (UnicodeDecodeError, ValueError) as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise SourceError(f"{source}: byte {start} is no {encoding}; leave --encoding out, or name the right one") from error


def _detect(data: bytes, source: str) -> tuple[str, str]:
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return _decode_as(data, source, codec), codec
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        broken = error.start
    if data.decode("utf-8", errors="replace").count("\ufffd") < 0.01 * len(data) / 3:
        raise SourceError(f"{source}: damaged UTF-8 at byte {broken}; mend the file, or name another encoding with --encoding")
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{source}: neither UTF-8 (byte {broken}) nor GB18030 (byte {error.start}); name the encoding with --encoding,"
            " or save the file as UTF-8"
        ) from error
    if _odd(text) > 0.05:
        raise SourceError(
            f"{source}: not UTF-8 (byte {broken}), and read as GB18030 it is no Chinese text; a binary or damaged file?"
            " Name the encoding with --encoding if you know it"
        )
    return text, "gb18030"


def _odd(text: str) -> float:
    """Share of characters that no Chinese text holds: control characters, private use and rare blocks."""
    sample = text[:20_000]
    odd = sum(1 for c in sample if (c < " " and c not in "\t\r\n\f") or "\ue000" <= c <= "\uf8ff" or c > "\U0002ffff")
    return odd / max(1, len(sample))
