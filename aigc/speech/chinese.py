"""How figures, units and names in Chinese text are read."""

from __future__ import annotations

import re

from aigc.speech.formula import EQUATION, GREEK, MOLECULE, POWER, PRODUCT, FormulaReader
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
from aigc.speech.token import Rule, rule

_NUM = r"\d+(?:,\d{3})*(?:\.\d+)?"
_TO = r"(?:--?|[~～〜–—―至到])"
_SCALE = r"[十百千万亿]{1,2}"
_UNITS = {
    "μg/m³": "微克每立方米", "µg/m³": "微克每立方米", "mg/m³": "毫克每立方米",
    "kg/m³": "千克每立方米", "mmol/L": "毫摩尔每升", "μmol/L": "微摩尔每升", "mg/L": "毫克每升",
    "g/L": "克每升", "mg/dL": "毫克每分升", "mmHg": "毫米汞柱", "hPa": "百帕", "kPa": "千帕",
    "MPa": "兆帕", "Pa": "帕", "MB/s": " M B 每秒", "GB/s": " G B 每秒", "Mbps": "兆每秒",
    "Gbps": "吉比特每秒", "km/s": "千米每秒", "L/min": "升每分钟", "μL": "微升", "μg": "微克",
    "µg": "微克", "μs": "微秒", "μA": "微安", "mA": "毫安", "kV": "千伏", "mV": "毫伏",
    "kJ": "千焦", "cm²": "平方厘米", "cm³": "立方厘米", "PB": " P B", "rpm": "转每分钟",
    "公里/小时": "公里每小时", "km/h": "公里每小时",
    "m/s": "米每秒", "km²": "平方公里", "km2": "平方公里", "m²": "平方米",
    "m2": "平方米", "m³": "立方米", "km": "公里", "kg": "千克", "cm": "厘米", "mm": "毫米",
    "nm": "纳米", "μm": "微米", "µm": "微米", "mg": "毫克", "ml": "毫升", "mL": "毫升",
    "kWh": "千瓦时", "GWh": "吉瓦时", "MWh": "兆瓦时", "TWh": "太瓦时", "GW": "吉瓦", "MW": "兆瓦",
    "kW": "千瓦", "GHz": "吉赫", "MHz": "兆赫", "kHz": "千赫", "Hz": "赫兹", "ms": "毫秒",
    "mAh": "毫安时", "GB": " G B", "TB": " T B", "MB": " M B", "KB": " K B",
    "㎡": "平方米", "㎞": "公里",
    "㎏": "千克", "㎝": "厘米", "㎜": "毫米", "kcal": "千卡", "cal": "卡", "Ω": "欧姆",
    "min": "分钟", "dB": "分贝", "℃": "摄氏度", "°C": "摄氏度", "℉": "华氏度", "°F": "华氏度",
    "°": "度", "m": "米", "g": "克", "t": "吨", "h": "小时", "s": "秒", "L": "升", "W": "瓦",
    "V": "伏", "x": "倍", "X": "倍",
}  # fmt: skip
_UNIT = "|".join(re.escape(u) for u in sorted(_UNITS, key=len, reverse=True))
_MEASURES = (
    "万元|亿元|美元|欧元|日元|港元|人民币|元|块钱|块|个百分点|个月|个小时|个|人次|人|年代|周年|年|月份|月|"
    "日|号|天|周|小时|分钟|秒钟|秒|岁|次|倍|名|家|种|台|辆|位|条|张|所|座|层|页|篇|部|款|项|级|期|届|"
    "代|版|季度|季|折|英寸|英尺|英里|海里|平米|毫升|毫克|兆|度电|股|斤|两|寸|里|尺|门|口|头|匹|朵|棵|株|世纪|平方公里|平方米|公里|千米|厘米|毫米|纳米|米|公斤|千克|克|吨|千瓦时|千瓦|度|"
    "杯|瓶|碗|盒|包|袋|箱|桶|罐|串|束|堆|群|批|笔|根|盘|锅|壶|勺|滴|顿|番|趟|遍|盏|扇|床|副|列|例|"
    "份|封|首|卷|册|圈|"
    "公顷|亩|升|分|点|路|件|只|双|对|套|本|幅|场|轮|步|字|句|段|章|节|集|枚|颗|粒|支|艘|架|间|户|"
    "亿美元|万美元|亿人|万人"
)
_LIANG = (
    "个只位名条张种次天周家件台辆座倍岁层篇部款项届代版块元年人吨"
    "米公小分秒双对套本场轮步段支艘架间户枚颗棵朵口头匹门股斤场座"
    "杯瓶碗盒包袋箱桶罐串束堆群批笔根盘锅壶勺滴顿番趟遍盏扇床副列例份封首卷册圈"
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
    figures = re.sub(r"(\.\d*?)0+$", r"\1", match["n"]).rstrip(".")
    return _count(figures, tail) + tail


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
    unit, measure = _UNITS.get(match["u"], match["u"]), match["v"] or ""
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


def _read_code(match: re.Match[str]) -> str:
    figures = match["n"] or match["extension"]
    return "杠".join(read_digits(part) for part in figures.split("-"))


def _read_plain(match: re.Match[str]) -> str:
    sign = {"-": "负", "−": "负"}.get(match["sign"] or "", "")
    return sign + read_number(match["n"])


def _read_fraction(match: re.Match[str]) -> str:
    top, bottom = int(match["a"]), int(match["b"])
    if top >= bottom:
        unit = _UNITS.get(match["u"] or "", "")
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
_HAN_OR_WORD = r"[\w\u4e00-\u9fff]"
_SERVICE = r"(?:11[0-9]|12[0-2]|12\d{3}|100(?:86|10|00)|95\d{3}|96\d{3})(?!\d)"
_SIGN = r"(?P<sign>(?<![\dA-Za-z\)）%％日号月年℃度点分秒时])[-−+])?"
RULES: tuple[Rule, ...] = (
    rule("address", ADDRESS, lambda m: read_address(m[0], read_digits), flags=re.ASCII),
    rule("name", rf"(?<!\w)(?:{SPECIAL_NAME})", lambda m: SPECIAL[m[0]], flags=re.ASCII),
    rule("name", r"7-11(?!\d)", lambda m: "七 十一"),
    rule("date", r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d.])",
         _read_date),
    rule("month", r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>0[1-9]|1[0-2])(?![\d.年月-])", _read_month),
    rule("year", r"['’‘](?P<n>\d\d)(?=年)", lambda m: read_digits(m["n"])),
    rule("quarter", r"(?P<y>20\d\d)\s?Q(?P<n>[1-4])(?!\d)",
         lambda m: f"{read_digits(m['y'])}年 第{read_integer(m['n'])}季度"),
    rule("telephone number",
         r"(?:\+86[-\s]?)?1[3-9]\d[-\s]\d{4}[-\s]\d{4}(?!\d)|(?:\+86[-\s]?)?1[3-9]\d{9}(?!\d)|"
         r"0\d{2,3}-\d{7,8}(?!\d)|[48]00-\d{3,4}-\d{3,4}(?!\d)", _read_telephone),
    rule("telephone number",
         rf"(?<=拨打|致电|拨通){_SERVICE}|{_SERVICE}(?=热线|报警|急救|客服|电话)",
         lambda m: read_digits(m[0], yao=True)),
    rule("code", r"(?:(?<=[^\d十百][号码编])|(?<=[号码][为是：:])|(?<=[号码][：:]\s))"
         r"(?P<n>\d{4,}(?:-\d+)*)(?![\d.,%年月日号个人])|(?<=分机)(?P<extension>\d+)(?!\d)",
         _read_code),
    rule("degrees", r"(?P<d>\d+)°(?P<m>\d+)[′'’](?:(?P<s>\d+(?:\.\d+)?)[″\"”])?", _read_place),
    rule("quantity", rf"(?P<n>{_NUM})(?P<u>{_MEASURES}|{_UNIT})[×*](?P<k>\d+)(?P<v>{_MEASURES})?"
         r"(?![\d.A-Za-z])", _read_several),
    rule("version", r"(?<![\w.])(?P<v>[vV])?(?P<n>\d+(?:\.\d+){2,3})(?![\d.A-Za-z])",
         _read_version),
    rule("version", r"(?<!\w)(?P<v>[vV])(?P<n>\d+\.\d+)(?![\d.])", _read_version),
    rule("time", r"(?P<a>\d{1,3})['’′](?P<b>0\d|1[2-9]|[2-5]\d)[\"”″]",
         lambda m: f"{_count(m['a'], '分')}分{read_integer(m['b'])}秒"),
    rule("height", r"(?P<a>\d)['’′](?P<b>\d{1,2})[\"”″]",
         lambda m: f"{_count(m['a'], '尺')}英尺{_count(m['b'], '寸')}英寸"),
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
         rf"(?P<pre>US|HK|A)?(?P<c>[¥￥$＄€£])\s?(?P<n>{_NUM})(?P<s>{_SCALE})?(?:元|美元)?",
         _read_money),
    rule("generation", r"(?P<n>[0-9][05])(?=后(?!来|面|的|天|年|期|半|续|者))",
         lambda m: read_digits(m["n"])),
    rule("room", r"(?P<n>\d{3,4})(?=室|房间|教室|号房)", lambda m: read_digits(m["n"])),
    rule("ordinal range", rf"第(?P<a>\d+){_TO}第?(?P<b>\d+)",
         lambda m: f"第{read_integer(m['a'])}到第{read_integer(m['b'])}"),
    rule("score", r"(?<![\d.A-Za-z-])(?P<a>\d{1,3})[-–—](?P<b>\d{1,3})"
         rf"(?![\d.%‰℃°A-Za-z-])(?!\s?(?:{_MEASURES}|室|栋|单元|摄氏))"
         rf"(?P<won>(?=\s?(?:{_WON})))?", _read_score),
    rule("range", rf"(?P<a>{_NUM})(?P<sa>{_SCALE})?{_TO}(?P<b>{_NUM})(?P<sb>{_SCALE})?\s?"
         rf"(?P<u>{_MEASURES}|(?:{_UNIT})(?![A-Za-z]))?(?![A-Za-z\d])", _read_range),
    rule("fraction", r"(?P<a>\d{1,3})/(?P<b>\d{1,3})(?![\d/])(?P<u>mmHg)?", _read_fraction),
    rule("ordinal", r"第(?P<n>\d+)", lambda m: f"第{read_integer(m['n'])}"),
    rule("Roman numeral", rf"第(?P<n>{ROMAN})", lambda m: f"第{read_integer(str(roman(m['n'])))}"),
    rule("ordinal", r"(?<!\w)No\.?\s?(?P<n>\d+)(?![\d.])", lambda m: f"第{read_integer(m['n'])}",
         flags=re.ASCII),
    rule("model", r"(?<=[A-Z]{2}\s)(?P<n>\d{3,4})(?![\d,.年月日个元%])|"
         r"(?<=波音|空客|东风)\s?(?P<k>\d{3,4})(?!\d)", lambda m: read_digits(m["n"] or m["k"])),
    rule("length", r"(?P<a>\d)(?P<u>米|块)(?P<b>\d{1,2})(?![\d.%\w])",
         lambda m: f"{_count(m['a'], m['u'])}{m['u']}{read_digits(m['b'])}"),
    rule("quantity",
         rf"{_SIGN}(?P<n>{_NUM})\s?(?P<s>{_SCALE})?(?P<u>{_MEASURES}|(?:{_UNIT})(?![A-Za-z\d]))",
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
