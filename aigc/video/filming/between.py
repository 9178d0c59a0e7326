"""Frames between two frames of a film, moved along its optical flow.

Sources: Kroeger et al., "Fast Optical Flow using Dense Inverse Search" (2016), as OpenCV has it;
Jiang et al., "Super SloMo" (2018), section 3.2, for the flow at a moment between two frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.planes import split_planes
from aigc.types.frame import Planes
from aigc.video.filming.engine import Frames
from aigc.video.filming.shots import Flow, Places, Shot

T = TypeVar("T", bound=np.generic)
Shares = NDArray[np.float32]
"""How much each pixel counts, ``(height, width)``."""

TRUSTED_PX: Final = 1.0
"""How far the way there and back may miss, beside a twentieth of the way, to be believed."""
CUT: Final = 34.0
"""Mean difference in luma that flow leaves between two frames above which they are other pictures.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    index: int
    there: Flow
    back: Flow
    believed: tuple[Shares, Shares]
    cut: bool


class Between:
    """Draws what lies between neighbouring frames; keeps what it found out of the two used last.

    All frames are I420, see `aigc.types.frame.Planes`, and are not to be changed.
    """

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._flow = _flow()
        self._pair: _Pair | None = None
        self._shots: dict[int, Shot] = {}
        self._places = Places()

    def whole(self, index: int, zoom: float = 1.0) -> Planes:
        """Return a frame of the film, its middle ``zoom`` times larger."""
        shot = self._shot(index)
        return shot.planes if zoom == 1 else shot.pushed(zoom)

    def at(self, position: float, zoom: float = 1.0) -> Planes:
        """Return the frame at a position such as 3.4, which lies between frames 3 and 4.

        Where two frames show other pictures the nearer one is given, and where motion cannot be
        followed one fades into the other. The middle is shown ``zoom`` times larger.
        """
        index = min(int(position), len(self._frames) - 2)
        part = position - index
        if self._pair is None or self._pair.index != index:
            self._pair = self._measured(index)
        if self._pair.cut:
            return self.whole(index + round(part), zoom)
        return self._mixed(self._pair, part, zoom)

    def _shot(self, index: int) -> Shot:
        if index not in self._shots:
            near = {n: shot for n, shot in self._shots.items() if abs(n - index) == 1}
            self._shots = near | {index: Shot(self._frames[index])}
        return self._shots[index]

    def _measured(self, index: int) -> _Pair:
        first, second = self._shot(index).small, self._shot(index + 1).small
        there = np.asarray(self._flow.calc(first, second, None), np.float32)
        back = np.asarray(self._flow.calc(second, first, None), np.float32)
        left = cv2.absdiff(first, _moved(second, there))
        return _Pair(
            index=index, there=there, back=back, cut=float(left.mean()) > CUT,
            believed=(_belief(there, back), _belief(back, there)),
        )  # fmt: skip

    def _mixed(self, pair: _Pair, part: float, zoom: float) -> Planes:
        first, second = self._shot(pair.index), self._shot(pair.index + 1)
        (to_first, to_second), shares = _mixture(pair, part, zoom)
        out = np.empty_like(first.planes)
        planes = split_planes(out)
        for numbers in ((0,), (1, 2)):
            shape = planes[numbers[0]].shape
            early = self._read(first, numbers, to_first, zoom, shape)
            late = self._read(second, numbers, to_second, zoom, shape)
            weights = [cv2.resize(one, shape[::-1]) for one in shares]
            for n, one, other in zip(numbers, early, late, strict=True):
                planes[n][...] = cv2.blendLinear(one, other, weights[0], weights[1])
        return out

    def _read(
        self, shot: Shot, numbers: Sequence[int], way: Flow, zoom: float, shape: tuple[int, ...]
    ) -> list[NDArray[np.uint8]]:
        places = self._places(way, zoom, *shape)
        return [shot.read(n, places) for n in numbers]


def _flow() -> cv2.DISOpticalFlow:
    """Return what finds flow: as near as the preset that it starts from, in half of its time."""
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow.setPatchStride(4)
    flow.setGradientDescentIterations(12)
    flow.setVariationalRefinementIterations(2)
    return flow


def _mixture(pair: _Pair, part: float, zoom: float) -> tuple[tuple[Flow, Flow], list[Shares]]:
    """Return the ways from a moment between two frames to each, and how much each counts."""
    rest = 1 - part
    to_first = part * part * pair.back - rest * part * pair.there
    to_second = rest * rest * pair.there - part * rest * pair.back
    shares = rest * _moved(pair.believed[0], to_first), part * _moved(pair.believed[1], to_second)
    if zoom == 1:
        return (to_first, to_second), list(shares)
    return (_near(to_first, zoom), _near(to_second, zoom)), [_near(one, zoom) for one in shares]


def _belief(there: Flow, back: Flow) -> Shares:
    """Return 1 where the way back leads to where it began, down to 0.02 where it does not."""
    round_trip = there + _moved(back, there)
    missed = cv2.magnitude(round_trip[..., 0], round_trip[..., 1])
    allowed = TRUSTED_PX + 0.05 * cv2.magnitude(there[..., 0], there[..., 1])
    return np.asarray(np.clip(2 - missed / allowed, 0.02, 1), np.float32)


def _moved(picture: NDArray[T], way: Flow) -> NDArray[T]:
    """Return for each pixel what lies where its way leads."""
    places = cv2.add(way, _places(way.shape[1], way.shape[0]))
    moved = cv2.remap(picture, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved)


def _near(values: NDArray[np.float32], zoom: float) -> NDArray[np.float32]:
    """Return the values of the middle, ``zoom`` times larger."""
    height, width = values.shape[:2]
    middle = (width - 1) / 2 * (1 - zoom), (height - 1) / 2 * (1 - zoom)
    placed = np.array([[zoom, 0, middle[0]], [0, zoom, middle[1]]], np.float32)
    return np.asarray(cv2.warpAffine(values, placed, (width, height)), np.float32)


@lru_cache(maxsize=2)
def _places(width: int, height: int) -> Flow:
    """Return x and y of every pixel."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    return np.stack([x, y], axis=-1)
