"""A bed from the user's own recording."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from aigc.audio import SAMPLE_RATE_HZ, read_audio, resample, to_stereo
from aigc.errors import AssetError, InputError
from aigc.types.audio import Audio
from aigc.types.time import to_sample

_CROSSFADE_S = Fraction(2)
_FADE_OUT_S = Fraction(5, 2)
_SHORTEST_S = Fraction(1, 2)
_QUIET = 1e-3


def bed_from_file(path: Path, duration: Fraction) -> Audio:
    """Return exactly ``duration`` seconds of a recording, stereo at 48 kHz, faded out at the end.

    A recording that is too short is looped with cross-fades; silence at its ends is left out.

    Raises
    ------
    AssetError
        When the file cannot be read, is silent or is shorter than half a second.
    InputError
        When ``duration`` is not positive.
    """
    if duration <= 0:
        raise InputError(f"A bed of {float(duration):g} s is not possible: ask for more than 0.")
    sound = _sounding(to_stereo(resample(read_audio(path), SAMPLE_RATE_HZ)))
    if sound.duration < _SHORTEST_S:
        raise AssetError(f"{path.name} has less than half a second of sound: give a longer file.")
    length = to_sample(duration, SAMPLE_RATE_HZ)
    samples = _looped(sound.samples, length)
    down = min(length, to_sample(_FADE_OUT_S, SAMPLE_RATE_HZ))
    samples[:, length - down :] *= np.cos(np.linspace(0, np.pi / 2, down)).astype(np.float32) ** 2
    return Audio(samples=samples, sample_rate=SAMPLE_RATE_HZ)


def _sounding(audio: Audio) -> Audio:
    """Return the sound without silence at its ends."""
    loud = np.flatnonzero(np.abs(audio.samples).max(axis=0) > _QUIET)
    if not loud.size:
        return Audio(samples=audio.samples[:, :0], sample_rate=audio.sample_rate)
    kept = audio.samples[:, loud[0] : loud[-1] + 1]
    return Audio(samples=kept, sample_rate=audio.sample_rate)


def _looped(
    samples: np.ndarray[tuple[int, ...], np.dtype[np.float32]], length: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Return ``length`` samples, repeats joined by cross-fades of equal power."""
    size = samples.shape[1]
    fade = min(to_sample(_CROSSFADE_S, SAMPLE_RATE_HZ), size // 3)
    out = np.zeros((2, length), np.float32)
    angle = np.linspace(0, np.pi / 2, fade)
    rise, fall = np.sin(angle).astype(np.float32), np.cos(angle).astype(np.float32)
    start = 0
    while start < length:
        piece = samples.copy()
        if start:
            piece[:, :fade] *= rise
        if start + size < length:
            piece[:, size - fade :] *= fall
        end = min(length, start + size)
        out[:, start:end] += piece[:, : end - start]
        start += size - fade
        if end == length:
            break
    return out
