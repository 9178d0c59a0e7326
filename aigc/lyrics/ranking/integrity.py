"""Whether every segment of a Chinese lyric ends where a phrase ends.

A small scorer, a logistic regression over hashed stretches of one to four characters around a
place between two characters, was trained to tell the ends of segments from the places inside
them (``scripts/build_lyrics_ranking.py boundaries``). Both kinds weigh the same in training, so a
chance is given at even odds: 0.5 says that the characters tell nothing, near 0 that a word or
phrase is cut in two. How long a segment is does not count.

The figure follows SongNet's *integrity*, there the probability that a language model gives the
mark after a sentence: two to the power of the mean of ``-log2`` of the chances at all segment
ends. 1 is certainty everywhere, 2 what characters that tell nothing would get; lower is better.

Source: Li et al., "Rigid Formats Controlled Text Generation", ACL 2020, for the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt

from aigc.files import shipped
from aigc.lyrics.ranking.units import Keys, keys, mixed, segments

PATH = Path(__file__).parents[1] / "data" / "boundaries.npz"
STYLES = {"modern": 0, "ci": 1, "qu": 2, "classic": 3}
"""The styles the scorer tells apart; any other counts as modern."""

BEFORE, AFTER = 3, 3
_SHAPES: tuple[tuple[int, ...], ...] = (
    (0,), (1,), (2,), (0, 1), (0, 1, 2),
    (3,), (4,), (5,), (3, 4),
    (0, 3), (0, 4), (1, 3), (1, 4), (1, 0, 3), (0, 3, 4), (0, 1, 3, 4),
)  # fmt: skip
_STYLED: tuple[tuple[int, ...], ...] = ((0,), (1,), (3,), (4,), (0, 1), (3, 4))

Chances = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The chance that a phrase ends with a cell that ends a segment; indices from 0."""

    line: int
    cell: int
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrity:
    """The chances at all segment ends of a lyric, in reading order."""

    endings: tuple[Ending, ...]

    @property
    def figure(self) -> float:
        """Two to the power of the mean of ``-log2`` of the chances, from 1 up; lower is better."""
        if not self.endings:
            return 1.0
        return float(2 ** -np.mean(np.log2([ending.chance for ending in self.endings])))

    @property
    def score(self) -> float:
        """The geometric mean of the chances in percent: 100 divided by the figure."""
        return 100 / self.figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorer:
    """Weights of the features: int8, shape ``(slots,)``, and the worth of one step in nats."""

    weights: npt.NDArray[np.int8]
    step: float

    def chances(self, around: Keys, styles: npt.NDArray[np.uint64]) -> Chances:
        """Return the chance of a seam at each place of `windows`, shape ``(n,)``."""
        slots = features(around, styles, len(self.weights))
        nats = self.weights[slots].sum(axis=1, dtype=np.int64) * self.step
        chances: Chances = 1 / (1 + np.exp(-nats))
        return chances


@lru_cache(maxsize=2)
def scorer(path: Path = PATH) -> Scorer:
    """Return a scorer of the package.

    Raises
    ------
    AssetError
        If its file is missing or damaged.
    """
    with shipped("The scorer", path), np.load(path, allow_pickle=False) as file:
        return Scorer(weights=file["weights"], step=float(file["step"]))


def windows(codes: Keys, segment: npt.NDArray[np.int64], text: npt.NDArray[np.int64]) -> Keys:
    """Return the characters around the place after each character, shape ``(n, 6)``.

    Columns 0 to 2 hold those before the place, nearest first, 3 to 5 those after it. What lies
    beyond the segment of the nearest character, or in another text, is 0. ``segment`` and
    ``text`` number them upwards for each character.
    """
    count = len(codes)
    around = np.zeros((count, BEFORE + AFTER), np.uint64)
    for far in range(min(BEFORE, count)):
        same = segment[far:] == segment[: count - far]
        around[far:, far] = np.where(same, codes[: count - far], 0)
    for far in range(1, min(AFTER + 1, count)):
        near = slice(1, count - far + 1)
        same = (segment[far:] == segment[near]) & (text[near] == text[: count - far])
        around[: count - far, BEFORE - 1 + far] = np.where(same, codes[far:], 0)
    return around


def features(around: Keys, styles: npt.NDArray[np.uint64], size: int) -> npt.NDArray[np.int64]:
    """Return the slots of the features of each place, shape ``(n, features)``.

    Stretches of characters are hashed into ``size`` slots, short ones once more together with the
    number of the style; one that reaches beyond its segment is left out: slot 0.
    """
    found = np.empty((len(_SHAPES) + len(_STYLED), len(around)), np.int64)
    columns = np.ascontiguousarray(around.T)
    for number, shape in enumerate((*_SHAPES, *_STYLED)):
        known = [columns[k] for k in shape]
        there = np.logical_and.reduce([column > 0 for column in known])
        if number >= len(_SHAPES):
            known.append(styles)
        slots = mixed(known, seed=number + 1) % np.uint64(size - 1) + np.uint64(1)
        found[number] = np.where(there, slots, 0)
    return found.T


def seams(
    found: Scorer, lyrics: Sequence[Sequence[str]], *, style: str = "modern", ahead: bool = True
) -> list[list[Chances]]:
    """Return, for each line of each lyric, the chance of a seam after each character.

    Marks are no characters: element ``k`` belongs to cell ``k``. Without ``ahead`` only what
    stands before a place counts.
    """
    stretches = [[segments(line) for line in lines] for lines in lyrics]
    flat = [s for lines in stretches for line in lines for s in line]
    texts = [i for i, lines in enumerate(stretches) for line in lines for _ in line]
    lengths = [len(s) for s in flat]
    around = windows(
        keys("".join(flat)), np.repeat(np.arange(len(flat)), lengths), np.repeat(texts, lengths)
    )
    if not ahead:
        around[:, BEFORE:] = 0
    chances = found.chances(around, np.full(len(around), STYLES.get(style, 0), np.uint64))
    cuts = list(accumulate(sum(map(len, line)) for lines in stretches for line in lines))
    rows = iter(np.split(chances, cuts[:-1]))
    return [[next(rows) for _ in lines] for lines in stretches]


def integrity(lines: Sequence[str], *, style: str = "modern", ahead: bool = True) -> Integrity:
    """Return how surely every segment of a Chinese lyric ends where a phrase ends.

    ``ahead``: whether the start of the next segment counts too; it shows a word cut in two.
    Without it the figure is the nearest to SongNet's.
    """
    return integrities([lines], style=style, ahead=ahead)[0]


def integrities(
    lyrics: Sequence[Sequence[str]], *, style: str = "modern", ahead: bool = True
) -> list[Integrity]:
    """Return the `integrity` of each of many lyrics."""
    known = seams(scorer(), lyrics, style=style, ahead=ahead)
    return [_at_ends(lines, chances) for lines, chances in zip(lyrics, known, strict=True)]


def _at_ends(lines: Sequence[str], chances: Sequence[Chances]) -> Integrity:
    endings = []
    for i, (line, known) in enumerate(zip(lines, chances, strict=True)):
        for end in accumulate(map(len, segments(line))):
            endings.append(Ending(line=i, cell=end - 1, chance=float(known[end - 1])))
    return Integrity(endings=tuple(endings))
