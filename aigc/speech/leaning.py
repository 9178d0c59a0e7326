"""Which neighbour a word cannot be parted from, and what kind of question a sentence asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from aigc.g2p.word import SpokenWord

_LEFT_ZH = frozenset("的地得了着过吗呢吧啊呀嘛们里上下中内外后前来去")
_RIGHT_ZH = frozenset((
    "在", "从", "对", "把", "被", "将", "和", "与", "及", "或", "但", "而",
    "并", "且", "于", "以", "为", "向", "给", "跟", "让", "使", "由", "因为",
    "所以", "如果", "虽然", "但是", "而且", "或者", "以及", "通过", "根据", "关于",
    "对于", "由于", "随着", "为了", "除了", "不", "没", "没有", "很", "更", "最",
    "也", "都", "就", "还", "又", "再", "已", "已经", "正在", "不仅", "只有",
    "只要", "当", "每", "这", "那", "该", "各", "第",
))  # fmt: skip
_LEFT_EN = frozenset(["me", "him", "her", "it", "them", "us", "too", "either", "ago"])
_ASKING_EN = frozenset(["what", "who", "whom", "whose", "which", "where", "when", "why", "how"])
_ASKING_ZH = ("什么", "谁", "哪", "怎么", "怎样", "为何", "为什么", "多少", "几", "如何")


def leaning(words: Sequence[SpokenWord], i: int) -> Literal["", "left", "right"]:
    """Return the neighbour that word ``i`` cannot be parted from by a rest."""
    word = words[i]
    if word.language == "zh":
        if word.text in _LEFT_ZH:
            return "left"
        return "right" if word.text in _RIGHT_ZH else ""
    if word.text.lower() in _LEFT_EN:
        return "left"
    return "right" if word.is_function_word and i + 1 < len(words) else ""


def asked(words: Sequence[SpokenWord]) -> bool:
    """Tell whether a sentence is a question whose melody rises: one for yes or no."""
    if words[-1].pause != "?":
        return False
    if words[-1].language == "zh":
        text = "".join(word.text for word in words)
        return text.endswith(("吗", "吧")) or not any(one in text for one in _ASKING_ZH)
    return words[0].text.lower() not in _ASKING_EN
