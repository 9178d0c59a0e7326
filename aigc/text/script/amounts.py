"""Amounts said in words: fractions, multiples, dozens and round crowds."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from aigc.text.script.units import unit_after

_ONES = re.findall(r"\w+", "one two three four five six seven eight nine ten eleven twelve")
_COUNT = {w: Fraction(n) for n, w in enumerate(_ONES, 1)} | {
    "a": Fraction(1),
    "an": Fraction(1),
    "half a": Fraction(1, 2),
}
_PARTS = {
    "half": 2,
    "halve": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
_MULTIPLES = {"twice": 2, "doubl": 2, "twofold": 2, "tripl": 3, "trebl": 3, "threefold": 3}
_CROWDS = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_ZH_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

_NUMBER = "|".join(_ONES)
_PART = "|".join(_PARTS)
_PLURAL = re.compile(rf"\b(?P<n>{_NUMBER})[ -](?P<part>{_PART})s\b", re.I)
_SINGLE = re.compile(
    rf"\b(?P<n>a|one)[ -](?P<part>{_PART})\b"
    r"(?= of\b| less\b| more\b|[.,;!?]|$)",
    re.I,
)
_HALF = re.compile(r"\bhalf\b(?! an? dozen)|\bhalv(?:e[ds]?|ing)\b", re.I)
_MULTIPLE = re.compile(
    r"\b(?P<many>twice|twofold|threefold"
    r"|doubl(?:e[ds]?|ing)(?![ -](?:check|bed|room|glaz|standard|decker|bass|act|life))"
    r"|tripl(?:e[ds]?|ing)|trebl(?:e[ds]?|ing))\b",
    re.I,
)
_DOZEN = re.compile(rf"\b(?P<n>half a|an?|{_NUMBER})[ -]dozen\b|\bdozens\b", re.I)
_CROWD = re.compile(r"\b(?P<crowd>hundred|thousand|million|billion)s\b(?! digit)", re.I)
_ZH_HALF = re.compile(r"一半|半数|过半|一?大半|(?<![上下前后])半(?=[年天]|个?小时|个月|公里|斤|亩)")
_ZH_DOUBLE = re.compile(r"翻了?一?[番倍]|加倍(?!努力)")
_ZH_ONCE = re.compile(r"一倍")
_ZH_CROWD = re.compile(r"(?:数以|[数几上近成])(?P<scale>[十百千万亿]+)(?!别|一|分)")

Amount = tuple[Fraction, str, str]
"""Value, canonical unit (may be empty), and the words."""


def amounts(text: str) -> tuple[tuple[Amount, ...], str]:
    """Return the amounts that ``text`` says in words, and the text with them blanked out.

    Ordinals (a third man, the fourth quarter) are none.

    >>> amounts("two thirds of a dozen people")[0]
    ((Fraction(2, 3), '', 'two thirds'), (Fraction(12, 1), 'person', 'a dozen'))
    """
    found: list[Amount] = []
    whole = text
    for pattern, value, unit in _RULES:

        def take(m: re.Match[str], value: _Value = value, unit: str = unit) -> str:
            found.append((value(m), unit or unit_after(whole, m.end()), m.group()))
            return " " * len(m.group())

        text = pattern.sub(take, text)
    return tuple(found), text


_Value = Callable[[re.Match[str]], Fraction]


def _fraction(m: re.Match[str]) -> Fraction:
    return _COUNT[m.group("n").lower()] / _PARTS[m.group("part").lower()]


def _half(_: re.Match[str]) -> Fraction:
    return Fraction(1, 2)


def _multiple(m: re.Match[str]) -> Fraction:
    word = m.group("many").lower()
    return Fraction(next(n for stem, n in _MULTIPLES.items() if word.startswith(stem)))


def _dozen(m: re.Match[str]) -> Fraction:
    return 12 * _COUNT[(m.group("n") or "one").lower()]


def _crowd(m: re.Match[str]) -> Fraction:
    return Fraction(_CROWDS[m.group("crowd").lower()])


def _zh_crowd(m: re.Match[str]) -> Fraction:
    product = 1
    for char in m.group("scale"):
        product *= _ZH_SCALES[char]
    return Fraction(product)


_RULES: tuple[tuple[re.Pattern[str], _Value, str], ...] = (
    (_PLURAL, _fraction, ""),
    (_SINGLE, _fraction, ""),
    (_DOZEN, _dozen, ""),
    (_HALF, _half, ""),
    (_MULTIPLE, _multiple, "times"),
    (_CROWD, _crowd, ""),
    (_ZH_HALF, _half, ""),
    (_ZH_DOUBLE, lambda _: Fraction(2), "times"),
    (_ZH_ONCE, lambda _: Fraction(1), "times"),
    (_ZH_CROWD, _zh_crowd, ""),
)
