"""Training samples: a text under a template that tells a random part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from aigc.lyrics.model.symbols import (
    PARITIES,
    SEGMENTS,
    THEME_LENGTH,
    THEMES,
    Column,
    Ids,
    Kind,
    Rhyme,
    Tone,
)
from aigc.lyrics.model.training.arrays import Array
from aigc.lyrics.model.training.pack import Pack
from aigc.lyrics.model.vocabulary import FREE, PAD, UNKNOWN

LONGEST = 400
_NEAR = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """How often a training sample tells or hides what."""

    no_title: float = 0.3
    themes: float = 0.5
    tones: float = 0.4
    locks: float = 0.25
    no_marks: float = 0.2
    one_segment_a_line: float = 0.15
    rhyme_any: float = 0.3
    rhyme_main: float = 0.3
    rhyme_all: float = 0.25


@dataclass(frozen=True, slots=True)
class Sample:
    """A prompt, the slots, the tokens that stand in them, and which of those are to be written."""

    prompt: Ids
    slots: Ids
    tokens: Ids
    free: Array


def plain(pack: Pack, text: int, *, rhyme: bool) -> Sample:
    """Return a text under its title and bare form, for evaluation; ``rhyme`` tells the main one."""
    rows = _crop(pack, text, None)
    slots = _slots(pack, rows)
    if rhyme:
        slots[:, Column.RHYME] = _main_rhyme(pack.rhyme[rows], slots)
    return _sample(pack, text, rows, slots, [pack.title[text]])


def paper_tokens(sample: Sample) -> int:
    """Return how many tokens SongNet counts in a text: marks, line ends and its end as well."""
    parity = sample.slots[:, Column.PARITY]
    return len(sample.tokens) + int((parity[1:] != parity[:-1]).sum()) + 2


def draw(pack: Pack, text: int, rng: np.random.Generator, chances: Chances) -> Sample:
    """Return a text, cropped at a line if long, under a template drawn at random."""
    rows = _crop(pack, text, rng)
    if rng.random() < chances.no_marks:
        rows = rows[pack.kind[rows] != Kind.MARK]
    slots = _slots(pack, rows)
    if rng.random() < chances.one_segment_a_line:
        slots[:, Column.PARITY] = slots[:, Column.SEGMENT] % PARITIES
    slots[:, Column.RHYME] = _rhymes(pack.rhyme[rows], slots, rng, chances)
    if rng.random() < chances.tones:
        slots[:, Column.TONE] = _tones(pack.tone[rows], rng)
    if rng.random() < chances.locks:
        locked = _locks(slots, rng) & (pack.token[rows] != UNKNOWN)
        slots[:, Column.GIVEN] = np.where(locked, pack.token[rows], slots[:, Column.GIVEN])
    words = [pack.title[text] if rng.random() >= chances.no_title else pack.title[text][:0]]
    if rng.random() < chances.themes:
        words += _themes(pack, rows, slots, rng)
    return _sample(pack, text, rows, slots, words)


def _sample(pack: Pack, text: int, rows: Array, slots: Ids, words: Sequence[Array]) -> Sample:
    tokens = pack.token[rows].astype(np.int64)
    free = (slots[:, Column.GIVEN] == FREE) & (tokens != UNKNOWN)
    prompt = [(int(pack.style[text]), 0, 0)]
    for part, word in enumerate(words, 1):
        prompt += [(int(token), part, i) for i, token in enumerate(word) if token != PAD]
    return Sample(np.array(prompt, dtype=np.int64), slots, tokens, free)


def _crop(pack: Pack, text: int, rng: np.random.Generator | None) -> Array:
    """Return the rows of a text, or of as many whole lines as fit from one drawn at random."""
    begin, end = int(pack.starts[text]), int(pack.starts[text + 1])
    line = pack.line[begin:end]
    if rng is not None and end - begin > LONGEST:
        first = line[rng.integers(0, end - begin - LONGEST + 1)]
        begin += int(np.searchsorted(line, first))
        line = pack.line[begin:end]
    if end - begin > LONGEST:
        whole = int(np.searchsorted(line, line[LONGEST]))
        end = begin + (whole or LONGEST)
    return np.arange(begin, end)


def _slots(pack: Pack, rows: Array) -> Ids:
    kind, line = pack.kind[rows], pack.line[rows]
    last, mark = kind == Kind.LAST, kind == Kind.MARK
    slots = np.zeros((len(rows), len(Column)), dtype=np.int64)
    slots[:, Column.KIND] = kind
    slots[:, Column.GIVEN] = np.where(mark, pack.token[rows], FREE)
    slots[:, Column.RHYME] = np.where(last, Rhyme.ANY, Rhyme.INNER)
    slots[:, Column.COUNTDOWN] = pack.countdown[rows]
    slots[:, Column.SEGMENT] = np.minimum(np.cumsum(last) - last - mark, SEGMENTS - 1).clip(0)
    slots[:, Column.PARITY] = (line - line[0]) % PARITIES
    return slots


def _main_rhyme(classes: Array, slots: Ids) -> Array:
    """Return the rhyme column that tells, at line ends, the class most of them share."""
    told = slots[:, Column.RHYME].copy()
    ends = np.flatnonzero(slots[:, Column.KIND] == Kind.LAST)
    parity = slots[ends, Column.PARITY]
    ends = ends[np.append(parity[1:] != parity[:-1], True)]
    known = classes[ends][classes[ends] >= 0]
    if len(known):
        main = np.bincount(known).argmax()
        told[ends] = np.where(classes[ends] == main, Rhyme.FIRST + main, Rhyme.NONE)
    return told


def _rhymes(classes: Array, slots: Ids, rng: np.random.Generator, chances: Chances) -> Array:
    """Return the rhyme column with no, the main, all, or some of the ends told."""
    choice = rng.random() - chances.rhyme_any
    if choice < 0:
        return slots[:, Column.RHYME]
    choice -= chances.rhyme_main
    if choice < 0:
        return _main_rhyme(classes, slots)
    told = slots[:, Column.RHYME].copy()
    ends = np.flatnonzero(slots[:, Column.KIND] == Kind.LAST)
    sound = classes[ends].astype(np.int64)
    near = np.abs(np.subtract.outer(np.arange(len(ends)), np.arange(len(ends)))) <= _NEAR
    shared = ((sound[:, None] == sound) & near).sum(1) > 1
    value = np.where(shared, Rhyme.FIRST + sound, Rhyme.NONE)
    hidden = sound < 0
    if choice >= chances.rhyme_all:
        hidden |= rng.random(len(ends)) < 0.5
    told[ends] = np.where(hidden, Rhyme.ANY, value)
    return told


def _tones(tones: Array, rng: np.random.Generator) -> Array:
    """Return the tones asked for, at random those of a character with both; half hide some."""
    level = (tones == 1) | ((tones == 3) & (rng.random(len(tones)) < 0.5))
    asked = np.where(level, Tone.LEVEL, np.where(tones > 0, Tone.OBLIQUE, Tone.ANY))
    hidden = rng.random(len(tones)) < rng.choice((0.0, 0.3))
    return np.where(hidden, Tone.ANY, asked)


def _locks(slots: Ids, rng: np.random.Generator) -> Array:
    """Return which slots are locked: single characters, or whole segments."""
    share = rng.random() * 0.5
    if rng.random() < 0.5:
        return rng.random(len(slots)) < share
    segment = slots[:, Column.SEGMENT]
    return (rng.random(SEGMENTS) < share)[segment]


def _themes(pack: Pack, rows: Array, slots: Ids, rng: np.random.Generator) -> list[Array]:
    """Return one to four words of the text, mostly of two characters."""
    left = slots[:, Column.COUNTDOWN]
    inside = slots[:, Column.KIND] != Kind.MARK
    words: list[Array] = []
    for _ in range(rng.integers(1, THEMES + 1)):
        length = 2 if rng.random() < 0.85 else int(rng.integers(1, THEME_LENGTH + 1))
        fits = inside & (left >= length - 1)
        starts = np.flatnonzero(fits & pack.word[rows] if length == 2 else fits)
        if len(starts):
            begin = int(rng.choice(starts))
            words.append(pack.token[rows[begin : begin + length]])
    return words


def collate(samples: Sequence[Sample]) -> tuple[Ids, Ids, Ids, Array]:
    """Return prompts, slots, tokens and free flags of samples, each padded to the longest."""
    count, longest = len(samples), max(len(s.tokens) for s in samples)
    prompt = np.full((count, max(len(s.prompt) for s in samples), 3), PAD, dtype=np.int64)
    slots = np.zeros((count, longest, len(Column)), dtype=np.int64)
    slots[..., Column.KIND] = Kind.PAD
    tokens = np.full((count, longest), PAD, dtype=np.int64)
    free = np.zeros((count, longest), dtype=bool)
    for i, sample in enumerate(samples):
        length = len(sample.tokens)
        prompt[i, : len(sample.prompt)] = sample.prompt
        slots[i, :length], tokens[i, :length] = sample.slots, sample.tokens
        free[i, :length] = sample.free
    return prompt, slots, tokens, free


def by_length(samples: Sequence[Sample], budget: int) -> Iterator[list[Sample]]:
    """Yield batches of like lengths, each of about ``budget`` slots with its padding."""
    batch: list[Sample] = []
    for sample in sorted(samples, key=lambda s: len(s.tokens)):
        if batch and len(sample.tokens) * (len(batch) + 1) > budget:
            yield batch
            batch = []
        batch.append(sample)
    if batch:
        yield batch
