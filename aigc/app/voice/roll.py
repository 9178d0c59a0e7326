"""A piano roll: notes with their words, and the pitch that was asked for over them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from aigc.types.vocal import SungNote, VocalLine

SECOND_PX = 96
WIDEST_PX = 24_000
HEIGHT_PX = 400
HEAD_PX = 24
ROW_PX = (9.0, 22.0)
F0_STEP_S = 0.005
EVERY = 4
"""Of so many values of the pitch one is drawn."""
KEYS_PX = 34
_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_BLACK = frozenset((1, 3, 6, 8, 10))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plane:
    """Where seconds and MIDI pitches lie on the drawing."""

    low: int
    high: int
    duration_s: float
    row_px: float
    second_px: float

    @property
    def width_px(self) -> float:
        return self.duration_s * self.second_px

    @property
    def height_px(self) -> float:
        return HEAD_PX + (self.high - self.low + 1) * self.row_px

    def x(self, time_s: float) -> float:
        return time_s * self.second_px

    def y(self, pitch: float) -> float:
        """Return the middle of a pitch's row."""
        return HEAD_PX + (self.high - pitch + 0.5) * self.row_px


def _plane(line: VocalLine) -> _Plane:
    pitches = [note.pitch for note in line.notes]
    low, high, duration_s = min(pitches) - 2, max(pitches) + 3, float(line.duration)
    row_px = min(max(HEIGHT_PX / (high - low + 1), ROW_PX[0]), ROW_PX[1])
    second_px = min(SECOND_PX, WIDEST_PX / max(duration_s, 1))
    return _Plane(low=low, high=high, duration_s=duration_s, row_px=row_px, second_px=second_px)


def roll(line: VocalLine, f0_hz: NDArray[np.float32], label: str) -> str:
    """Return the drawing with its keys beside it; each note carries its times for the player.

    Parameters
    ----------
    f0_hz : float32, shape (frames,)
        Every 5 ms, 0 in silence.
    label : str
        What a screen reader says of it.
    """
    plane = _plane(line)
    size = f'width="{plane.width_px:.0f}" height="{plane.height_px:.0f}"'
    drawn = "".join((*_rows(plane), *_seconds(plane), *(_note(n, plane) for n in line.notes)))
    return (
        f'<div class="roll"><svg class="keys" width="{KEYS_PX}" height="{plane.height_px:.0f}" '
        f'aria-hidden="true">{"".join(_keys(plane))}</svg>'
        f'<div class="scroll" tabindex="0"><svg {size} data-second="{plane.second_px:.3f}" '
        f'role="img" aria-label="{escape(label)}">{drawn}'
        f'<path class="f0" d="{path(f0_hz, plane.y, plane.second_px)}"/>'
        f'<line class="head" y1="0" y2="{plane.height_px:.0f}"/></svg></div></div>'
    )


def path(f0_hz: NDArray[np.float32], y: Callable[[float], float], second_px: float) -> str:
    """Return the line of the pitch as an SVG path, broken where nothing is sung.

    ``y`` takes a MIDI pitch.
    """
    values, pen = f0_hz[::EVERY], "M"
    out: list[str] = []
    for number, hertz in enumerate(values.tolist()):
        if hertz <= 0:
            pen = "M"
            continue
        midi = 69 + 12 * math.log2(hertz / 440)
        x = number * EVERY * F0_STEP_S * second_px
        out.append(f"{pen}{x:.1f} {y(midi):.1f}")
        pen = "L"
    return "".join(out)


def _rows(plane: _Plane) -> Iterator[str]:
    for pitch in range(plane.low, plane.high + 1):
        if pitch % 12 in _BLACK:
            top = plane.y(pitch) - plane.row_px / 2
            yield (
                f'<rect class="black" y="{top:.1f}" width="{plane.width_px:.0f}" '
                f'height="{plane.row_px:.1f}"/>'
            )


def _keys(plane: _Plane) -> Iterator[str]:
    for pitch in range(plane.low, plane.high + 1):
        if pitch % 12 == 0 or (plane.high - plane.low < 12 and pitch % 12 not in _BLACK):
            name = f"{_NAMES[pitch % 12]}{pitch // 12 - 1}"
            yield f'<text x="{KEYS_PX - 6}" y="{plane.y(pitch) + 4:.1f}">{name}</text>'


def _seconds(plane: _Plane) -> Iterator[str]:
    every = 1 if plane.second_px >= 40 else 5
    for second in range(0, int(plane.duration_s) + 1, every):
        x = plane.x(second)
        yield f'<line class="tick" x1="{x:.1f}" x2="{x:.1f}" y1="{HEAD_PX - 8}" y2="100%"/>'
        yield f'<text class="clock" x="{x + 4:.1f}" y="13">{second // 60}:{second % 60:02d}</text>'


def _note(note: SungNote, plane: _Plane) -> str:
    start, end = float(note.time.start), float(note.time.end)
    x, wide = plane.x(start), max(plane.x(end) - plane.x(start) - 1, 2)
    top = plane.y(note.pitch) - plane.row_px / 2
    text = "" if note.text == "-" else escape(note.text)
    said = f'<text x="{x + 3:.1f}" y="{top - 4:.1f}">{text}</text>' if text else ""
    return (
        f'<g class="note" data-start="{start:.3f}" data-end="{end:.3f}"><rect x="{x:.1f}" '
        f'y="{top + 1:.1f}" width="{wide:.1f}" height="{plane.row_px - 2:.1f}" rx="3"/>{said}</g>'
    )
