"""Pinyin and ARPAbet as phones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from aigc.errors import InputError

_INITIALS = {
    "zh": "tʂ", "ch": "tʂʰ", "sh": "ʂ", "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t",
    "t": "tʰ", "n": "n", "l": "l", "g": "k", "k": "kʰ", "h": "x", "j": "tɕ", "q": "tɕʰ", "x": "ɕ",
    "r": "ɻ", "z": "ts", "c": "tsʰ", "s": "s",
}  # fmt: skip
_FINALS = {
    "a": "a", "o": "w o", "e": "ɤ", "ê": "ɛ", "ai": "a j", "ei": "e j", "ao": "ɑ w", "ou": "o w",
    "an": "a n", "en": "ə n", "ang": "ɑ ŋ", "eng": "ə ŋ", "er": "ɚ", "ong": "ʊ ŋ",
    "i": "i", "ia": "j a", "ie": "j ɛ", "iao": "j ɑ w", "iu": "j o w", "ian": "j ɛ n", "in": "i n",
    "iang": "j ɑ ŋ", "ing": "i ŋ", "iong": "j ʊ ŋ", "io": "j o",
    "u": "u", "ua": "w a", "uo": "w o", "uai": "w a j", "ui": "w e j", "uan": "w a n",
    "un": "w ə n", "uang": "w ɑ ŋ", "ueng": "w ə ŋ",
    "v": "y", "ve": "ɥ ɛ", "van": "ɥ ɛ n", "vn": "y n", "ii": "ɿ", "iii": "ʅ",
    "m": "m", "n": "n", "ng": "ŋ",
}  # fmt: skip
_WHOLE = {
    "yi": "i", "ya": "ia", "ye": "ie", "yao": "iao", "you": "iu", "yan": "ian", "yin": "in",
    "yang": "iang", "ying": "ing", "yong": "iong", "yo": "io", "yai": "ia",
    "wu": "u", "wa": "ua", "wo": "uo", "wai": "uai", "wei": "ui", "wan": "uan", "wen": "un",
    "wang": "uang", "weng": "ueng", "yu": "v", "yue": "ve", "yuan": "van", "yun": "vn",
    "ng": "ng",
}  # fmt: skip
_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcs]?)([aeiouvêüng]+)(r?)")

_ENGLISH = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "a w", "AY": "a j", "EH": "ɛ", "ER": "ɝ",
    "EY": "e j", "IH": "ɪ", "IY": "i", "OW": "o w", "OY": "ɔ j", "UH": "ʊ", "UW": "u",
    "B": "b", "CH": "tʃ", "D": "d", "DH": "ð", "F": "f", "G": "ɡ", "HH": "h", "JH": "dʒ",
    "K": "kʰ", "L": "l", "M": "m", "N": "n", "NG": "ŋ", "P": "pʰ", "R": "ɹ", "S": "s", "SH": "ʃ",
    "T": "tʰ", "TH": "θ", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
_UNSTRESSED = {"AH": "ə", "ER": "ɚ"}


def of_pinyin(syllable: str) -> tuple[str, ...]:
    """Return the phones of a syllable of pinyin without its tone; ``v`` is ü, a last ``r`` 儿.

    >>> of_pinyin("zhuang")
    ('tʂ', 'w', 'ɑ', 'ŋ')

    Raises
    ------
    InputError
        When it is no syllable of Mandarin.
    """
    plain = syllable.lower().replace("u:", "v").replace("ü", "v")
    curled = plain.endswith("r") and plain not in ("er", "r")
    stem = plain[:-1] if curled else plain
    initial, final = _split("er" if stem == "r" else stem)
    if final not in _FINALS or (initial and initial not in _INITIALS):
        raise InputError(f"{syllable!r} is no syllable of pinyin: write one such as 'hao' or 'lv'.")
    ending = _FINALS[final].split()
    if initial in ("", "b", "p", "m", "f") and final == "o":
        ending = ["o"]
    phones = ([_INITIALS[initial]] if initial else []) + (_curled(ending) if curled else ending)
    return tuple(phones)


def _split(syllable: str) -> tuple[str, str]:
    """Return the initial and the final as they sound, not as they are spelled."""
    if syllable in _WHOLE:
        return "", _WHOLE[syllable]
    found = _SYLLABLE.fullmatch(syllable)
    if not found or found[3]:
        return "", syllable
    initial, final = found[1], found[2]
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "v" + final[1:]
    if final == "i" and initial in ("z", "c", "s"):
        final = "ii"
    elif final == "i" and initial in ("zh", "ch", "sh", "r"):
        final = "iii"
    respelled = {"ue": "ve", "uen": "un", "uei": "ui", "iou": "iu"}
    return initial, respelled.get(final, final)


def _curled(ending: list[str]) -> list[str]:
    """Return a final that ends in 儿."""
    body = ending[:-1] if ending[-1] in ("n", "ŋ", "j") and len(ending) > 1 else ending
    if body[-1] in ("i", "y"):
        body = [*body, "ə"]
    elif body[-1] in ("ɿ", "ʅ"):
        body = ["ə"]
    return [*body, "ɻ"]


def of_arpabet(phones: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Return the phones of an English word, each with the stress of its vowel, 0 to 2.

    A stop after S is not aspirated, and T or D between vowels before one without stress is a tap.

    >>> of_arpabet("S T EY1".split())
    (('s', 0), ('t', 0), ('e', 1), ('j', 1))
    """
    return tuple(sound for part in of_each_arpabet(phones) for sound in part)


def of_each_arpabet(phones: Sequence[str]) -> tuple[tuple[tuple[str, int], ...], ...]:
    """Return what `of_arpabet` does, apart for each of the phones that are given."""
    return tuple(tuple(_sounds(phones, i)) for i in range(len(phones)))


def _sounds(phones: Sequence[str], i: int) -> Iterable[tuple[str, int]]:
    phone = phones[i]
    name, stress = phone.rstrip("012"), int(phone[-1]) if phone[-1].isdigit() else 0
    if name in ("T", "D") and _between_vowels(phones, i):
        yield "ɾ", 0
    elif name in ("P", "T", "K") and i and phones[i - 1] == "S":
        yield name.lower(), 0
    elif name in _UNSTRESSED and phone.endswith("0"):
        yield _UNSTRESSED[name], 0
    else:
        yield from ((symbol, stress) for symbol in _ENGLISH[name].split())


def _between_vowels(phones: Sequence[str], i: int) -> bool:
    if not 0 < i < len(phones) - 1:
        return False
    before, after = phones[i - 1], phones[i + 1]
    return (before[-1].isdigit() or before == "R") and after.endswith("0")
