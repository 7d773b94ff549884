from __future__ import annotations

from pathlib import Path

import pytest

from classify.errors import SourceError
from classify.readers import decode, files, read

TEXT = "全县新修公路５公里，受益群众３万人。\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_the_encoding_is_found_and_said(data: bytes, encoding: str) -> None:
    document = decode(data, "a.txt")
    assert document.text == TEXT
    assert document.encoding == encoding


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "gb18030"])
def test_text_said_to_be_gb2312_may_hold_all_of_gb18030(declared: str) -> None:
    assert decode("镕基、喆、㐂都在。".encode("gb18030"), "a.txt", declared).text == "镕基、喆、㐂都在。"


def test_a_forced_encoding_wins() -> None:
    assert decode(TEXT.encode("big5", errors="ignore"), "a.txt", "big5").encoding == "big5"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "Office"),
        (b"\xd0\xcf\x11\xe0....", "old Office"),
        (b"\x89PNG\r\n", "picture"),
        ("总结\x00总结".encode(), "NUL character at offset 2"),
        ("工作总结。".encode("utf-16-le"), "utf-16|binary|not UTF-8|NUL"),
        ("成绩显著".encode() + b"\xff" + ("工作" * 300).encode(), "damaged UTF-8 at byte 12"),
        (bytes(range(128, 256)) * 20, "neither UTF-8|no Chinese text"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=f"a.txt.*({message})"):
        decode(data, "a.txt")


def test_an_unknown_or_wrong_forced_encoding_is_named() -> None:
    with pytest.raises(SourceError, match="unknown encoding 'klingon'"):
        decode(b"abc", "a.txt", "klingon")
    with pytest.raises(SourceError, match="'base64' is no encoding of text"):
        decode(b"abc", "a.txt", "base64")
    with pytest.raises(SourceError, match="byte 0 is no utf-8"):
        decode("总结".encode("gb18030"), "a.txt", "utf-8")


def test_line_ends_and_offsets_stay_as_they_were(tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_bytes("一\r\n二\r三".encode())
    assert read(str(place)).text == "一\r\n二\r三"


def test_files_come_from_folders_globs_and_names_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "c.docx.bak", "sub/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [Path(p).name for p in files([str(tmp_path)])] == ["a.md", "b.txt", "d.txt"]
    assert [Path(p).name for p in files([f"{tmp_path}/*.txt"])] == ["b.txt"]
    assert [Path(p).name for p in files([f"{tmp_path}/c.docx.bak"])] == ["c.docx.bak"]
    assert list(files(["-"])) == ["-"]


def test_missing_paths_and_empty_folders_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="no such file"):
        list(files([str(tmp_path / "none.txt")]))
    with pytest.raises(SourceError, match="holds no text file"):
        list(files([str(tmp_path / "empty")]))
    with pytest.raises(SourceError, match="no file matches"):
        list(files([f"{tmp_path}/*.nothing"]))


def test_a_folder_in_place_of_a_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read(str(tmp_path))
