"""A mark is found in a sound, or in a piece of one, after codecs and at other speeds."""

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
from aigc.trust.watermark.payload import Reading
from aigc.trust.watermark.sound.cells import (
    BAND,
    BANDS,
    BINS,
    BLOCK,
    FRAME,
    HOP,
    LOWEST,
    PERIOD,
    PERIOD_S,
    RATE_HZ,
    SLOT,
    SLOTS,
    Field,
    hann,
    sound_code,
    spectra_of,
)
from aigc.types.audio import Audio

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
        for shift in (0, HOP // 2):
            piece = low[:, start + shift : start + _PIECE * HOP]
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
    last = int(audio.duration * RATE_HZ) - _SPEED_PIECE * HOP // 2
    return range(0, max(1, last), _PIECE * HOP)


def _looks(audio: Audio) -> int:
    return 1 + len(_starts(audio)) * (2 + 2 * _SPEEDS)


def _unforetold(samples: Field) -> Field:
    """Return the log spectrum of a sound without what its surroundings foretell."""
    padded = np.pad(samples, (HOP, FRAME))
    count = (len(padded) - FRAME) // HOP + 1
    power = np.empty((count, BANDS * BAND), np.float32)
    for start in range(0, count, BLOCK):
        stop = min(start + BLOCK, count)
        power[start:stop] = np.abs(spectra_of(padded, start, stop, hann())[:, BINS]) ** 2
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
    return np.asarray(padded.reshape(periods, PERIOD, BANDS, BAND).sum(axis=(0, 3)), np.float32)


def _slowed(field: Field, speed: float) -> Field:
    """Return a field as it was before the sound was made ``speed`` times faster."""
    shift = LOWEST * (speed - 1)
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
        cells = np.roll(folded, -int(place), axis=0).reshape(SLOTS, SLOT, BANDS).sum(axis=1)
        values = cells.reshape(-1)
        readings.append(known.read(values, tries=tries * most, expected=expected))
    return max(readings, key=lambda one: one.strength)


@lru_cache(maxsize=8)
def _known(key: bytes, expected: int | None) -> NDArray[np.complexfloating[Any, Any]]:
    """Return the spectrum over time with which is correlated."""
    known = sound_code(key)
    signs = known.fixed if expected is None else known.encode(expected)
    cells = np.repeat(signs.reshape(SLOTS, BANDS).astype(np.float32), SLOT, axis=0)
    return np.conj(np.fft.rfft(cells, axis=0))
