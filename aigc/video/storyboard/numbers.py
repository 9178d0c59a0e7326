"""Figures and dates in a sentence: value, prefix, unit and where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aigc.types.article import Language
from aigc.video.storyboard.numerals import Worded, worded

_APPROX_ZH = (
    "大约|大概|约为|约|将近|接近|近|超过|超|逾|突破|不足|不到|至少|最多|最高|高达|多达|差不多|几乎"
)
_MEASURE_ZH = (
    "个百分点|平方公里|平方千米|平方米|立方米|千瓦时|兆瓦|千瓦|摄氏度|人次|公里|千米|厘米|毫米|公顷|"
    "公斤|千克|美元|欧元|英镑|日元|港元|人民币|小时|分钟|秒|元|米|吨|克|升|度|℃|°C|杯|瓶|盒|袋|碗|枚|颗|粒|块|栋|幢|趟|批|页|步|片|份|"
    "遍|根|分(?!之)|单(?!位)|班(?!车)|家|个|人|名|位|台|辆|座|次|"
    "倍|天|周岁|周年|周|年|岁|件|部|款|只|棵|亩|套|条|间|所|处|种|项|笔|户|本|册|张|篇|场|站|层|斤|票|株|头|艘|架|"
    "kWh|GWh|MW|GW|kW|km|kg|mm|cm|GB|TB|MB|ms|Hz|fps"
)
_ZH = re.compile(
    rf"(?P<approx>{_APPROX_ZH})?\s*(?P<money>[$£€¥￥])?\s*(?P<value>\d[\d,]*(?:\.\d+)?)\s*"
    rf"(?P<more>多|余)?(?P<scale>万亿|亿|千万|百万|万|千(?![瓦米克卡赫]))?(?P<more2>多|余)?\s*"
    rf"(?P<unit>%|％|‰|{_MEASURE_ZH})?"
)
_UNIT_EN = (
    "percentage points|square kilomet(?:re|er)s|square miles|square met(?:re|er)s|"
    "cubic met(?:re|er)s|millilit(?:re|er)s|percent|per cent|kilomet(?:re|er)s|met(?:re|er)s|miles|"
    "feet|tonnes|tons|"
    "kilograms|grams|lit(?:re|er)s|"
    "hours?|minutes?|seconds?|days?|weeks?|months?|years?|degrees|dollars|euros|pounds|yuan|"
    "gigawatt hours|megawatt hours|kilowatt hours|gigawatts|megawatts|kilowatts|°C|°F|"
    "kWh|GWh|MW|GW|kW|km|kg|mm|cm|GB|TB|MB|ms|Hz|fps"
)
_APPROX_EN = (
    r"(?P<approx>\b(?:about|around|roughly|nearly|almost|over|more than|at least|up to|under|"
    r"less than|fewer than|only)\s+)"
)
_EN = re.compile(
    rf"{_APPROX_EN}?(?P<money>[$£€¥])?(?P<value>\d[\d,]*(?:\.\d+)?)"
    r"(?:[\s-]?(?P<scale>thousand|million|billion|trillion|bn|m\b|k\b))?"
    rf"(?:[\s-]?(?P<unit>%|(?:{_UNIT_EN})(?![\w-])))?(?P<noun>\s(?!and\b|or\b|in\b)[a-z]{{3,}})?",
    re.IGNORECASE,
)
_UNIT_AFTER = {
    "zh": re.compile(rf"\s*({_MEASURE_ZH})"),
    "en": re.compile(rf"[\s-]({_UNIT_EN})(?![\w-])"),
}
_BEFORE_WORD = {
    "zh": re.compile(rf"(?P<approx>{_APPROX_ZH})$"),
    "en": re.compile(rf"{_APPROX_EN}$", re.IGNORECASE),
}
_EVERY = re.compile(
    r"(?:每|每隔|\b(?:every|each|for|in|within|after|before|during|until|last|next|first|by|per))\s*"
    r"(?:the\s+)?(?:about\s+)?$",
    re.IGNORECASE,
)
_SPAN_ZH = re.compile(r"^(?:以内|之内|内|以后|之后|后|以前|之前|前|里|间|左右?的|起|时|处|的时间)")
_TIME_UNIT = re.compile(
    r"^(?:[多余]?(?:天|年|周|小时|分钟|秒|岁|个)|.*\b(?:hour|minute|second|day|week|month|year)s?)$"
)
_PREFIX_EN = {
    "over": ">",
    "more than": ">",
    "at least": "≥",
    "up to": "≤",
    "under": "<",
    "less than": "<",
}
_RANGE_BEFORE = re.compile(
    rf"(\d\s*(?:%|[万亿])?\s*(?:{_MEASURE_ZH})?\s*[-–—~～至到]\s*|[A-Za-z]-?|第|\d时|"
    r"从\s*|从[^，,]{0,8}的|比分|[比以]\d*|from |between |part in |\d[.:/]|\d to |\d (?:and|or) |"
    r"\b(?:day|page|chapter|line|number|no\.|level|top) |(?:hours?|minutes?|degrees?) (?:and )?)$",
    re.IGNORECASE,
)
_RANGE_AFTER = re.compile(
    r"^\s*(?:[-–—~～至到]\s*\d|to \d|(?:and|or) \d|[:/比]\d|[-A-Z]\w|\.\d|(?:and )?\d|"
    r"月|日|号|点|几)"
)
_CHANGE = re.compile(
    r"增长|上升|下降|同比|环比|提高|提升|下滑|减少|增加|涨|跌|高出|低于|回落|超过.{0,4}个百分点|"
    r"\b(increas|ris|rose|fell|fall|drop|declin|grew|grow|gain|up|down|higher|lower|more than|"
    r"faster|slower|cheaper|jump|cut)",
    re.IGNORECASE,
)
_PART = re.compile(r"占|比例|有.{0,3}$|^的|其中|覆盖")
_DATE = {
    "zh": re.compile(r"(?:1\d|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日"),
    "en": re.compile(
        r"\b(?:(?:January|February|March|April|May|June|July|August|September|October|November|"
        r"December)\s+(?:\d{1,2},?\s+)?)?(?:1[5-9]|20)\d{2}\b"
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
class Label:
    """What is counted, with a note in small type (a rate, the value before, the change)."""

    text: str
    note: str = ""


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
    made = [_figure(m, text, language) for m in pattern.finditer(text)]
    made += [_in_words(w, text, language) for w in worded(text, language)]
    out = [
        f
        for f in made
        if f is not None
        and not any(d.start < f.end and f.start < d.end for d in dates)
        and not _RANGE_BEFORE.search(text[: f.start])
        and not _RANGE_AFTER.match(text[f.end :])
    ]
    return tuple(sorted(out, key=lambda f: f.start))


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
    noun = language == "en" and bool(match.group("noun"))
    if not (money or scale or unit or noun) or len(raw) > 12:
        return None
    if (unit == "年" or noun) and re.fullmatch(r"(?:19|20)\d\d", match.group("value")):
        return None
    prefix = _prefix((match.group("approx") or "").strip(), language)
    more = match.groupdict().get("more") or match.groupdict().get("more2") or ""
    end = match.start("noun") if noun else match.end()
    return Figure(
        value=float(raw),
        decimals=len(raw.partition(".")[2]),
        prefix=prefix + money.replace("￥", "¥"),
        unit=scale + more + unit if language == "zh" else f"{scale} {unit}".strip(),
        share=_share(float(raw), unit, text, match.start(), match.end()),
        start=match.start(),
        end=end,
        weight=_weight(text, match.start(), end, unit, language)
        + (unit == "%")
        + 0.8 * bool(scale)
        + 0.8 * bool(money)
        + 0.4 * (len(raw) > 2)
        - (float(raw) < 5 and not scale and unit not in ("%", "元") and "." not in raw),
    )


def _in_words(word: Worded, text: str, language: Language) -> Figure | None:
    """Return the figure of a number in words, none for a count of nothing that can be named."""
    after = text[word.end :]
    measure = _UNIT_AFTER[language].match(after) if word.counted else None
    noun = re.match(r"\s[a-z]{3,}", after)
    if word.counted and (not measure and (language == "zh" or not noun)):
        return None
    approx = _BEFORE_WORD[language].search(text[: word.start])
    prefix = _prefix(approx.group("approx").strip() if approx else "", language)
    start = approx.start() if approx else word.start
    end = word.end + (measure.end() if measure else 0)
    unit = word.unit + (measure.group(1) if measure else "")
    least = re.match("以上|以下", text[end:]) if language == "zh" else None
    unit, end = (unit + least.group(), end + 2) if least else (unit, end)
    return Figure(
        value=word.value,
        decimals=0,
        prefix=prefix,
        unit=unit,
        share=None if _CHANGE.search(text[max(0, start - 8) : start]) else word.share,
        start=start,
        end=end,
        weight=_weight(text, start, end, unit, language) + 0.8 * (not word.counted),
    )


def _weight(text: str, start: int, end: int, unit: str, language: Language) -> float:
    """Return 1, less where the figure only describes or dates something else."""
    after = text[end:]
    span = bool(_TIME_UNIT.match(unit)) and bool(
        _EVERY.search(text[:start]) or _SPAN_ZH.match(after)
    )
    modifier = after.startswith("的") and not unit.endswith(("%", "倍")) and "/" not in unit
    joined = language == "en" and "-" in text[start:end] + after[:1]
    every = re.search(r"每(?:隔)?$|\b(?:every|per)\s$", text[:start]) is not None
    return 1.0 - 0.8 * (modifier or span or joined or every)


def _prefix(word: str, language: Language) -> str:
    """Return how an approximation is written before the number."""
    if language == "zh" or not word:
        return {"接近": "近", "将近": "近", "大约": "约", "大概": "约", "约为": "约"}.get(
            word, word
        )
    return "" if word.lower() == "only" else _PREFIX_EN.get(word.lower(), "~")


def _share(value: float, unit: str, text: str, start: int, end: int) -> float | None:
    """Return the part of a whole that a percentage states, none for a change or a rate."""
    if unit != "%" or not 0 < value <= 100:
        return None
    before, after = text[max(0, start - 12) : start], text[end:][:24]
    if _CHANGE.search(before) or _CHANGE.search(after[:8]):
        return None
    english = re.match(r"\s+of\b", after) or re.search(r"\b(share|account)", before, re.IGNORECASE)
    return value / 100 if english or _PART.search(before) or after.startswith("的") else None
