"""The programme's own mark on the end card."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import skia

from aigc.errors import AssetError
from aigc.image.art import Box
from aigc.image.paint.shapes import rect
from aigc.types.asset import Asset

SAMPLING = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)


def read_logo(asset: Asset) -> Any:
    """Return a logo as a premultiplied image; what is transparent stays so.

    Raises
    ------
    AssetError
        The file is missing or is no picture.
    """
    return _read(str(asset.path), asset.sha256)


@lru_cache(maxsize=4)
def _read(path: str, sha256: str) -> Any:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as exc:
        raise AssetError(f"The logo {path} cannot be read: {exc.strerror}.") from exc
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data)) if data else None
    if image is None:
        raise AssetError(f"The logo {path} is not a picture; give a PNG, JPEG or WebP file.")
    surface = skia.Surface.MakeRasterN32Premul(image.width(), image.height())
    surface.getCanvas().drawImage(image, 0, 0)
    return surface.makeImageSnapshot().withDefaultMipmaps()


def logo_size(asset: Asset, width: float, height: float) -> tuple[float, float]:
    """Return the largest width and height of the whole logo inside a room."""
    image = read_logo(asset)
    scale = min(width / image.width(), height / image.height())
    return image.width() * scale, image.height() * scale


def draw_logo(canvas: Any, asset: Asset, box: Box, k: float) -> None:
    """Draw the whole logo in ``box``; it grows from the middle while ``k`` rises to one."""
    x, y, w, h = box
    canvas.save()
    canvas.translate(x + w / 2, y + h / 2)
    canvas.scale(k, k)
    shade = skia.Paint(AntiAlias=True, Alphaf=min(1.0, max(0.0, k)))
    canvas.drawImageRect(read_logo(asset), rect(-w / 2, -h / 2, w, h), SAMPLING, shade)
    canvas.restore()
