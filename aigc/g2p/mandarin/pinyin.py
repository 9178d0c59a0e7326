"""Chinese characters to pinyin with tones as they are spoken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aigc.g2p.mandarin.read import read_words, words_of

if TYPE_CHECKING:
    from aigc.g2p.user_lexicon import UserLexicon

_RESPELL = {
    "xiong": "xong", "qiong": "qong", "jiong": "jong", "r": "er", "n": "en", "ng": "en",
    "m": "mu", "ê": "ei",
}  # fmt: skip


def pinyin(text: str, *, given: UserLexicon | None = None) -> str:
    """Return pinyin with tone figures as espeak-ng spells it, words apart by spaces.

    ``text`` is Chinese characters only, or a word of the lexicon. Words are those of the segmenter;
    a word's reading comes from a phrase dictionary, so that 银行行长 is *yin2hang2 hang2zhang3*.

    >>> pinyin("你好")
    'ni2hao3'
    """
    whole = given is not None and given.mandarin(text)
    words = read_words((text,) if whole else words_of(text), given=given)
    return " ".join("".join(respelled(r.sounds) for r in word.readings) for word in words)


def respelled(sounds: str) -> str:
    """Return a syllable with its tone as espeak-ng spells it."""
    sound, tone = sounds[:-1], sounds[-1]
    if sound != "er" and re.fullmatch("[a-z]+r", sound):
        return f"{_RESPELL.get(sound[:-1], sound[:-1])}{tone}er5"
    return f"{_RESPELL.get(sound, sound)}{tone}"
