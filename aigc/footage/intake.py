"""Safe intake of videos: decode what was given, normalise it, write our own file.

Nothing that came from outside is handed on: the picture is decoded once, in a cell of
`aigc.doors.jail` and under limits, and encoded again, upright, without sound and metadata, at a
constant rate.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from math import ceil
from pathlib import Path
from typing import IO, Any, Final

import av
import numpy as np
from numpy.typing import NDArray

from aigc.doors import jail
from aigc.doors.limits import LIMITS, Limit
from aigc.errors import AssetError
from aigc.files import write_atomic
from aigc.footage.reader import FrameReader, container_of, cover, upright_size
from aigc.planes import new_planes, to_rgb
from aigc.progress import Progress
from aigc.store import file_sha256
from aigc.types.asset import Asset
from aigc.types.frame import Planes
from aigc.types.time import from_frame

MAX_BYTES: Final = 500_000_000
KEPT_S: Final = 30
FPS: Final = 30
LONGEST_SIDE_PX: Final = 1920
PRELOADED: Final = ("av", "numpy", "PIL.Image")
"""What a cell needs that decodes a video."""
MEDIA_TYPE: Final = "video/mp4"
FEWEST: Final = 3
"""Frames that tell what a short video shows."""

_VERSION = 2
_MOST_FPS = 250
_SHORTEST_S = Fraction(1, 4)
_X264: Final = {"preset": "ultrafast", "crf": "16", "flags": "+bitexact+cgop"}
_LOOK = replace(LIMITS["video"], most_bytes=MAX_BYTES, seconds=10.0)
"""A first look at a video; to take it in whole may last far longer."""
_WHOLE = replace(_LOOK, longest_s=900.0, memory_bytes=2 << 30)
_POSTER_AT = Fraction(1, 3)


def is_footage(data: bytes | Path) -> bool:
    """Tell whether ``data`` begins like a video file."""
    if isinstance(data, bytes):
        return container_of(data[:12]) is not None
    try:
        with data.open("rb") as file:
            return container_of(file.read(12)) is not None
    except OSError:
        return False


def import_footage(
    data: bytes | Path,
    *,
    into: Path,
    source: str = "",
    credit: str = "",
    licence: str = "",
    smallest_side_px: int = 16,
) -> Asset:
    """Decode a video under limits and write its picture as a plain H.264 MP4 of 30 frames a second.

    At most the first `KEPT_S` seconds are kept and the longest side is reduced to
    `LONGEST_SIDE_PX`. The file is named by the SHA-256 of what was given: the same video is
    converted once. It appears whole or not at all.

    Parameters
    ----------
    data : bytes or Path
        An MP4, MOV, WebM or MKV file; the content decides, not the name.
    into : Path
        Folder of the new file, made when missing.
    source, credit, licence : str
        Copied to the asset; ``source`` also names the video in messages.
    smallest_side_px : int
        Refuse a video whose shorter side is below this many pixels.

    Raises
    ------
    AssetError
        The video is missing, damaged, of another format, too large, too small or too short.
    JobError
        The disk is full.
    """
    name = source or ("the video" if isinstance(data, bytes) else data.name)
    path = _imported(data, into, name, smallest_side_px)
    width, height = _size_of(path)
    return Asset(
        path=path,
        sha256=file_sha256(path),
        media_type=MEDIA_TYPE,
        source=source,
        licence=licence,
        credit=credit,
        width_px=width,
        height_px=height,
    )


def _imported(given: bytes | Path, into: Path, name: str, smallest_side_px: int) -> Path:
    if isinstance(given, Path) and not given.is_file():
        raise AssetError(f"There is no video file {name}. Check the path.")
    size = len(given) if isinstance(given, bytes) else given.stat().st_size
    if size > MAX_BYTES:
        raise AssetError(
            f"The video {name} has {size / 1e6:.0f} MB; at most {MAX_BYTES // 10**6} MB are "
            "accepted. Cut it first."
        )
    digest = sha256(given).hexdigest() if isinstance(given, bytes) else file_sha256(given)
    path = into / f"{digest[:16]}-footage{_VERSION}.mp4"
    if not path.exists():
        sides = (smallest_side_px, LONGEST_SIDE_PX)
        _in_cell(_looked_at, _LOOK, given, name, *sides)
        write_atomic(path, _in_cell(_renewed, _WHOLE, given, name, *sides, KEPT_S))
    return path


def _in_cell(function: Any, limit: Limit, given: bytes | Path, name: str, *arguments: int) -> Any:
    where = f"{__name__}:{function.__name__}"
    return jail.call(where, given, name, *arguments, name=name, limit=limit, refusal=AssetError)


def _looked_at(file: IO[bytes], name: str, smallest_px: int, longest_px: int) -> tuple[int, int]:
    """Return the size that a video will have, once its first frame was decoded."""
    with closing(FrameReader(file, name)) as reader:
        return _checked_size(reader, name, smallest_px, longest_px)


def _renewed(
    file: IO[bytes], name: str, smallest_px: int, longest_px: int, kept_s: int, *,
    progress: Progress,
) -> bytes:  # fmt: skip
    """Return the first seconds of a video as a new file; it tells how far it is."""
    out = io.BytesIO()
    with closing(FrameReader(file, name)) as reader:
        width, height = _checked_size(reader, name, smallest_px, longest_px)
        frames = _frames(reader, name, width, height, kept_s)
        _encode(_told(frames, kept_s, progress), out, width, height)
    return out.getvalue()


def _told(frames: Iterator[Planes], kept_s: int, progress: Progress) -> Iterator[Planes]:
    for n, planes in enumerate(frames):
        if n % (FPS // 6) == 0:
            progress("read video", n, kept_s * FPS)
        yield planes


def _checked_size(
    reader: FrameReader, name: str, smallest_px: int, longest_px: int
) -> tuple[int, int]:
    """Return the even size of the new file, no larger than the video's own."""
    if reader.duration < _SHORTEST_S:
        raise AssetError(f"The video {name} lasts only {float(reader.duration):.2f} s.")
    width, height = upright_size(reader.at(Fraction(0), reader.duration))
    if min(width, height) < smallest_px:
        raise AssetError(
            f"The video {name} is only {width}x{height} px; at least {smallest_px} px a side "
            "are needed."
        )
    scale = min(Fraction(1), Fraction(longest_px, max(width, height)))
    return max(16, int(width * scale) // 2 * 2), max(16, int(height * scale) // 2 * 2)


def _frames(
    reader: FrameReader, name: str, width: int, height: int, kept_s: int
) -> Iterator[Planes]:
    out, shown = new_planes(width, height), None
    for n in range(max(1, int(min(reader.duration, Fraction(kept_s)) * FPS))):
        time = from_frame(n, FPS)
        frame = reader.at(time, reader.duration)
        if reader.decoded > _MOST_FPS * (time + 2):
            raise AssetError(f"The video {name} has over {_MOST_FPS} frames a second.")
        if frame is not shown:
            cover(frame, out)
            shown = frame
        yield out


def _encode(frames: Iterator[Planes], file: IO[bytes], width: int, height: int) -> None:
    with av.open(file, "w", "mp4", options={"fflags": "+bitexact"}) as out:
        stream: Any = out.add_stream("libx264", rate=FPS, options=_X264)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.gop_size, context.thread_count = FPS // 2, 2
        context.color_primaries = context.color_trc = context.colorspace = 1
        context.color_range = 1
        for n, planes in enumerate(frames):
            frame = av.VideoFrame.from_numpy_buffer(planes, format="yuv420p")
            frame.pts, frame.time_base = n, Fraction(1, FPS)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def _size_of(path: Path) -> tuple[int, int]:
    reader = FrameReader(path)
    try:
        return upright_size(reader.at(Fraction(0), reader.duration))
    finally:
        reader.close()


def poster(asset: Asset) -> NDArray[np.uint8]:
    """Return one frame of a video of `import_footage` as RGB, shape ``(h, w, 3)``, not writable.

    Raises
    ------
    AssetError
        The file is missing or damaged.
    """
    return _poster(asset.path, asset.sha256)


@lru_cache(maxsize=1)
def _poster(path: Path, sha256: str) -> NDArray[np.uint8]:
    rgb = _shown(path, _POSTER_AT)
    rgb.setflags(write=False)
    return rgb


def middle_frame(path: Path) -> NDArray[np.uint8]:
    """Return the frame in the middle of any video as RGB, upright, shape ``(h, w, 3)``.

    Raises
    ------
    AssetError
        The file is missing, damaged or of another kind.
    """
    return _shown(path, Fraction(1, 2))


def sampled(path: Path) -> Iterator[tuple[Fraction, NDArray[np.uint8]]]:
    """Yield frames from all over a video as RGB, upright, with their times in seconds.

    They are a second apart, and `FEWEST` at least.

    Raises
    ------
    AssetError
        The file is missing, damaged or of another kind.
    """
    with closing(FrameReader(path)) as reader:
        count = max(FEWEST, ceil(reader.duration))
        for n in range(count):
            time = reader.duration * Fraction(2 * n + 1, 2 * count)
            yield time, _pixels(reader.at(time, reader.duration))


def _shown(path: Path, share: Fraction) -> NDArray[np.uint8]:
    """Return the frame at a share of a video's length."""
    with closing(FrameReader(path)) as reader:
        return _pixels(reader.at(reader.duration * share, reader.duration))


def _pixels(frame: Any) -> NDArray[np.uint8]:
    """Return a frame as RGB, its sides made even."""
    width, height = (max(2, side // 2 * 2) for side in upright_size(frame))
    planes = new_planes(width, height)
    cover(frame, planes)
    return to_rgb(planes)
