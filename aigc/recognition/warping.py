"""When each token of a text is heard, told from where a model looked while it wrote it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

Floats = NDArray[np.float64]


def token_starts(looks: Floats, width: int) -> Floats:
    """Return at which frame each row begins, shape ``(rows,)``, in order.

    Parameters
    ----------
    looks : float64, shape (heads, rows, frames)
        Which share of its attention each head gives to each frame.
    width : int
        Of the median filter over frames.

    Source: openai/whisper, timing.py: heads are made alike, smoothed, averaged, and the way through
    is found by dynamic time warping.
    """
    spread = looks.std(axis=1, keepdims=True)
    alike = (looks - looks.mean(axis=1, keepdims=True)) / np.maximum(spread, 1e-9)
    smooth = median_filter(alike, size=(1, 1, width), mode="reflect").mean(axis=0)
    return _first_frames(cheapest_way(-smooth), len(smooth))


def _first_frames(way: NDArray[np.int64], rows: int) -> Floats:
    firsts = np.full(rows, np.inf)
    np.minimum.at(firsts, way[:, 0], way[:, 1].astype(np.float64))
    return firsts


def cheapest_way(cost: Floats) -> NDArray[np.int64]:
    """Return the cells of the cheapest way from the first to the last, shape ``(cells, 2)``.

    A step goes to the next row, the next column or both. Cells of one diagonal do not depend on
    each other, so that they are reckoned together.
    """
    rows, columns = cost.shape
    total = np.full((rows + 1, columns + 1), np.inf)
    total[0, 0] = 0.0
    came = np.zeros((rows + 1, columns + 1), np.int8)
    for diagonal in range(2, rows + columns + 1):
        i = np.arange(max(1, diagonal - columns), min(rows, diagonal - 1) + 1)
        j = diagonal - i
        ways = np.stack((total[i - 1, j - 1], total[i - 1, j], total[i, j - 1]))
        best = ways.argmin(axis=0)
        came[i, j] = best
        total[i, j] = cost[i - 1, j - 1] + ways[best, np.arange(len(i))]
    return _walked(came, rows, columns)


def _walked(came: NDArray[np.int8], i: int, j: int) -> NDArray[np.int64]:
    way = []
    while i > 0 and j > 0:
        way.append((i - 1, j - 1))
        step = came[i, j]
        i -= step != 2
        j -= step != 1
    return np.array(way[::-1], np.int64)
