"""A character in motion as a shot, or as a layer over the pictures of a clip."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from fractions import Fraction
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
    from aigc.avatar.render import Player

Picture = NDArray[np.uint8]
WINDOW_GROUND = (0.93, 0.94, 0.97)


def _player(
    avatar: Avatar,
    motion: Motion,
    width_px: int,
    height_px: int,
    framing: str,
    background: tuple[float, float, float] | None,
) -> Player:
    """Return what draws the motion, with a process for each core where that is worth while."""
    from aigc.avatar.render import Player, jobs_for

    return Player(
        avatar, motion, width_px, height_px, framing,
        background=background, jobs=jobs_for(motion.frames),
    )  # fmt: skip


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
        self._player = _player(avatar, motion, width_px, height_px, framing, background)
        self._key = digest(("avatar shot", key, width_px, height_px, framing, background))
        self._length, self._start = motion.duration, Fraction(0)
        self._out = new_planes(width_px, height_px)

    def from_(self, start: Fraction) -> AvatarShot:
        """Return the same shot from ``start`` seconds of the motion on."""
        later = copy(self)
        later._start = start
        return later

    def close(self) -> None:
        """End what draws, for all shots of the same motion."""
        self._player.close()

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
        picture = self._player.frame(_number(self._player, self._start + time))
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
        self._player = _player(avatar, motion, wide, high, seat.framing, ground)
        self._mask = _disc(wide, high) if seat.round else None
        self._range = TimeRange(start=start, duration=motion.duration)
        self._key = digest(("avatar overlay", key, seat, width_px, height_px, start))

    @property
    def fingerprint(self) -> str:
        """Digest of character, motion, place and size."""
        return self._key

    def close(self) -> None:
        """End what draws."""
        self._player.close()

    def window(self, range_: TimeRange) -> str:
        """Return a digest of what is shown inside ``range_``, empty when it is nothing."""
        if self._range.end <= range_.start or range_.end <= self._range.start:
            return ""
        return digest((self._key, range_.start))

    def patches(self, time: Fraction) -> Sequence[Patch]:
        """Return the character at ``time``, or nothing before and after."""
        if not self._range.contains(time):
            return ()
        frame = _number(self._player, time - self._range.start)
        picture = self._player.frame(frame)
        alpha = picture[..., 3] if self._mask is None else cv2.min(picture[..., 3], self._mask)
        colours = cv2.multiply(picture[..., :3], cv2.merge([alpha] * 3), scale=1 / 255)
        rgba = np.dstack([colours, alpha])
        return (Patch(x_px=self._x, y_px=self._y, rgba=rgba, key=f"{self._key}{frame}"),)


def _number(player: Player, time: Fraction) -> int:
    """Return the frame that is shown at ``time``."""
    motion = player.motion
    return min(max(int(time * motion.fps), 0), motion.frames - 1)


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
