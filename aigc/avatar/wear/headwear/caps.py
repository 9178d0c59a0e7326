"""Caps that lie close to the head."""

from __future__ import annotations

import numpy as np

from aigc.avatar.wear.fabric import cloth, trim
from aigc.avatar.wear.headwear.head import COVER, Bench, hat_line
from aigc.avatar.wear.lofts import Mesh, ball, joined, plate, sheet, tube


def _cuff(bench: Bench, width: float, height: float, ribs: int = 0, rise: float = 0.0) -> Mesh:
    """Return a folded band along the hat's line."""
    line = hat_line()
    columns = 2 * ribs if ribs else 48
    azimuth = np.linspace(-180, 180, columns, endpoint=False)
    sunk = np.where(np.arange(columns) % 2, 0.0, 0.022) if ribs else np.zeros(columns)
    rows = [
        (-1, height - 0.06),
        (-2, height + 0.02),
        (3, height + 0.06),
        (width - 3, height + 0.05 + rise),
        (width, height + rise),
        (width - 1, height - 0.05),
    ]
    grid = [
        bench.over(azimuth, line(azimuth) + e, h - sunk * (0 < k < 5))
        for k, (e, h) in enumerate(rows)
    ]
    return sheet(np.stack(grid), around=True)


def beanie(bench: Bench) -> None:
    """Knitted cap with a ribbed fold."""
    knit, rib = (
        cloth("beanie", bench.colour, rough=0.95),
        cloth("beanie_rib", trim(bench.colour, 0.12), rough=0.95),
    )
    bench.rack.add(knit, bench.dome(hat_line(), np.array([0.17, 0.21, 0.25, 0.27, 0.27, 0.27])))
    bench.rack.add(rib, _cuff(bench, 18, COVER - 0.015, ribs=40))


def pom_beanie(bench: Bench) -> None:
    """Knitted cap with a pompom."""
    beanie(bench)
    u = bench.skull.unit
    place = bench.over(180.0, 82.0, 0.46)
    wool = ball(np.zeros(3), 1.0, 16, 11)
    bumps = 1 + 0.07 * np.sin(11 * wool.points[:, 0] + 3) * np.sin(9 * wool.points[:, 1]) * np.sin(
        10 * wool.points[:, 2] + 1
    )
    points = wool.points * bumps[:, None] * 0.27 * u + place
    pom = Mesh(
        points=points, normals=wool.normals, uv=wool.uv, triangles=wool.triangles, anchors=points
    )
    bench.rack.add(cloth("pompom", bench.accent, rough=1.0), pom)


def baseball_cap(bench: Bench) -> None:
    """Cap of six panels with a curved visor."""
    fabric, seam = cloth("cap", bench.colour), cloth("cap_seam", trim(bench.colour, 0.16))
    line = hat_line(27, 10, -6)
    heights = np.array([0.20, 0.25, 0.27, 0.26, 0.24, 0.24])
    bench.rack.add(fabric, bench.dome(line, heights))
    for azimuth in (0, 60, 120, 180, -120, -60):
        e = np.linspace(float(line(np.array(float(azimuth)))), 88, 10)
        rise = np.interp(np.linspace(0, 1, 10), np.linspace(0, 1, 6), heights)
        bench.rack.add(
            seam, tube(bench.over(azimuth + 0 * e, e, rise + 0.004), 0.010, sides=4, capped=False)
        )
    bench.rack.add(seam, ball(bench.over(0.0, 90.0, 0.26), np.array([0.06, 0.035, 0.06]), 10, 6))
    a = np.linspace(-62, 62, 25)
    edge = bench.over(a, line(a), 0.215)
    s = a / 62
    t = np.linspace(0, 1, 6)[:, None, None]
    reach = 0.78 * bench.skull.unit * np.sqrt(np.maximum(1 - s**2, 0))[:, None]
    arch = -0.16 * (s**2)[:, None] * t
    out = np.array([0, -0.10, 1.0]) * reach * t + np.array([0, 1.0, 0]) * (
        arch - 0.22 * t**1.6 * (1 - s**2)[:, None]
    )
    top = edge + out
    visor = cloth("visor", bench.accent)
    bench.rack.add(
        visor,
        joined(
            [
                plate(top[::-1], 0.04, np.array([0, 1.0, 0.2])),
                plate((top - [0, 0.045, 0])[:, ::-1][::-1], 0.0),
            ]
        ),
    )
