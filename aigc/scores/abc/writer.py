"""Scores to a tune in ABC notation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from statistics import median
from string import ascii_uppercase

from aigc.scores.abc.cells import Cell, Voice, key_text
from aigc.scores.abc.fields import tempo_text
from aigc.scores.abc.verses import words_under
from aigc.scores.tempo import bpm_text
from aigc.scores.timeline import common_bars, verses_kept
from aigc.types.score import Key, Score


def abc_of(scores: Sequence[Score]) -> str:
    """Return scores as a tune in ABC notation, a voice each; repeats are written out, stanzas kept.

    Tempos and metres are those of the first score. Vibrato and pitch points have no place in it.
    The last line of the words is always one.

    Source: The abc music standard 2.1, December 2011.
    """
    flat = [verses_kept(score) for score in scores]
    first, bars = flat[0], common_bars(flat)
    beats = [note.duration for note in first.notes]
    unit = Fraction(1, 2) if beats and median(beats) < 1 else Fraction(1)
    key = next((k for k in first.keys if k.start == 0), Key(start=Fraction(0), fifths=0))
    bpm = first.tempos[0].bpm
    lines = [
        "X:1",
        f"T:{' '.join(first.title.split())}",
        f"M:{bars[0].beats}/{bars[0].beat_type}",
        f"L:{unit / 4}",
        f"Q:{tempo_text(bpm, bpm_text(bpm))}",
    ]
    several = len(flat) > 1 or first.part not in ("", "Voice")
    names = [" ".join(score.part.replace('"', "'").split()) for score in flat]
    lines += [f'V:{n} name="{name}"' for n, name in enumerate(names, 1) if several]
    lines.append(f"K:{key_text(key)}")
    for number, score in enumerate(flat, 1):
        if several:
            lines.append(f"V:{number}")
        voice = Voice(score=score, bars=bars, unit=unit, key=key, tempos=number == 1)
        lines += _lines(list(voice.cells()), score)
    return "\n".join([*lines, ""])


def _lines(cells: Sequence[Cell], score: Score) -> Iterator[str]:
    """Yield the lines of music, the words below each."""
    starts = [0, *(n for n, cell in enumerate(cells) if n and cell.opens), len(cells)]
    parts = 0
    for first, until in pairwise(starts):
        folded = until < len(cells) and cells[until].opens == "fold" and bool(score.verses)
        line = cells[first:until]
        if cells[first].opens == "stanza":
            parts += 1
            yield f"P:{ascii_uppercase[parts % 26]}"
        yield "".join(cell.text for cell in line).strip() + "\\" * folded
        words = [words_under([c.stretch for c in line], score, v) for v in score.verses]
        while words and not words[-1]:
            words.pop()
        yield from (f"w: {text}".rstrip() for text in words)
