"""Which of the supported languages a text is in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from aigc.errors import InputError
from aigc.text.article.clean import word_set
from aigc.types.article import Language

Wanted = Literal["auto", "zh", "en"]

_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]")
_KANA: Final = re.compile("[\u3041-\u309f\u30a1-\u30fa]")
_WORD: Final = re.compile("[A-Za-z\u00c0-\u024f]+(?:['’][A-Za-z]+)?")
_OTHER: Final = re.compile("[\u0370-\u1fff\u2c00-\u2dff\ua4d0-\uabff\uac00-\ud7ff\ufb50-\ufdff]")
_ENGLISH: Final = word_set(
    """
    the of and to in a is that it for on as with was at by be this are from or an which but
    not have has had its their they we you he she will can were been more who what when than
    into
    """
)
_SUPPORTED: Final = "Articles in Chinese and in English are supported."


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripts:
    """How much of each script a text holds; ``latin`` counts words, the others characters."""

    han: int
    kana: int
    latin: int
    other: int


def scripts(text: str) -> Scripts:
    """Count the scripts of ``text``."""
    return Scripts(
        han=len(_HAN.findall(text)),
        kana=len(_KANA.findall(text)),
        latin=len(_WORD.findall(text)),
        other=len(_OTHER.findall(text)),
    )


def language_of(text: str, wanted: Wanted = "auto") -> Language:
    """Return ``zh`` or ``en``.

    A mixed text is Chinese when it has at least as many Han characters as Latin words.

    Raises
    ------
    InputError
        The text is in neither language, or has no letters of the one that was asked for.
    """
    found = scripts(text)
    if wanted == "zh" and not found.han:
        raise InputError("The text was declared Chinese but has no Chinese characters.")
    if wanted == "en" and not found.latin:
        raise InputError("The text was declared English but has no Latin letters.")
    if wanted != "auto":
        return wanted
    if not found.han and not found.latin:
        raise InputError(f"The text has no Chinese characters and no Latin letters. {_SUPPORTED}")
    if found.kana * 5 > found.han + found.kana and found.han + found.kana > found.latin:
        raise InputError(f"The text looks Japanese. {_SUPPORTED}")
    if found.other > found.han + 5 * found.latin:
        raise InputError(f"Most of the text is in a script that cannot be read. {_SUPPORTED}")
    return "zh" if found.han >= found.latin else "en"


def reads_as_english(text: str) -> bool:
    """Tell whether a longer Latin text has the share of function words that English has."""
    words = [word.lower() for word in _WORD.findall(text[:20_000])]
    if len(words) < 60:
        return True
    return sum(word in _ENGLISH for word in words) >= 0.15 * len(words)
