"""The tables of the old rhyme books, read from the package's data."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

Pairs = Mapping[str, frozenset[tuple[str, str]]]
"""By character: a tone, 平 or 仄, with a rhyme class under which it is listed."""

_FILE = Path(__file__).parents[1] / "data" / "rhymes.json.gz"


@lru_cache(maxsize=1)
def pingshui() -> Pairs:
    """Return where 平水韵 lists each character; one with a tone but no rhyme has class ``""``."""
    raw = _raw()
    listed = [
        (t, rhyme, some) for t, groups in raw["pingshui"].items() for rhyme, some in groups.items()
    ]
    return _pairs([*listed, *((tone, "", some) for tone, some in raw["unlisted"].items())])


@lru_cache(maxsize=1)
def cilin() -> Pairs:
    """Return where 词林正韵 lists each character, with the tone of that place."""
    parts = _raw()["cilin"].items()
    return _pairs((tone, part, some) for part, tones in parts for tone, some in tones.items())


def _pairs(places: Iterable[tuple[str, str, str]]) -> Pairs:
    found: dict[str, set[tuple[str, str]]] = {}
    for tone, label, characters in places:
        for c in characters:
            found.setdefault(c, set()).add((tone, label))
    return {c: frozenset(pairs) for c, pairs in found.items()}


@lru_cache(maxsize=1)
def _raw() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(gzip.decompress(_FILE.read_bytes()))
    return raw
