"""What the normaliser makes: written words with what is said for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aigc.types.article import Span


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
    """

    span: Span
    spoken: str
    pause: str = ""


Reading = Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A pattern of writing and how it is read; an empty reading leaves it to the next rule."""

    pattern: re.Pattern[str]
    read: Reading


def rule(pattern: str, read: Reading, *, flags: int = 0) -> Rule:
    """Return a rule from a verbose regular expression."""
    return Rule(pattern=re.compile(pattern, re.VERBOSE | flags), read=read)


def first_reading(rules: Sequence[Rule], text: str, start: int) -> tuple[int, str] | None:
    """Return the end and the reading of the first rule that applies at ``start``."""
    for candidate in rules:
        match = candidate.pattern.match(text, start)
        if match and match.end() > start:
            said = candidate.read(match)
            if said:
                return match.end(), said
    return None
