"""moviepy clips as shots and overlays of our renderer, and our clips as moviepy's.

This module is imported on request only: moviepy takes half a second to load.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import cv2
import numpy as np
from moviepy import VideoClip
from moviepy.audio.AudioClip import AudioArrayClip
from moviepy.tools import compute_position
from numpy.typing import NDArray

from aigc.errors import EngineFailed, InputError
from aigc.planes import new_planes, to_rgb, write_planes
from aigc.store import digest
from aigc.types.audio import Audio
from aigc.types.frame import Overlay, Patch, Planes, Shot
from aigc.types.time import TimeRange, from_frame, seconds, to_frame, to_sample
from aigc.video.compose import Composer
from aigc.video.render import plan_pieces

# moviepy's readers fail at the very end of a clip.
_MARGIN_S = 1e-3


class MoviepyShot:
    """Any moviepy clip as a shot, scaled and cropped to cover the canvas; masks lie on black.

    Functions cannot be compared, so a clip counts as new in every run unless ``key`` names what
    it shows: two clips with one key must look alike.
    """

    def __init__(self, clip: VideoClip, width_px: int, height_px: int, *, key: str = "") -> None:
        if not clip.duration:
            raise InputError("This moviepy clip has no duration; give it one with with_duration().")
        self._clip = clip
        self._out = new_planes(width_px, height_px)
        self._key = key or uuid.uuid4().hex
        self._size = (width_px, height_px)

    @property
    def duration(self) -> Fraction:
        """Seconds that the clip lasts."""
        return seconds(float(self._clip.duration))

    @property
    def fingerprint(self) -> str:
        """Digest of the key, the length and the size."""
        return digest(("moviepy", self._key, self.duration, self._size))

    def planes(self, time: Fraction) -> Planes:
        """Return the clip's frame at ``time``; the last one after its end.

        Raises
        ------
        EngineFailed
            The clip's own function broke.
        """
        rgba = _rgba(self._clip, float(time))
        write_planes(_cover(rgba[..., :3], *self._size), self._out)
        return self._out


class MoviepyOverlay:
    """A moviepy clip, with its mask, as a layer shown during ``range_`` of our clip.

    ``position`` is what moviepy's ``with_position`` takes: pixels, names such as ``"center"``, or a
    function of the clip's time; left out, the clip's own position is used. ``scale`` is the size of
    the frames that are drawn as a part of the canvas ``width_px`` x ``height_px`` that the position
    and the clip's size are meant for. For ``key`` see `MoviepyShot`.
    """

    def __init__(
        self,
        clip: VideoClip,
        range_: TimeRange,
        width_px: int,
        height_px: int,
        *,
        position: object = None,
        scale: Fraction = Fraction(1),
        key: str = "",
    ) -> None:
        self._clip = clip if position is None else clip.with_position(position)
        self._range = range_
        self._size = (width_px, height_px)
        self._scale = scale
        self._key = key or uuid.uuid4().hex

    @property
    def fingerprint(self) -> str:
        """Digest of the key, the time and the canvas."""
        return digest(("moviepy overlay", self._key, self._range, self._size, self._scale))

    def window(self, range_: TimeRange) -> str:
        """Return a digest of what is shown inside ``range_``, empty when it is nothing."""
        if self._range.end <= range_.start or range_.end <= self._range.start:
            return ""
        start = self._range.start - range_.start
        place = (self._size, self._scale, start, self._range.duration)
        return digest(("moviepy overlay", self._key, place))

    def patches(self, time: Fraction) -> Sequence[Patch]:
        """Return the clip's frame at ``time``, or nothing outside its range."""
        if not self._range.contains(time):
            return ()
        now = float(time - self._range.start)
        rgba = _rgba(self._clip, now)
        size = (rgba.shape[1], rgba.shape[0])
        x, y = compute_position(size, self._size, self._clip.pos(now), self._clip.relative_pos)
        if self._scale != 1:
            x, y, rgba = round(x * self._scale), round(y * self._scale), _scaled(rgba, self._scale)
        even = _evened(rgba, x % 2, y % 2)
        key = hashlib.sha256(even.data).hexdigest()
        return (Patch(x_px=x - x % 2, y_px=y - y % 2, rgba=even, key=key),)


def to_moviepy(
    shots: Sequence[tuple[Shot, TimeRange]],
    overlays: Sequence[Overlay],
    audio: Audio | None,
    *,
    width_px: int,
    height_px: int,
    fps: Fraction,
) -> VideoClip:
    """Return our clip as a moviepy clip whose frames are those that the renderer would encode.

    Raises
    ------
    InputError
        There is no shot, or the shots leave a gap or overlap.
    """
    shots = tuple(shots)
    pieces = plan_pieces(shots, fps)
    composer = Composer(overlays, width_px, height_px)
    total = pieces[-1].first + pieces[-1].count
    owner = [piece for piece in pieces for _ in range(piece.count)]

    def frame(time: float) -> NDArray[np.uint8]:
        number = min(max(to_frame(seconds(float(time)), fps), 0), total - 1)
        now = from_frame(number, fps)
        piece = owner[number]
        return to_rgb(composer.frame(piece.shot, max(Fraction(0), now - piece.start), now))

    clip = VideoClip(frame, duration=float(from_frame(total, fps))).with_fps(float(fps))
    if audio is not None and audio.samples.size:
        sound = _fitted(audio, to_sample(from_frame(total, fps), audio.sample_rate))
        clip = clip.with_audio(AudioArrayClip(sound, fps=audio.sample_rate))
    return clip


def _fitted(audio: Audio, count: int) -> NDArray[np.float32]:
    """Return ``(count, channels)`` samples as they are encoded: cut or padded, and never over 1."""
    out = np.zeros((count, audio.channels), np.float32)
    used = audio.samples[:, :count].T
    np.clip(used, -1, 1, out=out[: len(used)])
    return out


def _rgba(clip: VideoClip, time: float) -> NDArray[np.uint8]:
    last = max(0.0, float(clip.duration) - _MARGIN_S) if clip.duration else time
    now = min(max(time, 0.0), last)
    try:
        picture = np.asarray(clip.get_frame(now))
        mask = None if clip.mask is None else np.asarray(clip.mask.get_frame(now))
    except Exception as exc:
        raise EngineFailed(
            f"A moviepy clip ({type(clip).__name__}) broke at {now:.3f} s: {exc}"
        ) from exc
    return _premultiplied(picture, mask)


def _premultiplied(picture: NDArray[Any], mask: NDArray[Any] | None) -> NDArray[np.uint8]:
    if picture.ndim == 2:
        picture = np.repeat(picture[..., None], 3, axis=2)
    out: NDArray[np.uint8] = np.full((*picture.shape[:2], 4), 255, np.uint8)
    out[..., :3] = np.clip(picture[..., :3], 0, 255)
    if mask is not None:
        out[..., 3] = 0
        h, w = min(mask.shape[0], out.shape[0]), min(mask.shape[1], out.shape[1])
        out[:h, :w, 3] = np.rint(np.clip(mask[:h, :w], 0, 1) * 255)
        out[..., :3] = np.rint(out[..., :3] * (out[..., 3:] / np.float32(255)))
    return out


def _cover(rgb: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    h, w = rgb.shape[:2]
    if (w, h) == (width, height):
        return rgb
    factor = max(width / w, height / h)
    size = (max(width, round(w * factor)), max(height, round(h * factor)))
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(np.ascontiguousarray(rgb), size, interpolation=way)
    left, top = (size[0] - width) // 2, (size[1] - height) // 2
    out: NDArray[np.uint8] = np.ascontiguousarray(scaled[top : top + height, left : left + width])
    return out


def _scaled(rgba: NDArray[np.uint8], scale: Fraction) -> NDArray[np.uint8]:
    size = tuple(max(1, round(side * scale)) for side in rgba.shape[1::-1])
    out: NDArray[np.uint8] = cv2.resize(rgba, size, interpolation=cv2.INTER_AREA)
    return out


def _evened(rgba: NDArray[np.uint8], left: int, top: int) -> NDArray[np.uint8]:
    h, w = rgba.shape[0] + top, rgba.shape[1] + left
    out: NDArray[np.uint8] = np.zeros((h + h % 2, w + w % 2, 4), np.uint8)
    out[top:h, left:w] = rgba
    return out
