"""Voice over music: one stereo track at a loudness target."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from aigc.audio import (
    SAMPLE_RATE_HZ,
    amplify,
    loudness_lufs,
    normalise,
    resample,
    silence,
    to_mono,
    to_stereo,
)
from aigc.errors import InputError
from aigc.types.audio import Audio
from aigc.types.time import to_sample

_STEP_S = 0.005
_ATTACK_S = 0.08
_RELEASE_S = 0.4
_HOLD_S = 0.6
_SPEECH_BELOW_PEAK_DB = 32.0
_FADE_IN_S = Fraction(3, 10)
_FADE_OUT_S = Fraction(6, 5)


def mix(
    narration: Audio,
    bed: Audio | None,
    *,
    duration: Fraction,
    duck_db: float = -12.0,
    bed_lufs: float = -24.0,
    lufs: float = -16.0,
    peak_dbtp: float = -1.0,
) -> Audio:
    """Return voice and bed as one track of exactly ``duration`` seconds, stereo at 48 kHz.

    The voice is brought to ``lufs`` and the bed to ``bed_lufs``; while somebody speaks the bed is
    ``duck_db`` lower. With the defaults it then lies 20 LU under the voice.

    Raises
    ------
    InputError
        When the narration is longer than ``duration``, or ``duck_db`` is positive.

    Source: WCAG 2.2, success criterion 1.4.7, for 20 dB between speech and background.
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
    voice = normalise(_fitted(voice, length), lufs=lufs, peak_dbtp=peak_dbtp)
    total = to_stereo(voice)
    if bed is not None:
        music = bed_under(voice, bed, duck_db=duck_db, bed_lufs=bed_lufs)
        total = Audio(samples=total.samples + music.samples, sample_rate=SAMPLE_RATE_HZ)
    return normalise(total, lufs=lufs, peak_dbtp=peak_dbtp)


def bed_under(voice: Audio, bed: Audio, *, duck_db: float, bed_lufs: float) -> Audio:
    """Return the bed as it lies under ``voice``: level, fades and ducking applied, stereo."""
    music = _fitted(to_stereo(resample(bed, SAMPLE_RATE_HZ)), voice.samples.shape[1])
    level = loudness_lufs(music)
    if level == -math.inf:
        return music
    gain_db = duck_gain_db(voice, duck_db)
    gain = (10 ** (gain_db / 20)).astype(np.float32) * _fades(music.samples.shape[1])
    levelled = amplify(music, bed_lufs - level)
    return Audio(samples=levelled.samples * gain, sample_rate=SAMPLE_RATE_HZ)


def duck_gain_db(voice: Audio, duck_db: float) -> NDArray[np.float64]:
    """Return the bed's gain in dB at each sample of ``voice``.

    It falls within 80 ms and is down when the voice sets in, stays down over short pauses and
    comes back within 400 ms.
    """
    length = voice.samples.shape[1]
    hop = round(_STEP_S * voice.sample_rate)
    speaking = _speaking(voice.samples[0], hop)
    attack, release = duck_db * _STEP_S / _ATTACK_S, -duck_db * _STEP_S / _RELEASE_S
    gains = np.empty(len(speaking))
    now = duck_db if len(speaking) and speaking[0] else 0.0
    for step, active in enumerate(speaking):
        now = max(duck_db, now + attack) if active else min(0.0, now + release)
        gains[step] = now
    return np.interp(np.arange(length), np.arange(len(gains)) * hop, gains) if length else gains


def _speaking(samples: NDArray[np.float32], hop: int) -> NDArray[np.bool_]:
    """Return for each step whether the bed must be down: speech, the time before and after it."""
    from scipy.ndimage import maximum_filter1d

    count = len(samples) // hop + 1
    framed = np.zeros(count * hop, np.float32)
    framed[: len(samples)] = samples
    power = np.mean(framed.reshape(count, hop) ** 2, axis=1)
    level_db = 10 * np.log10(power + 1e-12)
    loud = level_db > max(float(level_db.max()) - _SPEECH_BELOW_PEAK_DB, -60.0)
    before, after = round(_ATTACK_S / _STEP_S) + 2, round(_HOLD_S / _STEP_S)
    size = before + after + 1
    # a maximum over the window [step - after, step + before]
    wide = maximum_filter1d(loud.astype(np.uint8), size, origin=size // 2 - before, mode="constant")
    out: NDArray[np.bool_] = wide.astype(np.bool_)
    return out


def _fitted(audio: Audio, length: int) -> Audio:
    """Return the sound cut or filled with silence to ``length`` samples."""
    missing = length - audio.samples.shape[1]
    if missing <= 0:
        return Audio(samples=audio.samples[:, :length], sample_rate=audio.sample_rate)
    rest = silence(
        Fraction(missing, audio.sample_rate),
        sample_rate=audio.sample_rate,
        channels=audio.channels,
    )
    joined = np.concatenate([audio.samples, rest.samples], axis=1)
    return Audio(samples=joined, sample_rate=audio.sample_rate)


def _fades(length: int) -> NDArray[np.float32]:
    """Return the bed's fades at both ends."""
    gain = np.ones(length, np.float32)
    up = min(length // 2, to_sample(_FADE_IN_S, SAMPLE_RATE_HZ))
    down = min(length // 2, to_sample(_FADE_OUT_S, SAMPLE_RATE_HZ))
    gain[:up] *= (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, up))).astype(np.float32)
    gain[length - down :] *= (0.5 + 0.5 * np.cos(np.linspace(0, np.pi, down))).astype(np.float32)
    return gain
