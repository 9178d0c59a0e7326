"""Short phrases out of sentences: clauses, content words, shortening within a budget, emphasis."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from aigc.types.article import Language

_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?%?|[A-Za-z][A-Za-z0-9'’+#-]*|[\u2e80-\u9fff]+|\s+|.")
_CLAUSE_END = {
    "zh": re.compile(r"(?<=[，；：。！？!?;…])(?!\d)|(?<=[^\d][,:])\s*|(?<=——)"),
    "en": re.compile(r"(?<=[,;:!?—])\s+|(?<=[a-z\d%)”\"]\.)\s+|\s+(?=[–—(])"),
}
_SENTENCE_END = {
    "zh": re.compile(r"(?<=[。！？!?…])(?![”」』’）])|(?<=[。！？][”」』])"),
    "en": re.compile(r"(?<=[a-z\d%)”\"][.!?])\s+(?=[A-Z\d“\"$£€])"),
}
_LEAD = {
    "zh": re.compile(
        r"^(与此同时|除此之外|换句话说|也就是说|值得一提的是|不仅如此|事实上|总的来说|总之|其实|"
        r"然而|但是|不过|因此|所以|而且|并且|此外|另外|同时|于是|那么|当然|接着|随后|据悉|据了解|"
        r"首先|其次|最后|第[一二三四五六]|但|而|却|则|也|还|又|并|就)[，,：、]?"
    ),
    "en": re.compile(
        r"^(however|but|and|so|yet|also|moreover|furthermore|meanwhile|in addition|in fact|still|"
        r"therefore|as a result|for example|for instance|of course|finally|first|second|third|then|"
        r"now|today)\b,?\s+",
        re.IGNORECASE,
    ),
}
_PARENS = re.compile(r"\s*[(（\[【][^()（）\[\]【】]*[)）\]】]")
_STOP_ZH = (
    "的 了 着 过 在 是 和 与 及 或 有 也 都 就 而 但 被 把 从 到 对 为 以 于 将 会 能 要 让 向 由 "
    "这座 这家 上 中 下 "
    "里 这 那 其 它 他 她 们 我 你 我们 他们 它们 一个 一种 这个 那个 这些 那些 可以 已经 "
    "多少 什么 怎么 怎样 为什么 如何 哪些 没有 以及 因为 所以 如果 通过 进行 之后 之前 不 不是 "
    "还 又 更 最 很 约 等 个 年 月 日"
)
_STOP_EN = (
    "a an the of to in on at by for with from and or but is are was were be been being has have "
    "had it its this that these those he she they we you i his her their our your as than then "
    "so not no will would can could may more most very about into over after before which who "
    "what when also there"
)
_PREPOSITIONS = frozenset(
    ["at", "in", "on", "with", "for", "from", "by", "to", "after", "before", "during", "between"]
)
_STOP = frozenset(_STOP_ZH.split()) | frozenset(_STOP_EN.split())
_DANGLING = frozenset((_STOP_EN + " per via each").split())
_NO_TAIL = "的和与及或在是把被从对为以于将让向由、，：（“《第每约近"
_EDGES = " \t\n，。、；：！？,.;:!?…—–-·"


@lru_cache(maxsize=1)
def _jieba() -> Any:
    import logging

    import jieba

    jieba.setLogLevel(logging.ERROR)
    return jieba


@lru_cache(maxsize=4096)
def pieces(text: str) -> tuple[str, ...]:
    """Return ``text`` cut at word borders; the pieces join to it again."""
    out: list[str] = []
    for token in _TOKEN.findall(text.replace("\n", " ")):
        out += _jieba().lcut(token) if _CJK.match(token) and len(token) > 1 else [token]
    return tuple(out)


@lru_cache(maxsize=4096)
def content_words(text: str) -> frozenset[str]:
    """Return the words that carry meaning, Latin in lower case without a plural s."""
    out = set()
    for piece in pieces(text):
        word = piece.lower().strip("'’-")
        if word in _STOP or not any(c.isalnum() for c in word):
            continue
        if word.isascii() and len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
            word = word[:-1]
        if len(word) > 1 or word.isdigit():
            out.add(word)
    return frozenset(out)


def budget_length(text: str, language: Language) -> float:
    """Return the length of ``text`` as budgets count it (Latin is half a Chinese character)."""
    if language == "en":
        return float(len(text))
    return sum(1.0 if _CJK.match(c) else 0.5 for c in text)


def clean(text: str) -> str:
    """Return ``text`` on one line, without the braces that would mark an emphasis.

    >>> clean(" a {b}  c ")
    'a (b) c'
    """
    flat = re.sub(r"\s+", " ", text).strip()
    return flat.replace("{", "(").replace("}", ")")


def trimmed(text: str) -> str:
    """Return ``text`` without marks and spaces at its edges and without unpaired brackets."""
    out = text.strip(_EDGES)
    for left, right in ("“”", "「」", "《》", "（）", "()", "【】", '""'):
        if left != right and out.count(left) != out.count(right):
            out = out.replace(left, "").replace(right, "")
        elif left == right and out.count(left) % 2:
            out = out.replace(left, "")
    return out.strip(_EDGES)


def sentences(text: str, language: Language) -> tuple[str, ...]:
    """Return the sentences of ``text``."""
    return tuple(s.strip() for s in _SENTENCE_END[language].split(text) if s.strip())


def clauses(text: str, language: Language) -> tuple[str, ...]:
    """Return the clauses of ``text`` with their closing marks."""
    return tuple(c.strip() for c in _CLAUSE_END[language].split(text) if c and c.strip())


def shorten(text: str, limit: float, language: Language, *, keep: str = "") -> str:
    """Return ``text`` within ``limit`` characters, cut at clause borders before word borders.

    Asides in brackets and leading connectives go first. The run of clauses that holds ``keep`` and
    the most content is taken; a text that must be cut inside a clause ends with an ellipsis.
    """
    out = trimmed(clean(text))
    if budget_length(out, language) <= limit:
        return out
    out = trimmed(_LEAD[language].sub("", _PARENS.sub("", out)))
    if budget_length(out, language) <= limit:
        return out
    run = _best_run(clauses(out, language), limit, language, keep)
    return capital(run, language) if run else _cut(out, limit, language, keep)


def _best_run(parts: tuple[str, ...], limit: float, language: Language, keep: str) -> str:
    """Return the richest run of whole clauses within the limit, empty when none fits."""
    best, value = "", 0.0
    glue = "" if language == "zh" else " "
    for i in range(len(parts)):
        for j in range(i + 1, len(parts) + 1):
            run = trimmed(_LEAD[language].sub("", glue.join(parts[i:j])))
            if budget_length(run, language) > limit:
                break
            worth = len(content_words(run)) + (100 if keep and keep in run else 0) - 0.3 * i
            if worth > value and budget_length(run, language) >= limit * 0.2:
                best, value = run, worth
    return best if not keep or keep in best or keep not in "".join(parts) else ""


def _cut(text: str, limit: float, language: Language, keep: str) -> str:
    """Return the words of ``text`` that fit before an ellipsis, from ``keep``'s clause on."""
    if keep and keep in text:
        parts = clauses(text, language)
        text = trimmed(next((c for c in parts if keep in c), text))
        if budget_length(text, language) <= limit:
            return text
    words, used = [], 1.0
    for piece in pieces(text):
        used += budget_length(piece, language)
        if used > limit:
            break
        words.append(piece)
    while len(words) > 1 and _dangles(words[-1]):
        words.pop()
    if language == "en":
        short = next((n for n in range(len(words) - 1, 0, -1) if words[n] in _PREPOSITIONS), 0)
        if len("".join(words[:short])) >= limit / 2:
            return trimmed("".join(words[:short]))
    out = trimmed("".join(words)) or text[: max(1, int(limit) - 1)]
    return out + "…"


def _dangles(word: str) -> bool:
    """Tell whether a phrase must not end with ``word``."""
    bare = word.strip(_EDGES)
    return not bare or bare.lower() in _DANGLING or bare in _NO_TAIL


def capital(text: str, language: Language) -> str:
    """Return ``text`` with a capital at its start in English; a name keeps its own case.

    >>> capital("bees count", "en"), capital("eXtreme field", "en")
    ('Bees count', 'eXtreme field')
    """
    own = any(c.isupper() for c in text.split(" ", 1)[0])
    return text if own or language == "zh" else text[:1].upper() + text[1:]


def without_lead(text: str, language: Language) -> str:
    """Return ``text`` without a leading connective.

    >>> without_lead("However, the bridge held.", "en")
    'The bridge held.'
    """
    return capital(_LEAD[language].sub("", text.strip()), language)


def same_words(a: str, b: str) -> bool:
    """Tell whether two phrases say the same apart from marks, spaces and case."""
    strip = re.compile(r"[\W_]+")
    return strip.sub("", a).lower() == strip.sub("", b).lower()


def emphasise(text: str, phrase: str) -> str:
    """Return ``text`` with its first ``phrase`` marked in braces, unless it is all of the text."""
    if not phrase or len(phrase) > 0.7 * len(text):
        return text
    edges = (r"(?<!\w)", r"(?!\w)") if phrase.isascii() and phrase[-1].isalnum() else ("", "")
    found = re.search(edges[0] + re.escape(phrase) + edges[1], text) if phrase in text else None
    if found is None:
        return text
    return text[: found.start()] + "{" + phrase + "}" + text[found.end() :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rarity:
    """Inverse frequency of words over the blocks of a document."""

    weights: tuple[tuple[str, float], ...]

    def table(self) -> dict[str, float]:
        """Return the weights by word."""
        return dict(self.weights)


def rarity(texts: Iterable[str]) -> Rarity:
    """Return idf weights, ``log(1 + n / (1 + df))`` over ``texts``.

    Source: Spärck Jones, A statistical interpretation of term specificity (1972), smoothed.
    """
    from collections import Counter
    from math import log

    bags = [content_words(t) for t in texts]
    counts = Counter(w for bag in bags for w in bag)
    n = len(bags)
    return Rarity(weights=tuple(sorted((w, log(1 + n / (1 + c))) for w, c in counts.items())))


_VERB = {
    "zh": re.compile(
        r"(?<=..)(?:只有|只能|只|仅|才|也能|也|将会|将|已经|已|正在|正|可以|能够|能|会|都|就|还|却|一直|仍|又|"
        r"是|有|让|使|占|达到|达|成为|增长|下降|上升|减少|增加|建成|覆盖|带来)"
    ),
    "en": re.compile(
        r"\s+(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|does|do|did|"
        r"now|already|also|\w+[^\We]ed|began|became|grew|rose|fell|took|made|built|gave|says|said)\s+",
    ),
}


_NEGATION = re.compile(r"没|不|无|未|非|\b(?:not|never|no|none|without|nobody)\b|n['’]t", re.I)


def topic(text: str, weights: dict[str, float], language: Language) -> str:
    """Return what ``text`` is about: the richer of its first clause's subject and the rest.

    A text that denies something, or whose subject says little, is returned as it is, without its
    leading connective.
    """
    bare = trimmed(without_lead(trimmed(clean(text)), language))
    match = _VERB[language].search(bare)
    if match is None or _NEGATION.search(bare):
        return bare
    sides = (trimmed(bare[: match.start()]), trimmed(bare[match.end() :]))
    least = 4 if language == "zh" else 10

    def worth(side: str) -> float:
        words = content_words(side)
        enough = budget_length(side, language) >= least and len(words) >= 2
        return sum(weights.get(w, 1.0) for w in words) / (len(words) + 1) if enough else 0.0

    best = max(sides, key=worth)
    return capital(best, language) if worth(best) else bare
