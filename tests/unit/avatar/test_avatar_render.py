from __future__ import annotations

from dataclasses import replace

import moderngl
import numpy as np
import pytest
import synthetic
from drawing import drawing

from aigc.avatar.pose import about
from aigc.avatar.render import FRAMINGS, GREEN, Renderer, still
from aigc.avatar.render.camera import camera
from aigc.avatar.render.target import straight
from aigc.errors import ConfigError, EngineUnavailable, InputError
from aigc.types.avatar import Material

SIZE = (96, 128)


def _frame(avatar, *args, framing="bust", background=None, **more):
    with Renderer(avatar, *SIZE, framing, background=background) as renderer:
        return renderer.frame(*args, **more)


@pytest.mark.parametrize("shading", ["toon", "standard", "flat"])
def test_a_character_is_drawn_on_nothing_the_same_each_time(shading):
    with drawing():
        avatar = synthetic.avatar(shading)
        once = _frame(avatar, {"jawOpen": 0.5}, {"head": about("y", 20)})
        assert once.shape == (128, 96, 4)
        assert once.dtype == np.uint8
        assert (once[0, :, 3] == 0).all()
        assert once[50, 48, 3] == 255
        assert len(np.unique(once[..., :3].reshape(-1, 3), axis=0)) > 5
        with Renderer(avatar, *SIZE) as renderer:
            renderer.frame({"jawOpen": 1.0})
            again = renderer.frame({"jawOpen": 0.5}, {"head": about("y", 20)})
        np.testing.assert_array_equal(once, again)


@pytest.mark.parametrize("shading", ["toon", "standard", "flat"])
def test_edges_over_nothing_are_those_over_the_same_colour(shading):
    """Laid over any colour, the transparent picture is what is drawn on that colour."""
    with drawing():
        avatar = synthetic.avatar(shading)
        for colour in ((1.0, 1.0, 1.0), GREEN):
            clear = _frame(avatar).astype(float)
            over = clear[..., :3] * clear[..., 3:] / 255
            over += np.array(colour) * (255 - clear[..., 3:])
            drawn = _frame(avatar, background=colour)
            assert (drawn[..., 3] == 255).all()
            assert np.abs(drawn[..., :3] - over).max() <= 3


def test_no_dark_fringe_lies_around_a_bright_shape():
    with drawing():
        avatar = synthetic.avatar("toon")
        white = replace(synthetic.SKIN, kind="unlit", colour=(1.0, 1.0, 1.0), outline=0.0)
        parts = tuple(replace(p, material=white) for p in avatar.parts[:2])
        picture = _frame(replace(avatar, parts=parts))
        edge = (picture[..., 3] > 0) & (picture[..., 3] < 255)
        assert edge.sum() > 20
        assert picture[edge][:, :3].min() >= 250


def test_straight_alpha_keeps_what_is_whole_and_what_is_nothing():
    picture = np.array([[[0, 0, 0, 0], [64, 0, 32, 64], [9, 8, 7, 255]]], np.uint8)
    expected = [[[0, 0, 0, 0], [255, 0, 128, 64], [9, 8, 7, 255]]]
    np.testing.assert_array_equal(straight(picture), expected)


def test_the_jaw_moves_only_the_head():
    with drawing():
        avatar = synthetic.avatar()
        shut, opened = _frame(avatar), _frame(avatar, {"jawOpen": 1.0})
        changed = np.flatnonzero((shut != opened).any((1, 2)))
        assert changed.min() > 40
        assert changed.max() < 90


def test_normals_follow_a_face_that_bends():
    with drawing():
        avatar = synthetic.avatar("standard")
        plain = replace(avatar, parts=(replace(avatar.parts[0], follows=False), *avatar.parts[1:]))
        same = _frame(avatar) == _frame(plain)
        bent = _frame(avatar, {"jawOpen": 1.0}) == _frame(plain, {"jawOpen": 1.0})
        assert same.all()
        assert not bent.all()


def test_what_is_seen_through_leaves_what_is_behind_visible():
    with drawing():
        avatar = synthetic.avatar()
        bare = replace(avatar, parts=avatar.parts[:3])
        tinted, clear = _frame(avatar), _frame(bare)
        beside = (tinted[..., 3] > 40) & (clear[..., 3] == 0)
        assert beside.any()
        assert (tinted[beside][:, 3] < 255).any()


def test_a_character_turned_round_shows_its_other_side():
    with drawing():
        avatar = synthetic.avatar()
        front, back = _frame(avatar), _frame(avatar, yaw=180)
        lock = np.array(synthetic.HAIR.colour) * 255
        near, far = (
            (np.abs(p[..., :3] - lock).max(-1) < 60)[p[..., 3] > 200].sum() for p in (back, front)
        )
        assert near > far + 20


def test_a_shadow_falls_from_hair_on_skin():
    with drawing():
        avatar = synthetic.avatar()
        lit = _frame(avatar)
        corners = [(x - 0.04, y, 0.2) for y in (1.6, 1.5) for x in (-0.05, 0.05)]
        board = synthetic.card("board", corners, np.full(4, 2), synthetic.HAIR)
        shaded = _frame(replace(avatar, parts=(*avatar.parts, board)))
        around = np.abs(shaded[..., :3] - np.array(synthetic.HAIR.colour) * 255).max(-1) > 120
        both = (lit[..., 3] == 255) & (shaded[..., 3] == 255) & around
        darker = lit[..., :3].astype(int).sum(-1) - shaded[..., :3].astype(int).sum(-1)
        assert (darker[both] > 40).sum() > 10


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("aspect", [9 / 16, 1.0, 16 / 9])
def test_eyes_stand_where_a_portrait_has_them(framing, aspect):
    avatar = synthetic.avatar()
    view = camera(avatar, framing, aspect)
    x, y, _, w = view.matrix @ (*avatar.eyes, 1.0)
    assert abs(x) < 1e-9
    least, most = (0.05, 0.35) if framing == "full" else (0.25, 0.55)
    assert least < (y / w + 1) / 2 < most
    _, crown, _, w = view.matrix @ (0.0, avatar.height_m, avatar.eyes[2], 1.0)
    assert (crown / w + 1) / 2 > 0.04


def test_the_whole_figure_stands_in_the_full_framing():
    avatar = synthetic.avatar()
    view = camera(avatar, "full", 9 / 16)
    _, y, _, w = view.matrix @ (0.0, 0.0, 0.0, 1.0)
    assert 0.8 < (y / w + 1) / 2 < 0.99


def test_a_desk_stands_before_a_seated_presenter():
    with drawing():
        picture = _frame(synthetic.avatar(), framing="desk")
        assert (picture[-4:, :, 3] == 255).all()
        assert (picture[:40, 0, 3] == 0).all()


def test_a_still_has_its_hair_at_rest_and_smooth_edges():
    with drawing():
        avatar = synthetic.avatar()
        picture = still(avatar, *SIZE, face={"jawOpen": 0.2})
        assert picture.shape == (128, 96, 4)
        assert len(np.unique(picture[..., 3])) > 9


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda a: Renderer(a, 4, 64), "4x64|8x128"),
        (lambda a: Renderer(a, 64, 9000), "cannot be drawn"),
        (lambda a: Renderer(a, 64, 64, "buts"), "Did you mean bust"),
    ],
)
def test_pictures_that_cannot_be_are_refused(call, told):
    with pytest.raises((InputError, ConfigError), match=told):
        call(synthetic.avatar())


@pytest.mark.parametrize(
    ("face", "told"),
    [({"jawOpne": 1.0}, "Did you mean jawOpen"), ({"jawOpen": float("nan")}, "jawOpen is nan")],
)
def test_faces_that_cannot_be_are_refused(face, told):
    with drawing(), pytest.raises(InputError, match=told):
        _frame(synthetic.avatar(), face)


def test_a_machine_without_egl_is_told_what_to_install(monkeypatch):
    def lacking(**_):
        raise Exception("libEGL.so not loaded")

    monkeypatch.setattr(moderngl, "create_standalone_context", lacking)
    with pytest.raises(EngineUnavailable, match="apt-get install libegl1 libgl1-mesa-dri libgles2"):
        Renderer(synthetic.avatar(), *SIZE)


@pytest.mark.parametrize(("cover", "seen"), [("hair", True), ("cloth", False)])
def test_drawn_brows_show_through_hair_but_not_through_what_is_worn(cover, seen):
    def before(z, radii, kind, colour):
        material = Material(name=kind, kind=kind, colour=colour, outline=0.0)
        return synthetic.ball(kind, (0, 1.5, z), radii, 2, material)

    with drawing():
        avatar = synthetic.avatar("toon")
        brow = before(0.20, (0.03, 0.01, 0.002), "brow", (1.0, 0.0, 0.0))
        over = before(0.23, (0.05, 0.05, 0.005), cover, (0.0, 0.0, 1.0))
        made = replace(avatar, parts=(avatar.parts[0], brow, over))
        pixels = _frame(made, framing="close").reshape(-1, 4).astype(int)
        red = (pixels[:, 0] > 200) & (pixels[:, 2] < 60) & (pixels[:, 3] == 255)
        assert (red.sum() > 20) == seen
        assert seen or not red.any()
