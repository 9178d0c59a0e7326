"""Clothes, glasses, headwear and earrings on bodies of all kinds."""

import numpy as np
import pytest

from aigc.avatar import catalogue
from aigc.avatar.base import SKIN, UPPER_LID, eye_centres
from aigc.avatar.hair.skull import angles, skull_of
from aigc.avatar.shape import shaped
from aigc.avatar.spec import AvatarSpec, Body, changed
from aigc.avatar.wear import dress, earrings, glasses, headwear, pressed
from aigc.avatar.wear.earrings import MAKERS as EARRINGS
from aigc.avatar.wear.fabric import triangles
from aigc.avatar.wear.figure import refinement, thinned
from aigc.avatar.wear.glasses import FRAMES
from aigc.avatar.wear.headwear import HATS, ORNAMENTS, UNDER
from aigc.avatar.wear.outfits import MAKERS
from aigc.avatar.wear.outfits.fitting import fitting

WOMAN = AvatarSpec()
MAN = AvatarSpec(look="human", body=Body(masculine=1, weight=1))
CHILD = AvatarSpec(look="film", body=Body(age=8, masculine=0.4))
BODIES = {"woman": WOMAN, "man": MAN, "child": CHILD}
SHAPES = {name: shaped(spec) for name, spec in BODIES.items()}


def wearing(body, **what):
    values = {kind: {"style": style} for kind, style in what.items()}
    return changed(BODIES[body], **values)


def check(pieces):
    for piece in pieces:
        count = len(piece.points)
        assert np.isfinite(piece.points).all() and np.isfinite(piece.uv).all()
        assert np.allclose(np.linalg.norm(piece.normals, axis=1), 1, atol=1e-6)
        assert piece.triangles.min() >= 0 and piece.triangles.max() < count
        assert np.allclose(piece.rig.weights.sum(1), 1)
        texture = piece.material.texture
        assert texture is None or max(texture.shape[:2]) <= 1024


def same(a, b):
    return len(a) == len(b) and all(
        np.array_equal(p.points, q.points) and np.array_equal(p.triangles, q.triangles)
        for p, q in zip(a, b, strict=True)
    )


def test_every_name_of_the_catalogue_is_made():
    assert set(MAKERS) == set(catalogue.OUTFITS)
    assert {"none", *FRAMES} == set(catalogue.GLASSES)
    assert {"none", *HATS, *ORNAMENTS} == set(catalogue.HEADWEAR)
    assert {"none", *EARRINGS} == set(catalogue.EARRINGS)


@pytest.mark.parametrize("style", MAKERS)
@pytest.mark.parametrize("body", BODIES)
def test_an_outfit_is_sound(body, style):
    shape = SHAPES[body]
    worn = dress(wearing(body, outfit=style), shape)
    check(worn.pieces)
    assert triangles(worn.pieces) <= 9_900
    points = np.concatenate([p.points for p in worn.pieces])
    assert points[:, 1].min() < shape.places[SKIN, 1].min(), "shoes are below the feet"
    eyes = eye_centres(shape.places)[0]
    assert points[:, 1].max() < eyes[1], "nothing covers the eyes"


@pytest.mark.parametrize("style", MAKERS)
def test_only_skin_that_cloth_hides_is_left_out(style):
    shape = SHAPES["woman"]
    worn = dress(wearing("woman", outfit=style), shape)
    skin = shape.places[SKIN]
    covered = worn.covered[SKIN]
    assert not worn.covered[SKIN.stop :].any()
    assert 1000 < covered.sum() < 7000
    chin = shape.places[UPPER_LID, 1].min() - 0.9
    assert not covered[skin[:, 1] > chin].any(), "the face stays"
    hands = np.abs(skin[:, 0]) > 0.93 * np.abs(skin[:, 0]).max()
    assert not covered[hands].any(), "hands stay"


def test_colours_of_the_spec_reach_the_cloth():
    spec = changed(WOMAN, outfit={"style": "suit_tie", "colour": "#102030", "accent": "#ff0000"})
    materials = {p.material.name: p.material for p in dress(spec, SHAPES["woman"]).pieces}
    assert np.allclose(materials["jacket"].colour, np.array([16, 32, 48]) / 255)
    assert np.allclose(materials["tie"].colour, [1, 0, 0])


def test_stripes_take_both_colours():
    spec = changed(WOMAN, outfit={"style": "striped_tee", "colour": "#ffffff", "inner": "#0000ff"})
    (striped,) = (p for p in dress(spec, SHAPES["woman"]).pieces if p.material.name == "tee")
    seen = striped.material.texture.reshape(-1, 3).tolist()
    share = [sum(pixel == tone for pixel in seen) / len(seen) for tone in ([255] * 3, [0, 0, 255])]
    assert min(share) > 0.3, "both between the folds"
    assert striped.material.colour == (1.0, 1.0, 1.0)


@pytest.mark.parametrize("style", ["shirt", "sweater", "suit", "qipao", "dress", "sailor"])
@pytest.mark.parametrize("body", BODIES)
def test_no_triangle_of_cloth_runs_back_across_its_texture(body, style):
    for piece in dress(wearing(body, outfit=style), SHAPES[body]).pieces:
        if piece.material.texture is not None:
            across = np.ptp(piece.uv[piece.triangles], axis=1)
            assert across.max() < 0.51, piece.name


def test_a_narrow_skirt_hides_the_legs_inside_it():
    shape = SHAPES["woman"]
    worn = dress(wearing("woman", outfit="qipao"), shape)
    skirt = next(p.points for p in worn.pieces if p.name == "qipao_skirt")
    skin = shape.places[SKIN][~worn.covered[SKIN]]
    beside = skin[(skin[:, 1] > skirt[:, 1].min()) & (skin[:, 1] < skirt[:, 1].min() + 1)]
    legs = beside[np.abs(beside[:, 0]) < 2.0]
    assert len(legs)
    assert np.abs(legs[:, 0]).max() < np.abs(skirt[:, 0]).max()


@pytest.mark.parametrize("body", BODIES)
def test_a_long_coat_hangs_around_both_legs(body):
    figure = fitting(BODIES[body], SHAPES[body]).figure
    worn = dress(wearing(body, outfit="lab_coat"), SHAPES[body]).pieces
    coat = next(p.points for p in worn if p.name == "jacket")
    legs = next(p.points for p in worn if p.name == "trousers")
    low = coat[:, 1] < figure.crotch - 0.2
    tail, thighs = coat[low], legs[np.abs(legs[:, 1] - figure.crotch + 0.5) < 0.3]
    assert len(tail) > 50
    assert np.ptp(tail[:, 0]) > np.ptp(thighs[:, 0])
    assert np.hypot(tail[:, 0], tail[:, 2] - figure.axis).min() > 0.5


def test_a_tie_ends_under_a_closed_jacket():
    figure = fitting(WOMAN, SHAPES["woman"]).figure
    pieces = {}
    for style in ("shirt_tie", "suit_tie"):
        worn = dress(wearing("woman", outfit=style), SHAPES["woman"]).pieces
        pieces[style] = next(p.points for p in worn if p.name == "tie")
    assert pieces["shirt_tie"][:, 1].min() < figure.waist + 0.1
    assert pieces["suit_tie"][:, 1].min() > figure.waist + 0.4


def test_the_thinned_shell_has_no_hole_and_half_the_triangles():
    dense, few = refinement().triangles, thinned()
    assert len(few) < 0.6 * len(dense)
    assert few.max() <= dense.max()
    open_edges = []
    for faces in (dense, few):
        ends = np.sort(np.concatenate([faces[:, [k, (k + 1) % 3]] for k in range(3)]), axis=1)
        edges, used = np.unique(ends, axis=0, return_counts=True)
        assert used.max() == 2
        open_edges.append({tuple(edge) for edge in edges[used == 1].tolist()})
    assert open_edges[0] == open_edges[1], "necks, wrists stay as they are"


def test_clothes_are_the_same_each_time():
    spec = wearing("man", outfit="hoodie")
    assert same(dress(spec, SHAPES["man"]).pieces, dress(spec, SHAPES["man"]).pieces)


@pytest.mark.parametrize("style", FRAMES)
@pytest.mark.parametrize("body", BODIES)
def test_glasses_are_sound_and_clear_of_the_eyes(body, style):
    shape = SHAPES[body]
    pieces = glasses(wearing(body, glasses=style), shape)
    check(pieces)
    assert triangles(pieces) <= 1_400
    (lenses,) = (p for p in pieces if p.material.kind == "glass")
    assert lenses.material.alpha == "blend"
    lids = np.r_[UPPER_LID, UPPER_LID + 125]
    near = np.abs(np.abs(lenses.points[:, 0]) - eye_centres(shape.places)[0][0]) < 0.2
    assert lenses.points[near, 2].min() > shape.places[lids, 2].max(), "lenses are before the lids"
    assert all(p.rig.bones == ("Head",) for p in pieces)


@pytest.mark.parametrize("body", BODIES)
def test_temples_run_outside_the_head(body):
    shape = SHAPES[body]
    pieces = glasses(wearing(body, glasses="round"), shape)
    points = next(p.points for p in pieces if p.material.name == "glasses")
    skin = shape.places[SKIN]
    eye = eye_centres(shape.places)[0]
    temple = points[(points[:, 0] > eye[0] + 0.25) & (points[:, 2] < eye[2] - 0.2)]
    assert len(temple) > 20
    for point in temple[temple[:, 2] > temple[:, 2].min() + 0.35]:
        beside = skin[(np.abs(skin[:, 1:] - point[1:]) < 0.05).all(1), 0]
        assert not len(beside) or point[0] > beside.max() - 0.03


@pytest.mark.parametrize("style", [*HATS, *ORNAMENTS])
@pytest.mark.parametrize("body", BODIES)
def test_headwear_is_sound(body, style):
    shape = SHAPES[body]
    pieces = headwear(wearing(body, headwear=style), shape)
    check(pieces)
    assert triangles(pieces) <= 2_800
    points = np.concatenate([p.points for p in pieces])
    assert points[:, 1].mean() > shape.places[SKIN, 1].max() - 2.2


@pytest.mark.parametrize("style", HATS)
def test_a_hat_holds_the_skull_and_hair_under_it_is_pressed(style):
    shape = SHAPES["woman"]
    spec = wearing("woman", headwear=style)
    skull = skull_of(shape)
    azimuth, elevation = np.meshgrid(np.arange(-180.0, 180, 20), np.arange(50.0, 90, 10))
    hair = skull.place(azimuth.ravel(), elevation.ravel(), np.full(azimuth.size, 0.8))
    flat = pressed(spec, skull, hair)
    height = np.linalg.norm(flat - skull.middle, axis=1) - skull.radius(azimuth, elevation).ravel()
    assert height.max() <= UNDER * skull.unit + 1e-9
    hat = np.concatenate([p.points for p in headwear(spec, shape, skull)])
    assert hat[:, 1].max() > flat[:, 1].max()


def test_hair_stays_where_there_is_no_hat():
    spec = wearing("woman", headwear="bow")
    hair = np.ones((5, 3))
    assert pressed(spec, skull_of(SHAPES["woman"]), hair) is hair


def test_ornaments_sit_on_the_hair():
    shape = SHAPES["woman"]
    skull = skull_of(shape)
    azimuth, elevation = np.meshgrid(np.arange(-180.0, 180, 5), np.arange(0.0, 90, 5))
    thick = skull.place(azimuth.ravel(), elevation.ravel(), np.full(azimuth.size, 0.5))
    spec = wearing("woman", headwear="hair_clip")
    bare = np.concatenate([p.points for p in headwear(spec, shape, skull)])
    over = np.concatenate([p.points for p in headwear(spec, shape, skull, thick)])
    away = [np.linalg.norm(p - skull.middle, axis=1).mean() for p in (bare, over)]
    assert away[1] - away[0] > 0.2 * skull.unit


@pytest.mark.parametrize("style", [*HATS, "crown", "headband"])
def test_things_lie_closer_on_a_bald_head(style):
    shape = SHAPES["woman"]
    skull = skull_of(shape)
    azimuth, elevation = np.meshgrid(np.arange(-180.0, 180, 5), np.arange(-20.0, 90, 5))
    thick = skull.place(azimuth.ravel(), elevation.ravel(), np.full(azimuth.size, UNDER))
    spec = wearing("woman", headwear=style)
    worn = [
        np.concatenate([p.points for p in headwear(spec, shape, skull, hair)])
        for hair in (np.empty((0, 3)), thick)
    ]
    away = [np.linalg.norm(p - skull.middle, axis=1) for p in worn]
    assert 0.5 * UNDER < (away[1] - away[0]).mean() / skull.unit < 1.5 * UNDER
    covered = worn[0][:, 1] > np.quantile(worn[0][:, 1], 0.5)
    radius = skull.radius(*angles(worn[0] - skull.middle))
    assert (away[0] - radius)[covered].min() > 0


@pytest.mark.parametrize("style", EARRINGS)
@pytest.mark.parametrize("body", BODIES)
def test_earrings_hang_from_both_ears(body, style):
    pieces = earrings(wearing(body, earrings=style), SHAPES[body])
    check(pieces)
    assert triangles(pieces) <= 700
    points = np.concatenate([p.points for p in pieces])
    assert np.allclose(points[:, 0].max(), -points[:, 0].min())
    assert np.abs(points[:, 0]).min() > 0.5


def test_hair_over_the_ears_presses_earrings_to_the_neck():
    spec = wearing("woman", earrings="drop")
    free = np.concatenate([p.points for p in earrings(spec, SHAPES["woman"])])
    left = free[free[:, 0] > 0]
    over = left[left[:, 0] > np.median(left[:, 0])]
    hair = np.concatenate([over, over * [-1, 1, 1]])
    pressed_in = np.concatenate([p.points for p in earrings(spec, SHAPES["woman"], hair)])
    far = np.abs(free[:, 0]) - np.abs(pressed_in[:, 0])
    assert far.min() > 0.01 and far.max() < 0.15
    above = hair + np.array([0.0, 2.0, 0.0])
    away = np.concatenate([p.points for p in earrings(spec, SHAPES["woman"], above)])
    assert np.array_equal(away, free)


def test_nothing_is_worn_where_nothing_is_asked_for():
    shape = SHAPES["woman"]
    assert glasses(WOMAN, shape) == headwear(WOMAN, shape) == earrings(WOMAN, shape) == ()
