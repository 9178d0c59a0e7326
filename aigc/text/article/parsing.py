"""The bytes of a document to blocks, of whatever kind they are; run in a jail."""

from __future__ import annotations

from typing import IO, Final

from aigc.doors.sniff import HEAD_BYTES, told
from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.text.article.builder import check_readable
from aigc.text.article.decode import declared_charset, decode_text
from aigc.text.article.draft import Draft
from aigc.text.article.embedded import lift
from aigc.text.article.html import looks_like_html, parse_html
from aigc.text.article.markdown import looks_like_markdown, parse_markdown
from aigc.text.article.plain import parse_plain

PRELOADED: Final = ("lxml.html", "markdown_it")
"""What a jail imports before any document."""
_NEEDED: Final = {"pdf": ("pypdf",), "docx": ("docx",), "html": ("trafilatura",)}
_REMEDIES: Final = {
    "ole": "Save it as DOCX",
    "rtf": "Save it as DOCX",
    "gzip": "Unpack it first",
    "bzip2": "Unpack it first",
    "xz": "Unpack it first",
    "zstd": "Unpack it first",
    "7z": "Unpack it first",
    "rar": "Unpack it first",
    "tar": "Unpack it first",
    "xlsx": "Give Markdown, HTML, TXT, DOCX or PDF",
    "pptx": "Give Markdown, HTML, TXT, DOCX or PDF",
}
HTML_SUFFIXES: Final = (".html", ".htm", ".xhtml")
_ZIPPED: Final = ("docx", "zip", "mxl")


def needs(content: bytes, suffix: str) -> tuple[str, ...]:
    """Return the modules that a document of this kind needs beside `PRELOADED`."""
    is_html = suffix in HTML_SUFFIXES
    return _NEEDED.get("html" if is_html else told(content[:HEAD_BYTES]).name, ())


def parsed(
    file: IO[bytes], name: str, suffix: str, charset: str, progress: Progress = silent
) -> Draft:
    """Return the blocks of a document.

    Parameters
    ----------
    name : str
        What errors call it.
    suffix : str
        What its name or its sender says that it is, such as ``.html``; its content comes first.
    charset : str
        The encoding that its sender names, or nothing.

    Raises
    ------
    InputError
        It is empty, damaged, of another kind, or no text.
    """
    content = file.read()
    if not content.strip():
        raise InputError(f"{name} is empty. Pass a document with at least one sentence.")
    kind = told(content)
    if kind.name == "pdf":
        from aigc.text.article.pdf import parse_pdf

        return parse_pdf(content, name, progress)
    if kind.name in _ZIPPED:
        from aigc.text.article.docx import parse_docx

        return parse_docx(content, name)
    if suffix in (".pdf", ".docx"):
        raise InputError(f"{name} is not a {suffix[1:].upper()} file, or a damaged one.")
    return _written(content, name, suffix, charset)


def typed(file: IO[bytes]) -> Draft:
    """Return the blocks of text that somebody typed."""
    text = file.read().decode("utf-8")
    if looks_like_html(text):
        return parse_html(text)
    return _worded(text, is_markdown=looks_like_markdown(text))


def _written(content: bytes, name: str, suffix: str, charset: str) -> Draft:
    is_html = suffix in HTML_SUFFIXES
    declared = charset or (declared_charset(content) if is_html else "")
    try:
        text = decode_text(content, declared=declared, name=name)
    except InputError:
        _refuse_known(content, name)
        raise
    _refuse_known(content, name)
    if is_html or looks_like_html(text):
        return parse_html(text)
    return _worded(text, is_markdown=suffix in (".md", ".markdown") or looks_like_markdown(text))


def _refuse_known(content: bytes, name: str) -> None:
    kind = told(content)
    if kind.kind == "document" or not kind.name or kind.name in _PROSE:
        return
    remedy = _REMEDIES.get(kind.name, "Pass an article")
    raise InputError(f"{name} is {kind.what}, which is not read as an article. {remedy}.")


_PROSE: Final = ("xml", "script", "bmp", "exe", "postscript", "mpegts")
"""Kinds whose marks may also begin an ordinary text, told by two letters or none."""


def _worded(text: str, *, is_markdown: bool) -> Draft:
    check_readable(lift(text)[0])
    return parse_markdown(text) if is_markdown else parse_plain(text)
