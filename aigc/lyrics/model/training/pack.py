"""Documents packed into flat arrays, to be drawn from quickly and kept on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from aigc.lyrics.model.symbols import COUNTDOWNS, TITLE_LENGTH, Kind
from aigc.lyrics.model.training.arrays import Array, Arrays
from aigc.lyrics.model.training.corpus import Text, rhyme_class
from aigc.lyrics.model.vocabulary import FIRST_CHARACTER, PAD, STYLES, Vocabulary

_RARE, _LIFT = 5, 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack(Arrays):
    """Many texts end to end; text ``i`` is rows ``starts[i]`` to ``starts[i + 1]``.

    Per row: token, kind, line, countdown, rhyme class (-1 for none), tone (1 level, 2 oblique,
    3 both), and whether a word of two characters begins there. Per text: style, group, title.
    """

    starts: Array
    style: Array
    group: Array
    title: Array
    groups: Array
    token: Array
    kind: Array
    line: Array
    countdown: Array
    rhyme: Array
    tone: Array
    word: Array

    def __len__(self) -> int:
        return len(self.style)


def _rows(text: Text, vocabulary: Vocabulary, tones: dict[str, int]) -> list[tuple[int, ...]]:
    rows: list[tuple[int, ...]] = []
    for number, line in enumerate(text.lines):
        for segment, mark in line:
            left = len(segment)
            for character, token in zip(segment, vocabulary.ids(segment), strict=True):
                left -= 1
                kind, rhyme = (Kind.CHARACTER, -1) if left else (Kind.LAST, rhyme_class(segment))
                shown = min(left, COUNTDOWNS - 1)
                rows.append((token, kind, number, shown, rhyme, tones.get(character, 0)))
            rows += [(token, Kind.MARK, number, 0, -1, 0) for token in vocabulary.ids(mark)]
    return rows


def pack(
    texts: Sequence[Text], vocabulary: Vocabulary, tones: Callable[[str], dict[str, int]]
) -> Pack:
    """Return texts as arrays; ``tones`` gives the tones of characters for a style."""
    books = {style: tones(style) for style in STYLES}
    parts = [np.array(_rows(t, vocabulary, books[t.style]), dtype=np.int16) for t in texts]
    rows = np.concatenate(parts)
    groups = sorted({t.group for t in texts})
    title = np.full((len(texts), TITLE_LENGTH), PAD, dtype=np.int16)
    for i, text in enumerate(texts):
        ids = vocabulary.ids(text.title[:TITLE_LENGTH])
        title[i, : len(ids)] = ids
    return Pack(
        starts=np.cumsum([0, *map(len, parts)]),
        style=np.array([vocabulary.style(t.style) for t in texts], dtype=np.int16),
        group=np.array([groups.index(t.group) for t in texts], dtype=np.int16),
        title=title,
        groups=np.array(groups),
        token=rows[:, 0],
        kind=rows[:, 1].astype(np.int8),
        line=rows[:, 2],
        countdown=rows[:, 3].astype(np.int8),
        rhyme=rows[:, 4].astype(np.int8),
        tone=rows[:, 5].astype(np.int8),
        word=_words(rows[:, 0], rows[:, 1]),
    )


def _words(token: Array, kind: Array) -> Array:
    """Return where two characters stand that stand together far more often than by chance."""
    first, second = token[:-1].astype(np.int64), token[1:].astype(np.int64)
    usable = (kind[:-1] == Kind.CHARACTER) & (np.minimum(first, second) >= FIRST_CHARACTER)
    keys, inverse, counts = np.unique(
        np.where(usable, first << 16 | second, 0), return_inverse=True, return_counts=True
    )
    seen = np.bincount(token, minlength=1 << 15).astype(np.float64)
    chance = seen[keys >> 16] * seen[keys & 0xFFFF] / len(token)
    common = (keys > 0) & (counts >= _RARE) & (counts > _LIFT * chance)
    return np.append(common[inverse.ravel()], False)
