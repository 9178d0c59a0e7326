"""How the banks of other programs spell syllables."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from aigc.errors import did_you_mean


def spellings(syllable: str) -> Iterator[str]:
    """Yield the ways in which dictionaries write a syllable of pinyin."""
    yield syllable
    if "v" in syllable:
        yield from (syllable.replace("v", "ü"), syllable.replace("v", "u:"))
        yield syllable.replace("v", "yu")
        if syllable in ("lve", "nve"):
            yield syllable.replace("v", "u")
    if syllable[:2] in ("ju", "qu", "xu", "yu"):
        yield syllable[0] + "v" + syllable[2:]


def near(name: str, known: Iterable[str]) -> str:
    """Return a sentence that names close matches, or else a few of the many there are."""
    names = sorted(known, key=lambda other: (len(other), other))
    return did_you_mean(name, difflib.get_close_matches(name, names, n=3) or names[:12])
