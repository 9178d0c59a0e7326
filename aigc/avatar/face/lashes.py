"""Lashes: drawn as one brush stroke with points for an anime, as a card of hairs for a face.

A lash follows the rims of the lids, so its movements are the differences of its places.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from aigc.avatar.base import LEFT_EYE, LOWER_LID, RIGHT_EYE, RIGHT_LID, UPPER_LID, Indices, Points
from aigc.avatar.piece import Piece, rigid, surface_normals, unit
from aigc.avatar.shape import Shape
from aigc.avatar.spec import AvatarSpec, rgb
from aigc.types.avatar import Material, Rgb

ALONG = 28
CARD = (128, 512)
HAIRS = 44
DARK: Rgb = (0.11, 0.08, 0.09)
SPIKES = ((0.985, 0.062, 1.00), (0.905, 0.060, 0.80), (0.82, 0.052, 0.52))
"""Points of a drawn lash: where, how broad and how long beside the first, in widths of the eye."""


def lashes(spec: AvatarSpec, shape: Shape) -> Piece:
    """Return the lashes of both eyes without movements; see `places`."""
    points = places(shape.places, spec, shape)
    triangles, uv = _drawn_mesh() if shape.look.drawn else _card_mesh()
    return Piece(
        name="lashes",
        points=points,
        normals=surface_normals(points, triangles),
        uv=uv,
        triangles=triangles,
        rig=rigid(len(points), "Head"),
        material=_material(spec, shape.look.drawn),
    )


def places(base: Points, spec: AvatarSpec, shape: Shape) -> Points:
    """Return where the lashes are when the base mesh's vertices are at ``base``."""
    found = []
    man = spec.body.masculine
    for offset, side, eye in ((0, 1.0, LEFT_EYE), (RIGHT_LID, -1.0, RIGHT_EYE)):
        ball = base[eye]
        centre = (ball.min(0) + ball.max(0)) / 2
        for lid, upper in ((UPPER_LID, True), (LOWER_LID, False)):
            rim = _rim(base[lid + offset], smooth=shape.look.drawn)
            make = _drawn if shape.look.drawn else _card
            found.append(make(rim, centre, side, upper, spec.eyes.lashes * (1 - 0.6 * man), man))
    return np.concatenate(found)


def _rim(points: Points, smooth: bool) -> Points:
    """Return the lid's edge from nose to temple, shape (28, 3)."""
    points = points.copy()
    for _ in range(2 if smooth else 0):
        points[1:-1] = 0.5 * points[1:-1] + 0.25 * (points[:-2] + points[2:])
    along = np.r_[0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))]
    found: Points = CubicSpline(along, points)(np.linspace(0, along[-1], ALONG))
    return found


def _outward(rim: Points, centre: Points) -> Points:
    """Return directions away from the eye's middle, mostly in the plane of the face."""
    return unit((rim - centre) * [1, 1, 0.25])


def _drawn(
    rim: Points, centre: Points, side: float, upper: bool, length: float, man: float
) -> Points:
    """Return a stroke along the lid, then the points at its outer end."""
    t = np.linspace(0, 1, ALONG)
    width = float(np.linalg.norm(rim[-1] - rim[0]))
    out = _outward(rim, centre)
    lift = np.array([0, 0, 0.040])
    rise = np.clip((t - 0.03) / 0.30, 0.10, 1)
    swell = 0.35 + 0.65 * np.sin(np.pi * np.clip(0.75 * t + 0.12, 0, 1)) + 0.30 * t
    if upper:
        thick = width * (0.115 + 0.06 * length) * swell * rise * (1 - 0.12 * man)
    else:
        thick = (
            width * (0.018 + 0.012 * length) * np.clip((t - 0.35) / 0.4, 0.05, 1) * (1 - 0.4 * man)
        )
    inner = rim + lift - out * thick[:, None] * 0.22
    band = np.stack([inner, rim + lift + out * thick[:, None] * 0.78], axis=1).reshape(-1, 3)
    if not upper:
        return band
    reach = width * (0.11 + 0.16 * length) * (1 - 0.5 * man)
    spikes = [_spike(rim + lift, out, side, *s, width, reach, thick) for s in SPIKES]
    return np.concatenate([band, *spikes])


def _spike(
    rim: Points, out: Points, side: float, at: float, broad: float, share: float,
    width: float, reach: float, thick: Points,
) -> Points:  # fmt: skip
    """Return a curved point, shape (7, 3): three pairs and a tip."""
    last = ALONG - 1
    position = at * last
    half = broad * last / 2
    root = _at(rim, position)
    away = _at(out, position)
    along = unit(_at(rim, position + 1) - _at(rim, position - 1))
    ahead = unit(away * 0.75 + np.array([side * 0.75, 0.22, -0.10]))
    start = root + away * float(np.interp(position, np.arange(ALONG), thick)) * 0.35
    rows = []
    for k in (0.0, 0.38, 0.72):
        middle = start + ahead * reach * share * k + away * reach * share * 0.18 * k * k
        spread = along * width * half / last * (1 - 0.85 * k)
        rows += [middle - spread, middle + spread]
    tip = start + ahead * reach * share + away * reach * share * 0.22
    return np.array([*rows, tip])


def _at(values: Points, position: float) -> Points:
    """Return the value at a place between rows, shape (n, 3) to (3,)."""
    rows = np.arange(len(values))
    return np.array([np.interp(position, rows, values[:, k]) for k in range(3)])


def _drawn_mesh() -> tuple[Indices, Points]:
    triangles: list[list[int]] = []
    base = 0
    for side in (1, -1):
        for upper in (True, False):
            triangles += _facing(_band(base, ALONG), side * (1 if upper else -1))
            base += 2 * ALONG
            for _ in SPIKES if upper else ():
                triangles += _facing(_point(base), side)
                base += 7
    return np.array(triangles), np.full((base, 2), 0.5)


def _band(base: int, count: int) -> list[list[int]]:
    found = []
    for k in range(count - 1):
        a = base + 2 * k
        found += [[a, a + 2, a + 3], [a, a + 3, a + 1]]
    return found


def _point(base: int) -> list[list[int]]:
    return [*_turned(_band(base, 3)), [base + 4, base + 6, base + 5][::-1]]


def _turned(triangles: list[list[int]]) -> list[list[int]]:
    return [t[::-1] for t in triangles]


def _facing(triangles: list[list[int]], side: int) -> list[list[int]]:
    return triangles if side > 0 else _turned(triangles)


def _card(
    rim: Points, centre: Points, side: float, upper: bool, length: float, man: float
) -> Points:
    """Return four rows of a card that curls away from the lid, shape (28 * 4, 3)."""
    t = np.linspace(0, 1, ALONG)
    width = float(np.linalg.norm(rim[-1] - rim[0]))
    out = _outward(rim, centre)
    lean = np.stack([side * (t - 0.28) * 0.9, 0 * t, 0 * t], axis=1)
    lift = np.array([0, 0, 0.012])
    if upper:
        reach = width * (0.10 + 0.13 * length) * (0.30 + 0.95 * t**1.3)
        open_ = np.clip(out[:, 1:2] * 1.5, -0.3, 1)
        first = unit(
            np.array([0, 0.09, 0.9]) + lean + [0, 0.15, 0] * open_
            - [0, 0.25, 0] * (1 - np.clip(open_, 0, 1))
        )  # fmt: skip
        then = unit(np.array([0, 0, 0.35]) + lean + [0, 1, 0] * (0.95 * np.clip(open_, 0, 1) - 0.1))
    else:
        reach = width * 0.055 * (0.4 + 0.8 * t) * np.sin(np.pi * np.clip(t, 0.02, 0.98)) ** 0.5
        reach = reach * (0.5 + length) * (1 - 0.5 * man)
        first = unit(np.array([0, -0.25, 0.8]) + 0.5 * lean)
        then = unit(np.array([0, -0.8, 0.45]) + 0.6 * lean)
    far = reach[:, None]
    rows = [rim + lift]
    for a, b in ((0.40, 0.0), (0.62, 0.22), (0.70, 0.62)):
        rows.append(rim + lift + first * far * a + then * far * b)
    return np.stack(rows, axis=1).reshape(-1, 3)


def _card_mesh() -> tuple[Indices, Points]:
    triangles: list[list[int]] = []
    uv = []
    base = 0
    for _ in range(2):
        for upper in (True, False):
            for k in range(ALONG):
                low = 0.51 if upper else 0.01
                uv += [(0.01 + 0.98 * k / (ALONG - 1), low + 0.48 * row / 3) for row in range(4)]
            for k in range(ALONG - 1):
                for row in range(3):
                    a = base + 4 * k + row
                    triangles += [[a, a + 1, a + 5], [a, a + 5, a + 4]]
            base += 4 * ALONG
    return np.array(triangles), np.array(uv)


def _material(spec: AvatarSpec, drawn: bool) -> Material:
    if drawn:
        hair = np.array(rgb(spec.hair.colour))
        r, g, b = (float(c) for c in np.array(DARK) * 0.8 + hair * 0.10)
        return Material(name="lashes", kind="lash", colour=(r, g, b), double_sided=True,
                        outline=0.0, rim=0.0, shade=(1, 1, 1), casts_shadow=False)  # fmt: skip
    return Material(
        name="lashes", kind="lash", texture=_hairs(spec.seed), alpha="blend", double_sided=True,
        outline=0.0, rim=0.0, shade=(1, 1, 1), casts_shadow=False, roughness=0.9,
    )  # fmt: skip


def _hairs(seed: int) -> NDArray[np.uint8]:
    """Return the card's texture: long hairs in the upper half, short ones in the lower."""
    rng = np.random.default_rng([seed, 5])
    height, width = CARD
    alpha = np.zeros((height * 2, width * 2), np.uint8)
    for count, bottom, top, thick in ((HAIRS, 0.49, 0.0, 1.1), (HAIRS // 2, 0.99, 0.51, 0.55)):
        for k in range(count):
            x = (k + 0.5 + rng.normal() * 0.22) / count
            tall = (0.70 + 0.3 * rng.random()) * (0.98 if k % 3 == 1 else 0.84)
            lean = (x - 0.32) * 0.06 + (0.012 if k % 3 else -0.008)
            t = np.linspace(0, 1, 9)
            middle = (x + lean * t**1.6) * width * 2
            half = thick / count * (1 - t) ** 0.8 / 2 * width * 2
            y = (bottom - (bottom - top) * tall * t) * height * 2
            ring = np.r_[np.c_[middle - half, y], np.c_[middle + half, y][::-1]]
            cv2.fillPoly(alpha, [np.round(ring * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    alpha = cv2.resize(alpha, (width, height), interpolation=cv2.INTER_AREA)
    colour = np.round(np.array(DARK) * 255).astype(np.uint8)
    return np.dstack([np.broadcast_to(colour, (height, width, 3)), alpha])
