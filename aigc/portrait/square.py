"""A square around a face, given to a program that wants one, and its frames laid back."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.portrait.engine import Box, Picture
from aigc.portrait.paste import colour_step, resized, seam_of
from aigc.portrait.result import fitted

_EDGE = 0.08
"""Width of the soft edge, as a share of the square."""
_SMALL = 96
"""Side of the square in which colours are compared, pixels."""


class Square:
    """The square of a face with ``margin`` around it, as shares of its height.

    Where it would reach beyond the picture it is moved, and made smaller where it must be.
    """

    def __init__(self, portrait: Picture, face: Box, margin: float) -> None:
        rows, columns = portrait.shape[:2]
        side = min(round(max(face.height, face.width) * (1 + 2 * margin)), rows, columns)
        self.side = side
        self.left = _placed(face.x + face.width / 2, side, columns)
        self.top = _placed(face.y + face.height / 2, side, rows)
        self._portrait = portrait
        self._own = self._part(portrait).astype(np.float32)
        self._mask = self._soft(rows, columns)
        self._small = resized(self._own, (_SMALL, _SMALL))
        self._seam = seam_of(resized(self._mask, (_SMALL, _SMALL)))

    def given(self, size_px: int) -> Picture:
        """Return what a program is given; of ``size_px`` a side where that is not 0."""
        part = self._part(self._portrait)
        return fitted(part, (size_px, size_px)) if size_px else np.ascontiguousarray(part)

    def laid(self, made: Picture) -> Picture:
        """Return the portrait with a made square in it: its edge soft, its colours matched."""
        face = fitted(made, (self.side, self.side)).astype(np.float32)
        step = colour_step(self._small - resized(face, (_SMALL, _SMALL)), self._seam)
        face += resized(step, (self.side, self.side))
        out = self._portrait.copy()
        mixed = self._own + self._mask[..., None] * (face - self._own)
        self._part(out)[...] = np.clip(np.rint(mixed), 0, 255)
        return out

    def _part(self, picture: Picture) -> Picture:
        return picture[self.top : self.top + self.side, self.left : self.left + self.side]

    def _soft(self, rows: int, columns: int) -> NDArray[np.float32]:
        """Return 1 within and 0 at each edge of the square that is not the picture's own."""
        inside = np.ones((self.side + 2, self.side + 2), np.uint8)
        inside[0] = self.top == 0
        inside[-1] = self.top + self.side == rows
        inside[:, 0] &= self.left == 0
        inside[:, -1] &= self.left + self.side == columns
        if inside.all():
            return np.ones((self.side, self.side), np.float32)
        away = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]
        share = np.clip((away - 1) / (_EDGE * self.side), 0, 1)
        return np.asarray(share * share * (3 - 2 * share), np.float32)


def _placed(middle: float, side: int, whole: int) -> int:
    return min(max(round(middle - side / 2), 0), whole - side)
