"""Training samples: some lines of a passage under a form that tells a random part of theirs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aigc.lyrics.english.symbols import (
    COMMON_WORDS,
    FIRST_WORD,
    JOINED,
    MARKS,
    NEAR_RHYME,
    VERSE,
    Metre,
    Rhyme,
    Stress,
    Syllable,
    layout,
)
from aigc.lyrics.english.training.pack import ALONE, Pack
from aigc.lyrics.model.symbols import THEMES
from aigc.lyrics.model.training.arrays import Array
from aigc.lyrics.model.training.samples import Sample
from aigc.lyrics.model.vocabulary import FREE, UNKNOWN, Vocabulary

LINES, SYLLABLES = (4, 14), 170


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """How often a training sample tells or hides what."""

    rhyme: float = 0.8
    rhyme_hidden: float = 0.08
    stress: float = 0.55
    other_stress: float = 0.5
    marks: float = 0.4
    inner_marks: float = 0.6
    locks: float = 0.2
    themes: float = 0.4


PLAIN = Chances(rhyme=1, rhyme_hidden=0, stress=1, other_stress=0, marks=0, locks=0, themes=0)
"""Rhyme and metre told and nothing else, as in writing."""


def draw(
    pack: Pack, line: int, rng: np.random.Generator, chances: Chances, vocabulary: Vocabulary
) -> Sample:
    """Return the lines from ``line`` on, or before it where its passage ends, under a form."""
    lines = _window(pack, line, int(rng.integers(LINES[0], LINES[1] + 1)))
    marks = _marks(pack, lines, rng, chances)
    stress = _stress(pack, lines, rng, chances)
    rhyme = _rhymes(pack.rhyme[lines], rng, chances)
    begin, end = pack.starts[lines[0]], pack.starts[lines[-1] + 1]
    token = pack.token[begin:end].astype(np.int64)
    given = _locks(token, rng) if rng.random() < chances.locks else np.full(len(token), FREE)
    cells = list(map(Syllable, stress.tolist(), [0] * len(token), given.tolist(), marks))
    rows: list[list[Syllable]] = []
    for number, index in enumerate(lines):
        row = cells[pack.starts[index] - begin : pack.starts[index + 1] - begin]
        row[-1] = row[-1]._replace(rhyme=int(rhyme[number]))
        rows.append(row)
    slots = layout(rows, vocabulary)
    place = pack.starts[lines][slots.line] - begin + slots.cell
    mark = slots.cell < 0
    tokens = np.where(mark, slots.rows[:, 1], token[np.where(mark, 0, place)])
    free = (slots.rows[:, 1] == FREE) & (tokens != UNKNOWN) & (tokens != JOINED)
    return Sample(_prompt(token, rng, chances, vocabulary), slots.rows, tokens, free)


def _window(pack: Pack, line: int, count: int) -> Array:
    """Return the indices of at most ``count`` lines of the passage of ``line``."""
    first, after = np.searchsorted(pack.passage, [pack.passage[line], pack.passage[line] + 1])
    begin = max(int(first), min(line, int(after) - count))
    end = min(int(after), begin + count)
    while pack.starts[end] - pack.starts[begin] > SYLLABLES:
        end -= 1
    return np.arange(begin, end)


def _marks(pack: Pack, lines: Array, rng: np.random.Generator, chances: Chances) -> list[str]:
    begin, end = pack.starts[lines[0]], pack.starts[lines[-1] + 1]
    mark = pack.mark[begin:end]
    if rng.random() >= chances.marks:
        return [""] * len(mark)
    if rng.random() >= chances.inner_marks:
        ends = np.zeros(len(mark), dtype=bool)
        ends[pack.starts[lines + 1] - begin - 1] = True
        mark = np.where(ends, mark, 0)
    return [MARKS[m - 1] if m else "" for m in mark.tolist()]


def _stress(pack: Pack, lines: Array, rng: np.random.Generator, chances: Chances) -> Array:
    """Return what is told of each syllable: its metre's beat, its own stress, or nothing."""
    begin, end = pack.starts[lines[0]], pack.starts[lines[-1] + 1]
    if rng.random() >= chances.stress:
        return np.full(end - begin, Stress.ANY)
    own = pack.stress[begin:end]
    told = np.where(own == ALONE, Stress.ANY, np.where(own > 0, Stress.STRONG, Stress.WEAK))
    if rng.random() >= chances.other_stress:
        told[:] = Stress.ANY
    for index in lines:
        if metre := pack.metre[index]:
            first, after = pack.starts[index] - begin, pack.starts[index + 1] - begin
            odd = (np.arange(after - first) + (metre == Metre.TROCHAIC)) % 2 == 1
            told[first:after] = np.where(odd, Stress.STRONG, Stress.WEAK)
    return told


def _rhymes(keys: Array, rng: np.random.Generator, chances: Chances) -> Array:
    """Return what is told of the rhyme of each line."""
    if rng.random() >= chances.rhyme:
        return np.full(len(keys), Rhyme.ANY)
    told = np.full(len(keys), int(Rhyme.NONE))
    for i, key in enumerate(keys.tolist()):
        above = np.flatnonzero(keys[max(0, i - NEAR_RHYME) : i] == key)
        if len(above):
            distance = min(i, NEAR_RHYME) - int(above[-1])
            told[i] = Rhyme.OPENS + distance
        elif key in keys[i + 1 : i + 1 + NEAR_RHYME]:
            told[i] = Rhyme.OPENS
    return np.where(rng.random(len(keys)) < chances.rhyme_hidden, Rhyme.ANY, told)


def _locks(token: Array, rng: np.random.Generator) -> Array:
    """Return the tokens that are given, whole words at random."""
    last = token != JOINED
    word = np.concatenate(([0], np.cumsum(last)[:-1]))
    chosen = (rng.random(word[-1] + 1) < rng.random() * 0.4)[word]
    known = (token[last] != UNKNOWN)[word]
    return np.where(chosen & known, token, FREE)


def _prompt(
    token: Array, rng: np.random.Generator, chances: Chances, vocabulary: Vocabulary
) -> Array:
    """Return the style and up to four rarer words of the lines."""
    style = vocabulary.style(VERSE)
    themes = np.unique(token[token >= FIRST_WORD + COMMON_WORDS])
    if rng.random() >= chances.themes:
        themes = themes[:0]
    themes = rng.permutation(themes)[: rng.integers(1, THEMES + 1)]
    return np.array([(style, 0, 0), *((int(t), 2 + i, 0) for i, t in enumerate(themes))])
