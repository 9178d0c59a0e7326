"""Values along the frames of a line: averaged, bounded, and where syllables lie in them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from aigc.voice.frames import Floats
from aigc.voice.prosody.context import Context
from aigc.voice.timing import Phones

FRAME_S = 0.005
_EDGE = 25


def whole(values: npt.NDArray[np.floating], frames: int) -> Floats:
    """Return a value for each frame; the last one goes on."""
    kept = values[:frames]
    padded: Floats = np.pad(kept, (0, frames - len(kept)), "edge").astype(np.float32)
    return padded


def rounded(values: npt.ArrayLike, size: int) -> Floats:
    """Return values averaged over so many frames around each, an odd number."""
    window = np.hanning(size + 2)[1:-1]
    padded = np.pad(values, size // 2, "edge")
    mean: Floats = np.convolve(padded, window / window.sum(), "valid").astype(np.float32)
    return mean


def bounded(values: Floats, free: float, most: float) -> Floats:
    """Return values as they are up to ``free`` from 0, and nearing ``most`` beyond."""
    over = np.maximum(np.abs(values) - free, 0)
    near = (most - free) * np.tanh(over / (most - free))
    held = np.clip(values, -free, free) + np.sign(values) * near
    return np.asarray(held, np.float32)


def bump(at: Context, phones: Phones, word: int) -> Floats:
    """Return 1 through a word with soft edges, 0 elsewhere."""
    rows = np.flatnonzero(at.word == word)
    raw = np.zeros(int(phones.ends[-1]))
    raw[phones.begins[rows[0]] : phones.ends[rows[-1]]] = 1
    return rounded(raw, _EDGE)


def spans(at: Context, phones: Phones) -> list[tuple[int, int, int]]:
    """Return word, first frame and end of each syllable, and of each rest with word -1."""
    found: list[tuple[int, int, int]] = []
    begins, last = phones.begins, (-2, -2)
    for i, (word, syllable) in enumerate(zip(at.word.tolist(), at.syllable.tolist(), strict=True)):
        if (word, syllable) == last:
            found[-1] = (word, found[-1][1], int(phones.ends[i]))
        else:
            found.append((word, int(begins[i]), int(phones.ends[i])))
        last = (word, syllable)
    return found
