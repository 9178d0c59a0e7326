"""A label as people see it, measured in pixels: neither its words nor how it is made are known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]
"""Light of each pixel, 0 to 255, shape ``(height, width)``."""
CHANGED = 24
"""Levels from which on a pixel belongs to the label, and not to the encoder's noise."""
RIM = 0.006
"""The rim of the chip against the shorter side; a line may run along it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is seen of a label in one picture.

    Attributes
    ----------
    left, top, right, bottom : int
        The pixels that differ from the picture without a label.
    letter_px : float
        Height of the capital letters.
    strength : float
        How far the letters are from their ground, in levels.
    """

    left: int
    top: int
    right: int
    bottom: int
    letter_px: float
    strength: float


def frames(path: Path) -> list[Grey]:
    """Return the light of every frame of a film."""
    with av.open(str(path)) as film:
        return [
            frame.to_ndarray(format="gray").astype(np.float32) for frame in film.decode(video=0)
        ]


def light(rgb: NDArray[np.uint8]) -> Grey:
    """Return the light of a picture of shape ``(height, width, 3)``."""
    return (rgb.astype(np.float32) @ np.array([0.2126, 0.7152, 0.0722], np.float32)).astype(
        np.float32
    )


def seen(labelled: Grey, plain: Grey) -> Seen | None:
    """Return what differs between a picture with and without a label; None where nothing does.

    The picture must be neither dark nor light where the label stands: its chip and its letters
    are told apart by which of them is darker than the picture, and which is lighter.
    """
    change = labelled - plain
    rows, columns = np.nonzero(np.abs(change) > CHANGED)
    if not rows.size:
        return None
    left, right = int(columns.min()), int(columns.max()) + 1
    top, bottom = int(rows.min()), int(rows.max()) + 1
    box = slice(top, bottom), slice(left, right)
    letter_px, strength = _letters(labelled[box], change[box], round(RIM * min(plain.shape)))
    return Seen(
        left=left, top=top, right=right, bottom=bottom, letter_px=letter_px, strength=strength
    )


def _letters(chip: Grey, change: Grey, rim: int) -> tuple[float, float]:
    """Return the height of the first capital letters on a chip, and how far they stand out."""
    dark, light_ = change < -CHANGED, change > CHANGED
    if not dark.any() or not light_.any():
        return 0.0, 0.0
    ink, fill = (light_, dark) if dark.sum() > light_.sum() else (dark, light_)
    ground = float(np.median(chip[fill]))
    away = (chip - ground) * (1 if ink is light_ else -1)
    strength = float(np.quantile(away[ink], 0.9))
    covered = np.clip(away / strength, 0, 1)
    shapes = _shapes(covered, rim)
    if not shapes:
        return 0.0, strength
    x, _, wide, high = shapes[0]
    end = x + wide
    if wide < high and len(shapes) > 1:
        end = shapes[1][0] + shapes[1][2]
    tops = [y for at, y, _, _ in shapes if at < end]
    feet = [y + high for at, y, _, high in shapes if at < end]
    rows = slice(max(0, min(tops) - 1), max(feet) + 1)
    return float(covered[rows, x:end].max(axis=1).sum()), strength


def _shapes(covered: Grey, rim: int) -> list[tuple[int, int, int, int]]:
    """Return the letters from left to right: x, y, width, height; no line along the rim."""
    high, wide = covered.shape
    mask = (covered > 0.5).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    found = [(int(x), int(y), int(w), int(h)) for x, y, w, h, _ in stats[1:]]
    return sorted(
        (x, y, w, h)
        for x, y, w, h in found
        if w < 0.6 * wide and h > 0.2 * high and x >= rim and x + w <= wide - rim
    )
