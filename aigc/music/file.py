"""A bed from the user's own recording."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aigc.audio import SAMPLE_RATE_HZ, read_audio, resample, to_stereo
from aigc.errors import AssetError, InputError
from aigc.types.audio import Audio
from aigc.types.time import to_sample

_CROSSFADE_S = Fraction(2)
_FADE_OUT_S = Fraction(5, 2)
_SHORTEST_S = Fraction(1, 2)
_READ_MORE_S = 30
_QUIET = 1e-3

Samples = NDArray[np.float32]


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
    sound = _heard(path, duration)
    length = to_sample(duration, SAMPLE_RATE_HZ)
    samples = _looped(sound.samples, length)
    down = min(length, to_sample(_FADE_OUT_S, SAMPLE_RATE_HZ))
    samples[:, length - down :] *= np.cos(np.linspace(0, np.pi / 2, down)).astype(np.float32) ** 2
    return Audio(samples=samples, sample_rate=SAMPLE_RATE_HZ)


def _heard(path: Path, duration: Fraction) -> Audio:
    """Return the sounding part of a file, stereo; no more is read than the bed may need."""
    for until in (duration + _READ_MORE_S, None):
        sound = read_audio(path, until=until)
        sound = _sounding(to_stereo(resample(sound, SAMPLE_RATE_HZ)))
        if sound.duration >= min(duration, _SHORTEST_S):
            return sound
    raise AssetError(f"{path.name} has less than half a second of sound: give a longer file.")


def _sounding(audio: Audio) -> Audio:
    """Return the sound without silence at its ends."""
    block = SAMPLE_RATE_HZ
    starts = range(0, audio.samples.shape[1], block)
    heard = [s for s in starts if np.abs(audio.samples[:, s : s + block]).max() > _QUIET]
    if not heard:
        return Audio(samples=audio.samples[:, :0], sample_rate=audio.sample_rate)
    first, last = (
        np.flatnonzero(np.abs(audio.samples[:, s : s + block]).max(axis=0) > _QUIET) + s
        for s in (heard[0], heard[-1])
    )
    kept = audio.samples[:, first[0] : last[-1] + 1]
    return Audio(samples=kept, sample_rate=audio.sample_rate)


def _looped(samples: Samples, length: int) -> Samples:
    """Return ``length`` samples, repeats joined by cross-fades of equal power."""
    size = samples.shape[1]
    if size >= length:
        return samples[:, :length]
    fade = min(to_sample(_CROSSFADE_S, SAMPLE_RATE_HZ), size // 3)
    out = np.zeros((2, length), np.float32)
    angle = np.linspace(0, np.pi / 2, fade, dtype=np.float32)
    rise, fall = np.sin(angle), np.cos(angle)
    for start in range(0, length, size - fade):
        stop = min(length, start + size)
        head = min(fade, stop - start) if start else 0
        out[:, start : start + head] += samples[:, :head] * rise[:head]
        out[:, start + head : stop] = samples[:, head : stop - start]
        if start + size < length:
            out[:, stop - fade : stop] *= fall
        else:
            break
    return out
