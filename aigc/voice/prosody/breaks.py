"""Where a speaker rests: at marks, and in what is too long for one breath."""

from __future__ import annotations

from collections.abc import Sequence

from aigc.voice.prosody.words import Break, Broken, Word

SHORT, LONG = 4, 14
"""Phrases of so many syllables, and those between, are good as they are."""
FORCED, GAIN = 8.0, 1.8
"""What is saved by a rest at a strong mark, and at a comma."""
COST, CLITIC_COST, BEFORE_WEAK = 2.8, 6.0, 0.9
"""What a rest costs where nothing is written, what it costs inside a phrase that no one parts, and
what is taken off before a word of grammar."""
REACH = 60
"""No phrase has more words."""


def broken(words: Sequence[Word]) -> Broken:
    """Return the words of a sentence with the rests that cost least."""
    sizes = [0]
    for word in words:
        sizes.append(sizes[-1] + word.size)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(words) + 1):
        price = _price(words, end)
        best.append(
            min(
                (best[begin][0] + _strain(sizes[end] - sizes[begin]) + price, begin)
                for begin in range(max(0, end - REACH), end)
            )
        )
    rests = set()
    at = len(words)
    while at:
        rests.add(at - 1)
        at = best[at][1]
    return Broken(words=tuple(words), breaks=tuple(_kinds(words, rests)))


def _kinds(words: Sequence[Word], rests: set[int]) -> list[Break]:
    kinds: list[Break] = [
        "pause" if i in rests else "mark" if word.mark else "none" for i, word in enumerate(words)
    ]
    kinds[-1] = "end"
    return kinds


def _strain(syllables: int) -> float:
    """Return how far a phrase is from a length that is easily said."""
    if syllables < SHORT:
        return (SHORT - syllables) * 0.4
    return max(0.0, (syllables - LONG) / 3) ** 2


def _price(words: Sequence[Word], end: int) -> float:
    """Return what a rest before word ``end`` costs."""
    if end == len(words):
        return 0.0
    before, after = words[end - 1], words[end]
    if before.mark:
        return -GAIN if before.mark == "," else -FORCED
    if before.leans == "right" or after.leans == "left":
        return CLITIC_COST
    return COST - BEFORE_WEAK * (after.leans == "right")
