"""A driver for tests: a dark ellipse that opens with the sound."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from aigc.audio import to_mono
from aigc.consent import Consent
from aigc.portrait.engine import STEP, Box, Picture, agreed, frame_count
from aigc.progress import Progress
from aigc.types.audio import Audio


class FakePortrait:
    """Deterministic: the frames follow from every argument; nobody would take it for speech."""

    name = "fake"
    fingerprint = "fake-portrait-1"

    def drive(
        self,
        portrait: Picture,
        audio: Audio,
        *,
        consent: Consent | None,
        fps: Fraction,
        face: Box | None,
        seed: int,
        progress: Progress,
    ) -> Iterator[Picture]:
        """Yield the portrait with an ellipse where the mouth is; see `PortraitDriver.drive`."""
        agreed(consent)
        rows, columns = portrait.shape[:2]
        box = face or Box(x=0.3 * columns, y=0.2 * rows, width=0.4 * columns, height=0.5 * rows)
        levels = _levels(audio, frame_count(audio, fps), fps)
        colour = np.frombuffer(hashlib.sha256(str(seed).encode()).digest()[:3], np.uint8) // 3
        progress(STEP, 0, len(levels))
        for n, level in enumerate(levels, 1):
            frame = portrait.copy()
            frame[_mouth(box, rows, columns, float(level))] = colour
            yield frame
            progress(STEP, n, len(levels))


def _levels(audio: Audio, count: int, fps: Fraction) -> NDArray[np.float64]:
    """Return how loud each frame is, root mean square."""
    power = to_mono(audio).samples[0].astype(np.float64) ** 2
    edges = [min(int(n / fps * audio.sample_rate), len(power) - 1) for n in range(count)]
    sums = np.add.reduceat(power, edges)
    level: NDArray[np.float64] = np.sqrt(sums / np.maximum(np.diff([*edges, len(power)]), 1))
    return level


def _mouth(box: Box, rows: int, columns: int, level: float) -> NDArray[np.bool_]:
    y, x = np.mgrid[:rows, :columns]
    wide, high = 0.2 * box.width, (0.015 + 0.3 * min(level, 0.4)) * box.height
    across = (x - box.x - box.width / 2) / wide
    down = (y - box.y - 0.78 * box.height) / high
    return np.asarray(across**2 + down**2 < 1)
