"""Material for the render benchmarks: four detailed stills with slow zoom, cross-fades, captions.

Everything is computed from a seed; no file and no network is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.planes import new_planes, split_planes, write_planes
from aigc.store import digest
from aigc.types.audio import Audio
from aigc.types.frame import Overlay, Patch, Planes, Shot
from aigc.types.time import TimeRange
from aigc.video.presets import PRESETS

ZOOM = 0.18
FADE = Fraction(1, 2)


def picture(seed: int, width_px: int, height_px: int) -> Planes:
    """Return a still with soft ground, hard edges and fine grain, like a photograph."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(30, 226, (9, 6, 3), dtype=np.uint8)
    ground = cv2.resize(coarse, (width_px, height_px), interpolation=cv2.INTER_CUBIC)
    for _ in range(60):
        centre = tuple(int(v) for v in rng.integers(0, (width_px, height_px)))
        colour = tuple(int(v) for v in rng.integers(0, 256, 3))
        cv2.circle(ground, centre, int(rng.integers(8, 160)), colour, int(rng.integers(-1, 9)) or 1)
    grain = rng.normal(0, 4, ground.shape[:2])[..., None]
    rgba = np.full((height_px, width_px, 4), 255, np.uint8)
    rgba[..., :3] = np.clip(ground + cv2.GaussianBlur(grain, (0, 0), 0.8)[..., None], 0, 255)
    out = new_planes(width_px, height_px)
    write_planes(rgba, out)
    return out


def zoomed(planes: Planes, factor: float, out: Planes) -> None:
    """Write ``planes`` enlarged by ``factor`` about the middle to ``out``."""
    for source, target in zip(split_planes(planes), split_planes(out), strict=True):
        h, w = source.shape
        keep = 1 / factor
        matrix = np.array([[keep, 0, (w - w * keep) / 2], [0, keep, (h - h * keep) / 2]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        cv2.warpAffine(source, matrix, (w, h), target, flags, cv2.BORDER_REPLICATE)


class ZoomShot:
    """A still that grows slowly and fades in from the still before it."""

    def __init__(
        self,
        still: Planes,
        before: Planes | None,
        duration: Fraction,
        name: str,
        scratch: tuple[Planes, Planes],
    ) -> None:
        self._still, self._before, self._duration = still, before, duration
        self._out, self._other = scratch
        self._name = name

    @property
    def duration(self) -> Fraction:
        """Seconds that the shot lasts."""
        return self._duration

    @property
    def fingerprint(self) -> str:
        """Digest of the seed, size and length."""
        return digest((self._name, self._still.shape, self._duration, self._before is None))

    def planes(self, time: Fraction) -> Planes:
        """Return the frame at ``time``."""
        length = float(self._duration + FADE)
        zoomed(self._still, 1 + ZOOM * float(time) / length, self._out)
        if self._before is not None and time < FADE:
            zoomed(self._before, 1 + ZOOM * float(time + self._duration) / length, self._other)
            part = float(time / FADE)
            cv2.addWeighted(self._out, part, self._other, 1 - part, 0, self._out)
        return self._out


@dataclass(frozen=True, slots=True, kw_only=True)
class Captions:
    """Outlined words, a new line every ``period`` seconds; ``words`` is what each line says."""

    words: tuple[str, ...]
    period: Fraction
    width_px: int
    height_px: int

    @property
    def fingerprint(self) -> str:
        """Digest of every line."""
        return digest((self.words, self.period, self.width_px, self.height_px))

    def window(self, range_: TimeRange) -> str:
        """Return a digest of the lines inside ``range_``."""
        lines = range(int(range_.start / self.period), -int(-range_.end // self.period))
        return digest(tuple((n * self.period - range_.start, self._line(n)) for n in lines))

    def patches(self, time: Fraction) -> Sequence[Patch]:
        """Return the line shown at ``time``."""
        return (caption(self._line(int(time / self.period)), self.width_px, self.height_px),)

    def _line(self, number: int) -> str:
        return self.words[number % len(self.words)]


@lru_cache(maxsize=4)
def caption(words: str, width_px: int, height_px: int) -> Patch:
    """Return ``words`` in white with a black outline, in a box across the lower third."""
    box_h, box_w = height_px // 10 // 2 * 2, width_px * 9 // 10 // 2 * 2
    ink = np.zeros((box_h, box_w, 4), np.uint8)
    scale = width_px / 600
    size, _ = cv2.getTextSize(words, cv2.FONT_HERSHEY_DUPLEX, scale, 1)
    origin = ((box_w - size[0]) // 2, (box_h + size[1]) // 2)
    for thickness, colour in ((width_px // 90, (0, 0, 0, 255)), (width_px // 300, (255,) * 4)):
        stroke = max(1, thickness)
        cv2.putText(ink, words, origin, cv2.FONT_HERSHEY_DUPLEX, scale, colour, stroke, cv2.LINE_AA)
    return Patch(x_px=(width_px - box_w) // 4 * 2, y_px=height_px * 3 // 8 * 2, rgba=ink, key=words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A clip ready for `aigc.video.render.render_clip`; ``scale`` is what is left to shrink."""

    shots: list[tuple[Shot, TimeRange]]
    overlays: tuple[Overlay, ...]
    audio: Audio
    width_px: int
    height_px: int
    fps: Fraction
    scale: Fraction = Fraction(1)

    @property
    def duration(self) -> Fraction:
        """Seconds of the clip."""
        return self.shots[-1][1].end


def clip(
    seconds: int = 24,
    *,
    scene_s: int = 6,
    width_px: int = 1080,
    height_px: int = 1920,
    edited_line: int | None = None,
    preset: str = "standard",
) -> Material:
    """Return ``seconds`` of material; ``edited_line`` says which caption reads differently."""
    stills = [picture(seed, width_px, height_px) for seed in range(4)]
    scratch = np.empty_like(stills[0]), np.empty_like(stills[0])
    shots: list[tuple[Shot, TimeRange]] = []
    for n in range(seconds // scene_s):
        length = Fraction(scene_s)
        before = stills[(n - 1) % 4] if n else None
        shot = ZoomShot(stills[n % 4], before, length, f"picture {n % 4}, scene {n}", scratch)
        shots.append((shot, TimeRange(start=n * length, duration=length)))
    lines = [f"Caption number {n} of many" for n in range(seconds // 2)]
    if edited_line is not None:
        lines[edited_line] = "This one was edited"
    overlay = Captions(
        words=tuple(lines), period=Fraction(2), width_px=width_px, height_px=height_px
    )
    return Material(
        shots=shots,
        overlays=(overlay,),
        audio=sound(seconds),
        width_px=width_px,
        height_px=height_px,
        fps=Fraction(30),
        scale=PRESETS[preset].scale,
    )


def sound(seconds: int, rate: int = 48_000) -> Audio:
    """Return noise whose loudness rises and falls like speech."""
    rng = np.random.default_rng(0)
    out: NDArray[np.float32] = np.empty((2, seconds * rate), np.float32)
    second = np.arange(rate, dtype=np.float32) / rate
    envelope = np.abs(np.sin(2 * np.pi * 2 * second)) * np.float32(0.1)
    for n in range(seconds):
        out[:, n * rate : (n + 1) * rate] = rng.standard_normal(rate, np.float32) * envelope
    return Audio(samples=out, sample_rate=rate)
