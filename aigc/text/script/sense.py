"""Whether a text denies, goes up or down, sets a least or a most: Chinese and English alike."""

from __future__ import annotations

import re
from typing import Final

from aigc.text.script.words import has_han, without_sayings

_NO_DENIAL: Final = re.compile(
    r"不少|不慎|不幸|不料|不巧|不过|不仅|不但|不只|不止|不久|不断|不同|不错|不得不|不妨|不由得|不如|不知不觉|不锈钢|不管|不论|不愧|不缺|不禁|不惜"
    r"|差不多|对不起|了不起|离不开|忍不住|来不及|舍不得|没想到|没准|没错|无论|无人|无线|无数|无比|无锡|无疑|无非|非常|非洲|除非"
    r"|是不是|要不要|能不能|会不会|好不好|有没有|可不可以|未来|未必|未免|莫非|并非|从不间断|缺一不可|只不过|要不|不一"
    r"|\bnot only\b|\bno doubt\b|\bno idea\b|\bcould(?: not|n['’]t) help\b"
    r"|\bwhy not\b|\bnot least\b|\bno\. ?\d|\bnot just\b",
    re.I,
)
_DENIES: Final = re.compile(
    r"不|没|未|无(?!人)|禁止|\bnot\b|n['’]t\b|\bnever\b|\bno longer\b|\bnobody\b|\bno one\b"
    r"|\bcannot\b|\bnone\b|\bnothing\b|\bno [a-z]+",
    re.I,
)
_MAY_DENY: Final = re.compile(
    r"[不没未无非别勿莫免禁否拒缺少失停止难只仅前才除空避]|虚|假|终|闭"
    r"|\b(?:not?|never|none|nor|neither|nobody|nothing|nowhere|cannot|without|free|except|but|yet|unless"
    r"|until|before|instead|rather|hardly|barely|scarcely|rarely|seldom|few|fewer|little|less|least|under"
    r"|below|within|most|too|only|still|stays?|same|already|off|out|away|hard|ha[dv]e? to|must"
    r"|impossible)\b"
    r"|n['’]t\b|\b(?:un|in|im|ir|il|dis|mis|non)-?[a-z]{4,}|[a-z]+(?:less|free)\b"
    r"|\b(?:stop|end|quit|refus|reluctan|difficult|fail|lack|miss|bann?|prohibit|forbid|forbad|avoid|prevent"
    r"|reject|den[iy]|against|los[est]|clos|exempt|waive|spare|remain|keep|kept|wrong|bad|poor|worse|weak|sick)[a-z]*",
    re.I,
)
_TURNS: Final = {
    "up": r"上升|上涨|增长|增加|提高|提升|升至|升到|涨到|攀升|涨了"
    r"|\b(?:rose|rises?|risen|rising|increas\w+|grew|grows?|growing|growth|climb\w*|jump\w*|up|gain\w*|higher"
    r"|rais\w+|doubl\w+|more|surg\w+|soar\w*)\b",
    "down": r"下降|下跌|减少|降低|降至|降到|缩短|下滑|回落|跌了|跌至|跌到"
    r"|\b(?:fell|falls?|fallen|falling|drop\w*|declin\w+|decreas\w+|cuts?|lower\w*|down|shr[aiu]nk\w*"
    r"|reduc\w+|shorten\w*|lost|loses?|less|fewer|slid|slip\w*)\b",
}  # fmt: skip
_NUMBER: Final = (
    r"\s?(?:[$€£¥]?\d|[一二两三四五六七八九十百千万半]|(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|twelve|twenty|thirty|forty|fifty|half|hundred)\b)"
)
_BOUNDS: Final = {
    "at most": rf"(?:不到|不足|少于|低于|不超过|至多|最多|未满|不多于|不高于|最高){_NUMBER}"
    r"|\d[\d.,]*\s?[十百千万亿]?[\u4e00-\u9fff]{0,3}(?:以下|以内)"
    rf"|\b(?:(?:less|fewer|lower|no more|not more|no later) than|under|below|up to"
    rf"|at most|within|maximum of){_NUMBER}",
    "at least": rf"(?:(?<!不)超过|至少|不少于|高于|不低于|多于|突破|最低|最少){_NUMBER}"
    r"|\d[\d.,]*\s?[十百千万亿]?[\u4e00-\u9fff]{0,3}以上"
    rf"|\b(?:(?<!no )(?<!not )(?:more|greater|higher) than|over|above|at least"
    rf"|(?:no|not) (?:less|fewer) than|minimum of){_NUMBER}",
}  # fmt: skip
_PAIRS: Final = tuple(
    {name: re.compile(rule, re.I) for name, rule in two.items()} for two in (_TURNS, _BOUNDS)
)


def denial(text: str) -> str:
    """Return the word by which ``text`` denies something; empty where it denies nothing.

    >>> denial("不少人不收押金"), denial("不少人来了")
    ('不', '')
    """
    plain = without_sayings(text) if has_han(text) else text
    found = _DENIES.search(_NO_DENIAL.sub(" ", plain))
    return found.group() if found else ""


def may_deny(text: str) -> bool:
    """Tell whether anything in ``text`` could say a denial in other words."""
    return _MAY_DENY.search(_NO_DENIAL.sub(" ", text)) is not None


def turned(said: str, source: str) -> str:
    """Return the word by which ``said`` turns ``source`` round: up for down, at least for at most.

    Where either says both, nothing can be told.

    >>> turned("Shares fell 6%", "股价上涨6%"), turned("Shares rose 6%", "股价上涨6%")
    ('fell', '')
    """
    for pair in _PAIRS:
        mine = {name: m.group() for name, rule in pair.items() if (m := rule.search(said))}
        theirs = {name for name, rule in pair.items() if rule.search(source)}
        if len(mine) == len(theirs) == 1 and not theirs & set(mine):
            return next(iter(mine.values()))
    return ""
