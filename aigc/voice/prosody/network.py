"""The prosody of a language without torch: rests, lengths, melody and loudness."""

from __future__ import annotations

import numpy as np

from aigc.layers import Arrays, Dense, Norm, blocks
from aigc.voice.frames import Floats
from aigc.voice.phones import features
from aigc.voice.prosody.context import Context
from aigc.voice.timing import STRIDE, Phones, laid_out

CHANCE = 12
"""Random numbers a phone that the melody depends on: its own, its word's and its sentence's."""


class _Reader:
    def __init__(self, arrays: Arrays, name: str) -> None:
        alike = Dense.of(arrays, f"{name}.reader.alike")
        self._phone = np.asarray(arrays[f"{name}.reader.own.weight"], np.float32)
        self._phone = self._phone + alike(features())
        self._accent = np.asarray(arrays[f"{name}.reader.accent.weight"], np.float32)
        self._place = Dense.of(arrays, f"{name}.reader.place")
        self._blocks = blocks(arrays, f"{name}.reader.blocks")

    def __call__(self, line: Context) -> Floats:
        x = self._phone[line.phone] + self._accent[line.accent] + self._place(line.place)
        for block in self._blocks:
            x = block(x)
        return x


class Durations:
    """A trained network of lengths; ``arrays`` are those of `DurationNetwork` under ``name``."""

    def __init__(self, arrays: Arrays, name: str = "durations") -> None:
        self._reader = _Reader(arrays, name)
        self._norm, self._leave = Norm.of(arrays, f"{name}.norm"), Dense.of(arrays, f"{name}.leave")

    def __call__(self, line: Context) -> tuple[Floats, Floats]:
        """Return mean and deviation of the logarithm of each phone's length in frames."""
        mean, spread = self._leave(self._norm(self._reader(line))).T
        return mean, np.exp(np.clip(spread, -3, 1))


class Melody:
    """A trained network of melody; ``arrays`` are those of `MelodyNetwork` under ``name``."""

    def __init__(self, arrays: Arrays, name: str = "melody") -> None:
        self._reader = _Reader(arrays, name)
        self._within = Dense.of(arrays, f"{name}.within")
        self._noise = Dense.of(arrays, f"{name}.noise")
        self._blocks = blocks(arrays, f"{name}.blocks")
        self._norm, self._leave = Norm.of(arrays, f"{name}.norm"), Dense.of(arrays, f"{name}.leave")

    def __call__(self, line: Context, phones: Phones, noise: Floats) -> tuple[Floats, Floats]:
        """Return semitones from the speaker's middle and decibels from each phone's usual level.

        Parameters
        ----------
        phones : Phones
            The phones of ``line`` in time.
        noise : float32, shape (phones, `CHANCE`)
            See `chance`.

        Returns
        -------
        tuple of float32, shape (frames,)
            A value every 5 ms.
        """
        which, within = laid_out(phones)
        x = (self._reader(line) + self._noise(noise))[which] + self._within(within)
        for block in self._blocks:
            x = block(x)
        semitones, decibels = self._leave(self._norm(x)).T
        return _every_frame(semitones), _every_frame(decibels)


def chance(line: Context, rng: np.random.Generator, share: float = 1.0) -> Floats:
    """Return noise for `Melody`, shape ``(phones, CHANCE)``; ``share`` makes it smaller."""
    each = CHANCE // 3
    own = rng.standard_normal((len(line.phone), each))
    words = rng.standard_normal((int(line.word.max()) + 2, each))[line.word + 1]
    whole = np.repeat(rng.standard_normal((1, each)), len(line.phone), 0)
    joined: Floats = np.concatenate((own, words, whole), 1).astype(np.float32)
    return joined * np.float32(share)


def _every_frame(steps: Floats) -> Floats:
    """Return values every second frame as values every frame."""
    at = STRIDE * np.arange(len(steps)) + (STRIDE - 1) / 2
    whole: Floats = np.interp(np.arange(STRIDE * len(steps)), at, steps).astype(np.float32)
    return whole
