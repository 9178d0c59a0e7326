"""Whether scores come back whole from every format: generated files and the fixtures.

Run ``python benchmarks/voice_scores.py --count 500 --seed 1``: for each format so many scores are
made from the seed, written, read again and compared note for note, syllable for syllable, tempo for
tempo, measure for measure; the fixtures follow, each written as every format. The exit status is 1
when anything was lost or invented.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent))

from aigc.scores.flat import sung_once, written_out
from aigc.scores.reader import read_score
from aigc.scores.writer import write_score
from aigc.types.score import Score
from tests.unit.scores.score_samples import FIXTURES, KINDS, Kind, Losses, losses, sample, trip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of some files in one format."""

    ending: str
    files: int
    losses: Losses

    def __str__(self) -> str:
        lost = self.losses
        return (
            f"{self.ending:<10}{self.files} files, {lost.notes} lost notes, "
            f"{lost.syllables} lost syllables, {lost.tempos} lost tempo events, "
            f"{lost.bars} changed measures, {lost.signs} changed signs"
        )


def generated(kind: Kind, count: int, seed: int) -> Row:
    """Return what was lost of so many generated scores."""
    total = Losses()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            random = Random(f"{seed} {number}")
            total += trip(sample(random, kind), kind, Path(folder))
    return Row(ending=kind.ending, files=count, losses=total)


def fixtures(kind: Kind) -> Row:
    """Return what was lost of the fixtures: their notes, their words, and how many tempos."""
    total, count = Losses(), 0
    with tempfile.TemporaryDirectory() as folder:
        for path in FIXTURES:
            if path.suffix == ".ds" and kind.ending in (".mid", ".ust", ".ustx"):
                continue
            score = read_score(path)
            back = read_score(write_score(Path(folder) / f"trip{kind.ending}", score))
            found = losses(score, back, kind)
            total += Losses(
                notes=found.notes if kind.tempos else _apart(score, back),
                syllables=abs(_words(score) - _words(back)),
                tempos=abs(len(score.tempos) - len(back.tempos)) * kind.tempos,
            )
            count += 1
    return Row(ending=kind.ending, files=count, losses=total)


def _apart(score: Score, back: Score) -> int:
    """Return how many notes more or less there are, or of other pitch, where times are rounded."""
    pitches = [note.pitch for note in written_out(score).notes]
    return abs(len(pitches) - len(back.notes)) + sum(
        pitch != note.pitch for pitch, note in zip(pitches, back.notes, strict=False)
    )


def _words(score: Score) -> int:
    return sum(len(note.lyrics) for note in sung_once(score).notes)


def run(count: int, seed: int) -> list[Row]:
    """Return a row for each format, generated scores first, then fixtures."""
    return [
        *(generated(kind, count, seed) for kind in KINDS),
        *(fixtures(kind) for kind in KINDS),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rows = run(given.count, given.seed)
    print("\n".join(map(str, rows)))
    return int(any(row.losses.total for row in rows))


if __name__ == "__main__":
    sys.exit(main())
