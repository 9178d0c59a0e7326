"""Tells a question from a statement where the closing mark is missing."""

from __future__ import annotations

import re

from aigc.text.script.words import has_han
from aigc.types.article import Language

_ZH_ASKS = re.compile(
    r"[吗呢]$|(?P<ab>[\u4e00-\u9fff])不(?P=ab)|是不是|有没有|怎么办|怎么样$|为什么|为何|凭什么|怎么会"
    r"|什么|哪|谁|多少|几[个天年次人种]|多[久长远大]$|(?:怎样|如何)$"
)
_ZH_EMBEDS = re.compile(
    r"看|查|检|问|听|测|试|知道|确认|判断|比较|决定|无论|不管|了解|告诉|说明|这就?是|那就?是|关于|影响|取决"
    r"|明白|懂|讲|谈|没|揭"
)
_ZH_ANY = re.compile(
    r"(?:谁|什么|哪里|哪儿|怎么|多少|为什么)[^，。]{0,6}(?:都|也)|什么的|多少有|不少多少"
)
_MEASURE = "much|many|long|far|often|big|old|soon|fast|safe|likely|well|good|bad|hard|easy"
_AUXILIARY = (
    "(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|must)(?:n't|n’t)?"
)
_THING = "(?:the|it|this|that|these|those|you|we|I|they|he|she|there|my|your|our|their|its)"
_EN_ASKS = re.compile(
    rf"(?:why|when|where|whom?|what|which \w+|whose \w+|how(?: (?:{_MEASURE}))?(?: \w+)?)"
    rf"(?:['’]s| {_AUXILIARY}) \S"
    r"|(?:what|how) (?:about|if|come)\b|why not\b|who (?!we|they|you|i|he|she|it|the)\w+"
    r"|(?:is|are|was|were|does|did|could|would|should|has)\b"
    rf"|(?:can|do|have|will) {_THING}\b|will [a-z]+ \w|will [A-Z]{{2,}}\b",
)
_EN_LABEL = re.compile(r"(?:what|how) (?:is|are|was|were) \w+$")
_HOW_CLAUSE = re.compile(rf"how (?!(?:{_MEASURE})\b)\w+ {_AUXILIARY}\b")


def asks(text: str, language: Language) -> bool:
    """Tell whether ``text``, which need not end in a mark, is a question.

    A question inside a statement (检查水压够不够, how the rent is set) is none.

    >>> asks("旧车还能骑吗", "zh"), asks("How to start", "en"), asks("Can I keep a pet", "en")
    (True, False, True)
    """
    bare = re.sub(r"[\s。.，,；;、：:？?”\"]+$", "", text)
    if language == "zh" and has_han(bare):
        return _zh_asks(re.split(r"[，：；]", bare)[-1])
    low = bare[:1].lower() + bare[1:]
    if "," in low or _EN_LABEL.match(low) or _HOW_CLAUSE.match(low):
        return False
    return _EN_ASKS.match(low) is not None


def _zh_asks(clause: str) -> bool:
    found = _ZH_ASKS.search(clause)
    if found is None or _ZH_ANY.search(clause):
        return False
    return found.group() in ("吗", "呢") or not _ZH_EMBEDS.search(clause[: found.start()])


def full_stop(text: str, language: Language) -> str:
    """Return the mark that closes ``text``: a question mark for a question, else a full stop."""
    if asks(text, language):
        return "？" if language == "zh" else "?"
    return "。" if language == "zh" else "."
