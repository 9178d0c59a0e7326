import hashlib
from collections import Counter

import numpy as np
import pytest

from aigc.avatar import base
from aigc.avatar.build import build
from aigc.avatar.export.faces import Turning
from aigc.avatar.export.vrm import vrm_bytes
from aigc.avatar.face import facets, head, planes
from aigc.avatar.face.pieces import face
from aigc.avatar.piece import Piece
from aigc.avatar.render.face import Face, weights_of
from aigc.avatar.shape import lip_line, movement, shaped
from aigc.avatar.spec import AvatarSpec, changed

LOWER_RIM = [7770, 11717, 7763, 7761, 7759, 7757, 7754]
"""Vertices that stay along the left eye's lower lid, from the nose outwards."""
HEAD_ABOVE = 5.9
FACES = [{}, {"masculine": 1.0}, {"age": 70.0, "african": 1.0}, {"age": 9.0, "asian": 1.0}]


def low(**body):
    return changed(AvatarSpec(look="lowpoly"), body=body)


@pytest.fixture(scope="module")
def avatar():
    return build(low())


@pytest.fixture(scope="module")
def parts(avatar):
    return {part.name: part for part in avatar.parts}


def edges(triangles):
    found = Counter()
    for a, b, c in triangles.tolist():
        found.update([(a, b), (b, c), (c, a)])
    return found


def test_facets_were_chosen_from_the_base_mesh_that_is_here():
    with np.load(facets.FACETS) as pack:
        assert hashlib.sha256(base.PACK.read_bytes()).hexdigest() in str(pack["source"])


def test_facets_close_the_body_without_a_gap_or_a_fold():
    whole = edges(np.concatenate([facets.skin(), facets.lining()]))
    assert set(whole.values()) == {1}
    assert all((b, a) in whole for a, b in whole)


def test_both_sides_have_the_same_facets():
    triangles = facets.skin()
    across = base.mirror()[triangles][:, ::-1]
    rows = [{tuple(sorted(t)) for t in side.tolist()} for side in (triangles, across)]
    assert rows[0] == rows[1]


def test_a_head_has_about_a_thousand_facets():
    middle = base.vertices()[facets.skin()].mean(1)
    assert 700 <= (middle[:, 1] > HEAD_ABOVE).sum() <= 1200


@pytest.mark.parametrize("body", FACES)
def test_lids_close(body):
    shape = shaped(low(**body))
    places = shape.places.copy()
    index, delta = movement(shape, "eyeBlinkLeft")
    places[index] += delta
    upper, lower = places[planes.UPPER_RIM], places[LOWER_RIM]
    inner = np.linspace(lower[1, 0], lower[-2, 0], 30)
    above = np.interp(inner, upper[:, 0], upper[:, 1])
    below = np.interp(inner, lower[:, 0], lower[:, 1])
    assert (above <= below + 0.012).all()
    open_ = shape.places[planes.UPPER_RIM, 1] - np.interp(
        shape.places[planes.UPPER_RIM, 0], shape.places[LOWER_RIM, 0], shape.places[LOWER_RIM, 1]
    )
    assert open_.max() > 0.15


@pytest.mark.parametrize("body", FACES)
def test_lips_that_touch_keep_vertices_on_both_sides(body):
    stays = set(facets.skin().ravel()) | set(facets.lining().ravel())
    places = shaped(low(**body)).places
    lower, upper = (np.array(sorted(set(side) & stays)) for side in lip_line())
    assert min(len(lower), len(upper)) >= 5
    for vertex in lower:
        nearest = upper[np.abs(places[upper, 0] - places[vertex, 0]).argmin()]
        assert places[nearest, 1] - places[vertex, 1] < 0.05


def test_each_facet_has_one_colour_and_one_normal(parts):
    skin = parts["skin"]
    assert skin.faceted
    for values in (skin.uv, skin.normals):
        corners = values[skin.triangles]
        assert np.allclose(corners, corners[:, :1], atol=1e-6)


def test_a_facet_is_as_the_painting_is_there():
    size = 256
    painting = np.zeros((size, size, 3), np.uint8)
    painting[:, : size // 2] = (200, 40, 10)
    mesh = head.mesh(low=True)
    points = mesh.matrix @ base.vertices()
    piece = next(p for p in face(low(), shaped(low()), None) if p.name == "skin")
    whole = Piece(
        name="skin", points=points, normals=np.tile([0, 0, 1.0], (len(points), 1)), uv=mesh.uv,
        triangles=mesh.triangles, rig=mesh.rig, material=piece.material,
    )  # fmt: skip
    made = facets.coloured(whole, painting)
    side = facets.SIDE
    column, row = np.floor(made.uv[::3] * side).astype(int).T
    colours = made.material.texture[side - 1 - row, column]
    x = points[mesh.triangles][..., 0]
    assert (colours[x.max(1) < -0.02] == (200, 40, 10)).all()
    assert (colours[x.min(1) > 0.02] == 0).all()


def test_painted_lips_read_on_facets():
    red = changed(low(), makeup={"lips": "#d01030"})
    skin = next(p for p in face(red, shaped(red), None) if p.name == "skin")
    middle = skin.points.reshape(-1, 3, 3).mean(1)
    side = facets.SIDE
    column, row = np.floor(skin.uv[::3] * side).astype(int).T
    colours = skin.material.texture[side - 1 - row, column].astype(int)
    redness = colours[:, 0] - colours[:, 1]
    with np.load(facets.FACETS) as pack:
        region = pack["region"]
    shown = region[region != facets.REGIONS.index("lining")]
    lips = shown == facets.REGIONS.index("lips")
    forehead = (middle[:, 1] > 7.9) & (middle[:, 2] > 0.8)
    assert np.median(redness[lips]) > np.median(redness[forehead]) + 60


def test_facets_stay_flat_while_a_mouth_opens(avatar, parts):
    skin = parts["skin"]
    positions = np.concatenate([p.positions for p in avatar.parts])
    normals = np.concatenate([p.normals for p in avatar.parts])
    moved, turned = Face(avatar.parts, positions, normals)(weights_of({"jawOpen": 1.0}))
    corners = turned[skin.triangles]
    assert avatar.parts[0].name == "skin"
    assert np.allclose(corners, corners[:, :1], atol=1e-5)
    assert np.abs(turned - normals).max() > 0.2
    assert np.abs(moved - positions).max() > 0.005
    turn = Turning(skin).of(skin.morphs["jawOpen"])
    change = np.zeros_like(skin.normals)
    change[turn.index] = turn.delta
    each = change[skin.triangles]
    assert np.allclose(each, each[:, :1], atol=1e-5)


def test_lashes_stay_on_the_lid_that_moves(parts):
    skin, lashes = parts["skin"], parts["lashes"]
    for weights in ((), ("eyeBlinkLeft", "eyeBlinkRight")):
        on_skin, tips = skin.positions.copy(), lashes.positions.copy()
        for name in weights:
            on_skin[skin.morphs[name].index] += skin.morphs[name].delta
            tips[lashes.morphs[name].index] += lashes.morphs[name].delta
        away = np.linalg.norm(tips[:, None] - on_skin[None], axis=2).min(1)
        assert np.sort(away)[len(away) // 3] < 0.003


def test_a_low_poly_file_is_small(avatar):
    assert len(vrm_bytes(avatar)) < 4_000_000
