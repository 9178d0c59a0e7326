"""A band for tests: one tone a stroke, at once and always the same."""

from __future__ import annotations

import zlib

import numpy as np

from aigc.audio import SAMPLE_RATE_HZ
from aigc.music.accompaniment.arrangement import Arrangement
from aigc.music.harmony import frequency_hz
from aigc.progress import Progress, silent
from aigc.types.audio import Audio
from aigc.types.clock import Clock
from aigc.types.time import to_sample

_BEEP_S = 0.05


class FakeBand:
    """Beeps wherever a stroke begins; the sides differ by the style."""

    name = "fake"
    fingerprint = "fake-band/1"

    def play(self, arrangement: Arrangement, *, progress: Progress = silent) -> Audio:
        """Return beeps; see `AccompanimentEngine.play`."""
        progress("accompaniment", 0, 1)
        length = to_sample(arrangement.duration, SAMPLE_RATE_HZ)
        out = np.zeros((2, length), np.float32)
        clock = Clock(arrangement.score)
        t = np.arange(round(_BEEP_S * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
        fade = np.sin(np.pi * t / _BEEP_S)
        right = np.float32(0.5 + zlib.crc32(arrangement.style.encode()) % 100 / 200)
        for stroke in arrangement.strokes:
            start = to_sample(clock.seconds(stroke.start), SAMPLE_RATE_HZ)
            wave = np.sin(2 * np.pi * frequency_hz(stroke.pitch) * t) * fade
            beep = (0.02 * stroke.velocity * wave).astype(np.float32)[: length - start]
            out[:, start : start + len(beep)] += np.stack([beep, beep * right])
        progress("accompaniment", 1, 1)
        return Audio(samples=np.clip(out, -1, 1), sample_rate=SAMPLE_RATE_HZ)
