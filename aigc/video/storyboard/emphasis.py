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
_COUNT_ZH = "[一二三四五六七八九十百千两]"
_FOCUS_ZH = re.compile(
    rf"(?<![第每])(?:近|超|约|逾)?(?:{_COUNT_ZH}分之{_COUNT_ZH}+|{_COUNT_ZH}成半?|一半|{_COUNT_ZH}+倍|翻[一两]?番|过半)"
    rf"|(?<![第每一二三四五六七八九十百千]){_COUNT_ZH}{{2,}}[多余]?[万亿]?(?:{_UNITS_ZH})"
)
"""Shares, multiples and counts in words: what a Chinese sentence is told for."""
_COUNT_EN = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety)(?: (?:hundred|thousand|million|billion))? [a-z]{3,}s\b"
)
_YEAR = re.compile(r"^(?:19|20)\d\d\s?年*$")
_NOUN = frozenset(("n", "nr", "nrt", "nrfg", "ns", "nt", "nz", "vn", "eng", "ng"))
_DULL_ZH_WORDS = (
    "时候 原因 问题 办法 情况 方面 地方 部分 结果 时间 东西 事情 人们 大家 里面 外面 之间 方式 "
    "一步 记者 目前 内容 过程 程度 上路 耗时 小时 分钟 方圆 关心 冷清 样子 业务 规划 计划 公司 项目"
)
_DULL_ZH = frozenset(_DULL_ZH_WORDS.split())
_PLACE_END = frozenset("村镇县市区省站桥路河湾土族店岛港")
_MEASURES = frozenset("条个位座家名件张种项场部")
_COUNTERS = tuple("这那一二两三四五六七八九十几每某各")
_LATE = 0.8
"""How much more a noun near the end of a Chinese sentence, its focus, is worth."""
_ASPECT = frozenset("了着过")
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
    "reason question us me him her you name while enough whole rest own mistake means finds says "
    "say anything anyone something everything nothing much ever faster higher again overnight "
    "earlier none good together later already sure back wrong right here there home needs makes "
    "away along ahead apart forward is are was were be been has had have does did do will can "
    "could would may might must should goes comes came went"
)
_DULL_EN = frozenset(_DULL_EN_WORDS.split())
_AFTER_NOUN_WORDS = (
    "of in on at by from for with and or but to between during after before since until than that "
    "which who when where while as is are was were has have had will would can could may under "
    "over across through into without within because if every each"
)
_AFTER_NOUN = frozenset(_AFTER_NOUN_WORDS.split())
_BEFORE_VERB_WORDS = (
    "to somebody nobody someone who which that they he she we you i it not will would can could "
    "may might must should never and or"
)
_BEFORE_VERB = frozenset(_BEFORE_VERB_WORDS.split())
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

    A number with its unit comes first. Chinese then takes a share or a count in words, else the
    rarest run of nouns, a late one before one that opens the sentence; English takes a
    name in whole, else a noun that ends the title. Words that ``text`` speaks are preferred.
    """
    for number in _NUMBER[language].finditer(title):
        before = re.sub(r"(?<=[达升降涨增减跌高])[到至]$", "", title[: number.start()])
        around = before[-1:] + title[number.end() :].lstrip()[:1]
        named = language == "en" and re.search(r"\s[A-Z][\w’'-]*\s$", title[: number.start()])
        if not _YEAR.match(number.group()) and not set(around) & set("到至~–—-") and not named:
            return number.group().strip(" ,")
    if language == "zh":
        focus = [found.group() for found in _FOCUS_ZH.finditer(title)]
        return focus[-1] if focus else _noun_run(text, title, weights)
    counted = _COUNT_EN.search(title)
    if counted:
        return counted.group()
    return _name(title) or _last_noun(title) or _rarest(title, weights)


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
        phrase = "".join(_without_deeds(run, title))
        at = title.find(phrase)
        if phrase[:1] in _MEASURES and title[max(0, at - 1) : at] in _COUNTERS:
            phrase = phrase[1:]
        if n not in real or not 2 <= len(phrase) <= 8 or phrase in _DULL_ZH:
            continue
        if re.search(rf"[\dA-Za-z]\s?{re.escape(phrase)}|{re.escape(phrase)}\s?[\dA-Za-z]", title):
            continue
        at = title.find(phrase)
        if title[at + len(phrase) :][:1] in _PLACE_END:
            phrase += title[at + len(phrase)]
        if phrase[-1] in "时后前中" and len(phrase) > 2:
            phrase = phrase[:-1]
        if title[at + len(phrase) :][:1] in _ASPECT:
            continue
        if not {at, at + len(phrase)} <= borders:
            continue
        last = at + len(phrase) >= 0.6 * len(title)
        worth = max(weights.get(w, 1.0) for w in run) + 0.3 * (phrase in text) + _LATE * last
        worth -= _LATE * (at == 0)
        if worth > value:
            best, value = phrase, worth
    return best


def _without_deeds(run: list[str], title: str) -> list[str]:
    """Return a run of nouns without the verbal nouns at its end."""
    deeds = {w for w, flag in tagged(title) if flag == "vn"}
    end = len(run)
    while end > 1 and run[end - 1] in deeds:
        end -= 1
    return run[:end]


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
            and not name.group().endswith(" I")
            and (not first or _whole_name(name.group()))
        ):
            found.append(re.sub(r"['’]s$", "", name.group()))
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


def _rarest(title: str, weights: dict[str, float]) -> str:
    """Return the rarest word that ends a noun phrase, a later one first, in a sentence."""
    words = _WORD_EN.findall(title)
    best, value = "", 0.0
    for n in range(2, len(words)):
        word, before = words[n], words[n - 1].lower()
        closes = n + 1 == len(words) or words[n + 1].lower() in _AFTER_NOUN
        plain = word.islower() and len(word) >= 4 and word.isalpha()
        if len(words) < 4 or not (closes and plain) or word in _DULL_EN | _AFTER_NOUN:
            continue
        if _NOT_NOUN.search(word) or before in _BEFORE_VERB or before in _AFTER_NOUN - _LEADS_NOUN:
            continue
        worth = weights.get(word.removesuffix("s"), 0.0) + 0.8 * n / len(words)
        if weights.get(word.removesuffix("s")) and worth > value:
            best, value = word, worth
    return best
