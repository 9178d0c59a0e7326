"""What is said where no text tells it: the likeliest classes one after the other."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.hearing.classes import IS_VOWEL, NAMES, QUIET
from aigc.hearing.features import Floats
from aigc.timings.articulation import CLOSE

Ids = NDArray[np.int64]
ORDER_WEIGHT: Final = 0.6
"""How much the usual order of sounds counts beside a frame that is heard."""
CHANGE: Final = -0.1
"""What every change of sound costs, so that it does not flutter."""
CLOSING: Final = 0.3
"""How much sounds that shut the lips are favoured: lips that fail to meet look worst of all."""
_SHUTS: Final = np.array([name in CLOSE for name in NAMES])
_SLOW: Final = IS_VOWEL | (np.arange(len(IS_VOWEL)) == QUIET)
"""Classes that last three frames at least; the others two."""


def decoded(scores: Floats, follows: Floats) -> Ids:
    """Return the class of each frame on the likeliest way through.

    Parameters
    ----------
    scores : float32, shape (frames, classes)
        Log-likelihoods.
    follows : float32, shape (classes, classes)
        Logs of how often a class comes after another.

    Source: L. Rabiner, A tutorial on hidden Markov models, 1989; each class is a chain of two or
    three states of which the last may stay.
    """
    frames, count = scores.shape
    scores = scores + np.where(_SHUTS, np.float32(CLOSING), np.float32(0))
    change = ORDER_WEIGHT * follows + CHANGE
    np.fill_diagonal(change, -np.inf)
    came = np.empty((frames, count), np.int8)
    stays = np.empty((frames, count), np.bool_)
    first, second, last = (np.full(count, -np.inf) for _ in range(3))
    last[:] = np.where(np.arange(count) == QUIET, 0.0, -2.0) + scores[0]
    came[0], stays[0] = -1, True
    every = np.arange(count)
    for t in range(1, frames):
        reached = last[:, None] + change
        before = reached.argmax(0)
        enters = reached[before, every]
        came[t] = before
        stays[t] = last >= second
        last = np.maximum(last, second) + scores[t]
        second = np.where(_SLOW, first, enters) + scores[t]
        first = np.where(_SLOW, enters, -np.inf) + scores[t]
    return _walked(came, stays, int(last.argmax()))


def _walked(came: NDArray[np.int8], stays: NDArray[np.bool_], now: int) -> Ids:
    """Return the classes along the way that ends in ``now``."""
    path = np.empty(len(came), np.int64)
    t = len(came) - 1
    while t >= 0:
        path[t] = now
        if stays[t, now]:
            t -= 1
            continue
        begin = max(0, t - (2 if _SLOW[now] else 1))
        path[begin : t + 1] = now
        now, t = int(came[begin, now]), begin - 1
    return path
