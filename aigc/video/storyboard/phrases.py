"""Short phrases out of sentences: clauses, content words, shortening within a budget, emphasis."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from aigc.types.article import Language

_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?%?|[A-Za-z][A-Za-z0-9'’+#-]*|[\u2e80-\u9fff]+|\s+|.")
_TITLES = (
    "Dr",
    "Mr",
    "Ms",
    "St",
    "Jr",
    "Sr",
    "No",
    "vs",
    "Mrs",
    "Inc",
    "Ltd",
    "Gen",
    "Sen",
    "Prof",
)
_NO_TITLE = "".join(rf"(?<!\b{t}\.)" for t in _TITLES)
_CLAUSE_END = {
    "zh": re.compile(r"(?<=[，；：。！？!?;…])(?!\d)|(?<=[^\d][,:])\s*|(?<=——)"),
    "en": re.compile(
        r"(?<=[,;:!?—])\s+(?!(?:1\d|20)\d\d\b)|"
        rf"{_NO_TITLE}(?<=[a-z\d%)”\"]\.)\s+(?=[A-Z\d“\"])|\s+(?=[–—(])"
    ),
}
_SENTENCE_END = {
    "zh": re.compile(r"(?<=[。！？!?…])(?![”」』’）])|(?<=[。！？][”」』])"),
    "en": re.compile(rf"{_NO_TITLE}(?<=[a-z\d%)”\"][.!?])\s+(?=[A-Z\d“\"$£€])"),
}
_LEAD = {
    "zh": re.compile(
        r"^(?:(?:与此同时|除此之外|换句话说|也就是说|值得一提的是|不仅如此|事实上|总的来说|总之|其实|"
        r"然而|但是|不过|因此|所以|而且|并且|此外|另外|同时|于是|那么|当然|接着|随后|据悉|据了解|"
        r"但|而|却|则|也|还|又|并|就)[，,：、]?|(?:首先|其次|最后|第[一二三四五六])[，,：、])"
    ),
    "en": re.compile(
        r"^(?:(?:however|but|and|so|yet|also|moreover|furthermore|meanwhile|in addition|in fact|"
        r"therefore|as a result|for example|for instance|of course|then)\b,?|"
        r"(?:first|second|third|finally|still|now|today)\b,)\s+",
        re.IGNORECASE,
    ),
}
_TIMED_ZH = re.compile(r"(?:以来|之后|以后|之前|以前|的时候)$")
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
    [
        "at",
        "in",
        "on",
        "with",
        "for",
        "from",
        "by",
        "to",
        "after",
        "before",
        "during",
        "between",
        "behind",
        "across",
    ]
)
BREAKS = _PREPOSITIONS | frozenset(
    ["but", "while", "because", "so", "although", "when", "where", "which", "who", "as", "until"]
)
_PREDICATE_EN = re.compile(r"\b(?:is|are|was|were|will|would|can|could|has|have|had)\b")
_RELATIVE_WORDS = ("who", "which", "where", "when", "while", "but", "and")
_RELATIVE_EN = re.compile(r"\b(?:who|which|that|where|when|while)\b")
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


def shorten(text: str, limit: float, language: Language) -> str:
    """Return ``text`` within ``limit`` characters, cut at phrase borders only, or nothing.

    Asides in brackets and leading connectives go first, then the run of clauses with the most
    content is taken, then a phrase of it: the head of a Chinese noun phrase, an English one without
    what trails it.

    >>> shorten("A green tram crosses the river bridge at dusk in the rain", 46, "en")
    'A green tram crosses the river bridge at dusk'
    """
    out = trimmed(clean(text))
    if budget_length(out, language) <= limit:
        return out
    out = trimmed(_LEAD[language].sub("", _PARENS.sub("", out)))
    if budget_length(out, language) <= limit:
        return out
    run = _best_run(clauses(out, language), limit, language) or phrase(out, limit, language)
    return capital(run, language)


def _best_run(parts: tuple[str, ...], limit: float, language: Language) -> str:
    """Return the richest run of whole clauses within the limit, empty when none fits."""
    best, value = "", 0.0
    glue = "" if language == "zh" else " "
    for i in range(len(parts)):
        for j in range(i + 1, len(parts) + 1):
            run = trimmed(_LEAD[language].sub("", glue.join(parts[i:j])))
            if budget_length(run, language) > limit:
                break
            if language == "zh" and _TIMED_ZH.search(run):
                continue
            worth = len(content_words(run)) - 0.3 * i
            if worth > value and budget_length(run, language) >= limit * 0.2:
                best, value = run, worth
    return best


def phrase(text: str, limit: float, language: Language) -> str:
    """Return the part of one clause that is a phrase of its own and fits, or nothing."""
    if language == "zh":
        heads = [trimmed(text[m.end() :]) for m in re.finditer("的", text)]
        fits = (
            h for h in heads if 4 <= budget_length(h, "zh") <= limit and len(content_words(h)) > 1
        )
        return next(fits, "")
    words = text.split(" ")
    for n in range(len(words) - 1, 2, -1):
        short = trimmed(" ".join(words[:n]))
        infinitive = words[n] == "to" and words[n + 1 : n + 2] and words[n + 1].islower()
        if infinitive and words[n + 1] not in ("the", "a", "an", "its", "their", "his", "her"):
            continue
        breaks = words[n] in BREAKS or (words[n] == "and" and _second_deed(words, n))
        if _PREDICATE_EN.search(_RELATIVE_EN.split(" ".join(words[n:]))[0]):
            breaks = breaks and words[n] in _RELATIVE_WORDS
        open_end = re.search(r"\band [a-z]+ed$|\b(?:whose|which|who)\b", short)
        if breaks and len(short) <= limit and not open_end and not _dangles(words[n - 1]):
            return short if len(short) >= 0.35 * limit else ""
    return ""


def _second_deed(words: list[str], n: int) -> bool:
    """Tell whether "and" at ``n`` adds a verb to a predicate that is already whole."""
    before, after = words[n - 1], words[n + 1] if n + 1 < len(words) else ""
    return bool(re.fullmatch(r"[a-z]+ed|will|is|was|has", after)) and not before.endswith("ed")


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


def rarity(texts: Iterable[str]) -> dict[str, float]:
    """Return idf weights, ``log(1 + n / (1 + df))`` over ``texts``.

    Source: Spärck Jones, A statistical interpretation of term specificity (1972), smoothed.
    """
    from collections import Counter
    from math import log

    bags = [content_words(t) for t in texts]
    counts = Counter(w for bag in bags for w in bag)
    n = len(bags)
    return {w: log(1 + n / (1 + c)) for w, c in counts.items()}
