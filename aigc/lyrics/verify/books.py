"""Which tone and rhyme class a character has after each book, alone and in its context."""

from __future__ import annotations

from functools import lru_cache

from aigc.lyrics.verify import spoken, tables
from aigc.types.template import Book

Sound = tuple[str, str]
"""A tone and a rhyme class that a character has at once; the class is empty where none fits."""

Sounds = frozenset[Sound]

MODERN = {
    "thirteen": (
        "a ia ua", "o e uo ie ve", "u", "i v -i", "ai uai", "ao iao", "ou iou", "an ian uan van",
        "en in uen vn", "ang iang uang", "eng ing ueng ong iong", "er", "ei uei",
    ),
    "xinyun": (
        "a ia ua", "o e uo", "ie ve", "ai uai", "ei uei", "ao iao", "ou iou", "an ian uan van",
        "en in uen vn", "ang iang uang", "eng ing ueng ong iong", "i er v", "-i", "u",
    ),
}  # fmt: skip
"""The finals of each class, in strict pinyin, of the two books that follow modern speech.

Source: P. Li and others, Rigid Formats Controlled Text Generation, ACL 2020 (thirteen);
中华新韵, 2005 (xinyun).
"""


def heard(book: Book, segment: str, index: int) -> Sounds:
    """Return how the character at ``index`` sounds when its segment is read."""
    if book in MODERN:
        read = spoken.reading(segment, index)
        return frozenset({(read[0], _class(book, read[1]))}) if read else frozenset()
    tone = _decided(segment, index)
    return _under(book, segment[index], tone) if tone else every_sound(book, segment[index])


@lru_cache(maxsize=50_000)
def every_sound(book: Book, character: str) -> Sounds:
    """Return every tone and class that a character has under some reading.

    In 词林正韵 any tone of a character goes with any of its classes: a class holds both tones.
    """
    if book in MODERN:
        return frozenset((t, _class(book, final)) for t, final in spoken.every_reading(character))
    listed = tables.pingshui().get(character, frozenset())
    if book == "pingshui":
        return listed
    parts = {part for _, part in tables.cilin().get(character, ())} or {""}
    return frozenset((tone, part) for tone, _ in listed for part in parts)


def _under(book: Book, character: str, tone: str) -> Sounds:
    """Return the sounds of a character that a word reads with this tone.

    What 词林正韵 lists under the other tone only keeps its class.
    """
    parts = {part for t, part in tables.cilin().get(character, ()) if t == tone}
    sounds = frozenset(s for s in every_sound(book, character) if s[0] == tone)
    if book == "pingshui" or not parts:
        return sounds
    return frozenset((tone, part) for part in parts)


def _decided(segment: str, index: int) -> str:
    """Return the tone that the word around an ambiguous character decides, or nothing.

    A word decides where both 平水韵 and modern speech know the character under both tones.
    """
    begin, end = spoken.word_around(segment, index)
    listed = {tone for tone, _ in tables.pingshui().get(segment[index], ())}
    today = {tone for tone, _ in spoken.every_reading(segment[index])}
    read = spoken.reading(segment, index)
    return read[0] if read and end - begin > 1 and len(listed) == len(today) == 2 else ""


@lru_cache(maxsize=100)
def _class(book: Book, final: str) -> str:
    finals = (k for k in MODERN[book] if final in k.split())
    return next(finals, "")
