"""How much lyrics vary, within themselves and from one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aigc.lyrics.ranking.units import units
from aigc.types.article import Language
from aigc.types.lyric import Lyric

Gram = tuple[str, ...]


def distinct(lyrics: Iterable[Sequence[str]], length: int, language: Language = "zh") -> float:
    """Return how many of the stretches of ``length`` units in all lyrics are different, in percent.

    A stretch may cross a line end but not the end of a lyric; 100 when there is none. With one
    lyric it is SongNet's MA-D-``length`` before averaging, with all of them MI-D-``length``.

    Source: Li et al., "A Diversity-Promoting Objective Function", NAACL 2016.
    """
    found = [gram for lines in lyrics for gram in _grams(lines, length, language)]
    return 100 * len(set(found)) / len(found) if found else 100.0


def spread(candidates: Sequence[Lyric], count: int, *, weight: float = 0.7) -> tuple[Lyric, ...]:
    """Return ``count`` candidates that are good and unlike each other, the best first.

    One after the other, the candidate is taken with the most of ``weight`` times its total score
    (as a share of 1) less ``1 - weight`` times its similarity to the most similar one taken
    before: twice the pairs of neighbouring units in both, divided by the pairs of each (Dice's
    coefficient over sets). Where candidates are equal, the earlier stands first.

    Source: Carbonell and Goldstein, "The Use of MMR", SIGIR 1998.
    """
    pairs = [set(_grams(lyric.lines, 2, lyric.language)) for lyric in candidates]
    left = list(range(len(candidates)))
    nearest = [0.0] * len(candidates)
    taken: list[Lyric] = []
    while left and len(taken) < count:
        worth = [weight * _total(candidates[i]) - (1 - weight) * nearest[i] for i in left]
        best = left.pop(max(range(len(left)), key=worth.__getitem__))
        taken.append(candidates[best])
        for i in left:
            nearest[i] = max(nearest[i], _overlap(pairs[i], pairs[best]))
    return tuple(taken)


def _total(lyric: Lyric) -> float:
    return lyric.score.get("total", 0.0) / 100


def _grams(lines: Sequence[str], length: int, language: Language) -> list[Gram]:
    flat = [unit for line in lines for unit in units(line, language)]
    return list(zip(*(flat[k:] for k in range(length)), strict=False))


def _overlap(one: set[Gram], other: set[Gram]) -> float:
    size = len(one) + len(other)
    return 2 * len(one & other) / size if size else 1.0
