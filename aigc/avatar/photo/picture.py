"""A photo as pixels: opened under limits, upright, never larger than is of use."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from aigc.avatar.photo.landmarks import Picture
from aigc.doors import jail
from aigc.doors.limits import LIMITS
from aigc.errors import InputError

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("JPEG", "PNG", "WEBP")
PRELOADED = (
    "PIL.Image", "PIL.ImageOps", "PIL.JpegImagePlugin", "PIL.PngImagePlugin",
    "PIL.WebPImagePlugin", "PIL.MpoImagePlugin",
)  # fmt: skip
"""What a cell needs that decodes a photo."""
LARGEST_BYTES = 50_000_000
MOST_PIXELS = 100_000_000
WORKING_PX = 1280
"""The longer side that faces are looked for in."""
LEAST_PX = 96


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Photo:
    """A portrait, ready to be read.

    Attributes
    ----------
    sha256 : str
        Of the file.
    shrunk : float
        Pixels of ``picture`` by pixels of the upright file, at most 1.
    """

    picture: Picture
    sha256: str
    shrunk: float


def read_photo(path: Path) -> Photo:
    """Open a portrait.

    Raises
    ------
    InputError
        There is no such file, it is no JPEG, PNG or WebP, it is damaged, or too small or too
        large to be read.
    """
    raw = _bytes(path)
    picture, shrunk = jail.call(
        f"{__name__}:{_read.__name__}", raw, path.name, name=path.name, limit=LIMITS["picture"]
    )
    return Photo(picture=picture, sha256=hashlib.sha256(raw).hexdigest(), shrunk=shrunk)


def _read(file: IO[bytes], name: str) -> tuple[Picture, float]:
    """Return a photo's pixels, and how far it was shrunk."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = _opened(file.read(), name)
    except (InputError, MemoryError):
        raise
    except Exception as exc:  # decoders raise almost anything on damaged files
        raise InputError(f"{name} is damaged and cannot be decoded; export it again") from exc
    shrunk = min(1.0, WORKING_PX / max(image.size))
    if shrunk < 1:
        size = (round(image.width * shrunk), round(image.height * shrunk))
        image = image.resize((max(size[0], 1), max(size[1], 1)), reducing_gap=2.0)
    if min(image.size) < LEAST_PX:
        raise InputError(
            f"{name} is {image.width}x{image.height} pixels once it is read; "
            f"a face needs at least {LEAST_PX} on the shorter side"
        )
    return np.asarray(image, np.uint8), shrunk


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise InputError(f"there is no photo at {path}; check the path")
    size = path.stat().st_size
    if not 0 < size <= LARGEST_BYTES:
        raise InputError(
            f"{path.name} has {size:,} bytes; a photo has 1 to {LARGEST_BYTES:,}. Save it anew"
        )
    try:
        return path.read_bytes()
    except OSError as exc:
        raise InputError(f"{path.name} cannot be read: {exc.strerror}") from exc


def _opened(raw: bytes, name: str) -> Image:
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(io.BytesIO(raw), formats=FORMATS)
    except UnidentifiedImageError as exc:
        raise InputError(f"{name} is no JPEG, PNG or WebP picture; convert it to one") from exc
    except Image.DecompressionBombError as exc:
        raise InputError(f"{name} claims more pixels than can be read; make it smaller") from exc
    with image:
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise InputError(
                f"{name} is {width}x{height} pixels; at most {MOST_PIXELS // 10**6} million are "
                "read. Make it smaller"
            )
        image.draft("RGB", (WORKING_PX, WORKING_PX))
        image.load()
        return _plain(image)


def _plain(image: Image) -> Image:
    """Return the picture upright, in RGB, transparency on grey."""
    from PIL import Image as Pillow
    from PIL import ImageOps

    image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):
        values = np.nan_to_num(np.asarray(image, float))
        values *= 255 / max(float(values.max(initial=1)), 1)
        image = Pillow.fromarray(values.clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Pillow.new("RGB", image.size, (128, 128, 128))
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image.convert("RGB")
