"""Where a toon's outline is drawn thinner, as a texture that MToon reads.

MToon moves the outline along the shading normals. On a face these are smoothed on purpose, so that
its hull would show through cheeks and lids; there it is drawn in.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.avatar.export.faces import Turning
from aigc.types.avatar import Part

SIZE_PX = 256
NONE_AT, FULL_AT = 0.60, 0.90
"""Cosine between shading normal and surface where there is no outline, and where it is whole."""


def outline_share(part: Part) -> NDArray[np.uint8] | None:
    """Return the share of the outline's width over a part's texture, shape (256, 256, 3).

    None where it is whole everywhere.
    """
    along = (Turning(part).rest * part.normals).sum(1)
    share = ((along - NONE_AT) / (FULL_AT - NONE_AT)).clip(0, 1)
    if share.min() > 0.5:
        return None
    picture = np.full((SIZE_PX, SIZE_PX), 255, np.uint8)
    corners = part.uv[part.triangles] * [1, -1] + [0, 1]
    pixels = np.round(corners * (SIZE_PX - 1)).astype(np.int32)
    levels = (share[part.triangles].mean(1) * 255).astype(int)
    for k in np.argsort(-levels, kind="stable"):
        cv2.fillConvexPoly(picture, pixels[k], int(levels[k]))
    soft = cv2.GaussianBlur(cv2.erode(picture, np.ones((3, 3), np.uint8)), (0, 0), 1.5)
    return np.repeat(soft[..., None], 3, axis=2)
