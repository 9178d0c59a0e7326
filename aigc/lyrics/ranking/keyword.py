"""How naturally the keywords of a Chinese lyric stand among their neighbours.

A keyword is unnatural where its first or last character joins with the one beside it to another
word, as 明月 in 分明月. A scorer of the same make as that of `aigc.lyrics.ranking.integrity`,
trained on where jieba divides the training texts into words, gives the chance that a word ends at
each edge of the keyword. An edge at a pause is certain. A keyword of one character is natural
anywhere, for it is meant to join (春 in 春风).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

from aigc.lyrics.ranking.integrity import Chances, scorer, seams
from aigc.lyrics.ranking.units import segments
from aigc.types.template import Keyword

PATH = Path(__file__).parents[1] / "data" / "boundaries_words.npz"
SURE = 0.5
"""Chance of a word end from which an edge counts as natural."""


def naturalness(
    lyrics: Sequence[Sequence[str]], keywords: Sequence[Keyword], *, style: str = "modern"
) -> list[float]:
    """Return how naturally the keywords stand in each lyric, from 0 to 100.

    A place of a keyword is worth the product of its two edges, each its chance divided by `SURE`
    and at most 1; a keyword is worth its best place, 0 when it is missing; keywords count alike.
    """
    known = seams(scorer(PATH), lyrics, style=style)
    return [
        100 * sum(_best(word, lines, chances) for word in keywords) / max(len(keywords), 1)
        for lines, chances in zip(lyrics, known, strict=True)
    ]


def _best(word: Keyword, lines: Sequence[str], chances: Sequence[Chances]) -> float:
    chosen = range(len(lines)) if word.line is None else (word.line,)
    return max((_in_line(word.text, lines[i], chances[i]) for i in chosen), default=0.0)


def _in_line(word: str, line: str, chances: Chances) -> float:
    stretches = segments(line)
    starts = accumulate(map(len, stretches), initial=0)
    best = 0.0
    for start, segment in zip(starts, stretches, strict=False):
        at = segment.find(word)
        while at >= 0:
            end = at + len(word)
            sure = len(word) == 1
            before = 1.0 if sure or at == 0 else _edge(chances[start + at - 1])
            after = 1.0 if sure or end == len(segment) else _edge(chances[start + end - 1])
            best = max(best, before * after)
            at = segment.find(word, at + 1)
    return best


def _edge(chance: float) -> float:
    return min(1.0, float(chance) / SURE)
