"""How figures, units and abbreviations in English text are read."""

from __future__ import annotations

import re

from aigc.g2p.word import listed
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
    spell,
)
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
    "km/h": "kilometer per hour", "m/s": "meter per second", "mAh": "milliamp hour",
    "µm": "micrometer", "¢": "cent", "yd": "yard", "V": "volt", "W": "watt",
    "kcal": "kilocalorie",
    "mph": "mile per hour", "km": "kilometer", "kg": "kilogram",
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
    "Mt.": "mount", "pp.": "pages",
}  # fmt: skip
_SYMBOLS = {
    "&": "and", "=": "equals", "×": "times", "÷": "divided by", "≈": "about",
    "±": "plus or minus", ">": "greater than", "<": "less than", "≥": "at least",
    "≤": "at most", "%": "percent", "@": "at", "℃": "degrees Celsius", "°": "degrees",
}  # fmt: skip
_SPOKEN_SIGNS = {"-": "minus ", "−": "minus ", "+": "plus "}
_TO = r"\s?(?:--?|[~–—―])\s?"


def _say(value: str, kind: str = "cardinal") -> str:
    """Return a number in words, without the hyphens and commas of print."""
    from num2words import num2words

    whole, _, part = value.replace(",", "").partition(".")
    said = str(num2words(int(whole or "0"), lang="en", to=kind))
    if part:
        said += " point " + " ".join(str(num2words(int(c), lang="en")) for c in part)
    return said.replace("-", " ").replace(",", "")


def _number(figures: str) -> str:
    """Return a number in words; one that is long or begins with zero figure by figure."""
    whole = figures.replace(",", "").partition(".")[0]
    if len(whole) > 15 or (len(whole) > 1 and whole[0] == "0"):
        return _digits(figures)
    return _say(figures)


def _digits(figures: str) -> str:
    """Return the figures one by one."""
    return " ".join(_say(c) for c in figures if c.isdecimal())


def _paired(figures: str) -> str:
    """Return figures as names have them: 380 is three eighty, 4090 forty ninety, 101 one oh one."""
    if len(figures) not in (3, 4) or figures[0] == "0" or figures.endswith("00"):
        return _number(figures) if figures.endswith("00") else _digits(figures)
    head, tail = figures[:-2], figures[-2:]
    return f"{_say(head)} {'oh ' if tail[0] == '0' else ''}{_say(str(int(tail)))}"


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
    if whole == "0" and len(cents) == 2 and int(cents) and not high:
        return f"{_say(str(int(cents)))} {_plural(str(int(cents)), small)}"
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
    sign = _SPOKEN_SIGNS.get(match["sign"] or "", "")
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
    sign = _SPOKEN_SIGNS.get(match["sign"] or "", "")
    if not sign and (said := _year(match["n"])):
        return said
    return sign + _number(match["n"])


def _read_percent(match: re.Match[str]) -> str:
    sign = _SPOKEN_SIGNS.get(match["sign"] or "", "")
    return f"{sign}{_number(match['n'])} percent"


def _read_day_first(match: re.Match[str]) -> str:
    day = int(match["d"])
    return f"the {_say(str(day), 'ordinal')} of" if 1 <= day <= 31 else ""


def _read_slashed(match: re.Match[str]) -> str:
    month, day, year = int(match["m"]), int(match["d"]), match["y"]
    if month > 12:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    year = year if len(year) == 4 else f"20{year}"
    return f"{_MONTHS[month - 1]} {_say(str(day), 'ordinal')} {_year(year) or _number(year)}"


def _read_month(match: re.Match[str]) -> str:
    return next(m for m in _MONTHS if m.startswith(match["m"][:3]))


def _read_mixed(match: re.Match[str]) -> str:
    part = _read_fraction(match)
    if not part:
        return ""
    return f"{_number(match['n'])} and {'a' + part[3:] if part.startswith('one ') else part}"


def _read_roman(match: re.Match[str]) -> str:
    """Return a Roman numeral after a word that is counted, or after the name of a ruler."""
    found = re.search(r"([A-Za-z]+)\s$", match.string[: match.start()])
    before = found[1] if found else ""
    value = str(roman(match[0]))
    if before in _COUNTED:
        return _say(value)
    if len(match[0]) > 1 and before in _RULERS:
        return f"the {_say(value, 'ordinal')}"
    return ""


def _read_version(match: re.Match[str]) -> str:
    say = _digits if match["n"].count(".") == 3 else _number
    said = " point ".join(say(part) for part in match["n"].split("."))
    return ("V " if match["v"] else "") + (
        said.replace(" point ", " dot ") if match["n"].count(".") == 3 else said
    )


def _read_street(match: re.Match[str]) -> str:
    return "street" if re.search(r"[A-Z][a-z]+\s$", match.string[: match.start()]) else "saint"


def _read_letters(match: re.Match[str]) -> str:
    """Return a word; one in capitals among other shouted words is no abbreviation."""
    word = match[0]
    if word.isupper() and len(word) > 1 and _shouted(match):
        from aigc.g2p.english.lexicon import lexicon

        if word in lexicon():
            return word.lower()
    return read_word(word)


def _shouted(match: re.Match[str]) -> bool:
    """Tell whether the words beside a word of capitals are shouted too."""
    before = re.search(r"(?:[A-Z']{2,}[\s,!]+)*$", match.string[: match.start()])
    after = re.match(r"(?:[\s,!]+[A-Z']{2,}(?!\w))*", match.string[match.end() :])
    run = re.findall(r"[A-Z']+", (before[0] if before else "") + " " + (after[0] if after else ""))
    return len(run) >= 2 and any(len(w) > 5 or read_word(w).islower() for w in (*run, match[0]))


_COUNTED = listed(
    "War Chapter Part Type Volume Act Phase Book Section Appendix Stage Class Tier Mark Article "
    "Title Scene Level Grade Season Episode chapter part type volume phase stage level"
)
_RULERS = listed(
    "Henry Louis Elizabeth Charles George William Richard Edward James Philip Paul John Pius "
    "Benedict Napoleon Nicholas Alexander Catherine Frederick Ramses Leo Gregory Innocent Peter "
    "Francis Ferdinand Leopold Christian Gustav Harald Carl Clement Mary"
)
_FORMULAS = FormulaReader("en", _number)
_SIGN = r"(?P<sign>(?<![\w\)%.])[-−+])?"
RULES: tuple[Rule, ...] = (
    rule("address", ADDRESS, lambda m: read_address(m[0], _digits), flags=re.ASCII),
    rule("name", rf"(?<!\w)(?:{SPECIAL_NAME})", lambda m: SPECIAL[m[0]], flags=re.ASCII),
    rule("abbreviation", r"(?<!\w)St\.(?!\w)", _read_street),
    rule("abbreviation", r"(?<!\w)p\.(?=\s?\d)", lambda m: "page"),
    rule("abbreviation",
         r"(?<!\w)(?:" + "|".join(re.escape(a).replace(r"\ ", r"\s") for a in _ABBREVIATIONS)
         + r")(?!\w)", lambda m: _ABBREVIATIONS[re.sub(r"\s", " ", m[0])]),
    rule("initials", r"(?:[A-Z]\.){2,}", lambda m: spell(m[0].replace(".", ""))),
    rule("date", r"(?P<y>(?:19|20)\d\d)[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?!\d)", _read_iso),
    rule("date",
         r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>(?:19|20)\d\d|\d\d)(?![\d/])", _read_slashed),
    rule("date", rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?=\s{_MONTH}\b)", _read_day_first),
    rule("month", r"(?<!\w)(?P<m>Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)(?:\.|(?=\s\d))"
         r"(?=\s\d|\s?$|\s[A-Z]|[,;])", _read_month),
    rule("telephone number", r"(?:\+?1[-\s])?\(?\d{3}\)?[-\s]\d{3}-\d{4}(?!\d)|911(?![\d,.])",
         lambda m: _digits(m[0])),
    rule("version", r"(?<![\w.])(?P<v>[vV])?(?P<n>\d+(?:\.\d+){2,3})(?![\d.A-Za-z])",
         _read_version),
    rule("version", r"(?<!\w)(?P<v>[vV])(?P<n>\d+\.\d+)(?![\d.])", _read_version),
    rule("height", r"(?P<a>\d)['’′](?P<b>\d{1,2})[\"”″]",
         lambda m: f"{_say(m['a'])} foot {_say(m['b'])}"),
    rule("formula", EQUATION, _FORMULAS.formula),
    rule("formula", PRODUCT, _FORMULAS.formula),
    rule("time", r"(?P<h>\d{1,2}):(?P<m>\d{2})(?!\d)(?:\s?(?P<half>[ap]\.m\.|[ap]m|[AP]M)(?!\w))?",
         _read_clock),
    rule("ratio", r"(?P<a>\d+):(?P<b>\d+)(?![\d:])",
         lambda m: f"{_number(m['a'])} to {_number(m['b'])}"),
    rule("time", r"(?P<n>\d{1,2})\s?(?P<half>[ap]\.m\.|[ap]m|AM|PM)(?!\w)",
         lambda m: f"{_say(m['n'])} {spell(m['half'].replace('.', ''))}"),
    rule("money", rf"(?:US|HK)?(?P<c>[$€£¥])(?P<n>{_NUM})(?:{_TO}[$€£¥]?(?P<b>{_NUM}))?"
         r"(?:\s?(?P<s>million|billion|trillion|thousand|bn|mn|tn|[kKMBTm])(?!\w))?", _read_money),
    rule("range",
         rf"(?P<a>{_NUM})%?(?:{_TO})(?P<b>{_NUM})(?:\s?(?P<s>million|billion|trillion)(?!\w))?"
         rf"(?:(?P<p>%)|\s?(?P<u>{_UNIT})(?!\w))?(?![\w-])", _read_range),
    rule("percentage", rf"{_SIGN}(?P<n>{_NUM})\s?%", _read_percent),
    rule("ordinal", r"(?P<n>\d+)(?:st|nd|rd|th)(?!\w)", lambda m: _say(m["n"], "ordinal")),
    rule("decade", r"['’]?(?P<n>\d0|\d{3}0)['’]?s(?!\w)", _read_decade),
    rule("fraction", r"(?P<n>\d+)\s(?P<a>\d)/(?P<b>\d{1,2})(?![\d/])", _read_mixed),
    rule("fraction", r"(?P<a>\d{1,3})/(?P<b>\d{1,3})(?![\d/])", _read_fraction),
    rule("quantity", rf"{_SIGN}(?P<n>{_NUM})[\s-]?(?P<u>{_UNIT})(?![\w²/])", _read_quantity),
    rule("name", r"(?P<n>[248])K(?!\w)", lambda m: f"{_say(m['n'])} K"),
    rule("number", r"(?P<n>\d+(?:\.\d+)?)(?P<s>k|K|M|bn|mn)(?!\w)",
         lambda m: f"{_number(m['n'])} {_SCALES[m['s']]}"),
    rule("chemical formula", rf"(?<![A-Za-z\d]){MOLECULE}", _FORMULAS.molecule),
    rule("formula", POWER, _FORMULAS.formula),
    rule("word", r"(?:mid|pre|post|early|late)-(?=\d)", lambda m: m[0][:-1], flags=re.IGNORECASE),
    rule("name", NAME, lambda m: read_name(m[0], _number, _paired), flags=re.ASCII),
    rule("number", r"\#(?P<n>\d+)", lambda m: f"number {_number(m['n'])}"),
    rule("hashtag", r"\#(?=[A-Za-z])", lambda m: "hashtag"),
    rule("model", r"(?<=[A-Z]{2}\s)(?P<n>\d{3,4})(?![\d,.%])",
         lambda m: _year(m["n"]) or _paired(m["n"])),
    rule("model", r"(?:(?<=Boeing\s)|(?<=[Ff]light\s)|(?<=[Rr]oom\s)|(?<=Route\s))"
         r"(?P<n>\d{3,4})(?![\d,.%])", lambda m: _paired(m["n"])),
    rule("year", r"(?<=in\s)(?P<n>10\d\d)(?![\d,.%])", lambda m: _say(m["n"], "year")),
    rule("number", r"(?<![\d.])\.(?P<n>\d+)", lambda m: f"point {_digits(m['n'])}"),
    rule("number", r"(?P<n>\d{1,2})['’]s(?!\w)", _read_decade),
    rule("number", rf"{_SIGN}(?P<n>{_NUM})", _read_plain),
    rule("Roman numeral", ROMAN, _read_roman),
    rule("words", rf"{WORD}(?:-{WORD})+",
         lambda m: " ".join(read_word(w) for w in m[0].split("-"))),
    rule("letters", WORD, _read_letters),
    rule("Greek letter", "[" + "".join(GREEK) + "]", _FORMULAS.greek),
    rule("sign", r"(?<=[\dmM%])\s?[-–—]\s?(?=\d)", lambda m: "to"),
    rule("sign", r"(?<=\w)\+", lambda m: "plus"),
    rule("sign", r"~(?=\d)", lambda m: "about"),
    rule("sign", "[" + "".join(re.escape(s) for s in _SYMBOLS) + "]", lambda m: _SYMBOLS[m[0]]),
)  # fmt: skip
"""Tried in order at each character that no earlier token covers."""


def day_of_month(said: str, figures: str, before: str) -> str:
    """Return the ordinal for figures that follow the name of a month, else ``said``."""
    if figures.isdecimal() and 1 <= int(figures) <= 31 and re.search(rf"\b{_MONTH}\.?\s$", before):
        return _say(figures, "ordinal")
    return said
