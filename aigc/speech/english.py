"""How figures, units and abbreviations in English text are read."""

from __future__ import annotations

import re

from aigc.g2p.word import listed
from aigc.speech.english_abbreviations import ABBREVIATIONS, COMPASS, DAYS, TITLES
from aigc.speech.english_dates import (
    MONTH,
    MONTHS,
    read_clock,
    read_day_first,
    read_iso,
    read_month,
    read_slashed,
)
from aigc.speech.english_numbers import read_digits, read_number, read_pairs, read_year, say
from aigc.speech.english_units import UNITS, plural
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
    spell,
)
from aigc.speech.token import Rule, rule

_NUM = r"\d+(?:,\d{3})*(?:\.\d+)?"
_SCALES = {
    "million": "million", "billion": "billion", "trillion": "trillion", "thousand": "thousand",
    "k": "thousand", "K": "thousand", "M": "million", "m": "million", "B": "billion",
    "bn": "billion", "mn": "million", "T": "trillion", "tn": "trillion",
}  # fmt: skip
_MONEY = {
    "$": ("dollar", "cent"), "€": ("euro", "cent"), "£": ("pound", "penny"), "¥": ("yuan", "fen"),
    "₩": ("won", "won"), "₹": ("rupee", "paisa"),
}  # fmt: skip
_UNIT = "|".join(re.escape(u) for u in sorted(UNITS, key=len, reverse=True))
_SYMBOLS = {
    "&": "and", "=": "equals", "×": "times", "÷": "divided by", "≈": "about",
    "±": "plus or minus", ">": "greater than", "<": "less than", "≥": "at least",
    "≤": "at most", "%": "percent", "@": "at", "∠": "angle",
    "∥": "is parallel to", "⊥": "is perpendicular to",
    "△": "triangle", "∞": "infinity", "∈": "in", "℃": "degrees Celsius", "°": "degrees",
}  # fmt: skip
_SPOKEN_SIGNS = {"-": "minus ", "−": "minus ", "+": "plus "}
_TO = r"\s?(?:--?|[~–—―])\s?"


def _read_money(match: re.Match[str]) -> str:
    unit, small = _MONEY[match["c"]]
    if unit == "yuan" and re.search(r"\b[Yy]en\b|Japan|Tokyo|Nikkei", match.string):
        return f"{read_number(match['n'])} {_SCALES.get(match['s'] or '', '')} yen".replace(
            "  ", " "
        )
    high = f" to {read_number(match['b'])}" if match["b"] else ""
    if match["s"]:
        return f"{read_number(match['n'])}{high} {_SCALES[match['s']]} {plural('2', unit)}"
    whole, _, cents = match["n"].partition(".")
    if whole == "0" and len(cents) == 2 and int(cents) and not high:
        return f"{say(str(int(cents)))} {plural(str(int(cents)), small)}"
    if len(cents) != 2 or high:
        return f"{read_number(match['n'])}{high} {plural('2' if high else match['n'], unit)}"
    said = f"{read_number(whole)} {plural(whole, unit)}"
    if cents == "00":
        return said
    few = str(int(cents))
    return f"{said} and {say(few)} {plural(few, small)}"


def _read_range(match: re.Match[str]) -> str:
    low, high, unit = match["a"], match["b"], match["u"]
    if read_year(low) and not unit and (read_year(high) or len(high) == 2):
        return f"{read_year(low)} to {read_year(high) or say(high)}"
    tail = f" {plural(high, UNITS[unit])}" if unit else " percent" if match["p"] else ""
    scale = f" {_SCALES[match['s']]}" if match["s"] else ""
    return f"{read_number(low)} to {read_number(high)}{scale}{tail}"


def _read_quantity(match: re.Match[str]) -> str:
    sign = _SPOKEN_SIGNS.get(match["sign"] or "", "")
    before = match.string[: match.start()]
    one = "-" in match[0][len(match["sign"] or "") :] or re.search(r"\b[Aa]n?\s\Z", before)
    unit = plural("1" if one else match["n"], UNITS[match["u"]])
    return f"{sign}{read_number(match['n'])} {unit}"


def _read_many(match: re.Match[str]) -> str:
    return f"{read_number(match['n'])} {match['s']} {plural('2', UNITS[match['u']])}"


def _read_fraction(match: re.Match[str]) -> str:
    top, bottom = int(match["a"]), int(match["b"])
    if top > bottom >= 10 and len(match["a"]) <= 3:
        unit = " millimeters of mercury" if "mmHg" in match[0] else ""
        return f"{_pressure(match['a'])} over {_pressure(match['b'])}{unit}"
    if not 0 < top < bottom or bottom > 100:
        return ""
    name = {2: "half", 4: "quarter"}.get(bottom) or say(str(bottom), "ordinal")
    many = {"half": "halves"}.get(name, f"{name}s")
    return f"{say(str(top))} {name if top == 1 else many}"


def _pressure(figures: str) -> str:
    return read_pairs(figures) if len(figures) == 3 else say(figures)


def _read_decade(match: re.Match[str]) -> str:
    said = read_year(match["n"]) if len(match["n"]) == 4 else say(match["n"])
    if not said:
        return ""
    return f"{said[:-1]}ies" if said.endswith("y") else f"{said}s"


def _read_plain(match: re.Match[str]) -> str:
    sign = _SPOKEN_SIGNS.get(match["sign"] or "", "")
    if not sign and (said := read_year(match["n"])):
        return said
    return sign + read_number(match["n"])


def _read_percent(match: re.Match[str]) -> str:
    sign = _SPOKEN_SIGNS.get(match["sign"] or "", "")
    return f"{sign}{read_number(match['n'])} percent"


def _read_inches(match: re.Match[str]) -> str:
    """Return inches, unless the mark closes a quotation."""
    before = match.string[: match.start()]
    quoted = len(re.findall(r'(?:^|[\s(])"', before)) > len(re.findall(r'[^\s\d(]"', before))
    if match["mark"] == "″" or (match["mark"] == '"' and not quoted):
        return f"{read_number(match['n'])} inches"
    return ""


def _read_mixed(match: re.Match[str]) -> str:
    part = _read_fraction(match)
    if not part:
        return ""
    return f"{read_number(match['n'])} and {'a' + part[3:] if part.startswith('one ') else part}"


def _read_roman(match: re.Match[str]) -> str:
    """Return a Roman numeral after a word that is counted, or after the name of a ruler."""
    found = re.search(r"([A-Za-z]+)\s$", match.string[: match.start()])
    before = found[1] if found else ""
    figures, owned = re.subn("['’]s$", "", match[0])
    value = str(roman(figures))
    if before in _COUNTED:
        return say(value) + "'s" * owned
    named = len(figures) > 1 or re.match(
        r"\s(?:and|of|was|ruled|reigned|died|became)\b", match.string[match.end() :]
    )
    if named and before in _RULERS:
        return f"the {say(value, 'ordinal')}" + "'s" * owned
    return ""


def _read_version(match: re.Match[str]) -> str:
    one = read_digits if match["n"].count(".") == 3 else read_number
    said = " point ".join(one(part) for part in match["n"].split("."))
    return ("V " if match["v"] else "") + (
        said.replace(" point ", " dot ") if match["n"].count(".") == 3 else said
    )


def _read_street(match: re.Match[str]) -> str:
    """Return saint before a name that follows no other, street elsewhere."""
    named = re.search(r"(?:[A-Z][a-z]+|\d(?:st|nd|rd|th))\s\Z", match.string[: match.start()])
    return "saint" if re.match(r"\s[A-Z]", match.string[match.end() :]) and not named else "street"


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
_RATES = "|".join(re.escape(unit) for unit in UNITS if "/" in unit)
_COMPARED = {
    "<=": "is at most", ">=": "is at least", "!=": "is not equal to", "==": "equals",
}  # fmt: skip
_FORMULAS = FormulaReader("en", read_number)
_SIGN = r"(?P<sign>(?<![\w\)%.])[-−+])?"
RULES: tuple[Rule, ...] = (
    rule("address", ADDRESS, lambda m: read_address(m[0], read_digits), flags=re.ASCII),
    rule("name", rf"(?<!\w)(?:{SPECIAL_NAME})", lambda m: SPECIAL[m[0]], flags=re.ASCII),
    rule("abbreviation", r"(?<!\w)St\.(?!\w)", _read_street),
    rule("abbreviation", r"(?<!\w)(?P<n>[NSEW])\.(?=\s(?:\d|[A-Z][a-z]+\s(?:St|Ave|Rd|Blvd)\b))",
         lambda m: COMPASS[m["n"]]),
    rule("code", r"(?<![\w-])\d+(?:-\d+){3,}(?![\w-])", lambda m: read_digits(m[0])),
    rule("code", r"(?<=\s[A-Z]{2}\s)\d{5}(?:-\d{4})?(?!\d)", lambda m: read_digits(m[0])),
    rule("quantity", r"(?P<n>\d+(?:\.\d+)?)[eE](?P<k>[-−]?\d{1,3})(?!\w)",
         lambda m: _FORMULAS.scientific(m["n"], m["k"])),
    rule("inches", r"(?P<n>\d+(?:\.\d+)?)(?P<mark>[\"”″])(?=[\s,.;)]|$)", _read_inches),
    rule("sign", r"\+/[-−]", lambda m: "plus or minus"),
    rule("sign", r"(?<=\d\s)x(?=\s?\d+\s?=)", lambda m: "times"),
    rule("unit", rf"(?<=\s)(?:{_RATES})(?![\w/])", lambda m: plural("2", UNITS[m[0]])),
    rule("abbreviation", r"(?<!\w)p\.(?=\s?\d)", lambda m: "page"),
    rule("days", rf"(?<!\w)(?P<a>{'|'.join(DAYS)})\.?\s?[-–]\s?(?P<b>{'|'.join(DAYS)})\b\.?",
         lambda m: f"{DAYS[m['a']]} to {DAYS[m['b']]}"),
    rule("date", r"(?:(?<=\son\s)|(?<=\sby\s))(?P<m>1[0-2]|[1-9])/(?P<d>[12]\d|3[01]|[1-9])"
         r"(?![\d/])", lambda m: f"{MONTHS[int(m['m']) - 1]} {say(m['d'], 'ordinal')}"),
    rule("inches", r"(?P<n>\d+)\s?in\.(?=\s[a-z]|,|$)",
         lambda m: f"{read_number(m['n'])} {plural(m['n'], 'inch')}"),
    rule("name", r"(?<!\w)T-(?=\d+\s(?:second|minute|hour|day))", lambda m: "T minus"),
    rule("rate", r"(?<=\d)/(?P<u>lb|kg|oz|gal|hr|h|day|month|year|week|person|night)(?!\w)",
         lambda m: f"per {UNITS.get(m['u'], m['u'])}"),
    rule("abbreviation",
         rf"(?<!\w)(?:{'|'.join(DAYS)})\.(?=[,;]|\s(?:\d|{MONTH}|&|and\b|at\b|to\b))",
         lambda m: DAYS[m[0][:-1]]),
    rule("abbreviation", r"(?<!\w)[Nn]o\.(?=\s?\d)", lambda m: "number"),
    rule("abbreviation", rf"(?<!\w)(?:{'|'.join(TITLES)})\.(?=\s[A-Z])",
         lambda m: TITLES[m[0][:-1]]),
    rule("date", r"9/11(?![\d/])", lambda m: "nine eleven"),
    rule("code", r"(?:(?<=code\s)|(?<=code\sis\s)|(?<=code:\s)|(?<=PIN\s)|(?<=PIN\sis\s))"
         r"\d{4,}(?!\d|[,.]\d|%)", lambda m: read_digits(m[0])),
    rule("model", r"[1-5]0\d(?=\s(?:error|status|page|response|Not\sFound))",
         lambda m: read_pairs(m[0])),
    rule("quantity", rf"(?P<n>{_NUM})\s(?P<s>million|billion|trillion|thousand)\s"
         rf"(?P<u>{_UNIT})(?!\w)",
         _read_many),
    rule("quantity", r"(?P<n>\d+\.\d+)s(?!\w)", lambda m: f"{read_number(m['n'])} seconds"),
    rule("size", r"(?P<n>\d+(?:\.\d+)?)(?=\sx\s?\d)", lambda m: read_number(m["n"])),
    rule("size", r"(?:(?<=[\"”″])|(?<=[\d\"”″]\s))x(?=\s?\d)", lambda m: "by"),
    rule("sign", r"[<>!=]=", lambda m: _COMPARED[m[0]]),
    rule("abbreviation",
         r"(?<!\w)(?:" + "|".join(re.escape(a).replace(r"\ ", r"\s") for a in ABBREVIATIONS)
         + r")(?!\w)", lambda m: ABBREVIATIONS[re.sub(r"\s", " ", m[0])]),
    rule("initials", r"(?:[A-Z]\.){2,}", lambda m: spell(m[0].replace(".", ""))),
    rule("date", r"(?P<y>(?:19|20)\d\d)[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?!\d)", read_iso),
    rule("date",
         r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>(?:19|20)\d\d|\d\d)(?![\d/])", read_slashed),
    rule("date", rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?=\s{MONTH}\b)", read_day_first),
    rule("month", r"(?<!\w)(?P<m>Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)(?:\.|(?=\s\d))"
         r"(?=\s\d|\s?$|\s[A-Z]|[,;])", read_month),
    rule("telephone number", r"(?:\+?1[-\s])?\(?\d{3}\)?[-\s]\d{3}-\d{4}(?!\d)|911(?![\d,.])",
         lambda m: read_digits(m[0])),
    rule("version", r"(?<![\w.])(?P<v>[vV])?(?P<n>\d+(?:\.\d+){2,3})(?!\.?\d|[A-Za-z])",
         _read_version),
    rule("version", r"(?<!\w)(?P<v>[vV])(?P<n>\d+\.\d+)(?!\.?\d)", _read_version),
    rule("height", r"(?P<a>\d)['’′](?P<b>\d{1,2})[\"”″]",
         lambda m: f"{say(m['a'])} foot {say(m['b'])}"),
    rule("function", r"(?<![A-Za-z])(?:sin|cos|tan)(?=\s?[\d(xyαβθ²])", lambda m: FUNCTIONS[m[0]]),
    rule("fraction", r"(?P<n>\d+)?(?P<f>[½¼¾⅓⅔])", _FORMULAS.part),
    rule("formula", EQUATION, _FORMULAS.formula),
    rule("formula", PRODUCT, _FORMULAS.formula),
    rule("time", r"(?P<h>\d{1,2}):(?P<m>\d{2})(?!\d)(?:\s?(?P<half>[ap]\.m\.|[ap]m|[AP]M)(?!\w))?",
         read_clock),
    rule("ratio", r"(?P<a>\d+):(?P<b>\d+)(?![\d:])",
         lambda m: f"{read_number(m['a'])} to {read_number(m['b'])}"),
    rule("time", r"(?P<n>\d{1,2})\s?(?P<half>[ap]\.m\.|[ap]m|AM|PM)(?!\w)",
         lambda m: f"{say(m['n'])} {spell(m['half'].replace('.', ''))}"),
    rule("money", rf"(?:US|HK)?(?P<c>[$€£¥₩₹])(?P<n>{_NUM})(?:{_TO}[$€£¥₩₹]?(?P<b>{_NUM}))?"
         r"(?:\s?(?P<s>million|billion|trillion|thousand|bn|mn|tn|[kKMBTm])(?!\w))?", _read_money),
    rule("range",
         rf"(?P<a>{_NUM})%?(?:{_TO})(?P<b>{_NUM})(?:\s?(?P<s>million|billion|trillion)(?!\w))?"
         rf"(?:(?P<p>%)|\s?(?P<u>{_UNIT})(?!\w)(?:\.(?=\s[a-z]))?)?(?![\w-])", _read_range),
    rule("percentage", rf"{_SIGN}(?P<n>{_NUM})\s?%", _read_percent),
    rule("ordinal", r"(?P<n>\d+)(?:st|nd|rd|th)(?!\w)", lambda m: say(m["n"], "ordinal")),
    rule("decade", r"['’]?(?P<n>\d0|\d{3}0)['’]?s(?!\w)", _read_decade),
    rule("fraction", r"(?P<n>\d+)\s(?P<a>\d)/(?P<b>\d{1,2})(?![\d/])", _read_mixed),
    rule("fraction", r"(?P<a>\d{1,3})/(?P<b>\d{1,3})(?![\d/])(?:\s?(?P<u>mmHg))?", _read_fraction),
    rule("quantity", rf"{_SIGN}(?P<n>{_NUM})[\s-]?(?P<u>{_UNIT})(?![\w²/])"
         r"(?:\.(?=\s[a-z]))?", _read_quantity),
    rule("name", r"(?P<n>[248])K(?!\w)", lambda m: f"{say(m['n'])} K"),
    rule("number", r"(?P<n>\d+(?:\.\d+)?)(?P<s>k|K|M|bn|mn)(?!\w)",
         lambda m: f"{read_number(m['n'])} {_SCALES[m['s']]}"),
    rule("chemical formula", rf"(?<![A-Za-z\d]){MOLECULE}", _FORMULAS.molecule),
    rule("formula", POWER, _FORMULAS.formula),
    rule("word", r"(?:mid|pre|post|early|late)-(?=\d)", lambda m: m[0][:-1], flags=re.IGNORECASE),
    rule("name", NAME, lambda m: read_name(m[0], read_number, read_pairs), flags=re.ASCII),
    rule("number", r"\#(?P<n>\d+)", lambda m: f"number {read_number(m['n'])}"),
    rule("hashtag", r"\#(?=[A-Za-z])", lambda m: "hashtag"),
    rule("model", r"(?<=[A-Z]{2}\s)(?P<n>\d{3,4})(?!\d|[,.]\d|%)",
         lambda m: read_year(m["n"]) or read_pairs(m["n"])),
    rule("model", r"(?:(?<=Boeing\s)|(?<=[Ff]light\s)|(?<=[Rr]oom\s)|(?<=Route\s))"
         r"(?P<n>\d{3,4})(?!\d|[,.]\d|%)", lambda m: read_pairs(m["n"])),
    rule("year", r"(?<=[Ii]n\s)(?P<n>10\d\d)(?!\d|[,.]\d|%)", lambda m: say(m["n"], "year")),
    rule("number", r"(?<![\d.])\.(?P<n>\d+)", lambda m: f"point {read_digits(m['n'])}"),
    rule("number", r"(?P<n>\d{1,2})['’]s(?!\w)", _read_decade),
    rule("number", rf"{_SIGN}(?P<n>{_NUM})", _read_plain),
    rule("Roman numeral", rf"{ROMAN}(?:['’]s(?!\w))?", _read_roman),
    rule("words", rf"{WORD}(?:-{WORD})+",
         lambda m: " ".join(read_word(w) for w in m[0].split("-"))),
    rule("letters", WORD, _read_letters),
    rule("Greek letter", "[" + "".join(GREEK) + "]", _FORMULAS.greek),
    rule("sign", r"(?:(?<=[\d%])|(?<=\dm)|(?<=[ap]m)|(?<=[AP]M))\s?[-–—]\s?(?=\d)", lambda m: "to"),
    rule("sign", r"(?<=\w)\+", lambda m: "plus"),
    rule("sign", r"~(?=\d)", lambda m: "about"),
    rule("sign", "[" + "".join(re.escape(s) for s in _SYMBOLS) + "]", lambda m: _SYMBOLS[m[0]]),
)  # fmt: skip
"""Tried in order at each character that no earlier token covers."""
