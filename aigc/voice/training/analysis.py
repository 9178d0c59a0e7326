"""Recordings cleaned, and what the vocoder reads found in them with WORLD."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.signal import butter, sosfiltfilt

from aigc.voice.frames import (
    HOP_LENGTH,
    SAMPLE_RATE_HZ,
    SILENT,
    Floats,
    Frames,
    band_weights,
)

LEVEL = 0.1
"""Root mean square of what is loud in a cleaned recording."""
RUMBLE_HZ = 70
F0_HZ = 65, 700
QUIET_DB, ABOVE_ROOM_DB = 42, 9
"""Sound is what is at most so far below the loudest frame and so far above the room."""
BEFORE, AFTER = 14, 24
"""Frames kept around the sound."""
_LOUD_DB = 25
QUIETEST_VOICE_DB, VOICE_HZ = 32, 1000
"""What is further below the loud frames, up to 1 kHz, is the hum of a room."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Analysed:
    """A cleaned recording, ``frames * HOP_LENGTH`` samples, and its frames."""

    samples: Floats
    frames: Frames


def analysed(samples: Floats) -> Analysed:
    """Return a recording without rumble and edges of silence, at one level, with its frames.

    Source: M. Morise et al., WORLD: a vocoder-based high-quality speech synthesis system, 2016
    (Harvest, CheapTrick, D4C).
    """
    sound = cleaned(samples)
    return Analysed(samples=sound, frames=frames_of(sound))


def cleaned(samples: Floats) -> Floats:
    """Return the sound between its silent edges, filtered and levelled, a whole count of hops.

    One that is loud throughout has no edges and is kept whole.
    """
    filtered = sosfiltfilt(
        butter(4, RUMBLE_HZ, "highpass", fs=SAMPLE_RATE_HZ, output="sos"),
        samples.astype(np.float64),
    )
    level = _levels_db(filtered)
    heard = np.flatnonzero(
        level > max(level.max() - QUIET_DB, np.percentile(level, 5) + ABOVE_ROOM_DB)
    )
    first, last = (heard[0], heard[-1]) if len(heard) else (0, len(level) - 1)
    begin = max(0, first - BEFORE) * HOP_LENGTH
    end = min(len(level), last + 1 + AFTER) * HOP_LENGTH
    loud = level[level > level.max() - _LOUD_DB]
    gain = LEVEL / np.sqrt(np.mean(10 ** (loud / 10)))
    sound: Floats = (filtered[begin:end] * gain).astype(np.float32)
    return sound


def _levels_db(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    hops = samples[: len(samples) // HOP_LENGTH * HOP_LENGTH].reshape(-1, HOP_LENGTH)
    level: npt.NDArray[np.float64] = 10 * np.log10(np.mean(hops**2, 1) + 1e-12)
    return level


def frames_of(samples: Floats) -> Frames:
    """Return the frames of a sound of whole hops, by WORLD."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pyworld

    sound, count = samples.astype(np.float64), len(samples) // HOP_LENGTH
    rough, at = pyworld.harvest(sound, SAMPLE_RATE_HZ, f0_floor=F0_HZ[0], f0_ceil=F0_HZ[1])
    f0 = pyworld.stonemask(sound, rough, at, SAMPLE_RATE_HZ)
    power = pyworld.cheaptrick(sound, f0, at, SAMPLE_RATE_HZ)
    noise = pyworld.d4c(sound, f0, at, SAMPLE_RATE_HZ)
    coded = pyworld.code_aperiodicity(noise, SAMPLE_RATE_HZ)
    low = 10 * np.log10(power[:, : VOICE_HZ * power.shape[1] * 2 // SAMPLE_RATE_HZ].sum(1) + 1e-12)
    humming = low < np.percentile(low, 95) - QUIETEST_VOICE_DB
    voiced = (f0 > 0) & (noise[:, 0] < 0.9) & ~humming
    envelope = 0.5 * np.log(power @ band_weights().T + 1e-12)
    return Frames(
        envelope=np.maximum(envelope[:count], SILENT).astype(np.float32),
        aperiodicity=coded[:count].astype(np.float32),
        voiced=voiced[:count].astype(np.float32),
        f0_hz=without_gaps(np.where(voiced, f0, 0)[:count]),
    )


def without_gaps(f0_hz: npt.NDArray[np.float64]) -> Floats:
    """Return a pitch that goes on where it is 0, along straight lines in cents."""
    there = np.flatnonzero(f0_hz > 0)
    if not len(there):
        return np.full(len(f0_hz), 200, np.float32)
    smooth: Floats = np.exp(np.interp(np.arange(len(f0_hz)), there, np.log(f0_hz[there]))).astype(
        np.float32
    )
    return smooth
