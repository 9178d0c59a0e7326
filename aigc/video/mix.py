"""Voice over music: one stereo track at a loudness target, mixed block by block."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from aigc.audio import SAMPLE_RATE_HZ, resample, to_mono, to_stereo
from aigc.errors import InputError
from aigc.loudness import Curve, Profile, Samples, gain_to, measure, normalise
from aigc.types.audio import Audio
from aigc.types.time import to_sample

_STEP = SAMPLE_RATE_HZ // 200
_BLOCK = _STEP * 1_000
_ATTACK_S = 0.25
_HOLD_S = 0.5
_RELEASE_S = 0.9
_SHORT_PAUSE_S = 1.2
_SPEECH_BELOW_LOUDEST_DB = 32.0
_FADE_IN_S = 0.3
_FADE_OUT_S = 1.2


def mix(
    narration: Audio,
    bed: Audio | None,
    *,
    duration: Fraction,
    duck_db: float = -12.0,
    bed_lufs: float = -23.5,
    lufs: float = -16.0,
    peak_dbtp: float = -1.0,
    in_place: bool = False,
) -> Audio:
    """Return voice and bed as one track of exactly ``duration`` seconds, stereo at 48 kHz.

    The voice is brought to ``lufs`` and the bed to ``bed_lufs``; while somebody speaks the bed is
    ``duck_db`` lower. With the defaults it then lies 19.5 LU under the voice. With ``in_place`` the
    samples of ``bed`` may be overwritten, which saves as much memory as the result takes.

    Raises
    ------
    InputError
        When the narration is longer than ``duration``, or ``duck_db`` is positive.
    """
    if duck_db > 0:
        raise InputError(f"duck_db is {duck_db:g}: a bed is lowered, so give 0 or less.")
    length = to_sample(duration, SAMPLE_RATE_HZ)
    voice = resample(to_mono(narration), SAMPLE_RATE_HZ)
    if voice.samples.shape[1] > length + SAMPLE_RATE_HZ // 100:
        raise InputError(
            f"The narration lasts {float(narration.duration):.2f} s and does not fit into "
            f"{float(duration):.2f} s: give it at least its own length."
        )
    profile = measure(voice)
    one_side_lufs = lufs - 10 * math.log10(2)
    total = np.zeros((2, 0), np.float32)
    if bed is not None:
        music = resample(bed if bed.channels == 1 else to_stereo(bed), SAMPLE_RATE_HZ)
        music = Audio(samples=music.samples[:, :length], sample_rate=SAMPLE_RATE_HZ)
        duck = duck_gain_db(profile, music.samples.shape[1], duck_db)
        total = _turned(music, bed_gain(measure(music), duck, bed_lufs), in_place=in_place)
    total = _filled(total, length)
    _add(total, voice.samples, gain_to(profile, lufs=one_side_lufs, peak_dbtp=peak_dbtp))
    mixed = Audio(samples=total, sample_rate=SAMPLE_RATE_HZ)
    return normalise(mixed, lufs=lufs, peak_dbtp=peak_dbtp, in_place=True)


def _turned(music: Audio, gain: Curve, *, in_place: bool) -> Samples:
    """Return the music, stereo, with a gain on it."""
    samples = music.samples
    fits = in_place and music.channels == 2 and samples.flags.writeable
    out = samples if fits else np.empty((2, samples.shape[1]), np.float32)
    for start in range(0, samples.shape[1], _BLOCK):
        stop = min(start + _BLOCK, samples.shape[1])
        np.multiply(samples[:, start:stop], gain.between(start, stop), out=out[:, start:stop])
    return out


def _filled(samples: Samples, length: int) -> Samples:
    """Return the sound with silence behind it up to ``length``."""
    missing = length - samples.shape[1]
    return np.pad(samples, ((0, 0), (0, missing))) if missing else samples


def _add(total: Samples, samples: Samples, gain: Curve) -> None:
    """Add a mono sound to both sides of ``total`` with a gain on it."""
    length = min(total.shape[1], samples.shape[1])
    for start in range(0, length, _BLOCK):
        stop = min(start + _BLOCK, length)
        total[:, start:stop] += samples[:, start:stop] * gain.between(start, stop)


def bed_gain(bed: Profile, duck_db: NDArray[np.float64], bed_lufs: float) -> Curve:
    """Return the gain of the bed: its level, the ducking (a value every 5 ms) and the fades."""
    level = bed.loudness_lufs
    level_db = 0.0 if level == -math.inf else bed_lufs - level
    gain = 10 ** ((level_db + duck_db) / 20) * _fades(len(duck_db))
    return Curve(knots=gain.astype(np.float32), step=_STEP)


def duck_gain_db(voice: Profile, length: int, duck_db: float) -> NDArray[np.float64]:
    """Return the bed's gain in dB every 5 ms over ``length`` samples.

    It starts to fall a quarter of a second before the voice and is down when it sets in, stays
    down over pauses under 1.2 s and comes back in a little under a second, along cosines.
    """
    speaking = _speaking(voice, -(-length // _STEP) + 1)
    if not speaking.any():
        return np.zeros(len(speaking))
    now, step_s = np.arange(len(speaking)), _STEP / SAMPLE_RATE_HZ
    since = np.maximum.accumulate(np.where(speaking, now, -len(now) * 100))
    until = np.minimum.accumulate(np.where(speaking, now, len(now) * 100)[::-1])[::-1]
    fall = 1 - (until - now) * step_s / _ATTACK_S
    rise = 1 - ((now - since) * step_s - _HOLD_S) / _RELEASE_S
    short = (until - since) * step_s < _SHORT_PAUSE_S
    depth = np.where(short, 1.0, np.clip(np.maximum(fall, rise), 0.0, 1.0))
    out: NDArray[np.float64] = duck_db * (0.5 - 0.5 * np.cos(np.pi * depth))
    return out


def _speaking(voice: Profile, steps: int) -> NDArray[np.bool_]:
    """Return for each step of 5 ms whether the voice is heard."""
    cells = _STEP // voice.step
    power = np.zeros(steps * cells)
    known = voice.power[: len(power)]
    power[: len(known)] = known
    level_db = 10 * np.log10(power.reshape(steps, cells).mean(axis=1) + 1e-12)
    heard: NDArray[np.bool_] = level_db > max(
        float(level_db.max()) - _SPEECH_BELOW_LOUDEST_DB, -60.0
    )
    return heard


def _fades(steps: int) -> NDArray[np.float64]:
    """Return the bed's fades at both ends, a value every 5 ms."""
    gain = np.ones(steps)
    up, down = (
        min(steps // 2, round(s * SAMPLE_RATE_HZ / _STEP)) for s in (_FADE_IN_S, _FADE_OUT_S)
    )
    gain[:up] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(up) / max(up, 1))
    gain[steps - down :] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, down + 1) / max(down, 1))
    return gain
