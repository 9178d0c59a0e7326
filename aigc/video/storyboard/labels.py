"""What a figure counts, in words that read naturally beside the number."""

from __future__ import annotations

import re

from aigc.types.article import Language
from aigc.video.storyboard.labels_en import english_label
from aigc.video.storyboard.labels_zh import (
    TIMED,
    WEAK,
    chinese_label,
    names_thing,
    owner,
    subject_before,
)
from aigc.video.storyboard.numbers import Figure, Label, dated, figures
from aigc.video.storyboard.phrases import (
    BREAKS,
    budget_length,
    capital,
    clauses,
    content_words,
    trimmed,
)


def figure_label(sentence: str, figure: Figure, limit: float, language: Language) -> Label | None:
    """Return what ``figure`` counts in ``sentence``, or nothing where that cannot be said well.

    >>> made = figures("Her archive holds 9,400 recordings.", "en")[0]
    >>> figure_label("Her archive holds 9,400 recordings.", made, 56, "en").text
    'Recordings her archive holds'
    """
    here, start = _clause(sentence, figure, language)
    before, after = here[: figure.start - start], here[figure.end - start :]
    make = chinese_label if language == "zh" else english_label
    found = make(before.strip(), after.strip(), figure)
    if found is None:
        return None
    text = capital(trimmed(found.text), language)
    if language == "zh" and len(text) <= 2:
        text = owner(sentence[:start]) + text
    if WEAK.match(text):
        text = subject_before(sentence[:start]) + text
    if budget_length(text, language) > limit or (figures(text, language) and not figure.share):
        text = _shorter(text, limit, language)
    if (
        WEAK.match(text)
        or TIMED.match(text)
        or budget_length(text, language) < 2
        or dated(text, language)
    ):
        return None
    known = names_thing(text) if language == "zh" else content_words(text)
    return Label(text=text, note=trimmed(found.note)) if known else None


def _shorter(text: str, limit: float, language: Language) -> str:
    """Return a label without what trails it: within the limit and without another figure."""
    words = text.split(" ") if language == "en" else []
    for n in range(len(words) - 1, 1, -1):
        short = " ".join(words[:n])
        torn = re.search(r"\bbetween\b(?!.*\band\b)", short)
        fits = len(short) <= limit and not figures(short, language)
        if words[n] in BREAKS and fits and not torn:
            return short
    return ""


def _clause(sentence: str, figure: Figure, language: Language) -> tuple[str, int]:
    """Return the clause around the figure and where it starts."""
    at = 0
    for part in clauses(sentence, language):
        at = sentence.index(part, at)
        if at <= figure.start < at + len(part):
            return part, at
        at += len(part)
    return sentence, 0
