"""Scores to the text of a USTX project."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from aigc.scores.bars import completed, counted
from aigc.scores.editors import TICKS, Row, real_text, rows_of, wave_figures
from aigc.scores.flat import sung_once, written_out
from aigc.scores.tempo import bpm_text
from aigc.scores.ustx import SHAPES, UNDRAWN
from aigc.types.score import Score

_LETTERS: Final = {shape: letter for letter, shape in SHAPES.items()}
_UNSAFE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_STILL: Final = ("0", "175", "25", "10", "10", "0", "0")
_WAVE: Final = ("length", "period", "depth", "in", "out", "shift", "drift")


def ustx_of(scores: Sequence[Score], *, verse: int = 1) -> str:
    """Return scores as a USTX project, a track each: one verse, repeats and graces written out.

    Places are rounded to 480 ticks a quarter note. Tempos and metres are those of the first score.
    ``first_metre`` (of the first measure, which may be a pickup), and ``syllable`` and ``break`` of
    a note are ours; OpenUtau does not read them.
    """
    flat = [written_out(sung_once(score, verse)) for score in scores]
    first = flat[0]
    bars = completed(max(flat, key=lambda score: score.end) if len(flat) > 1 else first)
    lines = [
        f"name: {_text(first.title)}",
        'comment: ""',
        "output_dir: Vocal",
        "cache_dir: UCache",
        'ustx_version: "0.6"',
        f"resolution: {TICKS}",
        f"bpm: {bpm_text(first.tempos[0].bpm)}",
        f"beat_per_bar: {bars[0].beats}",
        f"beat_unit: {bars[0].beat_type}",
        f"first_metre: {bars[0].beats}/{bars[0].beat_type}",
        "expressions: {}",
        "time_signatures:",
        *(
            f"- {{bar_position: {at}, beat_per_bar: {beats}, beat_unit: {unit}}}"
            for at, beats, unit in counted(bars)
        ),
        "tempos:",
        *(f"- {{position: {_tick(t.start)}, bpm: {bpm_text(t.bpm)}}}" for t in first.tempos),
        "tracks:",
        *(
            f"- {{phonemizer: OpenUtau.Core.DefaultPhonemizer, track_name: {_text(s.part)}}}"
            for s in flat
        ),
        "voice_parts:",
    ]
    for number, score in enumerate(flat):
        lines += _part(score, number)
    return "\n".join([*lines, "wave_parts: []", ""])


def _tick(place: Fraction) -> int:
    return round(place * TICKS)


def _text(text: str) -> str:
    """Return a text between quotation marks, as YAML and JSON both read it."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _part(score: Score, number: int) -> Iterator[str]:
    yield f"- duration: {max(_tick(score.end), TICKS)}"
    yield f"  name: {_text(score.part)}"
    yield '  comment: ""'
    yield f"  track_no: {number}"
    yield "  position: 0"
    yield "  notes:" if score.notes else "  notes: []"
    rows = list(rows_of(score))
    for before, row in pairwise([None, *rows]):
        if row is not None:
            yield from _note(row, before)
    yield "  curves: []"


def _note(row: Row, before: Row | None) -> Iterator[str]:
    start = _tick(row.start)
    yield f"  - position: {start}"
    yield f"    duration: {max(_tick(row.end) - start, 1)}"
    yield f"    tone: {row.pitch}"
    yield f"    lyric: {_text(row.lyric)}"
    if row.syllable:
        yield f"    syllable: {_text(row.syllable)}"
    if row.line_break:
        yield f"    break: {row.line_break}"
    snaps = before is not None and before.end == row.start and (
        not row.bends or row.bends[0].cents == 100 * (before.pitch - row.pitch)
    )  # fmt: skip
    points = [(b.at_ms, b.cents / 10, _LETTERS[b.shape]) for b in row.bends]
    points = points or [(x, y, "io") for x, y in UNDRAWN]
    yield "    pitch:"
    yield "      data:"
    for x, y, shape in points:
        yield f"      - {{x: {real_text(x)}, y: {real_text(y)}, shape: {shape}}}"
    yield f"      snap_first: {str(snaps or not row.bends).lower()}"
    figures = wave_figures(row.wave) if row.wave else _STILL
    pairs = ", ".join(f"{name}: {value}" for name, value in zip(_WAVE, figures, strict=True))
    yield f"    vibrato: {{{pairs}}}"
    yield "    phoneme_expressions: []"
    yield "    phoneme_overrides: []"
