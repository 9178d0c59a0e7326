from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from aigc.errors import InputError
from aigc.text.article.reader import read_article, read_text


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("a", "empty"),
        ("字", "empty"),
        ("😀😀👍🏽", "empty"),
        ("...!!!???。。。", "empty"),
        ("\u202e\u200b\u200b", "empty"),
        ("---\ntitle: x\n---\n", "empty"),
        ("<html></html>", "empty"),
        ("12345 67890", "no Chinese characters and no Latin"),
        ("Привет, мир. Как дела сегодня?", "supported"),
        ("안녕하세요 반갑습니다", "supported"),
        ("これは日本語の文章です。とても短いです。", "Japanese"),
        ("a" * 1_000_000, "unbroken|without a space"),
        ("中" * 1_000_000, "without a space"),
        ("abc\0def" * 20, "binary"),
        ("%PDF-1.4 ...", "binary"),
        ("missing.md", "no file"),
        ("some/folder/a b.docx", "no file"),
        ("http://example.com/a", "Only https"),
        ("file:///etc/hosts", "Only https"),
        ("ftp://example.com/a", "Only https"),
        ("word " * 500_000, "at most"),
        ("a b " * 5_100_000, "MB"),
    ],
    ids=range(24),
)
def test_unusable_sources(text: str, word: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=word):
        read_article(text, assets=tmp_path)


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hosts">]><a>&x;</a>'
NOISE = np.random.default_rng(1).bytes(4000)


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", NOISE, "not readable text"),
        ("a.md", bytes(range(256)) * 20, "not readable text"),
        ("a", NOISE[:300], "not readable text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + NOISE, "picture"),
        ("a.txt", b"\x7fELF" + NOISE, "program"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1" + bytes(600), r"\.doc"),
        ("a.rtf", b"{\\rtf1 hello}", "RTF"),
        ("a.pdf", b"%PDF-1.4\n" + NOISE, "damaged PDF"),
        ("a.pdf", b"just text", "not a PDF"),
        ("a.docx", b"PK\x03\x04" + NOISE, "damaged DOCX"),
        ("a.docx", b"just text", "not a DOCX"),
        ("a.docx", archive({"a.txt": b"hello"}), "not a Word document"),
        ("a.docx", archive({"word/document.xml": b"<a/>"}), "damaged DOCX"),
        ("a.docx", archive({"word/document.xml": ENTITY}), "refused"),
        ("a.docx", archive({"word/document.xml": ENTITY.decode().encode("utf-16")}), "refused"),
        ("a.docx", archive({"word/document.xml": b" " * 80_000_000}), "unpacks to 80 MB"),
        ("a.docx", archive({"word/document.xml": b" " * 5_000_000}), "unpacks to 5 MB"),
    ],
    ids=range(18),
)
def test_unusable_files(name: str, content: bytes, word: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=word):
        read_article(path, assets=tmp_path / "assets")
    assert not (tmp_path / "assets").exists()


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    with big.open("wb") as file:
        file.truncate(20_000_001)
    for path, word in (
        (tmp_path, "not a file"),
        (tmp_path / "missing", "no file"),
        (Path("x" * 5000), "cannot be read"),
        (big, "at most 20 MB"),
    ):
        with pytest.raises(InputError, match=word):
            read_article(path, assets=tmp_path)


def test_flipped_docx_and_pdf_bytes(tmp_path: Path) -> None:
    import docx
    import pypdf

    document = docx.Document()
    document.add_paragraph("Some words that are worth reading.")
    out = io.BytesIO()
    document.save(out)
    blank = io.BytesIO()
    pages = pypdf.PdfWriter()
    pages.add_blank_page(200, 200)
    pages.write(blank)
    rng = np.random.default_rng(7)
    for name, data in (("a.docx", out.getvalue()), ("a.pdf", blank.getvalue())):
        for _ in range(12):
            broken = bytearray(data)
            for at in rng.integers(10, len(data), 30):
                broken[at] = int(rng.integers(0, 256))
            (tmp_path / name).write_bytes(bytes(broken))
            try:
                read_article(tmp_path / name, assets=tmp_path / "assets")
            except InputError as exc:
                assert str(exc)


@pytest.mark.parametrize(
    "text",
    [
        "# t\n" + "*a " * 30_000,
        "# t\n" + "<a " * 30_000,
        "# t hello\n" + "[" * 4_000,
        "word " * 100_000,
        "这是一句话。" * 50_000,
        "https://a.b/c " * 20_000 + "at last",
        "a b" + " " * 300_000 + "c",
        "hello " + "( " * 50_000,
        "<html><body>" + "<div>" * 5_000 + "hello there",
        "<html><body>" + "<blockquote>" * 500 + "hello there",
        "<html><body>" + "<p>hello there, you</p>" * 2_000,
        "# hello\n\n![x](data:image/png;base64," + "A" * 2_000_000 + ")",
    ],
    ids=range(12),
)
def test_hostile_texts_are_read_or_refused(text: str, tmp_path: Path) -> None:
    try:
        found = read_text(text, assets=tmp_path)
    except InputError as exc:
        assert str(exc)
    else:
        assert found.blocks
