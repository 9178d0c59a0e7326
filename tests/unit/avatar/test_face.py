import numpy as np
import pytest

from aigc.avatar import base, catalogue, spec
from aigc.avatar.face import beards, brows, chart, colours, head, skin
from aigc.avatar.face.pieces import face
from aigc.avatar.shape import shaped
from aigc.avatar.spec import AvatarSpec, changed
from aigc.types.viseme import BLENDSHAPES

SIZE = 256


def painted(drawn=False, **settings):
    made = spec.checked(settings)
    return skin.paint(made, drawn, None, SIZE).astype(int)


def apart(a, b):
    return np.abs(a - b).max()


def test_every_name_of_the_catalogue_is_painted():
    assert set(brows.SHAPES) == set(catalogue.BROWS)
    assert set(colours.LOOKS) == set(catalogue.MAKEUP)
    assert set(beards.AREAS) | {"none"} == set(catalogue.BEARDS)


def test_the_chart_goes_both_ways():
    degrees = np.linspace(-179, 179, 50)
    assert np.allclose(chart.degrees_at(chart.across(degrees)), degrees)
    heights = np.linspace(chart.LOW + 0.1, chart.HIGH - 0.1, 50)
    assert np.allclose(chart.height_at(chart.up(heights)), heights)


@pytest.mark.parametrize("drawn", [True, False])
def test_a_skin_is_the_same_on_both_sides(drawn):
    made = painted(drawn, skin={"freckles": 0}, makeup={"style": "rose"})
    smooth = np.abs(made - made[:, ::-1])
    assert np.percentile(smooth, 99) <= (2 if drawn else 25)


@pytest.mark.parametrize("style", sorted(set(catalogue.MAKEUP) - {"none"}))
def test_every_make_up_shows(style):
    bare = painted(makeup={"style": "none"})
    assert apart(painted(makeup={"style": style, "strength": 1}), bare) > 12


def test_make_ups_differ_from_each_other():
    made = {s: painted(makeup={"style": s, "strength": 1}) for s in catalogue.MAKEUP}
    names = sorted(made)
    for k, one in enumerate(names):
        for other in names[k + 1 :]:
            assert apart(made[one], made[other]) > 8, (one, other)


@pytest.mark.parametrize("style", sorted(set(catalogue.BEARDS) - {"none"}))
def test_every_beard_shows(style):
    settings = {"beard": {"style": style, "density": 1}, "body": {"masculine": 1}}
    bare = painted(body={"masculine": 1})
    assert apart(painted(**settings), bare) > 40


@pytest.mark.parametrize(
    "settings",
    [{"skin": {"freckles": 1}}, {"skin": {"wrinkles": 1}}, {"skin": {"tone": 0.9}},
     {"body": {"age": 80}}, {"brows": {"style": "thin"}}, {"makeup": {"lips": "#3030ff"}}],
)  # fmt: skip
def test_every_mark_shows(settings):
    assert apart(painted(**settings), painted()) > 15


def test_deeper_tones_are_darker():
    light = [np.mean(colours.skin_colour(spec.Skin(tone=t), False)) for t in (0, 0.3, 0.6, 1)]
    assert light == sorted(light, reverse=True)


def test_paint_is_the_same_each_time_and_follows_the_seed():
    made = {"skin": {"freckles": 1}}
    assert np.array_equal(painted(**made), painted(**made))
    assert not np.array_equal(painted(**made), painted(**made, seed=1))


@pytest.mark.parametrize("look", ["anime", "human"])
def test_the_face_carries_every_movement(look):
    made = AvatarSpec(look=look)
    pieces = {p.name: p for p in face(made, shaped(made), None)}
    assert {n for p in pieces.values() for n in p.morphs} == set(BLENDSHAPES)
    for piece in pieces.values():
        assert np.isfinite(piece.points).all()
        assert np.allclose(piece.rig.weights.sum(1), 1)
        assert piece.triangles.max() < len(piece.points)
        for index, delta in piece.morphs.values():
            assert len(index) == len(delta)
            assert (np.diff(index) > 0).all()
    assert "jawOpen" in pieces["skin"].morphs
    assert "eyeLookUpLeft" in pieces["eyes"].morphs
    assert "eyeBlinkRight" in pieces["lashes"].morphs


def test_triangles_across_the_back_do_not_tear_the_texture():
    mesh = head.mesh()
    places = (mesh.matrix @ base.vertices())[mesh.triangles]
    below_the_crown = places[..., 1].max(1) < 8.2
    u = mesh.uv[mesh.triangles[below_the_crown], 0]
    on_the_head = places[below_the_crown][..., 1].min(1) > 6
    assert (u.max(1) - u.min(1))[on_the_head].max() < 0.2


def test_longer_lashes_reach_further():
    reach = []
    for length in (0.0, 1.0):
        made = changed(AvatarSpec(), eyes={"lashes": length})
        pieces = {p.name: p for p in face(made, shaped(made), None)}
        reach.append(pieces["lashes"].points[:, 0].max())
    assert reach[1] > reach[0] + 0.01


def drawn_brows(**settings):
    made = spec.checked({"look": "anime", **settings})
    return next(p for p in face(made, shaped(made), None) if p.name == "brows")


def test_drawn_brows_are_a_piece_that_faces_forward():
    made = drawn_brows()
    a, b, c = (made.points[made.triangles[:, k]] for k in range(3))
    assert (np.cross(b - a, c - a)[:, 2] > 0).all()
    skin_alone = spec.checked({"look": "human"})
    assert "brows" not in {p.name for p in face(skin_alone, shaped(skin_alone), None)}


@pytest.mark.parametrize("style", sorted(catalogue.BROWS))
def test_drawn_brows_tell_sad_from_angry(style):
    made = drawn_brows(brows={"style": style})
    half = len(made.points) // 2
    inner, outer = slice(0, 6), slice(half - 6, half)

    def rise(name, where):
        shift = np.zeros(len(made.points))
        index, delta = made.morphs[name]
        shift[index] = delta[:, 1]
        return shift[where].mean()

    assert rise("browInnerUp", inner) > 0.06 > rise("browInnerUp", outer)
    assert rise("browDownLeft", inner) < -0.05 < rise("browDownLeft", outer)
    assert rise("browDownRight", slice(0, half)) == 0


def test_marks_of_age_are_drawn_too():
    young, old = (painted(True, body={"masculine": 1, "age": age}) for age in (25, 78))
    assert apart(young, old) > 25
