"""Hats and caps that cover the head."""

from __future__ import annotations

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.piece import unit
from aigc.avatar.warp import smoothstep
from aigc.avatar.wear.fabric import GOLD, INK, WHITE, cloth, darker, hard, trim
from aigc.avatar.wear.headwear.head import Bench, brim, hat_line, thick_brim
from aigc.avatar.wear.lofts import Mesh, ball, joined, sheet, step, tube, turned

STRAW = (0.88, 0.74, 0.48)


def bucket_hat(bench: Bench) -> None:
    """Soft hat with a sloping brim."""
    fabric, seam = cloth("bucket", bench.colour), cloth("bucket_seam", trim(bench.colour, 0.14))
    ring = bench.ring(hat_line(30, 12, 0), 0.25, columns=40)
    crown = bench.crown(
        ring,
        [(1.0, 0), (0.98, 0.35), (0.93, 0.72), (0.84, 0.92), (0.72, 0.99), (0.4, 1.0), (0, 1.0)],
        0.10,
    )
    bench.rack.add(fabric, sheet(crown, around=True))
    bench.rack.add(fabric, thick_brim(brim(ring, 0.40, 0.34), 0.03))
    bench.rack.add(
        seam, tube(ring, 0.02, sides=4, closed=True), tube(crown[3], 0.014, sides=4, closed=True)
    )
    for row in (1, 2, 3):
        bench.rack.add(seam, tube(brim(ring, 0.40, 0.34)[row], 0.010, sides=3, closed=True))


def beret(bench: Bench) -> None:
    """Flat round cap leaning to one side."""
    wool = cloth("beret", bench.colour, rough=0.95)
    ring = bench.ring(hat_line(38, 20, 4), 0.21)
    middle = ring.mean(0)
    high = bench.skull.top - middle[1]
    lean = np.array([0.20, 0.0, -0.10]) * bench.skull.unit
    rows = []
    for size, rise, shift in (
        (0.98, -0.06, 0),
        (1.0, 0.05, 0),
        (1.14, 0.22, 0.4),
        (1.24, 0.48, 0.8),
        (1.20, 0.74, 1.0),
        (1.0, 0.98, 1.0),
        (0.7, 1.12, 0.9),
        (0.3, 1.17, 0.9),
        (0.0, 1.17, 0.9),
    ):
        drop = -0.16 * high * shift * (ring[:, :1] / np.abs(ring[:, 0]).max()) * (size > 0.2)
        rows.append(
            middle
            + (ring - middle) * [size, 1 - min(rise, 1), size]
            + lean * shift
            + np.c_[0 * drop, drop + rise * high, 0 * drop]
        )
    bench.rack.add(wool, sheet(np.stack(rows), around=True))
    tip = rows[-1].mean(0)
    stem = tube(tip + np.array([[0, -0.02, 0], [0.01, 0.06, 0], [0.03, 0.11, 0]]), 0.025, sides=6)
    bench.rack.add(cloth("beret_band", trim(bench.colour, 0.2)), stem, _band(ring, 0.07, 0.02))


def _band(ring: Points, height: float, out: float) -> Mesh:
    """Return a ribbon around a crown, from a ring upwards."""
    middle = ring.mean(0)
    away = unit((ring - middle) * [1, 0, 1])
    rows = [
        ring + away * (out * k) + np.array([0, height * h, 0])
        for k, h in ((-0.6, -0.02), (1.0, 0.0), (1.0, 0.95), (-1.0, 1.0))
    ]
    return sheet(np.stack(rows), around=True)


def _pinched(crown: Points, depth: float, front: float) -> Points:
    """Return a crown with a crease along its top and two dents at its front."""
    out = crown.copy()
    high = np.ptp(crown[..., 1])
    share = (crown[..., 1] - crown[..., 1].min()) / high
    across = np.abs(crown[..., 0]) / np.abs(crown[..., 0]).max()
    out[..., 1] -= depth * high * np.exp(-((across / 0.34) ** 2)) * smoothstep(share, 0.82, 1.0)
    ahead = smoothstep(crown[..., 2] - crown[..., 2].mean(), 0.0, 0.8)
    out[..., 0] *= 1 - front * ahead * smoothstep(share, 0.35, 0.95)
    return out


FELT = [
    (1.0, 0),
    (0.99, 0.3),
    (0.95, 0.6),
    (0.88, 0.85),
    (0.76, 0.97),
    (0.60, 1.0),
    (0.42, 1.0),
    (0.2, 1.0),
    (0.0, 1.0),
]


def fedora(bench: Bench) -> None:
    """Felt hat with a pinched crown and a ribbon."""
    felt = cloth("fedora", bench.colour, rough=0.9)
    ring = bench.ring(hat_line(32, 14, 2), 0.24)
    crown = _pinched(bench.crown(ring, FELT, 0.42), 0.22, 0.22)
    bench.rack.add(felt, sheet(crown, around=True))
    turn = np.cos(np.linspace(-np.pi, np.pi, len(ring), endpoint=False))
    bench.rack.add(
        felt, thick_brim(brim(ring, 0.50, 0.10 + 0.10 * turn - 0.12 * (1 - turn**2)), 0.03)
    )
    bench.rack.add(cloth("ribbon", bench.accent, rough=0.5), _band(ring, 0.22, 0.018))


def straw_hat(bench: Bench) -> None:
    """Wide hat of straw with a ribbon."""
    tone = bench.own(STRAW)
    straw, weave = cloth("straw", tone, rough=0.9), cloth("straw_lines", darker(tone, 0.16))
    ring = bench.ring(hat_line(32, 14, 2), 0.25, columns=42)
    crown = bench.crown(
        ring,
        [(1.0, 0), (1.0, 0.4), (0.96, 0.75), (0.86, 0.93), (0.66, 1.0), (0.35, 1.03), (0, 1.03)],
        0.16,
    )
    wide = brim(ring, 0.95, 0.18, rows=6)
    bench.rack.add(straw, sheet(crown, around=True), thick_brim(wide, 0.035))
    for row in wide[2::2]:
        bench.rack.add(weave, tube(row + step(0, 0.006, 0), 0.010, sides=3, closed=True))
    bench.rack.add(cloth("ribbon", bench.accent, rough=0.5), _band(ring, 0.26, 0.018))


def top_hat(bench: Bench) -> None:
    """Tall silk hat."""
    silk = cloth("top_hat", bench.colour, rough=0.35)
    ring = bench.ring(hat_line(34, 18, 6), 0.24)
    crown = bench.crown(
        ring,
        [(1.0, 0), (0.96, 0.35), (0.96, 0.6), (1.03, 0.985), (1.0, 1.0), (0.5, 1.0), (0.0, 1.0)],
        0.80,
    )
    bench.rack.add(silk, sheet(crown, around=True))
    turn = np.cos(np.linspace(-np.pi, np.pi, len(ring), endpoint=False))
    bench.rack.add(silk, thick_brim(brim(ring, 0.38, 0.04 - 0.16 * (1 - turn**2)), 0.035))
    bench.rack.add(cloth("ribbon", bench.accent, rough=0.4), _band(ring, 0.28, 0.014))


def cowboy_hat(bench: Bench) -> None:
    """Hat with a rolled brim and a creased crown."""
    tone = bench.own((0.55, 0.37, 0.22))
    felt = cloth("cowboy", tone, rough=0.85)
    ring = bench.ring(hat_line(32, 14, 4), 0.24)
    bench.rack.add(felt, sheet(_pinched(bench.crown(ring, FELT, 0.55), 0.30, 0.30), around=True))
    angle = np.linspace(-np.pi, np.pi, len(ring), endpoint=False)
    side = np.sin(angle) ** 2
    bench.rack.add(
        felt, thick_brim(brim(ring, 0.72 - 0.12 * side, 0.26 - 0.74 * side, rows=6), 0.035)
    )
    bench.rack.add(cloth("hat_band", darker(tone, 0.45)), _band(ring, 0.14, 0.018))
    buckle = ring[len(ring) // 2] + [0, 0.07, 0.02]
    bench.rack.add(
        hard("buckle", GOLD, "metal"), ball(buckle, np.array([0.08, 0.065, 0.03]), 10, 6)
    )


def hard_hat(bench: Bench) -> None:
    """Safety helmet with a ridge and a short peak."""
    tone = bench.own((0.96, 0.74, 0.12))
    shell = hard("hard_hat", tone, rough=0.28)
    ring = bench.ring(hat_line(30, 16, 6), 0.34)
    crown = bench.crown(
        ring,
        [(1.0, 0), (1.0, 0.2), (0.96, 0.5), (0.84, 0.78), (0.6, 0.95), (0.3, 1.0), (0, 1.0)],
        0.30,
    )
    bench.rack.add(shell, sheet(crown, around=True))
    turn = np.cos(np.linspace(-np.pi, np.pi, len(ring), endpoint=False))
    bench.rack.add(
        shell,
        thick_brim(
            brim(ring, 0.12 + 0.30 * np.maximum(turn, 0) ** 2, 0.05 + 0.06 * np.maximum(turn, 0)),
            0.05,
        ),
    )
    for column, width in ((0, 0.10), (-5, 0.05), (5, 0.05)):
        line = np.concatenate(
            [crown[1:, len(ring) // 2 + column], crown[-2:0:-1, -column % len(ring)]]
        )
        bench.rack.add(shell, tube(line, width, 0.035, up=np.array([0, 1.0, 0.01]), sides=6))
    bench.rack.add(cloth("strap", INK), _band(ring, 0.05, -0.03))


def chef_hat(bench: Bench) -> None:
    """Tall pleated band and a puffed top."""
    tone = bench.own(WHITE)
    linen, fold = cloth("chef_hat", tone), cloth("chef_band", darker(tone, 0.06))
    ring = bench.ring(hat_line(34, 18, 8), 0.24, columns=64)
    puffs = 1 + 0.045 * np.cos(np.arange(64) * 2 * np.pi / 64 * 13)[:, None]
    rows = bench.crown(
        ring,
        [
            (0.99, 0.42),
            (1.06, 0.52),
            (1.30, 0.70),
            (1.34, 0.82),
            (1.18, 0.95),
            (0.8, 1.02),
            (0.4, 1.0),
            (0, 0.98),
        ],
        0.75,
    )
    middle = ring.mean(0) * [1, 0, 1]
    rows[1:-1] = (rows[1:-1] - middle) * (puffs * [1, 0, 1] + [0, 1, 0]) + middle
    bench.rack.add(linen, sheet(rows, around=True))
    bench.rack.add(
        fold,
        sheet(
            bench.crown(ring, [(1.0, -0.02), (1.02, 0.0), (1.02, 0.44), (0.97, 0.46)], 0.75),
            around=True,
        ),
    )


def graduation(bench: Bench) -> None:
    """Square board on a cap, with a tassel."""
    gown = cloth("graduation", bench.colour, rough=0.7)
    ring = bench.ring(hat_line(34, 16, 0), 0.23)
    crown = bench.crown(ring, [(1.0, 0), (1.0, 0.5), (0.97, 0.98), (0.5, 1.0)], 0.10)
    bench.rack.add(gown, sheet(crown, around=True))
    top = crown[-1].mean(0) + step(0, 0.03, 0)
    half = 1.18 * np.abs(ring[:, 0]).max()
    tilt = np.array([[1.0, 0, 0], [0, 0.985, -0.17], [0, 0.17, 0.985]])
    corner = np.array([[-1, 0, 0], [0, 0, 1], [1, 0, 0], [0, 0, -1.0]]) * half * 1.15
    slab = [np.stack([c * [1, 1, 1] + [0, h, 0] for c in corner]) for h in (0.0, 0.06)]
    low, high = (s @ tilt.T + top for s in slab)
    bench.rack.add(gown, _slab(low, high))
    thread = cloth("tassel", bench.accent, rough=0.5)
    edge = high[2] * 0.8 + high[1] * 0.2
    path = np.array(
        [
            high.mean(0) + step(0, 0.02, 0),
            edge + step(0, 0.02, 0),
            edge + step(0.03, -0.10, 0.03),
            edge + step(0.03, -0.42, 0.03),
        ]
    )
    bench.rack.add(
        thread,
        tube(path, 0.018, sides=5),
        ball(high.mean(0) + step(0, 0.02, 0), np.array([0.05, 0.03, 0.05]), 8, 5),
    )
    fringe = turned(np.array([[0.085, -0.40], [0.07, -0.2], [0.045, -0.02], [0.0, 0.02]]), 10)
    points = fringe.points + path[-1]
    bench.rack.add(
        thread,
        Mesh(
            points=points,
            normals=fringe.normals,
            uv=fringe.uv,
            triangles=fringe.triangles,
            anchors=points,
        ),
    )


def _slab(low: Points, high: Points) -> Mesh:
    """Return a board between two squares whose corners run anticlockwise as seen from above."""
    up = high.mean(0) - low.mean(0)
    facing = np.cross(high[1] - high[0], high[2] - high[0]) @ up
    low, high = (low, high) if facing > 0 else (low[::-1], high[::-1])
    parts = [
        sheet(np.stack([high[[0, 1]], high[[3, 2]]])),
        sheet(np.stack([low[[3, 2]], low[[0, 1]]])),
    ]
    parts += [sheet(np.stack([low[[k, (k + 1) % 4]], high[[k, (k + 1) % 4]]])) for k in range(4)]
    return joined(parts)


def santa_hat(bench: Bench) -> None:
    """Pointed hat that falls to one side, with a white band and pompom."""
    felt = cloth("santa", bench.own((0.78, 0.12, 0.14)), rough=0.9)
    fur = cloth("fur", WHITE, rough=1.0)
    ring = bench.ring(hat_line(34, 16, 0), 0.24)
    u, middle = bench.skull.unit, ring.mean(0)
    t = np.linspace(0, 1, 13)
    spine = (
        middle
        + np.c_[
            0.95 * np.maximum(t - 0.45, 0) ** 1.1 * 2.0,
            2.6 * t - 2.7 * np.maximum(t - 0.42, 0) ** 1.6 * 1.5,
            -0.35 * t,
        ]
        * u
    )
    size = np.interp(t, [0, 0.25, 0.45, 0.7, 1], [1.0, 0.92, 0.62, 0.28, 0.07])
    rows = [
        p + (ring - middle) * [s, max(1 - 3 * k, 0), s]
        for p, s, k in zip(spine, size, t, strict=True)
    ]
    bench.rack.add(felt, sheet(np.stack(rows), around=True))
    bench.rack.add(
        fur,
        tube(ring, 0.12, 0.15, sides=8, closed=True),
        ball(spine[-1] + [0.05, -0.08, 0], 0.2 * u, 14, 9),
    )


def party_hat(bench: Bench) -> None:
    """Paper cone with stripes and a pompom."""
    paper = cloth("party_hat", bench.own((0.30, 0.62, 0.80)), rough=0.6)
    u = bench.skull.unit
    base, axes = bench.stand(20.0, 74.0, -0.05)
    cone = turned(np.array([[0.52, 0.0], [0.0, 1.25]]) * u, 28)
    matrix = np.stack([axes[0], axes[2], -axes[1]])
    bench.rack.add(paper, _moved(cone, matrix, base))
    stripe = cloth("party_stripes", bench.accent, rough=0.6)
    for low, high in ((0.10, 0.20), (0.40, 0.50), (0.70, 0.80)):
        band = np.array([[0.527 * (1 - low), 1.25 * low], [0.527 * (1 - high), 1.25 * high]]) * u
        bench.rack.add(stripe, _moved(turned(band, 28), matrix, base))
    bench.rack.add(stripe, ball(base + axes[2] * 1.27 * u, 0.13 * u, 10, 7))


def _moved(part: Mesh, matrix: Points, origin: Points) -> Mesh:
    points = part.points @ matrix + origin
    return Mesh(
        points=points,
        normals=part.normals @ matrix,
        uv=part.uv,
        triangles=part.triangles,
        anchors=points,
    )
