"""Phones in time to frames without torch."""

from __future__ import annotations

import numpy as np

from aigc.layers import Arrays, Dense, Norm, blocks
from aigc.voice.frames import BANDS, NOISE_BANDS, SILENT, Floats, Frames
from aigc.voice.phones import features
from aigc.voice.timing import STRIDE, Phones, laid_out

ROWS = BANDS + NOISE_BANDS + 1
CHANCE = 0.2
"""Share of the noise that is drawn: sounds stay alive, and none strays from what it should be."""


class Acoustic:
    """A trained acoustic network.

    ``arrays`` are those of `aigc.voice.training.acoustic.shaded`, with ``mean`` and ``deviation``
    of the rows.
    """

    def __init__(self, arrays: Arrays) -> None:
        alike = Dense.of(arrays, "alike")
        self._phone = np.asarray(arrays["own.weight"], np.float32) + alike(features())
        self._accent = np.asarray(arrays["accent.weight"], np.float32)
        self._near = blocks(arrays, "near")
        self._place, self._noise = Dense.of(arrays, "place"), Dense.of(arrays, "noise")
        self._blocks = blocks(arrays, "blocks")
        self._shades = np.asarray(arrays["shades"], np.float32)
        self._norm, self._leave = Norm.of(arrays, "norm"), Dense.of(arrays, "leave")
        self._mean = np.asarray(arrays["mean"], np.float32)
        self._deviation = np.asarray(arrays["deviation"], np.float32)

    def __call__(
        self, phones: Phones, f0_hz: Floats, speaker: int, rng: np.random.Generator
    ) -> Frames:
        """Return the frames of phones in a speaker's voice, at the pitch that is given.

        ``f0_hz`` has a value for each frame, or at least one for the last whole pair.
        """
        which, place = laid_out(phones)
        x = self._phone[phones.phone] + self._accent[phones.accent]
        for block in self._near:
            x = block(x)
        noise = rng.standard_normal((len(phones.phone), len(self._noise.weight)), np.float32)
        noise *= np.float32(CHANCE)
        x = x[which] + self._place(place) + self._noise(noise)[which]
        for block, shade in zip(self._blocks, self._shades[speaker], strict=True):
            x = block(x + shade)
        rows = self._leave(self._norm(x)).reshape(-1, ROWS) * self._deviation + self._mean
        return Frames(
            envelope=np.maximum(rows[:, :BANDS], SILENT),
            aperiodicity=np.clip(rows[:, BANDS:-1], -60, 0),
            voiced=(rows[:, -1] > 0.5).astype(np.float32),
            f0_hz=f0_hz[: STRIDE * len(which)].astype(np.float32),
        )
