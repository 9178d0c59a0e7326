"""A picture of a recording: its spectrum, its pitch, its words and their sounds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from aigc.errors import InputError
from aigc.listening.drawing import Box, Drawing, Mark
from aigc.listening.lanes import (
    PHONES_PX,
    PITCH_PX,
    SPECTRUM_PX,
    WORDS_PX,
    bounds_over,
    limits_of,
    phones_lane,
    pitch_lane,
    spectrum_lane,
    words_lane,
)  # fmt: skip
from aigc.listening.look import GROUND, MARGIN_PX, WIDTH_PX
from aigc.listening.rows import Row, clock_marks, rows_of
from aigc.types.audio import Audio
from aigc.types.timing import SILENCE, Timing

_CLOCK_PX = 22.0
_GAP_PX = 6.0
_BETWEEN_PX = 14.0


def spectrogram(
    audio: Audio,
    *,
    timing: Timing | None = None,
    f0_hz: NDArray[np.floating] | None = None,
    row_s: float = 6.0,
) -> Drawing:
    """Return a picture of a recording, low frequencies below.

    Parameters
    ----------
    timing : Timing, optional
        Its words and phonemes stand under the spectrum.
    f0_hz : shape (frames,), optional
        The pitch every 5 ms, 0 for none, such as `pitch_track` gives.
    row_s : float
        The longest stretch on one row, in seconds; rows end in silence where they can.

    Raises
    ------
    InputError
        When there is no sound, a pitch is no number, or a row has no length.
    """
    check_sound(audio)
    check_pitch(f0_hz)
    check_row(row_s)
    rows = rows_of(
        0.0, float(audio.duration), row_s, rests_s=_rests(timing), begins_s=_begins(timing)
    )
    limits = limits_of(f0_hz) if f0_hz is not None else None
    marks: list[Mark] = []
    top = MARGIN_PX
    for row in rows:
        marks += _system(row, audio, timing, f0_hz, top, limits)
        top += _height(timing, f0_hz) + _BETWEEN_PX
    height = top - _BETWEEN_PX + MARGIN_PX / 2
    title = f"Spectrogram of {float(audio.duration):.1f} seconds"
    return sheet(title, height, marks)


def sheet(title: str, height_px: float, marks: list[Mark]) -> Drawing:
    """Return marks on the ground of the house."""
    ground = Box(x=0, y=0, width=WIDTH_PX, height=height_px, fill=GROUND, radius=14)
    return Drawing(
        width_px=WIDTH_PX, height_px=height_px, title=title, marks=tuple(chain((ground,), marks))
    )


def _rests(timing: Timing | None) -> Iterator[float]:
    for sound in timing.phonemes if timing else ():
        if sound.text == SILENCE:
            yield float(sound.time.start + sound.time.end) / 2


def _begins(timing: Timing | None) -> Iterator[float]:
    for word in timing.words if timing else ():
        yield float(word.time.start)


def _height(timing: Timing | None, f0_hz: NDArray[np.floating] | None) -> float:
    said = (WORDS_PX if timing.words else 0) + PHONES_PX if timing else 0.0
    return SPECTRUM_PX + said + (PITCH_PX + _GAP_PX if f0_hz is not None else 0) + _CLOCK_PX


def _system(
    row: Row,
    audio: Audio,
    timing: Timing | None,
    f0_hz: NDArray[np.floating] | None,
    top: float,
    limits_hz: tuple[float, float] | None,
) -> Iterator[Mark]:
    """Yield the lanes of one row from the top down."""
    yield from spectrum_lane(row, audio, top)
    if timing:
        yield from bounds_over(row, timing.words, top, SPECTRUM_PX)
    top += SPECTRUM_PX
    if timing and timing.words:
        yield from words_lane(row, timing.words, top)
        top += WORDS_PX
    if timing:
        yield from phones_lane(row, timing.phonemes, top, SILENCE)
        top += PHONES_PX
    if f0_hz is not None and limits_hz is not None:
        yield from pitch_lane(row, f0_hz, top + _GAP_PX, limits_hz)
        top += PITCH_PX + _GAP_PX
    yield from clock_marks(row, top)


def check_sound(audio: Audio) -> None:
    """Raise `InputError` unless there is sound."""
    if audio.samples.shape[1] == 0:
        raise InputError("There is no sound to draw: the recording is empty.")
    if not np.isfinite(audio.samples).all():
        raise InputError("The sound cannot be drawn: some samples are no numbers.")


def check_pitch(f0_hz: NDArray[np.floating] | None) -> None:
    """Raise `InputError` unless a pitch is a list of numbers that are not below 0."""
    if f0_hz is None:
        return
    if f0_hz.ndim != 1 or not np.isfinite(f0_hz).all() or (f0_hz < 0).any():
        raise InputError(
            "The pitch cannot be drawn. Give one number of Hz for every 5 ms, 0 for none, as "
            "pitch_track returns."
        )


def check_row(row_s: float) -> None:
    """Raise `InputError` unless a row is from half a second to a minute long."""
    if not 0.5 <= row_s <= 60:
        raise InputError(f"A row of {row_s:g} seconds cannot be drawn: choose 0.5 to 60.")
