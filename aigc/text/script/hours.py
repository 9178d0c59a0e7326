"""Times of day in running text, Chinese or English, to 12 or to 24 hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from aigc.text.script.numerals import zh_value
from aigc.text.script.words import vocabulary

_HOURS: Final = {
    word: n
    for n, word in enumerate(
        re.findall(r"\w+", "one two three four five six seven eight nine ten eleven twelve"), 1
    )
}
_WORD: Final = "|".join(_HOURS)
_PART: Final = (
    r"(?P<part>凌晨|清晨|早上|早晨|早间|上午|中午|午后|下午|傍晚|晚上|晚间|夜里|夜间|深夜|当晚|今晚"
    r"|昨晚|明晚|早|晚)?\s?"
)
_NUMBER: Final = r"(?<![\d.第])(?P<h>\d{1,2}|[零一二两三四五六七八九十]{1,3})"
_ZH: Final = re.compile(
    rf"{_PART}{_NUMBER}\s?(?:点钟?|时)(?!间|段|候|期|尚|刻表|建议|要求|意见|原因|理由|启示|看法"
    r"|[零一二三四五六七八九](?!分))"
    r"(?:(?P<half>半)|(?P<quarter>一刻|三刻)|(?P<m>\d{1,2}|[零一二三四五六七八九十]{1,3})分?(?!\d))?"
    rf"|{_PART.replace('part', 'part2')}(?<![\d:.])(?P<h2>\d{{1,2}})"
    r"[:：](?P<m2>\d{2})(?![\d:]|\s?[ap]\.?m)"
)
_ZH_NAMED: Final = re.compile(r"(?P<noon>正午|中午(?=[，。、开结到至前后]|$))|(?P<night>午夜|子夜)")
_EN_AFTER: Final = (
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?|\s(?:in the (?P<part>morning|afternoon|evening)"
    r"|at (?P<at>night)))"
)
_EN: Final = re.compile(
    rf"\b(?:(?P<lead>half past|quarter past|quarter to) )?(?P<h>\d{{1,2}}|{_WORD})"
    rf"(?:[:.](?P<m>\d{{2}}))?(?P<clock> o['’]clock)?(?:{_EN_AFTER})?",
    re.I,
)
_EN_NAMED: Final = re.compile(r"\b(?:(?P<noon>noon|midday)|(?P<night>midnight))\b", re.I)
_LATE: Final = vocabulary("午后 下午 傍晚 afternoon evening p")
_NIGHT: Final = vocabulary("晚上 晚间 夜里 夜间 深夜 当晚 今晚 昨晚 明晚 晚 night")
_HALF_DAY: Final = 12 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """A time of day.

    Attributes
    ----------
    minutes : int
        Since midnight.
    either : bool
        Whether it could be twelve hours later as well.
    """

    minutes: int
    either: bool
    text: str

    def same(self, other: Hour) -> bool:
        """Tell whether both may be one time."""
        apart = abs(self.minutes - other.minutes)
        return apart == 0 or (apart == _HALF_DAY and (self.either or other.either))


def hours(text: str) -> tuple[tuple[Hour, ...], str]:
    """Return the times of day of ``text``, and the text with them blanked out.

    >>> [one.minutes for one in hours("下午3点半到21:05")[0]]
    [930, 1265]
    """
    found: list[Hour] = []

    def take(m: re.Match[str]) -> str:
        one = _read(m)
        if one is None:
            return m.group()
        found.append(one)
        return " " * len(m.group())

    for pattern in (_ZH, _ZH_NAMED, _EN, _EN_NAMED):
        text = pattern.sub(take, text)
    return tuple(found), text


def _read(m: re.Match[str]) -> Hour | None:
    parts = {name: value or "" for name, value in m.groupdict().items()}
    if "noon" in parts:
        return Hour(minutes=_HALF_DAY if parts["noon"] else 0, either=False, text=m.group())
    told = any(parts.get(k) for k in ("lead", "clock", "half", "part", "at"))
    if "lead" in parts and not told and ":" not in m.group():
        return None
    hour = _number(parts["h"] or parts.get("h2", ""))
    minute = _number(parts["m"] or parts.get("m2", "")) + _pieces(parts)
    if hour > 24 or minute > 59:
        return None
    part = (parts.get("part") or parts.get("part2") or parts.get("at") or parts["half"]).lower()
    part = "" if part == "半" else part
    return Hour(
        minutes=(60 * _of_24(hour, part) + minute) % 1440,
        either=not part and 0 < hour <= 12, text=m.group().strip(),
    )  # fmt: skip


def _of_24(hour: int, part: str) -> int:
    """Return the hour to 24 of an hour in a part of the day."""
    if part in _NIGHT and (hour == 12 or hour < 5):
        return hour % 12
    if part in _LATE | _NIGHT or (part == "中午" and hour < 10):
        return hour + 12 if hour < 12 else hour
    return 0 if hour == 12 and part and part != "中午" else hour


def _pieces(parts: dict[str, str]) -> int:
    """Return the minutes that half, quarter and their Chinese kin say."""
    lead = parts.get("lead", "").lower()
    told = {"half past": 30, "quarter past": 15, "quarter to": -15, "一刻": 15, "三刻": 45}
    if parts.get("half") == "半":
        return 30
    return told.get(lead or parts.get("quarter", ""), 0)


def _number(word: str) -> int:
    if not word:
        return 0
    if word.isdigit():
        return int(word)
    return _HOURS.get(word.lower()) or int(zh_value(word))
