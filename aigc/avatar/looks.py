"""The looks: how each bends a face, opens its eyes, and is shaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from aigc.avatar.warp import Warp
from aigc.types.avatar import Rgb, Shading


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One way to draw the same spec.

    Attributes
    ----------
    shading : Shading
        How light falls.
    drawn : bool
        Whether eyes, brows and lips are drawn as in an anime, or painted as on a face.
    strips : bool
        Whether hair is strips of many strands, or closed clumps.
    woman, man : Warp
        How faces bend; others lie between.
    open_woman, open_man : float
        How far the lids open beyond the base mesh's.
    childlike : float
        How much of a child's proportions is mixed in, 0 to 1.
    nose : float
        How much smaller the nose's own shape is, 0 to 1.
    iris : float
        Size of the iris beside a real one.
    smooth : float
        How much of the skin's shading is a smooth egg's rather than the face's own, 0 to 1.
    outline, rim : float
        As in `aigc.types.avatar.Material`.
    plain : bool
        One texture without marks; for clay and the like.
    tint : Rgb or None
        All colours drawn towards this one.
    darkest : float
        How light black becomes under a tint, 0 to 1.
    painted_eyes : float
        How much of their colour eyes keep under a tint, 0 to 1.
    facets : bool
        Whether every triangle has one brightness.
    """

    shading: Shading
    drawn: bool
    strips: bool
    woman: Warp
    man: Warp
    open_woman: float
    open_man: float
    childlike: float = 0.0
    nose: float = 0.3
    iris: float = 1.0
    smooth: float = 0.0
    outline: float = 0.0
    rim: float = 0.0
    plain: bool = False
    tint: Rgb | None = None
    darkest: float = 0.42
    painted_eyes: float = 0.12
    facets: bool = False
    roughness: float = 0.5


ANIME = Look(
    shading="toon",
    drawn=True,
    strips=False,
    woman=Warp(
        eye=(1.62, 1.62, 1.02), eye_shift=(-0.012, -0.06, -0.02), eye_reach=0.60, eye_turn=20.0,
        nose=(0.55, 0.55, 0.40), nose_back=0.05, mouth=(0.70, 0.80), mouth_up=-0.02, jaw=0.08,
        cheek=-0.05, puff=0.05, chin_up=0.10, cranium=0.10, head=1.22, neck=0.74, shoulders=0.90,
    ),
    man=Warp(
        eye=(1.62, 1.58, 1.02), eye_shift=(0.01, -0.06, -0.02), eye_reach=0.60, eye_turn=20.0,
        nose=(0.60, 0.65, 0.55), nose_back=0.03, mouth=(0.80, 0.85), jaw=0.06, cheek=-0.02,
        puff=0.02, chin_up=0.11, cranium=0.10, head=1.19, neck=0.80, shoulders=0.95,
    ),
    open_woman=1.18,
    open_man=1.1,
    childlike=0.35,
    nose=0.8,
    iris=1.36,
    smooth=0.9,
    outline=1.0,
    rim=0.25,
)  # fmt: skip
HUMAN = Look(
    shading="standard",
    drawn=False,
    strips=True,
    woman=Warp(
        eye=(1.27, 1.37, 1.1), nose=(0.84, 0.88, 0.92), mouth=(0.94, 0.96), chin_up=0.04,
        jaw=0.07, head=1.10, neck=0.86, shoulders=0.95,
    ),
    man=Warp(
        eye=(1.23, 1.31, 1.08), nose=(0.90, 0.92, 0.94), mouth=(0.92, 0.95), chin_up=0.03,
        head=1.09, neck=0.96,
    ),
    open_woman=0.36,
    open_man=0.40,
    iris=1.0,
    smooth=0.15,
)  # fmt: skip
FILM = replace(
    HUMAN,
    strips=False,
    woman=Warp(
        eye=(1.48, 1.44, 1.04), eye_shift=(0.015, 0.0, -0.02), eye_reach=0.50, eye_turn=16.0,
        nose=(0.74, 0.72, 0.80), mouth=(0.90, 0.92), mouth_up=-0.04, jaw=0.10, cheek=-0.03,
        puff=0.02, chin_up=0.04, cranium=0.10, head=1.22, neck=0.74, shoulders=0.90,
    ),
    man=Warp(
        eye=(1.42, 1.38, 1.04), eye_shift=(0.015, 0.0, -0.02), eye_reach=0.50, eye_turn=16.0,
        nose=(0.86, 0.82, 0.95), mouth=(0.96, 0.94), mouth_up=-0.02, jaw=0.0, puff=0.02,
        chin_up=0.04, cranium=0.06, head=1.22, neck=0.84, shoulders=0.97,
    ),
    open_woman=0.76,
    open_man=0.65,
    childlike=0.42,
    nose=0.6,
    iris=1.42,
    smooth=0.35,
    roughness=0.46,
)  # fmt: skip
LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "anime": ANIME,
        "human": HUMAN,
        "film": FILM,
        "clay": replace(FILM, plain=True, tint=(0.80, 0.55, 0.42), roughness=0.85),
        "porcelain": replace(
            FILM,
            plain=True,
            tint=(0.96, 0.95, 0.93),
            roughness=0.18,
            darkest=0.68,
            painted_eyes=0.9,
        ),
        "lowpoly": replace(FILM, plain=True, facets=True, iris=1.2, smooth=0.2, roughness=0.8),
        "poster": replace(ANIME, shading="flat", outline=2.6, rim=0.0),
    }
)


def between(a: Warp, b: Warp, t: float) -> Warp:
    """Return the warp at ``t`` from 0 (``a``) to 1 (``b``)."""

    def mix(x: float | tuple[float, ...], y: float | tuple[float, ...]) -> object:
        if isinstance(x, tuple) and isinstance(y, tuple):
            return tuple(p + (q - p) * t for p, q in zip(x, y, strict=True))
        assert isinstance(x, float | int) and isinstance(y, float | int)
        return x + (y - x) * t

    names = Warp.__dataclass_fields__
    return Warp(**{n: mix(getattr(a, n), getattr(b, n)) for n in names})  # type: ignore[arg-type]
