"""Sounds made of decaying partials, bands of noise and a wide pad."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aigc.audio import SAMPLE_RATE_HZ
from aigc.music.harmony import frequency_hz

RATE_HZ = SAMPLE_RATE_HZ

Signal = NDArray[np.float32]
Partials = NDArray[np.float64]

_ROW = 512
_LOOP = 1 << 17
_HIGHEST_HZ = 14_000


def _frozen(signal: NDArray[np.floating]) -> Signal:
    """Return a copy with a peak of 1, read-only because it is played many times."""
    out = np.asarray(signal / max(float(np.abs(signal).max()), 1e-9), np.float32)
    out.setflags(write=False)
    return out


def ring(hz: Partials, level: Partials, decay: Partials, seconds: float) -> Signal:
    """Return the sum of sines that each die away at ``decay`` nepers a second.

    A decaying sine is a geometric row of complex numbers, so that all rows of samples together
    are one product of two small matrices.
    """
    heard = hz < _HIGHEST_HZ
    pole = (2j * np.pi * hz[heard] - decay[heard]) / RATE_HZ
    rows = -(-round(seconds * RATE_HZ) // _ROW)
    coarse = level[heard] * np.exp(np.arange(rows)[:, None] * _ROW * pole)
    fine = np.exp(pole[:, None] * np.arange(_ROW))
    left = np.concatenate([coarse.real, coarse.imag], axis=1).astype(np.float32)
    right = np.concatenate([fine.imag, fine.real]).astype(np.float32)
    # A product by BLAS depends, in its last bits, on how many threads it has.
    product: Signal = np.einsum("ik,kj->ij", left, right)
    return product.reshape(-1)[: round(seconds * RATE_HZ)]


def _shaped(signal: Signal, attack_s: float, release_s: float) -> Signal:
    """Return the sound starting and ending at nought, so that no note clicks."""
    up, down = round(attack_s * RATE_HZ), round(release_s * RATE_HZ)
    out = signal.copy()
    out[:up] *= np.sin(np.linspace(0, np.pi / 2, up, dtype=np.float32)) ** 2
    out[len(out) - down :] *= np.cos(np.linspace(0, np.pi / 2, down, dtype=np.float32)) ** 2
    return out


def key(midi_pitch: int, touch: int) -> Signal:
    """Return a felt-piano note: three slightly different strings and a soft hammer."""
    hz = frequency_hz(midi_pitch)
    k = np.arange(1.0, 19.0)
    partial = k * hz * np.sqrt(1 + 0.00025 * 2 ** ((midi_pitch - 60) / 15) * k * k)
    level = k ** -(1.85 - 0.3 * touch) * (0.4 + np.abs(np.sin(np.pi * k / 8)))
    decay = (0.55 + 0.28 * k) * 2 ** ((midi_pitch - 60) / 20)
    strings = [(1.0, 0.62, 2.8), (1.00035, 0.2, 1.0), (0.9997, 0.18, 0.9)]
    body = ring(
        np.concatenate([partial * tune for tune, _, _ in strings]),
        np.concatenate([level * share for _, share, _ in strings]),
        np.concatenate([decay * speed for _, _, speed in strings]),
        2.8,
    )
    body[:2_400] += 0.06 * float(np.abs(body).max()) * _band(midi_pitch, 0.05, (120, 900), 90.0)
    return _frozen(_shaped(body, 0.004, 0.4))


def pluck(midi_pitch: int, touch: int) -> Signal:
    """Return a muted string with a wooden body."""
    hz = frequency_hz(midi_pitch)
    k = np.arange(1.0, 15.0)
    level = np.abs(np.sin(np.pi * k * 0.23)) * k ** -(1.5 - 0.25 * touch)
    body = ring(k * hz, level, 5.5 + 2.2 * k, 0.9)
    wood = ring(np.array([3.98, 9.1]) * hz, np.array([0.12, 0.05]), np.array([28.0, 45.0]), 0.9)
    return _frozen(_shaped(body + wood, 0.002, 0.2))


def guitar(midi_pitch: int, touch: int) -> Signal:
    """Return a plucked nylon string."""
    hz = frequency_hz(midi_pitch)
    k = np.arange(1.0, 20.0)
    level = np.abs(np.sin(np.pi * k * 0.19)) * k ** -(1.4 - 0.2 * touch)
    decay = (1.5 + 0.55 * k + 0.012 * k * k) * 2 ** ((midi_pitch - 60) / 30)
    body = ring(
        np.concatenate([k * hz, k * hz * 1.0006]), np.tile(level, 2) * 0.5,
        np.concatenate([decay, decay * 1.5]), 2.0,
    )  # fmt: skip
    body[:960] += 0.05 * float(np.abs(body).max()) * _band(midi_pitch, 0.02, (900, 5_000), 220.0)
    return _frozen(_shaped(body, 0.0025, 0.3))


def tine(midi_pitch: int, touch: int) -> Signal:
    """Return an electric-piano note: a round tone and the short ring of its tine."""
    hz = frequency_hz(midi_pitch)
    ratio = np.array([1.0, 1.0008, 2.0, 3.0, 4.0, 6.27, 14.2])
    level = np.array([0.6, 0.4, 0.22, 0.1, 0.05, 0.05 + 0.03 * touch, 0.03 + 0.02 * touch])
    decay = np.array([1.1, 1.3, 2.2, 3.5, 5.0, 14.0, 26.0])
    return _frozen(_shaped(ring(ratio * hz, level, decay, 2.4), 0.003, 0.4))


def bell(midi_pitch: int, touch: int) -> Signal:
    """Return a soft celesta note."""
    hz = frequency_hz(midi_pitch)
    ratio = np.array([1.0, 1.0006, 2.01, 3.0, 4.08, 6.8])
    level = np.array([0.6, 0.4, 0.12, 0.06, 0.16 + 0.05 * touch, 0.05 + 0.03 * touch])
    decay = np.array([1.6, 1.9, 3.2, 5.0, 6.5, 14.0])
    return _frozen(_shaped(ring(ratio * hz, level, decay, 2.2), 0.002, 0.4))


def bass(midi_pitch: int, touch: int) -> Signal:
    """Return a round bass note with enough overtones for a small loudspeaker."""
    hz = frequency_hz(midi_pitch)
    k = np.arange(1.0, 9.0)
    level = k ** -(1.25 - 0.2 * touch)
    raw = ring(k * hz, level, 0.5 + 0.9 * k, 3.0)
    return _frozen(_shaped(np.tanh(0.9 * raw), 0.009, 0.3))


def kick() -> Signal:
    """Return a soft low drum."""
    t = np.arange(round(0.36 * RATE_HZ)) / RATE_HZ
    sweep = 47 * t + (75 / 34) * (1 - np.exp(-34 * t))
    low = np.sin(2 * np.pi * sweep) * np.exp(-t * 10)
    low[:480] += 0.08 * _band(5, 0.01, (1_500, 5_000), 300.0)
    return _frozen(_shaped(low.astype(np.float32), 0.002, 0.08))


def snap(variant: int) -> Signal:
    """Return a soft snap: the crack of fingers over a brushed skin."""
    crack = _band(100 + variant, 0.22, (1_300, 6_500), 26.0 + variant)
    return _frozen(_shaped(crack + 0.5 * _band(200 + variant, 0.22, (180, 420), 30.0), 0.002, 0.06))


def hat(variant: int) -> Signal:
    """Return a closed hi-hat."""
    return _frozen(_shaped(_band(300 + variant, 0.09, (7_000, 15_000), 60.0), 0.001, 0.03))


def shaker(variant: int) -> Signal:
    """Return a short brush of noise."""
    return _frozen(_shaped(_band(variant, 0.1, (4_200, 12_000), 42.0), 0.022, 0.03))


def crash() -> Signal:
    """Return a soft cymbal, shape ``(2, samples)``, the ears unlike."""
    ears = [_shaped(_band(400 + n, 2.4, (2_800, 13_000), 2.2), 0.004, 0.6) for n in (0, 1)]
    return _frozen(np.stack(ears))


def swell() -> Signal:
    """Return a cymbal played backwards, two seconds at most."""
    return _frozen(np.ascontiguousarray(crash()[:, : 2 * RATE_HZ][:, ::-1]))


def _band(seed: int, seconds: float, band_hz: tuple[int, int], decay: float) -> Signal:
    """Return a band of noise that dies away, with a peak of 1."""
    from scipy.signal import butter, sosfilt

    rng = np.random.default_rng(seed)
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    sos = butter(2, band_hz, "band", fs=RATE_HZ, output="sos")
    raw = sosfilt(sos, rng.standard_normal(len(t))) * np.exp(-t * decay)
    out: Signal = (raw / np.abs(raw).max()).astype(np.float32)
    return out


def pad(midi_pitch: int) -> Signal:
    """Return a seamless loop of many strings at once, shape ``(2, 131072)``, the ears unlike.

    Each partial is a narrow band of frequencies with phases by chance, brought to sound by one
    inverse Fourier transform; the lowest partial is alike in both ears.

    Source: P. Nasca, the PADsynth algorithm, 2006.
    """
    rng = np.random.default_rng((midi_pitch, 17))
    hz, bin_hz = frequency_hz(midi_pitch), RATE_HZ / _LOOP
    spectrum = np.zeros((2, _LOOP // 2 + 1), np.complex64)
    for k in range(1, 17):
        width_hz = hz * k * 0.0075
        low = max(1, int((hz * k - 3 * width_hz) / bin_hz))
        bins = np.arange(low, int((hz * k + 3 * width_hz) / bin_hz) + 2)
        shape = np.exp(-0.5 * ((bins * bin_hz - hz * k) / width_hz) ** 2)
        shape *= k**-1.4 / np.sqrt(np.sum(shape**2))
        turn = rng.uniform(0, 2 * np.pi, (2, len(bins)))
        turn[1] = turn[0] + (turn[1] - np.pi) * (0.0 if k == 1 else 0.7)
        spectrum[:, bins] += (shape * np.exp(1j * turn)).astype(np.complex64)
    loop: Signal = np.fft.irfft(spectrum, axis=1).astype(np.float32)
    loop *= np.float32(0.3 / np.sqrt(np.mean(loop**2)))
    loop.setflags(write=False)
    return loop


def hall(seconds: float) -> Signal:
    """Return the impulse response of a hall, shape ``(2, samples)``, the ears unlike."""
    from scipy.signal import butter, sosfilt

    rng = np.random.default_rng(11)
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    noise = rng.standard_normal((2, len(t)))
    tail = np.zeros_like(noise)
    bands = (((180, 900), 6.2, 1.0), ((900, 4_000), 8.0, 0.8), ((4_000, 11_000), 14.0, 0.7))
    for band_hz, fall, level in bands:
        sos = butter(1, band_hz, "band", fs=RATE_HZ, output="sos")
        tail += level * sosfilt(sos, noise, axis=1) * np.exp(-t * fall / seconds)
    tail *= np.clip((t - 0.018) / 0.02, 0.0, 1.0) * np.clip((seconds - t) / 0.15, 0.0, 1.0)
    out: Signal = (tail / np.sqrt(np.sum(tail**2, axis=1, keepdims=True))).astype(np.float32)
    out.setflags(write=False)
    return out
