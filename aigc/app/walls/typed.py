"""What a visitor may type where an engine is chosen: never a place on the server or an address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from aigc import registry

RUNS_PROGRAMS: Final = frozenset({"subprocess"})
"""Engines whose model is a program of the server."""
MOST_DEEP: Final = 40

_REFERENCE: Final = re.compile(r"[\w-]+(:[^\s?]*)?(\?\S*)?")
_PLACE: Final = re.compile(r"[/\\~.]|[A-Za-z]:[/\\]|[A-Za-z][\w+.-]*://")


def strings_in(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value; what is nested too deeply is not looked into.

    Raises
    ------
    ValueError
        It is nested deeper than `MOST_DEEP`.
    """
    stack = [(value, 0)]
    while stack:
        one, depth = stack.pop()
        if depth > MOST_DEEP:
            raise ValueError("nested too deeply")
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            stack += [(part, depth + 1) for part in one]
        elif isinstance(one, dict):
            stack += [(part, depth + 1) for part in (*one, *one.values())]


def leads_away(text: str, folders: Iterable[Path]) -> bool:
    """Tell whether a text asks an engine for a place outside ``folders``, an address or a program.

    >>> leads_away("diffusers:/etc", ()), leads_away("diffusers:owner/model", ())
    (True, False)
    >>> leads_away("openai:qwen?base_url=http://10.0.0.1/", ()), leads_away("a /b: c", ())
    (True, False)
    """
    return any(_away(part.strip(), tuple(folders)) for part in text.split(","))


def _away(text: str, folders: tuple[Path, ...]) -> bool:
    if len(text) > 4096 or not _REFERENCE.fullmatch(text):
        return False
    asked = registry.reference(text)
    if asked.name not in _engines():
        return False
    if asked.name in RUNS_PROGRAMS:
        return True
    places = (asked.model, *asked.options.values())
    return any(_outside(place, folders) for place in places)


def _outside(place: str, folders: tuple[Path, ...]) -> bool:
    if ".." in re.split(r"[/\\]", place):
        return True
    if not _PLACE.match(place):
        return False
    if "://" in place:
        return True
    there = Path(place).expanduser().resolve()
    return not any(there.is_relative_to(folder.resolve()) for folder in folders)


def _engines() -> frozenset[str]:
    return frozenset(name for engines in registry.BUILT_IN.values() for name in engines)
