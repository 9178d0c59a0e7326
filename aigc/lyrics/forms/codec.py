"""Templates from whatever a user names: notation, a file, a form."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Final

from aigc.encodings import text_of
from aigc.errors import InputError
from aigc.lyrics.forms.bounds import bounded
from aigc.lyrics.forms.lrc import template_of_lrc
from aigc.lyrics.forms.notation import parse
from aigc.lyrics.forms.notation_scanner import plain
from aigc.lyrics.forms.notation_sketch import BOOKS, LANGUAGES
from aigc.lyrics.forms.reference import template_of
from aigc.lyrics.forms.template_json import from_json, to_json
from aigc.types.article import Language
from aigc.types.label import unlabelled
from aigc.types.template import Book, Template

__all__ = ["from_json", "named_form", "read_lyric", "read_template", "read_text", "to_json"]

_MOST_BYTES: Final = 16_000_000
_SUFFIXES: Final = (".json", ".lrc", ".txt")
_NAME: Final = re.compile(r"[^\W\d_][^\d/|=+:\n]*(?:/\s*\d+)?")
_PATTERN: Final = re.compile(
    rf"(?:(?:{'|'.join((*LANGUAGES, *BOOKS))})\s+)*+"
    r"(?:[平仄中][平仄中a-z\W]*|u*[*-][u\W]*+[a-z]?\W*)",
    re.IGNORECASE,
)
"""One line in tones or stresses, with the letters of its rhymes."""


def read_template(
    source: str | Path,
    *,
    book: Book | None = None,
    language: Language | None = None,
    tones: bool = True,
) -> Template:
    """Return the template that ``source`` is: notation, a file, or the name of a form.

    Parameters
    ----------
    source : str or Path
        Notation (``7/7/7/7 aaba``), a ``.json`` file of `to_json`, alone or under the key
        ``template``, a ``.txt`` file of notation, an ``.lrc`` file, or the name of a cipai, of
        regulated verse or of an English metre.
    book : Book, optional
        The book of rhymes; by itself the one that the source names.
    language : Language, optional
        Of notation that does not tell.
    tones : bool
        Of a form by name; see `named_form`.

    Raises
    ------
    InputError
        The file cannot be read, no form has the name, or the notation is not understood.
    """
    if isinstance(source, Path):
        return _of_file(source, book, language)
    if source.strip().lower().endswith(_SUFFIXES):
        return _of_file(Path(source.strip()), book, language)
    text = plain(source.strip())
    if _NAME.fullmatch(text) and not _PATTERN.fullmatch(text):
        return _with_book(named_form(text, tones=tones), book)
    return parse(source, book=book, language=language)


def read_lyric(
    path: Path,
    *,
    language: Language | None = None,
    book: Book = "thirteen",
    tones: bool = False,
    rhyme: bool = True,
) -> Template:
    """Return the form of the lyric in a text or ``.lrc`` file.

    Raises
    ------
    InputError
        The file cannot be read, or its lyric has no form; see
        `aigc.lyrics.forms.reference.template_of`.
    """
    make = template_of_lrc if path.suffix.lower() == ".lrc" else template_of
    return make(read_text(path), language=language, book=book, tones=tones, rhyme=rhyme)


def named_form(name: str, *, tones: bool = True) -> Template:
    """Return the form of this name: a cipai, a form of regulated verse or an English metre.

    ``tones`` asks for the tones of every character, not of the rhymes alone; in English for the
    stress of every syllable.

    Raises
    ------
    InputError
        No form has the name; the message offers close ones.
    """
    if name.isascii():
        from aigc.lyrics.forms.metres import metre

        return metre(name, stress=tones)
    from aigc.lyrics.forms import cipai, regulated

    bare, _ = cipai.split_number(name)
    shi = {alias for form in regulated.names() for alias in (form, *regulated.aliases(form))}
    make = regulated.regulated if bare in shi else cipai.cipai
    return make(name, tones=tones)


def read_text(path: Path) -> str:
    """Return the text of a file, as `aigc.encodings.text_of` reads it, without the label of AI.

    Raises
    ------
    InputError
        The file cannot be read, is too large, or is no text.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path} is larger than 16 MB, which no lyric is. Give another file.")
        raw = path.read_bytes()
    except OSError as exc:
        raise InputError(f"Cannot read {path}: {exc.strerror}. Check the path.") from exc
    return unlabelled(text_of(raw, str(path)))


def _of_file(path: Path, book: Book | None, language: Language | None) -> Template:
    text = read_text(path)
    if path.suffix.lower() == ".lrc":
        return template_of_lrc(text, language=language, book=book or "thirteen")
    if path.suffix.lower() != ".json":
        return parse(text, book=book, language=language)
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise InputError(f"{path} is not valid JSON: {exc}. Write it anew.") from exc
    inner = told.get("template", told) if isinstance(told, dict) else told
    return _with_book(from_json(inner), book)


def _with_book(template: Template, book: Book | None) -> Template:
    return bounded(replace(template, book=book)) if book else template
