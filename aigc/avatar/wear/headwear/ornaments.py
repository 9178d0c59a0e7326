"""What sits on hair: bands, bows, clips, flowers, crowns, ears, and what is worn on ears."""

from __future__ import annotations

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.piece import unit
from aigc.avatar.wear.fabric import GOLD, SILVER, WHITE, cloth, darker, hard, lighter, mixed, trim
from aigc.avatar.wear.headwear.head import Bench, hat_line
from aigc.avatar.wear.lofts import (
    UP,
    Mesh,
    ball,
    both,
    frame,
    joined,
    mirrored,
    outline_plate,
    placed,
    sheet,
    step,
    tube,
    turned,
)
from aigc.avatar.wear.outfits.parts import bow as ribbon_bow

LEAF = (0.36, 0.52, 0.30)


def _arc(bench: Bench, reach: float, lean: float, above: float, count: int = 33) -> Points:
    """Return a path from ear to ear over the crown, ``lean`` degrees behind the ears' plane.

    Locks that stand up more than the others do not lift it; they stick out in front and behind.
    """
    t = np.radians(np.linspace(-reach, reach, count))
    way = np.stack([np.sin(t), np.cos(t), np.full(count, -np.tan(np.radians(lean)))], 1)
    way = unit(way)
    azimuth = np.degrees(np.arctan2(way[:, 0], way[:, 2]))
    elevation = np.degrees(np.arcsin(way[:, 1]))
    height = bench.height(azimuth, elevation)
    height = np.minimum(height, np.median(height) + 0.04)
    place = bench.skull.place(azimuth, elevation, height + above)
    radius = np.linalg.norm(place - bench.skull.middle, axis=1)
    for _ in range(6):
        radius[1:-1] = np.maximum(
            radius[1:-1], 0.5 * radius[1:-1] + 0.25 * (radius[:-2] + radius[2:])
        )
    result: Points = bench.skull.middle + way * radius[:, None]
    return result


def headband(bench: Bench) -> None:
    """Broad band from ear to ear."""
    path = _arc(bench, 96, -10, 0.05)
    bench.rack.add(
        cloth("headband", bench.colour, rough=0.5),
        tube(path, 0.03, 0.11 * bench.skull.unit, up=_along(path), sides=10),
    )


def _along(path: Points) -> Points:
    """Return the direction across a band, from front to back."""
    return np.broadcast_to(np.array([0.0, 0.0, 1.0]), path.shape)


def bow(bench: Bench) -> None:
    """Large ribbon at one side of the crown."""
    place, axes = bench.stand(36.0, 56.0, 0.06)
    facing = unit(0.45 * axes[2] + [0.15, 0, 0.75])
    made = ribbon_bow(place, facing, 0.56 * bench.skull.unit, 0.34 * bench.skull.unit, 0.02)
    bench.rack.add(cloth("bow", bench.own(bench.accent), rough=0.6), made)


def hair_clip(bench: Bench) -> None:
    """Two bars above a temple."""
    for k, (azimuth, elevation) in enumerate(((46.0, 30.0), (50.0, 20.0))):
        place, axes = bench.stand(azimuth, elevation, 0.03)
        t = np.linspace(-1, 1, 9)[:, None]
        line = place + axes[0] * t * 0.17 + axes[1] * 0.05 * t - axes[2] * 0.03 * t**2
        tone = (bench.own(bench.accent), bench.accent)[k]
        bench.rack.add(
            hard(f"clip{k}", tone, rough=0.25), tube(line, 0.036, 0.022, up=axes[2], sides=8)
        )


def _blossom(
    place: Points, axes: Points, size: float, petals: int = 5, layers: int = 2
) -> tuple[Mesh, Mesh]:
    """Return the petals and the heart of a flower."""
    t = np.linspace(0, 1, 6)[:, None]
    s = np.linspace(-1, 1, 5)
    made = []
    for layer, (scale, lift) in enumerate(((1.0, 0.0), (0.62, 0.25))[:layers]):
        for k in range(petals):
            turn = 2 * np.pi * (k + 0.5 * layer) / petals
            wide = 0.42 * np.sin(np.pi * np.clip(t, 0.02, 0.98) ** 0.75) ** 0.7
            x, y = wide * s, t + 0 * s
            z = (
                lift
                + (0.10 + 0.3 * lift) * np.sin(2.2 * t)
                - 0.16 * t * (1 - 2 * lift)
                + 0.10 * s**2
            )
            c, sn = np.cos(turn), np.sin(turn)
            grid = np.stack([x * c - y * sn, x * sn + y * c, z], -1) * size * scale
            made.append(sheet(grid @ axes + place))
    heart = ball(place + axes[2] * 0.30 * size, 0.18 * size, 8, 6)
    return joined(made), heart


def flower(bench: Bench) -> None:
    """Blossom above one ear with two leaves."""
    u = bench.skull.unit
    place, axes = bench.stand(62.0, 22.0, 0.06)
    petals, heart = _blossom(place, axes, 0.30 * u)
    bench.rack.add(cloth("petals", bench.own(bench.accent), rough=0.7), petals)
    bench.rack.add(cloth("hearts", (0.96, 0.80, 0.34)), heart)
    bench.rack.add(
        cloth("leaves", LEAF), _leaf(place, axes, 0.36 * u, -2.2), _leaf(place, axes, 0.34 * u, 2.6)
    )


def _leaf(place: Points, axes: Points, size: float, turn: float) -> Mesh:
    t = np.linspace(0, 1, 6)[:, None]
    s = np.linspace(-1, 1, 3)
    x, y = 0.24 * np.sin(np.pi * t) * s, t + 0 * s
    c, sn = np.cos(turn), np.sin(turn)
    grid = (
        np.stack(
            [x * c - y * sn, x * sn + y * c, 0.05 * np.sin(3 * t) - 0.06 * np.abs(s) + 0 * t], -1
        )
        * size
    )
    return sheet(grid @ axes + place - axes[2] * 0.03)


def wreath(bench: Bench) -> None:
    """Leaves and small flowers around the head."""
    u = bench.skull.unit
    line = hat_line(34, 24, 10)
    azimuth = np.linspace(-180, 180, 40, endpoint=False)
    vine = bench.at(azimuth, line(azimuth), 0.05)
    bench.rack.add(cloth("vine", darker(LEAF, 0.3)), tube(vine, 0.03, sides=5, closed=True))
    for k in range(0, 40, 2):
        axes = frame(unit(vine[k] - bench.skull.middle))
        for turn in (-1.1, -2.0):
            bench.rack.add(cloth("leaves", LEAF), _leaf(vine[k], axes, 0.24 * u, turn))
        if k % 8 == 4:
            petals, heart = _blossom(vine[k] + axes[2] * 0.04, axes, 0.16 * u, layers=1)
            tone = bench.accent if k % 16 == 4 else lighter(bench.own(bench.accent), 0.45)
            bench.rack.add(cloth(f"petals{k % 16}", tone), petals)
            bench.rack.add(cloth("hearts", (0.96, 0.80, 0.34)), heart)


def crown(bench: Bench) -> None:
    """King's crown with points and stones."""
    gold = hard("crown", bench.own(GOLD), "metal", 0.25)
    u = bench.skull.unit
    ring = bench.ring(hat_line(40, 30, 22), 0.26, columns=48)
    middle = ring.mean(0)
    points = 0.42 * (0.5 + 0.5 * np.cos(np.arange(48) * 2 * np.pi / 6)) ** 1.4
    out = unit((ring - middle) * [1, 0, 1])
    rows = [
        ring + UP * 0.0,
        ring + UP * 0.20 * u + out * 0.02,
        ring + UP * ((0.24 + points) * u)[:, None] + out * 0.09,
    ]
    inner = [r - out * 0.035 for r in rows[::-1]]
    bench.rack.add(gold, sheet(np.stack([*rows, *inner]), around=True))
    for height in (0.03, 0.19):
        bench.rack.add(gold, tube(ring + UP * height * u + out * 0.01, 0.026, sides=5, closed=True))
    gem = hard("gems", bench.accent, rough=0.12)
    for k in range(0, 48, 6):
        bench.rack.add(
            gem,
            ball(ring[k] + UP * 0.11 * u + out[k] * 0.025, np.array([0.05, 0.065, 0.04]) * u, 8, 5),
        )
        bench.rack.add(gold, ball(rows[2][k], 0.045 * u, 6, 4))


def tiara(bench: Bench) -> None:
    """Small crown over the forehead."""
    metal = hard("tiara", bench.own(SILVER), "metal", 0.2)
    gem = hard("gems", bench.accent, rough=0.1)
    a = np.linspace(-72, 72, 25)
    line = bench.at(a, 44 - 0.0028 * a**2, 0.03)
    bench.rack.add(metal, tube(line, 0.022, sides=6))
    high = np.exp(-((a / 26) ** 2)) * 0.36 + 0.10
    top = (
        line
        + UP
        * (high * (0.75 + 0.25 * np.cos(np.arange(25) * np.pi / 2)))[:, None]
        * bench.skull.unit
    )
    bench.rack.add(metal, tube(top[2:-2], 0.014, sides=5))
    for k in range(2, 23, 2):
        bench.rack.add(metal, tube(np.stack([line[k], top[k]]), 0.011, sides=4))
        bench.rack.add(gem, ball(top[k], (0.05 if k == 12 else 0.03) * bench.skull.unit, 8, 5))
    bench.rack.add(
        gem,
        ball(
            (line[12] + top[12]) / 2 + [0, 0, 0.03],
            np.array([0.06, 0.09, 0.04]) * bench.skull.unit,
            10,
            7,
        ),
    )


def hairpin(bench: Bench) -> None:
    """Pin with a blossom and hanging beads, as worn with hanfu."""
    u = bench.skull.unit
    gold = hard("hairpin", bench.own(GOLD), "metal", 0.25)
    place, axes = bench.stand(62.0, 40.0, 0.10)
    inward = bench.at(120.0, 62.0, -0.10)
    bench.rack.add(gold, tube(np.stack([place, (place + inward) / 2, inward]), 0.022, sides=6))
    petals, heart = _blossom(place, axes, 0.20 * u)
    bench.rack.add(cloth("petals", bench.accent, rough=0.5), petals)
    bench.rack.add(gold, heart)
    bead = hard("beads", lighter(bench.accent, 0.6), rough=0.15)
    for k, (shift, length) in enumerate(((-0.08, 0.55), (0.0, 0.72), (0.08, 0.55))):
        top = place + axes[0] * shift + axes[2] * 0.06 - UP * 0.05
        end = top - UP * length * u
        bench.rack.add(gold, tube(np.stack([top, (top + end) / 2, end]), 0.008, sides=4))
        for t in (0.35, 0.7, 1.0):
            bench.rack.add(
                bead, ball(top + (end - top) * t, (0.028 + 0.012 * (t == 1) + 0.002 * k) * u, 8, 5)
            )


def _ear_place(bench: Bench) -> Points:
    """Return the middle of the left ear's opening, outside of the hair."""
    place = bench.skull.place(np.array(90.0), np.array(-19.0), np.array(0.0), over=True)
    hair = bench.at(90.0, -19.0, 0.0)
    return place if place[0] > hair[0] else hair


def _cup(at: Points, size: float, profile: list[tuple[float, float]]) -> Mesh:
    """Return a turned shape that faces the left."""
    part = turned(np.array(profile) * size, 24)
    return placed(part, np.array([[0.0, 0, -1], [1, 0, 0], [0, -1, 0]]), at)


def _phones(bench: Bench, cups: tuple[float, ...]) -> Points:
    u = bench.skull.unit
    at = _ear_place(bench)
    shell = hard("headphones", bench.colour, rough=0.35)
    soft = cloth("cushions", trim(bench.colour, 0.25), rough=0.8)
    ring = hard("headphone_rings", bench.accent, rough=0.3)
    path = _arc(bench, 84, 2, 0.10)
    path = np.concatenate(
        [[at * [-1, 1, 1] + step(-0.10, 0.12 * u, 0)], path, [at + step(0.10, 0.12 * u, 0)]]
    )
    bench.rack.add(shell, tube(path, 0.045 * u, 0.10 * u, up=_along(path), sides=10))
    bench.rack.add(
        soft,
        tube(
            path[9:-9] - unit(path[9:-9] - bench.skull.middle) * 0.05 * u,
            0.04 * u,
            0.085 * u,
            up=_along(path[9:-9]),
            sides=8,
        ),
    )
    pad = _cup(at, u, [(0.20, -0.06), (0.34, -0.05), (0.38, 0.0), (0.36, 0.06), (0.2, 0.07)])
    cap = _cup(
        at,
        u,
        [(0.30, 0.05), (0.345, 0.08), (0.34, 0.16), (0.29, 0.21), (0.20, 0.225), (0.0, 0.225)],
    )
    disc = _cup(at, u, [(0.20, 0.215), (0.21, 0.235), (0.17, 0.245), (0.0, 0.235)])
    for side in cups:
        bench.rack.add(soft, pad if side > 0 else mirrored(pad))
        bench.rack.add(shell, cap if side > 0 else mirrored(cap))
        bench.rack.add(ring, disc if side > 0 else mirrored(disc))
    return at


def headphones(bench: Bench) -> None:
    """Large headphones over both ears."""
    _phones(bench, (1.0, -1.0))


def headset(bench: Bench) -> None:
    """Headphones with a microphone before the mouth."""
    u = bench.skull.unit
    at = _phones(bench, (1.0, -1.0))
    mouth = bench.skull.place(np.array(24.0), np.array(-52.0), np.array(0.16))
    start = at + np.array([0.16 * u, -0.12 * u, 0.05])
    t = np.linspace(0, 1, 14)[:, None]
    bend = np.array([0.22, -0.30, 0.30]) * u
    path = start + (mouth - start) * t + bend * np.sin(np.pi * t) * (1 - 0.5 * t)
    bench.rack.add(hard("headphones", bench.colour, rough=0.35), tube(path, 0.026 * u, sides=6))
    bench.rack.add(
        cloth("microphone", trim(bench.colour, 0.3), rough=1.0),
        ball(path[-1], np.array([0.10, 0.075, 0.075]) * u, 10, 7),
    )


def _ear(bench: Bench, outline: Points, azimuth: float, elevation: float, tilt: float, inner: float,
         bulge: float) -> tuple[Mesh, Mesh]:  # fmt: skip
    """Return an animal's left ear and the lining in its middle."""
    u = bench.skull.unit
    place = bench.at(azimuth, elevation, -0.06)
    c, s = np.cos(tilt), np.sin(tilt)
    axes = np.array([[c, -s, 0.0], [s, c, -0.12], [0.0, 0.12, 1.0]])
    axes = np.stack([unit(axes[0]), unit(axes[1]), np.cross(unit(axes[0]), unit(axes[1]))])
    shell = outline_plate(outline * u, 0.07 * u, bulge)
    lining = outline_plate((outline - [0, 0.06]) * inner * u + [0, 0.05 * u], 0.02 * u, bulge)
    front = place + axes[2] * 0.072 * u
    return placed(shell, axes, place), placed(lining, axes, front)


def cat_ears(bench: Bench) -> None:
    """Cat's ears on a thin band."""
    t = np.linspace(0, 1, 10)
    right = np.c_[0.34 * (1 - t) ** 0.8, 0.62 * t**0.9]
    outline = np.concatenate([[[0.0, -0.10]], right, right[-2::-1] * [-1, 1]])
    shell, lining = _ear(bench, outline, 118.0, 62.0, 0.36, 0.66, 0.06)
    bench.rack.add(cloth("animal_ears", bench.colour, rough=0.95), both(shell), _thin_band(bench))
    bench.rack.add(cloth("ear_lining", lighter(bench.accent, 0.35), rough=0.95), both(lining))


def rabbit_ears(bench: Bench) -> None:
    """Rabbit's ears on a thin band."""
    t = np.linspace(0, np.pi, 16)
    outline = np.c_[0.20 * np.sin(t) ** 0.8 * (1 - 0.15 * np.cos(t)), 0.68 - 0.72 * np.cos(t)]
    outline = np.concatenate([outline, outline[-2:0:-1] * [-1, 1]])
    shell, lining = _ear(bench, outline, 130.0, 68.0, 0.20, 0.74, 0.05)
    bench.rack.add(
        cloth("animal_ears", bench.own(WHITE), rough=0.95), both(shell), _thin_band(bench)
    )
    bench.rack.add(cloth("ear_lining", lighter(bench.accent, 0.45), rough=0.95), both(lining))


def _thin_band(bench: Bench) -> Mesh:
    path = _arc(bench, 90, 8, 0.02)
    return tube(path, 0.022, 0.035 * bench.skull.unit, up=_along(path), sides=6)


def halo(bench: Bench) -> None:
    """Ring of light above the head."""
    u = bench.skull.unit
    t = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    middle = np.array([0, bench.skull.top + 0.62 * u, bench.skull.middle[2] - 0.1])
    line = middle + np.c_[0.62 * np.sin(t), 0.10 * np.cos(t + 2.8), 0.62 * np.cos(t)] * u
    tone = mixed(bench.own((1.0, 0.86, 0.45)), (1.0, 0.95, 0.75), 0.35)
    bench.rack.add(
        hard("halo", tone, "unlit", outline=0.0), tube(line, 0.05 * u, sides=10, closed=True)
    )
