"""Force, tension and breath as changes of frames."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from aigc.voice.frames import SILENT, Floats, Frames, band_centres_hz

TILT = 0.22
"""How much brighter the band around 4 kHz becomes with each dB of force, in dB."""
TENSE_DB, TENSE_NOISE_DB = 4.0, 4.0
BREATHY_TILT_DB, BREATHY_DB, LESS_BREATH_DB = -3.0, 9.0, 6.0
CLEAR = 1.8
"""A decibel of aperiodicity, as it is meant where the pitch is steady.

The analysis hears noise wherever the pitch moves, and the mean of what it heard is hoarse.
"""
HEADROOM_DB = 8.0
"""Speech is so much softer than the recordings were levelled to; their peaks would be cut off."""
DB = np.float32(np.log(10) / 20)
"""A decibel as a natural logarithm of amplitude."""


def coloured(frames: Frames, level_db: Floats, tension: Floats, breathiness: Floats) -> Frames:
    """Return frames said with more or less force, tension and breath, each ``(frames,)``."""
    tilt = TILT * level_db + TENSE_DB * tension + BREATHY_TILT_DB * np.maximum(breathiness, 0)
    change = np.add(level_db[:, None], tilt[:, None] * slope(), dtype=np.float32)
    airy = np.where(breathiness > 0, BREATHY_DB, LESS_BREATH_DB) * breathiness
    noise = airy - TENSE_NOISE_DB * np.maximum(tension, 0)
    noise = frames.aperiodicity + (noise * frames.voiced)[:, None]
    return Frames(
        envelope=np.maximum(frames.envelope + DB * change, SILENT).astype(np.float32),
        aperiodicity=np.clip(noise, -60, 0).astype(np.float32),
        voiced=frames.voiced,
        f0_hz=frames.f0_hz,
    )


def slope() -> Floats:
    """Return what a tilt of 1 dB is in each band: 0 up to 700 Hz, 1 at 4 kHz."""
    octaves = np.log2(band_centres_hz() / 700) / np.log2(4000 / 700)
    found: Floats = np.clip(octaves, 0, 1.2).astype(np.float32)
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spoken:
    """The colour of a spoken line, a `aigc.voice.render.Shape`; ``level_db`` has every frame."""

    level_db: Floats
    tension: float = 0.0
    breathiness: float = 0.0

    def __call__(self, frames: Frames, first: int) -> Frames:
        """Return frames as they are said; the first is number ``first`` of the line."""
        some = self.level_db[first : first + len(frames)]
        level = np.pad(some, (0, len(frames) - len(some)), "edge")
        even = np.ones(len(frames), np.float32)
        clear = replace(
            frames,
            envelope=frames.envelope - HEADROOM_DB * DB,
            aperiodicity=CLEAR * frames.aperiodicity,
        )
        return coloured(clear, level, even * self.tension, even * self.breathiness)
