"""The words in a MIDI file: lyric events, and the conventions of karaoke files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from aigc.encodings import encoding_of
from aigc.scores.underlay import syllabic
from aigc.types.score import Syllable

Event = tuple[int, str]
"""Tick and text, each character one byte of the file."""

_HELD: Final = frozenset("-_~+=*–—ー〜")
_FEWEST: Final = 4
_HAN: Final = re.compile(r"[㐀-鿿]")
_LEADING: Final = re.compile(r"^[\r\n/\\]+")
_TRAILING: Final = re.compile(r"[\r\n/\\]+$")
_STANZA: Final = re.compile(r"\\|(?<!\r)\n|\r\r")


@dataclass(slots=True, kw_only=True)
class _Word:
    """A syllable while its neighbours are being looked at."""

    tick: int
    text: str
    raw: str
    extends: bool = False
    line_end: bool = False
    stanza_end: bool = False


def words_of(lyrics: Sequence[Sequence[Event]], texts: Sequence[Sequence[Event]]) -> list[Event]:
    """Return the events that hold the words, of the track that has most of them.

    ``lyrics`` and ``texts`` are the lyric and the text events of each track; text events are words
    only where there is no lyric event, and when they are many or break lines as karaoke files do.
    """
    most = max(lyrics, key=len, default=[])
    if most:
        return list(most)
    sung = [[e for e in track if not e[1].lstrip().startswith("@") and e[0] > 0] for track in texts]
    most = max(sung, key=len, default=[])
    return list(most) if len(most) >= _FEWEST or any(t[:1] in "/\\" for _, t in most if t) else []


def syllables_of(events: Sequence[Event]) -> list[tuple[int, Syllable]]:
    """Return ticks and syllables.

    A slash or carriage return breaks the line, a backslash or line feed the stanza: before the
    syllable that begins with it, after one that ends with it. A hyphen at the end, or in a file
    that writes spaces the lack of one, says that the word goes on. A bare hyphen, tilde or
    underscore holds the syllable before; a plus is the next syllable of its word. Lines of several
    words to an event tell nothing about notes: such files give no syllables.

    Source: MIDI Manufacturers Association, RP-017 and RP-026 (lyric events), and the
    conventions of ``.kar`` files.
    """
    words = _words(_decoded(events))
    latin = [word for word in words if not _HAN.search(word.text)]
    if not words or sum(" " in word.text for word in latin) * 2 > len(words):
        return []
    spaced = any(word.raw != word.raw.strip() for word in words)
    joins = [_joins(a, b, spaced) for a, b in pairwise(words)]
    found = []
    for word, before, after in zip(words, [False, *joins], [*joins, False], strict=True):
        syllable = Syllable(
            text=word.text.replace("\u00a0", " "),
            extends=word.extends,
            syllabic=syllabic(before, after),
            line_end=word.line_end,
            stanza_end=word.stanza_end,
        )
        found.append((word.tick, syllable))
    return found


def _words(events: Sequence[Event]) -> list[_Word]:
    words: list[_Word] = []
    for tick, text in events:
        text = text.strip("\0")
        leading, trailing = _LEADING.search(text), _TRAILING.search(text)
        if leading and words:
            _break(words[-1], leading[0])
        raw = _TRAILING.sub("", _LEADING.sub("", text))
        bare = raw.strip()
        if bare and not set(bare) <= _HELD and not (bare[0] == "[" and bare[-1] == "]"):
            words.append(_Word(tick=tick, text=bare.removesuffix("-").strip(), raw=raw))
        elif words and bare in ("+", "+-") and not _HAN.search(words[-1].text):
            words[-1].raw = words[-1].raw.rstrip(" ").removesuffix("-") + "-"
            words.append(_Word(tick=tick, text="+", raw=raw))
        elif words and bare and set(bare) <= _HELD:
            words[-1].extends = True
        if trailing and words and (bare or not leading):
            _break(words[-1], trailing[0])
    return words


def _break(word: _Word, marks: str) -> None:
    word.line_end = True
    word.stanza_end = word.stanza_end or bool(_STANZA.search(marks))


def _joins(word: _Word, following: _Word, spaced: bool) -> bool:
    """Tell whether a word goes on from one syllable to the next."""
    if word.raw.rstrip(" ").endswith("-"):
        return True
    if word.line_end or _HAN.search(word.text) or _HAN.search(following.text):
        return False
    apart = word.raw != word.raw.rstrip() or following.raw != following.raw.lstrip()
    return spaced and not apart


def _decoded(events: Sequence[Event]) -> list[Event]:
    """Return the events in the encoding that fits them all, or as they are."""
    raw = [text.encode("latin-1", "replace") for _, text in events]
    bare = [piece.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff") for piece in raw]
    marked = next((p[:2] for p, b in zip(raw, bare, strict=True) if p != b), b"")
    wide = "utf-16-le" if marked == b"\xff\xfe" else "utf-16-be"
    encoding = wide if marked else encoding_of([piece for piece in raw if piece])
    if not encoding:
        return list(events)
    ticks = (tick for tick, _ in events)
    texts = (piece.decode(encoding, "replace") for piece in (bare if marked else raw))
    return list(zip(ticks, texts, strict=True))
