"""Statements: a sentence made shorter by whole clauses only, so that its meaning stays."""

from __future__ import annotations

import re

from aigc.types.article import Language
from aigc.video.storyboard.emphasis import tagged
from aigc.video.storyboard.phrases import (
    budget_length,
    capital,
    clauses,
    clean,
    content_words,
    sentences,
    trimmed,
    without_lead,
)

_KEPT = {
    "zh": re.compile(r"没|不|无|未|非|别|莫|勿|比|超过|低于|高于"),
    "en": re.compile(
        r"\b(?:not|never|no|none|nothing|nowhere|neither|nor|without|nobody|cannot|hardly|rarely|"
        r"than|fewer|unlike)\b|n['’]t\b",
        re.IGNORECASE,
    ),
}
_BOUND = {
    "zh": re.compile(
        r"如果|若|假如|要是|除非|只要|只有|虽然|尽管|即使|哪怕|与其|一旦|无论|不论|为了|由于|因为|随着|"
        r"据称|声称|有人说|传言"
    ),
    "en": re.compile(
        r"\b(?:if|unless|until|although|though|despite|except|because|since(?! \d)|"
        r"(?<!, )while|(?<!, )whereas|whether|once|claims?|claimed|allegedly)\b",
        re.IGNORECASE,
    ),
}
_LEAD = {
    "zh": re.compile(r"^(?:但是|但|不过|然而|当然|其实|而且|此外|另外|因此|所以|首先|其次)[，,]"),
    "en": re.compile(r"^(?:(?:and|but|so|yet)\b,?|however,)\s+", re.IGNORECASE),
}
_OPEN_ZH = re.compile(
    r"(?:以后|之后|以前|之前|以来|时|后|前|的|时候|来说|方面|情况下|表示|认为|指出|说|称|介绍|其中|当天|而言|的[^，的]{1,2})$"
)
_REASON_EN = re.compile(r"(?<=[a-z]), (?:because|since)\b[^,.;]*\.?$")
_FRAME_ZH = re.compile(
    r"^(?:到了?|截至|自从?|从|在|直到)?(?:今年|明年|去年|后年|(?:19|20)\d\d年|\d{1,2}月|\d{1,2}日|[年月日底初中末前后])+$"
    r"|^受[^，]*(?:影响|限制|启发)$|^(?:按照|按|根据|据|依据|对于|关于|作为|除了|随着)[^，]*$"
)
_JOINED_EN = re.compile(
    r"^(?:the|a|an|its|their|his|her|our|it|they|he|she|we|this|these|that|those|several|many|"
    r"most|some|all|both|one|two|three|every|each|[A-Z]\w+|\d[\d,]*)\s"
)
_COORDINATE_EN = re.compile(r"^(?:and|but|so|yet)\s+", re.IGNORECASE)
_DEPENDENT_EN = re.compile(
    r"^(?:which|who|whose|where|when|after|before|with|in|on|at|by|for|from|of|to|as|while|whereas)\b|^(?!According)\w+ing\b",
    re.IGNORECASE,
)
_FINITE_EN = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|does|do|did|"
    r"began|became|grew|rose|fell|took|made|built|gave|said|told|put|came|went|held|found|kept|"
    r"left|lost|met|paid|ran|saw|sold|sent|set|spent|stood|won|wrote|knew|thought|brought|bought|"
    r"caught|led|meant|read|get|say|want|know|think|come|go|see|give|keep|make|take|find|seem|lies|needs|makes|gives|shows|means|works|takes|keeps|costs|carries|"
    r"stays|expects|belongs|[a-z]{2,}ed)\b|['’](?:s|re|ve|ll|d)\b"
)


def statement(text: str, limit: float, language: Language) -> str:
    """Return ``text`` within ``limit`` characters by leaving out whole clauses, or nothing.

    What is kept has its predicate and every denial and comparison of its sentence; a sentence with
    a condition or a concession is kept whole.

    >>> statement("The bridge held, and the town slept.", 20, "en")
    'The bridge held'
    >>> statement("Nobody who saw the old bridge believed it would hold.", 20, "en")
    ''
    """
    whole = trimmed(clean(text))
    bare = capital(_LEAD[language].sub("", whole), language)
    reasoned = trimmed(_REASON_EN.sub("", bare)) if language == "en" else bare
    for option in (bare, trimmed(without_lead(whole, language)), reasoned):
        if option and budget_length(option, language) <= limit:
            return option
    runs = [
        (len(content_words(run)) - 0.3 * n - 1.5 * (run[:6] not in sentence[:8]), run)
        for n, sentence in enumerate(sentences(whole, language))
        for run in _runs(sentence, limit, language)
    ]
    return max(runs, default=(0.0, ""))[1]


def conditional(text: str, language: Language) -> bool:
    """Tell whether a clause binds another one: a condition, a concession or a reason."""
    return bool(_BOUND[language].search(text))


def denies(text: str, language: Language) -> bool:
    """Tell whether a text denies or compares, so that its words must stay together."""
    return bool(_KEPT[language].search(text))


def _runs(sentence: str, limit: float, language: Language) -> tuple[str, ...]:
    """Return the runs of clauses of one sentence that stand on their own within ``limit``."""
    parts = clauses(sentence, language)
    glue = "" if language == "zh" else " "
    kept, bound = _KEPT[language], bool(_BOUND[language].search(sentence))
    out = []
    for i in range(len(parts)):
        for j in range(i + 1, len(parts) + 1):
            whole = i == 0 and j == len(parts)
            raw = glue.join(parts[i:j])
            run = trimmed(without_lead(trimmed(raw), language))
            if budget_length(run, language) > limit or (bound and not whole):
                continue
            if len(kept.findall(raw)) < len(kept.findall(sentence)):
                continue
            alone = language == "en" or i == 0 or closes(trimmed(parts[i - 1]))
            closed = j == len(parts) or adds(glue.join(parts[j:]), language)
            only = language == "en" and i == 0 and len(parts) == j + 1 and not bound
            sure = only and bool(_DEPENDENT_EN.match(parts[j])) and len(run.split()) >= 5
            stands = _stands(run, parts[i:j], i, language, sure=sure)
            if whole or (alone and closed and stands):
                out.append(capital(run, language))
    return tuple(out)


def adds(rest: str, language: Language) -> bool:
    """Tell whether the clauses after a run add to it, so that it is whole without them."""
    if language == "zh":
        return re.match(r"而|才|就|则|等|以及|占|将来", rest) is None
    if _COORDINATE_EN.match(rest):
        return _JOINED_EN.match(_COORDINATE_EN.sub("", rest)) is not None
    return _DEPENDENT_EN.match(rest) is not None


def closes(clause: str) -> bool:
    """Tell whether a Chinese clause has a predicate and is no adverbial to what follows."""
    verbs = any(flag in ("v", "a", "vd", "an") for _, flag in tagged(clause))
    framed = _OPEN_ZH.search(clause) or _FRAME_ZH.match(clause) or _nominal(clause)
    return verbs and not framed


def _nominal(clause: str) -> bool:
    """Tell whether a Chinese clause only names somebody by what they do: 住在巷尾的老人."""
    head, of, tail = clause.rpartition("的")
    words = tagged(clause)
    opens = bool(of) and bool(head) and words[0][1] == "v" and words[0][0] not in ("是", "有")
    return opens and bool(tail) and all(flag[0] == "n" for _, flag in tagged(tail))


def starts_clause(text: str, at: int, language: Language) -> bool:
    """Tell whether ``text`` may be cut before ``at`` so that both parts can be read alone."""
    left, right = text[:at].rstrip(), text[at:].lstrip()
    if language == "zh":
        last = clauses(left, language)[-1:]
        closed = not last or (closes(trimmed(last[0])) and not conditional(last[0], language))
        return closed and adds(right, language)
    if left[-1:] in '.;:!?”"':
        return True
    head = _COORDINATE_EN.sub("", right)
    if not _FINITE_EN.search(right):
        return False
    joined = _COORDINATE_EN.match(right) and _JOINED_EN.match(head)
    return bool(joined) or bool(_DEPENDENT_EN.match(left) and left.count(",") == 1)


def _stands(
    run: str, parts: tuple[str, ...], first: int, language: Language, *, sure: bool
) -> bool:
    """Tell whether a run of clauses has a subject, a predicate (``sure``: it must) and closes."""
    if budget_length(run, language) < (5 if language == "zh" else 12):
        return False
    if re.search(r"[“「\"（(:：]", run) or parts[-1].endswith(("：", ":")):
        return False
    if language == "zh":
        last = trimmed(parts[-1])
        return closes(last) and not re.match(r"其中|被|并|使|让", run)
    head = trimmed(parts[0])
    if first and not (
        _COORDINATE_EN.match(head) and _JOINED_EN.match(_COORDINATE_EN.sub("", head))
    ):
        return False
    if _DEPENDENT_EN.match(run):
        return False
    return sure or bool(_FINITE_EN.search(head))
