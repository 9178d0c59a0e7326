"""Strips of a row: the sound's spectrum, its pitch, and what is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.listening.drawing import Box, Mark, Pixels, Stroke, Words
from aigc.listening.look import (
    ASKED,
    GROUND,
    LABEL_PX,
    LEFT_PX,
    MUTED,
    NOTE,
    PANEL,
    RULE,
    TEXT,
    WORD_PX,
    ramp,
)  # fmt: skip
from aigc.listening.pitch import STEP_S, voiced_runs
from aigc.listening.rows import Row, fitting
from aigc.listening.spectrum import height_of, spectrum
from aigc.types.audio import Audio
from aigc.types.timing import Timed

SPECTRUM_PX: Final = 216.0
PITCH_PX: Final = 96.0
WORDS_PX: Final = 30.0
PHONES_PX: Final = 24.0

_DENSITY: Final = 1.5
_FREQUENCIES_HZ: Final = (250, 500, 1000, 2000, 4000, 8000)
_PITCHES_HZ: Final = (
    60, 80, 100, 125, 150, 175, 200, 250, 300, 350, 400, 500, 600, 700, 800, 900, 1000, 1200,
)  # fmt: skip
_TICK_PX: Final = 19.0
_SMALLEST_PX: Final = 8.0

Pitch = NDArray[np.floating]


def spectrum_lane(row: Row, audio: Audio, top: float) -> Iterator[Mark]:
    """Yield the spectrogram with its frequencies in front."""
    width = row.right - LEFT_PX
    shares = spectrum(
        audio, row.begin_s, row.end_s, round(width * _DENSITY), round(SPECTRUM_PX * _DENSITY)
    )
    yield Pixels(x=LEFT_PX, y=top, width=width, height=SPECTRUM_PX, rgb=ramp(shares))
    for hz in _FREQUENCIES_HZ:
        y = top + SPECTRUM_PX * (1 - float(height_of(hz)))
        yield Stroke(points=((LEFT_PX - 5, y), (LEFT_PX, y)), colour=MUTED)
        text = f"{hz / 1000:g} kHz" if hz >= 1000 else f"{hz}"
        yield _beside(text, y)


def pitch_lane(
    row: Row, f0_hz: Pitch, top: float, limits_hz: tuple[float, float]
) -> Iterator[Mark]:
    """Yield the pitch as a line on a scale of equal steps for equal intervals."""
    yield Box(x=LEFT_PX, y=top, width=row.right - LEFT_PX, height=PITCH_PX, fill=PANEL)
    low, high = np.log2(limits_hz)

    def y_of(hz: float) -> float:
        share = (float(np.log2(hz)) - float(low)) / float(high - low)
        return top + PITCH_PX * (1 - share)

    last = np.inf
    for hz in _PITCHES_HZ:
        y = y_of(hz)
        if top + 5 <= y <= top + PITCH_PX - 3 and last - y >= _TICK_PX:
            line = ((LEFT_PX, y), (row.right, y))
            yield Stroke(points=line, colour=RULE, width=0.7, opacity=0.45)
            yield _beside(f"{hz} Hz", y)
            last = y
    yield from curve(row, f0_hz, y_of, ASKED, 2.4)


def curve(
    row: Row, f0_hz: Pitch, y_of: Callable[[float], float], colour: str, width: float
) -> Iterator[Mark]:
    """Yield a pitch line, broken where there is no pitch; ``y_of`` places a frequency."""
    first, last = round(row.begin_s / STEP_S), round(row.end_s / STEP_S) + 1
    part = f0_hz[first:last]
    for begin, end in voiced_runs(part):
        points = tuple(
            (row.x((first + i) * STEP_S), y_of(float(part[i]))) for i in range(begin, end)
        )
        if len(points) > 1:
            yield Stroke(points=points, colour=colour, width=width)


def limits_of(f0_hz: Pitch) -> tuple[float, float]:
    """Return what a pitch lane spans, in Hz: all but outliers, at least half an octave."""
    voiced = f0_hz[f0_hz > 0]
    if not len(voiced):
        return 80.0, 400.0
    low, high = np.percentile(voiced, (0.5, 99.5))
    middle, half = np.sqrt(low * high), max(float(np.log2(high / low)) / 2 + 0.12, 0.25)
    return float(middle * 2**-half), float(middle * 2**half)


def words_lane(row: Row, words: Sequence[Timed], top: float) -> Iterator[Mark]:
    """Yield words in plates as long as they are heard."""
    for word in words:
        if place := row.cut(float(word.time.start), float(word.time.end)):
            x, width = place
            plate = max(width - 1.5, 1)
            yield Box(x=x, y=top + 4, width=plate, height=WORDS_PX - 6, fill=NOTE, radius=5)
            yield from _inside(word.text, x, width, top + 21, WORD_PX, TEXT)


def phones_lane(row: Row, phones: Sequence[Timed], top: float, silent: str) -> Iterator[Mark]:
    """Yield phonemes between thin rules; silence is left empty."""
    for phone in phones:
        place = row.cut(float(phone.time.start), float(phone.time.end))
        if place is None or phone.text == silent:
            continue
        x, width = place
        plate = max(width - 1, 0.8)
        yield Box(x=x, y=top, width=plate, height=PHONES_PX - 4, fill=PANEL, radius=3)
        yield from _inside(phone.text, x, width, top + 14.5, LABEL_PX + 1, TEXT)


def _inside(
    text: str, x: float, width: float, y: float, size_px: float, colour: str
) -> Iterator[Mark]:
    size = fitting(text, width - 2, size_px, _SMALLEST_PX)
    if size is not None:
        yield Words(x=x + width / 2, y=y, text=text, size_px=size, colour=colour, anchor="middle")


def bounds_over(row: Row, items: Sequence[Timed], top: float, height: float) -> Iterator[Mark]:
    """Yield thin lines over a lane where words begin and end."""
    edges = {float(edge) for item in items for edge in (item.time.start, item.time.end)}
    for edge in sorted(edges):
        if row.begin_s < edge < row.end_s:
            x = row.x(edge)
            line = ((x, top), (x, top + height))
            yield Stroke(points=line, colour=GROUND, width=2.2, opacity=0.5)
            yield Stroke(points=line, colour=TEXT, width=0.8, opacity=0.5)


def _beside(text: str, y: float) -> Words:
    return Words(
        x=LEFT_PX - 8, y=y + 4, text=text, size_px=LABEL_PX - 1, colour=MUTED, anchor="end"
    )
