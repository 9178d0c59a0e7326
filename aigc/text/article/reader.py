"""Read an article from a file, an address, or the text itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from aigc.errors import InputError
from aigc.text.article.builder import build_article, check_readable
from aigc.text.article.decode import declared_charset, decode_text
from aigc.text.article.draft import Draft
from aigc.text.article.embedded import lift
from aigc.text.article.fetch import Fetched, fetch
from aigc.text.article.figures import FigureSource
from aigc.text.article.html import looks_like_html, parse_html
from aigc.text.article.language import Wanted
from aigc.text.article.markdown import looks_like_markdown, parse_markdown
from aigc.text.article.plain import parse_plain
from aigc.types.article import Article

MAX_BYTES: Final = 20_000_000
_PICTURE_BYTES: Final = 20_000_000
_SUFFIXES: Final = (".md", ".markdown", ".html", ".htm", ".xhtml", ".txt", ".text", ".docx", ".pdf")
_ADDRESS: Final = re.compile(r"^([A-Za-z][A-Za-z0-9+.\-]{1,20})://\S+$")
_KNOWN_BINARY: Final = (
    (b"\xd0\xcf\x11\xe0", "an old Word document (.doc) or one with a password", "Save it as DOCX"),
    (b"{\\rtf", "an RTF document", "Save it as DOCX"),
    (b"\x89PNG", "a picture", "Pass the article that holds it"),
    (b"\xff\xd8\xff", "a picture", "Pass the article that holds it"),
    (b"GIF8", "a picture", "Pass the article that holds it"),
    (b"\x1f\x8b", "a compressed archive", "Unpack it first"),
    (b"7z\xbc\xaf", "a compressed archive", "Unpack it first"),
    (b"Rar!", "a compressed archive", "Unpack it first"),
    (b"\x7fELF", "a program", "Pass an article"),
    (b"MZ\x90", "a program", "Pass an article"),
)

Fetch = Callable[..., Fetched]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    """Bytes with what is known of their kind: a suffix, a media type, a character set."""

    content: bytes
    name: str
    suffix: str
    charset: str = ""


def read_article(
    source: str | Path, *, assets: Path, language: Wanted = "auto", fetch: Fetch = fetch
) -> Article:
    """Return the article in ``source``.

    Parameters
    ----------
    source : str or Path
        A Markdown, HTML, plain text, DOCX or PDF file; an https address of one; or the text
        itself, Markdown or plain.
    assets : Path
        Folder for the article's pictures, re-encoded; made when a picture is written.
    language : {"auto", "zh", "en"}
        The language to read it in; ``auto`` decides by the scripts used.
    fetch : callable
        Loads an address; `aigc.text.article.fetch.fetch`, or a test's own.

    Raises
    ------
    InputError
        There is no such document, it cannot be read, or it holds nothing to read aloud.
    """
    if isinstance(source, Path):
        return _from_file(source, assets, language)
    text = source.strip()
    if len(text) <= 2000 and (found := _ADDRESS.match(text)):
        if found[1].lower() != "https":
            raise InputError(f"{text[:120]} is not an https address. Only https is loaded.")
        return _from_url(text, assets, language, fetch)
    if _names_a_file(text):
        return _from_file(Path(text).expanduser(), assets, language)
    return read_text(source, assets=assets, language=language)


def _names_a_file(text: str) -> bool:
    if not text or len(text) > 1000 or "\n" in text or "\0" in text:
        return False
    try:
        if Path(text).expanduser().exists():
            return True
    except (OSError, ValueError, RuntimeError):
        return False
    return text.lower().endswith(_SUFFIXES) and (" " not in text or "/" in text)


def _from_file(path: Path, assets: Path, language: Wanted) -> Article:
    try:
        if not path.exists():
            raise InputError(f"There is no file {path}. Check the path.")
        if not path.is_file():
            raise InputError(f"{path} is not a file. Pass the article's file.")
        size = path.stat().st_size
        content = b"" if size > MAX_BYTES else path.read_bytes()
    except OSError as exc:
        raise InputError(f"{path} cannot be read: {exc.strerror}.") from exc
    except ValueError as exc:
        raise InputError("The path has a character that no file name can have.") from exc
    if size > MAX_BYTES:
        raise _too_large(path.name, size)
    document = _Document(content=content, name=path.name, suffix=path.suffix.lower())
    figures = FigureSource(assets=assets, folder=path.parent)
    return build_article(_parsed(document), figure_of=figures, language=language, source=path.name)


def _from_url(url: str, assets: Path, language: Wanted, fetch: Fetch) -> Article:
    got = fetch(url, max_bytes=MAX_BYTES, timeout_s=30.0)
    path = PurePosixPath(unquote(urlsplit(got.url).path))
    suffix = {
        "text/html": ".html",
        "application/xhtml+xml": ".html",
        "text/markdown": ".md",
        "application/pdf": ".pdf",
    }.get(got.media_type, path.suffix.lower())
    document = _Document(
        content=got.content, name=path.name or url, suffix=suffix, charset=got.charset
    )
    load = partial(fetch, max_bytes=_PICTURE_BYTES, timeout_s=15.0)
    figures = FigureSource(assets=assets, url=got.url, fetch=load)
    return build_article(_parsed(document), figure_of=figures, language=language, source=got.url)


def read_text(text: str, *, assets: Path, language: Wanted = "auto") -> Article:
    """Return the article that ``text`` itself is: Markdown, HTML or plain.

    Unlike `read_article` it never opens a file or an address, whatever the text looks like; use it
    for what a visitor of a web page typed.

    Raises
    ------
    InputError
        The text holds nothing to read aloud.
    """
    size = len(text.encode("utf-8", "replace"))
    if size > MAX_BYTES:
        raise _too_large("The article", size)
    text = text.encode("utf-8", "ignore").decode("utf-8")
    if text.lstrip()[:5] == "%PDF-" or "\0" in text[:1000]:
        raise InputError("The text is the content of a binary file. Pass the file's path.")
    is_html = looks_like_html(text)
    draft = parse_html(text) if is_html else _worded(text, looks_like_markdown(text))
    return build_article(draft, figure_of=FigureSource(assets=assets), language=language)


def _parsed(document: _Document) -> Draft:
    content, name = document.content, document.name
    if not content.strip():
        raise InputError(f"{name} is empty. Pass a document with at least one sentence.")
    if b"%PDF-" in content[:1024]:
        from aigc.text.article.pdf import parse_pdf

        return parse_pdf(content, name)
    if content.startswith(b"PK"):
        from aigc.text.article.docx import parse_docx

        return parse_docx(content, name)
    for start, what, remedy in _KNOWN_BINARY:
        if content.startswith(start):
            raise InputError(f"{name} is {what}, which is not read. {remedy}.")
    if document.suffix in (".pdf", ".docx"):
        raise InputError(f"{name} is not a {document.suffix[1:].upper()} file, or a damaged one.")
    is_html = document.suffix in (".html", ".htm", ".xhtml")
    charset = document.charset or (declared_charset(content) if is_html else "")
    text = decode_text(content, declared=charset, name=name)
    if is_html or looks_like_html(text):
        return parse_html(text)
    return _worded(text, document.suffix in (".md", ".markdown") or looks_like_markdown(text))


def _worded(text: str, is_markdown: bool) -> Draft:
    check_readable(lift(text)[0])
    return parse_markdown(text) if is_markdown else parse_plain(text)


def _too_large(name: str, size: int) -> InputError:
    return InputError(
        f"{name} has {size / 1e6:.0f} MB; at most {MAX_BYTES // 10**6} MB are read. "
        "Take out pictures or split it."
    )
