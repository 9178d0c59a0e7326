"""The frames of a portrait as a shot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from aigc.portrait.engine import Picture
from aigc.store import digest
from aigc.types.frame import Planes
from aigc.types.time import from_frame, to_frame


class PortraitShot:
    """Frames that are made one after the other, as a shot; asked for an earlier one, all anew."""

    def __init__(
        self, frames: Callable[[], Iterator[Picture]], key: str, count: int, fps: Fraction
    ) -> None:
        self._make, self._count, self._fps = frames, count, fps
        self.fingerprint = digest(("portrait shot", key))
        self._frames: Iterator[Picture] = iter(())
        self._number = -1
        self._out: Planes | None = None

    @property
    def duration(self) -> Fraction:
        """Seconds that it lasts."""
        return from_frame(self._count, self._fps)

    def planes(self, time: Fraction) -> Planes:
        """Return the frame at ``time``."""
        from aigc.planes import new_planes, write_planes

        wanted = min(to_frame(time, self._fps), self._count - 1)
        if self._number < 0 or wanted < self._number:
            self.close()
            self._frames = self._make()
        picture = None
        while self._number < wanted:
            picture, self._number = next(self._frames), self._number + 1
        if picture is not None:
            if self._out is None:
                self._out = new_planes(picture.shape[1], picture.shape[0])
            write_planes(picture, self._out)
        assert self._out is not None
        return self._out

    def close(self) -> None:
        """End what makes the frames."""
        end = getattr(self._frames, "close", None)
        if end is not None:
            end()
        self._frames, self._number = iter(()), -1
