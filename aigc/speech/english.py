"""How figures, units and abbreviations in English text are read."""

from __future__ import annotations

import re

from aigc.speech.latin import WORD, read_address, read_name, read_word, spell
from aigc.speech.token import Rule, rule

_NUM = r"\d+(?:,\d{3})*(?:\.\d+)?"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)"
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_SCALES = {
    "million": "million", "billion": "billion", "trillion": "trillion", "thousand": "thousand",
    "k": "thousand", "K": "thousand", "M": "million", "m": "million", "B": "billion",
    "bn": "billion", "mn": "million", "T": "trillion", "tn": "trillion",
}  # fmt: skip
_MONEY = {
    "$": ("dollar", "cent"), "€": ("euro", "cent"), "£": ("pound", "penny"), "¥": ("yuan", "fen"),
}  # fmt: skip
_UNITS = {
    "km/h": "kilometer per hour", "mph": "mile per hour", "km": "kilometer", "kg": "kilogram",
    "cm": "centimeter", "mm": "millimeter", "nm": "nanometer", "μm": "micrometer", "m": "meter",
    "g": "gram", "mg": "milligram", "ml": "milliliter", "mL": "milliliter", "L": "liter",
    "lb": "pound", "lbs": "pound", "oz": "ounce", "ft": "foot", "kWh": "kilowatt hour",
    "MWh": "megawatt hour", "GWh": "gigawatt hour", "GW": "gigawatt", "MW": "megawatt",
    "kW": "kilowatt", "GB": "gigabyte", "MB": "megabyte", "TB": "terabyte", "KB": "kilobyte",
    "GHz": "gigahertz", "MHz": "megahertz", "kHz": "kilohertz", "Hz": "hertz",
    "ms": "millisecond", "min": "minute", "hr": "hour", "dB": "decibel",
    "°C": "degree Celsius", "℃": "degree Celsius", "°F": "degree Fahrenheit", "°": "degree",
    "km²": "square kilometer", "m²": "square meter", "x": "time",
}  # fmt: skip
_UNIT = "|".join(re.escape(u) for u in _UNITS)
_ABBREVIATIONS = {
    "Dr.": "doctor", "Mr.": "mister", "Mrs.": "missis", "Ms.": "miz", "Prof.": "professor",
    "St.": "saint", "vs.": "versus", "vs": "versus", "etc.": "et cetera", "e.g.": "for example",
    "i.e.": "that is", "approx.": "approximately", "Inc.": "incorporated", "Ltd.": "limited",
    "Corp.": "corporation", "Co.": "company", "Jr.": "junior", "Sr.": "senior", "No.": "number",
    "Fig.": "figure", "a.m.": "A M", "p.m.": "P M", "et al.": "and others", "w/": "with",
}  # fmt: skip
_SYMBOLS = {
    "&": "and", "=": "equals", "×": "times", "÷": "divided by", "≈": "about",
    "±": "plus or minus", ">": "greater than", "<": "less than", "≥": "at least",
    "≤": "at most", "%": "percent", "@": "at", "℃": "degrees Celsius", "°": "degrees",
}  # fmt: skip
_TO = r"\s?(?:--?|[~–—―])\s?"


def _say(value: str, kind: str = "cardinal") -> str:
    """Return a number in words, without the hyphens and commas of print."""
    from num2words import num2words

    bare = value.replace(",", "")
    number: int | str = bare if "." in bare else int(bare)
    said = str(num2words(number, lang="en", to=kind))
    return said.replace("-", " ").replace(",", "")


def _number(figures: str) -> str:
    """Return a number in words; one that is long or begins with zero figure by figure."""
    whole = figures.replace(",", "").partition(".")[0]
    if len(whole) > 15 or (len(whole) > 1 and whole[0] == "0"):
        return _digits(figures)
    return _say(figures)


def _digits(figures: str) -> str:
    """Return the figures one by one."""
    return " ".join(_say(c) for c in figures if c.isdigit())


def _year(figures: str) -> str:
    """Return a year in words, or nothing when the figures are no year."""
    return _say(figures, "year") if re.fullmatch(r"(?:1[1-9]|20)\d\d", figures) else ""


def _plural(count: str, name: str) -> str:
    """Return the name as it follows a number."""
    head, _, rest = name.partition(" ")
    if count == "1" or head in ("yuan", "fen", "hertz", "gigahertz", "megahertz", "kilohertz"):
        return name
    if head == "square":
        return f"square {rest}s"
    irregular = {"foot": "feet", "penny": "pence"}
    many = irregular.get(head, f"{head}s")
    if rest and rest.split()[0] == "hour":
        return f"{name}s"
    return f"{many} {rest}".strip()


def _read_money(match: re.Match[str]) -> str:
    unit, small = _MONEY[match["c"]]
    high = f" to {_number(match['b'])}" if match["b"] else ""
    if match["s"]:
        return f"{_number(match['n'])}{high} {_SCALES[match['s']]} {_plural('2', unit)}"
    whole, _, cents = match["n"].partition(".")
    if len(cents) != 2 or high:
        return f"{_number(match['n'])}{high} {_plural('2' if high else match['n'], unit)}"
    said = f"{_number(whole)} {_plural(whole, unit)}"
    if cents == "00":
        return said
    few = str(int(cents))
    return f"{said} and {_say(few)} {_plural(few, small)}"


def _read_clock(match: re.Match[str]) -> str:
    hour, minute, half = int(match["h"]), match["m"], match["half"]
    if hour > 24 or int(minute) > 59:
        return ""
    if minute == "00":
        said = _say(str(hour)) + ("" if half else " o'clock" if hour <= 12 else " hundred hours")
    else:
        low = f"oh {_say(minute[1])}" if minute[0] == "0" else _say(minute)
        said = f"{_say(str(hour))} {low}"
    return said + (f" {spell(half.replace('.', ''))}" if half else "")


def _read_iso(match: re.Match[str]) -> str:
    month, day = int(match["m"]), int(match["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    return f"{_MONTHS[month - 1]} {_say(str(day), 'ordinal')} {_year(match['y'])}"


def _read_range(match: re.Match[str]) -> str:
    low, high, unit = match["a"], match["b"], match["u"]
    if _year(low) and not unit and (_year(high) or len(high) == 2):
        return f"{_year(low)} to {_year(high) or _say(high)}"
    tail = f" {_plural(high, _UNITS[unit])}" if unit else " percent" if match["p"] else ""
    scale = f" {_SCALES[match['s']]}" if match["s"] else ""
    return f"{_number(low)} to {_number(high)}{scale}{tail}"


def _read_quantity(match: re.Match[str]) -> str:
    sign = "minus " if match["sign"] else ""
    return f"{sign}{_number(match['n'])} {_plural(match['n'], _UNITS[match['u']])}"


def _read_fraction(match: re.Match[str]) -> str:
    top, bottom = int(match["a"]), int(match["b"])
    if not 0 < top < bottom or bottom > 100:
        return ""
    name = {2: "half", 4: "quarter"}.get(bottom) or _say(str(bottom), "ordinal")
    many = {"half": "halves"}.get(name, f"{name}s")
    return f"{_say(str(top))} {name if top == 1 else many}"


def _read_decade(match: re.Match[str]) -> str:
    said = _year(match["n"]) if len(match["n"]) == 4 else _say(match["n"])
    if not said:
        return ""
    return f"{said[:-1]}ies" if said.endswith("y") else f"{said}s"


def _read_plain(match: re.Match[str]) -> str:
    sign = "minus " if match["sign"] else ""
    if not sign and (said := _year(match["n"])):
        return said
    return sign + _number(match["n"])


_SIGN = r"(?P<sign>(?<![\w\)%.])[-−])?"
RULES: tuple[Rule, ...] = (
    rule(r"(?:https?://|www\.)[\w./?=&%\#-]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|"
         r"(?:[A-Za-z][\w-]*\.)+(?:com|cn|org|net|ai|io|gov|edu)(?![A-Za-z])",
         lambda m: read_address(m[0], "dot", "at"), flags=re.ASCII),
    rule(r"(?<!\w)(?:" + "|".join(re.escape(a).replace(r"\ ", r"\s") for a in _ABBREVIATIONS)
         + r")(?!\w)", lambda m: _ABBREVIATIONS[re.sub(r"\s", " ", m[0])]),
    rule(r"(?:[A-Z]\.){2,}", lambda m: spell(m[0].replace(".", ""))),
    rule(r"(?P<y>(?:19|20)\d\d)[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?!\d)", _read_iso),
    rule(r"(?:\+?1[-\s])?\(?\d{3}\)?[-\s]\d{3}-\d{4}(?!\d)", lambda m: _digits(m[0])),
    rule(r"(?P<h>\d{1,2}):(?P<m>\d{2})(?!\d)(?:\s?(?P<half>[ap]\.m\.|[ap]m|[AP]M)(?!\w))?",
         _read_clock),
    rule(r"(?P<n>\d{1,2})\s?(?P<half>[ap]\.m\.|[ap]m|AM|PM)(?!\w)",
         lambda m: f"{_say(m['n'])} {spell(m['half'].replace('.', ''))}"),
    rule(rf"(?:US|HK)?(?P<c>[$€£¥])(?P<n>{_NUM})(?:{_TO}[$€£¥]?(?P<b>{_NUM}))?"
         r"(?:\s?(?P<s>million|billion|trillion|thousand|bn|mn|tn|[kKMBTm])(?!\w))?", _read_money),
    rule(rf"(?P<a>{_NUM})%?(?:{_TO})(?P<b>{_NUM})(?:\s?(?P<s>million|billion|trillion)(?!\w))?"
         rf"(?:(?P<p>%)|\s?(?P<u>{_UNIT})(?!\w))?(?![\w-])", _read_range),
    rule(rf"{_SIGN}(?P<n>{_NUM})\s?%",
         lambda m: ("minus " if m["sign"] else "") + _number(m["n"]) + " percent"),
    rule(r"(?P<n>\d+)(?:st|nd|rd|th)(?!\w)", lambda m: _say(m["n"], "ordinal")),
    rule(r"['’]?(?P<n>\d0|\d{3}0)s(?!\w)", _read_decade),
    rule(r"(?P<a>\d{1,2})/(?P<b>\d{1,3})(?![\d/])", _read_fraction),
    rule(rf"{_SIGN}(?P<n>{_NUM})[\s-]?(?P<u>{_UNIT})(?![\w²])", _read_quantity),
    rule(r"(?P<n>\d+(?:\.\d+)?)(?P<s>k|K|M|bn|mn)(?!\w)",
         lambda m: f"{_number(m['n'])} {_SCALES[m['s']]}"),
    rule(r"\d+(?:\.\d+)?[A-Za-z]+\d*(?![A-Za-z])|[A-Za-z]+(?:-?\d+(?:\.\d+)*)+[A-Za-z]*(?![A-Za-z])",
         lambda m: read_name(m[0], _number, _digits)),
    rule(r"\#(?P<n>\d+)", lambda m: f"number {_number(m['n'])}"),
    rule(rf"{_SIGN}(?P<n>{_NUM})", _read_plain),
    rule(rf"{WORD}(?:-{WORD})+", lambda m: " ".join(read_word(w) for w in m[0].split("-"))),
    rule(WORD, lambda m: read_word(m[0])),
    rule("[" + "".join(re.escape(s) for s in _SYMBOLS) + "]", lambda m: _SYMBOLS[m[0]]),
)  # fmt: skip
"""Tried in order at each character that no earlier token covers."""


def day_of_month(said: str, figures: str, before: str) -> str:
    """Return the ordinal for figures that follow the name of a month, else ``said``."""
    if figures.isdigit() and 1 <= int(figures) <= 31 and re.search(rf"\b{_MONTH}\.?\s$", before):
        return _say(figures, "ordinal")
    return said
