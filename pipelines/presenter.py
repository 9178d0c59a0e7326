"""A character in motion as a shot, or as a layer over the pictures of a clip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.planes import new_planes, write_planes
from aigc.store import digest
from aigc.types.avatar import Avatar, Motion
from aigc.types.frame import Patch, Planes
from aigc.types.time import TimeRange
from pipelines.presenting import Seat

if TYPE_CHECKING:
    from aigc.avatar.render import Renderer

Picture = NDArray[np.uint8]
WINDOW_GROUND = (0.93, 0.94, 0.97)


class Player:
    """Any frame of a motion; hair swings as it does when all frames are shown in order."""

    def __init__(
        self,
        avatar: Avatar,
        motion: Motion,
        width_px: int,
        height_px: int,
        framing: str,
        background: tuple[float, float, float] | None = None,
    ) -> None:
        self._make: Callable[[], Renderer] = lambda: _renderer(
            avatar, width_px, height_px, framing, background
        )
        self._avatar, self._motion = avatar, motion
        self._held: tuple[int, Picture] | None = None

    @cached_property
    def _renderer(self) -> Renderer:
        return self._make()

    @cached_property
    def _swings(self) -> Sequence[NDArray[np.float64]]:
        from aigc.avatar.pose import local_turns
        from aigc.avatar.springs import swings

        motion = self._motion
        poses = (
            (local_turns(self._avatar, motion.pose(k)), _travel(motion, k))
            for k in range(motion.frames)
        )
        return list(swings(self._avatar, motion.fps, poses))

    def at(self, time: Fraction) -> tuple[int, Picture]:
        """Return the number and the picture (RGB and straight alpha) of the frame at ``time``."""
        frame = min(max(int(time * self._motion.fps), 0), self._motion.frames - 1)
        if self._held is None or self._held[0] != frame:
            drawn = self._renderer.frame(
                self._motion.face(frame),
                swing=self._swings[frame],
                travel=_travel(self._motion, frame),
            )
            self._held = (frame, drawn)
        return self._held


def _renderer(
    avatar: Avatar, width: int, height: int, framing: str, ground: tuple[float, float, float] | None
) -> Renderer:
    from aigc.avatar.render import Renderer

    return Renderer(avatar, width, height, framing, background=ground)


def _travel(motion: Motion, frame: int) -> tuple[float, ...] | None:
    return None if motion.travel is None else tuple(map(float, motion.travel[frame]))


class AvatarShot:
    """A character that fills the canvas, from ``start`` of its motion on."""

    def __init__(
        self,
        avatar: Avatar,
        motion: Motion,
        key: str,
        width_px: int,
        height_px: int,
        *,
        framing: str = "half",
        background: tuple[float, float, float] = (1.0, 1.0, 1.0),
    ) -> None:
        self._player = Player(avatar, motion, width_px, height_px, framing, background)
        self._key = digest(("avatar shot", key, width_px, height_px, framing, background))
        self._length, self._start = motion.duration, Fraction(0)
        self._out = new_planes(width_px, height_px)

    def from_(self, start: Fraction) -> AvatarShot:
        """Return the same shot from ``start`` seconds of the motion on."""
        later = copy(self)
        later._start = start
        return later

    @property
    def duration(self) -> Fraction:
        """Seconds that the shot lasts."""
        return self._length - self._start

    @property
    def fingerprint(self) -> str:
        """Digest of character, motion, size and ground."""
        return digest((self._key, self._start))

    def planes(self, time: Fraction) -> Planes:
        """Return the frame at ``time``."""
        _, picture = self._player.at(self._start + time)
        write_planes(np.ascontiguousarray(picture[..., :3]), self._out)
        return self._out


class AvatarOverlay:
    """A character over the pictures of a clip, from ``start`` on while its motion lasts."""

    def __init__(
        self,
        avatar: Avatar,
        motion: Motion,
        key: str,
        seat: Seat,
        width_px: int,
        height_px: int,
        *,
        start: Fraction = Fraction(0),
    ) -> None:
        self._x, self._y, wide, high = _box(seat, width_px, height_px)
        ground = WINDOW_GROUND if seat.round else None
        self._player = Player(avatar, motion, wide, high, seat.framing, ground)
        self._mask = _disc(wide, high) if seat.round else None
        self._range = TimeRange(start=start, duration=motion.duration)
        self._key = digest(("avatar overlay", key, seat, width_px, height_px, start))

    @property
    def fingerprint(self) -> str:
        """Digest of character, motion, place and size."""
        return self._key

    def window(self, range_: TimeRange) -> str:
        """Return a digest of what is shown inside ``range_``, empty when it is nothing."""
        if self._range.end <= range_.start or range_.end <= self._range.start:
            return ""
        return digest((self._key, range_.start))

    def patches(self, time: Fraction) -> Sequence[Patch]:
        """Return the character at ``time``, or nothing before and after."""
        if not self._range.contains(time):
            return ()
        frame, picture = self._player.at(time - self._range.start)
        alpha = picture[..., 3] if self._mask is None else cv2.min(picture[..., 3], self._mask)
        colours = cv2.multiply(picture[..., :3], cv2.merge([alpha] * 3), scale=1 / 255)
        rgba = np.dstack([colours, alpha])
        return (Patch(x_px=self._x, y_px=self._y, rgba=rgba, key=f"{self._key}{frame}"),)


def _box(seat: Seat, width: int, height: int) -> tuple[int, int, int, int]:
    """Return left, top, width and height in even pixels."""
    x, y, wide, high = (
        round(share * side / 2) * 2
        for share, side in (
            (seat.left, width), (seat.top, height), (seat.wide, width), (seat.high, height),
        )
    )  # fmt: skip
    return x, y, wide, high


def _disc(wide: int, high: int) -> Picture:
    found = np.zeros((high, wide), np.uint8)
    cv2.ellipse(found, (wide // 2, high // 2), (wide // 2 - 1, high // 2 - 1), 0, 0, 360, 255, -1,
                cv2.LINE_AA)  # fmt: skip
    return found
