"""What the normaliser makes: written words with what is said for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aigc.types.article import Span

HAN = r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
"""A Chinese character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One written word.

    Attributes
    ----------
    span : Span
        Range of the word in the written text.
    spoken : str
        What is said, in letters, Chinese characters and spaces only; capitals that stand alone
        in a row (``A I G C``) are spelled.
    pause : str
        The punctuation after the word that makes a pause, as one of ``, . ? ! ; :`` or empty.
    why : str
        What the word was taken for, where it is not said as it is written.
    """

    span: Span
    spoken: str
    pause: str = ""
    why: str = ""


Reading = Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A pattern of writing, what it is, and how it is read.

    An empty reading leaves it to the next rule.
    """

    pattern: re.Pattern[str]
    read: Reading
    name: str


def rule(name: str, pattern: str, read: Reading, *, flags: int = 0) -> Rule:
    """Return a rule from a verbose regular expression."""
    return Rule(pattern=re.compile(pattern, re.VERBOSE | flags), read=read, name=name)


def first_reading(rules: Sequence[Rule], text: str, start: int) -> tuple[int, str, str] | None:
    """Return the end, the reading and the name of the first rule that applies at ``start``."""
    for candidate in rules:
        match = candidate.pattern.match(text, start)
        if match and match.end() > start:
            said = candidate.read(match)
            if said:
                return match.end(), said, candidate.name
    return None
