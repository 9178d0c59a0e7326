"""What must survive a translation: figures, dates, denials, names of products."""

from __future__ import annotations

import re
from typing import Final

from aigc.text.script.crossed import contradicted, unsaid
from aigc.text.script.words import has_han
from aigc.types.article import Language

_PRODUCT: Final = re.compile(
    r"(?<![A-Za-z])(?=[A-Za-z\d.+-]*(?:\d|[a-z][A-Z]|[A-Z]{2}))[A-Za-z][A-Za-z\d]*(?:[.+-][A-Za-z\d]+)*"
)
_LATIN: Final = re.compile(r"(?<![A-Za-z])[A-Za-z][A-Za-z\d]+(?:[.+-][A-Za-z\d]+)*")
_ALL_CAPITALS: Final = re.compile(r"[A-Z.]+s?")
_QUARTER: Final = re.compile(r"[QH][1-4]")
_WORDS: Final = re.compile(r"[a-z]{3,}")


def faults(text: str, said: str, *, target: Language) -> tuple[str, ...]:
    """Return what is wrong with the translation ``said`` of ``text``, as a model is told it."""
    if not said.strip():
        return ("it is empty",)
    found = [*_wrong_language(text, said, target)]
    found += [f"it lacks {one}" for one in lost(text, said)]
    added = (word for _, word in unsaid(said, text, small=False))
    found += [f"it says {word}, which the text does not" for word in added]
    found += [f"it does not agree about “{word}”" for _, word in contradicted(said, text)]
    return tuple(dict.fromkeys(found))


def lost(text: str, said: str) -> tuple[str, ...]:
    """Return the figures, dates and product names of ``text`` that ``said`` does not hold.

    >>> lost("全长35.6公里，用的是GPT-5", "It is 35.6 km long"), lost("3.5万人", "35,000 people")
    (('GPT-5',), ())
    """
    return (*(word for _, word in unsaid(text, said, small=False)), *_names_lost(text, said))


def _names_lost(text: str, said: str) -> tuple[str, ...]:
    """Return the names of products that are missing; capitals alone may be put into Chinese."""
    rule = _LATIN if has_han(text) else _PRODUCT
    there = _squeezed(said)
    found = (m.group() for m in rule.finditer(text))
    named = (
        one for one in found
        if not _QUARTER.fullmatch(one) and (has_han(text) or not _ALL_CAPITALS.fullmatch(one))
    )  # fmt: skip
    return tuple(dict.fromkeys(one for one in named if _squeezed(one) not in there))


def _squeezed(text: str) -> str:
    return re.sub(r"[\s-]+", "", text).casefold()


def _wrong_language(text: str, said: str, target: Language) -> tuple[str, ...]:
    if target == "zh" and not has_han(said) and _WORDS.search(text):
        return ("it is not in Chinese",)
    if target == "en":
        han = sum("\u3400" <= c <= "\u9fff" for c in said)
        if 2 * han > sum(c.isalpha() for c in said):
            return ("it is not in English",)
    return ()
