"""Verse packed into flat arrays, to be drawn from quickly and kept on disk."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from aigc.lyrics.english.symbols import FIRST_WORD, JOINED, MARKS
from aigc.lyrics.english.training.corpus import Verse
from aigc.lyrics.model.training.arrays import Array, Arrays
from aigc.lyrics.model.vocabulary import UNKNOWN

FEWEST_LINES = 4
ALONE = 3
"""The stress of a word of one syllable, which fits any place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack(Arrays):
    """Lines end to end, syllable by syllable as they are read.

    Line ``i`` is the syllables ``starts[i]`` to ``starts[i + 1]``. Per syllable: token, stress (0,
    1 or `ALONE`), and the mark after it (its place in `MARKS` from 1; 0 for none). Per line: its
    metre, the key of its rhyme, the index of its passage, and its group. Lines of one passage
    follow on each other.
    """

    starts: Array
    metre: Array
    rhyme: Array
    passage: Array
    group: Array
    token: Array
    stress: Array
    mark: Array

    def __len__(self) -> int:
        return len(self.metre)


def _numbers(kind: str) -> Callable[[], array[int]]:
    return lambda: array(kind)


@dataclass(slots=True)
class Collector:
    """Gathers lines of verse; words are numbered as they come until the vocabulary is known."""

    words: dict[str, int] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    token: array[int] = field(default_factory=_numbers("i"))
    stress: array[int] = field(default_factory=_numbers("b"))
    mark: array[int] = field(default_factory=_numbers("b"))
    length: array[int] = field(default_factory=_numbers("b"))
    metre: array[int] = field(default_factory=_numbers("b"))
    rhyme: array[int] = field(default_factory=_numbers("i"))
    passage: array[int] = field(default_factory=_numbers("i"))
    group: array[int] = field(default_factory=_numbers("b"))
    passages: int = 0

    def add(self, lines: Iterable[Verse | None], group: int) -> None:
        """Take the lines of a passage; an unreadable one, given as ``None``, breaks it in two."""
        self.passages += 1
        for verse in lines:
            if verse is None:
                self.passages += 1
            else:
                self._line(verse, group)

    def _line(self, verse: Verse, group: int) -> None:
        for place, (word, reading) in enumerate(zip(verse.words, verse.readings, strict=True)):
            digits = reading.stress
            number = self.words.setdefault(word, len(self.words))
            self.token.extend([-1] * (len(digits) - 1) + [number])
            self.stress.extend([ALONE] if len(digits) == 1 else [d != "0" for d in digits])
            mark = verse.marks.get(place)
            marks = [0] * (len(digits) - 1) + [MARKS.index(mark) + 1 if mark else 0]
            self.mark.extend(marks)
        self.length.append(verse.syllables)
        self.metre.append(verse.metre)
        key = verse.readings[-1].rhyme
        self.rhyme.append(self.keys.setdefault(key, len(self.keys)))
        self.passage.append(self.passages)
        self.group.append(group)

    def counts(self) -> Counter[str]:
        """Return how often each word was seen."""
        token = np.frombuffer(self.token, np.int32)
        counted = np.bincount(token[token >= 0], minlength=len(self.words))
        return Counter(dict(zip(self.words, counted.tolist(), strict=True)))

    def pack(self, vocabulary: Sequence[str], unknown_words: int = 1) -> Pack:
        """Return the passages of `FEWEST_LINES` and more with few unknown words a line."""
        place = {word: FIRST_WORD + i for i, word in enumerate(vocabulary)}
        ids = np.array([*(place.get(word, UNKNOWN) for word in self.words), JOINED], np.int32)
        token = ids[np.frombuffer(self.token, np.int32)]
        starts = np.concatenate(
            ([0], np.cumsum(np.frombuffer(self.length, np.int8), dtype=np.int64))
        )
        unknown = np.add.reduceat(token == UNKNOWN, starts[:-1], dtype=np.int32)
        kept = _long_enough(np.frombuffer(self.passage, np.int32), unknown <= unknown_words)
        rows = np.repeat(kept >= 0, np.diff(starts))
        lines = kept >= 0
        return Pack(
            starts=np.concatenate(([0], np.cumsum(np.diff(starts)[lines]))),
            metre=np.frombuffer(self.metre, np.int8)[lines],
            rhyme=np.frombuffer(self.rhyme, np.int32)[lines],
            passage=kept[lines],
            group=np.frombuffer(self.group, np.int8)[lines],
            token=token[rows].astype(np.int16),
            stress=np.frombuffer(self.stress, np.int8)[rows],
            mark=np.frombuffer(self.mark, np.int8)[rows],
        )


def _long_enough(passage: Array, good: Array) -> Array:
    """Return the passage of each line, broken at bad lines; -1 for bad and for short passages."""
    broken = np.concatenate(([True], (passage[1:] != passage[:-1]) | ~good[:-1]))
    piece = np.cumsum(broken) - 1
    sizes = np.bincount(piece, weights=good).astype(np.int64)
    return np.where(good & (sizes[piece] >= FEWEST_LINES), piece, -1)


def split(packed: Pack, every: int, block: int) -> Iterator[Pack]:
    """Yield the pack without, and then with only, each ``every``-th block of passages."""
    held = packed.passage // block % every == every - 1
    for lines in (~held, held):
        lengths = np.diff(packed.starts)
        rows = np.repeat(lines, lengths)
        per_line = {n: getattr(packed, n)[lines] for n in ("metre", "rhyme", "passage", "group")}
        per_row = {n: getattr(packed, n)[rows] for n in ("token", "stress", "mark")}
        starts = np.concatenate(([0], np.cumsum(lengths[lines])))
        yield Pack(starts=starts, **per_line, **per_row)
