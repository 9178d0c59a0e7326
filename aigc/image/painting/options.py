"""How picture models are run; light to import."""

from __future__ import annotations

from aigc.config import option
from aigc.diffusion.options import Options


class PictureOptions(Options):
    """Options of diffusion models, and those that only pictures have."""

    side_px: int = option(0, "Side of the square that has as many pixels as the model paints; 0 "
                          "for its usual one.",
                          "模型作画的像素数，以等面积正方形的边长计；0 为模型常用值。",
                          ge=0, le=4096)  # fmt: skip
