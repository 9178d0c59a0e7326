"""Sentences that lean on the one before: connectives, pronouns and words that point back."""

from __future__ import annotations

import re

from aigc.text.script.words import content_words, has_han, tagged, vocabulary
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
    r"^(?:其中|其(?!实|他人|余)|[从自在由对](?:此|那|这)(?!里|次|年夏)|那?以后|这(?!里是|是一|几年|个夏|个冬|个春|个秋)|那(?!年|天|时的我)|"
    r"该(?!不该)|此(?!次|刻|行)|它|他|她|后者|前者|两者|二者|对此|上述"
    r"|结果显示|同样|相反|否则|例如|比如|譬如|以此|由此|为此|从此|如此|也(?!许)|还有|"
    r"还|又|再|却|反而|则|就|更|甚至|尤其|特别是"
    r"|也正|之后|此后|届时|可惜|好在|幸好|过早|过晚|之前|随即|接着|紧接着|最终是|再看|原因|答案|不止|不仅如此|除此|"
    r"随后|与之|换言之|理由|第[二三四五六]|至于)"
)
_ZH_BACKREF = re.compile(
    r"^[^。“]{0,18}同样的|^[^，。“]{0,16}(?:对此|为此|就此|由此|据此|与此)|同样如此|也是如此|"
    r"[，“”](?:他|她|他们|她们)(?:说|表示|补充|坦言|解释|告诉|笑|强调|回忆)|^“.*”(?:他|她)"
)
_EN_CONNECTIVE = re.compile(
    r"^(?:But|And|So|Yet|However|Moreover|Furthermore|In addition|Additionally|Therefore|Thus|Hence"
    r"|Meanwhile|Nevertheless|Nonetheless|Still|Of course|In fact|Indeed|As a result|Consequently"
    r"|At the same time|On the other hand|On the one hand|In other words|That said|Even so|Instead"
    r"|First|Finally|Second|Third|Also|Besides|Overall|In short|In turn|By contrast|Either way"
    r"|Not surprisingly|Unsurprisingly|Fortunately|Unfortunately|Crucially|"
    r"Then)(?P<comma>,)?\s+"
)
_EN_BARE = ("But", "And", "So", "Yet")
_EN_DANGLING = re.compile(
    r"^(?:He|She|They|It(?!'s (?:time|easy|hard)|\s(?:is|was|takes|took) (?:time|easy|"
    r"hard|clear|possible|worth|\d|an? ))|This|These|That(?! the)|Those(?! who)|Such|"
    r"Both|His|Her(?!e)|Their|Its|The former"
    r"|The latter|Neither|Another|Others?|Here|There it|Same|For example|For instance|"
    r"Otherwise|One of them"
    r"|(?:In|At|By|From|For|During|On|After|Before|Since|Until|With|Under|Despite|Of|Because of)"
    r" (?:that|this|these|those|such|them|both|each)(?! (?:who|which))"
    r"|The (?:team|group|pair|duo|couple|idea|plan|move|decision|change)"
    r"(?! (?:of|that|to|for|at|from|behind|in)\b)"
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
_EN_THAT = re.compile(
    r"\b(?:at|by|during|of|in|for|after|until|to|from|than|on|since|with) "
    r"(?:this|these|those|that (?=time|day|point|case|rate|year|month|week|night|moment|price|way"
    r"|period|end|result|sum|amount|figure|goal)|such)\b"
)
_EN_FRONTED = re.compile(
    r"^(?:If|When|Unless|Before|After|Once|While|Until|As|Since) (?:you|I|we|one)\b[^,]*, "
    r"(?:they|he|she|it)\b(?! (?:is|was|takes|took|can) )"
)
_EN_UNSAID = re.compile(
    r"\bblamed (?!.* for\b)|\b(?:dis)?agree[sd]?[.]$|\bof them\b"
    r"|\b(?:this|that|these|those|so)[.;!?]|\b(?:stops?|changes?|prevents?|solves?) (?:this|that)\b"
    r"|\b(?:much|far|even) (?:less|more|better|worse|fewer)[.,]"
)
_EN_ADDITION = re.compile(r"^((?:[\w'’-]+ ){1,4}?)(?:also|then|too,) (?=\w)")
_QUOTED = re.compile(r"[“「\"][^”」\"]*[”」\"]")


_ANNOUNCES = re.compile(
    r"\b(?:an?|one|two|three|another|this) (?:\w+ )?(?:measure|reason|rule|way|answer|lesson|"
    r"question|idea|goal|test|secret|catch|problem|condition|exception|message|thing)\b[^,;:]{0,24}\.$|"
    r"(?:有|是)(?:着|一|两|三|几)?个?[^，。]{0,8}(?:原因|办法|标准|道理|规则|条件|秘诀|方法|答案|例外|建议)。$|"
    r"(?:很|并不|再)(?:简单|复杂)。$",
    re.IGNORECASE,
)


def announces(sentence: str) -> bool:
    """Tell whether a sentence promises the next one, so that nothing can end with it.

    >>> announces("The crew has a simple measure of success."), announces("原因很简单。")
    (True, True)
    >>> announces("Nobody should notice that anyone was there.")
    False
    """
    return _ANNOUNCES.search(sentence) is not None


def dangling(sentence: str, language: Language) -> bool:
    """Tell whether ``sentence`` points back to the one before it even without its connective."""
    stripped = without_connective(sentence, language)
    if _QUOTED.fullmatch(sentence.rstrip("。.")):
        return True
    if language == "zh" or has_han(stripped[:6]):
        early = _ZH_THIS.search(stripped[:9])
        return bool(_ZH_DANGLING.match(stripped) or _ZH_BACKREF.search(sentence) or early)
    back = _EN_DANGLING.match(stripped) or _EN_BACKREF.search(sentence)
    unsaid = _EN_FRONTED.match(stripped) or _EN_UNSAID.search(stripped)
    return bool(back or unsaid) or any(_early(p, stripped) for p in (_EN_PRONOUN, _EN_THAT))


def _early(pointer: re.Pattern[str], sentence: str) -> bool:
    """Tell whether an English pointer comes before anything it could stand for."""
    found = pointer.search(sentence)
    least = 3 if pointer is _EN_PRONOUN else 5
    return found is not None and len(content_words(sentence[: found.start()])) < least


def alone(sentence: str, language: Language) -> str:
    """Return ``sentence`` as it can be said without what precedes it.

    Connectives in front go, and so do 也, 还, also and then where they only add to what was said.

    >>> alone("董事会还批准了一项回购计划。", "zh"), alone("She also won.", "en")
    ('董事会批准了一项回购计划。', 'She won.')
    """
    out = without_connective(sentence, language)
    if language == "en" and not has_han(out[:6]):
        return _EN_ADDITION.sub(r"\1", out, count=1)
    return _without_addition(out)


_ZH_NOT_ADDED = re.compile(
    r"再|一|即使|连|谁|什么|哪|哪怕|就算|尽管|虽然|怎么|无论|不管|如果|从来|不|没|最|随|既|一样|任何"
)
_ZH_STAYS = re.compile(r"[没未在是有要能会可不得差剩想记需算行好敢许]")


def _without_addition(sentence: str) -> str:
    """Leave out an adverb 也 or 还 that follows the subject and only adds."""
    at = 0
    for word, tag in tagged(sentence):
        if word in "，。；：！？“" or at > 12:
            break
        if word in ("也", "还") and tag == "d" and at:
            follows = sentence[at + 1 : at + 2]
            stays = _ZH_STAYS.match(follows) if word == "还" else follows in "许是就"
            if stays or _ZH_NOT_ADDED.search(sentence[:at]):
                break
            return sentence[:at] + sentence[at + 1 :]
        at += len(word)
    return sentence


_NUMBERED = re.compile(
    r"^(?:首先|其次|再次|第[一二三四五]|其[一二三])[，,]|^(?:First|Second|Third|Fourth)(?:ly)?, "
)


def unnumbered(sentence: str) -> str:
    """Return ``sentence`` without a 其次 or Second in front, whose fellows may be left out."""
    rest = _NUMBERED.sub("", sentence)
    return rest if rest == sentence else rest[:1].upper() + rest[1:]


def leads(heading: str, sentence: str) -> bool:
    """Tell whether ``sentence`` can be understood when only its heading is said before it."""
    if without_connective(sentence, "zh" if has_han(sentence) else "en") != sentence:
        return False
    if heading.endswith(("?", "？")):
        return True
    if re.match(r"(?:这一?天|这一步|这里|当[天日]|(?:This|That) day|Here)", sentence):
        return True
    pointed = re.match(r"(?:这[种个些一类]*|该|(?:This|That|These|Those|The) )([\w-]+)", sentence)
    if pointed is None:
        return False
    size = 2 if has_han(sentence) else len(pointed.group(1))
    return pointed.group(1)[:size].lower() in heading.lower()


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
