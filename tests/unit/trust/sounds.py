"""Sounds for tests."""

from __future__ import annotations

import numpy as np

from aigc.types.audio import Audio


def talk(seconds: int, sample_rate: int = 24_000, channels: int = 1) -> Audio:
    """Return a voice-like sound: gliding harmonics in syllables, with noise and pauses."""
    rng = np.random.default_rng(5)
    time = np.arange(seconds * sample_rate) / sample_rate
    glide = np.interp(time, np.arange(0, seconds + 1, 0.25), rng.uniform(110, 220, 4 * seconds + 4))
    phase = 2 * np.pi * np.cumsum(glide) / sample_rate
    voiced = sum(np.sin(n * phase) / n for n in range(1, 40))
    loud = np.interp(time, np.arange(0, seconds + 1, 0.1), rng.uniform(0, 1, 10 * seconds + 10))
    loud[(time % 2.5) > 2.2] = 0
    wave = loud**2 * (0.15 * voiced + 0.05 * rng.standard_normal(len(time)))
    sides = [wave * (1 - 0.3 * side) for side in range(channels)]
    return Audio(samples=np.array(sides, np.float32), sample_rate=sample_rate)


def part(audio: Audio, start: int, length: int) -> Audio:
    """Return ``length`` samples from ``start``."""
    samples = np.ascontiguousarray(audio.samples[:, start : start + length])
    return Audio(samples=samples, sample_rate=audio.sample_rate)
