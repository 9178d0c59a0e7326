"""Chinese names in English text."""

from __future__ import annotations

import re
from functools import lru_cache

from aigc.g2p.mandarin.syllables import plain_syllables

_INITIALS = {
    "zh": "JH", "ch": "CH", "sh": "SH", "b": "B", "p": "P", "m": "M", "f": "F", "d": "D", "t": "T",
    "n": "N", "l": "L", "g": "G", "k": "K", "h": "HH", "j": "JH", "q": "CH", "x": "SH", "r": "R",
    "z": "Z", "c": "T S", "s": "S", "y": "Y", "w": "W", "": "",
}  # fmt: skip
_FINALS = {
    "a": "AA1", "o": "AO1", "e": "AH1", "ai": "AY1", "ei": "EY1", "ao": "AW1", "ou": "OW1",
    "an": "AA1 N", "en": "AH1 N", "ang": "AA1 NG", "eng": "AH1 NG", "ong": "UH1 NG", "er": "ER1",
    "i": "IY1", "ia": "Y AA1", "ie": "Y EH1", "iao": "Y AW1", "iu": "Y OW1", "ian": "Y EH1 N",
    "in": "IH1 N", "iang": "Y AA1 NG", "ing": "IH1 NG", "iong": "Y UH1 NG", "u": "UW1",
    "ua": "W AA1", "uo": "W AO1", "uai": "W AY1", "ui": "W EY1", "uan": "W AA1 N", "un": "UH1 N",
    "uang": "W AA1 NG", "ue": "W EH1", "v": "UW1", "ve": "W EH1",
}  # fmt: skip
_FOREIGN = re.compile("^(?:zh|q(?!u[er])|x)|[aeiou]ng(?:[zjqx]|zh)|iao|uang|iang|iong|uai")


@lru_cache(maxsize=4096)
def chinese_name(word: str) -> tuple[str, ...] | None:
    """Return English phones for a name in pinyin, None where it does not look like one.

    >>> chinese_name("guangzhou")
    ('G', 'W', 'AA1', 'NG', 'JH', 'OW0')
    """
    if not _FOREIGN.search(word) or not re.fullmatch("[a-z]{2,}", word):
        return None
    parts = _parts(word)
    # inside a name a syllable that begins with a vowel is written with an apostrophe
    if not parts or any(part[0] in "aeo" for part in parts[1:]):
        return None
    phones: list[str] = []
    for number, part in enumerate(parts):
        said = _syllable(part)
        phones += [p[:-1] + "0" if number and p.endswith("1") else p for p in said]
    return tuple(phones)


def _parts(word: str) -> list[str]:
    """Return the syllables of pinyin, the longest first, or nothing."""
    if not word:
        return []
    for end in range(min(6, len(word)), 0, -1):
        if word[:end] in plain_syllables() and word[:end] not in ("m", "n", "ng"):
            rest = _parts(word[end:])
            if rest or end == len(word):
                return [word[:end], *rest]
    return []


def _syllable(part: str) -> list[str]:
    found = re.fullmatch("(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)(.+)", part)
    initial, final = (found[1], found[2]) if found else ("", part)
    if final == "i" and initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
        return [*_INITIALS[initial].split(), "ER1" if initial in ("zh", "ch", "sh", "r") else "IH1"]
    if initial in ("j", "q", "x") and final.startswith("ia"):
        final = final[1:] if final != "ian" else "en"
        return [
            *_INITIALS[initial].split(),
            *("EH1 N" if final == "en" else _FINALS[final]).split(),
        ]
    if initial == "y" and final in ("i", "in", "ing"):
        initial = ""
    if part in ("yan", "yuan"):
        return ["Y", "EH1", "N"] if part == "yan" else ["Y", "UW0", "EH1", "N"]
    return [*_INITIALS[initial].split(), *_FINALS.get(final, "AH1").split()]
