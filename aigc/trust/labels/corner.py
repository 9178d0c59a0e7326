"""The label that people see in pictures: a chip in the lower corner.

Source: GB 45438-2025, explicit labels of pictures: at an edge or in a corner, letters at least one
twentieth of the shorter side.
"""

from __future__ import annotations

import io
import math
import zlib
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from aigc.errors import AssetError
from aigc.types.article import Language
from aigc.types.label import mark

if TYPE_CHECKING:
    from PIL.Image import Image

HEIGHT_SHARE: Final = 0.05
"""Least height of the capital letters against the shorter side."""
_LEAST_PX: Final = 8
"""Height of the letters below which nobody reads them, where the picture has room for it."""
_FONT: Final = "NotoSansSC_700Bold.ttf"
_FILL, _OPACITY = (14, 16, 20), 0.68
_SHARPER: Final = 4
_QUALITY: Final = 95
_COLOURED: Final = ("RGB", "RGBA", "P", "PA")
_PROBE_PX: Final = 400
Corner = Literal["left", "right"]
Pixels = NDArray[np.uint8]
Finish = Callable[[Pixels], Pixels]


def marked(picture: Pixels, language: Language, corner: Corner = "right") -> Pixels:
    """Return a picture with the label in a lower corner.

    Parameters
    ----------
    picture : array of uint8, shape (height, width, 3)
    corner : str
        ``"left"`` or ``"right"``.

    Returns
    -------
    array of uint8, of the same shape
    """
    rows, columns = picture.shape[:2]
    shade, ink, inset = _chip(mark(language), rows, columns)
    high, wide = shade.shape
    top = max(0, rows - inset - high)
    left = inset if corner == "left" else max(0, columns - inset - wide)
    place = (slice(top, top + high), slice(left, left + wide))
    under = picture[place].astype(np.float32)
    shade, ink = shade[: under.shape[0], : under.shape[1]], ink[: under.shape[0], : under.shape[1]]
    dark = under + (np.array(_FILL, np.float32) - under) * (shade * _OPACITY)[..., None]
    out = picture.copy()
    out[place] = np.rint(dark + (255 - dark) * ink[..., None]).astype(np.uint8)
    return out


def marked_file(
    data: bytes, language: Language, corner: Corner = "right", *, then: Finish | None = None
) -> bytes:
    """Return a PNG, JPEG or WebP file with the label in a lower corner of its picture.

    Colour profile and EXIF stay; JPEG and WebP are encoded again at quality 95. ``then`` is what
    else becomes of the picture before that, such as a watermark.

    Grey and CMYK pictures become RGB and lose their profile, which describes no RGB.

    Raises
    ------
    AssetError
        It is no such picture, it is damaged, or it moves.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as opened:
            form = str(opened.format)
            if getattr(opened, "n_frames", 1) > 1:
                raise AssetError("A moving picture cannot be labelled in one corner; make a film.")
            image = ImageOps.exif_transpose(opened)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as exc:
        raise AssetError("The picture to label is damaged, or no PNG, JPEG or WebP.") from exc
    return _encoded(_with_alpha(image, language, corner, then), image, form)


def _with_alpha(image: Image, language: Language, corner: Corner, then: Finish | None) -> Image:
    from PIL import Image as Pictures

    rgb = np.asarray(image.convert("RGB"))
    labelled = marked(rgb, language, corner)
    new = Pictures.fromarray(then(labelled) if then else labelled)
    if image.has_transparency_data:
        alpha = np.asarray(image.convert("RGBA"))[..., 3]
        chip = marked(np.zeros_like(rgb), language, corner).any(axis=-1)
        new.putalpha(Pictures.fromarray(np.where(chip, np.uint8(255), alpha)))
    return new


def _encoded(new: Image, old: Image, form: str) -> bytes:
    kept: dict[str, Any] = {}
    if old.mode in _COLOURED:
        kept["icc_profile"] = old.info.get("icc_profile")
    if exif := old.getexif():
        kept["exif"] = exif.tobytes()
    kept |= {"compress_type": zlib.Z_RLE} if form == "PNG" else {"quality": _QUALITY}
    out = io.BytesIO()
    new.save(out, form, **kept)
    return out.getvalue()


@lru_cache(maxsize=16)
def _chip(
    text: str, rows: int, columns: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], int]:
    """Return the shade and the letters of the chip, 0 to 1, and its distance from the edges."""
    from PIL import Image, ImageDraw, ImageFont

    shortest = min(rows, columns)
    path = str(files("aigc") / "assets" / "fonts" / _FONT)
    probe = ImageFont.truetype(path, _PROBE_PX)
    _, above, _, below = probe.getbbox("I")
    tall = (below - above) / _PROBE_PX
    room = min(0.8 * columns * _PROBE_PX / probe.getlength(text), 0.3 * rows)
    readable = min(math.ceil((_LEAST_PX + 0.5) / tall), math.floor(room))
    size = max(math.ceil((HEIGHT_SHARE * shortest + 0.5) / tall), readable)
    font = ImageFont.truetype(path, size)
    left, top, right, bottom = font.getbbox(text)
    pad = math.ceil(0.45 * size)
    wide, high = math.ceil(right - left) + 2 * pad, math.ceil(bottom - top) + pad
    letters = Image.new("L", (wide, high))
    ImageDraw.Draw(letters).text((pad - left, pad / 2 - top), text, fill=255, font=font)
    large = Image.new("L", (wide * _SHARPER, high * _SHARPER))
    corners = (0, 0, wide * _SHARPER - 1, high * _SHARPER - 1)
    ImageDraw.Draw(large).rounded_rectangle(corners, radius=high * _SHARPER // 4, fill=255)
    shade = large.resize((wide, high), Image.Resampling.BOX)
    inset = math.ceil(0.025 * shortest)
    return _shares(shade), _shares(letters), inset


def _shares(image: Image) -> NDArray[np.float32]:
    return np.asarray(image, np.float32) / np.float32(255)
