"""The readings of Chinese words, before their tones change in speech."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from aigc.errors import InputError
from aigc.g2p.mandarin.draft import Draft, Syllable, syllable
from aigc.g2p.mandarin.heteronyms import alone
from aigc.g2p.mandarin.segment import curls

_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_LONGEST = 9
_KIN = frozenset(("姐姐", "奶奶", "姥姥", "婶婶", "嫂嫂"))
_TITLES = ("先生", "太太", "姑娘", "师傅", "丫头", "媳妇", "朋友")
_COMING = re.compile(".+(?:[起出下上过进回]来|[出下上进回]去)")
_INTERJECTIONS = {"ê": "ei", "hm": "heng", "hng": "heng"}

Part = tuple[tuple[Syllable, ...], str]


def draft(word: str, text: str, start: int) -> Draft:
    """Return the reading of the word that stands at ``start`` in a text without marks.

    Raises
    ------
    InputError
        When no reading of a character is known.
    """
    syllables: list[Syllable] = []
    why: list[str] = []
    index = 0
    while index < len(word):
        part = _longest(word, index)
        found, reason = (
            _phrase(part)
            if len(part) > 1
            else _character(text, start + index, start, start + len(word))
        )
        syllables += found
        why += [reason] if reason and reason not in why else []
        index += len(part)
    return _curled(_lightened(Draft(word, tuple(syllables), tuple(why))))


def _longest(word: str, index: int) -> str:
    """Return the longest part of a word from ``index`` on that has a reading of its own."""
    for end in range(min(len(word), index + _LONGEST), index + 1, -1):
        part = word[index:end]
        if _ours().get(part, part in _phrases()):
            return part
    return word[index]


def _phrase(part: str) -> Part:
    """Return the syllables of a part that a dictionary has, and which one it was."""
    if part in _ours():
        return _spelled(part, _ours()[part]), "word list"
    return _spelled(part, tuple(figured(s[0]) for s in _phrases()[part])), "phrase dictionary"


def _spelled(part: str, readings: tuple[str, ...]) -> tuple[Syllable, ...]:
    return tuple(syllable(c, r) for c, r in zip(part, readings, strict=True))


def _character(text: str, index: int, start: int, end: int) -> Part:
    """Return the syllable of one character of the word from ``start`` to ``end``."""
    char = text[index]
    reading, settled = alone(text, index, start, end)
    if settled:
        return (syllable(char, reading),), f"context: {char} {reading}"
    if not reading:
        reading = _only(char)
    return (syllable(char, reading),), "" if end - start > 1 else "character"


@lru_cache(maxsize=4096)
def _only(char: str) -> str:
    """Return the usual reading of a character.

    Raises
    ------
    InputError
        When there is none.
    """
    known = readings_of(char)
    if not known:
        raise InputError(
            f"No reading of the character {char!r} (U+{ord(char):04X}) is known: write another, or "
            "add a line with it and its pinyin to your lexicon."
        )
    return known[0]


def readings_of(char: str) -> tuple[str, ...]:
    """Return every reading of a character that the dictionary has, the usual one first."""
    from pypinyin.constants import PINYIN_DICT

    known = PINYIN_DICT.get(ord(unicodedata.normalize("NFKC", char)[0]), "")
    return tuple(figured(reading) for reading in known.split(",")) if known else ()


@lru_cache(maxsize=4096)
def figured(marked: str) -> str:
    """Return pinyin with a tone figure for pinyin with a tone mark.

    >>> figured("lǜ"), figured("de")
    ('lv4', 'de5')
    """
    letters = unicodedata.normalize("NFD", marked)
    tone = next((_TONES[c] for c in letters if c in _TONES), "5")
    plain = "".join(c for c in letters if c not in _TONES)
    plain = unicodedata.normalize("NFC", plain).replace("ü", "v")
    return _INTERJECTIONS.get(plain, plain) + tone


def _lightened(word: Draft) -> Draft:
    """Return the word with its last syllable light where it usually is."""
    last = len(word.syllables) - 1
    text = word.text
    if len(text) == 4 and text[0] == text[1] and text[2] == text[3] and text[:2] in _light():
        pairs = (Draft(text[i : i + 2], word.syllables[i : i + 2], word.why) for i in (0, 2))
        first, second = map(_lightened, pairs)
        syllables = (*first.syllables, *second.syllables)
        return Draft(text, syllables, (*first.why, *second.why[len(word.why) :]))
    if text[1:].endswith(_TITLES):
        return word.toned(last, 5, "light syllable")
    suffix = text[1:] and (text[-1] == "们" or (text[-1] == "子" and not _known(text)))
    if text in _light() or suffix or (len(text) > 2 and _COMING.fullmatch(text)):
        if last == 1 and text[0] == text[1] and text not in _KIN and word.syllables[0].tone == 3:
            word = word.toned(0, 2, "third tone doubled")
        return word.toned(last, 5, "light syllable")
    return word


def _known(text: str) -> bool:
    return any(text[i:] in _ours() or text[i:] in _phrases() for i in range(len(text) - 1))


def _curled(word: Draft) -> Draft:
    """Return the word with 儿 joined to the syllable before it, where it is no word of its own."""
    syllables: list[Syllable] = []
    for index, one in enumerate(word.syllables):
        if syllables and one.char == "儿" and curls(word.text, index):
            before = syllables.pop()
            syllables.append(Syllable(before.char + one.char, f"{before.sound}r", before.tone))
        else:
            syllables.append(one)
    if len(syllables) == len(word.syllables):
        return word
    return Draft(word.text, tuple(syllables), (*word.why, "儿 curls the syllable before"))


@cache
def _phrases() -> Mapping[str, list[list[str]]]:
    from pypinyin.constants import PHRASES_DICT

    phrases: Mapping[str, list[list[str]]] = PHRASES_DICT
    return phrases


def _data(name: str) -> list[str]:
    text = (files("aigc.g2p") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _ours() -> Mapping[str, tuple[str, ...]]:
    """Return the words of our own list; one without a reading is read by its characters."""
    lines = (line.split("\t") for line in _data("mandarin.tsv"))
    return {word: () if reading == "-" else tuple(reading.split()) for word, reading in lines}


@cache
def _light() -> frozenset[str]:
    """Return the words whose last syllable is light."""
    return frozenset(word for line in _data("light.txt") for word in line.split())
