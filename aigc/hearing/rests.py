"""Where nobody speaks, as level and network tell together."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.hearing.classes import QUIET
from aigc.hearing.engine import Options
from aigc.hearing.features import FRAMES_A_SECOND, Floats

Mask = NDArray[np.bool_]
DB: Final = 10 / np.log(10)
"""Decibels in one natural log of power."""
EDGE: Final = 2
"""Frames at either end of a rest that are left to the sounds beside it."""
SURE: Final = 12.0
"""How much less likely every sound is where the level says that there is none."""


def still(level: Floats, options: Options) -> Mask:
    """Return the frames in rests, by level alone; ``level`` is in natural logs of power."""
    quiet = DB * (level - np.percentile(level, 95)) < -options.quiet_db
    edges = np.flatnonzero(np.diff(np.concatenate(([0], quiet.astype(int), [0]))))
    mask = np.zeros(len(level), bool)
    for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if end - begin >= options.rest_s * FRAMES_A_SECOND:
            first = begin + EDGE if begin else 0
            mask[first : end - EDGE if end < len(level) else end] = True
    return mask


def hushed(scores: Floats, mask: Mask) -> Floats:
    """Return log-likelihoods in which nothing but silence is likely where the mask says so."""
    out = scores.copy()
    out[mask] -= SURE
    out[mask, QUIET] = scores[mask].max(1)
    return out
