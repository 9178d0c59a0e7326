"""Figures and dates in a sentence: value, prefix, unit and where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aigc.types.article import Language

_APPROX_ZH = "大约|大概|约为|约|将近|接近|近|超过|超|逾|突破|不足|不到|至少|最多|最高|高达|多达"
_MEASURE_ZH = (
    "个百分点|平方公里|平方千米|平方米|立方米|千瓦时|兆瓦|千瓦|摄氏度|人次|公里|千米|厘米|毫米|公顷|"
    "公斤|千克|美元|欧元|英镑|日元|港元|人民币|小时|分钟|秒|元|米|吨|克|升|度|℃|°C|家|个|人|名|位|台|辆|座|次|"
    "倍|天|周岁|周年|周|年|岁|件|部|款|只|棵|亩|套|条|间|所|处|种|项|笔|户|本|册|张|篇|场|站|层|斤|票|株|头|艘|架|"
    "kWh|GWh|MW|GW|kW|km|kg|mm|cm|GB|TB|MB|ms|Hz|fps"
)
_ZH = re.compile(
    rf"(?P<approx>{_APPROX_ZH})?\s*(?P<money>[$£€¥￥])?\s*(?P<value>\d[\d,]*(?:\.\d+)?)\s*"
    rf"(?P<more>多|余)?(?P<scale>万亿|亿|千万|百万|万|千)?(?P<more2>多|余)?\s*"
    rf"(?P<unit>%|％|‰|{_MEASURE_ZH})?"
)
_UNIT_EN = (
    "percentage points|square kilomet(?:re|er)s|square miles|square met(?:re|er)s|"
    "cubic met(?:re|er)s|percent|per cent|kilomet(?:re|er)s|met(?:re|er)s|miles|feet|tonnes|tons|"
    "kilograms|grams|lit(?:re|er)s|"
    "hours|minutes|seconds|days|weeks|months|years|degrees|dollars|euros|pounds|yuan|people|times|"
    "kWh|GWh|MW|GW|kW|km|kg|mm|cm|GB|TB|MB|ms|Hz|fps"
)
_EN = re.compile(
    r"(?P<approx>\b(?:about|around|roughly|nearly|almost|over|more than|at least|up to|under|"
    r"less than)\s+)?"
    r"(?P<money>[$£€¥])?(?P<value>\d[\d,]*(?:\.\d+)?)"
    r"(?:[\s-]?(?P<scale>thousand|million|billion|trillion|bn|m\b|k\b))?"
    rf"(?:[\s-]?(?P<unit>%|(?:{_UNIT_EN})\b|(?P<noun>[a-z]{{3,14}}s\b(?<!ss))))?",
    re.IGNORECASE,
)
_PREFIX_EN = {
    "over": ">",
    "more than": ">",
    "at least": "≥",
    "up to": "≤",
    "under": "<",
    "less than": "<",
}
_NOT_NOUNS = frozenset(["was", "has", "is", "its", "this", "does", "as", "his", "always"])
_RANGE_BEFORE = re.compile(
    r"(\d\s*(%|[万亿])?\s*[-–—~～至到]\s*|[A-Za-z]-?|第|从\s*|from |\d[.:/]|\d to )$"
)
_RANGE_AFTER = re.compile(r"^\s*([-–—~～至到]\s*\d|to \d|[:/]\d|[-A-Z]\w|\.\d)")
_CHANGE = re.compile(
    r"增长|上升|下降|同比|环比|提高|提升|下滑|减少|增加|涨|跌|高出|低于|回落|超过.{0,4}个百分点|"
    r"\b(increas|ris|rose|fell|fall|drop|declin|grew|grow|gain|up|down|higher|lower|more than|"
    r"faster|slower|cheaper|jump|cut)",
    re.IGNORECASE,
)
_PART = re.compile(r"占|比例|有.{0,3}$|^的|其中|覆盖")
_DATE = {
    "zh": re.compile(r"(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日"),
    "en": re.compile(
        r"\b(?:(?:January|February|March|April|May|June|July|August|September|October|November|"
        r"December)\s+(?:\d{1,2},?\s+)?)?(?:19|20)\d{2}\b"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with its unit as written; ``start`` and ``end`` are its place in the sentence."""

    value: float
    decimals: int
    prefix: str
    unit: str
    share: float | None
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date as written and its place in the sentence."""

    text: str
    start: int
    end: int


def figures(text: str, language: Language) -> tuple[Figure, ...]:
    """Return the figures of ``text`` that can stand alone; dates, ranges and names are left out.

    >>> [(f.value, f.prefix, f.unit) for f in figures("全市新增充电桩约3.2万个", "zh")]
    [(3.2, '约', '万个')]
    """
    dates = dated(text, language)
    pattern = _ZH if language == "zh" else _EN
    out = []
    for match in pattern.finditer(text):
        inside = any(d.start < match.end("value") and match.start("value") < d.end for d in dates)
        before, after = text[: match.start()], text[match.end() :]
        if match.group("approx") is None:
            before = text[: match.start("money") if match.group("money") else match.start("value")]
        if inside or _RANGE_BEFORE.search(before) or _RANGE_AFTER.match(after):
            continue
        made = _figure(match, text, language)
        if made is not None:
            out.append(made)
    return tuple(out)


def main_figure(text: str, language: Language) -> Figure | None:
    """Return the figure that weighs most, the first among equals, or none."""
    return max(figures(text, language), key=lambda f: (f.weight, -f.start), default=None)


def dated(text: str, language: Language) -> tuple[Dated, ...]:
    """Return the dates of ``text`` that name a year or a day.

    >>> [d.text for d in dated("Built in March 2019, closed in 2024.", "en")]
    ['March 2019', '2024']
    """
    return tuple(
        Dated(text=m.group(), start=m.start(), end=m.end()) for m in _DATE[language].finditer(text)
    )


def _figure(match: re.Match[str], text: str, language: Language) -> Figure | None:
    """Return the figure of a match, or none for a bare number."""
    raw = match.group("value").rstrip(",").replace(",", "")
    money, scale = match.group("money") or "", match.group("scale") or ""
    unit = (match.group("unit") or "").replace("％", "%")
    if unit.lower() in ("percent", "per cent"):
        unit = "%"
    if language == "en" and unit.lower() in _NOT_NOUNS:
        unit = ""
    if not (money or scale or unit) or (unit == "年" and len(raw) == 4) or len(raw) > 12:
        return None
    prefix = _prefix((match.group("approx") or "").strip(), language)
    if language == "zh":
        full = scale + (match.group("more") or match.group("more2") or "") + unit
    else:
        full = f"{scale} {unit}".strip()
    share = _share(float(raw), unit, text, match)
    modifier = text[match.end() :].startswith("的") and unit != "%"
    weight = (
        1.0
        - 0.8 * modifier
        + (unit == "%")
        + 0.8 * bool(scale)
        + 0.8 * bool(money)
        + 0.4 * (len(raw) > 2)
    )
    return Figure(
        value=float(raw),
        decimals=len(raw.partition(".")[2]),
        prefix=prefix + money.replace("￥", "¥"),
        unit=full,
        share=share,
        start=match.start(),
        end=match.end(),
        weight=weight - (float(raw) < 3 and not scale and unit != "%"),
    )


def _prefix(word: str, language: Language) -> str:
    """Return how an approximation is written before the number."""
    if language == "zh" or not word:
        return {"接近": "近", "将近": "近", "大约": "约", "大概": "约", "约为": "约"}.get(
            word, word
        )
    return _PREFIX_EN.get(word.lower(), "~")


def _share(value: float, unit: str, text: str, match: re.Match[str]) -> float | None:
    """Return the part of a whole that a percentage states, none for a change or a rate."""
    if unit != "%" or not 0 < value <= 100:
        return None
    before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() :][:24]
    if _CHANGE.search(before) or _CHANGE.search(after[:8]):
        return None
    english = re.match(r"\s+of\b", after) or re.search(r"\b(share|account)", before, re.IGNORECASE)
    return value / 100 if english or _PART.search(before) or after.startswith("的") else None
