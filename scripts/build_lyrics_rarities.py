"""Which tones of a character poets leave alone although the old rhyme books list it under them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pypinyin import Style, pinyin

NEAR = 3
"""Ends of sentences that far apart may rhyme."""
WITNESSES = 2
"""So many ends near by must rhyme, and be of one tone beyond doubt."""
OFTEN = 20
"""A character that rhymed so often and never in a tone is not heard in it."""
SELDOM = 0.03
"""The share of its rhymes up to which a tone may be a mistake."""
FEW = 4

Lines = Sequence[str]


def rare_tones(rhymes: dict[str, Any], poems: Iterable[Lines]) -> dict[str, str]:
    """Return, for each tone, the characters that are listed under both and not used in it.

    ``rhymes`` is what `build_lyrics_sounds.packed_rhymes` returns. A tone is in use where poets
    rhyme in it, or where modern speech has it and they do not avoid it.
    """
    tones, classes = _listed(rhymes)
    heard = _heard(tones, classes, poems)
    rare: dict[str, str] = {}
    for tone in ("平", "仄"):
        both = sorted(c for c, of in tones.items() if len(of) == 2)
        found = [c for c in both if _unused(tone, heard[c], _spoken(c))]
        rare[tone] = "".join(found)
    return rare


def _unused(tone: str, heard: Counter[str], spoken: set[str]) -> bool:
    total = heard.total()
    if tone not in spoken and spoken:
        return heard[tone] <= SELDOM * total or total < FEW
    return total >= OFTEN and not heard[tone]


def _heard(
    tones: dict[str, set[str]], classes: dict[str, set[str]], poems: Iterable[Lines]
) -> dict[str, Counter[str]]:
    """Return how often characters of both tones rhyme with those of each."""
    heard: dict[str, Counter[str]] = defaultdict(Counter)
    for poem in poems:
        ends = list(_ends(poem))
        for i, end in enumerate(ends):
            if len(tones[end]) == 2:
                near = ends[max(0, i - NEAR) : i] + ends[i + 1 : i + 1 + NEAR]
                sure = [c for c in near if len(tones[c]) == 1 and classes[c] & classes[end]]
                told = Counter(tone for c in sure for tone in tones[c])
                if len(told) == 1 and told.total() >= WITNESSES:
                    heard[end].update(told.keys())
    return heard


def _ends(poem: Lines) -> Iterator[str]:
    for line in poem:
        words = [c for c in line if c.isalpha()]
        if words:
            yield words[-1]


def _listed(rhymes: dict[str, Any]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    tones: dict[str, set[str]] = defaultdict(set)
    classes: dict[str, set[str]] = defaultdict(set)
    for tone, sections in rhymes["pingshui"].items():
        for c in "".join((*sections.values(), rhymes["unlisted"][tone])):
            tones[c].add(tone)
    for part, sides in rhymes["cilin"].items():
        for c in "".join(sides.values()):
            classes[c].add(part)
    return tones, classes


def _spoken(character: str) -> set[str]:
    (found,) = pinyin(character, style=Style.TONE3, heteronym=True)
    return {"平" if syllable[-1] in "12" else "仄" for syllable in found if syllable[-1] in "1234"}
