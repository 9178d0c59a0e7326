"""What each platform allows and likes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from aigc.errors import ConfigError, did_you_mean
from aigc.types.article import Language
from aigc.types.copy import CopyKind

Range = tuple[int, int]
WIDE: Final = re.compile(r"[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
"""Characters that are as wide as two letters: all but Latin and its kin, as X counts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """Where words are posted.

    Attributes
    ----------
    title_most, description_most : int
        Longest title and description, in its own way of counting.
    letter_weight : float
        How much a Latin letter counts where a Chinese character counts 1.
    title_least : int
        Shortest title that it takes.
    hashtags : int
        How many hashtags suit a post.
    hashtag_end : str
        What it wants behind each hashtag.
    brief : bool
        Whether descriptions are read at a glance.
    lines : bool
        Whether each sentence of a description has a line of its own.
    tone : mapping
        How one writes there, for language models.
    """

    name: str
    title_most: int = 60
    description_most: int = 500
    title_least: int = 1
    letter_weight: float = 0.5
    hashtags: int = 5
    hashtag_end: str = ""
    brief: bool = False
    lines: bool = False
    tone: Mapping[Language, str]

    def size(self, text: str) -> float:
        """Return how long ``text`` is as the platform counts.

        >>> PLATFORMS["xiaohongshu"].size("地铁 GPT")
        4.0
        """
        wide = len(WIDE.findall(text))
        return wide + (len(text) - wide) * self.letter_weight

    def most(self, kind: CopyKind) -> float:
        """Return the longest text of a kind, as the platform counts."""
        return self.title_most if kind in ("title", "selling_point") else self.description_most

    def room(self, kind: CopyKind, language: Language) -> int:
        """Return how many characters of a language fit, all of them of its own script."""
        weight = 1.0 if language == "zh" else self.letter_weight
        return int(self.most(kind) / weight)

    def ideal(self, kind: CopyKind, language: Language) -> Range:
        """Return how many characters of a language read best here."""
        brief = self.brief and kind == "description"
        least, most = _BRIEF[language] if brief else IDEAL[kind, language]
        room = self.room(kind, language)
        return min(least, room), min(most, room)

    def fits(self, text: str, kind: CopyKind) -> bool:
        """Tell whether there is room for a text, and it is not too short a title."""
        least = self.title_least if kind == "title" else 1
        return least <= self.size(text) <= self.most(kind)


def _tone(zh: str, en: str) -> Mapping[Language, str]:
    return MappingProxyType({"zh": zh, "en": en})


_EACH: Final = (
    Platform(name="generic", tone=_tone("清楚、自然、不夸张", "clear and natural, no hype")),
    Platform(
        name="douyin", title_most=30, description_most=1000, brief=True,
        tone=_tone("口语，开头直接给出看点", "spoken, the point comes first"),
    ),
    Platform(
        name="xiaohongshu", title_most=20, description_most=1000, hashtags=8, lines=True,
        tone=_tone("像朋友分享，具体，分行", "a friend who shares, concrete, short lines"),
    ),
    Platform(
        name="weixin", title_most=16, title_least=6, description_most=1000, letter_weight=1.0,
        hashtags=4,
        tone=_tone("稳重、可信，信息完整", "sober and trustworthy, complete"),
    ),
    Platform(
        name="bilibili", title_most=80, description_most=250, letter_weight=1.0, hashtags=10,
        tone=_tone("有趣、有信息量，不端着", "curious and well informed, not stiff"),
    ),
    Platform(
        name="weibo", title_most=30, description_most=2000, hashtags=4, hashtag_end="#", brief=True,
        tone=_tone("简明，先说新鲜事", "plain, what is new comes first"),
    ),
    Platform(
        name="youtube", title_most=100, description_most=5000, letter_weight=1.0, hashtags=5,
        lines=True, tone=_tone("可搜索的关键词靠前", "words people search for come first"),
    ),
    Platform(
        name="tiktok", title_most=100, description_most=2200, letter_weight=1.0, brief=True,
        tone=_tone("口语，一句抓住人", "spoken, one line that catches"),
    ),
    Platform(
        name="instagram", title_most=100, description_most=2200, letter_weight=1.0, hashtags=8,
        lines=True, tone=_tone("亲切，有画面，分行", "warm, seen with one's own eyes, short lines"),
    ),
    Platform(
        name="x", title_most=140, description_most=140, hashtags=2, brief=True,
        tone=_tone("一句话说完，不堆话题", "said in one breath, few hashtags"),
    ),
)  # fmt: skip
PLATFORMS: Final[Mapping[str, Platform]] = MappingProxyType({one.name: one for one in _EACH})

IDEAL: Final[Mapping[tuple[CopyKind, Language], Range]] = MappingProxyType(
    {
        ("title", "zh"): (10, 24),
        ("title", "en"): (28, 72),
        ("description", "zh"): (50, 130),
        ("description", "en"): (120, 320),
        ("hashtags", "zh"): (8, 60),
        ("hashtags", "en"): (16, 110),
        ("selling_point", "zh"): (8, 26),
        ("selling_point", "en"): (24, 90),
    }
)
"""Characters that read well, whatever the platform would allow."""
_BRIEF: Final[Mapping[Language, Range]] = MappingProxyType({"zh": (30, 80), "en": (70, 180)})
"""The same of descriptions that are read at a glance."""


def platform_named(name: str) -> Platform:
    """Return the platform of a name.

    Raises
    ------
    ConfigError
        There is none.
    """
    if name not in PLATFORMS:
        raise ConfigError(f"No platform {name!r}. {did_you_mean(name, PLATFORMS)}")
    return PLATFORMS[name]
