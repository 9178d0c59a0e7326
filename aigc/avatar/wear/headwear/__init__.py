"""What is worn on the head, by the names of `aigc.avatar.catalogue.HEADWEAR`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.hair.skull import Skull, angles, skull_of
from aigc.avatar.piece import Piece
from aigc.avatar.shape import Shape
from aigc.avatar.spec import AvatarSpec
from aigc.avatar.warp import smoothstep
from aigc.avatar.wear.headwear import caps, hats, ornaments
from aigc.avatar.wear.headwear.head import UNDER, Bench, hair_heights, hat_line, thickness

HATS: Mapping[str, Callable[[Bench], None]] = MappingProxyType(
    {
        "beanie": caps.beanie,
        "pom_beanie": caps.pom_beanie,
        "baseball_cap": caps.baseball_cap,
        "bucket_hat": hats.bucket_hat,
        "beret": hats.beret,
        "fedora": hats.fedora,
        "straw_hat": hats.straw_hat,
        "top_hat": hats.top_hat,
        "cowboy_hat": hats.cowboy_hat,
        "hard_hat": hats.hard_hat,
        "chef_hat": hats.chef_hat,
        "graduation": hats.graduation,
        "santa_hat": hats.santa_hat,
    }
)
"""What covers the head; hair under it is pressed."""
ORNAMENTS: Mapping[str, Callable[[Bench], None]] = MappingProxyType(
    {
        "party_hat": hats.party_hat,
        "headband": ornaments.headband,
        "bow": ornaments.bow,
        "hair_clip": ornaments.hair_clip,
        "flower": ornaments.flower,
        "wreath": ornaments.wreath,
        "crown": ornaments.crown,
        "tiara": ornaments.tiara,
        "hairpin": ornaments.hairpin,
        "headphones": ornaments.headphones,
        "headset": ornaments.headset,
        "cat_ears": ornaments.cat_ears,
        "rabbit_ears": ornaments.rabbit_ears,
        "halo": ornaments.halo,
    }
)
"""What sits on the hair."""


def headwear(
    spec: AvatarSpec, shape: Shape, skull: Skull | None = None, hair: Points | None = None
) -> tuple[Piece, ...]:
    """Return the spec's headwear, carried by the head.

    Parameters
    ----------
    hair : shape (n, 3), or None
        Points of the hair that things sit on, decimetres, none of a bald head; `pressed` first
        under hats. None where it is not known.
    """
    style = spec.headwear.style
    if style == "none":
        return ()
    skull = skull or skull_of(shape)
    bench = Bench(spec=spec, skull=skull)
    if hair is not None:
        bench.hair = hair_heights(hair, skull)
        bench.sink = max(0.0, UNDER - thickness(bench.hair))
    (HATS.get(style) or ORNAMENTS[style])(bench)
    return bench.rack.fixed("Head")


def pressed(spec: AvatarSpec, skull: Skull, hair: Points) -> Points:
    """Return the hair's points with those under a hat pressed to the head.

    Parameters
    ----------
    hair : shape (n, 3)
        Decimetres; unchanged where the spec has no hat.
    """
    if spec.headwear.style not in HATS:
        return hair
    away = hair - skull.middle
    length = np.linalg.norm(away, axis=1)
    azimuth, elevation = angles(away)
    most = skull.radius(azimuth, elevation) + UNDER * skull.unit
    under = smoothstep(elevation - hat_line()(azimuth), -12, 4)
    shrink = 1 - under * (1 - np.minimum(most / np.maximum(length, 1e-9), 1))
    found: Points = skull.middle + away * shrink[:, None]
    return found
