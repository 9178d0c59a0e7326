"""Caption tokens: a spoken word with the marks that cling to it, and where rows may break."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from aigc.types.article import Language, Span
from aigc.types.narration import NarratedLine, Word
from aigc.types.time import TimeRange

OPENING = "（《〈「『【〔“‘([{$¥￥€£#@"
_SENTENCE = "。！？!?…"
_CLAUSE = "，；：,;:—"
_LIGHT = "、)）》」』”’\"'"
_NEVER_FIRST = ("的", "了", "着", "过", "们", "吗", "呢", "吧", "地", "得")
_NEVER_LAST = ("第", "每", "约", "近", "超", "逾")
_SMALL_WORDS = "a an the of to in on at by for with from and or but"
_EN_NEVER_LAST = frozenset(_SMALL_WORDS.split())
_UNIT_WORDS = (
    "percent million billion trillion thousand hundred km kg cm mm mph kilometers kilometres "
    "meters metres miles tonnes tons grams hours minutes seconds days weeks months years dollars "
    "euros pounds yuan people times degrees"
)
_MONTH_WORDS = (
    "January February March April May June July August September October November December"
)
_MONTHS = frozenset(_MONTH_WORDS.split())
_ZH_UNIT_WORDS = "立方米 平方米 平方公里 平方千米 立方公里 千瓦时 人民币 百分点 个百分点"
_ZH_UNITS = frozenset(_ZH_UNIT_WORDS.split())
_EN_UNITS = frozenset(_UNIT_WORDS.split())
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")

FORBIDDEN = 60.0
"""Cost of a break that the rules of either language do not allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word and the characters ``[start, end)`` of its line that travel with it."""

    word: Word
    start: int
    end: int


def char_width(char: str, language: Language) -> float:
    """Return the width of ``char`` in the language's own characters (Latin is 0.55 of Chinese)."""
    wide = _CJK.match(char) is not None
    if language == "zh":
        return 1.0 if wide else 0.55
    return 2.0 if wide else 1.0


@lru_cache(maxsize=4096)
def text_width(text: str, language: Language) -> float:
    """Return the width of ``text`` in characters of ``language``."""
    return sum(char_width(c, language) for c in text)


def tokens_of(line: NarratedLine) -> tuple[Token, ...]:
    """Return the line's words, each with the marks around it; together they cover the line."""
    words = line.words or _even_words(line)
    words = tuple(w for w in words if any(c.isalnum() for c in w.text)) or words
    starts = [0]
    for before, after in pairwise(words):
        cut = after.span.start
        while cut > before.span.end and line.text[cut - 1] in OPENING:
            cut -= 1
        starts.append(cut)
    ends = [*starts[1:], len(line.text)]
    return tuple(Token(word=w, start=s, end=e) for w, s, e in zip(words, starts, ends, strict=True))


def _even_words(line: NarratedLine) -> tuple[Word, ...]:
    """Share the line's time among its characters when the engine reports no words."""
    pieces = list(re.finditer(r"[A-Za-z0-9.'%-]+|[\u2e80-\u9fff]{1,2}|\S", line.text))
    total = max(1, sum(len(p.group()) for p in pieces))
    out, done = [], 0
    for p in pieces:
        start = line.time.start + line.time.duration * Fraction(done, total)
        done += len(p.group())
        length = line.time.duration * Fraction(len(p.group()), total)
        span = Span(start=p.start(), end=p.end())
        out.append(Word(text=p.group(), span=span, time=TimeRange(start=start, duration=length)))
    return tuple(out)


def break_cost(text: str, left: Token, right: Token, language: Language) -> float:
    """Return how bad it is to end a row after ``left``: 0 at a full stop, `FORBIDDEN` at worst."""
    a, b = left.word.text, right.word.text
    tail = text[left.word.span.end : left.end].rstrip()
    between = text[left.word.span.end : right.start]
    if not a or not b or _glued(a, b, between.strip(), tail):
        return FORBIDDEN
    mark = tail[-1:] or a[-1:]
    if any(c in _SENTENCE or c == "." for c in tail) or mark in _SENTENCE:
        return 0.0
    if any(c in _CLAUSE for c in tail) or mark in _CLAUSE:
        return 0.6
    if mark in _LIGHT:
        return 1.6
    if language == "en" and a.lower() in _EN_NEVER_LAST:
        return 7.0
    if language == "zh" and between == " ":
        return 6.0
    return 3.0


def _glued(a: str, b: str, between: str, tail: str) -> bool:
    """Tell whether a word and its follower form one thing: a number and its unit, 第 and 三."""
    if tail and tail[-1] not in "%％":
        return False
    if b.startswith(_NEVER_FIRST) and len(b) == 1:
        return True
    if a in _NEVER_LAST:
        return True
    if b.lower() in ("o'clock", "o’clock") or (a in _MONTHS and b[:1].isdigit()):
        return True
    if between in ("-", "/", "·", "'", "’", "."):
        return True
    if a[-1:].isdigit() or a[-1:] in "%％万亿百千":
        joined = b[:1] in "%％℃°" or b.lower() in _EN_UNITS
        short = _CJK.match(b) is not None and (len(b) <= 2 or b in _ZH_UNITS)
        return joined or b[:1].isdigit() or short
    return False
