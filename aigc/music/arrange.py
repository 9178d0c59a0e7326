"""A piece as notes: chords, figures, melody, bass and drums, fuller as a section asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from aigc.music.form import Bar, chords
from aigc.music.harmony import nearest_of
from aigc.music.melody import Event, Motif
from aigc.music.style import FIGURES, Instrument, Style

SIXTEENTHS = 16
_ACCENTS = (1.0, 0.62, 0.78, 0.58)
_ALONE = 0.85
_ECHO = ((3, 0.34), (6, 0.14))


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One sound; ``start`` and ``length`` count sixteenths, or what else `render` is told, from the
    beginning of the piece.

    ``level`` is linear, ``place`` from -1 (left) to 1; ``touch`` 0 is soft, 2 is firm.
    """

    instrument: Instrument
    pitch: int
    start: float
    length: float
    level: float
    place: float = 0.0
    touch: int = 1


def compose_notes(style: Style, bars: int, seed: int) -> list[Note]:
    """Return all notes of a piece of ``bars`` bars and its last chord, in order of time."""
    plan = chords(style, bars, seed)
    rng = np.random.default_rng((seed, 3, round(style.tempo_bpm)))
    figures = [style.figures[i] for i in rng.permutation(len(style.figures))]
    motifs = [Motif(style, seed, cycle) for cycle in range(1 + plan[-1].cycle)]
    notes: list[Note] = []
    ended: int | None = None
    for index, bar in enumerate(plan):
        start = index * SIXTEENTHS
        following = plan[min(index + 1, len(plan) - 1)]
        notes += _pads(style, bar, start)
        if bar.part == "end":
            notes += _last_chord(style, bar, start)
            continue
        notes += _figure(style, bar, start, figures, rng)
        notes += _bass(style, bar, following, start)
        notes += _drums(style, bar, start, rng)
        notes += _marks(style, bar, start)
        if bar.number % 2 == 0:
            pair = [b for b in plan[index : index + 2] if b.part == bar.part][: 1 + (not bar.last)]
            tune = motifs[bar.cycle].over(pair, style.scale, ended)
            ended = tune[-1][1][2] if tune else ended
            notes += _melody(style, pair, start, tune, rng)
    return sorted(notes, key=lambda n: n.start)


def _pads(style: Style, bar: Bar, start: int) -> Iterator[Note]:
    """Yield the held chord, stronger where little else plays."""
    share = style.pad if bar.energy > 1 else max(style.pad, _ALONE)
    length = SIXTEENTHS * (1.5 if bar.part == "end" else 1.15)
    for index, pitch in enumerate(bar.chord):
        yield Note(
            instrument="pad", pitch=pitch, start=start, length=length,
            level=0.1 * share, place=(index - 1.5) / 6,
        )  # fmt: skip


def _last_chord(style: Style, bar: Bar, start: int) -> Iterator[Note]:
    """Yield the ending: the tonic rolled upwards over a low root, with the lead on top."""
    top = nearest_of((bar.tonic,), 81)
    voices = [bar.root + 12, *bar.chord, top]
    for index, pitch in enumerate(voices):
        instrument: Instrument = style.lead if pitch == top else "key"
        yield Note(
            instrument=instrument, pitch=pitch, start=start + 0.3 * index, length=26,
            level=0.12 - 0.008 * index, place=(index - 2.5) / 5, touch=1,
        )  # fmt: skip
    yield Note(
        instrument="bass", pitch=bar.root, start=start, length=20, level=0.1 * style.bass, touch=0
    )
    if style.drums > 0.6:
        yield Note(instrument="kick", pitch=0, start=start, length=4, level=0.15 * style.drums)
        yield Note(instrument="crash", pitch=0, start=start, length=16, level=0.05, place=0.2)


def _figure(
    style: Style, bar: Bar, start: int, figures: Sequence[str], rng: np.random.Generator
) -> Iterator[Note]:
    """Yield the broken chords: another figure in the second part and in each cycle."""
    other = bar.part in ("second", "bridge")
    name = figures[(bar.cycle + other) % len(figures)]
    pattern = FIGURES[name][bar.number % 2]
    thin = bar.energy <= 1
    level = 0.2 * style.figure * (0.75 if thin else 1.0)
    for step, sign in enumerate(pattern):
        if sign == "." or (thin and step % 4 and sign != "x"):
            continue
        voices = (1, 2, 3) if sign == "x" else (int(sign),)
        force = _ACCENTS[step % 4] * (1.0 if step % 8 == 0 else 0.92)
        when = start + step + _late(style, step)
        for order, voice in enumerate(voices):
            octave, index = divmod(voice, 4)
            yield Note(
                instrument=style.comp,
                pitch=bar.chord[index] + 12 * octave,
                start=max(0.0, when + 0.06 * order + float(rng.normal(0, 0.05))),
                length=1.6 if sign == "x" else min(10.0, SIXTEENTHS - step + 1.5),
                level=level * force * float(rng.uniform(0.88, 1.06)) / len(voices) ** 0.6,
                place=(voice - 2) / 4,
                touch=int(force > 0.7) + int(bar.energy >= 4),
            )


def _late(style: Style, step: int) -> float:
    """Return by how much the off-beat eighth comes late, in sixteenths."""
    return style.swing * 2 if step % 4 == 2 else 0.0


def _melody(
    style: Style,
    pair: Sequence[Bar],
    start: int,
    tune: Sequence[tuple[int, Event]],
    rng: np.random.Generator,
) -> Iterator[Note]:
    """Yield the tune with its echoes: all of it where it is full, else only the answers."""
    energy, answer = pair[0].energy, pair[0].number % 4 >= 2
    if energy < 2 or (energy == 2 and not answer):
        return
    for number, (step, length, pitch) in tune:
        when = start + number * SIXTEENTHS + step + _late(style, int(step))
        level = 0.13 * style.melody * float(rng.uniform(0.9, 1.05)) * (0.85 + 0.04 * energy)
        when = max(0.0, when + float(rng.normal(0, 0.05)))
        yield Note(
            instrument=style.lead, pitch=pitch, start=when, length=length + 4, level=level,
            place=0.12, touch=1 + (energy >= 4),
        )  # fmt: skip
        for index, (later, share) in enumerate(_ECHO):
            yield Note(
                instrument=style.lead, pitch=pitch, start=when + later, length=length + 2,
                level=level * share, place=-0.7 if index % 2 == 0 else 0.7, touch=0,
            )  # fmt: skip


def _bass(style: Style, bar: Bar, following: Bar, start: int) -> Iterator[Note]:
    """Yield the bass line; a full section leads into the next chord by a step."""
    if bar.energy < 2:
        if bar.part != "intro" or bar.number % 2:
            yield Note(
                instrument="bass", pitch=bar.root, start=start, length=14, level=0.06 * style.bass,
                touch=0,
            )  # fmt: skip
        return
    line = style.bass_lines[min(len(style.bass_lines) - 1, bar.energy - 2)]
    hits = [(i, c) for i, c in enumerate(line) if c != "."]
    for (step, sign), after in zip(hits, [*(h[0] for h in hits[1:]), 16], strict=True):
        pitch = bar.root + {"F": 7, "O": 12}.get(sign, 0)
        approach = bar.energy >= 3 and bar.number % 2 == 1 and step >= 12
        if approach and following.root != bar.root:
            notes = tuple((bar.tonic + s) % 12 for s in style.scale)
            side = 2 if following.root < bar.root else -2
            pitch = nearest_of(notes, following.root + side)
        force = 6 if sign in "FO" else int(sign)
        yield Note(
            instrument="bass", pitch=pitch, start=start + step + _late(style, step),
            length=(after - step) * 0.94, level=0.0135 * force * style.bass, touch=bar.energy // 3,
        )  # fmt: skip


def _drums(style: Style, bar: Bar, start: int, rng: np.random.Generator) -> Iterator[Note]:
    """Yield the drums: brushes first, then kick and snap, in the end the hat and a fill."""
    full = min(2, bar.energy - 3)
    rows: tuple[tuple[Instrument, Sequence[str], float, float, int], ...] = (
        ("shaker", style.shaker, 0.034, -0.45, 3),
        ("kick", style.kick, 0.029, 0.0, 3),
        ("snap", style.snap, 0.033, 0.12, 4),
        ("hat", style.hat, 0.031, 0.4, 4),
    )
    for instrument, patterns, unit, place, least in rows:
        if bar.energy < least:
            continue
        pattern = patterns[min(len(patterns) - 1, max(0, full - 1 + (bar.number % 4 == 3)))]
        fill = bar.last and bar.rises and instrument in ("kick", "snap")
        for step, force in enumerate(pattern[:12] if fill else pattern):
            if force == ".":
                continue
            when = start + step + _late(style, step) + float(rng.normal(0, 0.035))
            variant = 0 if instrument == "kick" else int(rng.integers(0, 4))
            yield Note(
                instrument=instrument, pitch=variant, start=max(0.0, when),
                length=4, place=place,
                level=unit * int(force) * style.drums * float(rng.uniform(0.82, 1.05)),
            )  # fmt: skip
    if bar.last and bar.energy >= 3 and style.drums > 0.6:
        yield from _fill(style, start, rng)


def _fill(style: Style, start: int, rng: np.random.Generator) -> Iterator[Note]:
    """Yield the end of a section: a few soft snaps that grow."""
    steps = ((12, 14, 15), (11, 13, 14, 15), (10, 12, 14))[int(rng.integers(0, 3))]
    for index, step in enumerate(steps):
        yield Note(
            instrument="snap", pitch=index, start=start + step, length=2,
            level=0.12 * style.drums * (0.6 + 0.2 * index), place=0.3 - 0.2 * index,
        )  # fmt: skip


def _marks(style: Style, bar: Bar, start: int) -> Iterator[Note]:
    """Yield what marks the seams: a swell before a fuller section, a soft cymbal on it."""
    if bar.last and bar.rises:
        yield Note(
            instrument="swell", pitch=0, start=start + 8, length=9,
            level=0.03 + 0.03 * style.drums, place=-0.2,
        )  # fmt: skip
    if bar.number == 0 and bar.energy >= 4:
        yield Note(
            instrument="crash", pitch=0, start=start, length=24, level=0.05 * style.drums, place=0.3
        )
