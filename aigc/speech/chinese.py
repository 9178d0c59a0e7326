"""How figures, units and names in Chinese text are read."""

from __future__ import annotations

import re

from aigc.speech.latin import WORD, read_address, read_name, read_word
from aigc.speech.mandarin_numbers import read_digits, read_integer, read_number
from aigc.speech.token import Rule, rule

_NUM = r"\d+(?:,\d{3})*(?:\.\d+)?"
_TO = r"(?:--?|[~～〜–—―至到])"
_SCALE = r"[十百千万亿]{1,2}"
_UNITS = {
    "km/h": "公里每小时", "m/s": "米每秒", "km²": "平方公里", "km2": "平方公里", "m²": "平方米",
    "m2": "平方米", "m³": "立方米", "km": "公里", "kg": "千克", "cm": "厘米", "mm": "毫米",
    "nm": "纳米", "μm": "微米", "µm": "微米", "mg": "毫克", "ml": "毫升", "mL": "毫升",
    "kWh": "千瓦时", "GWh": "吉瓦时", "MWh": "兆瓦时", "TWh": "太瓦时", "GW": "吉瓦", "MW": "兆瓦",
    "kW": "千瓦", "GHz": "吉赫", "MHz": "兆赫", "kHz": "千赫", "Hz": "赫兹", "ms": "毫秒",
    "min": "分钟", "dB": "分贝", "℃": "摄氏度", "°C": "摄氏度", "℉": "华氏度", "°F": "华氏度",
    "°": "度", "m": "米", "g": "克", "t": "吨", "h": "小时", "s": "秒", "L": "升", "W": "瓦",
    "V": "伏", "x": "倍", "X": "倍",
}  # fmt: skip
_UNIT = "|".join(re.escape(u) for u in _UNITS)
_MEASURES = (
    "万元|亿元|美元|欧元|日元|港元|人民币|元|块钱|块|个百分点|个月|个小时|个|人次|人|年代|周年|年|月份|月|"
    "日|号|天|周|小时|分钟|秒钟|秒|岁|次|倍|名|家|种|台|辆|位|条|张|所|座|层|页|篇|部|款|项|级|期|届|"
    "代|版|季度|季|世纪|平方公里|平方米|公里|千米|厘米|毫米|纳米|米|公斤|千克|克|吨|千瓦时|千瓦|度|"
    "公顷|亩|升|分|点|路|件|只|双|对|套|本|幅|场|轮|步|字|句|段|章|节|集|枚|颗|粒|支|艘|架|间|户|"
    "亿美元|万美元|亿人|万人"
)
_LIANG = (
    "个只位名条张种次天周家件台辆座倍岁层篇部款项届代版块元年人吨"
    "米公小分秒双对套本场轮步段支艘架间户枚颗"
)
_MONEY = {"¥": "元", "￥": "元", "$": "美元", "＄": "美元", "€": "欧元", "£": "英镑"}
_SYMBOLS = {
    "&": "和", "＆": "和", "=": "等于", "＝": "等于", "×": "乘以", "÷": "除以", "≈": "约等于",
    "±": "正负", "＞": "大于", "＜": "小于", ">": "大于", "<": "小于", "≥": "大于等于",
    "≤": "小于等于", "℃": "摄氏度", "％": "百分之", "%": "百分之", "‰": "千分之",
}  # fmt: skip


def _count(figures: str, tail: str) -> str:
    """Return a number before its measure, without it: two of something is 两."""
    if figures == "2" and tail and tail[0] in _LIANG + "百千万亿":
        return "两"
    return read_number(figures)


def _year(figures: str) -> bool:
    """Tell whether four figures look like a year."""
    return len(figures) == 4 and figures[:2] in ("17", "18", "19", "20", "21")


def _read_date(match: re.Match[str]) -> str:
    year, month, day = match["y"], int(match["m"]), int(match["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    return f"{read_digits(year)}年 {read_integer(str(month))}月 {read_integer(str(day))}日"


def _read_clock(match: re.Match[str]) -> str:
    hour, minute, second = int(match["h"]), match["m"], match["s"]
    if hour > 24 or int(minute) > 59:
        return ""
    said = ("两" if hour == 2 else read_integer(str(hour))) + "点"
    if minute != "00" or second:
        zero = "零" if minute[0] == "0" and minute != "00" else ""
        said += f"{zero}{read_integer(str(int(minute)))}分"
    return said + (read_integer(str(int(second))) + "秒" if second else "")


def _read_percent(match: re.Match[str]) -> str:
    head = {"%": "百分之", "％": "百分之", "‰": "千分之"}[match["p"]]
    sign = {"-": "负", "−": "负", "+": "正"}.get(match["sign"] or "", "")
    said = f"{sign}{head}{read_number(match['a'])}"
    if match["b"]:
        again = head if match["pa"] else ""
        said += f"到{again}{read_number(match['b'])}"
    return said


def _read_money(match: re.Match[str]) -> str:
    name = _MONEY[match["c"]]
    name = {"HK": "港元", "US": "美元", "A": "澳元"}.get(match["pre"] or "", name)
    tail = (match["s"] or "") + name
    return _count(match["n"], tail) + tail


def _read_range(match: re.Match[str]) -> str:
    low, high, tail = match["a"], match["b"], match["u"] or ""
    unit = _UNITS.get(tail, tail)
    if unit.startswith("年") and not unit.startswith("年代") and _year(high):
        first = read_digits(low) if len(low) in (2, 4) else read_integer(low)
        return f"{first}到{read_digits(high)} {unit}"
    if _year(low) and (_year(high) or len(high) == 2) and not unit:
        return f"{read_digits(low)}到{read_digits(high)}"
    before, after = match["sa"] or "", (match["sb"] or "") + unit
    return f"{_count(low, before or unit)}{before}到{_count(high, after)}{after}"


def _read_quantity(match: re.Match[str]) -> str:
    figures, unit = match["n"], _UNITS.get(match["u"] or "", match["u"] or "")
    tail = (match["s"] or "") + unit
    sign = {"-": "零下" if "度" in unit else "负", "−": "负", "+": "正"}.get(
        match["sign"] or "", ""
    )
    if unit in ("年", "年代") and not match["s"] and _year(figures):
        return f"{read_digits(figures)} {unit}"
    if tail.startswith(("月", "日", "号", "路")):
        return sign + read_number(figures) + tail
    return sign + _count(figures, tail) + tail


def _read_plain(match: re.Match[str]) -> str:
    sign = {"-": "负", "−": "负"}.get(match["sign"] or "", "")
    return sign + read_number(match["n"])


def _read_fraction(match: re.Match[str]) -> str:
    return f"{read_integer(match['b'])}分之{read_integer(match['a'])}"


_SIGN = r"(?P<sign>(?<![\dA-Za-z\)）%％])[-−+])?"
RULES: tuple[Rule, ...] = (
    rule(r"(?:https?://|www\.)[\w./?=&%\#-]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|"
         r"(?:[A-Za-z][\w-]*\.)+(?:com|cn|org|net|ai|io|gov|edu)(?![A-Za-z])",
         lambda m: read_address(m[0], "dot", "at"), flags=re.ASCII),
    rule(r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d.])", _read_date),
    rule(r"1[3-9]\d{9}(?!\d)|0\d{2,3}-\d{7,8}(?!\d)|[48]00-\d{3,4}-\d{3,4}(?!\d)",
         lambda m: read_digits(m[0], yao=True)),
    rule(r"(?P<h>\d{1,2})[:：](?P<m>\d{2})(?:[:：](?P<s>\d{2}))?(?!\d)", _read_clock),
    rule(r"(?P<a>\d+)[:：](?P<b>\d+)(?![\d:])",
         lambda m: f"{read_integer(m['a'])}比{read_integer(m['b'])}"),
    rule(rf"{_SIGN}(?P<a>{_NUM})(?P<pa>[%％])?(?:{_TO}(?P<b>{_NUM}))?(?P<p>[%％‰])", _read_percent),
    rule(rf"(?P<pre>US|HK|A)?(?P<c>[¥￥$＄€£])\s?(?P<n>{_NUM})(?P<s>{_SCALE})?(?:元|美元)?",
         _read_money),
    rule(rf"(?P<a>{_NUM})(?P<sa>{_SCALE})?{_TO}(?P<b>{_NUM})(?P<sb>{_SCALE})?\s?"
         rf"(?P<u>{_MEASURES}|(?:{_UNIT})(?![A-Za-z]))?(?![A-Za-z\d])", _read_range),
    rule(r"(?P<a>\d{1,3})/(?P<b>\d{1,3})(?![\d/])", _read_fraction),
    rule(r"第(?P<n>\d+)", lambda m: f"第{read_integer(m['n'])}"),
    rule(rf"{_SIGN}(?P<n>{_NUM})\s?(?P<s>{_SCALE})?(?P<u>{_MEASURES}|(?:{_UNIT})(?![A-Za-z\d]))",
         _read_quantity),
    rule(rf"{_SIGN}(?P<n>{_NUM})(?P<s>{_SCALE})(?P<u>)", _read_quantity),
    rule(r"\d+(?:\.\d+)?[A-Za-z]+\d*(?![A-Za-z])|[A-Za-z]+(?:-?\d+(?:\.\d+)*)+[A-Za-z]*(?![A-Za-z])",
         lambda m: read_name(m[0], read_number, read_digits)),
    rule(rf"{_SIGN}(?P<n>{_NUM})", _read_plain),
    rule(WORD, lambda m: read_word(m[0])),
    rule("[" + "".join(re.escape(s) for s in _SYMBOLS) + "]", lambda m: _SYMBOLS[m[0]]),
)  # fmt: skip
"""Tried in order at each character that no earlier token covers."""
