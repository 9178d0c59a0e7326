"""Safe intake of pictures: decode what was given, normalise it, write our own file.

Nothing that came from outside is handed on: every picture is decoded once, in a cell of
`aigc.doors.jail` and under limits, and encoded again without metadata.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, TypeVar

from aigc.doors import jail
from aigc.doors.limits import LIMITS
from aigc.errors import AigcError, AssetError, JobError
from aigc.files import write_atomic
from aigc.types.asset import Asset

if TYPE_CHECKING:
    from PIL.Image import Image

T = TypeVar("T")
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
LIMIT: Final = LIMITS["picture"]
LONGEST_SIDE_PX: Final = 3840
PRELOADED: Final = (
    "numpy", "PIL.Image", "PIL.ImageOps", "PIL.ImageCms", "PIL.ImageFile", "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin", "PIL.WebPImagePlugin", "PIL.GifImagePlugin", "PIL.MpoImagePlugin",
)  # fmt: skip
"""What a cell needs that decodes a picture."""

_FLAT_COLOURS: Final = 4096
_JPEG_QUALITY: Final = 92
_MOST_SCANS: Final = 64
_MEDIA_TYPES: Final = {"png": "image/png", "jpg": "image/jpeg"}


def import_picture(
    data: bytes | Path,
    *,
    into: Path,
    source: str = "",
    credit: str = "",
    licence: str = "",
    smallest_side_px: int = 1,
) -> Asset:
    """Decode a picture under limits and write it as a plain sRGB PNG or JPEG.

    The first frame is taken, EXIF orientation is applied, colour is converted to 8-bit sRGB,
    transparency is laid on white, and the longest side is reduced to `LONGEST_SIDE_PX`. The file
    is called ``<first 16 hex digits of its SHA-256>.<png|jpg>`` and appears whole or not at all.

    Parameters
    ----------
    data : bytes or Path
        An encoded JPEG, PNG, WebP or GIF; the content decides, not the name.
    into : Path
        Folder of the new file, made when missing.
    source, credit, licence : str
        Copied to the asset; ``source`` also names the picture in messages.
    smallest_side_px : int
        Refuse a picture whose shorter side is below this many pixels.

    Raises
    ------
    AssetError
        The picture is missing, damaged, of another format, too large or too small.
    JobError
        The new file cannot be written.
    """
    name = source if len(source) <= 200 else source[:197] + "..."
    name = name or (data.name if isinstance(data, Path) else "the picture")
    content, suffix, width, height = _in_cell(_renewed, _read(data, name), name, smallest_side_px)
    digest = hashlib.sha256(content).hexdigest()
    path = Path(into) / f"{digest[:16]}.{suffix}"
    _publish(content, path)
    return Asset(
        path=path,
        sha256=digest,
        media_type=_MEDIA_TYPES[suffix],
        source=source,
        licence=licence,
        credit=credit,
        width_px=width,
        height_px=height,
    )


def open_picture(path: Path) -> Image:
    """Return a picture file, upright, in 8-bit sRGB, decoded under the limits of `import_picture`.

    Raises
    ------
    AssetError
        The picture is missing, damaged, of another format or too large.
    """
    from PIL import Image

    return Image.fromarray(_in_cell(_pixels, _read(path, path.name), path.name))


def picture_size(raw: bytes, name: str) -> tuple[int, int]:
    """Return width and height of an encoded picture that `open_picture` would take.

    Its head alone is read.

    Raises
    ------
    AssetError
        It is damaged, of another format or too large.
    """
    width, height = _in_cell(_measured, raw, name)
    return width, height


def _in_cell(function: Any, raw: bytes, name: str, *more: int) -> Any:
    where = f"{__name__}:{function.__name__}"
    return jail.call(where, raw, name, *more, name=name, limit=LIMIT, refusal=AssetError)


def _renewed(file: IO[bytes], name: str, smallest_side_px: int) -> tuple[bytes, str, int, int]:
    """Return a picture as a new file, its ending, and its size in pixels."""
    image = _decode(file.read(), name, smallest_side_px)
    return *_encode(image), image.width, image.height


def _measured(file: IO[bytes], name: str) -> tuple[int, int]:
    """Return the size of a picture."""
    return _opened(file.read(), name, 1, _size)


def _pixels(file: IO[bytes], name: str) -> Any:
    """Return a picture as RGB, shape ``(h, w, 3)``."""
    import numpy as np

    return np.asarray(_decode(file.read(), name, 1))


def _read(data: bytes | Path, name: str) -> bytes:
    if isinstance(data, Path):
        if not data.is_file():
            raise AssetError(f"There is no picture file {name}. Check the path.")
        size = data.stat().st_size
    else:
        size = len(data)
    if size > LIMIT.most_bytes:
        raise AssetError(
            f"The file of {name} has {size / 1e6:.0f} MB; at most {LIMIT.most_bytes // 10**6} MB "
            "are accepted. Save it smaller."
        )
    try:
        raw = data.read_bytes() if isinstance(data, Path) else bytes(data)
    except OSError as exc:
        raise AssetError(f"{name} cannot be read: {exc.strerror}.") from exc
    if not raw:
        raise AssetError(f"{name} is an empty file. Export it again.")
    return raw


def _decode(raw: bytes, name: str, smallest_side_px: int) -> Image:
    return _opened(raw, name, smallest_side_px, _whole)


def _whole(image: Image) -> Image:
    image.load()
    return _normalise(image)


def _size(image: Image) -> tuple[int, int]:
    return image.size


def _opened(raw: bytes, name: str, smallest_side_px: int, use: Callable[[Image], T]) -> T:
    """Return what ``use`` makes of a picture whose head was read and is as it should be."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
                _check_scans(raw, image, name)
                _check_size(image, name, smallest_side_px)
                return use(image)
    except (AigcError, MemoryError):
        raise
    except UnidentifiedImageError as exc:
        raise AssetError(
            f"{name} is not a JPEG, PNG, WebP or GIF picture. Convert it to one of these."
        ) from exc
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as exc:
        raise AssetError(f"{name} has more pixels than the limit of {_limit()}.") from exc
    except Exception as exc:  # decoders raise almost anything on damaged files
        raise AssetError(f"{name} is damaged or incomplete and cannot be decoded.") from exc


def _limit() -> str:
    return f"{(LIMIT.pixels or 0) // 10**6} million"


def _check_scans(raw: bytes, image: Image, name: str) -> None:
    # Each scan of a progressive JPEG is laid over the whole picture again.
    if image.format == "JPEG" and raw.count(b"\xff\xda") > _MOST_SCANS:
        raise AssetError(f"{name} has over {_MOST_SCANS} scans. Save it again as a plain JPEG.")


def _check_size(image: Image, name: str, smallest_side_px: int) -> None:
    width, height = image.size
    if width * height > (LIMIT.pixels or 0):
        raise AssetError(
            f"{name} is {width}x{height} px, over the limit of {_limit()} pixels. Make it smaller."
        )
    if min(width, height) < max(smallest_side_px, 1):
        raise AssetError(
            f"{name} is only {width}x{height} px; at least {smallest_side_px} px a side are needed."
        )


def _normalise(image: Image) -> Image:
    from PIL import Image as PillowImage

    profile = image.info.get("icc_profile")
    image = _oriented(image)
    image = _eight_bit(image)
    alpha = None
    if image.mode in ("P", "PA", "LA", "La", "RGBa") or image.has_transparency_data:
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    image = _to_srgb(image, profile)
    if alpha is not None:
        white = PillowImage.new("RGB", image.size, "white")
        white.paste(image, mask=alpha)
        image = white
    if max(image.size) > LONGEST_SIDE_PX:
        image.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX), PillowImage.Resampling.LANCZOS)
    return image


def _oriented(image: Image) -> Image:
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # a broken EXIF block says nothing about the pixels
        return image


def _eight_bit(image: Image) -> Image:
    import numpy as np
    from PIL import Image as PillowImage

    if not image.mode.startswith(("I", "F")):
        return image
    values = np.nan_to_num(np.asarray(image, dtype=np.float32), copy=False)
    top = 65535.0 if values.max(initial=0) > 255 else 255.0
    values *= 255.0 / top
    return PillowImage.fromarray(values.clip(0, 255, out=values).round().astype(np.uint8))


def _to_srgb(image: Image, profile: bytes | None) -> Image:
    from PIL import ImageCms

    if image.mode == "1":
        image = image.convert("L")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            wanted = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, given, wanted, outputMode="RGB")
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # an unusable profile: read the numbers as they are
    return image.convert("RGB")


def _encode(image: Image) -> tuple[bytes, str]:
    out = io.BytesIO()
    image.info.clear()
    if image.getcolors(_FLAT_COLOURS) is not None:
        image.save(out, "PNG", optimize=False, compress_level=6)
        return out.getvalue(), "png"
    image.save(out, "JPEG", quality=_JPEG_QUALITY, subsampling=0, optimize=True)
    return out.getvalue(), "jpg"


def _publish(content: bytes, path: Path) -> None:
    try:
        write_atomic(path, content)
    except OSError as exc:
        raise JobError(
            f"The picture cannot be written to {path.parent}: {exc.strerror}. Check the disk."
        ) from exc
