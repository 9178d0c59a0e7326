"""Figures written in words: shares, multiples and counts such as 六成, 三分之一, two thirds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aigc.types.article import Language

_DIGITS_ZH = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_POWERS_ZH = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_ZH_WORD = "[零〇一二两三四五六七八九十百千万亿]"
_ONES_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_ONES = {w: n for n, w in enumerate(_ONES_WORDS.split(), start=1)}
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {w: 10 * n for n, w in enumerate(_TENS_WORDS.split(), start=2)}
_SMALL = "|".join(_ONES)
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_LEAST_COUNT = 10

_SHARE_ZH = re.compile(
    rf"(?P<tenths>{_ZH_WORD}|\d)成(?P<five>半)?(?![功立员为本熟果都绩分年长员])"
    rf"|(?P<low>{_ZH_WORD}{{1,3}}|\d+)分之(?P<high>{_ZH_WORD}{{1,3}}|\d+)"
    r"|(?<![另多大小])(?P<half>一半)(?!的路)"
)
_TIMES_ZH = re.compile(rf"(?P<times>{_ZH_WORD}{{1,3}})倍|(?P<double>翻了?一番|翻倍|翻了?一倍)")
_COUNT_ZH = re.compile(
    rf"(?<![第每\d.{_ZH_WORD[1:-1]}])(?P<count>(?![万亿]){_ZH_WORD}{{2,9}}|十)(?P<more>多|余)?(?P<scale>[万亿])?"
)
_SHARE_EN = re.compile(
    rf"\b(?P<top>{_SMALL}|a|an)[ -](?P<part>third|quarter|fifth|sixth|eighth|tenth)s?\b"
    r"(?! of an?\b)"
    r"|(?<!and a )\b(?P<half>half)\b(?= of| the| sleep| say|$| [a-z]+ )"
    rf"|\b(?P<few>{_SMALL})\s(?:in|out of)\s(?P<many>{_SMALL}|twenty|hundred)\b",
    re.IGNORECASE,
)
_TIMES_EN = re.compile(
    rf"\b(?:(?P<times>{_SMALL})\stimes(?=\s(?:as|more|the|higher|faster|larger|bigger))"
    r"|(?P<twice>twice)(?=\s(?:as|the)\b)|(?P<change>doubled|tripled|quadrupled))\b",
    re.IGNORECASE,
)
_COUNT_EN = re.compile(
    rf"\b(?:(?P<dozen>(?:a|two|three) dozen)|(?P<tens>{'|'.join(_TENS)})"
    rf"(?:-(?P<ones>{_SMALL}))?|(?P<plain>eleven|twelve|[a-z]+teen))\b(?=\s[a-z])(?! of\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """A number in words: its value as shown before ``unit``, and its place in the text.

    ``unit`` carries what the digits alone would lose ("/3", "倍", "×"); ``counted`` tells that a
    measure word or a noun follows.
    """

    value: float
    unit: str
    share: float | None
    start: int
    end: int
    counted: bool = False


def worded(text: str, language: Language) -> tuple[Worded, ...]:
    """Return the numbers in words that are worth a picture, in order.

    >>> [(w.value, w.unit) for w in worded("买家中七成不到三十岁，近三分之一是学生", "zh")]
    [(70.0, '%'), (30.0, ''), (1.0, '/3')]
    """
    found = list(_chinese(text) if language == "zh" else _english(text))
    found.sort(key=lambda w: (w.start, -w.end))
    out: list[Worded] = []
    for word in found:
        if not out or word.start >= out[-1].end:
            out.append(word)
    return tuple(out)


def chinese_number(text: str) -> int:
    """Return the value of a Chinese numeral.

    >>> chinese_number("二百一十六"), chinese_number("三万五千")
    (216, 35000)
    """
    total = section = digit = 0
    for c in text:
        power = _POWERS_ZH.get(c, 0)
        if power >= 10**4:
            total, section, digit = (total + section + digit or 1) * power, 0, 0
        elif power:
            section, digit = section + (digit or 1) * power, 0
        else:
            digit = _DIGITS_ZH[c]
    return total + section + digit


def _whole(text: str) -> int:
    return int(text) if text.isdigit() else chinese_number(text)


def _chinese(text: str) -> Iterator[Worded]:
    for m in _SHARE_ZH.finditer(text):
        if m["low"]:
            yield _fraction(_whole(m["high"]), _whole(m["low"]), m.start(), m.end())
            continue
        percent = 50.0 if m["half"] else 10.0 * _whole(m["tenths"]) + 5 * bool(m["five"])
        if 0 < percent <= 100:
            share = percent / 100
            yield Worded(value=percent, unit="%", share=share, start=m.start(), end=m.end())
    for m in _TIMES_ZH.finditer(text):
        times = chinese_number(m["times"]) if m["times"] else 2
        yield Worded(value=float(times), unit="倍", share=None, start=m.start(), end=m.end())
    for m in _COUNT_ZH.finditer(text):
        written = m["count"]
        scale = m["scale"] or (written[-1] if written[-1] in "万亿" else "")
        value = chinese_number(written.rstrip("万亿") if scale else written)
        if value >= _LEAST_COUNT or scale:
            unit = scale + (m["more"] or "")
            yield Worded(
                value=float(value),
                unit=unit,
                share=None,
                start=m.start(),
                end=m.end(),
                counted=True,
            )


def _fraction(top: int, bottom: int, start: int, end: int) -> Worded:
    """Return a fraction, in per cent where it is a hundredth."""
    if bottom == 100:
        return Worded(value=float(top), unit="%", share=top / 100, start=start, end=end)
    share = top / bottom if 0 < top <= bottom else None
    return Worded(value=float(top), unit=f"/{bottom}", share=share, start=start, end=end)


def _english(text: str) -> Iterator[Worded]:
    for m in _SHARE_EN.finditer(text):
        if m["few"]:
            few, many = _ONES[m["few"].lower()], _count(m["many"])
            unit = f"in {many}"
            yield Worded(
                value=float(few), unit=unit, share=few / many, start=m.start(), end=m.end()
            )
        elif m["half"]:
            yield Worded(value=50.0, unit="%", share=0.5, start=m.start(), end=m.end())
        else:
            top = _ONES.get(m["top"].lower(), 1)
            yield _fraction(top, _PARTS[m["part"].lower()], m.start(), m.end())
    for m in _TIMES_EN.finditer(text):
        word = (m["times"] or m["twice"] or m["change"]).lower()
        times = {"twice": 2, "doubled": 2, "tripled": 3, "quadrupled": 4}.get(word) or _ONES[word]
        yield Worded(value=float(times), unit="×", share=None, start=m.start(), end=m.end())
    for m in _COUNT_EN.finditer(text):
        value = _count(m.group())
        if value >= _LEAST_COUNT:
            yield Worded(
                value=float(value), unit="", share=None, start=m.start(), end=m.end(), counted=True
            )


def _count(words: str) -> int:
    """Return the value of an English number word, 0 for another word."""
    low = words.lower()
    if low.endswith("dozen"):
        return 12 * _ONES.get(low.split()[0], 1)
    if low == "hundred":
        return 100
    tens, _, ones = low.partition("-")
    return _TENS.get(tens, 0) + _ONES.get(ones, 0) + _ONES.get(tens, 0)
