"""A mouth over time: its shapes, and how far jaw and lips move."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.listening.drawing import Box, Drawing, Mark, Stroke, Words
from aigc.listening.lanes import PHONES_PX, phones_lane
from aigc.listening.look import (
    ASKED,
    HEARD,
    LABEL_PX,
    LEFT_PX,
    MARGIN_PX,
    MUTED,
    PANEL,
    RAMP,
    TEXT,
)  # fmt: skip
from aigc.listening.pitch import voiced_runs
from aigc.listening.rows import Row, clock_marks, rows_of
from aigc.listening.setting import width_px
from aigc.listening.spectrogram import check_row, sheet
from aigc.types.timing import Timed
from aigc.types.viseme import BLENDSHAPES, VISEMES, LipSync

_LANE_PX: Final = 96.0
_LEGEND_PX: Final = 24.0
_CLOCK_PX: Final = 22.0
_BETWEEN_PX: Final = 12.0
_MOVES: Final = (("jawOpen", ASKED), ("mouthClose", HEARD), ("mouthPucker", RAMP[3]))
_SILENT: Final = "sil"
_LEAST: Final = 0.004


def mouth_picture(mouth: LipSync, *, row_s: float = 6.0) -> Drawing:
    """Return a picture of a mouth that follows a recording.

    The lines are the weights of ARKit's ``jawOpen``, ``mouthClose`` and ``mouthPucker``; the
    visemes stand below, over the phonemes that they belong to.

    Raises
    ------
    InputError
        When a row is not from half a second to a minute long.
    """
    check_row(row_s)
    rests = [float(e.time.start) for e in mouth.events if e.viseme == VISEMES[0]]
    marks: list[Mark] = list(_legend())
    top = MARGIN_PX + _LEGEND_PX - 8
    begins = [float(e.time.start) for e in mouth.events]
    for row in rows_of(0.0, float(mouth.duration), row_s, rests_s=rests, begins_s=begins):
        marks += _system(row, mouth, top)
        top += _LANE_PX + 2 * PHONES_PX + 6 + _CLOCK_PX + _BETWEEN_PX
    title = f"Mouth over {float(mouth.duration):.1f} seconds"
    return sheet(title, top + MARGIN_PX / 2 - _BETWEEN_PX, marks)


def _legend() -> Iterator[Mark]:
    x = LEFT_PX
    for name, colour in _MOVES:
        yield Stroke(points=((x, MARGIN_PX), (x + 18, MARGIN_PX)), colour=colour, width=2.4)
        yield Words(x=x + 26, y=MARGIN_PX + 4, text=name, size_px=LABEL_PX, colour=TEXT)
        x += 26 + width_px(name, LABEL_PX) + 24


def _system(row: Row, mouth: LipSync, top: float) -> Iterator[Mark]:
    yield Box(x=LEFT_PX, y=top, width=row.right - LEFT_PX, height=_LANE_PX, fill=PANEL)
    for name, colour in _MOVES:
        weights = mouth.blendshapes[:, BLENDSHAPES.index(name)]
        yield from _weights(row, weights, float(mouth.fps), top, colour)
    top += _LANE_PX + 5
    shapes = [Timed(text=e.viseme, time=e.time) for e in mouth.events]
    yield _label("viseme", top)
    yield from phones_lane(row, shapes, top, _SILENT)
    top += PHONES_PX
    sounds = [
        Timed(text=_SILENT if e.viseme == _SILENT else e.phoneme, time=e.time) for e in mouth.events
    ]
    yield _label("sound", top)
    yield from phones_lane(row, sounds, top, _SILENT)
    yield from clock_marks(row, top + PHONES_PX)


def _label(text: str, top: float) -> Words:
    return Words(
        x=LEFT_PX - 8, y=top + 14, text=text, size_px=LABEL_PX - 1, colour=MUTED, anchor="end"
    )


def _weights(
    row: Row, weights: NDArray[np.float32], fps: float, top: float, colour: str
) -> Iterator[Mark]:
    first, last = ceil(row.begin_s * fps), int(row.end_s * fps)
    part = np.where(weights[first:last] > _LEAST, weights[first:last], 0.0)
    for begin, end in voiced_runs(part):
        inside = range(max(begin - 1, 0), min(end + 1, len(part)))
        points = tuple(
            (row.x((first + i) / fps), top + 4 + (_LANE_PX - 8) * (1 - float(part[i])))
            for i in inside
        )
        yield Stroke(points=points, colour=colour, width=2.0)
