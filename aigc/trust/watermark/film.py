"""A mark in a film: found from a few frames of it."""

from __future__ import annotations

from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from aigc.footage.reader import FrameReader, planes_of
from aigc.progress import Progress, silent
from aigc.trust.watermark.finding import Found, find_in, residual
from aigc.trust.watermark.key import known_keys

SMALLEST_PX: Final = 200
"""Shorter side below which a film has too few pixels to a cell to be marked."""
QUICK: Final = 3
_KEY_FRAMES: Final = 8
_EARLY: Final = 120
_EVERY: Final = 6
_FAVOUR: Final = 2
_PLANAR: Final = ("yuv420p", "yuvj420p", "gray")


def find_in_film(
    path: Path,
    *,
    key: bytes | None = None,
    expected: int | None = None,
    quick: bool = False,
    progress: Progress = silent,
) -> Found | None:
    """Look for a mark in a video file.

    Frames that stand alone tell most, so a few of them are read first; only when they tell nothing
    are others read as well, and is the film taken for a part of a larger picture.

    Parameters
    ----------
    path : Path
        MP4, MOV, WebM or MKV.
    key : bytes, optional
        The key to look with; every one of `key.known_keys` unless given.
    expected : int, optional
        Look only for this ID, for which fainter traces are enough.
    quick : bool
        Look at three frames, and only for a film that was not cut to a part of its picture.

    Returns
    -------
    Found or None
        `None` when there is no mark that is to be believed.

    Raises
    ------
    AssetError
        The file is missing, damaged, or no video.
    """
    keys = known_keys() if key is None else (key,)
    with closing(FrameReader(path)) as reader:
        progress("watermark", 0, 2)
        frames = map(_luma, reader.key_frames(QUICK if quick else _KEY_FRAMES))
        size, alone = residual(frames)
        found = _first(alone, size, keys, expected, quick=True)
        if found is not None or quick:
            return found
        progress("watermark", 1, 2)
        some = islice(reader.forwards(), 0, _EARLY, _EVERY)
        _, early = residual(_luma(frame) for _, frame in some)
    # Frames that stand alone show the mark where it is, the others partly where it was.
    return _first(_FAVOUR * alone + early, size, keys, expected, quick=False)


def _first(
    left: NDArray[np.float32],
    size: tuple[int, int],
    keys: tuple[bytes, ...],
    expected: int | None,
    *,
    quick: bool,
) -> Found | None:
    """Return what is found with the first key that finds anything."""
    tries = (find_in(left, size, key, expected=expected, quick=quick) for key in keys)
    return next((found for found in tries if found is not None), None)


def _luma(frame: Any) -> NDArray[np.uint8]:
    """Return the luma of a decoded frame as it is seen."""
    plain = frame if frame.format.name in _PLANAR else frame.reformat(format="gray")
    turns = round(frame.rotation / 90) % 4
    return np.ascontiguousarray(np.rot90(planes_of(plain)[0], turns))
