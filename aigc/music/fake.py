"""A composing engine for tests: one chord, at once and always the same."""

from __future__ import annotations

import zlib
from fractions import Fraction

import numpy as np

from aigc.audio import SAMPLE_RATE_HZ
from aigc.music.engine import check
from aigc.progress import Progress, silent
from aigc.types.audio import Audio
from aigc.types.time import to_sample


class FakeBed:
    """Holds two tones whose pitch depends on every argument."""

    name = "fake"
    fingerprint = "fake/1"

    def compose(
        self,
        *,
        duration: Fraction,
        mood: str,
        tempo_bpm: float | None = None,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Audio:
        """Return a chord of ``duration`` seconds; see `BedEngine.compose`."""
        check(duration, mood, tempo_bpm)
        progress("music", 0, 1)
        length = to_sample(duration, SAMPLE_RATE_HZ)
        root_hz = 110 + zlib.crc32(f"{mood}/{tempo_bpm}/{seed}".encode()) % 110
        t = np.arange(length) / SAMPLE_RATE_HZ
        fade = np.clip(np.minimum(t / 0.05, (length - 1) / SAMPLE_RATE_HZ - t) / 1.0, 0.0, 1.0)
        tones = [np.sin(2 * np.pi * root_hz * r * t) * fade * 0.2 for r in (1.0, 1.5)]
        progress("music", 1, 1)
        return Audio(samples=np.stack(tones).astype(np.float32), sample_rate=SAMPLE_RATE_HZ)
