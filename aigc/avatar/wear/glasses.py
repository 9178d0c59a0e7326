"""Glasses: rims swept around an outline, a bridge, hinges, temples behind the ears, lenses."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from aigc.avatar.base import LOWER_LID, RIGHT_LID, SKIN, UPPER_LID, Points, eye_centres
from aigc.avatar.piece import Piece
from aigc.avatar.shape import Shape
from aigc.avatar.spec import AvatarSpec, rgb
from aigc.avatar.wear.fabric import GOLD, SILVER, Rack, darker, hard, lighter
from aigc.avatar.wear.frames import FRAMES, Frame
from aigc.avatar.wear.lofts import FRONT, Mesh, around, ball, both, eased, joined, mesh, step, tube
from aigc.types.avatar import Material, Rgb

LASHES = slice(14743, 14992)
AROUND = np.linspace(0, 2 * np.pi, 28, endpoint=False)
CLEAR = 1.36
"""Height of a round lens in heights of the open eye, at least; flatter ones take less."""
ROUND, UPPER = 30, 22
"""Stations of a rim all around a lens, and of one above it."""
FINE = np.linspace(0, 2 * np.pi, 144, endpoint=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Where glasses sit on a face.

    Attributes
    ----------
    inner, outer : float
        Distances of a lens's edges from the middle of the face.
    eye, tall : float
        Height of the middle of the open eye, and half its height.
    ahead : float
        Depth of the lenses' plane.
    saddle : tuple of float
        Height and depth of the bridge of the nose.
    ear : Points
        Where a temple bends down, above the left ear.
    head : function
        Depth to the head's half width at the temples' height.
    """

    inner: float
    outer: float
    eye: float
    tall: float
    ahead: float
    saddle: tuple[float, float]
    ear: Points
    head: PchipInterpolator


def seat_of(shape: Shape) -> Seat:
    """Measure a face for glasses."""
    places, skin = shape.places, shape.places[SKIN]
    left, _ = eye_centres(places)
    upper, lower = places[UPPER_LID], places[LOWER_LID]
    eye = float((upper[:, 1].max() + lower[:, 1].min()) / 2)
    tall = float(upper[:, 1].max() - lower[:, 1].min()) / 2
    near = np.abs(skin[:, 1] - eye) < 0.45
    ear_x = skin[near, 0].max()
    beside = (np.abs(skin[:, 1] - eye) < 0.6) & (skin[:, 0] > 0.92 * ear_x)
    ear = skin[beside]
    eye_wide = float(upper[:, 0].max())
    inner = min(0.10, 0.55 * float(upper[:, 0].min()))
    outer = max(eye_wide + 0.13, 0.74 * float(ear[:, 0].min()))
    lids = np.concatenate([places[LASHES], upper, places[UPPER_LID + RIGHT_LID]])
    front = (np.abs(np.abs(skin[:, 0]) - left[0]) < 0.32) & (np.abs(skin[:, 1] - eye) < 0.42)
    ahead = max(float(lids[:, 2].max()) + 0.05, float(skin[front, 2].max()) + 0.03)
    height = eye + 0.03
    ridge = skin[(np.abs(skin[:, 0]) < 0.07) & (np.abs(skin[:, 1] - height) < 0.07), 2].max()
    temple = eye + 0.10
    level = skin[(np.abs(skin[:, 1] - temple) < 0.12) & (skin[:, 0] > 0.2)]
    depths = np.linspace(ear[:, 2].max() + 0.05, left[2] + 0.1, 8)
    widths = [level[np.abs(level[:, 2] - z) < 0.08, 0].max(initial=0.5) for z in depths]
    top = np.array(
        [
            float(ear[:, 0].min()) - 0.02,
            float(ear[:, 1].max()) - 0.06,
            float(ear[:, 2].mean()) + 0.05,
        ]
    )
    return Seat(
        inner=inner, outer=outer, eye=eye, tall=tall, ahead=ahead, ear=top,
        saddle=(height, float(ridge)), head=PchipInterpolator(depths, widths),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """One frame on one face: the left lens's middle, half sizes, and how its plane curves back."""

    frame: Frame
    seat: Seat
    middle: tuple[float, float]
    half: tuple[float, float]

    def at(self, flat: Points, lift: float = 0.0) -> Points:
        """Return (x, y) on the curved plane of the lenses."""
        beyond = np.abs(flat[:, 0]) / self.seat.outer
        result: Points = np.c_[flat, self.seat.ahead - 0.14 * beyond**2.2 + lift]
        return result

    def outline(self, angle: Points = AROUND, grow: float = 0.0) -> Points:
        """Return the left lens's outline, shape (n, 2)."""
        flat = self.frame.outline(angle) * (np.array(self.half) + grow)
        result: Points = flat + np.array(self.middle)
        return result


def glasses(spec: AvatarSpec, shape: Shape) -> tuple[Piece, ...]:
    """Return the spec's glasses, carried by the head."""
    if spec.glasses.style == "none":
        return ()
    fit = _fitted(FRAMES[spec.glasses.style], seat_of(shape))
    colour = rgb(spec.glasses.colour)
    frame = fit.frame
    material = _body(colour, frame.metal)
    rack = Rack()
    if len(frame.sides) == 1:
        rack.add(material, _rim(fit), _chain(fit))
    else:
        wire = _body(lighter(SILVER, 0.3), True)
        if frame.rim:
            rack.add(material, both(_rim(fit)))
        if frame.part == "brow" or not frame.rim:
            rack.add(replace(wire, name="glasses_wire"), both(_wire(fit)))
        rack.add(material, _bridge(fit), both(_temple(fit)))
        rack.add(
            hard("hinges", GOLD if frame.metal else SILVER, "metal", outline=0.0),
            both(_hinge(fit)),
            _pads(fit),
        )
    lens = _lens(fit)
    rack.add(_glass(frame.tint), lens if len(frame.sides) == 1 else both(lens))
    return rack.fixed("Head")


def _fitted(frame: Frame, seat: Seat) -> Fit:
    half = (seat.outer - seat.inner) / 2
    wide = half * frame.wide
    middle = seat.inner + half + max(wide - half, 0) * 0.75
    high = wide * frame.high
    if not frame.low:
        high += max(CLEAR * frame.high * seat.tall - high, 0)
    return Fit(
        frame=frame, seat=seat, middle=(middle, seat.eye - frame.low * half), half=(wide, high)
    )


def _body(colour: Rgb, metal: bool) -> Material:
    return hard("glasses", colour, "metal" if metal else "glossy", 0.25 if metal else 0.22, 0.45)


def _rim(fit: Fit) -> Mesh:
    frame = fit.frame
    if frame.part == "full":
        line = around(fit.at(fit.outline(FINE)), ROUND)
        return tube(
            line, frame.rim, frame.deep, up=FRONT, sides=4 + 2 * (not frame.metal), closed=True
        )
    angle = np.linspace(np.radians(-14), np.radians(194), 30)
    line = around(fit.at(fit.outline(angle)), UPPER, closed=False)
    heavy = 1.6 if frame.part == "brow" else 1.0
    taper = 0.6 + 0.4 * np.sin(np.linspace(0.15, np.pi - 0.15, UPPER)) ** 0.5
    return tube(line, frame.rim * heavy * taper, frame.deep, up=FRONT, sides=6)


def _wire(fit: Fit) -> Mesh:
    line = around(fit.at(fit.outline(FINE)), 24)
    return tube(line, 0.012, 0.014, up=FRONT, sides=3, closed=True)


def _inner_edge(fit: Fit, height: float) -> Points:
    """Return where the left lens's outline is nearest the nose at about a height."""
    outline = fit.outline()
    level = np.abs(outline[:, 1] - height) + 0.8 * (outline[:, 0] - outline[:, 0].min())
    result: Points = fit.at(outline[np.argmin(level)][None])[0]
    return result


def _bridge(fit: Fit) -> Mesh:
    """Return the bridge, its ends inside the rims so that no joint shows."""
    frame, (height, ridge) = fit.frame, fit.seat.saddle
    thick = max(frame.rim, 0.014)
    made = []
    levels = (height + 0.02, height + 0.15) if frame.bridge == "double" else (height + 0.02,)
    for level in levels:
        end = _inner_edge(fit, level)
        t = np.linspace(-1, 1, 9)
        arch = 0.045 if level == levels[0] else 0.0
        depth = np.maximum(end[2], ridge + frame.deep + 0.02) - end[2]
        bell = (1 - t**2) ** 1.5
        line = np.c_[end[0] * t, end[1] + arch * bell, end[2] + (depth + 0.01) * bell]
        made.append(
            tube(
                line,
                thick * (1.0 - 0.12 * bell),
                frame.deep * 0.85,
                up=FRONT,
                sides=6,
                capped=False,
            )
        )
    return joined(made)


def _pads(fit: Fit) -> Mesh:
    """Return what rests on the sides of the nose."""
    edge = _inner_edge(fit, fit.seat.saddle[0] - 0.12)
    at = np.array([edge[0] * 0.82, edge[1] - 0.02, edge[2] - 0.05])
    return both(ball(at, np.array([0.014, 0.045, 0.026]), 5, 4))


def _outer_edge(fit: Fit) -> Points:
    outline = fit.outline()
    level = outline[:, 0] - 0.35 * np.abs(outline[:, 1] - fit.middle[1] - 0.5 * fit.half[1])
    result: Points = fit.at(outline[np.argmax(level)][None])[0]
    return result


def _hinge(fit: Fit) -> Mesh:
    at = _outer_edge(fit) + step(0.02, 0, 0.012)
    return ball(at, np.array([0.016, 0.016, fit.frame.deep * 0.9 + 0.006]), 5, 4)


def _temple(fit: Fit) -> Mesh:
    """Return the left temple: from the rim around the head and down behind the ear."""
    start, ear, head = _outer_edge(fit), fit.seat.ear, fit.seat.head
    cheek = float(head(head.x[-1])) + 0.045
    corner = np.array([max(start[0] + 0.03, cheek), start[1], start[2] - 0.05])
    t = np.linspace(0, 1, 12)
    z = corner[2] - 0.05 + (ear[2] - corner[2] + 0.05) * t
    straight = corner[0] + (ear[0] - corner[0]) * t
    x = np.maximum(straight, head(np.clip(z, head.x[0], head.x[-1])) + 0.045)
    y = corner[1] + (ear[1] - corner[1]) * t**1.5
    side = np.c_[eased(np.c_[x, x], 2, closed=False)[:, 0], y, z]
    hook = side[-1] + np.array(
        [[-0.015, -0.05, -0.09], [-0.03, -0.16, -0.15], [-0.045, -0.28, -0.18]]
    )
    path = np.concatenate([[start - [0.02, 0, 0], corner], side, hook])
    path = around(eased(path, 1, closed=False), 13, closed=False)
    thick = max(fit.frame.deep * 0.6, 0.013)
    high = max(fit.frame.rim * (0.8 if fit.frame.metal else 1.05), 0.014)
    tip = np.r_[np.ones(10), np.linspace(1.0, 0.75, 3)]
    return tube(path, thick * tip, high * tip, sides=5)


def _chain(fit: Fit) -> Mesh:
    start = _outer_edge(fit)
    t = np.linspace(0, 1, 18)[:, None]
    end = fit.seat.ear * [1.0, 1, 1] + [0.02, -0.55, 0.12]
    line = start + (end - start) * t + np.array([0.05, -0.55, 0.0]) * np.sin(np.pi * t)
    return tube(line, 0.010, sides=4)


def _lens(fit: Fit) -> Mesh:
    """Return the left lens, a little rounded, with texture coordinates over its box."""
    rim = fit.at(fit.outline())
    points = np.concatenate([rim, fit.at(np.array([fit.middle]), 0.03)])
    count = len(AROUND)
    ring = np.arange(count)
    triangles = np.c_[ring, np.roll(ring, -1), np.full(count, count)]
    box = (points[:, :2] - fit.middle) / (np.array(fit.half) * 2.3) + 0.5
    return mesh(points, triangles, uv=box)


def _glass(tint: Rgb | None) -> Material:
    """Return glass: clear with a soft streak of light, or dark and paler towards its lower edge."""
    v, u = np.meshgrid(np.linspace(1, 0, 64), np.linspace(0, 1, 64), indexing="ij")
    streak = _streak(u + 0.55 * v, 0.70, 0.055) + 0.6 * _streak(u + 0.55 * v, 0.86, 0.022)
    base: Rgb = tint or (0.90, 0.95, 1.0)
    alpha = 0.04 + 0 * v if tint is None else 0.62 + 0.28 * v
    shine = streak * (0.26 if tint is None else 0.24)
    total = shine + alpha * (1 - shine)
    colour = (np.array(base) * (alpha * (1 - shine))[..., None] + shine[..., None]) / total[
        ..., None
    ]
    pixels: NDArray[np.uint8] = (np.dstack([np.clip(colour, 0, 1), total]) * 255).astype(np.uint8)
    return Material(
        name="lenses", kind="glass", texture=pixels, alpha="blend", double_sided=True,
        roughness=0.08, outline=0.0, casts_shadow=False, rim=0.0, shade=darker(base, 0.1),
    )  # fmt: skip


def _streak(along: Points, place: float, half: float) -> Points:
    """Return a soft stripe of light."""
    return np.clip(1.4 - np.abs(along - place) / half, 0, 1)
