"""Numbers in running text, with the unit behind them, however they are written.

3.5万, 35,000 and thirty-five thousand have one value; 20%, 百分之二十 and twenty percent are one
quantity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from aigc.text.script.amounts import amounts
from aigc.text.script.units import CURRENCY, unit_after, unit_text

_ZH_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ZH_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_EN_SMALL = {
    w: i
    for i, w in enumerate(
        (
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        )
    )
} | {
    w: 10 * (i + 2)
    for i, w in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
    )
}
_EN_SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_EN_ORDINALS = {
    w: i + 1
    for i, w in enumerate(
        (
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        )
    )
}
_SHORT = {
    "k": 1000,
    "K": 1000,
    "m": 10**6,
    "M": 10**6,
    "mn": 10**6,
    "bn": 10**9,
    "B": 10**9,
    "tn": 10**12,
}

_ARABIC = re.compile(
    r"(?P<sign>(?<![\w\d.])[-−](?=\d)|零下|负|minus )?"
    r"(?:(?P<money>US\$|[$€£¥￥]) ?)?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<scale>[ -]?(?:hundred|thousand|million|billion|trillion)\b|(?:bn|tn|mn|[kKMB])\b"
    r"| ?[十百千]?[万亿]亿?|[千百](?![克米瓦卡赫帕伏焦分货年]))?"
)
_ZH_NUMBER = re.compile(
    r"(?P<hundredth>百分之)?(?P<sign>零下|负)?"
    r"(?P<digits>[零〇一二三四五六七八九十百千万亿两]+(?:点[零一二三四五六七八九]+)?)"
    r"(?P<share>成[半五]?(?![立为本功员就长果分人品都交熟份绩])|分之(?P<top>[一二三四五六七八九十]+))?"
)
_EN_WORD = "|".join(sorted([*_EN_SMALL, *_EN_SCALES], key=len, reverse=True))
_EN_NUMBER = re.compile(rf"\b(?:a )?(?:{_EN_WORD})(?:(?:[\s-]+(?:and )?)(?:{_EN_WORD}))*\b", re.I)
_EN_ORDINAL = re.compile(rf"\b(?:{'|'.join(_EN_ORDINALS)})s?\b", re.I)
_ATTACHED = re.compile(r"[A-Za-z]+(?:[-–]?\d+)+[A-Za-z\d.]*|\d+[A-Z]{1,3}(?![A-Za-z%])")
_IDIOMS = re.compile(
    r"十分(?![钟之])|千万(?=别|不要|要|记)|万一|一一|百姓|百货|百科|千古|万物|万象|万能|四川|三峡|三明治"
    r"|五金|七夕|八卦|四处|四周|五花八门|三三两两|一五一十|乱七八糟|十足|百般|万分|千禧|老百姓|两边|两旁"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its canonical unit (empty when none is known) and how it was written."""

    value: Fraction
    unit: str
    text: str


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of ``text``; numbers that are part of a name (GPT-5) are not any."""
    plain = text.translate(str.maketrans("０１２３４５６７８９％．", "0123456789%."))
    plain = _ATTACHED.sub(
        lambda m: m.group() if _counts(m.group()) else " " * len(m.group()), plain
    )
    said, plain = amounts(plain)
    found = [Quantity(value=v, unit=u, text=t) for v, u, t in said] + _arabic(plain)
    rest = _ARABIC.sub(lambda m: "#" * len(m.group()), _IDIOMS.sub("##", plain))
    return (*found, *_chinese(rest), *_english(rest))


def _counts(token: str) -> bool:
    return re.fullmatch(r"(?:US)?\$?\d+[KMB]", token) is not None


def _arabic(text: str) -> list[Quantity]:
    out: list[tuple[int, int, Quantity, Fraction]] = []
    for m in _ARABIC.finditer(text):
        scale = _scale(m.group("scale") or "")
        value = Fraction(m.group("digits").replace(",", "")) * scale
        unit = unit_after(text, m.end()) or CURRENCY.get(m.group("money") or "", "")
        value = -value if m.group("sign") else value
        compound = m.group("digits").isdigit() and text[m.start() - 1 : m.start()] in ("万", "亿")
        if out and compound and out[-1][1] == m.start() and scale < out[-1][3]:
            value += out[-1][2].value
            out.pop()
        one = Quantity(value=value, unit=unit, text=m.group().strip())
        out.append((m.start(), m.end(), one, scale))
    return [q for *_, q, _ in out]


def _scale(word: str) -> Fraction:
    bare = word.strip(" -")
    if bare in _SHORT:
        return Fraction(_SHORT[bare])
    if bare in _EN_SCALES:
        return Fraction(_EN_SCALES[bare])
    product = 1
    for char in bare:
        product *= _ZH_SCALES[char]
    return Fraction(product)


def _chinese(text: str) -> list[Quantity]:
    out = []
    for m in _ZH_NUMBER.finditer(text):
        digits, raw = m.group("digits"), m.group()
        if raw in ("一", "亿", "万", "百", "千") or (raw == "十" and _inside_word(text, m)):
            continue
        value, unit = zh_value(digits), unit_after(text, m.end())
        if m.group("hundredth"):
            unit = "%"
        elif m.group("top"):
            value, unit = zh_value(m.group("top")) / (value or 1), ""
        elif m.group("share"):
            value, unit = value * 10 + (5 if len(m.group("share")) > 1 else 0), "%"
        value = -value if m.group("sign") else value
        out.append(Quantity(value=value, unit=unit, text=raw))
    return out


def _inside_word(text: str, m: re.Match[str]) -> bool:
    return not unit_after(text, m.end())


def zh_value(digits: str) -> Fraction:
    """Return the value of a Chinese numeral such as 三千五百, 二〇二四 or 一点五.

    >>> zh_value("三千五百"), zh_value("二〇二四"), zh_value("一点五")
    (Fraction(3500, 1), Fraction(2024, 1), Fraction(3, 2))
    """
    whole, _, decimals = digits.partition("点")
    if not any(c in _ZH_SCALES for c in whole):
        value = Fraction("".join(str(_ZH_DIGITS[c]) for c in whole) or "0")
    else:
        value = Fraction(_scaled(whole))
    tail = "".join(str(_ZH_DIGITS[c]) for c in decimals)
    return value + (Fraction(int(tail), 10 ** len(tail)) if tail else 0)


def _scaled(whole: str) -> int:
    total = section = digit = 0
    for char in whole:
        if char in _ZH_DIGITS:
            digit = _ZH_DIGITS[char]
        elif (scale := _ZH_SCALES[char]) >= 10**4:
            total = (total + section + digit or 1) * scale
            section = digit = 0
        else:
            section += (digit or 1) * scale
            digit = 0
    return total + section + digit


def _english(text: str) -> list[Quantity]:
    out = []
    for m in _EN_NUMBER.finditer(text):
        raw = m.group()
        if raw.lower() in ("one", "hundred", "thousand", "million", "billion", "trillion"):
            continue
        unit = unit_after(text, m.end())
        out.append(Quantity(value=_en_value(raw), unit=unit, text=raw))
    for m in _EN_ORDINAL.finditer(text):
        value = Fraction(_EN_ORDINALS[m.group().lower().rstrip("s")])
        out.append(Quantity(value=value, unit="", text=m.group()))
    return out


def _en_value(phrase: str) -> Fraction:
    total = section = 0
    for word in re.findall(r"[a-z]+", phrase.lower()):
        if word in _EN_SMALL:
            section += _EN_SMALL[word]
        elif word == "hundred":
            section = (section or 1) * 100
        elif word in _EN_SCALES:
            total += (section or 1) * _EN_SCALES[word]
            section = 0
    return Fraction(total + section)


def figures(text: str) -> tuple[str, ...]:
    """Return the numbers of ``text`` that have a unit, a scale or a currency, as written.

    >>> figures("票价3元，全长35公里，共12.5万人")
    ('3元', '35公里', '12.5万人')
    """
    out = []
    rest = _ARABIC.sub(lambda m: "#" * len(m.group()), text)
    for pattern, among in ((_ARABIC, text), (_ZH_NUMBER, rest)):
        for m in pattern.finditer(among):
            inside_name = re.search(r"[A-Za-z][-–]?$", text[: m.start()]) is not None
            unit = unit_text(text, m.end())
            marked = unit or any(v for k, v in m.groupdict().items() if k != "digits" and v)
            if marked and not inside_name and m.group() not in ("一", "百", "千"):
                out.append((m.group() + unit).strip())
    return tuple(out)
