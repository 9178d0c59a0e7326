"""Emphasis: the one figure, name or noun phrase of a title that may be set in colour."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from typing import Any

from aigc.types.article import Language
from aigc.video.storyboard.phrases import pieces

_UNITS_ZH = (
    "万亿|亿|万|%|％|公里|千米|平方米|米|厘米|公斤|千克|克|吨|升|度|元|美元|人次|人|名|位|户|家|个|"
    "座|栋|台|辆|架|艘|部|条|杯|份|张|件|处|所|间|种|项|次|倍|年|天|周年|岁|小时|分钟|秒|万元|亿元|"
    "万人|亿人|站|亩|公顷|GB|TB|MB"
)
_LARGE = "(?:thousand|million|billion|trillion)"
_NUMBER = {
    "zh": re.compile(
        rf"(?<![\dA-Za-z第.\-–~])[$£€¥]?\d[\d,]*(?:\.\d+)?\s?(?:{_UNITS_ZH})(?:(?:{_UNITS_ZH}))?"
        r"(?![\dA-Za-z号线])"
    ),
    "en": re.compile(
        rf"(?<![\w.,\-–$£€])(?:[$£€¥]\d[\d,]*(?:\.\d+)?(?:\s{_LARGE})?"
        rf"|\d+(?:,\d{{3}})*(?:\.\d+)?(?:%|\s(?:percent|per cent)|(?:\s{_LARGE})?\s[a-z]{{2,}}s"
        rf"|\s(?:{_LARGE}|km|people)))(?![\w-])"
    ),
}
_YEAR = re.compile(r"^(?:19|20)\d\d\s?年*$")
_NOUN = frozenset(("n", "nr", "nrt", "nrfg", "ns", "nt", "nz", "vn", "eng", "ng"))
_DULL_ZH_WORDS = (
    "时候 原因 问题 办法 情况 方面 地方 部分 结果 时间 东西 事情 人们 大家 里面 外面 之间 方式 "
    "一步 记者 目前 内容 过程 程度 上路 耗时 小时 分钟 方圆 关心 冷清"
)
_DULL_ZH = frozenset(_DULL_ZH_WORDS.split())
_WORD_EN = re.compile(r"[A-Za-z][\w'’.-]*")
_NAME_EN = re.compile(
    r"[A-Z][\w'’-]*(?:(?:\s(?:of the|of|de|van|von|and))?\s(?:[A-Z][\w'’-]*|\d+\b))+|[A-Z][\w'’-]+"
)
_DATE_EN = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_LEADS_NOUN_WORDS = (
    "a an the of in on at its their his her our my your this that these those with by from for "
    "every each no without"
)
_LEADS_NOUN = frozenset(_LEADS_NOUN_WORDS.split())
_DULL_EN_WORDS = (
    "day days time times way ways thing things lot lots one ones year years week month kind part "
    "all them it this that first last free more most less least other others same end now then "
    "reason question us me him her you name while enough whole rest own mistake"
)
_DULL_EN = frozenset(_DULL_EN_WORDS.split())
_NOT_NOUN = re.compile(r"(?:ed|ly)$")


@lru_cache(maxsize=1)
def _tagger() -> Any:
    import logging

    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.ERROR)
    return jieba.posseg


@lru_cache(maxsize=2048)
def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """Return the Chinese words of ``text`` with their parts of speech (ICTCLAS tags)."""
    return tuple((w.word, w.flag) for w in _tagger().cut(text))


def key_phrase(text: str, title: str, weights: dict[str, float], language: Language) -> str:
    """Return the words of ``title`` that deserve emphasis, or nothing.

    A number with its unit comes first. Chinese then takes the rarest run of nouns; English takes a
    name in whole, else a noun that ends the title. Words that ``text`` speaks are preferred.
    """
    for number in _NUMBER[language].finditer(title):
        if not _YEAR.match(number.group()):
            return number.group().strip()
    if language == "zh":
        return _noun_run(text, title, weights)
    return _name(title) or _last_noun(title)


def _noun_run(text: str, title: str, weights: dict[str, float]) -> str:
    """Return the best run of neighbouring nouns, which keeps a name in one piece."""
    runs: list[list[str]] = [[]]
    real: set[int] = set()
    for word, flag in tagged(title):
        if flag in _NOUN:
            runs[-1].append(word)
            real |= {len(runs) - 1} if flag != "vn" else set()
        else:
            runs.append([])
    borders = {0, *accumulate(len(p) for p in pieces(title))}
    best, value = "", 0.0
    for n, run in enumerate(runs):
        phrase = "".join(run)
        if n not in real or not 2 <= len(phrase) <= 8 or phrase in _DULL_ZH:
            continue
        if re.search(rf"[\dA-Za-z]\s?{re.escape(phrase)}|{re.escape(phrase)}\s?[\dA-Za-z]", title):
            continue
        at = title.find(phrase)
        if not {at, at + len(phrase)} <= borders:
            continue
        worth = max(weights.get(w, 1.0) for w in run) + 0.3 * (phrase in text) + 0.001 * n
        if worth > value:
            best, value = phrase, worth
    return best


def _name(title: str) -> str:
    """Return the longest name of the title, none where every word has a capital."""
    words = _WORD_EN.findall(title)
    capitals = [w for w in words if w[0].isupper()]
    if len(words) > 3 and len(capitals) > 0.6 * len(words):
        return ""
    found = []
    for name in _NAME_EN.finditer(title):
        before = title[: name.start()].rstrip()
        first = not before or before[-1] in '.!?:“"'
        if (
            not _DATE_EN.search(name.group())
            and len(name.group()) > 2
            and (not first or _whole_name(name.group()))
        ):
            found.append(name.group())
    return max(found, key=len, default="")


def _whole_name(name: str) -> bool:
    """Tell whether a run at the start of a title is a name and not a word with a capital."""
    words = name.split()
    return len(words) > 1 and words[0].lower() not in _LEADS_NOUN and words[1][:1].isupper()


def _last_noun(title: str) -> str:
    """Return the word that ends the title where what stands before it calls for a noun."""
    words = _WORD_EN.findall(title)
    if len(words) < 4 or title.rstrip()[-1:].isdigit():
        return ""
    last, before, first = words[-1], words[-2].lower(), words[-3].lower()
    if last.lower() in _DULL_EN or _NOT_NOUN.search(last) or len(last) < 3 or "-" in last:
        return ""
    described = (
        first in ("a", "an", "the", "its", "their", "our")
        and len(before) > 3
        and not before.endswith("ly")
    )
    return last if before in _LEADS_NOUN or described else ""
