"""Shortens sentences for speech by leaving out what the grammar does not need.

Only whole connectives, asides and subordinate clauses are dropped; what stays is unchanged.
"""

from __future__ import annotations

import re

from aigc.text.script.questions import full_stop
from aigc.text.script.sentences import clauses
from aigc.text.script.spoken import tidy
from aigc.text.script.words import tagged, vocabulary
from aigc.types.article import Language

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
_EN_ACTION = re.compile(r", (?P<verb>[a-z]+ing) [^\"“”;:]*(?=[.!?]$)")
_ING_NOUNS = vocabulary(
    """morning evening spring king thing nothing something anything everything building meeting
    wedding ceiling feeling beginning according during being string wing ring training funding
    housing clothing reading swimming running cycling hiking walking cooking fishing shopping"""
)
_EN_APPOSED = re.compile(
    r"(?P<kept>, (?:the|an?) (?:[\w-]+ ){0,2}[\w-]+) (?:who|whose|which|that) [^,\"“”;:]{4,90},"
    r"(?= [a-z])"
)
_EN_LATER_PRONOUN = re.compile(r"\b(?:it|them|they|those|one|ones)\b")
_EN_RELATIVE = re.compile(r", (?:which|who|whose|where)\b[^,\"“”;:]{4,80},(?= [a-z])")
_EN_FRONT = re.compile(r"^(?:With|As|While|Like|Along with|According to)\b[^,\"“”]{6,70}, (?=\w)")
_QUOTED = re.compile(r"[“「\"][^”」\"]*[”」\"]")
_NEGATION = re.compile(
    r"不|没|未|非|无法|\bnot\b|n't\b|\bnever\b|\bno\b|\bunless\b|如果|除非|\bif\b|\bonly\b|仅"
)


def variants(sentence: str, language: Language) -> tuple[str, ...]:
    """Return ``sentence`` and its shorter forms, the longest first, without repetition."""
    steps = (
        (_drop_front, _drop_aside, _drop_tail, _drop_tail)
        if language == "zh"
        else (_drop_relative, _drop_apposed, _drop_en_tail, _drop_action, _drop_en_front)
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
    if len(parts) == 2 and not has_verb(head):
        return sentence
    return head[:-1] + (full_stop(head, "zh") if sentence.endswith(("？", "?")) else "。")


def has_verb(clause: str) -> bool:
    """Tell whether a Chinese clause has a verb of its own, not only one that modifies a noun."""
    found = tagged(clause)
    after = max((n for n, (word, _) in enumerate(found) if word == "的"), default=-1)
    return any(tag[:1] in ("v", "a") for _, tag in found[after + 1 :]) or any(
        word in ("是", "有", "在", "会", "将", "能") for word, _ in found
    )


def _drop_relative(sentence: str) -> str:
    return _without(_EN_RELATIVE.search(sentence), sentence)


def _drop_apposed(sentence: str) -> str:
    return _without(_EN_APPOSED.search(sentence), sentence)


def _without(found: re.Match[str] | None, sentence: str) -> str:
    """Leave out what was found, unless a later pronoun may stand for something in it."""
    if found is None or _EN_LATER_PRONOUN.search(sentence, found.end()):
        return sentence
    kept = found.groupdict().get("kept", "")
    border = "," if kept else ""
    return sentence[: found.start()] + kept + border + sentence[found.end() :]


def _drop_en_tail(sentence: str) -> str:
    return _cut_tail(_EN_TAIL.search(sentence), sentence)


def _drop_action(sentence: str) -> str:
    """Leave out what the subject did besides: ", ending a wait of 31 years"."""
    found = _EN_ACTION.search(sentence)
    if found is None or found.group("verb") in _ING_NOUNS:
        return sentence
    head = sentence[: found.start()]
    if len(head.split()) < 6 or re.search(r"(?:,|\band|\bor) [a-z]+ing\b", head):
        return sentence
    return _cut_tail(found, sentence)


def _cut_tail(found: re.Match[str] | None, sentence: str) -> str:
    """Cut at ``found`` unless the sentence goes on behind it after another comma."""
    if found is None:
        return sentence
    parts = found.group().split(", ")
    if len(parts) > 2 and not re.match(r"(?:and|or)\b|.* (?:and|or) ", parts[-1]):
        return sentence
    return sentence[: found.start()] + sentence[found.end() :]


def _drop_en_front(sentence: str) -> str:
    if not re.match(r"(?:Along with|Like)\b", sentence):
        return sentence
    rest = _EN_FRONT.sub("", sentence, count=1)
    return rest[:1].upper() + rest[1:]
