"""What a notation says, stanza by stanza, before its stanzas are tied to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, get_args

from aigc.errors import InputError, did_you_mean
from aigc.lyrics.forms.bounds import MOST_LINES
from aigc.lyrics.forms.editing import Lock, parse_lock
from aigc.lyrics.forms.notation_scanner import (
    HOOK,
    LOCK,
    Row,
    Scanner,
    scan_form,
    starts_form,
    starts_item,
)
from aigc.lyrics.forms.schemes import scheme_tokens
from aigc.types.article import Language
from aigc.types.template import Book, Keyword

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
BOOKS: Final[tuple[Book, ...]] = get_args(Book)
PART: Final = (
    r"(?![平仄中u*-]+(?:\([a-z]'*\)|[a-z]'*)?[^\S\n]*:)"
    r"([^\W\d_][^|/=+:,;?!、。…—\n\"《]*?)[^\S\n]*:(?!\d+(?:-\d+)?=)"
)
"""A name before its colon, which is neither a pattern of tones or stress nor a lock."""

_VALUE: Final = r'(?:"[^"\n]*"|[^\s|"]+)'
_QUOTES: Final = '"“”＂'
_WORD: Final = r"[A-Za-z0-9'-]+"
_NEXT: Final = (
    "After the lengths come rhyme letters (aabb), locks (2:1-2=明月), keywords (+明月), or | and "
    "the next stanza."
)


@dataclass(slots=True, kw_only=True)
class Stanza:
    """A stanza as written: ``rows`` is None when it takes them from the one of its name."""

    at: int
    part: str = ""
    rows: tuple[Row, ...] | None = None
    hook: bool = False
    scheme: str = ""
    scheme_at: int = 0


@dataclass(slots=True, kw_only=True)
class Sketch:
    """All that a notation says, before stanzas are tied to each other."""

    name: str = ""
    book: Book | None = None
    stanzas: list[Stanza] = field(default_factory=list)
    locks: list[tuple[int, Lock]] = field(default_factory=list)
    hooks: list[tuple[int, int, int]] = field(default_factory=list)
    keywords: list[Keyword] = field(default_factory=list)

    @property
    def parts(self) -> list[str]:
        """The names of the stanzas so far."""
        return [stanza.part for stanza in self.stanzas if stanza.part]


def read_sketch(scan: Scanner, language: Language | None) -> Sketch:
    """Return what the whole text says, ``language`` being asked for from outside.

    Raises
    ------
    InputError
        The text is not understood; the message names the place.
    """
    sketch = Sketch()
    _scan_head(scan, sketch, language)
    _scan_stanzas(scan, sketch)
    return sketch


def _scan_head(scan: Scanner, sketch: Sketch, language: Language | None) -> None:
    scan.take(r"\s+")
    if found := scan.take("《([^》\n]+)》"):
        sketch.name = scan.raw(found, 1)
    scan.language, said = language or "zh", False
    words = "|".join((*LANGUAGES, *BOOKS))
    while found := scan.take(rf"\s*({words})(?=\s|$)"):
        word = found[1]
        if word in LANGUAGES:
            said = True
            scan.language = next(known for known in LANGUAGES if known == word)
        else:
            sketch.book = next(known for known in BOOKS if known == word)
    if said and language and language != scan.language:
        raise InputError(
            f"The template notation says {scan.language}, but {language} was asked for. "
            "Drop one of them."
        )
    if sketch.book == "english" and not said:
        scan.language = "en"


def _scan_stanzas(scan: Scanner, sketch: Sketch) -> None:
    current: Stanza | None = None
    while True:
        scan.skip()
        turned = bool(scan.take(r"\s*\n\s*"))
        if scan.ended:
            return
        if _scan_extra(scan, sketch):
            continue
        if bar := scan.take(r"\|\s*"):
            if current is None or scan.ended or scan.peek(r"\|"):
                raise scan.error("a stanza is expected on both sides of |.", bar.start())
            current = None
        elif current is None or (turned and _starts_stanza(scan, sketch)):
            if len(sketch.stanzas) == MOST_LINES:
                raise scan.error(f"here are more than {MOST_LINES} stanzas. Split it.")
            current = _stanza(scan, sketch)
            sketch.stanzas.append(current)
        else:
            _scan_scheme(scan, current)


def _scan_extra(scan: Scanner, sketch: Sketch) -> bool:
    """Read a lock, a hook or a keyword when one stands here."""
    start = scan.at
    if found := scan.take(rf"({LOCK})({_VALUE})"):
        item = parse_lock(found[1] + scan.raw(found, 2).strip(_QUOTES))
        sketch.locks.append((start, item))
    elif found := scan.take(HOOK):
        sketch.hooks.append((start, int(found[1]) - 1, int(found[2]) - 1))
    elif found := scan.take(r'\+("[^"\n]*"|[^\s|"@]+)(?:@(\d{1,6}))?'):
        if found[2] == "0":
            raise scan.error("lines count from 1.", start)
        word = scan.raw(found, 1).strip(_QUOTES)
        line = int(found[2]) - 1 if found[2] else None
        sketch.keywords.append(Keyword(text=word, line=line))
    return scan.at > start


def _starts_stanza(scan: Scanner, sketch: Sketch) -> bool:
    return bool(starts_form(scan) or scan.peek(PART) or _known_part(scan, sketch))


def _known_part(scan: Scanner, sketch: Sketch) -> str:
    """Return the longest name of an earlier stanza that stands here by itself."""
    here = scan.text[scan.at :]
    found = [
        part
        for part in sketch.parts
        if here.startswith(part) and (len(here) == len(part) or here[len(part)] in " \t\n|｜　")
    ]
    return max(found, key=len, default="")


def _stanza(scan: Scanner, sketch: Sketch) -> Stanza:
    start = scan.at
    if found := scan.take(PART):
        part = scan.raw(found, 1)
        scan.skip()
        if not scan.take(r"\.\.\.|…+"):
            return Stanza(at=start, part=part, rows=scan_form(scan))
        if part not in sketch.parts:
            raise scan.error(f"no earlier stanza is called {part}. Write its lengths.", start)
        return Stanza(at=start, part=part)
    if part := _known_part(scan, sketch):
        scan.at += len(part)
        return Stanza(at=start, part=part, hook=True)
    word = scan.peek(r"[^\W\d_]{2,}")
    if word and sketch.parts and not starts_item(scan):
        close = did_you_mean(scan.raw(word), sketch.parts)
        raise scan.error(f"no earlier stanza is called {scan.raw(word)}. {close}", start)
    return Stanza(at=start, rows=scan_form(scan))


def _scan_scheme(scan: Scanner, stanza: Stanza) -> None:
    start = scan.at
    found = scan.take(_WORD)
    if not found or stanza.hook or not scan.text[start - 1].isspace():
        raise scan.error(_NEXT, start)
    try:
        scheme_tokens(found[0])
    except InputError as exc:
        raise scan.error(str(exc), start) from exc
    if not stanza.scheme:
        stanza.scheme_at = start
    stanza.scheme += found[0]
