"""Shortens sentences for speech by leaving out what the grammar does not need.

Only whole connectives, asides and subordinate clauses are dropped; what stays is unchanged.
"""

from __future__ import annotations

import re

from aigc.text.script.sentences import clauses
from aigc.text.script.spoken import tidy
from aigc.text.script.words import content_words, has_han, vocabulary
from aigc.types.article import Language

_ZH_CONNECTIVE = re.compile(
    r"^(?:但是|但|然而|不过|可是|而且|而(?=[^今是])|因此|因而|所以|于是|此外|另外|"
    r"同时|与此同时|其次|再次|并且"
    r"|当然|总之|总的来说|总体来看|总而言之|换句话说|也就是说|事实上|实际上|"
    r"值得注意的是|需要注意的是|值得一提的是"
    r"|具体来说|具体来看|一方面|另一方面|据悉|据了解|据介绍|相比之下|由此可见|说到底|"
    r"更重要的是|最后|首先|随后"
    r"|结果|反过来|反之|尽管如此|即便如此|显然|可见)(?P<comma>，|,)?"
)
_ZH_NEEDS_COMMA = vocabulary(
    "首先 最后 随后 结果 其次 再次 当然 显然 可见 同时 事实上 实际上 一方面 另一方面 另外 而 "
    "反之 反过来"
)
_ZH_DANGLING = re.compile(
    r"^(?:其中|其|这(?!里是|是一|几年|个夏|个冬|个春|个秋)|那(?!年|天|时的我)|"
    r"该(?!不该)|此(?!次|刻|行)|它|他|她|后者|前者|两者|二者|对此|上述"
    r"|结果显示|同样|相反|否则|例如|比如|譬如|以此|由此|为此|从此|如此|也(?!许)|还有|"
    r"还|又|再|却|反而|则|就|更|甚至|尤其|特别是"
    r"|也正|之后|此后|届时|可惜|好在|幸好|过早|过晚|之前|随即|接着|紧接着|最终是|再看|原因|答案|不止|不仅如此|除此|"
    r"随后|与之|换言之|理由|第[二三四五六]|至于)"
)
_ZH_BACKREF = re.compile(
    r"[，“”](?:他|她|他们|她们)(?:说|表示|补充|坦言|解释|告诉|笑|强调|回忆)|^“.*”(?:他|她)"
)
_EN_CONNECTIVE = re.compile(
    r"^(?:But|And|So|Yet|However|Moreover|Furthermore|In addition|Additionally|Therefore|Thus|Hence"
    r"|Meanwhile|Nevertheless|Nonetheless|Still|Of course|In fact|Indeed|As a result|Consequently"
    r"|At the same time|On the other hand|On the one hand|In other words|That said|Even so|Instead"
    r"|First|Finally|Second|Third|Also|Besides|Overall|In short|In turn|By contrast|Either way"
    r"|Not surprisingly|Unsurprisingly|Fortunately|Unfortunately|Today|Crucially|"
    r"Then)(?P<comma>,)?\s+"
)
_EN_BARE = ("But", "And", "So", "Yet")
_EN_DANGLING = re.compile(
    r"^(?:He|She|They|It(?!'s (?:time|easy|hard)|\s(?:is|was|takes|took) (?:time|easy|"
    r"hard|clear|possible|worth|\d|an? ))|This|These|That(?! the)|Those(?! who)|Such|"
    r"Both|His|Her(?!e)|Their|Its|The former"
    r"|The latter|Neither|Another|Others?|Here|There it|Same|For example|For instance|"
    r"Otherwise|One of them"
    r"|Some of|Most of them|None of|Each of|Not all|Only then|Then|Afterwards?|Later|"
    r"Even then|Hers|Nor|Instead|Among them|The (?:second|third|fourth|other|rest|"
    r"result|reason|answer|same)|The two)\b",
)
_EN_BACKREF = re.compile(
    r"[,\"”] ?(?:he|she|they) (?:said|added|says|wrote|explained|noted|told|recalled|"
    r"joked|admitted)"
    r"|\b(?:said|told)\b him|\bfor (?:example|instance)\b"
    r"|\bthere(?! (?:is|are|was|were|will|has|have|can|may))\b|\bthe \w+est one\b"
    r"|\b(?:called|named|calls|found|described|compared|made) (?:it|them|him|her)\b"
)
_ZH_THIS = re.compile(r"(?:这|那|该|上述)(?:[段项个种些位座条次届批类场家]|一)|也因此|也正因")
_EN_PRONOUN = re.compile(r"\b(?:it|them|else)\b")
_ZH_TAIL = re.compile(
    r"^(?:从而|进而|使得|使|进一步|并且|并|同时|尤其是|特别是|包括|以及|例如|比如|"
    r"以便|以|甚至|也是|还|显示出|成为"
    r"|为的是|远远|大约|相当于|与此同时)(?!下)"
)
_ZH_OPENER = re.compile(
    r"^(?:虽然|尽管|不仅|不但|不只|如果|要是|假如|只要|只有|当|除了|无论|不管|即使|既|"
    r"因为|由于|为了|随着|与其|若|自从|自|在|对于|据|根据|按照|从)"
)
_ZH_FRONT = re.compile(
    r"^(?:随着[^，]{2,24}|在[^，]{2,20}(?:背景下|过程中)|作为[^，]{2,20})，(?=[^，]{6,})"
)
_ZH_ASIDE = re.compile(r"(?:——|，也就是|，即)[^，。——]{2,20}(?:——|，)(?=[^。]{4,})")
_EN_TAIL = re.compile(
    r", (?:which|who|where|including|making|giving|bringing|leaving|turning|allowing|"
    r"helping|such as"
    r"|as well as|especially|particularly|along with|though|although|while|with|"
    r"roughly|about|up from"
    r"|down from|compared with|partly because|adding)\b[^\"“”;:]*(?=[.!?]$)"
)
_EN_RELATIVE = re.compile(r", (?:which|who|whose|where)\b[^,\"“”;:]{4,80},(?= [a-z])")
_EN_FRONT = re.compile(r"^(?:With|As|While|Like|Along with|According to)\b[^,\"“”]{6,70}, (?=\w)")
_QUOTED = re.compile(r"[“「\"][^”」\"]*[”」\"]")
_NEGATION = re.compile(
    r"不|没|未|非|无法|\bnot\b|n't\b|\bnever\b|\bno\b|\bunless\b|如果|除非|\bif\b|\bonly\b|仅"
)


def dangling(sentence: str, language: Language) -> bool:
    """Tell whether ``sentence`` points back to the one before it even without its connective."""
    stripped = without_connective(sentence, language)
    if _QUOTED.fullmatch(sentence.rstrip("。.")):
        return True
    if language == "zh" or has_han(stripped[:6]):
        early = _ZH_THIS.search(stripped[:9])
        return bool(_ZH_DANGLING.match(stripped) or _ZH_BACKREF.search(sentence) or early)
    back = _EN_DANGLING.match(stripped) or _EN_BACKREF.search(sentence)
    return bool(back) or _early_pronoun(stripped)


def _early_pronoun(sentence: str) -> bool:
    """Tell whether an English pronoun comes before anything it could stand for."""
    found = _EN_PRONOUN.search(sentence)
    return found is not None and len(content_words(sentence[: found.start()])) < 3


def without_connective(sentence: str, language: Language) -> str:
    """Return ``sentence`` without the connectives that lead into it.

    >>> without_connective("但是，票价没有变。", "zh")
    '票价没有变。'
    """
    out = sentence
    for _ in range(2):
        out = _strip_one(out, language)
    return out


def _strip_one(sentence: str, language: Language) -> str:
    if language == "zh" or has_han(sentence[:4]):
        found = _ZH_CONNECTIVE.match(sentence)
        if found is None:
            return sentence
        word = found.group().rstrip("，,")
        if word in _ZH_NEEDS_COMMA and not found.group("comma"):
            return sentence
        return sentence[found.end() :]
    found = _EN_CONNECTIVE.match(sentence)
    if found is None or not (found.group("comma") or found.group().strip() in _EN_BARE):
        return sentence
    rest = sentence[found.end() :]
    return rest[:1].upper() + rest[1:]


def variants(sentence: str, language: Language) -> tuple[str, ...]:
    """Return ``sentence`` and its shorter forms, the longest first, without repetition."""
    steps = (
        (_drop_front, _drop_aside, _drop_tail, _drop_tail)
        if language == "zh"
        else (_drop_relative, _drop_en_tail, _drop_en_front)
    )
    out = [sentence]
    for step in steps:
        shorter = tidy(step(out[-1]), language)
        if _acceptable(shorter, out[-1], language):
            out.append(shorter)
    return tuple(out)


def _acceptable(shorter: str, longer: str, language: Language) -> bool:
    least = 10 if language == "zh" else 24
    if shorter == longer or len(shorter) < least:
        return False
    if _QUOTED.findall(shorter) != _QUOTED.findall(longer):
        return False
    return len(_NEGATION.findall(shorter)) == len(_NEGATION.findall(longer))


def _drop_front(sentence: str) -> str:
    return _ZH_FRONT.sub("", sentence, count=1)


def _drop_aside(sentence: str) -> str:
    return _ZH_ASIDE.sub("，", sentence, count=1)


def _drop_tail(sentence: str) -> str:
    parts = clauses(sentence)
    if len(parts) < 2 or not _ZH_TAIL.match(parts[-1]):
        return sentence
    head = "".join(parts[:-1])
    last_border = head[-1]
    if last_border not in "，；" or _ZH_OPENER.match(parts[-2]) or _ZH_OPENER.match(head):
        return sentence
    return head[:-1] + "。"


def _drop_relative(sentence: str) -> str:
    return _EN_RELATIVE.sub("", sentence, count=1)


def _drop_en_tail(sentence: str) -> str:
    return _EN_TAIL.sub("", sentence, count=1)


def _drop_en_front(sentence: str) -> str:
    if not re.match(r"(?:Along with|Like)\b", sentence):
        return sentence
    rest = _EN_FRONT.sub("", sentence, count=1)
    return rest[:1].upper() + rest[1:]
