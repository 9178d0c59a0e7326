"""Read an article from a file, an address, or the text itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from aigc.doors import jail
from aigc.doors.address import Fetched, fetch
from aigc.doors.limits import LIMITS
from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.text.article.builder import build_article
from aigc.text.article.draft import Draft, DraftBlock, PictureRef
from aigc.text.article.figures import FigureSource
from aigc.text.article.language import Wanted
from aigc.text.article.parsing import needs
from aigc.types.article import Article

MAX_BYTES: Final = LIMITS["document"].most_bytes
_PICTURE_BYTES: Final = 20_000_000
_SUFFIXES: Final = (".md", ".markdown", ".html", ".htm", ".xhtml", ".txt", ".text", ".docx", ".pdf")
_ADDRESS: Final = re.compile(r"^([A-Za-z][A-Za-z0-9+.\-]{1,20})://\S+$")
Fetch = Callable[..., Fetched]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    """Bytes with what is known of their kind: a suffix, a media type, a character set."""

    content: bytes
    name: str
    suffix: str
    charset: str = ""


def read_article(
    source: str | Path,
    *,
    assets: Path,
    language: Wanted = "auto",
    fetch: Fetch = fetch,
    progress: Progress = silent,
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
        Loads an address; `aigc.doors.address.fetch`, or a test's own.
    progress : Progress
        Told while an address is loaded and a document is read, and before each picture; raising
        `Cancelled` stops it there.

    Raises
    ------
    InputError
        There is no such document, it cannot be read, or it holds nothing to read aloud.
    """
    if isinstance(source, Path):
        return _from_file(source, assets, language, progress)
    text = source.strip()
    if len(text) <= 2000 and (found := _ADDRESS.match(text)):
        if found[1].lower() != "https":
            raise InputError(f"{text[:120]} is not an https address. Only https is loaded.")
        return _from_url(text, assets, language, partial(fetch, progress=progress), progress)
    if _names_a_file(text):
        return _from_file(Path(text).expanduser(), assets, language, progress)
    return read_text(source, assets=assets, language=language, progress=progress)


def _names_a_file(text: str) -> bool:
    if not text or len(text) > 1000 or "\n" in text or "\0" in text:
        return False
    try:
        if Path(text).expanduser().exists():
            return True
    except (OSError, ValueError, RuntimeError):
        return False
    return text.lower().endswith(_SUFFIXES) and (" " not in text or "/" in text)


def _from_file(path: Path, assets: Path, language: Wanted, progress: Progress) -> Article:
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
    figures = FigureSource(assets=assets, folder=path.parent, progress=progress)
    return _built(document, figures, language, path.name, progress)


def _from_url(
    url: str, assets: Path, language: Wanted, fetch: Fetch, progress: Progress
) -> Article:
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
    figures = FigureSource(assets=assets, url=got.url, fetch=load, progress=progress)
    return _built(document, figures, language, got.url, progress)


def _built(
    document: _Document,
    figures: FigureSource,
    language: Wanted,
    source: str,
    progress: Progress,
) -> Article:
    try:
        draft = _parsed(document, progress)
        return build_article(draft, figure_of=figures, language=language, source=source)
    except InputError as exc:
        if document.name in str(exc):
            raise
        raise InputError(f"{document.name}: {exc}") from exc


def read_text(
    text: str, *, assets: Path, language: Wanted = "auto", progress: Progress = silent
) -> Article:
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
    draft = _jailed("typed", text.encode(), name="The article", progress=progress)
    figures = FigureSource(assets=assets, progress=progress)
    return build_article(draft, figure_of=figures, language=language)


def _parsed(document: _Document, progress: Progress) -> Draft:
    told = (document.suffix, document.charset)
    return _jailed("parsed", document.content, *told, name=document.name, progress=progress)


def _jailed(function: str, content: bytes, *arguments: str, name: str, progress: Progress) -> Draft:
    given = (name, *arguments) if arguments else ()
    draft: Draft = jail.call(
        f"aigc.text.article.parsing:{function}",
        content,
        *given,
        name=name,
        limit=LIMITS["document"],
        returns=(Draft, DraftBlock, PictureRef),
        preload=needs(content, arguments[0] if arguments else ""),
        progress=progress,
    )
    return draft


def _too_large(name: str, size: int) -> InputError:
    return InputError(
        f"{name} has {size / 1e6:.0f} MB; at most {MAX_BYTES // 10**6} MB are read. "
        "Take out pictures or split it."
    )
