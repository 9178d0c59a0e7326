"""Styles whose hair hangs: bobs, medium and long hair."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from aigc.avatar.hair.flows import Cut, drape, framing, level
from aigc.avatar.hair.fringes import fringe
from aigc.avatar.hair.groom import Groom
from aigc.avatar.hair.skull import Floats
from aigc.avatar.warp import smoothstep

TOP = 72.0


def _fringed(g: Groom, kind: str) -> tuple[str, float | None, float]:
    """Return the fringe, where the parting begins, and where the sides begin."""
    chosen = g.fringe(kind)
    if chosen == "none":
        return chosen, None, 33.0
    if chosen == "curtain":
        return chosen, None, 46.0
    return chosen, TOP - 4, 44.0


def _hanging(
    g: Groom, kind: str, part: float, cut: Cut, *, low: float | None = None,
    frame: float | None = None, **options: Any,
) -> None:  # fmt: skip
    """Drape to a cut, with a fringe, and locks beside the face down to ``frame``."""
    azimuth = g.parting(part)
    chosen, front, first = _fringed(g, kind)
    drape(g, azimuth, cut, low=low or first, front=front, **options)
    fringe(g, chosen, azimuth)
    if frame is not None:
        framing(g, g.skull.chin - frame * g.unit)


def _below_chin(g: Groom, units: float) -> Cut:
    """Return a straight cut below the chin, as low as was asked for."""
    return level(g.skull.chin - g.drop(units))


def _bob(g: Groom) -> None:
    low = g.skull.chin + 0.04 * g.unit - g.drop(0.7) + 0.7 * g.unit

    def cut(at: Floats) -> Floats:
        return low + 0.14 * g.unit * smoothstep(np.abs(at), 80, 180)

    wave = 0.08 * g.curl(0.0)
    _hanging(
        g, "full", 0.0, cut, tuck=0.26, inward=0.0, height=0.30, wave=wave, ragged=0.03,
        shorter=0.07, **_blunt(g, 2.4),
    )  # fmt: skip
    framing(g, low + 0.02, (50, 58), clumps=1, width=0.40, height=0.26, taper=2.2)


def _blunt(g: Groom, clump: float) -> dict[str, float]:
    """Return how locks end at a straight cut."""
    return {"taper": 7.0, "tip": 0.35} if g.strips else {"taper": clump}


def _locks(g: Groom, clumps: int, width: float, taper: float) -> dict[str, Any]:
    """Return how many locks of waves there are: in strands few and broad, so that they hold."""
    if g.strips:
        return {"clumps": round(0.62 * clumps), "width": 1.5 * width, "taper": 4.0, "tip": 0.5}
    return {"clumps": clumps, "width": width, "taper": taper}


def _long_straight(g: Groom) -> None:
    _hanging(
        g, "full", 0.0, _below_chin(g, 2.3),
        height=0.24, inward=0.10, wave=0.03 + 0.11 * g.curl(0.0),
        span=2.6 - 1.6 * g.curl(0.0),
        frame=0.55, **_blunt(g, 3.0),
    )  # fmt: skip


def _long_wavy(g: Groom) -> None:
    curl = g.curl(0.6)
    _hanging(
        g, "side", 0.6, _below_chin(g, 2.0),
        height=0.30, flare=0.24, inward=0.0, wave=0.05 + 0.15 * curl,
        span=1.6, coil=0.5, steps=22, frame=0.3, shorter=0.35, ragged=0.16,
        **_locks(g, 8, 0.66, 1.7),
        phase_of=lambda az, layer: np.abs(az) * 0.05 + layer * 1.7, start=0.3,
    )  # fmt: skip


def _long_bob(g: Groom) -> None:
    _hanging(
        g, "none", 0.45, _below_chin(g, 0.42),
        height=0.27, inward=0.04, tuck=0.14, ragged=0.04, shorter=0.10,
        wave=0.02 + 0.10 * g.curl(0.0), span=1.6, **_blunt(g, 2.6),
    )  # fmt: skip


def _inverted_bob(g: Groom) -> None:
    low = g.skull.chin - g.drop(0.22)

    def cut(at: Floats) -> Floats:
        return low + 0.64 * g.unit * smoothstep(np.abs(at), 55.0, 165.0)

    _hanging(
        g, "side", 0.5, cut, tuck=0.14, inward=0.10, height=0.32, ragged=0.02, shorter=0.10,
        wave=0.06 * g.curl(0.0), clumps=11, **_blunt(g, 2.6),
    )  # fmt: skip


def _shag(g: Groom) -> None:
    _hanging(
        g, "curtain", 0.0, _below_chin(g, 0.45),
        layers=3, height=0.32, shorter=0.85, ragged=0.12, tuck=-0.16,
        wave=0.03 + 0.09 * g.curl(0.25), span=1.1, taper=1.4, clumps=9,
    )  # fmt: skip
    framing(g, g.skull.chin + 0.05 * g.unit, (54, 68), tuck=-0.15, width=0.34)


def _wolf_cut(g: Groom) -> None:
    """Lay a short full crown over a long thin nape."""
    short = g.skull.lids - 0.30 * g.unit
    tail = g.skull.chin - g.drop(0.75)

    def nape(at: Floats) -> Floats:
        return tail + 0.5 * g.unit * smoothstep(np.abs(at), 120.0, 60.0)

    drape(
        g, 0.0, nape, low=68.0, layers=1, clumps=8, height=0.12, inward=0.16, tuck=-0.14, taper=1.3,
        ragged=0.16, front=50.0, ring=0.0,
    )  # fmt: skip

    def crown(at: Floats) -> Floats:
        return short - 0.30 * g.unit * smoothstep(np.abs(at), 60.0, 150.0)

    drape(
        g, 0.0, crown, low=48.0, layers=2, clumps=8, height=0.42, tuck=0.05, taper=1.3, ragged=0.14,
        shorter=0.30, front=TOP - 4, wave=0.02 + 0.1 * g.curl(0.15), span=1.0,
    )  # fmt: skip
    fringe(g, g.fringe("spiky"))
    framing(g, g.skull.chin - 0.12 * g.unit, (54, 64), width=0.30, tuck=-0.06)


def _wavy_medium(g: Groom) -> None:
    curl = g.curl(0.5)
    _hanging(
        g, "side", -0.5, _below_chin(g, 0.70),
        height=0.32, flare=0.20, inward=0.0, wave=0.04 + 0.13 * curl,
        span=1.15, coil=0.5, steps=20, shorter=0.30, ragged=0.12, **_locks(g, 9, 0.60, 1.8),
        phase_of=lambda az, layer: np.abs(az) * 0.04 + layer * 1.5, start=0.3,
    )  # fmt: skip


def _hime(g: Groom) -> None:
    low = g.skull.chin - g.drop(2.3)

    def cut(at: Floats) -> Floats:
        return np.full(np.shape(at), low)

    _hanging(
        g, "full", 0.0, cut, low=66.0, height=0.24, inward=0.08, ragged=0.02, shorter=0.03,
        **({"taper": 12.0, "tip": 0.5} if g.strips else {"taper": 7.0, "tip": 0.4}),
    )  # fmt: skip
    cheek = g.skull.chin + 0.16 * g.unit
    for _ in range(2):
        framing(
            g, cheek, (50, 66), clumps=3, width=0.42, height=0.25, taper=14.0, tip=0.75,
            ragged=0.01,
        )  # fmt: skip


def _long_layers(g: Groom) -> None:
    _hanging(
        g, "curtain", 0.0, _below_chin(g, 2.0),
        layers=3, height=0.30, shorter=0.75, ragged=0.10, tuck=-0.20,
        inward=0.06, wave=0.03 + 0.1 * g.curl(0.2), span=2.0, taper=1.6, clumps=8, steps=15,
    )  # fmt: skip


STYLES: Mapping[str, Callable[[Groom], None]] = MappingProxyType(
    {
        "bob": _bob, "long_bob": _long_bob, "inverted_bob": _inverted_bob, "shag": _shag,
        "wolf_cut": _wolf_cut, "wavy_medium": _wavy_medium, "hime": _hime,
        "long_straight": _long_straight, "long_wavy": _long_wavy, "long_layers": _long_layers,
    }
)  # fmt: skip
