"""Letters to sounds, for words that no lexicon has."""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from aigc.files import shipped

FILE = Path(__file__).parents[1] / "data" / "english.letters"
EDGE = "#"
"""Stands before the first letter and after the last."""

_BEAM = 16
_MARGIN = 9.0
_STEP = 32.0

Piece = tuple[str, tuple[str, ...]]
"""A letter and the phones that it stands for, none to three."""
Grams = Mapping[tuple[int, ...], tuple[float, float]]
"""Runs of pieces with the logarithm of the last one's chance after the others, and what is added
where a longer run is not known; natural logarithms."""


@dataclass(frozen=True, slots=True)
class _Level:
    """The known runs of one length, those with a common beginning side by side."""

    symbols: array[int]
    chances: bytes
    shorter: bytes
    first: Sequence[int]

    def child(self, parent: int, symbol: int) -> int:
        """Return the run that continues one of the level above, or -1."""
        begin, end = self.first[parent], self.first[parent + 1]
        found = bisect_left(self.symbols, symbol, begin, end)
        return found if found < end and self.symbols[found] == symbol else -1


@dataclass(frozen=True, slots=True)
class _Path:
    """The pieces chosen so far, and the known runs that end there, the shortest first."""

    score: float
    runs: tuple[int, ...]
    phones: tuple[str, ...] = ()


@dataclass(frozen=True)
class LetterToSound:
    """Pieces of a letter and its phones, and how likely each is after those before it.

    Source: Bisani and Ney, *Joint-sequence models for grapheme-to-phoneme conversion* (2008).
    """

    pieces: tuple[Piece, ...]
    levels: tuple[_Level, ...]

    @cached_property
    def _of_letter(self) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for number, (letter, _) in enumerate(self.pieces):
            found.setdefault(letter, []).append(number)
        return {letter: tuple(numbers) for letter, numbers in found.items()}

    def phones(self, word: str) -> tuple[str, ...]:
        """Return the phones of a word of the letters a to z, one primary stress among them."""
        paths = [self._after(_Path(0.0, (0,)), self._of_letter[EDGE][0])]
        for letter in word + EDGE:
            ways: list[tuple[float, _Path, int]] = []
            least = paths[0].score - _MARGIN
            for path in paths:
                if path.score > least:
                    for number in self._of_letter.get(letter, ()):
                        ways.append((path.score + self._chance(path.runs, number), path, number))
            ways.sort(key=lambda way: -way[0])
            best: dict[tuple[object, ...], _Path] = {}
            for score, path, number in ways[: 2 * _BEAM]:
                new = self._after(replace(path, score=score), number)
                best.setdefault(new.phones, new)
            paths = list(best.values())[:_BEAM]
        return stressed(next((p.phones for p in paths if p.phones), ()))

    def _chance(self, runs: tuple[int, ...], number: int) -> float:
        """Return the logarithm of a piece's chance after the longest run that is known."""
        total = 0.0
        for length in range(len(runs) - 1, -1, -1):
            run = runs[length]
            if run < 0:
                continue
            if length < len(self.levels):
                level = self.levels[length]
                child = level.child(run, number)
                if child >= 0:
                    return total - level.chances[child] / _STEP
            if length:
                total -= self.levels[length - 1].shorter[run] / _STEP
        return total - 20.0

    def _after(self, path: _Path, number: int) -> _Path:
        longest = len(self.levels) - 1
        runs = [
            self.levels[length].child(run, number) if run >= 0 else -1
            for length, run in enumerate(path.runs[:longest])
        ]
        return _Path(path.score, (0, *runs), path.phones + self.pieces[number][1])


def stressed(phones: Sequence[str]) -> tuple[str, ...]:
    """Return phones of a word with exactly one vowel of primary stress, where it has a vowel."""
    vowels = [i for i, phone in enumerate(phones) if phone[-1].isdigit()]
    primary = [i for i in vowels if phones[i].endswith("1")]
    if not vowels:
        return tuple(phones)
    chosen = (primary or [i for i in vowels if phones[i].endswith("2")] or vowels)[0]
    out = [p[:-1] + "2" if i in primary else p for i, p in enumerate(phones)]
    out[chosen] = phones[chosen][:-1] + "1"
    return tuple(out)


def write(path: Path, pieces: Sequence[Piece], grams: Grams) -> None:
    """Write the pieces and the runs of them that are known."""
    ordered = sorted(grams, key=lambda gram: (len(gram), gram))
    head = "\n".join(f"{letter} {' '.join(phones)}".strip() for letter, phones in pieces)
    parts = [head.encode()]
    parents: list[tuple[int, ...]] = [()]
    for length in range(1, len(ordered[-1]) + 1):
        level = [gram for gram in ordered if len(gram) == length]
        place = {gram: i for i, gram in enumerate(parents)}
        counts = [0] * len(parents)
        for gram in level:
            counts[place[gram[:-1]]] += 1
        parts += [
            array("H", counts).tobytes(),
            array("H", [gram[-1] for gram in level]).tobytes(),
            bytes(_quantised(grams[gram][0]) for gram in level),
            bytes(_quantised(grams[gram][1]) for gram in level),
        ]
        parents = level
    sizes = " ".join(str(len(part)) for part in parts).encode()
    path.write_bytes(zlib.compress(sizes + b"\n" + b"".join(parts), 9))


def _quantised(chance: float) -> int:
    return max(0, min(255, round(-chance * _STEP)))


def read(path: Path) -> LetterToSound:
    """Return the model that `write` was given, chances to a 32nd of a neper.

    Raises
    ------
    AssetError
        If the file is missing or damaged.
    """
    train = " or train it with `scripts/train_letter_to_sound.py`"
    with shipped("The letter-to-sound model", path, train):
        sizes, _, data = zlib.decompress(path.read_bytes()).partition(b"\n")
        parts, begin = [], 0
        for size in map(int, sizes.split()):
            parts.append(data[begin : begin + size])
            begin += size
        lines = [line.split(" ") for line in parts[0].decode().split("\n")]
        pieces = tuple((line[0], tuple(line[1:])) for line in lines)
        levels = tuple(_level(parts[i : i + 4]) for i in range(1, len(parts), 4))
    return LetterToSound(pieces, levels)


def _level(parts: Sequence[bytes]) -> _Level:
    counts, symbols = array("H", parts[0]), array("H", parts[1])
    first = [0]
    for count in counts:
        first.append(first[-1] + count)
    return _Level(symbols, parts[2], parts[3], first)


@lru_cache(maxsize=1)
def letter_to_sound() -> LetterToSound:
    """Return the model of the package."""
    return read(FILE)


@lru_cache(maxsize=4096)
def guessed(word: str) -> tuple[str, ...]:
    """Return the phones of a word of the letters a to z, by its letters alone."""
    return letter_to_sound().phones(word)
