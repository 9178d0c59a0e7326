"""A mark in a sound: bands that are a little louder or softer than they were, by keyed signs.

Time and pitch are cut into cells of 32 ms and 94 Hz, from 750 to 6,750 Hz. Each cell is turned up
or down by the sign of a `payload.Code`; after four seconds the signs begin again, so that a piece
is enough. How far it is turned is told by the sound: where its level changes from one moment to the
next by itself a decibel is not heard, in a steady tone less than a third of that is allowed, and
what is silent stays as it is. Speaker, phase and loudness do not matter to it.

It is found in the logarithm of the spectrum. What in a cell can be foretold from the cells around
it is taken away first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.audio import resample, to_mono
from aigc.progress import Progress, silent
from aigc.trust.watermark.key import known_keys
from aigc.trust.watermark.payload import Code, Reading, code
from aigc.types.audio import Audio

RATE_HZ: Final = 16_000
"""The rate at which is marked and looked; what lies above half of it is left alone."""
SLOTS, BANDS = 128, 64
_FRAME, _HOP = 512, 256
_SLOT, _BAND = 2, 3
"""Frames and bins of a cell."""
_LOWEST: Final = 24
_BINS: Final = slice(_LOWEST, _LOWEST + BANDS * _BAND)
PERIOD: Final = SLOTS * _SLOT
"""Frames after which the signs begin again."""
PERIOD_S: Final = PERIOD * _HOP / RATE_HZ

_MOST_DB: Final = 1.35
_LEAST_DB: Final = 0.45
_SHARE: Final = 0.22
"""Decibels for each decibel by which a cell changes by itself in 32 ms."""
_RATIO: Final = 10 ** (-24 / 20)
"""The mark against the whole sound, at most."""
_QUIET: Final = 1e-6
"""Mean square at -60 dBFS, below which nothing is added."""
_BLOCK: Final = 2_048
_CONTEXT: Final = 8

_PATCH: Final = 32
_REACH: Final = (4, 7)
_NEAR: Final = (41, 5)
_FLOOR: Final = 0.1
_AROUND: Final = 9
_LOUDEST: Final = 2.5
_STEADY: Final = 0.2
_FIRST_S: Final = 4 * PERIOD_S
_PIECE: Final = 16 * PERIOD
_READ: Final = 3
_SPEEDS: Final = 8
_SPEED_STEP: Final = 0.002
_SPEED_PIECE: Final = 4 * PERIOD

Field = NDArray[np.float32]
Spectra = NDArray[np.complex64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A mark.

    Attributes
    ----------
    reading : payload.Reading
        The ID, and how sure it is.
    at_s : float
        Where in the sound it was looked for.
    speed : float
        How much faster than it was made the sound is.
    """

    reading: Reading
    at_s: float
    speed: float

    @property
    def asset_id(self) -> int:
        """The ID that it carries."""
        return self.reading.asset_id


def sound_code(key: bytes) -> Code:
    """Return the code of one period."""
    return code(key, "sound", SLOTS * BANDS, SLOTS * BANDS // 4)


def marked(audio: Audio, asset_id: int, key: bytes, *, progress: Progress = silent) -> Audio:
    """Return a sound with a mark in each of its channels; equal arguments give equal samples.

    Parameters
    ----------
    audio : Audio
        At any rate; below 16 kHz there is less room for the mark.
    asset_id : int
        0 to 2 ** 32 - 1.

    Returns
    -------
    Audio
        Of the same length, rate and channels.

    Raises
    ------
    InputError
        The ID does not fit in 32 bits.
    """
    signs = _spread(sound_code(key).encode(asset_id))
    out = audio.samples.copy()
    for number, channel in enumerate(audio.samples):
        low = resample(_mono(channel, audio.sample_rate), RATE_HZ).samples[0]
        change = _change(low, signs, (number, audio.channels), progress)
        added = resample(_mono(change, RATE_HZ), audio.sample_rate).samples[0, : len(channel)]
        loud, most = float(np.linalg.norm(added)), _RATIO * float(np.linalg.norm(channel))
        out[number, : len(added)] += added * np.float32(min(1.0, most / (loud + 1e-30)))
    # A sound that was full up to the last bit has no room for more.
    return Audio(samples=np.clip(out, -1, 1, out=out), sample_rate=audio.sample_rate)


def find(audio: Audio, key: bytes, *, expected: int | None = None) -> Found | None:
    """Look for a mark in a sound, or in a piece of one.

    Parameters
    ----------
    audio : Audio
        At any rate.
    key : bytes
        The key that the mark was made with.
    expected : int, optional
        Tell of this ID, for which shorter pieces and fainter traces are enough, unless another one
        is there.

    Returns
    -------
    Found or None
        `None` when there is nothing that is to be believed.
    """
    return next((one for one in _guesses(audio, (key,), expected) if one.reading.sure), None)


def find_in_sound(
    audio: Audio, *, expected: int | None = None, progress: Progress = silent
) -> Found | None:
    """Look for a mark of any of `key.known_keys`; see `find`."""
    keys = known_keys()
    for number, one in enumerate(_guesses(audio, keys, expected)):
        progress("watermark", number, _looks(audio) * len(keys))
        if one.reading.sure:
            return one
    return None


def best_guess(audio: Audio, key: bytes) -> Found:
    """Return what comes nearest to a mark, whether it is to be believed or not."""
    return max(_guesses(audio, (key,), None), key=lambda one: one.reading.strength)


def _mono(samples: Field, sample_rate: int) -> Audio:
    return Audio(samples=samples[None], sample_rate=sample_rate)


def _change(low: Field, signs: Field, told: tuple[int, int], progress: Progress) -> Field:
    """Return what is added to one channel at `RATE_HZ`."""
    padded = np.pad(low, (_HOP, _FRAME + _HOP))
    count = (len(padded) - _FRAME) // _HOP
    out = np.zeros(len(padded), np.float32)
    window = np.sqrt(_window())
    number, channels = told
    for start in range(0, count, _BLOCK):
        progress("watermark", number * count + start, channels * count)
        stop = min(start + _BLOCK, count)
        first, last = max(0, start - _CONTEXT), min(count, stop + _CONTEXT)
        spectra = _spectra(padded, first, last, window)
        inner = slice(start - first, stop - first)
        gain_db = _room_db(spectra)[inner] * signs[np.arange(start, stop) % PERIOD]
        turned = np.zeros((stop - start, _FRAME // 2 + 1), np.complex64)
        turned[:, _BINS] = spectra[inner, _BINS] * (10 ** (gain_db / 20) - 1)
        waves = np.fft.irfft(turned, _FRAME, axis=1).astype(np.float32) * window
        halves = waves.reshape(-1, 2, _HOP)
        out[start * _HOP : stop * _HOP] += halves[:, 0].reshape(-1)
        out[(start + 1) * _HOP : (stop + 1) * _HOP] += halves[:, 1].reshape(-1)
    return out[_HOP : _HOP + len(low)]


def _room_db(spectra: Spectra) -> Field:
    """Return how far each bin may be turned, in dB: the more, the more it changes by itself."""
    power = np.abs(spectra) ** 2
    level_db = 10 * np.log10(power[:, _BINS] + 1e-5)
    step = np.abs(level_db[_SLOT:] - level_db[:-_SLOT])
    edge = np.zeros((_SLOT, step.shape[1]), np.float32)
    change = (np.concatenate([edge, step]) + np.concatenate([step, edge])) / 2
    around: Any = cv2.blur(change, (_BAND, 2 * _SLOT + 1))
    # The window's energy is half of the frame's length, that of a spectrum is halved again.
    mean_square = power.sum(axis=1, keepdims=True) * (4 / _FRAME**2)
    heard = np.clip(np.log2(mean_square / _QUIET + 1e-9) / 2, 0, 1)
    return np.asarray(np.clip(around * _SHARE, _LEAST_DB, _MOST_DB) * heard, np.float32)


def _spectra(samples: Field, first: int, last: int, window: Field) -> Spectra:
    """Return the spectra of frames ``first`` to ``last``."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, _FRAME)[first * _HOP :: _HOP]
    return np.fft.rfft(frames[: last - first] * window, axis=1).astype(np.complex64)


@lru_cache(maxsize=1)
def _window() -> Field:
    out = np.hanning(_FRAME + 1)[:_FRAME].astype(np.float32)
    out.setflags(write=False)
    return out


def _spread(signs: NDArray[np.int8]) -> Field:
    """Return the sign of each frame and bin, shape ``(PERIOD, BANDS * 3)``."""
    cells = signs.reshape(SLOTS, BANDS).astype(np.float32)
    return np.repeat(np.repeat(cells, _SLOT, axis=0), _BAND, axis=1)


def _guesses(audio: Audio, keys: tuple[bytes, ...], expected: int | None) -> Iterator[Found]:
    """Yield readings, the quickest first: of the beginning, of all, and at other speeds."""
    first = Audio(
        samples=audio.samples[:, : round(_FIRST_S * audio.sample_rate)],
        sample_rate=audio.sample_rate,
    )
    starts, tries = _starts(audio), _looks(audio) * len(keys)
    early = _folded(_unforetold(resample(to_mono(first), RATE_HZ).samples[0]))
    for key in keys:
        yield Found(reading=_read(early, key, tries, expected), at_s=0.0, speed=1.0)
    low = resample(audio, RATE_HZ).samples
    fields: list[tuple[float, Field]] = []
    for start in starts:
        for shift in (0, _HOP // 2):
            piece = low[:, start + shift : start + _PIECE * _HOP]
            # Codecs do not spoil both sides alike.
            field = np.sum([_unforetold(side) for side in piece], axis=0)
            fields.append((start / RATE_HZ, field))
            for key in keys:
                reading = _read(_folded(field), key, tries, expected)
                yield Found(reading=reading, at_s=start / RATE_HZ, speed=1.0)
    for at_s, field in fields[::2]:
        for step in range(1, _SPEEDS + 1):
            for speed in (1 + step * _SPEED_STEP, 1 - step * _SPEED_STEP):
                folded = _folded(_slowed(field[:_SPEED_PIECE], speed))
                for key in keys:
                    reading = _read(folded, key, tries, expected)
                    yield Found(reading=reading, at_s=at_s, speed=speed)


def _starts(audio: Audio) -> range:
    """Return where the pieces begin, in samples at `RATE_HZ`; a short end is none of its own."""
    last = int(audio.duration * RATE_HZ) - _SPEED_PIECE * _HOP // 2
    return range(0, max(1, last), _PIECE * _HOP)


def _looks(audio: Audio) -> int:
    return 1 + len(_starts(audio)) * (2 + 2 * _SPEEDS)


def _unforetold(samples: Field) -> Field:
    """Return the log spectrum of a sound without what its surroundings foretell."""
    padded = np.pad(samples, (_HOP, _FRAME))
    count = (len(padded) - _FRAME) // _HOP + 1
    power = np.empty((count, BANDS * _BAND), np.float32)
    for start in range(0, count, _BLOCK):
        stop = min(start + _BLOCK, count)
        power[start:stop] = np.abs(_spectra(padded, start, stop, _window())[:, _BINS]) ** 2
    mean = float(power.mean())
    if mean <= 0:
        return np.zeros_like(power)
    # What is far below its surroundings was not kept by a codec, and tells nothing.
    floor = _FLOOR * cv2.blur(power, _NEAR) + np.float32(1e-6 * mean)
    level = np.asarray(np.log(power + floor), np.float32)
    left: Any = cv2.filter2D(level, -1, _whitener(level), borderType=cv2.BORDER_REFLECT)
    spread = np.sqrt(np.maximum(cv2.blur(left * left, (_AROUND, _AROUND)), 0))
    return np.asarray(np.clip(left / (spread + 0.3), -_LOUDEST, _LOUDEST), np.float32)


def _whitener(level: Field) -> Field:
    """Return the filter that makes neighbours in ``level`` independent of one another."""
    short = max(0, _PATCH - len(level))
    views = np.lib.stride_tricks.sliding_window_view(
        np.pad(level, ((0, short), (0, 0)), mode="edge"), (_PATCH, _PATCH)
    )
    patches = views[:: _PATCH // 2, :: _PATCH // 2].reshape(-1, _PATCH, _PATCH)
    patches = patches - patches.mean(axis=(1, 2), keepdims=True)
    size = patches.std(axis=(1, 2), keepdims=True)
    lively = size[:, 0, 0] > _STEADY
    centre = np.zeros((2 * _REACH[0] + 1, 2 * _REACH[1] + 1), np.float32)
    if not lively.any():
        return centre
    edge = np.hanning(_PATCH + 2)[1:-1].astype(np.float32)
    shaped = patches[lively] / size[lively] * np.outer(edge, edge)
    power = (np.abs(np.fft.rfft2(shaped)) ** 2).mean(axis=0)
    filtered = np.fft.irfft2((power + 0.02 * power.mean()) ** -0.5, s=(_PATCH, _PATCH))
    rows, columns = (slice(_PATCH // 2 - n, _PATCH // 2 + n + 1) for n in _REACH)
    kernel = np.fft.fftshift(filtered)[rows, columns]
    kernel = kernel - kernel.mean()
    return np.asarray(kernel / np.linalg.norm(kernel), np.float32)


def _folded(field: Field) -> Field:
    """Lay all periods of a field on one another, shape ``(PERIOD, BANDS)``."""
    periods = -(-len(field) // PERIOD)
    padded = np.zeros((periods * PERIOD, field.shape[1]), np.float32)
    padded[: len(field)] = field
    return np.asarray(padded.reshape(periods, PERIOD, BANDS, _BAND).sum(axis=(0, 3)), np.float32)


def _slowed(field: Field, speed: float) -> Field:
    """Return a field as it was before the sound was made ``speed`` times faster."""
    shift = _LOWEST * (speed - 1)
    place = np.array([[speed, 0, shift], [0, 1 / speed, 0]], np.float32)
    size = (field.shape[1], round(len(field) * speed))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(field, place, size, flags=flags), np.float32)


def _read(folded: Field, key: bytes, tries: int, expected: int | None) -> Reading:
    """Return the surest reading at any of the places where the known signs fit best."""
    known = sound_code(key)
    fit = np.fft.irfft((np.fft.rfft(folded, axis=0) * _known(key, expected)).sum(axis=1), PERIOD)
    # An ID that is expected chooses the place itself; all of them are then tries.
    most = _READ if expected is None else PERIOD
    readings = []
    for place in np.argsort(fit)[: -1 - (_READ if expected is None else 1) : -1]:
        cells = np.roll(folded, -int(place), axis=0).reshape(SLOTS, _SLOT, BANDS).sum(axis=1)
        values = cells.reshape(-1)
        readings.append(known.read(values, tries=tries * most, expected=expected))
    return max(readings, key=lambda one: one.strength)


@lru_cache(maxsize=8)
def _known(key: bytes, expected: int | None) -> NDArray[np.complexfloating[Any, Any]]:
    """Return the spectrum over time with which is correlated."""
    known = sound_code(key)
    signs = known.fixed if expected is None else known.encode(expected)
    cells = np.repeat(signs.reshape(SLOTS, BANDS).astype(np.float32), _SLOT, axis=0)
    return np.conj(np.fft.rfft(cells, axis=0))
