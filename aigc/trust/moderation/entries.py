"""The words that are looked for: lists by category, ours and an installation's own.

A list is a CSV file in UTF-8 with the columns ``category``, ``severity``, ``entry`` and
``unless``. Severity is ``block``, ``review`` or ``note``. ``unless`` holds longer words in which
the entry means something else, parted by ``|``. Lines that begin with ``#`` are left out.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal, cast

from aigc.errors import ConfigError
from aigc.trust.moderation.normalise import fold

Severity = Literal["block", "review", "note"]
SEVERITIES: Final = ("block", "review", "note")
COLUMNS: Final = ("category", "severity", "entry", "unless")
OWN: Final = ("words_zh.csv", "words_en.csv")
LARGEST: Final = 32 * 1024 * 1024
"""Bytes of a list."""
_HAN: Final = re.compile("[㐀-鿿\U00020000-\U0003ffff]")
_CATEGORY: Final = re.compile(r"[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A word of a list.

    Attributes
    ----------
    folded : str
        As `fold` leaves it; Chinese without spaces, English with one between words.
    unless : tuple of str
        Longer words, folded, in which it means something else.
    """

    category: str
    severity: Severity
    word: str
    folded: str
    unless: tuple[str, ...] = ()


def is_han(text: str) -> bool:
    """Tell whether a Chinese character is in a text."""
    return bool(_HAN.search(text))


@cache
def own() -> tuple[Entry, ...]:
    """Return the entries of the house."""
    folder = files("aigc.trust.moderation") / "data"
    texts = ((name, (folder / name).read_text(encoding="utf-8")) for name in OWN)
    return tuple(entry for name, text in texts for entry in _entries(text, name))


def read_list(path: Path) -> tuple[Entry, ...]:
    """Return the entries of a list in a file.

    Raises
    ------
    ConfigError
        It cannot be read, or a line is no entry; the message names the line.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise ConfigError(f"The word list {path} is larger than 32 MiB. Divide it.")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as exc:
        why = exc.strerror if isinstance(exc, OSError) else "it is not UTF-8"
        raise ConfigError(f"Cannot read the word list {path}: {why}.") from exc
    return tuple(_entries(text, str(path)))


def _entries(text: str, name: str) -> Iterator[Entry]:
    rows = list(csv.reader(_lines(text)))
    head = tuple(cell.strip().lower() for cell in rows[0]) if rows else ()
    if head[:3] != COLUMNS[:3] or head[3:] not in ((), COLUMNS[3:]):
        raise ConfigError(f"The first line of the word list {name} must be {','.join(COLUMNS)}.")
    for number, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            yield _entry(row, f"Entry {number - 1} of the word list {name}")


def _lines(text: str) -> Iterable[str]:
    return (line for line in text.splitlines() if not line.startswith("#"))


def _entry(row: list[str], where: str) -> Entry:
    category, severity, word, unless = (cell.strip() for cell in [*row, "", "", "", ""][:4])
    if not _CATEGORY.fullmatch(category):
        raise ConfigError(f"{where} has the category {category!r}. Use small Latin letters.")
    if severity not in SEVERITIES:
        raise ConfigError(f"{where} is {severity!r}. Use {', '.join(SEVERITIES)}.")
    folded = plain(word)
    if len(folded) < 2:
        raise ConfigError(f"{where} is {word!r}, which is too short. Give two characters or more.")
    return Entry(
        category=category, severity=cast(Severity, severity), word=word, folded=folded,
        unless=tuple(plain(one) for one in unless.split("|") if one.strip()),
    )  # fmt: skip


def plain(word: str) -> str:
    """Return a word as the lists compare it.

    >>> plain("賭 博"), plain("Child-Porn")
    ('赌博', 'child porn')
    """
    kept = "".join(c if c.isalnum() or c == "'" else " " for c in fold(word).text)
    return "".join(kept.split()) if is_han(kept) else " ".join(kept.replace("'", "").split())
