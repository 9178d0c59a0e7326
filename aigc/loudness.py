"""How loud a sound is and how it is brought to a level, block by block in constant memory.

Loudness follows ITU-R BS.1770-4 (gated, K-weighted); true peak is measured at four times the
sample rate, as in its Annex 2. A sound is measured once, in cells of about a millisecond; gain
and limiter are then worked out on the cells.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aigc.types.audio import Audio

Samples = NDArray[np.float32]
Levels = NDArray[np.float64]

_CELLS_PER_BLOCK = 2_048
_HOP_S = 0.1
_HOPS_PER_GATE = 4
_PHASES = 4
_HALF_TAPS = 8
_LOOK_AHEAD_CELLS = 6
_SMOOTHING_CELLS = (7, 7)
_HEADROOM_DB = 0.1
_MOST_LIMITING_DB = 20.0
_CLOSE_LU = 0.01


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """A gain over time: values at every ``step`` samples, straight lines between them."""

    knots: Samples
    step: int

    def between(self, start: int, stop: int) -> Samples:
        """Return the gain of each sample from ``start``, a multiple of the step, to ``stop``."""
        first, last = start // self.step, -(-stop // self.step)
        knots = self.knots[first : last + 1]
        ramp = np.arange(self.step, dtype=np.float32) / self.step
        lines = knots[:-1, None] + (knots[1:] - knots[:-1])[:, None] * ramp
        out: Samples = lines.astype(np.float32, copy=False).reshape(-1)
        return out[: stop - start]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """What a sound is in each cell of ``step`` samples.

    ``power`` is the K-weighted mean square summed over channels, ``peaks`` the largest true
    magnitude of any channel.
    """

    power: Levels
    peaks: Samples
    step: int
    length: int
    sample_rate: int

    @property
    def loudness_lufs(self) -> float:
        """Integrated loudness in LUFS; ``-inf`` for silence."""
        return self.loudness_under(np.ones(1))

    def loudness_under(self, gain: Levels | Samples) -> float:
        """Return the integrated loudness in LUFS with a gain on each cell."""
        power = self.power * np.square(gain, dtype=np.float64)
        per_hop = round(_HOP_S * self.sample_rate) // self.step
        hops = self.length // (per_hop * self.step)
        if hops < _HOPS_PER_GATE:
            return _lufs(float(power.sum()) * self.step / max(self.length, 1))
        sums = power[: hops * per_hop].reshape(hops, per_hop).mean(axis=1)
        return _gated(np.convolve(sums, np.full(_HOPS_PER_GATE, 1 / _HOPS_PER_GATE), "valid"))


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power) if power > 1e-15 else -math.inf


def _gated(power: Levels) -> float:
    """Return the loudness of gating blocks after the absolute and the relative gate."""
    heard = power[power > 10 ** ((-70 + 0.691) / 10)]
    if not heard.size:
        return -math.inf
    return _lufs(float(heard[heard > heard.mean() / 10].mean()))


@lru_cache(maxsize=8)
def _k_weighting(sample_rate: int) -> NDArray[np.float64]:
    """Return the K-weighting filter as second-order sections, shape ``(2, 6)``.

    Source: ITU-R BS.1770-4, Annex 1, its two filters written as analogue prototypes so that they
    hold at any sample rate.
    """
    k, q = math.tan(math.pi * 1_681.974450955533 / sample_rate), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    shelf = np.array([
        high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k,
        1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k,
    ])  # fmt: skip
    k, q = math.tan(math.pi * 38.13547087602444 / sample_rate), 0.5003270373238773
    low = np.array([1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k])
    cut = np.concatenate([[1, -2, 1], low / low[0]])
    return np.stack([shelf / shelf[3], cut])


@lru_cache(maxsize=8)
def _between(step: int) -> Samples:
    """Return the matrix that maps a cell and its neighbours to the wave between its samples."""
    taps = np.arange(1 - _HALF_TAPS, _HALF_TAPS + 1)
    bank = np.zeros((step + 2 * _HALF_TAPS, (_PHASES - 1) * step), np.float32)
    for phase in range(1, _PHASES):
        offset = taps - phase / _PHASES
        window = np.i0(6 * np.sqrt(np.maximum(0, 1 - (offset / _HALF_TAPS) ** 2))) / np.i0(6)
        for sample in range(step):
            column = (phase - 1) * step + sample
            bank[sample + 1 : sample + 1 + len(taps), column] = np.sinc(offset) * window
    return bank


def _cell(sample_rate: int) -> int:
    """Return the length of a cell: about a millisecond, a whole number of them in a hop."""
    hop = max(1, round(_HOP_S * sample_rate))
    wholes = [n for n in range(1, hop + 1) if hop % n == 0]
    return min(wholes, key=lambda n: abs(n - sample_rate / 1_000))


def measure(audio: Audio) -> Profile:
    """Return power and peaks of a sound, read once in blocks."""
    from scipy.signal import sosfilt

    step, sos = _cell(audio.sample_rate), _k_weighting(audio.sample_rate)
    channels, length = audio.samples.shape
    cells = -(-length // step)
    power, peaks = np.zeros(cells), np.zeros(cells, np.float32)
    state = np.zeros((len(sos), channels, 2))
    for first in range(0, cells, _CELLS_PER_BLOCK):
        last = min(cells, first + _CELLS_PER_BLOCK)
        block = _padded(audio.samples, first * step - _HALF_TAPS, last * step + _HALF_TAPS)
        inner = block[:, _HALF_TAPS:-_HALF_TAPS]
        weighted, state = sosfilt(sos, inner, axis=1, zi=state)
        split = weighted.reshape(channels, -1, step)
        power[first:last] = np.einsum("cij,cij->i", split, split) / step
        peaks[first:last] = _peaks(block, step)
    return Profile(
        power=power, peaks=peaks, step=step, length=length, sample_rate=audio.sample_rate
    )


def _padded(samples: Samples, start: int, stop: int) -> Samples:
    """Return samples from ``start`` to ``stop`` with nought where there are none."""
    low, high = max(0, start), min(samples.shape[1], stop)
    if (low, high) == (start, stop):
        return samples[:, low:high]
    return np.pad(samples[:, low:high], ((0, 0), (low - start, stop - high)))


def _peaks(block: Samples, step: int) -> Samples:
    """Return the true peak of each cell of a block that has half the taps at either side."""
    frames = np.lib.stride_tricks.sliding_window_view(block, step + 2 * _HALF_TAPS, axis=1)
    frames = frames[:, ::step]
    fine = frames @ _between(step)
    here = frames[..., _HALF_TAPS:-_HALF_TAPS]
    tops = [fine.max(axis=(0, 2)), -fine.min(axis=(0, 2))]
    out: Samples = np.maximum.reduce([*tops, here.max(axis=(0, 2)), -here.min(axis=(0, 2))])
    return out


def loudness_lufs(audio: Audio) -> float:
    """Return the integrated loudness in LUFS; ``-inf`` for silence.

    Sound shorter than one gating block (0.4 s) is measured as a single block.

    Source: ITU-R BS.1770-4.
    """
    return measure(audio).loudness_lufs


def true_peak_dbtp(audio: Audio) -> float:
    """Return the true peak in dBTP, oversampled four times; ``-inf`` for silence.

    Source: ITU-R BS.1770-4, Annex 2.
    """
    peak = float(measure(audio).peaks.max(initial=0.0))
    return 20 * math.log10(peak) if peak > 0 else -math.inf


def _limiter(peaks: Samples, ceiling: float) -> Samples:
    """Return the gain at every edge of the cells that holds ``peaks`` under ``ceiling``.

    What each peak needs is held over the look-ahead (a running minimum) and smoothed by two
    means that together are no wider, so that it has arrived when the peak does.
    """
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    need = np.minimum(1.0, ceiling / np.maximum(peaks, np.float32(1e-9)))
    one = np.ones(1, np.float32)
    gain: Samples = np.minimum(np.append(need, one), np.append(one, need))
    gain = minimum_filter1d(gain, 2 * _LOOK_AHEAD_CELLS + 1)
    for width in _SMOOTHING_CELLS:
        gain = uniform_filter1d(gain, width)
    return gain


def gain_to(profile: Profile, *, lufs: float, peak_dbtp: float) -> Curve:
    """Return the gain, limiter included, that brings a sound to both targets.

    The limiter takes loudness away, so the gain before it is searched for; where the loudness
    cannot be had within 20 dB of limiting, the peak holds and the loudness does not.
    """
    ceiling = 10 ** ((peak_dbtp - _HEADROOM_DB) / 20)

    def edges(gain_db: float) -> Samples:
        factor = np.float32(10 ** (gain_db / 20))
        return factor * _limiter(profile.peaks * factor, ceiling)

    level = profile.loudness_lufs
    if level == -math.inf:
        return Curve(knots=edges(0.0), step=profile.step)
    gain_db, most_db, slope = lufs - level, lufs - level + _MOST_LIMITING_DB, 1.0
    gain = edges(gain_db)
    level = profile.loudness_under((gain[1:] + gain[:-1]) / 2)
    while lufs - level > _CLOSE_LU and gain_db < most_db:
        # loudness grows ever slower than the gain, so the slope just seen gives a safe step
        step_db = min((lufs - level) / slope, most_db - gain_db)
        gain_db += step_db
        gain = edges(gain_db)
        before, level = level, profile.loudness_under((gain[1:] + gain[:-1]) / 2)
        slope = min(max((level - before) / step_db, 0.1), 1.0)
    return Curve(knots=gain, step=profile.step)


def normalise(
    audio: Audio, *, lufs: float = -16.0, peak_dbtp: float = -1.0, in_place: bool = False
) -> Audio:
    """Return the sound at ``lufs`` with true peaks below ``peak_dbtp``; silence stays as it is.

    With ``in_place`` the samples of ``audio`` are overwritten, which saves a copy.
    """
    curve = gain_to(measure(audio), lufs=lufs, peak_dbtp=peak_dbtp)
    source = audio.samples
    out = source if in_place else np.empty_like(source)
    block = _CELLS_PER_BLOCK * curve.step
    for start in range(0, source.shape[1], block):
        stop = min(start + block, source.shape[1])
        np.multiply(source[:, start:stop], curve.between(start, stop), out=out[:, start:stop])
    return Audio(samples=out, sample_rate=audio.sample_rate)
