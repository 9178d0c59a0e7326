"""A user's own video as a shot."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import av
import numpy as np
from numpy.typing import NDArray

from aigc.errors import AssetError, InputError
from aigc.planes import new_planes, split_planes
from aigc.store import digest, file_sha256
from aigc.types.frame import Planes
from aigc.types.time import TimeRange

AfterEnd = Literal["hold", "loop"]

_ISO_BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_EBML = b"\x1a\x45\xdf\xa3"
_BT601, _BT709 = 5, 1
# ISO/IEC 23091-4 matrix codes to swscale's.
_MATRICES = {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9}
_SEEK_AHEAD_S = 3


def sniff_container(path: Path) -> Literal["mov", "matroska"]:
    """Return the demuxer for ``path`` by its first bytes, whatever its name says.

    Raises
    ------
    AssetError
        It is missing, or neither MP4/QuickTime nor Matroska/WebM. Playlists and other formats that
        may point at further files are refused that way.
    """
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError as exc:
        raise AssetError(f"The video {path} cannot be opened ({exc.strerror}).") from exc
    if head[4:8] in _ISO_BOXES:
        return "mov"
    if head[:4] == _EBML:
        return "matroska"
    raise AssetError(
        f"{path.name} is not an MP4, MOV, WebM or MKV file, whatever its name says. "
        "Convert it to MP4 first."
    )


class FootageShot:
    """A video file as a shot: upright, scaled and cropped to cover the canvas.

    ``source`` trims it; when it ends before ``duration``, ``after`` tells whether the last frame
    stays or it starts again. Its sound is not used.
    """

    def __init__(
        self,
        path: Path,
        width_px: int,
        height_px: int,
        *,
        source: TimeRange | None = None,
        duration: Fraction | None = None,
        after: AfterEnd = "hold",
    ) -> None:
        self._reader = _Reader(path)
        whole = self._reader.duration
        start = source.start if source else Fraction(0)
        if not 0 <= start < whole or (source and source.duration <= 0):
            raise InputError(
                f"{path.name} lasts {float(whole):.3f} s; it cannot be cut from "
                f"{float(start):.3f} s for {float(source.duration if source else whole):.3f} s."
            )
        self._start = start
        self._available = min(source.duration, whole - start) if source else whole
        self._duration = duration or self._available
        self._after = after
        self._out = new_planes(width_px, height_px)
        self._shown: object = None
        self._digest = file_sha256(path)

    @property
    def duration(self) -> Fraction:
        """Seconds that the shot lasts."""
        return self._duration

    @property
    def fingerprint(self) -> str:
        """Digest of the file's bytes, the cut and the size."""
        cut = (self._start, self._available, self._duration, self._after)
        return digest(("footage", self._digest, cut, self._out.shape))

    def planes(self, time: Fraction) -> Planes:
        """Return the frame at ``time``.

        Raises
        ------
        AssetError
            The file is damaged there.
        """
        if time >= self._available:
            frame = self._reader.at(self._start + self._past_end(time), self._end())
        else:
            frame = self._reader.at(self._start + time, self._end())
        if frame is not self._shown:
            _cover(frame, self._out)
            self._shown = frame
        return self._out

    def _past_end(self, time: Fraction) -> Fraction:
        return time % self._available if self._after == "loop" else self._available

    def _end(self) -> Fraction:
        return self._start + self._available


class _Reader:
    """Decodes forwards, and seeks when asked for an earlier or a much later time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        kind = sniff_container(path)
        try:
            options = {"protocol_whitelist": "file"}
            self._source: Any = av.open(str(path.absolute()), format=kind, options=options)
        except (av.FFmpegError, OSError) as exc:
            raise AssetError(f"The video {path.name} cannot be read ({exc}).") from exc
        if not self._source.streams.video:
            raise AssetError(f"{path.name} holds no picture, only sound. Choose a video.")
        self._stream: Any = self._source.streams.video[0]
        self._frames: Iterator[Any] = iter(())
        self._current: Any = None
        self._next: Any = None

    @property
    def duration(self) -> Fraction:
        """Seconds of picture."""
        if self._stream.duration:
            return Fraction(self._stream.duration * self._stream.time_base)
        return max(Fraction(self._source.duration or 0, av.time_base), Fraction(1, 1000))

    def at(self, time: Fraction, end: Fraction) -> Any:
        """Return the frame shown at ``time``, never one that begins at ``end`` or later."""
        try:
            now = None if self._current is None else self._time(self._current)
            if now is None or time < now or time > now + _SEEK_AHEAD_S:
                self._seek(time)
            while self._next is not None and self._time(self._next) <= time:
                if self._time(self._next) >= end:
                    break
                self._current, self._next = self._next, next(self._frames, None)
        except av.FFmpegError as exc:
            raise AssetError(
                f"The video {self._path.name} is damaged near {float(time):.2f} s ({exc})."
            ) from exc
        return self._current

    def _seek(self, time: Fraction) -> None:
        stream = self._stream
        at = int(time / stream.time_base) + (stream.start_time or 0)
        self._source.seek(at, stream=stream, backward=True)
        self._frames = (f for f in self._source.decode(stream) if f.pts is not None)
        self._current = next(self._frames, None)
        self._next = next(self._frames, None)
        if self._current is None:
            raise AssetError(f"The video {self._path.name} holds no picture that can be decoded.")

    def _time(self, frame: Any) -> Fraction:
        return Fraction((frame.pts - (self._stream.start_time or 0)) * frame.time_base)


def _cover(frame: Any, out: Planes) -> None:
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
    for plane, (x, y0, w, h), target in zip(scaled.planes, boxes, (y, u, v), strict=True):
        rows: NDArray[np.uint8] = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
        target[...] = np.rot90(rows[y0 : y0 + h, x : x + w], turns)


def _matrix(frame: Any) -> int:
    # Files that do not say follow the custom of players: BT.601 below 720 lines, BT.709 above.
    said = int(frame.colorspace)
    if said in _MATRICES:
        return _MATRICES[said]
    return _BT709 if min(frame.width, frame.height) >= 720 else _BT601
