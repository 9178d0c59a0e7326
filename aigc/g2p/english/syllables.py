"""Phones of an English word to syllables."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from aigc.types.reading import Reading

_ONSETS = frozenset(
    (
        "P R", "P L", "P Y", "B R", "B L", "B Y", "T R", "T W", "T Y", "D R", "D W", "D Y", "K R",
        "K L", "K W", "K Y", "G R", "G L", "G W", "G Y", "F R", "F L", "F Y", "V Y", "TH R",
        "TH W", "TH Y", "SH R", "HH Y", "HH W", "M Y", "N Y", "L Y", "S P", "S T", "S K", "S F",
        "S M", "S N", "S L", "S W", "S Y", "S P R", "S P L", "S P Y", "S T R", "S T Y", "S K R",
        "S K L", "S K W", "S K Y", "V R", "V L", "SH L", "SH M", "SH N", "SH W", "P W", "B W",
        "S V", "S F R",
    )
)  # fmt: skip


def syllables(phones: Sequence[str]) -> tuple[Reading, ...]:
    """Return the phones as syllables, as many consonants before each vowel as may begin a word.

    Phones without a vowel are one syllable.

    >>> [r.sounds for r in syllables("EH1 K S T R AH0".split())]
    ['EH1 K', 'S T R AH0']
    """
    nuclei = [i for i, phone in enumerate(phones) if phone[-1].isdigit()]
    starts = [0]
    for before, nucleus in pairwise(nuclei):
        starts.append(_onset(phones, before + 1, nucleus))
    ends = [*starts[1:], len(phones)]
    return tuple(
        Reading(language="en", sounds=" ".join(phones[a:b]))
        for a, b in zip(starts, ends, strict=True)
    )


def _onset(phones: Sequence[str], first: int, nucleus: int) -> int:
    """Return where the syllable of the vowel at ``nucleus`` begins, not before ``first``."""
    for start in range(first, nucleus):
        cluster = phones[start:nucleus]
        if len(cluster) == 1:
            return start if cluster[0] != "NG" else nucleus
        if " ".join(cluster) in _ONSETS:
            return start
    return nucleus
