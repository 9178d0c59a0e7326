"""Pictures on surfaces, encoded as small as a file of this kind allows."""

from __future__ import annotations

import io
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aigc.avatar.export.document import Document

JPEG_QUALITY = 92
PNG_LEVEL = 7
FEW_COLOURS = 64
"""A picture of so few is smaller as PNG, and keeps its edges."""
Media = Literal["image/png", "image/jpeg"]


def add_texture(document: Document, pixels: NDArray[np.uint8], *, opaque: bool) -> int:
    """Store a texture, shape (height, width, 3 or 4); return its index among the textures."""
    data, media = encoded(np.ascontiguousarray(pixels[..., :3] if opaque else pixels))
    if "samplers" not in document.root:
        document.add("samplers", {"magFilter": 9729, "minFilter": 9987})
    entry = {"source": document.image(data, media), "sampler": 0}
    textures = document.root.setdefault("textures", [])
    return textures.index(entry) if entry in textures else document.add("textures", entry)


def encoded(pixels: NDArray[np.uint8]) -> tuple[bytes, Media]:
    """Return a picture as PNG where it shows through or has few colours, else as JPEG."""
    opaque = pixels.shape[2] == 3 or pixels[..., 3].min() == 255
    picture, out = Image.fromarray(pixels), io.BytesIO()
    if not opaque or _few_colours(pixels):
        picture.save(out, "PNG", compress_level=PNG_LEVEL)
        return out.getvalue(), "image/png"
    picture.convert("RGB").save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0, optimize=True)
    return out.getvalue(), "image/jpeg"


def _few_colours(pixels: NDArray[np.uint8]) -> bool:
    """Tell whether a look at one row and column in eight finds a drawing and not a painting."""
    seen = pixels[::8, ::8].reshape(-1, pixels.shape[2])
    return len(np.unique(seen, axis=0)) <= FEW_COLOURS
