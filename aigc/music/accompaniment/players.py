"""What each player of a band plays in a bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from aigc.music.accompaniment.arrangement import Stroke
from aigc.music.accompaniment.cells import Cell, cells_of
from aigc.music.accompaniment.styles import Part
from aigc.music.accompaniment.voicing import Harmonies, Melody, Voiced
from aigc.music.metre import Span
from aigc.music.style import Instrument
from aigc.types.clock import Clock

_ACCENTS: Final = (1.0, 0.72, 0.86, 0.7)
_GRID: Final = 3_840
_LOWEST: Final[dict[Instrument, int]] = {"bass": 31, "key": 36, "guitar": 40}
_LONGEST: Final = Fraction(6)
_DRUM_LENGTH: Final = Fraction(1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What all players hear."""

    harmonies: Harmonies
    melody: Melody
    clock: Clock
    swing: float
    rng: np.random.Generator


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    """A sign of a pattern and where it falls."""

    at: Fraction
    sign: str
    force: float


def play(part: Part, span: Span, number: int, energy: int, stage: Stage) -> Iterator[Stroke]:
    """Yield what a part plays in a bar with an energy of 0 to 5."""
    if not part.quietest <= energy <= part.loudest:
        return
    loud = 0.55 + 0.09 * energy
    hits = list(_hits(part, span, number, stage))
    match part.role:
        case "pad":
            yield from _pad(part, span, stage, loud)
        case "drum":
            for hit in hits:
                yield _drum(part, hit, loud, stage)
        case "bass":
            yield from _bass(part, span, hits, stage, loud)
        case "figure":
            yield from _figure(part, span, hits, stage, loud)


def _hits(part: Part, span: Span, number: int, stage: Stage) -> Iterator[_Hit]:
    """Yield the signs of a part's patterns that fall into a bar."""
    origin = span.start - span.bar.offset
    for cell in cells_of(span.bar, stage.clock.quarter_s(span.start)):
        row = part.row(cell.kind, number)
        for index in range(0, min(cell.steps, len(row)), cell.stride):
            at = origin + cell.start + index * cell.step
            if row[index] != "." and span.start <= at < span.end:
                force = _ACCENTS[index % 4] * (1.0 if index % 8 == 0 else 0.94)
                yield _Hit(at=at + _late(cell, index, stage.swing), sign=row[index], force=force)


def _late(cell: Cell, index: int, swing: float) -> Fraction:
    """Return by how much a step comes late, in quarter notes."""
    if not swing or cell.kind == "6" or index % 4 == 0:
        return Fraction(0)
    share = swing * (2 if index % 4 == 2 else 1)
    return Fraction(round(share * float(cell.step) * _GRID), _GRID)


def _touch(part: Part, force: float, loud: float, stage: Stage) -> float:
    """Return a velocity that varies a little."""
    return min(1.0, part.level * force * loud * float(stage.rng.uniform(0.94, 1.04)))


def _drum(part: Part, hit: _Hit, loud: float, stage: Stage) -> Stroke:
    """Return a beat of a drum."""
    variant = 0 if part.instrument == "kick" else int(stage.rng.integers(0, 4))
    return Stroke(
        instrument=part.instrument, pitch=variant, start=hit.at, duration=_DRUM_LENGTH,
        velocity=_touch(part, int(hit.sign) / 8, loud, stage),
    )  # fmt: skip


def _pad(part: Part, span: Span, stage: Stage, loud: float) -> Iterator[Stroke]:
    """Yield the held chords: each begins where it changes, or again with the bar."""
    starts = sorted({span.start, *(c.start for c in stage.harmonies.changes(span.start, span.end))})
    for start, end in zip(starts, [*starts[1:], span.end], strict=True):
        chord = stage.harmonies.at(start)
        if chord is None:
            continue
        for pitch in sorted(set(chord.voices)):
            if not stage.melody.clashes(pitch, start, end):
                yield Stroke(
                    instrument=part.instrument, pitch=pitch, start=start, duration=end - start,
                    velocity=min(1.0, part.level * loud),
                )  # fmt: skip


def bass_pitch(pitch_class: int, instrument: Instrument) -> int:
    """Return the lowest pitch of a class that an instrument plays as bass."""
    lowest = _LOWEST.get(instrument, 36)
    return lowest + (pitch_class - lowest) % 12


def _bass(
    part: Part, span: Span, hits: Sequence[_Hit], stage: Stage, loud: float
) -> Iterator[Stroke]:
    """Yield the bass: its pattern, and the root wherever the chord changes."""
    known = {hit.at for hit in hits}
    roots = [
        _Hit(at=chord.start, sign="7", force=0.95)
        for chord in stage.harmonies.changes(span.start, span.end)
        if chord.start not in known
    ]
    changed = {chord.start for chord in stage.harmonies.changes(span.start, span.end)}
    line = sorted([*hits, *roots], key=lambda hit: hit.at)
    for hit, after in _until_next(line, span.end):
        chord = stage.harmonies.at(hit.at)
        if chord is None or after <= hit.at:
            continue
        fifth = hit.sign == "F" and hit.at not in changed
        pitch = bass_pitch(chord.fifth if fifth else chord.root, part.instrument)
        force = (6 if hit.sign in "FO" else int(hit.sign)) / 8
        length = min(after - hit.at, chord.end - hit.at, _LONGEST) * _share(part.gate)
        yield Stroke(
            instrument=part.instrument, pitch=pitch + 12 * (hit.sign == "O"), start=hit.at,
            duration=length, velocity=_touch(part, force * hit.force**0.3, loud, stage),
        )  # fmt: skip


def _until_next(hits: Sequence[_Hit], end: Fraction) -> Iterator[tuple[_Hit, Fraction]]:
    """Yield every hit with the place of the next, or the end of the bar."""
    for index, hit in enumerate(hits):
        yield hit, hits[index + 1].at if index + 1 < len(hits) else end


def _share(gate: float) -> Fraction:
    return Fraction(round(gate * 100), 100)


def _figure(
    part: Part, span: Span, hits: Sequence[_Hit], stage: Stage, loud: float
) -> Iterator[Stroke]:
    """Yield the broken and struck chords, without what grates with the melody."""
    strum = stage.clock.quarter_s(span.start)
    for hit, after in _until_next(hits, span.end):
        chord = stage.harmonies.at(hit.at)
        if chord is None or after <= hit.at:
            continue
        length = min((after - hit.at) * _share(part.gate), chord.end - hit.at)
        pitches = _free(_voices(chord, hit.sign), chord, hit.at, hit.at + length, stage.melody)
        velocity = _touch(part, hit.force, loud, stage) / max(len(pitches), 1) ** 0.25
        for order, pitch in enumerate(pitches):
            late = Fraction(round(order * part.strum_s / strum * _GRID), _GRID)
            yield Stroke(
                instrument=part.instrument, pitch=pitch, start=hit.at + late,
                duration=max(length - late, length / 2), velocity=velocity,
            )  # fmt: skip


def _voices(chord: Voiced, sign: str) -> list[int]:
    """Return the pitches that a sign of a pattern asks for."""
    if sign in "xX":
        return sorted(set(chord.voices[sign == "x" :]))
    octave, index = divmod(int(sign), 4)
    return [chord.voices[index] + 12 * octave]


def _free(
    pitches: Sequence[int], chord: Voiced, start: Fraction, end: Fraction, melody: Melody
) -> list[int]:
    """Return those pitches that do not grate; of a broken chord its nearest voice instead."""
    free = [p for p in pitches if not melody.clashes(p, start, end)]
    if free or len(pitches) > 1:
        return free
    others = [p for p in chord.voices if not melody.clashes(p, start, end)]
    return [min(others, key=lambda p: (abs(p - pitches[0]), p))] if others else []
