"""Sounds made of sines and noise, at the bed's inner sample rate."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aigc.music.harmony import frequency_hz

RATE_HZ = 24_000
"""Inner sample rate: a bed is dark, so nothing above 12 kHz is missed."""

Signal = NDArray[np.float32]
_TABLE = 4_096


def _frozen(signal: NDArray[np.float64]) -> Signal:
    """Return a read-only copy, safe to keep."""
    out = signal.astype(np.float32)
    out.setflags(write=False)
    return out


@lru_cache(maxsize=8)
def _wave(harmonics: int, slope: float) -> Signal:
    """Return one period of a soft sawtooth: harmonics fall with ``slope`` powers."""
    phase = 2 * np.pi * np.arange(_TABLE) / _TABLE
    parts = [np.sin(k * phase + 0.7 * k * k) / k**slope for k in range(1, harmonics + 1)]
    total = np.sum(parts, axis=0)
    return _frozen(total / np.abs(total).max())


def _play(table: Signal, hz: float, samples: int, start: float) -> Signal:
    """Return ``samples`` of a wavetable at a frequency, from a phase of 0 to 1."""
    phase = (start + np.arange(samples, dtype=np.float64) * (hz / RATE_HZ)) * _TABLE
    out: Signal = table[phase.astype(np.int64) & (_TABLE - 1)]
    return out


def _arch(samples: int, attack_s: float, release_s: float) -> Signal:
    """Return an envelope that rises and falls as a raised cosine."""
    up = min(round(attack_s * RATE_HZ), samples // 2)
    down = min(round(release_s * RATE_HZ), samples - up)
    shape = np.ones(samples, np.float32)
    shape[:up] = 0.5 - 0.5 * np.cos(np.pi * np.arange(up) / max(up, 1))
    shape[samples - down :] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, down + 1) / max(down, 1))
    return shape


def pad(midi_pitch: int, seconds: float, seed: int) -> Signal:
    """Return a slow string-like note, shape ``(2, samples)``, detuned between the ears."""
    samples = round(seconds * RATE_HZ)
    hz = frequency_hz(midi_pitch)
    table = _wave(6, 1.9)
    rng = np.random.default_rng((seed, midi_pitch))
    phases = rng.random(4)
    middle = _play(table, hz, samples, phases[0])
    left = _play(table, hz * 2 ** (-5 / 1200), samples, phases[1])
    right = _play(table, hz * 2 ** (5 / 1200), samples, phases[2])
    t = np.arange(samples, dtype=np.float32) / RATE_HZ
    drift = 0.85 + 0.15 * np.sin(2 * np.pi * (0.13 * t + phases[3])).astype(np.float32)
    shape = _arch(samples, min(0.7, seconds / 3), min(1.1, seconds / 2)) * drift
    out: Signal = np.stack([0.6 * middle + left, 0.6 * middle + right]) * (0.4 * shape)
    return out


@lru_cache(maxsize=256)
def key(midi_pitch: int) -> Signal:
    """Return one felt-piano note: a few partials, the higher the shorter, two strings."""
    seconds = 2.6 if midi_pitch < 60 else 2.0
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    hz = frequency_hz(midi_pitch)
    out = np.zeros_like(t)
    for k, level in enumerate((1.0, 0.42, 0.16, 0.07, 0.03), 1):
        partial = hz * k * np.sqrt(1 + 0.0004 * k * k)
        decay = np.exp(-t * (1.6 + 1.1 * k + midi_pitch / 60))
        beat = np.sin(2 * np.pi * partial * t) + np.sin(2 * np.pi * partial * 1.0007 * t)
        out += 0.5 * level * decay * beat
    return _frozen(out * _edges(t, 0.006, 0.3))


@lru_cache(maxsize=256)
def pluck(midi_pitch: int) -> Signal:
    """Return one muted, marimba-like note."""
    t = np.arange(round(0.9 * RATE_HZ)) / RATE_HZ
    hz = frequency_hz(midi_pitch)
    body = np.sin(2 * np.pi * hz * t + 0.9 * np.exp(-t * 26) * np.sin(2 * np.pi * hz * 2 * t))
    upper = 0.12 * np.sin(2 * np.pi * hz * 3.98 * t) * np.exp(-t * 30)
    return _frozen((body * np.exp(-t * 7) + upper) * _edges(t, 0.004, 0.2))


@lru_cache(maxsize=256)
def bass(midi_pitch: int, sixteenths: int, tempo_bpm: int) -> Signal:
    """Return one round bass note."""
    seconds = sixteenths * 15 / tempo_bpm + 0.08
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    hz = frequency_hz(midi_pitch)
    raw = np.sin(2 * np.pi * hz * t) + 0.35 * np.sin(4 * np.pi * hz * t) * np.exp(-t * 4)
    return _frozen(np.tanh(1.3 * raw) * np.exp(-t * 0.9) * _edges(t, 0.012, 0.07))


@lru_cache(maxsize=1)
def kick() -> Signal:
    """Return a soft low drum."""
    t = np.arange(round(0.32 * RATE_HZ)) / RATE_HZ
    sweep = 46 * t + (58 / 28) * (1 - np.exp(-28 * t))
    return _frozen(np.sin(2 * np.pi * sweep) * np.exp(-t * 11) * _edges(t, 0.003, 0.06))


@lru_cache(maxsize=8)
def shaker(variant: int) -> Signal:
    """Return a short brush of noise."""
    return _noise(variant, 0.07, (3_200, 8_500), 0.018, 55.0)


@lru_cache(maxsize=8)
def snap(variant: int) -> Signal:
    """Return a soft finger snap."""
    return _noise(100 + variant, 0.16, (1_100, 3_200), 0.002, 34.0)


def _noise(
    seed: int, seconds: float, band_hz: tuple[int, int], attack_s: float, decay: float
) -> Signal:
    from scipy.signal import butter, sosfilt

    rng = np.random.default_rng(seed)
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    sos = butter(2, band_hz, "band", fs=RATE_HZ, output="sos")
    raw = sosfilt(sos, rng.standard_normal(len(t)))
    return _frozen(raw * np.exp(-t * decay) * _edges(t, attack_s, seconds / 3))


def _edges(t: NDArray[np.float64], attack_s: float, release_s: float) -> NDArray[np.float64]:
    """Return a gain that starts and ends at nought, so that no note clicks."""
    up = np.clip(t / attack_s, 0.0, 1.0)
    down = np.clip((t[-1] - t) / release_s, 0.0, 1.0)
    return np.asarray(np.sin(0.5 * np.pi * up) ** 2 * np.sin(0.5 * np.pi * down) ** 2)


@lru_cache(maxsize=2)
def hall(seconds: float) -> Signal:
    """Return the impulse response of a dark hall, shape ``(2, samples)``, the ears unlike."""
    from scipy.signal import butter, sosfilt

    rng = np.random.default_rng(11)
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    noise = rng.standard_normal((2, len(t)))
    dark = sosfilt(butter(1, 1_200, fs=RATE_HZ, output="sos"), noise, axis=1)
    bright = sosfilt(butter(1, [1_200, 5_000], "band", fs=RATE_HZ, output="sos"), noise, axis=1)
    tail = dark * np.exp(-t * 6.9 / seconds) + 0.7 * bright * np.exp(-t * 14 / seconds)
    tail *= np.clip((t - 0.015) / 0.02, 0.0, 1.0) * np.clip((seconds - t) / 0.1, 0.0, 1.0)
    return _frozen(tail / np.sqrt(np.sum(tail**2, axis=1, keepdims=True)))
