"""The longest run of a lyric that also stands in a training text.

An index of training texts ships with the package: hashes of every stretch of six characters of
the Chinese ones (Song ci, Yuan qu, modern verse and prose, the shi of eleven famous poets;
not the single sentences nor the rest of shi) and of four words of the English ones (sonnets), marks
and line breaks left out, in a filter that says yes to one stranger in 1,024. A run is a chain of
stretches, each begun one unit after the one before; in prose it ends with the sentence. Shorter
runs, common to all verse, are not looked for.

A chain can say too much in two ways: two strangers in a row (about one in a million places), or
two training texts that share all but the ends of a stretch.
``scripts/build_lyrics_ranking.py novelty`` prints how often a run is longer than the exact one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from aigc.files import shipped
from aigc.lyrics.ranking.fuse import Fuse
from aigc.lyrics.ranking.units import grams, keys, units
from aigc.types.article import Language

PATH = Path(__file__).parents[1] / "data" / "novelty.npz"
STRETCH: dict[Language, int] = {"zh": 6, "en": 4}
"""Units of the shortest run that can be found."""

Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Units of a lyric that stand in a training text in the same order.

    Attributes
    ----------
    line, unit : int
        Where it begins, from 0; a unit is a character (a cell), in English a word.
    length : int
        Its units; it may go on over line ends.
    fresh : int
        Those of them that the songwriter did not give.
    text : str
        The units, words with spaces between them.
    """

    line: int
    unit: int
    length: int
    fresh: int
    text: str


@lru_cache(maxsize=1)
def index() -> dict[Language, Fuse]:
    """Return the stretches of the training texts by language.

    Raises
    ------
    AssetError
        If the file is missing or damaged.
    """
    with (
        shipped("The index of training texts", PATH),
        np.load(PATH, allow_pickle=False) as file,
    ):
        return {language: _unpacked(file, language) for language in STRETCH}


def packed(language: Language, fuse: Fuse) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of one language as they stand in the file."""
    sizes = np.array([fuse.segment, fuse.seed], np.int64)
    return {f"{language}.low": fuse.low, f"{language}.high": fuse.high, f"{language}.sizes": sizes}


def _unpacked(file: Mapping[str, npt.NDArray[Any]], language: Language) -> Fuse:
    segment, seed = file[f"{language}.sizes"].tolist()
    low, high = file[f"{language}.low"], file[f"{language}.high"]
    return Fuse(low=low, high=high, segment=segment, seed=seed)


def copied(
    lines: Sequence[str], language: Language = "zh", *, given: Collection[Place] = ()
) -> tuple[Run, ...]:
    """Return every run of a lyric that stands in a training text, in reading order.

    ``given``: the line and the unit of what the songwriter wrote, both from 0.
    """
    parts = [units(line, language) for line in lines]
    flat = [part for line in parts for part in line]
    places = [(i, k) for i, line in enumerate(parts) for k in range(len(line))]
    held = index()[language].holds(grams(keys(flat), STRETCH[language]))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], held.astype(np.int8), [0]])))
    runs = []
    for begin, beyond in edges.reshape(-1, 2).tolist():
        end = beyond + STRETCH[language] - 1
        fresh = sum(place not in given for place in places[begin:end])
        text = ("" if language == "zh" else " ").join(flat[begin:end])
        line, unit = places[begin]
        runs.append(Run(line=line, unit=unit, length=end - begin, fresh=fresh, text=text))
    return tuple(runs)


def longest(
    lines: Sequence[str], language: Language = "zh", *, given: Collection[Place] = ()
) -> Run | None:
    """Return the run with the most units that the songwriter did not give; the first of equals.

    Nothing, if no run of `STRETCH` units stands in a training text.
    """
    return max(copied(lines, language, given=given), key=lambda run: run.fresh, default=None)
