"""Pixels between the painters and the encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from aigc.types.time import TimeRange

Planes = NDArray[np.uint8]
"""I420, BT.709 limited range, ``(height * 3 // 2, width)``: Y, then U and V at quarter size."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Patch:
    """A small picture blended over a frame.

    ``x_px`` and ``y_px`` are even, ``rgba`` is premultiplied uint8 of shape ``(h, w, 4)`` with even
    ``h`` and ``w``. ``key`` names the pixels: two patches with one key look alike.
    """

    x_px: int
    y_px: int
    rgba: NDArray[np.uint8]
    key: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mark:
    """A faint pattern that is added to the luma of every frame of a clip.

    ``levels`` is int8 of shape ``(height, width)``. ``key`` names the pixels: two marks with one
    key look alike.
    """

    levels: NDArray[np.int8]
    key: str


class Shot(Protocol):
    """A moving picture that fills the canvas; the smallest thing the renderer can draw."""

    @property
    def duration(self) -> Fraction:
        """Seconds that the shot lasts."""

    @property
    def fingerprint(self) -> str:
        """Hex digest of everything that decides the pixels."""

    def planes(self, time: Fraction) -> Planes:
        """Return the frame at ``time`` (seconds from the shot's start).

        The array belongs to the shot and is overwritten by the next call.
        """


class Overlay(Protocol):
    """Pictures laid over every shot: captions, labels, a watermark."""

    @property
    def fingerprint(self) -> str:
        """Hex digest of everything that decides the pixels."""

    def window(self, range_: TimeRange) -> str:
        """Return a digest of what is shown inside ``range_``, equal when nothing there differs.

        Empty text stands for nothing: such a layer may come and go without a new drawing.
        """

    def patches(self, time: Fraction) -> Sequence[Patch]:
        """Return what is shown at ``time`` on the clip's clock, lowest first."""
