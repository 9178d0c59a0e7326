"""Words that catch the eye, and words that advertising law or good taste forbids."""

from __future__ import annotations

import re
from typing import Final

ABSOLUTE: Final = re.compile(
    r"国家级|世界级|最高级|最佳|最优|最好|最强|最大(?!风力|功率|限度|值)|最低价|最便宜|最先进|最受欢迎|第一品牌|销量第一|全国第一"
    r"|全球第一|全网第一|独一无二|绝无仅有|史无前例|前无古人|万能|百分百|100%有效|顶级|极致|极品|终极|唯一"
    r"|独家|王牌|冠军品质|零风险|永久|包治|根治|无敌"
    r"|\b(?:best|greatest|cheapest|unbeatable|number one|no\. ?1|world[- ]class|guaranteed?"
    r"|risk[- ]free|miracle|perfect|ultimate|revolutionary|one of a kind)\b",
    re.I,
)
"""Absolute claims: what Chinese advertising law does not allow, and its English kin."""
CLICKBAIT: Final = re.compile(
    r"震惊|惊呆|吓尿|不看后悔|看完.{0,6}(?:沉默|泪目|惊)|万万没想到|速看|必看|删前|紧急扩散|疯传|刷屏了|炸裂"
    r"|竟然是这样|真相只有|99%的人|颠覆认知|一定要转|不转不是"
    r"|you won['’]t believe|shocking|mind[- ]?blow|blow your mind|this one (?:weird )?trick"
    r"|what happen(?:s|ed) next|doctors hate|must[- ]see|gone wrong|jaw[- ]dropping",
    re.I,
)
_CONTRAST: Final = re.compile(
    r"不是.{1,16}(?:而是|，是)|不等于|却|反而|只需|只要|只有|不到|从未|从来不|终于|首次|不只是|不再|没有.{1,10}也"
    r"|从.{1,14}(?:降|升|涨|提高|提升|增|减|缩短|下降|上升|变).{0,4}[到至成]|越来越"
    r"|\bnot\b.{2,40}\bbut\b|\bbut\b|\byet\b|\bonly\b|\binstead\b|\bwithout\b|\bnever\b"
    r"|\bno longer\b"
    r"|\bfinally\b|\bfrom \S+ .{0,24}\bto\b|\bnobody\b|\bdespite\b|\bdisappear",
    re.I,
)
_FIGURE: Final = re.compile(
    r"\d|[百千万亿]|[两三四五六七八九十]\s?[成倍年个件步条天]|六分之一|一半"
)
_EN_COUNT: Final = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|half|twice|dozens?|hundreds?|thousands?)\b",
    re.I,
)


def forbidden(text: str) -> tuple[str, ...]:
    """Return the absolute claims and the bait in ``text``, as they stand there.

    >>> forbidden("全国第一的咖啡"), forbidden("第一千家咖啡馆")
    (('全国第一',), ())
    """
    found = (m.group() for rule in (ABSOLUTE, CLICKBAIT) for m in rule.finditer(text))
    return tuple(dict.fromkeys(found))


def asks(text: str) -> bool:
    """Tell whether ``text`` asks something."""
    return "？" in text or "?" in text


def quotes(text: str) -> bool:
    """Tell whether somebody's words stand in ``text``."""
    return re.search(r"“[^”]{4,}”|「[^」]{4,}」", text) is not None


def contrasts(text: str) -> bool:
    """Tell whether ``text`` sets one thing against another, or tells of a change."""
    return _CONTRAST.search(text) is not None


def counts(text: str) -> bool:
    """Tell whether ``text`` holds a number."""
    return _FIGURE.search(text) is not None or _EN_COUNT.search(text) is not None
