"""How a look bends a face: one smooth map of space, so that expressions bend with it.

A movement that takes a point from ``a`` to ``b`` on the unbent face takes it from ``bend(a)`` to
``bend(b)`` on the bent one. Lengths are decimetres.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from aigc.avatar.base import Points, eye_centres
from aigc.types.avatar import Vec3

NOSE_TIP = 297
MOUTH = 474
CHIN = 491
NECK_LOW, NECK_HIGH = 5.3, 5.8
"""Where the neck leaves the shoulders."""
TEMPLE = (0.42, 0.72)
"""Distances from the middle between which the eyes' growth ends."""
SHIFT_FURTHER = 0.3
"""How much further the neighbourhood goes along with a shift of the eyes than with their growth."""

Bend = Callable[[Points], Points]


@dataclass(frozen=True, slots=True, kw_only=True)
class Warp:
    """Factors are 1 and lengths 0 where nothing is bent.

    Attributes
    ----------
    eye : Vec3
        Width, height and depth of the eyes.
    eye_shift : Vec3
        Outwards, up and forward.
    eye_reach : float
        How far from an eye its neighbourhood goes along.
    eye_turn : float
        Degrees by which the plane in which an eye grows turns outwards.
    nose : Vec3
        Width, height and depth.
    nose_back : float
        How far the nose sinks in.
    mouth : tuple of float
        Width and height.
    mouth_up : float
        How far the mouth rises.
    jaw : float
        How much the jaw narrows towards the chin.
    cheek : float
        How much the face narrows at the cheeks.
    puff, puff_up : float
        How far the lower cheeks come forward, and how high.
    chin_up : float
        How far the chin rises.
    chin_forward : float
        How far it comes forward.
    flat : float
        How much of the middle of the face is flattened, 0 to 1.
    cranium : float
        How far the top of the head rises.
    head : float
        Size of the head.
    neck : float
        Thickness of the neck.
    shoulders : float
        Width of the shoulders.
    """

    eye: Vec3 = (1.0, 1.0, 1.0)
    eye_shift: Vec3 = (0.0, 0.0, 0.0)
    eye_reach: float = 0.5
    eye_turn: float = 0.0
    nose: Vec3 = (1.0, 1.0, 1.0)
    nose_back: float = 0.0
    mouth: tuple[float, float] = (1.0, 1.0)
    mouth_up: float = 0.0
    jaw: float = 0.0
    cheek: float = 0.0
    puff: float = 0.0
    puff_up: float = 0.20
    chin_up: float = 0.0
    chin_forward: float = 0.0
    flat: float = 0.0
    cranium: float = 0.0
    head: float = 1.0
    neck: float = 1.0
    shoulders: float = 1.0


def smoothstep(x: Points, low: float, high: float) -> Points:
    """Return 0 below ``low`` to 1 above ``high`` with soft ends; ``low`` may be the larger."""
    t = np.clip((x - low) / (high - low), 0, 1)
    smooth: Points = t * t * (3 - 2 * t)
    return smooth


def bending(places: Points, warp: Warp) -> Bend:
    """Return the map for a face whose unbent vertices are ``places``, shape (19158, 3)."""
    eyes = eye_centres(places)
    nose, mouth, chin = places[NOSE_TIP].copy(), places[MOUTH].copy(), chin_height(places)
    mouth[0] = 0

    def bend(points: Points) -> Points:
        out = points.copy()
        _nose(out, nose, warp)
        _mouth(out, mouth, warp)
        _lower_face(out, nose, mouth, chin, warp)
        _eyes(out, eyes, warp)
        _skull(out, chin, warp)
        return out

    return bend


def chin_height(places: Points) -> float:
    """Return how high the lowest point of the chin is."""
    return float(places[CHIN, 1] - 0.17)


def _falloff(distance: Points, *widths: float) -> Points:
    bell: Points = np.exp(-np.sum((distance / widths) ** 2, axis=1))[:, None]
    return bell


def _behind(distance: Points) -> Points:
    """Return distances in which only what lies behind counts in depth."""
    return np.column_stack([distance[:, :2], np.minimum(distance[:, 2], 0)])


def _nose(out: Points, nose: Points, warp: Warp) -> None:
    away = out - nose
    near = _falloff(_behind(away), 0.26, 0.30, 0.45)
    out += near * (away * (np.array(warp.nose) - 1) - [0, 0, warp.nose_back])


def _mouth(out: Points, mouth: Points, warp: Warp) -> None:
    away = out - mouth
    near = _falloff(_behind(away), 0.42, 0.26, 0.7)
    scale = np.array([warp.mouth[0] - 1, warp.mouth[1] - 1, 0.0])
    out += near * (away * scale + [0, warp.mouth_up, 0])


def _lower_face(out: Points, nose: Points, mouth: Points, chin: float, warp: Warp) -> None:
    y = out[:, 1]
    front = smoothstep(out[:, 2], -0.1, 0.9)
    above_neck = smoothstep(y, chin - 0.65, chin - 0.1)
    down = smoothstep(y, nose[1] + 0.15, chin - 0.05) * above_neck
    narrow = warp.jaw * (0.25 * down + 0.75 * down**2) * front
    cheeks = warp.cheek * np.exp(-(((y - nose[1] + 0.28) / 0.26) ** 2)) * front
    out[:, 0] *= 1 - narrow - cheeks
    rise = smoothstep(y, mouth[1] + 0.35, chin) * smoothstep(y, chin - 0.8, chin - 0.1) * front
    out[:, 1] += warp.chin_up * rise
    out[:, 2] += warp.chin_forward * rise
    _puff(out, nose, warp)
    _flatten(out, nose, chin, warp)


def _puff(out: Points, nose: Points, warp: Warp) -> None:
    across = (np.abs(out[:, 0]) - 0.42) / 0.24
    up = (out[:, 1] - nose[1] + warp.puff_up) / 0.22
    swell = warp.puff * np.exp(-(across**2) - up**2) * smoothstep(out[:, 2], 0.2, 0.9)
    out[:, 2] += swell
    out[:, 0] += 0.8 * swell * np.clip(out[:, 0] / 0.05, -1, 1)


def _flatten(out: Points, nose: Points, chin: float, warp: Warp) -> None:
    """Pull the middle of the face towards one plane, which takes lips and brows back."""
    if not warp.flat:
        return
    plane = nose[2] - 0.30
    inside = smoothstep(out[:, 1], chin - 0.2, chin + 0.2) * smoothstep(out[:, 1], 8.1, 7.6)
    ahead = np.maximum(out[:, 2] - plane, 0) * (np.abs(out[:, 0]) < 0.9)
    out[:, 2] -= warp.flat * ahead * inside


def _eyes(out: Points, eyes: tuple[Points, Points], warp: Warp) -> None:
    """Grow the eyes in the plane of the face, which turns back beside them, and shift them.

    Where both reach, as on the nose, they share one whole; the temples stay.
    """
    aways = [out - centre for centre in eyes]
    still = (1 - smoothstep(np.abs(out[:, 0]), *TEMPLE))[:, None]
    grows = [_near_eye(away, warp.eye_reach) * still for away in aways]
    shifts = [_near_eye(away, warp.eye_reach + SHIFT_FURTHER) * still for away in aways]
    grow_share, shift_share = (1 / np.maximum(sum(near), 1) for near in (grows, shifts))
    for away, grow, shift, side in zip(aways, grows, shifts, (1.0, -1.0), strict=True):
        turn = _turned(side * warp.eye_turn)
        grown = (away @ turn * (np.array(warp.eye) - 1)) @ turn.T
        out += grow * grow_share * grown
        out += shift * shift_share * np.array(warp.eye_shift) * [side, 1, 1]


def _near_eye(away: Points, reach: float) -> Points:
    distance = np.linalg.norm(away * [1.0, 1.0, 0.75], axis=1)
    return (1 - smoothstep(distance, 0.15, reach))[:, None]


def _turned(degrees: float) -> Points:
    """Return the axes across, up and out of a face that is turned outwards, as columns."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def _skull(out: Points, chin: float, warp: Warp) -> None:
    out[:, 1] += warp.cranium * smoothstep(out[:, 1], 7.2, 8.5)
    y = out[:, 1]
    neck = smoothstep(y, NECK_LOW, NECK_HIGH) * (1 - smoothstep(y, 6.5, 7.0))
    neck *= smoothstep(1.3 - np.abs(out[:, 0]), 0, 0.5)
    thinner = warp.neck - 1
    out += neck[:, None] * (out - [0, 0, 0.25]) * [thinner, 0, 0.8 * thinner]
    body = 1 - smoothstep(y, NECK_LOW, NECK_HIGH + 0.3)
    out[:, 0] *= 1 + (warp.shoulders - 1) * body
    pivot = np.array([0, chin - 0.3, 0.3])
    grows = smoothstep(out[:, 1], pivot[1] - 0.35, pivot[1] + 0.45)[:, None]
    out += grows * (out - pivot) * (warp.head - 1)
