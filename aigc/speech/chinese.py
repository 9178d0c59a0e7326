"""How figures, units and names in Chinese text are read."""

from __future__ import annotations

import re

from aigc.speech.formula import EQUATION, FUNCTIONS, GREEK, MOLECULE, POWER, PRODUCT, FormulaReader
from aigc.speech.latin import (
    ADDRESS,
    NAME,
    ROMAN,
    SPECIAL,
    SPECIAL_NAME,
    WORD,
    read_address,
    read_name,
    read_word,
    roman,
)
from aigc.speech.mandarin_numbers import read_digits, read_integer, read_number
from aigc.speech.mandarin_units import MEASURES, TWICE, UNITS
from aigc.speech.token import Rule, rule

_NUM = r"\d+(?:,\d{3})*(?:\.\d+)?"
_TO = r"(?:--?|[~～〜–—―至到])"
_SCALE = r"[十百千万亿]{1,2}"
_UNIT = "|".join(re.escape(u) for u in sorted(UNITS, key=len, reverse=True))
_MONEY = {
    "¥": "元",
    "￥": "元",
    "$": "美元",
    "＄": "美元",
    "€": "欧元",
    "£": "英镑",
    "₩": "韩元",
    "₹": "卢比",
}
_SYMBOLS = {
    "&": "和", "＆": "和", "=": "等于", "＝": "等于", "×": "乘以", "÷": "除以", "≈": "约等于",
    "±": "正负", "＞": "大于", "＜": "小于", ">": "大于", "<": "小于", "≥": "大于等于",
    "≤": "小于等于", "∠": "角", "∥": "平行于", "⊥": "垂直于", "△": "三角形",
    "≌": "全等于", "∽": "相似于", "∞": "无穷大", "∈": "属于", "℃": "摄氏度",
    "％": "百分之", "%": "百分之", "‰": "千分之",
}  # fmt: skip


def _count(figures: str, tail: str) -> str:
    """Return a number before its measure, without it: two of something is 两."""
    if figures == "2" and tail and tail[0] in TWICE + "百千万亿":
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
    scored = re.search(r"(?:比分|局)[^。；]{0,40}\Z", match.string[: match.start()])
    if hour > 24 or int(minute) > 59 or scored:
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
    figures = re.sub(r"(\.\d*?)0+$", r"\1", match["n"]).rstrip(".")
    return _count(figures, tail) + tail


def _read_range(match: re.Match[str]) -> str:
    low, high, tail = match["a"], match["b"], match["u"] or ""
    unit = UNITS.get(tail, tail)
    if unit.startswith("年") and not unit.startswith("年代") and _year(high):
        first = read_digits(low) if len(low) in (2, 4) else read_integer(low)
        return f"{first}到{read_digits(high)} {unit}"
    if _year(low) and (_year(high) or len(high) == 2) and not unit:
        return f"{read_digits(low)}到{read_digits(high)}"
    before, after = match["sa"] or "", (match["sb"] or "") + unit
    return f"{_count(low, before or unit)}{before}到{_count(high, after)}{after}"


def _read_quantity(match: re.Match[str]) -> str:
    figures, unit = match["n"], UNITS.get(match["u"] or "", match["u"] or "")
    tail = (match["s"] or "") + unit
    sign = {"-": "零下" if "度" in unit else "负", "−": "负", "+": "正"}.get(
        match["sign"] or "", ""
    )
    if unit.endswith(("元", "块", "块钱")):
        figures = re.sub(r"\.0+$", "", figures)
    if unit in ("年", "年代") and not match["s"] and _year(figures):
        return f"{read_digits(figures)} {unit}"
    if tail.startswith(("月", "日", "点")) and figures.isdecimal():
        figures = figures.lstrip("0") or "0"
    if tail.startswith(("月", "日", "号", "路")):
        return sign + read_number(figures) + tail
    return sign + _count(figures, tail) + tail


def _read_several(match: re.Match[str]) -> str:
    unit, measure = UNITS.get(match["u"], match["u"]), match["v"] or ""
    return f"{_count(match['n'], unit)}{unit} 乘{_count(match['k'], measure)}{measure}"


def _read_score(match: re.Match[str]) -> str:
    """Return a score: what does not rise is no range, nor is what somebody wins by."""
    before = match.string[max(0, match.start() - 10) : match.start()]
    told = match["won"] or re.search(r"(?:比分[^，。]{0,8}|以)$", before)
    if int(match["a"]) < int(match["b"]) and not told:
        return ""
    return f"{read_integer(match['a'])}比{read_integer(match['b'])}"


def _read_place(match: re.Match[str]) -> str:
    """Return degrees, minutes and seconds of an arc."""
    parts = zip((match["d"], match["m"], match["s"]), "度分秒", strict=True)
    return "".join(read_number(figures) + name for figures, name in parts if figures)


def _dashed(figures: str) -> str:
    return "杠".join(read_digits(part) for part in figures.split("-"))


def _read_plate(match: re.Match[str]) -> str:
    """Return letters by their names and figures one by one, as of a car or a train."""
    parts = re.findall(r"[A-Z]|\d+", match["n"] + match["k"])
    return " ".join(read_digits(p, yao=True) if p.isdecimal() else p for p in parts)


def _read_plain(match: re.Match[str]) -> str:
    sign = {"-": "负", "−": "负"}.get(match["sign"] or "", "")
    return sign + read_number(match["n"])


def _read_fraction(match: re.Match[str]) -> str:
    top, bottom = int(match["a"]), int(match["b"])
    if top >= bottom:
        unit = UNITS.get(match["u"] or "", "")
        return f"{read_integer(match['a'])} {read_integer(match['b'])}{unit}"
    return f"{read_integer(match['b'])}分之{read_integer(match['a'])}"


def _read_month(match: re.Match[str]) -> str:
    return f"{read_digits(match['y'])}年 {read_integer(str(int(match['m'])))}月"


def _read_degrees(match: re.Match[str]) -> str:
    low, high = ("零下" if match[sign] else "" for sign in ("na", "nb"))
    unit = "华氏度" if "F" in match["u"] or "℉" in match["u"] else "摄氏度"
    return f"{low}{read_number(match['a'])}到{high}{read_number(match['b'])}{unit}"


def _read_version(match: re.Match[str]) -> str:
    parts = match["n"].split(".")
    say = read_digits if len(parts) == 4 else read_integer
    return ("V " if match["v"] else "") + "点".join(say(part) for part in parts)


def _read_telephone(match: re.Match[str]) -> str:
    figures = match[0]
    if figures.startswith("+"):
        return f"加 {read_digits(figures[1:3])} {read_digits(figures[3:], yao=True)}"
    return read_digits(figures, yao=True)


def _read_bare(match: re.Match[str]) -> str:
    """Return a number without a unit; one of nine figures or more is a code, not a quantity."""
    if len(match["n"]) >= _CODE and match["n"].isdecimal():
        return read_digits(match["n"])
    return _read_plain(match)


_CODE = 9
_WON = (
    "战胜|击败|负于|不敌|落后|领先|险胜|力克|告负|失利|战平|逆转|惜败|完胜|大胜|小胜|淘汰|获胜|取胜|"
    "赢|输|横扫|轻取|力压|击退|绝杀|握手言和"
)
_FORMULAS = FormulaReader("zh", read_number)
_APART = r"(?<![A-Za-z\d_.])"
"""Before a name or number that no other letter or figure runs into; Chinese may."""
_HAN_OR_WORD = r"[\w\u4e00-\u9fff]"
_CALLED = "拨打|致电|拨通|火警|急救|请打|热线|报警|移动|联通|电信|银行"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_SERVICE = r"(?:11[0-9]|12[0-2]|12\d{3}|100(?:86|10|00)|95\d{3}|96\d{3})(?!\d)"
_SIGN = r"(?P<sign>(?<![\dA-Za-z\)）%％日号月年℃度点分秒时])[-−+])?"
RULES: tuple[Rule, ...] = (
    rule("address", ADDRESS, lambda m: read_address(m[0], read_digits), flags=re.ASCII),
    rule("name", rf"(?<!\w)(?:{SPECIAL_NAME})", lambda m: SPECIAL[m[0]], flags=re.ASCII),
    rule("name", r"7-11(?!\d)", lambda m: "七 十一"),
    rule("date", r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d.])",
         _read_date),
    rule("month", r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>0[1-9]|1[0-2])(?![\d.年月-])", _read_month),
    rule("year", r"(?<!\d)20\d\d(?=款|届|级|版|赛季|财年|学年)|(?<=[（(])(?:19|20)\d\d(?=[)）])",
         lambda m: read_digits(m[0])),
    rule("year", r"['’‘](?P<n>\d\d)(?=年)", lambda m: read_digits(m["n"])),
    rule("quarter", r"(?P<y>20\d\d)\s?Q(?P<n>[1-4])(?!\d)",
         lambda m: f"{read_digits(m['y'])}年 第{read_integer(m['n'])}季度"),
    rule("telephone number",
         r"(?:\+86[-\s]?)?1[3-9]\d[-\s]\d{4}[-\s]\d{4}(?!\d)|(?:\+86[-\s]?)?1[3-9]\d{9}(?!\d)|"
         r"0\d{2,3}-\d{7,8}(?!\d)|[48]00-\d{3,4}-\d{3,4}(?!\d)", _read_telephone),
    rule("telephone number",
         rf"(?:(?<={_CALLED})|(?<=(?:{_CALLED})[:：\s])){_SERVICE}|"
         rf"{_SERVICE}(?=热线|报警|急救|客服|电话|订票|官网|网站)",
         lambda m: read_digits(m[0], yao=True)),
    rule("number plate", rf"(?<=[{_PROVINCES}])(?P<n>[A-Z])[·•\s]?(?P<k>[A-Z\d]{{5,6}})"
         r"(?![A-Za-z\d])", _read_plate),
    rule("train", r"(?<![A-Za-z\d])(?P<n>[A-Z]{1,2})(?P<k>\d{1,4})"
         r"(?=次(?:列车|航班|高铁|动车|车|将|于|从)|航班)", _read_plate),
    rule("code", r"(?:(?<=ISBN)|(?<=ISBN[\s:：])|(?<![\d-]))(?P<n>\d+(?:-\d+){3,})(?![\d.-])",
         lambda m: _dashed(m["n"])),
    rule("code", r"(?<=\d转)\d{1,6}(?!\d)", lambda m: read_digits(m[0], yao=True)),
    rule("code", r"(?:(?<=[^\d十百][号码编])|(?<=[号码][为是：:])|(?<=[号码][：:]\s))"
         r"(?P<n>\d{4,}(?:-\d+)*)(?![\d.,%年月日号个人])|(?<=分机)(?P<extension>\d+)(?!\d)",
         lambda m: _dashed(m["n"] or m["extension"])),
    rule("degrees", r"(?P<d>\d+)°(?P<m>\d+)[′'’](?:(?P<s>\d+(?:\.\d+)?)[″\"”])?", _read_place),
    rule("quantity", rf"(?P<n>{_NUM})(?P<u>{MEASURES}|{_UNIT})[×*](?P<k>\d+)(?P<v>{MEASURES})?"
         r"(?![\d.A-Za-z])", _read_several),
    rule("version", rf"{_APART}(?P<v>[vV])?(?P<n>\d+(?:\.\d+){{2,3}})(?!\.?\d|[A-Za-z])",
         _read_version),
    rule("version", rf"{_APART}(?P<v>[vV])(?P<n>\d+\.\d+)(?![\d.])", _read_version),
    rule("time", r"(?P<a>\d{1,3})['’′](?P<b>0\d|1[2-9]|[2-5]\d)[\"”″]",
         lambda m: f"{_count(m['a'], '分')}分{read_integer(m['b'])}秒"),
    rule("height", r"(?P<a>\d)['’′](?P<b>\d{1,2})[\"”″]",
         lambda m: f"{_count(m['a'], '尺')}英尺{_count(m['b'], '寸')}英寸"),
    rule("quantity", r"(?P<n>\d+(?:\.\d+)?)[eE](?P<k>[-−]?\d{1,3})(?![A-Za-z\d])",
         lambda m: _FORMULAS.scientific(m["n"], m["k"])),
    rule("hours", r"7\s?[×x*]\s?24(?:h|小时)?(?![A-Za-z\d])", lambda m: "七乘二十四小时"),
    rule("code", r"(?<=[图表式例])\d+(?:-\d+)+(?!\d)", lambda m: _dashed(m[0])),
    rule("code", r"(?<=[\u4e00-\u9fff])(?:00|30|60|68)\d{4}(?=[收涨跌报，、)）])|"
         r"(?:618|315|520|1024)(?=[\"”’]?(?:大促|晚会|购物|活动|狂欢|表白|程序员|情人))",
         lambda m: read_digits(m[0])),
    rule("function", r"(?<![A-Za-z])(?:sin|cos|tan)(?=\s?[\d(xyαβθA-C²])",
         lambda m: FUNCTIONS[m[0]]),
    rule("unit", rf"(?<=[⁰¹²³⁴⁵⁶⁷⁸⁹])\s?(?P<u>{_UNIT})(?![A-Za-z])", lambda m: UNITS[m["u"]]),
    rule("fraction", r"(?P<n>\d+)?(?P<f>[½¼¾⅓⅔])", _FORMULAS.part),
    rule("formula", EQUATION, _FORMULAS.formula),
    rule("formula", PRODUCT, _FORMULAS.formula),
    rule("time", r"(?P<h>\d{1,2})[:：](?P<m>\d{2})(?:[:：](?P<s>\d{2}))?(?!\d)", _read_clock),
    rule("ratio", r"(?P<a>\d+)[:：∶](?P<b>\d+)(?![\d:])",
         lambda m: f"{read_integer(m['a'])}比{read_integer(m['b'])}"),
    rule("degrees",
         rf"(?P<na>(?<![\d\w])[-−])?(?P<a>{_NUM})(?:℃|°C)?{_TO}(?P<nb>[-−])?(?P<b>{_NUM})"
         r"(?P<u>℃|°C|℉|°F|摄氏度)", _read_degrees),
    rule("percentage", rf"{_SIGN}(?P<a>{_NUM})(?P<pa>[%％])?(?:{_TO}(?P<b>{_NUM}))?(?P<p>[%％‰])",
         _read_percent),
    rule("money",
         rf"(?P<pre>US|HK|A)?(?P<c>[¥￥$＄€£₩₹])\s?(?P<n>{_NUM})(?P<s>{_SCALE})?(?:元|美元)?",
         _read_money),
    rule("generation", r"(?P<n>[0-9][05])(?=后(?!来|面|的|天|年|期|半|续|者))",
         lambda m: read_digits(m["n"])),
    rule("room", r"\d{3,4}(?=室|房间|教室|号房)|(?<=[座栋幢元])\d{3,4}(?!\d)",
         lambda m: read_digits(m[0])),
    rule("ordinal range", rf"第(?P<a>\d+){_TO}第?(?P<b>\d+)",
         lambda m: f"第{read_integer(m['a'])}到第{read_integer(m['b'])}"),
    rule("score", r"(?<![\d.A-Za-z-])(?P<a>\d{1,3})[-–—](?P<b>\d{1,3})"
         rf"(?![\d.%‰℃°A-Za-z-])(?!\s?(?:{MEASURES}|室|栋|单元|摄氏))"
         rf"(?P<won>(?=\s?(?:{_WON})))?", _read_score),
    rule("range", rf"(?P<a>{_NUM})(?P<sa>{_SCALE})?{_TO}(?P<b>{_NUM})(?P<sb>{_SCALE})?\s?"
         rf"(?P<u>{MEASURES}|(?:{_UNIT})(?![A-Za-z]))?(?![A-Za-z\d])", _read_range),
    rule("fraction", r"(?P<a>\d{1,3})/(?P<b>\d{1,3})(?![\d/])(?P<u>mmHg)?", _read_fraction),
    rule("ordinal", r"第(?P<n>\d+)", lambda m: f"第{read_integer(m['n'])}"),
    rule("Roman numeral", rf"第(?P<n>{ROMAN})", lambda m: f"第{read_integer(str(roman(m['n'])))}"),
    rule("ordinal", r"(?<!\w)N[Oo]\.?\s?(?P<n>\d+)(?![\d.])", lambda m: f"第{read_integer(m['n'])}",
         flags=re.ASCII),
    rule("model", r"(?<=[A-Z]{2}\s)(?P<n>\d{3,4})(?![\d,.年月日个元%])|"
         r"(?<=波音|空客|东风)\s?(?P<k>\d{3,4})(?!\d)", lambda m: read_digits(m["n"] or m["k"])),
    rule("length", r"(?P<a>\d)(?P<u>米|块)(?P<b>\d{1,2})(?![\d.%\w])",
         lambda m: f"{_count(m['a'], m['u'])}{m['u']}{read_digits(m['b'])}"),
    rule("quantity",
         rf"{_SIGN}(?P<n>{_NUM})\s?(?P<s>{_SCALE})?(?P<u>{MEASURES}|(?:{_UNIT})(?![A-Za-z\d]))",
         _read_quantity),
    rule("quantity", rf"{_SIGN}(?P<n>{_NUM})(?P<s>{_SCALE})(?P<u>)", _read_quantity),
    rule("chemical formula", rf"(?<![A-Za-z\d]){MOLECULE}", _FORMULAS.molecule),
    rule("formula", POWER, _FORMULAS.formula),
    rule("name", NAME, lambda m: read_name(m[0], read_number, read_digits), flags=re.ASCII),
    rule("number", rf"{_SIGN}(?P<n>{_NUM})", _read_bare),
    rule("number", "[①-⑳]", lambda m: read_integer(str(ord(m[0]) - ord("①") + 1))),
    rule("Roman numeral", "[Ⅰ-Ⅻ]", lambda m: read_integer(str(ord(m[0]) - ord("Ⅰ") + 1))),
    rule("letters", WORD, lambda m: read_word(m[0])),
    rule("Greek letter", "[" + "".join(GREEK) + "]", _FORMULAS.greek),
    rule("sign", r"(?<=[\d日号月年℃度点分秒时%％])\s?[-–—~～]\s?(?=\d)", lambda m: "到"),
    rule("sign", rf"(?<={_HAN_OR_WORD})\+(?={_HAN_OR_WORD})|(?<=\d)\+", lambda m: "加"),
    rule("sign", r"(?<=[\d\u4e00-\u9fff])/"
         r"(?=公?斤|小时|天|月|年|人|次|平方?米|吨|度|股|晚|件|个|秒|分钟|分(?!之)|千克|升)",
         lambda m: "每"),
    rule("sign", "[" + "".join(re.escape(s) for s in _SYMBOLS) + "]", lambda m: _SYMBOLS[m[0]]),
)  # fmt: skip
"""Tried in order at each character that no earlier token covers."""
