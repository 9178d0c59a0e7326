"""Ages, heights and weights that are written as numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

HAN = "零一二三四五六七八九"
ENGLISH = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
FOOT_M, INCH_M, CHI_M = 0.3048, 0.0254, 1 / 3
_HAN = "[零一二两三四五六七八九十百\\d]"
_WORD = rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(ENGLISH[1:10])}))?|{'|'.join(ENGLISH[1:])})"
_NUMBER = rf"(\d{{1,3}}|{_WORD})"
_DECADES = "|".join(f"{t[:-1]}ies" for t in TENS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number that was said: the setting, its value, and how many characters it took."""

    path: str
    value: float
    length: int


def number(text: str) -> float:
    """Return the number that Chinese or English words or digits stand for.

    >>> number("三十五"), number("十二"), number("forty-five"), number("7"), number("八")
    (35.0, 12.0, 45.0, 7.0, 8.0)
    """
    text = text.strip().lower()
    if text.replace(".", "", 1).isdigit():
        return float(text)
    if text.isascii():
        return float(sum(_english(w) for w in re.split("[ -]", text)))
    return float(_chinese(text.replace("两", "二")))


def _english(word: str) -> int:
    return ENGLISH.index(word) if word in ENGLISH else 20 + 10 * TENS.index(word)


def _chinese(text: str) -> int:
    if text.isdigit():
        return int(text)
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    total = 100 * _digit(hundreds) if hundreds else 0
    total += 10 * (_digit(tens) if tens else 1) if ten else 0
    return total + (_digit(ones) if ones else 0)


def _digit(text: str) -> int:
    return int(text) if text.isdigit() else HAN.find(text[-1:])


def measured(text: str, start: int) -> Measure | None:
    """Return the measure that begins at a place of a text, or None."""
    for pattern, path, value in PATTERNS:
        found = pattern.match(text, start)
        if found:
            return Measure(path=path, value=value(found), length=found.end() - start)
    return None


def _age_zh(m: re.Match[str]) -> float:
    more = f"{m['more'] or ''}{m['tail'] or ''}"
    extra = 5 if re.search("[多几来]", more) else 2 if "出头" in more else 0
    return number(m["n"]) + extra


def _age_en(m: re.Match[str]) -> float:
    return number(m["n"])


def _decade(m: re.Match[str]) -> float:
    text = m["n"].lower()
    tens = int(text[:2]) if text[0].isdigit() else 20 + 10 * _DECADES.split("|").index(text)
    return tens + {"early": 2, "mid": 5, "late": 8}.get((m["part"] or "mid").lower(), 5)


def _metres(m: re.Match[str]) -> float:
    rest = m["rest"] or ""
    if not rest:
        return number(m["n"])
    digits = rest if rest.isdigit() else "".join(str(max(HAN.find(c), 0)) for c in rest)
    return number(m["n"]) + float(f"0.{digits}")


def _feet(m: re.Match[str]) -> float:
    return number(m["ft"]) * FOOT_M + (number(m["inch"]) if m["inch"] else 0) * INCH_M


def _chi(m: re.Match[str]) -> float:
    return (number(m["n"]) + (number(m["rest"]) / 10 if m["rest"] else 0)) * CHI_M


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


PATTERNS: tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str]], float]], ...] = (
    (_p(rf"(?P<n>{_HAN}+?)(?P<more>多|几|来)?岁(?P<tail>出头|左右|上下|多)?"), "body.age", _age_zh),
    (_p(rf"(?P<n>{_HAN}*十)(?P<more>出头|上下|左右)(?P<tail>)"), "body.age", _age_zh),
    (_p(rf"(?:年纪|年龄)(?P<n>{_HAN}*十{_HAN}?|\d+)(?P<more>出头|上下|左右)?(?P<tail>)"),
     "body.age", _age_zh),
    (_p(rf"(?P<n>{_NUMBER})[ -]+years?(?:[ -]+olds?|[ -]+of[ -]+age)?"), "body.age", _age_en),
    (_p(rf"(?:aged?|about|around|of(?: about)?)"
        rf" +(?!(?:one|two|three|four)\b)(?P<n>{_NUMBER})(?![\w.])"),
     "body.age", _age_en),
    (_p(rf"(?:(?P<part>early|mid|late)[ -]+)?(?P<n>{_DECADES}|\d0s)(?![a-z])"),
     "body.age", _decade),
    (_p(r"(?P<n>\d{2})(?= *[,，]| *$)"), "body.age", _age_en),
    (_p(r"身高(?:约|大约|是|为|在)?(?P<n>1\d\d|2[01]\d)(?![\d.]) *(?:cm|厘米|公分)?(?:左右)?"),
     "body.height_m", lambda m: float(m["n"]) / 100),
    (_p(r"(?P<n>\d{2,3}) *斤"), "body.weight_kg", lambda m: float(m["n"]) / 2),
    (_p(r"(?P<n>\d{2,3}(?:\.\d)?) *(?:cm|厘米|公分|centimet(?:re|er)s?)(?: tall)?"),
     "body.height_m", lambda m: float(m["n"]) / 100),
    (_p(r"(?P<n>[12](?:\.\d{1,2})?) *(?:米|m(?:et(?:re|er)s?)?(?![a-z]))(?P<rest>\d{1,2})?"
        r"(?: tall)?"),
     "body.height_m", _metres),
    (_p(rf"(?P<n>[一二两])米(?P<rest>[{HAN}\d]{{1,2}})?"), "body.height_m", _metres),
    (_p(rf"(?P<ft>\d|{_WORD})(?:'| *ft\.?| +f(?:ee|oo)t) *(?P<inch>\d{{1,2}}|{_WORD})?"
        r"(?:''|\"| *in(?:ches)?(?![a-z]))?(?: tall)?"), "body.height_m", _feet),
    (_p(rf"(?P<n>[{HAN}\d])尺(?P<rest>[{HAN}\d])?"), "body.height_m", _chi),
    (_p(r"(?P<n>\d{2,3}(?:\.\d)?) *(?:kg|公斤|千克|kilos?)"), "body.weight_kg",
     lambda m: float(m["n"])),
)  # fmt: skip
