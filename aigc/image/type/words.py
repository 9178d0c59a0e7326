"""Words and the places between them where a line may end."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from math import inf
from typing import Any

from aigc.image.type.chinese import bond
from aigc.image.type.marks import CLOSERS, NO_END, NO_START, is_cjk, is_han
from aigc.types.article import Language

TORN = 1.5
"""A break that costs this much tears a word or a phrase apart."""
INSIDE_WORD, INSIDE_EMPHASIS = 6.0, 2.0
BETWEEN_WORDS, AFTER_MARK, AFTER_HYPHEN = 0.2, -0.2, 0.8
INSIDE_NAME, INSIDE_MOMENT, INSIDE_COMPOUND = 1.4, 0.8, 1.2
LONG_WORD = 5
"""Characters of a word that may end a line between the words that it is made of."""

_UNIT = (
    "元人民币|个百分点|百分点|平方公里|平方米|立方米|公里|千瓦时|千米|摄氏度|美元|欧元|日元|英镑|小时|分钟|"
    "公斤|个月|[元倍年月日号时分秒家个人杯座吨米岁名位条件项次台辆部张页户头亩度天周届起种所层步斤克升期章节轮枚颗间]"
)
_ENGLISH_UNIT = (
    r"(?:million|billion|trillion|percent|per cent|bn|[cmk]?m|[mk]?g|km/h|mph|[kMG]W|[KMGT]B|ft|"
    r"[ap]\.?m\.?|[AP]M|AD|BC|yuan|years?|euros?|dollars?)\b"
)
_NUMERAL = re.compile(
    rf"\d+月\d+[日号]|[第每约近超][\d一二三四五六七八九十百千万亿两几零〇]+(?:{_UNIT})?"
    rf"|[$€£¥￥]?\d[\d,.:/\-]*\s?(?:[万亿千百]+)?(?:{_UNIT}|%|％|℃|{_ENGLISH_UNIT})?"
    rf"|[一二三四五六七八九十百千万亿两几〇零]+(?:{_UNIT})"
)
_MODEL = re.compile(r"[A-Za-z]+ \d+(?: (?:Pro|Max|Plus|Ultra|Mini|Air)\b)?(?= ?[\u3400-\u9fff]|$)")
_MOMENT = re.compile(r"(?:\d+年)?\d+月(?:\d+日)?(?:[上下中]午|晚)?|\d+[时点]\d+分")
_SOUND = (
    "阿埃艾安奥巴贝本比博布查达德迪杜多厄恩尔法费弗福盖戈格古哈海赫亨霍基吉加杰卡凯科克肯库拉莱兰朗"
    "勒雷里利林琳卢鲁伦罗洛马玛麦曼梅米莫姆穆纳娜内尼诺努欧帕佩皮珀普奇乔萨塞森莎舍什史斯施丝索塔泰"
    "特蒂廷托瓦维温沃乌伍西希谢休雅亚扬耶伊因约泽扎詹朱兹茨佐"
)
_FOREIGN_NAME = re.compile(rf"[{_SOUND}]{{2,}}(?:·[{_SOUND}]{{2,}})+")


@lru_cache(maxsize=1)
def _segmenter() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its source holds invalid escapes
        import jieba

    jieba.setLogLevel(logging.ERROR)
    return jieba.Tokenizer()


@lru_cache(maxsize=2048)
def words(text: str) -> tuple[str, ...]:
    """Return ``text`` cut into words; joined, they give it back."""
    if not any(is_han(c) for c in text):
        return tuple(re.findall(r"\s+|\S+", text))
    cut = tuple(_segmenter().cut(text))
    return tuple(_after_amounts(cut, text)) if _NUMERAL.search(text) else cut


def _after_amounts(tokens: Sequence[str], text: str) -> Iterator[str]:
    """Yield the words anew where one took the last character of an amount: 十一, 人考."""
    ends = {m.end(): m.group() for m in _NUMERAL.finditer(text)}
    at = 0
    for token in tokens:
        cuts = [n for n in range(at + 1, at + len(token)) if n in ends]
        guessed = cuts and (ends[cuts[0]][0].isdigit() or not _known(token))
        if guessed and is_han(text[cuts[0] - 1]):
            yield text[at : cuts[0]]
            yield text[cuts[0] : at + len(token)]
        else:
            yield token
        at += len(token)


def _known(word: str) -> bool:
    return bool(_segmenter().FREQ.get(word))


def split_emphasis(text: str) -> tuple[str, frozenset[int]]:
    """Return ``text`` without its braces, and the indices of the characters inside them.

    >>> split_emphasis("第{一}家")
    ('第一家', frozenset({1}))
    """
    plain: list[str] = []
    marked: set[int] = set()
    inside = False
    for char in text:
        if char in "{}":
            inside = char == "{"
            continue
        if inside:
            marked.add(len(plain))
        plain.append(char)
    return "".join(plain), frozenset(marked)


@lru_cache(maxsize=2048)
def break_costs(text: str, language: Language, emphasis: frozenset[int]) -> tuple[float, ...]:
    """Return the cost of ending a line before each character (`inf` where it is forbidden).

    Negative costs invite a break. The first value is always `inf`.
    """
    bonds = _bonds(text)
    bound = _inside(_NUMERAL, text) | _inside(_FOREIGN_NAME, text)
    bound |= _inside(_MODEL, text) if language == "zh" else frozenset()
    moment = _inside(_MOMENT, text)
    return tuple(
        inf
        if i == 0
        else _cost(text, i, language, bonds, bound, emphasis) + INSIDE_MOMENT * (i in moment)
        for i in range(len(text))
    )


def _bonds(text: str) -> dict[int, float]:
    """Return where each word but the first begins, and how strongly it holds on to the last."""
    tokens = words(text)
    starts = [0, *accumulate(map(len, tokens))]
    within = {
        starts[n] + k: INSIDE_COMPOUND for n, word in enumerate(tokens) for k in _joints(word)
    }
    return within | {starts[n]: bond(tokens, n) if n else 0.0 for n in range(len(tokens))}


def _joints(word: str) -> Iterator[int]:
    """Yield where a long word falls into those that it is made of: 北京大学, 人民医院."""
    if len(word) < LONG_WORD or not all(map(is_han, word)):
        return
    for k in range(len(word) - 2, 1, -1):
        rest = _segmenter().cut(word[k:], HMM=False)
        if _known(word[:k]) and all(len(part) > 1 for part in rest):
            yield k
            return


def _inside(pattern: re.Pattern[str], text: str) -> frozenset[int]:
    return frozenset(i for m in pattern.finditer(text) for i in range(m.start() + 1, m.end()))


def _cost(
    text: str,
    i: int,
    language: Language,
    bonds: dict[int, float],
    bound: frozenset[int],
    emphasis: frozenset[int],
) -> float:
    a, b = text[i - 1], text[i]
    if b == " " or b in NO_START or text[:i].rstrip()[-1:] in NO_END:
        return inf
    torn = INSIDE_EMPHASIS if {i - 1, i} <= emphasis and language == "zh" else 0.0
    if a == "·":
        return INSIDE_NAME + torn
    if a != " " and not is_cjk(a, language) and not is_cjk(b, language):
        hyphen = a in "-–—/" and text[i - 2 : i - 1].isalpha() and b.isalpha()
        return AFTER_HYPHEN + torn if hyphen else inf
    if i in bound:
        return INSIDE_WORD + torn
    if a == " " and not (is_cjk(b, language) or is_cjk(text[i - 2], language)):
        return torn + _latin_cost(text, i, {i - 2, i} <= emphasis)
    return torn + _han_cost(a, b, i, bonds)


def _latin_cost(text: str, i: int, emphasised: bool) -> float:
    """Cost of a break at a space: cheap after a mark, dear after a short function word."""
    word = text[: i - 1].rsplit(" ", 1)[-1].lower()
    cost = 0.9 if emphasised else 0.1
    if word[-1:] in tuple(",.;:!?") or word[-1:] in CLOSERS:
        return cost - 0.25
    articles = {"a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "and", "or", "is"}
    return cost + (0.2 if word in articles else 0.0)


def _han_cost(a: str, b: str, i: int, bonds: dict[int, float]) -> float:
    if a in CLOSERS:
        return AFTER_MARK if a in "，。！？：；" else 0.0
    if i not in bonds and (is_han(a) and is_han(b)):
        return INSIDE_WORD
    return BETWEEN_WORDS + bonds.get(i, 0.0)
