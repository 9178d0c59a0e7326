"""Frames of a video file, at any time of it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import IO, Any, Final, Literal

import av
import numpy as np
from numpy.typing import NDArray

from aigc.doors.limits import LIMITS
from aigc.errors import AssetError
from aigc.planes import split_planes
from aigc.types.frame import Planes

MAX_PIXELS: Final = 4096 * 2304
MOST_STREAMS: Final = LIMITS["video"].streams or 0
CODECS: Final = frozenset(("h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "mjpeg", "prores"))

_ISO_BOXES: Final = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_EBML: Final = b"\x1a\x45\xdf\xa3"
_BT601, _BT709 = 5, 1
# ISO/IEC 23091-4 matrix codes to swscale's.
_MATRICES: Final = {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9}
_SEEK_AHEAD_S: Final = 3
_KEPT_IN: Final = {
    "protocol_whitelist": "file", "format_whitelist": "mov,matroska", "max_streams": "100",
}  # fmt: skip
"""What keeps a demuxer to the one file: no other protocol, format or crowd of streams."""


def container_of(head: bytes) -> Literal["mov", "matroska"] | None:
    """Return the demuxer for a file that begins with ``head``; `None` when it is no video."""
    if head[4:8] in _ISO_BOXES:
        return "mov"
    return "matroska" if head[:4] == _EBML else None


def sniff_container(source: Path | IO[bytes], name: str = "") -> Literal["mov", "matroska"]:
    """Return the demuxer for a file by its first bytes, whatever its name says.

    Raises
    ------
    AssetError
        It is missing, or neither MP4/QuickTime nor Matroska/WebM. Playlists and other formats that
        may point at further files are refused that way.
    """
    try:
        found = container_of(_head(source))
    except OSError as exc:
        raise AssetError(f"The video {source} cannot be opened ({exc.strerror}).") from exc
    if found is None:
        raise AssetError(
            f"{name or _name_of(source)} is not an MP4, MOV, WebM or MKV file, whatever its name "
            "says. Convert it to MP4 first."
        )
    return found


def _head(source: Path | IO[bytes]) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as file:
            return file.read(12)
    source.seek(0)
    head = source.read(12)
    source.seek(0)
    return head


def _name_of(source: Path | IO[bytes]) -> str:
    return source.name if isinstance(source, Path) else "the video"


class FrameReader:
    """Decodes forwards, and seeks when asked for an earlier or a much later time.

    ``name`` is what messages call the file. Codecs outside `CODECS` and pictures above `MAX_PIXELS`
    are refused.

    Attributes
    ----------
    decoded : int
        Frames decoded so far.
    """

    def __init__(self, source: Path | IO[bytes], name: str = "") -> None:
        self._name = name or _name_of(source)
        self.decoded = 0
        kind = sniff_container(source, self._name)
        place = str(source.absolute()) if isinstance(source, Path) else source
        try:
            self._source: Any = av.open(place, format=kind, options=dict(_KEPT_IN))
        except (av.FFmpegError, OSError, ValueError) as exc:
            why = getattr(exc, "strerror", None) or exc
            raise AssetError(f"The video {self._name} cannot be read ({why}).") from exc
        self._stream: Any = self._picture_stream()
        self._frames: Iterator[Any] = iter(())
        self._current: Any = None
        self._next: Any = None

    def _picture_stream(self) -> Any:
        covers = av.stream.Disposition.attached_pic
        streams = [s for s in self._source.streams.video if not s.disposition & covers]
        shown = len(self._source.streams.video) + len(self._source.streams.audio)
        if shown > MOST_STREAMS:
            raise AssetError(
                f"The video {self._name} has {shown} pictures and sounds in it; at most "
                f"{MOST_STREAMS} are read. Export it with one of each."
            )
        if not streams:
            raise AssetError(f"{self._name} holds no picture, only sound. Choose a video.")
        context = streams[0].codec_context
        codec = context.codec.canonical_name if context is not None else "unknown"
        if codec not in CODECS:
            raise AssetError(
                f"The video {self._name} is coded as {codec}, which is not read. "
                "Convert it to H.264 in MP4."
            )
        if context.width * context.height > MAX_PIXELS:
            raise self._too_large(context.width, context.height)
        context.options = {"max_pixels": str(MAX_PIXELS)}
        return streams[0]

    def _too_large(self, width: int, height: int) -> AssetError:
        return AssetError(
            f"The video {self._name} has {width}x{height} px, over the limit of 4096x2304. "
            "Make it smaller."
        )

    def _damaged(self, time: Fraction, why: av.FFmpegError) -> AssetError:
        return AssetError(
            f"The video {self._name} is damaged near {float(time):.2f} s ({why.strerror})."
        )

    @property
    def duration(self) -> Fraction:
        """Seconds of picture."""
        if self._stream.duration:
            return Fraction(self._stream.duration * self._stream.time_base)
        return max(Fraction(self._source.duration or 0, av.time_base), Fraction(1, 1000))

    def at(self, time: Fraction, end: Fraction) -> Any:
        """Return the frame shown at ``time``, never one that begins at ``end`` or later.

        Raises
        ------
        AssetError
            The file is damaged there.
        """
        try:
            now = None if self._current is None else self._time(self._current)
            if now is None or time < now or time > now + _SEEK_AHEAD_S:
                self._seek(time)
            while self._next is not None and self._time(self._next) <= time:
                if self._time(self._next) >= end:
                    break
                self._current, self._next = self._next, next(self._frames, None)
        except av.FFmpegError as exc:
            raise self._damaged(time, exc) from exc
        return self._current

    def forwards(self) -> Iterator[tuple[Fraction, Any]]:
        """Yield every frame from the first on, with the time at which it is shown.

        Raises
        ------
        AssetError
            The file is damaged, or holds no picture.
        """
        time = Fraction(0)
        try:
            self._seek(time)
            while self._current is not None:
                time = self._time(self._current)
                yield time, self._current
                self._current, self._next = self._next, next(self._frames, None)
        except av.FFmpegError as exc:
            raise self._damaged(time, exc) from exc

    def key_frames(self, most: int) -> Iterator[Any]:
        """Yield at most ``most`` frames, from all over the video, that need no other frame.

        Raises
        ------
        AssetError
            The file is damaged there.
        """
        seen, time = set(), Fraction(0)
        try:
            for n in range(most):
                time = self.duration * n / most
                self._seek(time)
                if self._current.pts not in seen:
                    seen.add(self._current.pts)
                    yield self._current
        except av.FFmpegError as exc:
            raise self._damaged(time, exc) from exc

    def close(self) -> None:
        """Close the file; no frame can be read any more."""
        self._frames = iter(())
        self._source.close()

    def _seek(self, time: Fraction) -> None:
        stream = self._stream
        at = int(time / stream.time_base) + (stream.start_time or 0)
        self._source.seek(at, stream=stream, backward=True)
        self._frames = self._decoded()
        self._current = next(self._frames, None)
        self._next = next(self._frames, None)
        if self._current is None:
            raise AssetError(f"The video {self._name} holds no picture that can be decoded.")

    def _decoded(self) -> Iterator[Any]:
        for frame in self._source.decode(self._stream):
            if frame.width * frame.height > MAX_PIXELS:
                raise self._too_large(frame.width, frame.height)
            self.decoded += 1
            if frame.pts is not None:
                yield frame

    def _time(self, frame: Any) -> Fraction:
        return Fraction((frame.pts - (self._stream.start_time or 0)) * frame.time_base)


def upright_size(frame: Any) -> tuple[int, int]:
    """Return width and height of a frame as it is seen."""
    turned = round(frame.rotation / 90) % 2
    return (frame.height, frame.width) if turned else (frame.width, frame.height)


def cover(frame: Any, out: Planes) -> None:
    """Draw ``frame`` upright into ``out``, scaled and cropped in the middle to cover it."""
    turns = round(frame.rotation / 90) % 4
    y, u, v = split_planes(out)
    want_h, want_w = y.shape if turns % 2 == 0 else y.shape[::-1]
    factor = max(Fraction(want_w, frame.width), Fraction(want_h, frame.height))
    width = max(want_w, round(frame.width * factor / 2) * 2)
    height = max(want_h, round(frame.height * factor / 2) * 2)
    scaled = frame.reformat(
        width=width,
        height=height,
        format="yuv420p",
        src_colorspace=_matrix(frame),
        dst_colorspace=_BT709,
        dst_color_range=1,
        interpolation="AREA" if factor < 1 else "BICUBIC",
    )
    left, top = (width - want_w) // 4 * 2, (height - want_h) // 4 * 2
    boxes = ((left, top, want_w, want_h), *[(left // 2, top // 2, want_w // 2, want_h // 2)] * 2)
    for rows, (x, y0, w, h), target in zip(planes_of(scaled), boxes, (y, u, v), strict=True):
        target[...] = np.rot90(rows[y0 : y0 + h, x : x + w], turns)


def planes_of(frame: Any) -> tuple[NDArray[np.uint8], ...]:
    """Return views of the Y, U and V planes of a ``yuv420p`` frame."""
    return tuple(
        np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]
        for plane in frame.planes
    )


def _matrix(frame: Any) -> int:
    # Files that do not say follow the custom of players: BT.601 below 720 lines, BT.709 above.
    said = int(frame.colorspace)
    if said in _MATRICES:
        return _MATRICES[said]
    return _BT709 if min(frame.width, frame.height) >= 720 else _BT601
