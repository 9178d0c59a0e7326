from dataclasses import replace

import numpy as np
import pytest

from aigc.avatar.finish import tinted
from aigc.avatar.looks import LOOKS
from aigc.avatar.piece import Piece, faceted, rigid
from aigc.avatar.poster import INKS, in_inks, printed
from aigc.types.avatar import Material

GRID = 9


@pytest.fixture
def sheet():
    """A square decimetre of a bumpy sheet, one corner of which moves far."""
    x, y = (a.ravel() for a in np.meshgrid(*[np.linspace(0, 1, GRID)] * 2))
    points = np.c_[x, y, 0.02 * np.sin(9 * x)]
    k = np.arange(GRID * GRID).reshape(GRID, GRID)
    a, b, c, d = (m.ravel() for m in (k[:-1, :-1], k[:-1, 1:], k[1:, 1:], k[1:, :-1]))
    triangles = np.r_[np.c_[a, b, c], np.c_[a, c, d]]
    far = np.flatnonzero((x > 0.7) & (y > 0.7))
    return Piece(
        name="sheet", points=points, normals=np.tile([0, 0, 1.0], (len(points), 1)),
        uv=points[:, :2], triangles=triangles, rig=rigid(len(points), "Head"),
        material=Material(name="sheet", kind="cloth"),
        morphs={"jawOpen": (far, np.tile([0, 0, 0.5], (len(far), 1)))},
    )  # fmt: skip


def test_a_faceted_piece_is_flat_on_each_side(sheet):
    made = faceted(sheet)
    corners = made.normals[made.triangles]
    assert np.allclose(corners[:, 0], corners[:, 1])
    assert np.allclose(corners[:, 0], corners[:, 2])
    places = made.points.copy()
    index, delta = made.morphs["jawOpen"]
    places[index] += delta
    whole = sheet.points.copy()
    whole[sheet.morphs["jawOpen"][0]] += sheet.morphs["jawOpen"][1]
    assert np.allclose(places[made.triangles], whole[sheet.triangles])


def test_a_side_without_an_area_keeps_its_normals(sheet):
    thin = np.array([[0, 0, 1], [0, 1, 10]])
    made = faceted(replace(sheet, triangles=thin))
    assert np.allclose(np.linalg.norm(made.normals, axis=1), 1)
    assert np.allclose(made.normals[:3], [0, 0, 1])


def test_a_tint_keeps_light_and_dark():
    clay = LOOKS["clay"].tint
    light, dark = (
        tinted(Material(name="m", kind="cloth", colour=c), clay, 0.8).colour
        for c in ((0.9, 0.9, 1.0), (0.1, 0.2, 0.1))
    )
    assert sum(light) > sum(dark) + 0.5
    ratio = np.array(dark) / np.array(clay)
    assert np.ptp(ratio) < 0.02


def test_a_tint_reaches_textures_and_spares_alpha():
    texture = np.full((2, 2, 4), 200, np.uint8)
    texture[..., 3] = 70
    made = tinted(Material(name="m", kind="hair", texture=texture, alpha="mask"), (1, 0.5, 0), 0.8)
    assert (made.texture[..., 3] == 70).all()
    assert (made.texture[..., 2] == 0).all()


def test_a_poster_has_few_inks_and_keeps_what_is_small_and_bright():
    y, x = np.mgrid[0:64, 0:64]
    picture = np.stack([200 + x // 4, 170 + y // 4, 150 + 0 * x], axis=2).astype(np.uint8)
    picture[30:33, 30:36] = (200, 30, 60)
    made = in_inks(picture, 4)
    inks = np.unique(made.reshape(-1, 3), axis=0)
    assert 2 <= len(inks) <= 4
    assert np.abs(made[31, 33].astype(int) - (200, 30, 60)).max() < 20
    assert np.array_equal(made, in_inks(picture, 4))


def test_printing_keeps_alpha():
    texture = np.full((8, 8, 4), 90, np.uint8)
    texture[:4] = (250, 240, 230, 10)
    made = printed(Material(name="hair", kind="hair", texture=texture, alpha="blend"))
    assert np.array_equal(made.texture[..., 3], texture[..., 3])
    assert len(np.unique(made.texture[..., :3].reshape(-1, 3), axis=0)) <= INKS["hair"]
