"""Units of measure and of count under one canonical name each."""

from __future__ import annotations

import re

_NAMES = {
    "%": "% percent per cent pct",
    "pp": "个百分点 百分点 percentage point",
    "CNY": "元人民币 人民币 元 块钱 yuan RMB",
    "USD": "美元 美金 US dollars dollar",
    "EUR": "欧元 euro",
    "GBP": "英镑 pound",
    "JPY": "日元 yen",
    "km": "公里 千米 kilometre kilometer km",
    "m": "米 metre meter m",
    "cm": "厘米 centimetre centimeter cm",
    "mm": "毫米 millimetre millimeter mm",
    "mile": "英里 mile",
    "ft": "英尺 feet foot ft",
    "km2": "平方公里 平方千米 km² square kilometre square kilometer",
    "m2": "平方米 m² square metre square meter",
    "sqft": "平方英尺 square feet square foot",
    "m3": "立方米 m³ cubic metre cubic meter",
    "ha": "公顷 hectare ha",
    "mu": "亩",
    "acre": "英亩 acre",
    "jin": "斤",
    "kg": "公斤 千克 kilogram kg",
    "g": "克 gram g",
    "mg": "毫克 milligram mg",
    "t": "吨 tonne ton",
    "ml": "毫升 millilitre milliliter ml",
    "l": "升 litre liter",
    "C": "摄氏度 ℃ °C degrees Celsius degree Celsius",
    "F": "华氏度 ℉ °F degrees Fahrenheit",
    "deg": "度 degree",
    "h": "个小时 小时 个钟头 hour",
    "min": "分钟 minute min",
    "s": "秒钟 秒 second sec",
    "d": "天 day",
    "wk": "周 个星期 星期 week",
    "mo": "个月 month",
    "yr": "年 year",
    "century": "个世纪 世纪 century",
    "old": "周岁 岁 years old year-old",
    "month": "月份 月",
    "date": "日 号",
    "clock": "点钟 点 时 o'clock a.m. p.m. am pm",
    "person": "人 名 位 people",
    "household": "户 household",
    "times": "倍 times",
    "count": "次 time",
    "kWh": "千瓦时 kWh",
    "MW": "兆瓦 megawatt MW",
    "GW": "吉瓦 gigawatt GW",
    "kW": "千瓦 kilowatt kW",
    "GB": "GB gigabyte",
    "TB": "TB terabyte",
    "kmh": "公里/小时 km/h kilometres per hour",
    "shop": "家 座 所 处",
    "point": "分 point",
    "thing": "台 辆 件 条 只 头 棵 株 本 册 套 栋 艘 架 张 枚 项 款 种 场 届 层 页 集",
}
CURRENCY = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY"}

_MULTI = (
    "per cent|percentage point|US dollars|square kilometre|square kilometer|square metre"
    "|square meter|square feet|square foot|cubic metre|cubic meter|degrees Celsius"
    "|degree Celsius|degrees Fahrenheit|years old|kilometres per hour"
)


def _table() -> dict[str, str]:
    out = {}
    for unit, names in _NAMES.items():
        for name in re.findall(rf"{_MULTI}|\S+", names):
            out[name] = unit
    return out


_UNITS = _table()
_LATIN = [n for n in _UNITS if n[0].isascii() and n[0].isalpha()]
_OTHER = [n for n in _UNITS if n not in set(_LATIN)]
_AFTER = re.compile(
    r"(?:多|余|来|左右)?(?:"
    + "|".join(re.escape(n) for n in sorted(_OTHER, key=len, reverse=True))
    + r")|[\s-]?(?:"
    + "|".join(
        re.escape(n) + ("(?:e?s)?" if len(n) > 2 else "")
        for n in sorted(_LATIN, key=len, reverse=True)
    )
    + r")(?![A-Za-z])"
)
_MANY = re.compile(r"^(?:多|余|来|左右)")


def unit_after(text: str, at: int) -> str:
    """Return the canonical unit that begins at ``at``, or an empty string.

    >>> unit_after("35公里", 2), unit_after("5 kilometres", 1)
    ('km', 'km')
    """
    found = _AFTER.match(text, at)
    if found is None:
        spaced = _AFTER.match(text, at + 1) if text[at : at + 1] == " " else None
        found = spaced
    if found is None:
        return ""
    name = _MANY.sub("", found.group()).lstrip(" -")
    return _UNITS.get(name) or _UNITS.get(name.removesuffix("s")) or _UNITS.get(name[:-2], "")


def unit_text(text: str, at: int) -> str:
    """Return the unit at ``at`` as it is written there, or an empty string."""
    found = _AFTER.match(text, at)
    return found.group() if found else ""
