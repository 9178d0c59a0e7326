"""Frames between two frames of a film, moved along its optical flow.

Sources: Kroeger et al., "Fast Optical Flow using Dense Inverse Search" (2016), as OpenCV has it;
Jiang et al., "Super SloMo" (2018), section 3.2, for the flow at a moment between two frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.video.filming.engine import Frames

T = TypeVar("T", bound=np.generic)
Flow = NDArray[np.float32]
"""Where each pixel goes, ``(height, width, 2)``: x and y in pixels."""

FLOW_SIDE_PX: Final = 512
"""Flow is found at most at this longer side, which keeps what is seen and saves most time."""
TRUSTED_PX: Final = 1.0
"""How far the way there and back may miss, beside a twentieth of the way, to be believed."""
CUT: Final = 40.0
"""Mean difference that flow leaves between two frames above which they are other pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    index: int
    there: Flow
    back: Flow
    believed: tuple[NDArray[np.float32], NDArray[np.float32]]
    cut: bool


class Between:
    """Draws what lies between neighbouring frames; keeps the flow of the pair used last."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
        self._pair: _Pair | None = None

    def at(self, position: float) -> NDArray[np.uint8]:
        """Return the frame at a position such as 3.4, which lies between frames 3 and 4.

        Where two frames show other pictures the nearer one is given, and where motion cannot be
        followed one fades into the other.
        """
        index = min(int(position), len(self._frames) - 2)
        part = position - index
        if self._pair is None or self._pair.index != index:
            self._pair = self._measured(index)
        if self._pair.cut:
            return np.asarray(self._frames[index + round(part)])
        first, second = self._frames[index], self._frames[index + 1]
        return _mixed(first, second, self._pair, part)

    def _measured(self, index: int) -> _Pair:
        first, second = self._frames[index], self._frames[index + 1]
        height, width = first.shape[:2]
        scale = min(1.0, FLOW_SIDE_PX / max(height, width))
        size = max(16, round(width * scale)), max(16, round(height * scale))
        small = [
            cv2.cvtColor(cv2.resize(one, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
            for one in (first, second)
        ]
        there = np.asarray(self._flow.calc(small[0], small[1], None), np.float32)
        back = np.asarray(self._flow.calc(small[1], small[0], None), np.float32)
        left = cv2.absdiff(small[0], _moved(small[1], there))
        believed = _belief(there, back), _belief(back, there)
        return _Pair(
            index=index,
            there=_enlarged(there, width, height),
            back=_enlarged(back, width, height),
            believed=(
                _resized(believed[0], width, height),
                _resized(believed[1], width, height),
            ),
            cut=float(left.mean()) > CUT,
        )


def _mixed(
    first: NDArray[np.uint8], second: NDArray[np.uint8], pair: _Pair, part: float
) -> NDArray[np.uint8]:
    rest = 1 - part
    to_first = part * part * pair.back - rest * part * pair.there
    to_second = rest * rest * pair.there - part * rest * pair.back
    early, late = _moved(first, to_first), _moved(second, to_second)
    early_weight = rest * _moved(pair.believed[0], to_first)
    late_weight = part * _moved(pair.believed[1], to_second)
    return np.asarray(cv2.blendLinear(early, late, early_weight, late_weight), np.uint8)


def _belief(there: Flow, back: Flow) -> NDArray[np.float32]:
    """Return 1 where the way back leads to where it began, down to 0.02 where it does not."""
    round_trip = there + _moved(back, there)
    missed = cv2.magnitude(round_trip[..., 0], round_trip[..., 1])
    allowed = TRUSTED_PX + 0.05 * cv2.magnitude(there[..., 0], there[..., 1])
    return np.asarray(np.clip(2 - missed / allowed, 0.02, 1), np.float32)


def _moved(picture: NDArray[T], way: Flow) -> NDArray[T]:
    """Return for each pixel what lies where its way leads."""
    height, width = way.shape[:2]
    how = cv2.INTER_CUBIC if picture.dtype == np.uint8 else cv2.INTER_LINEAR
    return np.asarray(
        cv2.remap(picture, way + _places(width, height), None, how, borderMode=cv2.BORDER_REPLICATE)
    )


@lru_cache(maxsize=2)
def _places(width: int, height: int) -> Flow:
    """Return x and y of every pixel."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    return np.stack([x, y], axis=-1)


def _resized(plane: NDArray[np.float32], width: int, height: int) -> NDArray[np.float32]:
    size = (width, height)
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _enlarged(flow: Flow, width: int, height: int) -> Flow:
    grown = np.array([width / flow.shape[1], height / flow.shape[0]], np.float32)
    return np.asarray(_resized(flow, width, height) * grown, np.float32)
