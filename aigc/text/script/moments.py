"""Weekdays and words such as yesterday or next week, Chinese and English under one name."""

from __future__ import annotations

import re
from typing import Final

_ZH_DAYS: Final = {char: n for n, char in enumerate("一二三四五六日")} | {"天": 6}
_EN_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ZH_DAY: Final = r"(?:周|星期|礼拜)(?P<{}>[一二三四五六日天])(?!次|遍|[本家个条])"
_EN_DAY: Final = r"\b(?P<{}>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b"
_DAY: Final = re.compile(
    rf"(?<![一二两三四五六七八九十\d]){_ZH_DAY.format('zh')}|{_EN_DAY.format('en')}"
)
_RANGE: Final = re.compile(
    rf"{_ZH_DAY.format('a')}[至到—~-]+(?:周|星期|礼拜)?(?P<b>[一二三四五六日天])"
    rf"|{_EN_DAY.format('c')}(?: to | through | until |[–-]){_EN_DAY.format('d')}"
)
_GROUPS: Final = (
    (re.compile(r"周末|双休日|周六、?日|\bweekends?\b", re.I), frozenset({5, 6})),
    (re.compile(r"(?<![\d个])工作日|\bweekdays?\b", re.I), frozenset(range(5))),
)
_RELATIVE: Final = {
    "day -2": r"前天|\bday before yesterday\b",
    "day -1": r"昨[天日晚夜]|(?<!before )\byesterday\b|\blast night\b",
    "day 1": r"明[天日晚]|(?<!after )\btomorrow\b",
    "day 2": r"后天|\bday after tomorrow\b",
    "week -1": r"上(?:个?星期|周)|\blast week\b|\bprevious week\b|\ba week (?:ago|earlier)\b",
    "week 1": r"下(?:个?星期|周)|\bnext week\b|\bfollowing week\b|\bcoming week\b",
    "month -1": r"上个?月|\blast month\b|\bprevious month\b|\ba month (?:ago|earlier)\b",
    "month 1": r"下个?月|\bnext month\b|\bfollowing month\b",
    "year -1": r"去年|上年|同比|\blast year\b|\bprevious year\b|\byear (?:ago|earlier|before)\b"
    r"|\byear[- ]on[- ]year\b",
    "year 1": r"明年|来年|\bnext year\b|\bfollowing year\b|\bcoming year\b",
    "year -2": r"前年|\byear before last\b|\btwo years ago\b",
    "year 2": r"后年|\byear after next\b",
}  # fmt: skip
_WORDS: Final = {name: re.compile(rule, re.I) for name, rule in _RELATIVE.items()}


def weekdays(text: str) -> dict[int, str]:
    """Return the weekdays that ``text`` names, 0 for Monday, with the words for each.

    >>> weekdays("周一至周三闭馆"), weekdays("open at weekends")
    ({0: '周一至周三', 1: '周一至周三', 2: '周一至周三'}, {5: 'weekends', 6: 'weekends'})
    """
    found: dict[int, str] = {}
    for m in _RANGE.finditer(text):
        first, last = _day(m["a"] or m["c"]), _day(m["b"] or m["d"])
        found |= {(first + k) % 7: m.group() for k in range((last - first) % 7 + 1)}
    for rule, days in _GROUPS:
        if group := rule.search(text):
            found |= {day: group.group() for day in days}
    for m in _DAY.finditer(text):
        found.setdefault(_day(m["zh"] or m["en"]), m.group())
    return found


def _day(word: str) -> int:
    known = _ZH_DAYS.get(word)
    return _EN_DAYS.index(word[:3].lower()) if known is None else known


def relative(text: str) -> dict[str, str]:
    """Return what ``text`` places beside its own day, such as ``year -1``, with the words.

    >>> relative("去年动工，明年通车")
    {'year -1': '去年', 'year 1': '明年'}
    """
    return {name: m.group() for name, rule in _WORDS.items() if (m := rule.search(text))}
