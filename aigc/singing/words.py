"""What is written under the notes of a score, as the syllables that are sung on them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from aigc.errors import InputError
from aigc.types.article import Language
from aigc.types.reading import Reading
from aigc.types.score import Score, Syllable
from aigc.voice.syllables import of_pinyin

if TYPE_CHECKING:
    from aigc.g2p.user_lexicon import UserLexicon

Read = Callable[[Sequence[str], Language], Sequence[Sequence[Reading]]]
"""The readings of pieces of one line: each a Chinese character or an English word."""

EXTENDERS = frozenset("-–—－ー~～_")
NEXT = "+"
LA = Reading(language="zh", sounds="la1")
"""Sung where the score has no words."""

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]")
_PINYIN = re.compile(r"[a-zvü]+[1-5]?")
_PIECE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]|[^\W\d_]['’\w]*|\w+")
_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_HAN_FIGURES = "零一二三四五六七八九"
_FIGURES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_CURL = "儿"
_PAUSE = re.compile(r"[,.!?;:，。！？；：、…]\W*$")
_FEWEST_PINYIN = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Sung:
    """What is sung from one note on.

    Attributes
    ----------
    readings : tuple of Reading
        None on a note on which the syllable before goes on; several share the note.
    text : str
        As written, ``-`` on such a note.
    word_end : bool
        The last of the readings ends its word.
    pause : bool
        Punctuation or the end of a line stands after it.
    """

    readings: tuple[Reading, ...] = ()
    text: str = "-"
    word_end: bool = True
    pause: bool = False


def sung_words(score: Score, verse: int, language: Language | None, read: Read) -> list[Sung]:
    """Return what is sung on each note of a score.

    Hanzi are read in the context of the whole verse. Letters are pinyin where they have a tone,
    where ``language`` is Chinese or where nearly every syllable is one; else they are English, and
    the parts of a word share its syllables: more parts than syllables hold the last one, more
    syllables than parts go on to the notes that would hold it, or share the last part.

    Raises
    ------
    InputError
        When something under a note cannot be read.
    """
    written = [score.syllable(note, verse) for note in score.notes]
    if not any(one and _pieces(one.text) for one in written):
        return [_la(i, score) for i in range(len(written))]
    pinyin = language == "zh" or (language is None and _is_pinyin(written))
    return _Words(written, pinyin).sung(read)


def _la(index: int, score: Score) -> Sung:
    held = any(first < index <= last for first, last in score.slurs)
    return Sung() if held else Sung(readings=(LA,), text="la")


def plain(text: str) -> str:
    """Return text as compared: no wide forms, straight apostrophes."""
    return unicodedata.normalize("NFKC", text).replace("’", "'").strip()


def _pieces(text: str) -> list[str]:
    return _PIECE.findall(plain(text))


def as_pinyin(text: str) -> str | None:
    """Return a syllable of pinyin with its tone, 1 where it has none; None where it is no pinyin.

    >>> as_pinyin("nǚ"), as_pinyin("Hao3"), as_pinyin("street")
    ('nv3', 'hao3', None)
    """
    tone, letters = "", ""
    for char in unicodedata.normalize("NFD", text.lower()):
        if char in _TONES:
            tone = _TONES[char]
        elif char == "\u0308":
            letters = letters[:-1] + "v"
        else:
            letters += char
    found = _PINYIN.fullmatch(letters)
    if not found:
        return None
    stem = letters.rstrip("12345")
    try:
        of_pinyin(stem)
    except InputError:
        return None
    return stem + (letters[len(stem) :] or tone or "1")


def _is_pinyin(written: Sequence[Syllable | None]) -> bool:
    """Tell whether the letters under the notes are pinyin."""
    every = [p for one in written if one for p in _pieces(one.text) if not _HAN.fullmatch(p)]
    if any(p[-1] in "12345" and as_pinyin(p) for p in every):
        return True
    whole = all(one.syllabic == "single" for one in written if one)
    fitting = sum(as_pinyin(p) is not None for p in every)
    return whole and len(every) > 2 and fitting >= _FEWEST_PINYIN * len(every)


@dataclass(slots=True)
class _Said:
    """Pieces that begin on one note, the last of which may go on to others."""

    pieces: list[str]
    notes: list[int]
    open: bool = False


class _Words:
    """Goes through the notes of a verse."""

    def __init__(self, written: Sequence[Syllable | None], pinyin: bool) -> None:
        self._written, self._pinyin = written, pinyin
        hanzi = any(one and _HAN.search(one.text) for one in written)
        self._figures = _HAN_FIGURES if hanzi or pinyin else _FIGURES

    def sung(self, read: Read) -> list[Sung]:
        """Return what is sung on each note."""
        found = [Sung()] * len(self._written)
        said = self._said()
        readings = self._read(said, read)
        for one in said:
            self._place(found, one, _curled(one.pieces, [next(readings) for _ in one.pieces]))
        for i in range(said[0].notes[0]):
            found[i] = Sung(readings=(LA,), text="la")
        return found

    def _said(self) -> list[_Said]:
        said: list[_Said] = []
        for i, one in enumerate(self._written):
            pieces = self._on(i)
            last = said[-1] if said else None
            if one is None or (not pieces and NEXT not in one.text):
                continue
            if not pieces and last:
                last.notes.append(i)
            elif last and last.open and one.syllabic in ("middle", "end"):
                last.pieces[-1] += "".join(pieces)
                last.notes.append(i)
            elif pieces:
                said.append(_Said(pieces, [i], open=self._is_english(pieces[-1])))
        return said

    def _on(self, i: int) -> list[str]:
        """Return the words and characters that begin on a note."""
        one = self._written[i]
        pieces = _pieces(one.text) if one else []
        if set("".join(pieces)) <= EXTENDERS | {NEXT}:
            return []
        return [part for piece in pieces for part in self._in_words(piece)]

    def _in_words(self, piece: str) -> Sequence[str]:
        return [self._figures[int(f)] for f in piece] if piece.isdecimal() else [piece]

    def _is_english(self, piece: str) -> bool:
        return not _HAN.fullmatch(piece) and self._as_pinyin(piece) is None

    def _as_pinyin(self, piece: str) -> str | None:
        return as_pinyin(piece) if self._pinyin or piece[-1] in "12345" else None

    def _read(self, said: Sequence[_Said], read: Read) -> Iterator[Sequence[Reading]]:
        """Yield the readings of every piece, those of one line read together."""
        line: list[_Said] = []
        for one in said:
            line.append(one)
            if any(self._pauses(i) for i in one.notes):
                yield from self._read_line(line, read)
                line = []
        yield from self._read_line(line, read)

    def _read_line(self, line: Sequence[_Said], read: Read) -> Iterator[Sequence[Reading]]:
        pieces = [piece for said in line for piece in said.pieces]
        counts = [n for said in line for n in (*[1] * (len(said.pieces) - 1), len(said.notes))]
        for said in line:
            _check(said)
        hanzi = iter(read([p for p in pieces if _HAN.fullmatch(p)], "zh"))
        english = iter(read([p for p in pieces if self._is_english(p)], "en"))
        for piece, count in zip(pieces, counts, strict=True):
            if _HAN.fullmatch(piece):
                yield next(hanzi)
            elif spelled := self._as_pinyin(piece):
                yield (Reading(language="zh", sounds=spelled),)
            else:
                usual = next(english)
                yield usual if len(usual) == count else _said_in(piece, count) or usual

    def _place(self, found: list[Sung], said: _Said, readings: Sequence[Reading]) -> None:
        """Put the syllables of a word on its notes, and on those after it where they are more."""
        notes = [*said.notes]
        while len(notes) < len(readings) and self._free(notes[-1] + 1):
            notes.append(notes[-1] + 1)
        for number, i in enumerate(notes):
            last = number == len(notes) - 1
            some = readings[number:] if last else readings[number : number + 1]
            one = self._written[i]
            own = one.text if one and self._on(i) else ""
            found[i] = Sung(
                readings=tuple(some),
                text=own or (NEXT if some else "-"),
                word_end=last or number >= len(readings) - 1,
                pause=self._pauses(i),
            )

    def _free(self, i: int) -> bool:
        """Tell whether a note holds the syllable before it."""
        return i < len(self._written) and not self._on(i)

    def _pauses(self, i: int) -> bool:
        one = self._written[i]
        return bool(one and (one.line_end or one.stanza_end or _PAUSE.search(one.text)))


def _check(said: _Said) -> None:
    for piece in said.pieces:
        if not _HAN.fullmatch(piece) and not re.search("[a-zA-Z]", plain(piece)):
            raise InputError(
                f"{piece!r} under note {said.notes[0] + 1} cannot be sung: write hanzi, pinyin or "
                "English words."
            )


def _curled(pieces: Sequence[str], read: Sequence[Sequence[Reading]]) -> list[Reading]:
    """Return the readings of one note, 儿 joined to the syllable before it."""
    out: list[Reading] = []
    for piece, readings in zip(pieces, read, strict=True):
        before = out[-1].sounds if out else ""
        if piece == _CURL and before[-1:].isdigit() and not before.startswith("er"):
            out[-1] = Reading(language="zh", sounds=f"{before[:-1]}r{before[-1]}")
        else:
            out += readings
    return out


def read_words(
    pieces: Sequence[str], language: Language, *, lexicon: UserLexicon | None = None
) -> Sequence[Sequence[Reading]]:
    """Return the readings of the Chinese characters, or the English words, of one line.

    Raises
    ------
    InputError
        When a character has no known sound, or a lexicon gives a word of Chinese no syllable for
        each character.
    """
    if not pieces:
        return ()
    if language == "zh":
        return [(one,) for one in _characters("".join(pieces), lexicon)]
    from aigc.g2p.english.read import read_english

    if not lexicon:
        return [word.readings for word in read_english(pieces)]
    return _english(pieces, lexicon)


def _english(pieces: Sequence[str], lexicon: UserLexicon) -> list[Sequence[Reading]]:
    """Return the readings of each word, those of a lexicon as it tells."""
    from aigc.g2p.english.read import read_english
    from aigc.g2p.mandarin.read import read_words as read_mandarin

    instead = [lexicon.substitute(piece).split() or [piece] for piece in pieces]
    read = iter(read_english([word for words in instead for word in words], given=lexicon))
    found: list[Sequence[Reading]] = []
    for piece, words in zip(pieces, instead, strict=True):
        said = [reading for _ in words for reading in next(read).readings]
        own = read_mandarin((piece,), given=lexicon) if lexicon.mandarin(piece) else ()
        found.append(own[0].readings if own else said)
    return found


def _own_words(text: str, lexicon: UserLexicon | None) -> Iterator[str]:
    """Yield the words of Chinese characters, those that a lexicon replaces as what it gives."""
    from aigc.g2p.mandarin.read import words_of

    for word in words_of(text, given=lexicon):
        said = lexicon.substitute(word) if lexicon else ""
        if lexicon and (said or lexicon.english(word)) and len(_HAN.findall(said)) != len(word):
            raise InputError(
                f"The lexicon gives {word!r} no syllable for each of its characters, so that it "
                "cannot be sung: give it as many syllables of pinyin, or characters behind '='."
            )
        yield said or word


def _characters(text: str, lexicon: UserLexicon | None = None) -> Iterator[Reading]:
    """Yield a reading for each character; 儿 is a syllable of its own under a note of its own."""
    from aigc.g2p.mandarin.read import read_words as read_mandarin

    for word in read_mandarin(tuple(_own_words(text, lexicon)), given=lexicon):
        readings = iter(word.readings)
        for char, following in zip_longest(word.text, word.text[1:]):
            if char == _CURL and len(word.readings) < len(word.text):
                yield Reading(language="zh", sounds="er2")
                continue
            one = next(readings)
            curled = following == _CURL and one.sounds[-2:-1] == "r" and one.sounds != "er2"
            sounds = one.sounds[:-2] + one.sounds[-1] if curled else one.sounds
            yield Reading(language="zh", sounds=sounds)


def _said_in(word: str, count: int) -> tuple[Reading, ...]:
    """Return a way to say an English word in so many syllables, nothing where there is none."""
    from aigc.g2p.english.lexicon import lexicon
    from aigc.g2p.english.syllables import syllables

    ways = (r.phones for r in lexicon().readings(word) if r.syllables == count)
    return next((syllables(phones) for phones in ways), ())
