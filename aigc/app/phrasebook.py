"""Messages in another language: patterns of the English ones, each with what it is there."""

from __future__ import annotations

import re

Phrasebook = tuple[tuple[re.Pattern[str], str], ...]
"""Patterns of English messages with what they are elsewhere; the first that is found counts."""


def phrasebook(listed: str) -> Phrasebook:
    r"""Return the phrases of a list.

    A phrase is two lines, a regular expression that is searched for in the English message and
    its translation, in which ``\1`` stands for what the first group found. Phrases are parted by
    empty lines; a part that begins with ``#`` is a heading.

    Raises
    ------
    ValueError
        If a part has not two lines, or its pattern is not a regular expression.
    """
    parts = (part.strip().split("\n") for part in re.split(r"\n\s*\n", listed.strip()))
    phrases = [part for part in parts if part[0][:1] not in ("", "#")]
    for phrase in phrases:
        if len(phrase) != 2:
            raise ValueError(f"A phrase is a pattern and its translation, not {phrase!r}.")
    try:
        return tuple((re.compile(english, re.DOTALL), other) for english, other in phrases)
    except re.error as exc:
        raise ValueError(f"{exc.pattern!r} is not a regular expression: {exc}.") from exc


def translated(message: str, book: Phrasebook) -> str:
    r"""Return a message in the language of a book, as it is where the book does not know it.

    >>> book = phrasebook("Line (.*) is empty\n第 \\1 行是空的。")
    >>> translated("Line 2 is empty.", book)
    '第 2 行是空的。'
    """
    for pattern, other in book:
        if found := pattern.search(message):
            return found.expand(other)
    return message
