"""Voices and a band as one track: each voice polished, the band a little lower under them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.audio import SAMPLE_RATE_HZ, resample, to_mono, to_stereo
from aigc.effects import Band, compress, de_ess, equalise
from aigc.errors import InputError
from aigc.loudness import Curve, Profile, gain_to, measure
from aigc.music.render import Hall
from aigc.progress import Progress, silent
from aigc.types.audio import Audio

Samples = NDArray[np.float32]

_BLOCK: Final = 1 << 17
_MARGIN: Final = SAMPLE_RATE_HZ // 2
_STEP: Final = SAMPLE_RATE_HZ // 200
_BALANCE_LU: Final = 3.0
_RUMBLE_HZ: Final = 85.0
_TONE: Final = (
    Band(kind="peak", hz=320.0, gain_db=-1.5, q=0.9),
    Band(kind="high", hz=9_000.0, gain_db=1.5),
)
_RMS: Final = 0.1
_HALL_S: Final = 1.5
_SEND_HZ: Final = 250.0
_SWELL_STEPS: Final = 50
_QUIET_DB: Final = 30.0
_FULL_DB: Final = 15.0
_LOUDEST_LUFS: Final = -5.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mix:
    """A finished track and what it is the sum of.

    Attributes
    ----------
    audio : Audio
        Stereo at 48 kHz.
    stems : mapping of str to Audio
        By name, all as long as the track, stereo, with their effects and the gain and limiter of
        the whole: together they are the track.
    """

    audio: Audio
    stems: Mapping[str, Audio]


def mix(
    stems: Mapping[str, Audio],
    *,
    voices: Collection[str] = ("voice",),
    balance_db: float = 0.0,
    duck_db: float = -2.0,
    reverb_db: float = -17.0,
    lufs: float = -14.0,
    peak_dbtp: float = -1.0,
    progress: Progress = silent,
) -> Mix:
    """Return stems that begin together as one stereo track at a loudness, as long as the longest.

    The voices, by name, are taken to one loudness, without rumble, gently compressed, de-essed and
    put into a light hall; ``balance_db`` makes them louder or softer beside the rest. All that is
    no voice is ``duck_db`` lower while a voice sounds. Equal arguments give equal samples.

    Raises
    ------
    InputError
        When there is no stem, a sample is not a number, or a level is out of range.
    """
    _check(stems, duck_db, lufs, peak_dbtp)
    sounds = {name: resample(audio, SAMPLE_RATE_HZ) for name, audio in stems.items()}
    length = max(audio.samples.shape[1] for audio in sounds.values())
    out: dict[str, Samples] = {}
    sung: list[Profile] = []
    band_lufs = _band_lufs([a for name, a in sounds.items() if name not in voices])
    for number, (name, audio) in enumerate(sounds.items()):
        progress("mix", number, len(sounds) + 1)
        if name in voices:
            dry = _polished(to_mono(audio).samples[0])
            profile = measure(Audio(samples=dry[None], sample_rate=SAMPLE_RATE_HZ))
            sung.append(profile)
            wanted_lufs = band_lufs + _BALANCE_LU + balance_db - 10 * math.log10(2)
            out[name] = _in_hall(dry * _gain(profile, wanted_lufs), length, reverb_db)
        else:
            out[name] = _filled(to_stereo(audio).samples, length)
    duck = _duck(sung, length, duck_db)
    for name in out.keys() - set(voices):
        _turn(out[name], duck)
    _master(out, lufs, peak_dbtp)
    progress("mix", len(sounds) + 1, len(sounds) + 1)
    made = {name: Audio(samples=s, sample_rate=SAMPLE_RATE_HZ) for name, s in out.items()}
    return Mix(audio=Audio(samples=_sum(out), sample_rate=SAMPLE_RATE_HZ), stems=made)


def _check(stems: Mapping[str, Audio], duck_db: float, lufs: float, peak_dbtp: float) -> None:
    """Raise `InputError` unless stems and levels can be mixed."""
    if not any(audio.samples.size for audio in stems.values()):
        raise InputError("There is nothing to mix: give at least one stem with samples.")
    for name, audio in stems.items():
        if not np.isfinite(audio.samples).all():
            raise InputError(f"The stem {name!r} holds samples that are no numbers: make it again.")
    if duck_db > 0:
        raise InputError(f"duck_db is {duck_db:g}: the band is lowered, so give 0 or less.")
    if not (-60 <= lufs <= _LOUDEST_LUFS and -30 <= peak_dbtp <= 0):
        raise InputError(
            f"A track of {lufs:g} LUFS with peaks of {peak_dbtp:g} dBTP is not possible: choose "
            f"-60 to {_LOUDEST_LUFS:g} LUFS and -30 to 0 dBTP."
        )


def _band_lufs(band: Collection[Audio]) -> float:
    """Return the loudness of the loudest stem that is no voice."""
    levels = [measure(audio).loudness_lufs for audio in band]
    return max([level for level in levels if level > -math.inf], default=-20.0)


def _gain(profile: Profile, lufs: float) -> np.float32:
    """Return the linear gain that takes a sound to a loudness."""
    level = profile.loudness_lufs
    return np.float32(1.0 if level == -math.inf else 10 ** ((lufs - level) / 20))


def _polished(voice: Samples) -> Samples:
    """Return a mono voice through equaliser, de-esser and compressor, block by block.

    Each block is worked on with half a second at either side, so that no seam is heard.
    """
    heard = voice[np.abs(voice) > 1e-3]
    out = np.zeros(len(voice), np.float32)
    if not heard.size:
        return out
    unit = _RMS / math.sqrt(float(np.mean(np.square(heard, dtype=np.float64))))
    for start in range(0, len(voice), _BLOCK):
        low, stop = max(0, start - _MARGIN), min(len(voice), start + _BLOCK)
        block = voice[low : min(len(voice), stop + _MARGIN)].astype(np.float64) * unit
        if np.abs(block).max() < 1e-6:
            continue
        clean = compress(de_ess(equalise(block, _TONE, rumble_hz=_RUMBLE_HZ)), ratio=2.5)
        out[start:stop] = clean[start - low : stop - low]
    return out


def _in_hall(voice: Samples, length: int, reverb_db: float) -> Samples:
    """Return a mono voice in the middle of a hall, shape ``(2, length)``."""
    from scipy.signal import butter, sosfilt

    hall, level = Hall(_HALL_S, _BLOCK), np.float32(10 ** (reverb_db / 20))
    sos = butter(1, _SEND_HZ, "high", fs=SAMPLE_RATE_HZ, output="sos").astype(np.float32)
    state = np.zeros((1, 2), np.float32)
    out = np.zeros((2, length), np.float32)
    out[:, : len(voice)] = voice
    for start in range(0, length, _BLOCK):
        piece = voice[start : start + _BLOCK]
        send, state = sosfilt(sos, np.pad(piece, (0, _BLOCK - len(piece))), zi=state)
        here = out[:, start : start + _BLOCK]
        here += level * hall.reflect(send)[:, : here.shape[1]]
    return out


def _filled(samples: Samples, length: int) -> Samples:
    """Return a copy with silence behind it up to ``length``."""
    return np.pad(samples, ((0, 0), (0, length - samples.shape[1])))


def _duck(sung: Collection[Profile], length: int, duck_db: float) -> Curve:
    """Return the gain of the band: lower the more is sung, along slow slopes."""
    from scipy.ndimage import uniform_filter1d

    steps = -(-length // _STEP) + 1
    depth = np.zeros(steps)
    for profile in sung:
        power = np.zeros(steps * (_STEP // profile.step))
        known = profile.power[: len(power)]
        power[: len(known)] = known
        level_db = 10 * np.log10(power.reshape(steps, -1).mean(axis=1) + 1e-12)
        above = level_db - (float(level_db.max()) - _QUIET_DB)
        depth = np.maximum(depth, np.clip(above / _FULL_DB, 0.0, 1.0))
    for _ in range(2):
        depth = uniform_filter1d(depth, _SWELL_STEPS)
    return Curve(knots=(10 ** (duck_db * depth / 20)).astype(np.float32), step=_STEP)


def _turn(samples: Samples, gain: Curve) -> None:
    """Put a gain on samples, in place."""
    block = gain.step * 1_000
    for start in range(0, samples.shape[1], block):
        stop = min(start + block, samples.shape[1])
        samples[:, start:stop] *= gain.between(start, stop)


def _master(stems: Mapping[str, Samples], lufs: float, peak_dbtp: float) -> None:
    """Put the gain and the limiter of the whole on every stem, in place."""
    whole = Audio(samples=_sum(stems), sample_rate=SAMPLE_RATE_HZ)
    gain = gain_to(measure(whole), lufs=lufs, peak_dbtp=peak_dbtp)
    for samples in stems.values():
        _turn(samples, gain)


def _sum(stems: Mapping[str, Samples]) -> Samples:
    """Return all stems together."""
    first, *rest = stems.values()
    total = first.copy()
    for samples in rest:
        total += samples
    return total
