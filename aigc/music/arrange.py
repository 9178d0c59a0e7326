"""A piece as notes: parts, chords, figures and drums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from aigc.music.harmony import Chord, lead, pitch, pitch_classes
from aigc.music.style import Style

Part = Literal["intro", "first", "second", "outro", "end"]
Instrument = Literal["pad", "key", "pluck", "bass", "kick", "snap", "shaker"]

SIXTEENTHS = 16
_OPENING: Chord = (53, 57, 60, 64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One sound; ``start`` and ``length`` count sixteenths from the beginning of the piece.

    ``level`` is linear, ``place`` from -1 (left) to 1.
    """

    instrument: Instrument
    pitch: int
    start: float
    length: float
    level: float
    place: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: its part, its number within the part and its chord, root note apart."""

    part: Part
    number: int
    chord: Chord
    root: int


def parts(bars: int) -> list[tuple[Part, int]]:
    """Return the part and the number in it of each bar; the ending is not counted."""
    intro = 0 if bars < 4 else 1 if bars < 10 else 2
    outro = 0 if bars < 6 else 1 if bars < 10 else 2
    middle: list[tuple[Part, int]] = []
    for bar in range(bars - intro - outro):
        block, number = divmod(bar, 8)
        middle.append(("second" if block % 2 else "first", number))
    opening: list[tuple[Part, int]] = [("intro", n) for n in range(intro)]
    return [*opening, *middle, *[("outro", n) for n in range(outro)]]


def chords(style: Style, bars: int, tonic: int) -> list[Bar]:
    """Return every bar with a chord that moves little from the one before, the tonic last."""
    out: list[Bar] = []
    voices = lead(_OPENING, pitch_classes(style.scale, tonic, style.first[0], style.colour))
    plan = parts(bars)
    for index, (part, number) in enumerate([*plan, ("end", 0)]):
        row = style.second if part == "second" else style.first
        degree = row[number % 4]
        if part == "end":
            degree = 0
        elif index == len(plan) - 1 and bars > 1:
            degree = style.cadence
        colour = 8 if part == "end" else style.colour
        voices = lead(voices, pitch_classes(style.scale, tonic, degree, colour))
        root = pitch(style.scale, tonic, degree) % 12
        out.append(Bar(part=part, number=number, chord=voices, root=36 + (root - 4) % 12 + 4 - 12))
    return out


def compose_notes(style: Style, bars: int, seed: int) -> list[Note]:
    """Return all notes of a piece of ``bars`` bars and its last chord."""
    rng = np.random.default_rng(seed)
    tonic = int(rng.integers(0, 12))
    motif = _motif(rng)
    notes: list[Note] = []
    for index, bar in enumerate(chords(style, bars, tonic)):
        start = index * SIXTEENTHS
        notes += _pads(style, bar, start)
        if bar.part == "end":
            notes += _last_chord(style, bar, start)
            continue
        if bar.part != "intro" or style.figure != "sparse" or bar.number > 0:
            notes += _figure(style, bar, start, motif, rng)
        if bar.part != "intro":
            notes += _low(style, bar, start)
            notes += _drums(style, bar, start, rng)
    return notes


def _motif(rng: np.random.Generator) -> tuple[tuple[int, int], ...]:
    """Return four or five (sixteenth, chord voice) pairs that the piece keeps coming back to."""
    count = int(rng.integers(3, 6))
    times = sorted(rng.choice(np.arange(0, 16, 2), size=count, replace=False).tolist())
    return tuple((int(t), int(rng.integers(1, 4))) for t in times)


def _pads(style: Style, bar: Bar, start: int) -> list[Note]:
    """Return the held chord."""
    swell = {"intro": 0.8, "first": 0.85, "second": 1.0, "outro": 0.85, "end": 0.9}[bar.part]
    length = SIXTEENTHS * (1.6 if bar.part == "end" else 1.12)
    return [
        Note(instrument="pad", pitch=p, start=start, length=length, level=0.1 * style.pad * swell)
        for p in bar.chord
    ]


def _last_chord(style: Style, bar: Bar, start: int) -> list[Note]:
    """Return the ending: the tonic rolled upwards over a low root."""
    voices = [bar.root + 12, *bar.chord, bar.chord[-1] + 12 if bar.chord[-1] < 70 else bar.chord[0]]
    rolled = [
        Note(
            instrument="key", pitch=p, start=start + 0.35 * i, length=16,
            level=0.13 * max(style.key, 0.7), place=(i - 2.5) / 5,
        )
        for i, p in enumerate(voices)
    ]  # fmt: skip
    return [
        *rolled,
        Note(instrument="bass", pitch=bar.root, start=start, length=12, level=0.16 * style.bass),
    ]


def _steps(style: Style, bar: Bar, motif: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """Return (sixteenth, chord voice) pairs of the bar's figure; voices over 3 are an octave up."""
    figure = style.figure
    if figure == "sixteenths":
        order = (0, 2, 1, 3, 2, 4, 1, 3) if bar.number % 2 else (0, 1, 2, 3, 4, 3, 2, 1)
        return [(2 * i + (i % 4 == 3), order[i]) for i in range(8)]
    if figure == "broken":
        return [(0, 0), (3, 2), (6, 3), (8, 1), (11, 2), (14, 3 if bar.number % 2 else 4)]
    if figure == "pulse":
        return [(i, v) for i in (0, 3, 6, 8, 11, 14) for v in (1, 2 if i % 8 else 3)]
    if figure == "offbeat":
        return [(i, v) for i in (2, 6, 10, 14) for v in (1, 2, 3)]
    return [(t, v if bar.number % 4 < 2 else 5 - v) for t, v in motif]


def _figure(
    style: Style,
    bar: Bar,
    start: int,
    motif: tuple[tuple[int, int], ...],
    rng: np.random.Generator,
) -> Iterator[Note]:
    """Yield the broken chords and the motif over them, thinner in the intro and the outro."""
    muted = style.figure in ("sixteenths", "pulse", "offbeat")
    thin = 0.6 if bar.part in ("intro", "outro") else 1.0
    lines: list[tuple[Instrument, float, list[tuple[int, int]]]] = [
        ("pluck" if muted else "key", 0.19, _steps(style, bar, motif))
    ]
    if muted and (bar.part == "second" or (bar.part == "first" and bar.number >= 4)):
        lines.append(("key", 0.15, [(t, v + 1) for t, v in motif if bar.number % 2 == 0 or t >= 8]))
    for instrument, level, steps in lines:
        for step, voice in steps:
            octave, index = divmod(voice, 4)
            late = style.swing * 2 if step % 4 == 2 else 0.0
            accent = 1.0 if step % 8 == 0 else 0.8
            yield Note(
                instrument=instrument,
                pitch=bar.chord[index] + 12 * octave,
                start=start + step + late + float(rng.normal(0, 0.03)),
                length=8,
                level=level * style.key * thin * accent * float(rng.uniform(0.75, 1.0)),
                place=(index - 1.5) / 3 + float(rng.uniform(-0.1, 0.1)),
            )


def _low(style: Style, bar: Bar, start: int) -> Iterator[Note]:
    """Yield the bass line; the last hits of a second part walk to the fifth."""
    hits = [(i, int(c)) for i, c in enumerate(style.bass_pattern) if c != "."]
    for (step, force), following in zip(hits, [*hits[1:], (16, 0)], strict=True):
        fifth = bar.part == "second" and step > 8 and force < 6
        yield Note(
            instrument="bass", pitch=bar.root + (7 if fifth else 0), start=start + step,
            length=following[0] - step, level=0.019 * force * style.bass,
        )  # fmt: skip


def _drums(style: Style, bar: Bar, start: int, rng: np.random.Generator) -> Iterator[Note]:
    """Yield the drums: none in the outro, and no snap before the second half of a part."""
    if bar.part == "outro":
        return
    rows: tuple[tuple[Instrument, str, float, float], ...] = (
        ("kick", style.kick, 0.021, 0.0),
        ("snap", style.snap if bar.part == "second" or bar.number >= 4 else "", 0.022, 0.15),
        ("shaker", style.shaker, 0.014, -0.3),
    )
    for instrument, pattern, unit, place in rows:
        for step, force in enumerate(pattern):
            if force == ".":
                continue
            late = style.swing * 2 if step % 4 == 2 else 0.0
            yield Note(
                instrument=instrument, pitch=int(rng.integers(0, 4)), start=start + step + late,
                length=1, level=unit * int(force) * float(rng.uniform(0.8, 1.0)), place=place,
            )  # fmt: skip
