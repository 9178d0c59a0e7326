"""What lies under something sees less of the sky."""

import numpy as np

from aigc.avatar import sky, spec
from aigc.avatar.build import build
from aigc.types.avatar import Material, Part


def sheet(name: str, height: float, side: float, kind: str = "cloth") -> Part:
    """Return a level square at a height, metres, that faces the sky."""
    along = np.linspace(-side / 2, side / 2, 21)
    x, z = (grid.ravel() for grid in np.meshgrid(along, along))
    k = np.arange(20)[:, None] * 21 + np.arange(20)
    corners = np.array([[0, 21, 1], [1, 21, 22]])
    triangles = (k.reshape(-1, 1, 1) + corners).reshape(-1, 3)
    count = len(x)
    return Part(
        name=name,
        positions=np.stack([x, np.full(count, height), z], axis=1).astype(np.float32),
        normals=np.tile(np.float32([0, 1, 0]), (count, 1)),
        uv=np.zeros((count, 2), np.float32),
        triangles=triangles.astype(np.int32),
        material=Material(name=name, kind=kind),
        joints=np.zeros((count, 4), np.uint16),
        weights=np.tile(np.float32([1, 0, 0, 0]), (count, 1)),
    )


def test_a_roof_darkens_what_lies_below_it_and_not_itself() -> None:
    floor, roof = sky.under_sky([sheet("floor", 0.0, 0.4), sheet("roof", 0.08, 0.12)])
    middle, corner = floor.occlusion[220], floor.occlusion[0]
    assert middle < 0.75 * corner
    assert roof.occlusion.min() > 0.95 and corner > 0.85


def test_glass_covers_nothing_and_is_not_darkened() -> None:
    floor, pane = sky.under_sky([sheet("floor", 0.0, 0.4), sheet("pane", 0.08, 0.12, "glass")])
    assert floor.occlusion.min() > 0.95
    assert pane.occlusion is None


def test_a_painted_throat_is_darker_than_a_forehead_and_a_drawn_one_is_not() -> None:
    painted = build(spec.AvatarSpec(look="human", hair=spec.Hair(style="bald")))
    skin = next(p for p in painted.parts if p.name == "skin")
    y, z, eyes = skin.positions[:, 1], skin.positions[:, 2], painted.eyes
    near = np.abs(skin.positions[:, 0]) < 0.03
    forehead = near & (y > eyes[1] + 0.03) & (z > eyes[2])
    throat = near & (y > eyes[1] - 0.16) & (y < eyes[1] - 0.13) & (z > eyes[2] - 0.12)
    assert forehead.sum() > 20 and throat.sum() > 5
    assert skin.occlusion[throat].mean() < 0.8 * skin.occlusion[forehead].mean()
    drawn = build(spec.AvatarSpec(look="anime", hair=spec.Hair(style="bald")))
    assert all(part.occlusion is None for part in drawn.parts)
