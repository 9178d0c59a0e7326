"""Lines of the face on the base mesh that both drawn and painted skins follow."""

from __future__ import annotations

import numpy as np

from aigc.avatar.base import Points, vertices
from aigc.avatar.face.canvas import curve
from aigc.avatar.shape import lip_line


def mouth_middle() -> Points:
    """Return the line where the lips meet, from the middle to the left corner, shape (30, 3)."""
    lower, upper = lip_line()
    middle = (vertices()[lower] + vertices()[upper]) / 2
    x = np.linspace(-0.03, middle[:, 0].max() + 0.02, 30)
    bows = [np.polyfit(np.abs(middle[:, 0]), middle[:, k], 3) for k in (1, 2)]
    return np.stack([x, *(np.polyval(bow, np.abs(x)) for bow in bows)], axis=1)


def smoothed(points: Points, count: int) -> Points:
    """Return a lid's edge without the steps of its few vertices, shape (count, 3)."""
    points = points.copy()
    for _ in range(2):
        points[1:-1] = 0.5 * points[1:-1] + 0.25 * (points[:-2] + points[2:])
    return curve(points, count)


def lid_fold(upper: Points, t: Points) -> tuple[Points, Points]:
    """Return the fold above an upper lid, shape (n, 3), and its thickness, 0 to 1, shape (n,)."""
    arch = np.sin(np.pi * np.clip(0.9 * t + 0.1, 0, 1))
    fold = upper + np.c_[0 * t + 0.004, 0.034 * (0.45 + 0.55 * arch), 0 * t]
    thick: Points = np.sin(np.pi * np.clip(0.9 * t + 0.08, 0, 1)) ** 0.6
    return fold, thick
