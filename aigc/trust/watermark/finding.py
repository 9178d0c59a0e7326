"""A mark found again, however the picture was cropped, scaled and compressed.

What a picture shows is taken away as far as it can be foretold from its surroundings; what is left
is laid over itself tile by tile, at each scale that may have been used, and the signs that every
mark has tell where the tile begins. Then the ID is read.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.trust.watermark.pattern import ACROSS, SIDE, still_cell_px, tile_code
from aigc.trust.watermark.payload import Reading

_PX: Final = 4
"""Pixels of a cell at which is looked."""
_TILE: Final = SIDE * _PX
_AROUND: Final = 7
"""Pixels around one, in each direction, from which it is foretold: a cell and a half."""
_FLOOR: Final = 0.3
"""Levels below which nothing is made louder."""
_LOUDEST: Final = 3.0
_STEP: Final = 1.006
"""Ratio of neighbouring scales: an error of 0.3 % moves the far end by a fifth of a cell."""
_COARSE_STEP: Final = 1.009
"""Where width and height are stretched apart there are more scales to look at."""
_READ: Final = 6
"""Places that are read at each stage, those with the clearest fixed signs."""
_TRIES: Final = 100
"""More places than a search reads, in a film and with two keys."""

Field = NDArray[np.float32]
Scale = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A mark.

    Attributes
    ----------
    reading : payload.Reading
        The ID, and how sure it is.
    scale : tuple of float
        How much wider and higher its cells are than those of an uncut picture of that size.
    offset : tuple of int
        Where a tile begins: quarters of a cell from the left and from the top.
    """

    reading: Reading
    scale: Scale
    offset: tuple[int, int]

    @property
    def asset_id(self) -> int:
        """The ID that it carries."""
        return self.reading.asset_id


def find(
    lumas: Iterable[NDArray[np.uint8]],
    key: bytes,
    *,
    expected: int | None = None,
    quick: bool = False,
) -> Found | None:
    """Look for a mark in pictures that carry the same one, such as frames of a film.

    Parameters
    ----------
    lumas : iterable of NDArray
        Luma of one picture or more, all of one size, shape ``(height, width)``.
    key : bytes
        The key that the mark was made with.
    expected : int, optional
        Look only for this ID, for which fainter traces are enough.
    quick : bool
        Look only for a whole picture at any size, not for a part of one.

    Returns
    -------
    Found or None
        `None` when there is nothing that is to be believed.
    """
    size, left = residual(lumas)
    return find_in(left, size, key, expected=expected, quick=quick)


def find_in(
    left: Field,
    size: tuple[int, int],
    key: bytes,
    *,
    expected: int | None = None,
    quick: bool = False,
) -> Found | None:
    """Look for a mark in the `residual` of pictures of ``size`` (width, height); see `find`."""
    for found in _guesses(left, size, key, expected, quick=quick):
        if found.reading.sure:
            return found if expected in (None, found.asset_id) else None
    return None


def best_guess(lumas: Iterable[NDArray[np.uint8]], key: bytes) -> Found:
    """Return what comes nearest to a mark, whether it is to be believed or not; see `find`."""
    size, left = residual(lumas)
    guesses = _guesses(left, size, key, None, quick=False)
    return max(guesses, key=lambda one: one.reading.strength)


def _guesses(
    left: Field, size: tuple[int, int], key: bytes, expected: int | None, *, quick: bool
) -> Iterator[Found]:
    """Yield the best reading of each stage."""
    if quick:
        yield _best(left, next(_stages(*size)), key, expected)
        return
    for scales in _stages(*size):
        yield _best(left, scales, key, expected)
    mirrored = np.ascontiguousarray(left[:, ::-1])
    for scales in islice(_stages(*size), 2):
        yield _best(mirrored, scales, key, expected)


def residual(lumas: Iterable[NDArray[np.uint8]]) -> tuple[tuple[int, int], Field]:
    """Return the size of pictures, one at least, and the mean of what in them is not foretold.

    The field has `ACROSS` * 4 pixels across its shorter side; where a picture is lively it counts
    less.
    """
    size, total, count = (0, 0), np.zeros((1, 1), np.float32), 0
    for luma in lumas:
        size, total, count = luma.shape[::-1], total + _unforetold(luma), count + 1
    return size, total / np.float32(max(count, 1))


def _unforetold(luma: NDArray[np.uint8]) -> Field:
    height, width = luma.shape
    factor = ACROSS * _PX / min(width, height)
    size = (round(width * factor), round(height * factor))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    small: Any = cv2.resize(luma.astype(np.float32), size, interpolation=how)
    left = small - cv2.blur(small, (_AROUND, _AROUND))
    left /= cv2.blur(left * left, (_AROUND, _AROUND)) + _FLOOR**2
    return np.asarray(np.clip(left, -_LOUDEST, _LOUDEST), np.float32)


def _stages(width: int, height: int) -> Iterator[Sequence[Scale]]:
    """Yield scales to look at, the likeliest first."""
    still = still_cell_px(width, height) * ACROSS / min(width, height)
    whole = (1.0, still)
    yield [(s, s) for s in whole]
    yield [(s, s) for start in whole for s in _between(start * 0.97, start * 1.25)]
    stretched = (_between(start, start * 1.13, _COARSE_STEP) for start in whole)
    yield [(wide, high) for scales in stretched for wide in scales for high in scales]
    yield [(s, s) for s in _between(0.4, 3.0)]


def _between(first: float, last: float, step: float = _STEP) -> list[float]:
    steps = math.ceil(math.log(last / first) / math.log(step))
    return [first * step**n for n in range(steps + 1)]


def _best(left: Field, scales: Sequence[Scale], key: bytes, expected: int | None) -> Found:
    """Return the surest reading at any of ``scales``."""
    places = sorted(_places(left, scales, key), reverse=True)[:_READ]
    found = [_read(left, scale, at, key, expected) for _, scale, at in places]
    return max(found, key=lambda one: one.reading.strength)


def _places(
    left: Field, scales: Sequence[Scale], key: bytes
) -> Iterator[tuple[float, Scale, tuple[int, int]]]:
    """Yield where the fixed signs fit best, with how well, at each scale."""
    for scale in scales:
        both = cv2.mulSpectrums(cv2.dft(_folded(left, scale)), _fixed(key), 0, conjB=True)
        fit = cv2.dft(both, flags=cv2.DFT_INVERSE | cv2.DFT_SCALE)
        row, column = divmod(int(np.argmax(fit)), _TILE)
        yield float(fit[row, column] / (fit.std() + 1e-9)), scale, (column, row)


@lru_cache(maxsize=4)
def _fixed(key: bytes) -> Any:
    """Return the spectrum of the fixed signs."""
    signs = tile_code(key).fixed.reshape(SIDE, SIDE).astype(np.float32)
    return cv2.dft(np.kron(signs, np.ones((_PX, _PX), np.float32)))


def _folded(left: Field, scale: Scale) -> Field:
    """Lay all tiles of a field on one another, as if it had been taken at ``scale``."""
    width, height = round(left.shape[1] / scale[0]), round(left.shape[0] / scale[1])
    columns, rows = -(-width // _TILE), -(-height // _TILE)
    padded = np.zeros((rows * _TILE, columns * _TILE), np.float32)
    padded[:height, :width] = cv2.resize(left, (width, height), interpolation=cv2.INTER_LINEAR)
    by_rows = padded.reshape(rows, _TILE, columns * _TILE).sum(axis=0)
    return np.asarray(by_rows.reshape(_TILE, columns, _TILE).sum(axis=1), np.float32)


def _read(
    left: Field, scale: Scale, at: tuple[int, int], key: bytes, expected: int | None
) -> Found:
    folded = np.roll(_folded(left, scale), (-at[1], -at[0]), (0, 1))
    cells = folded.reshape(SIDE, _PX, SIDE, _PX).sum(axis=(1, 3)).reshape(-1)
    reading = tile_code(key).read(cells, tries=_TRIES, expected=expected)
    return Found(reading=reading, scale=scale, offset=at)
