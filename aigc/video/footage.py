"""A user's own video as a shot."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Literal

from aigc.errors import InputError
from aigc.footage.reader import FrameReader, cover
from aigc.planes import new_planes
from aigc.store import digest, file_sha256
from aigc.types.frame import Planes
from aigc.types.time import TimeRange

AfterEnd = Literal["hold", "loop"]


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
        self._reader = FrameReader(path)
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
            cover(frame, self._out)
            self._shown = frame
        return self._out

    def _past_end(self, time: Fraction) -> Fraction:
        return time % self._available if self._after == "loop" else self._available

    def _end(self) -> Fraction:
        return self._start + self._available
