"""Hair grows on every head, in every style, without bald places and without piercing the face."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from aigc.avatar import base, catalogue
from aigc.avatar.hair import STYLES, Grown, grow, hairline, scalp_shade
from aigc.avatar.hair.chains import HEAD
from aigc.avatar.hair.groom import Groom
from aigc.avatar.hair.scalp import SHELLS
from aigc.avatar.hair.skull import angles, skull_of
from aigc.avatar.piece import surface_normals, unit
from aigc.avatar.shape import Shape, shaped
from aigc.avatar.spec import AvatarSpec, checked, dumps, loads

GROWING = [name for name in catalogue.HAIR if name != "bald"]
LOOKS = ("anime", "human")
MOST_TRIANGLES = {"anime": 9_000, "human": 11_000, "lowpoly": 5_500}
MOST_BONES = 24


def _spec(style: str, look: str = "anime", seed: int = 0, **hair: object) -> AvatarSpec:
    return checked({"look": look, "seed": seed, "hair": {"style": style, **hair}})


@lru_cache(maxsize=4)
def _shape(look: str) -> Shape:
    return shaped(checked({"look": look}))


@lru_cache(maxsize=4)
def _torso(look: str) -> base.Points:
    quads, _ = base.faces("helper-tights")
    places = _shape(look).places
    normals = surface_normals(places, np.concatenate([quads[:, :3], quads[:, [0, 2, 3]]]))
    used = np.unique(quads)
    return places[used] + 0.1 * normals[used]


@lru_cache(maxsize=128)
def _grown_of(text: str) -> Grown:
    spec = loads(text)
    return grow(spec, _shape(spec.look), _torso(spec.look))


def _grown(spec: AvatarSpec) -> Grown:
    return _grown_of(dumps(spec))


def _points(spec: AvatarSpec) -> base.Points:
    return _grown(spec).pieces[0].points


def test_every_name_of_the_catalogue_has_a_style() -> None:
    assert set(STYLES) == set(catalogue.HAIR)


def test_a_bald_head_has_no_hair() -> None:
    grown = _grown(_spec("bald"))
    assert grown.pieces == () and grown.chains == ()
    assert not scalp_shade(_spec("bald"), base.vertices()).any()


@pytest.mark.parametrize("look", MOST_TRIANGLES)
@pytest.mark.parametrize("style", GROWING)
def test_a_style_is_whole(style: str, look: str) -> None:
    grown = _grown(_spec(style, look))
    assert sum(len(p.triangles) for p in grown.pieces) <= MOST_TRIANGLES[look]
    assert sum(len(c.points) for c in grown.chains) <= MOST_BONES
    bones = {c.joint(k) for c in grown.chains for k in range(len(c.points) - 1)} | {HEAD}
    for piece in grown.pieces:
        count = len(piece.points)
        assert np.isfinite(piece.points).all() and np.isfinite(piece.uv).all()
        np.testing.assert_allclose(np.linalg.norm(piece.normals, axis=1), 1, atol=1e-6)
        a, b, c = (piece.points[piece.triangles[:, k]] for k in range(3))
        assert np.linalg.norm(np.cross(b - a, c - a), axis=1).min() > 0
        if piece.tangents is not None:
            np.testing.assert_allclose(np.linalg.norm(piece.tangents, axis=1), 1, atol=1e-6)
        assert piece.triangles.min() >= 0 and piece.triangles.max() < count
        assert piece.uv.min() >= 0 and piece.uv.max() <= 1
        np.testing.assert_allclose(piece.rig.weights.sum(1), 1, atol=1e-9)
        assert piece.rig.weights.min() >= 0 and set(piece.rig.bones) <= bones


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("style", GROWING)
def test_no_hair_is_inside_the_head(style: str, look: str) -> None:
    skull = skull_of(_shape(look))
    away = _points(_spec(style, look)) - skull.middle
    azimuth, elevation = angles(away)
    inside = skull.radius(azimuth, elevation) - np.linalg.norm(away, axis=1)
    assert inside[elevation > -30].max() < 0.03 * skull.unit


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("style", GROWING)
def test_no_hair_hangs_before_an_eye(style: str, look: str) -> None:
    spec = _spec(style, look)
    points = _points(spec)
    for centre in base.eye_centres(_shape(look).places):
        near = np.abs(points[:, :2] - centre[:2]) < [0.12, 0.04]
        assert not (near.all(1) & (points[:, 2] > centre[2])).any()


@pytest.mark.parametrize("look", LOOKS)
def test_every_style_differs_from_every_other(look: str) -> None:
    prints = np.array([_print(_spec(style, look)) for style in GROWING])
    distance = np.linalg.norm(prints[:, None] - prints[None], axis=2)
    distance[np.diag_indices(len(prints))] = np.inf
    at = np.unravel_index(np.argmin(distance), distance.shape)
    assert distance.min() > 0.25, (GROWING[at[0]], GROWING[at[1]])


def _print(spec: AvatarSpec) -> np.ndarray:
    """Return how far hair reaches in each direction around the head, in its units."""
    skull = skull_of(_shape(spec.look))
    away = _points(spec) - skull.middle
    azimuth, elevation = angles(away)
    cell = ((azimuth + 180) // 30).astype(int) % 12 * 9 + ((elevation + 90) // 20.01).astype(int)
    found = np.zeros(12 * 9)
    np.maximum.at(found, cell, np.linalg.norm(away, axis=1) / skull.unit)
    return found


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("style", GROWING)
def test_the_top_of_the_head_is_covered(style: str, look: str) -> None:
    skull = skull_of(_shape(look))
    azimuth, elevation = angles(_points(_spec(style, look)) - skull.middle)
    for low, high in ((62, 75), (75, 91)):
        ring = (elevation > low) & (elevation < high)
        covered = np.unique((azimuth[ring] + 180) // 60 % 6)
        assert len(covered) == 6


@pytest.mark.parametrize("fringe", list(catalogue.FRINGES))
def test_fringes_differ(fringe: str) -> None:
    mine = _print(_spec("long_bob", fringe=fringe))
    others = [_print(_spec("long_bob", fringe=f)) for f in catalogue.FRINGES if f != fringe]
    assert min(np.linalg.norm(mine - other) for other in others) > 0.02


def test_the_same_spec_grows_the_same_hair() -> None:
    spec = _spec("messy", "human")
    first, second = (grow(spec, _shape("human"), _torso("human")) for _ in range(2))
    for a, b in zip(first.pieces, second.pieces, strict=True):
        assert a.points.tobytes() == b.points.tobytes()
        assert a.uv.tobytes() == b.uv.tobytes()
        assert (a.material.texture == b.material.texture).all() or a.material.texture is None


def test_another_seed_grows_other_strands() -> None:
    assert not np.array_equal(_points(_spec("bob", seed=1)), _points(_spec("bob", seed=2)))


def test_longer_hair_reaches_lower_step_by_step() -> None:
    low = [_points(_spec("long_wavy", length=x))[:, 1].min() for x in (-1, -0.5, 0, 0.5, 1)]
    assert (np.diff(low) < -0.1).all()


def test_fuller_hair_stands_further_off() -> None:
    skull = skull_of(_shape("anime"))

    def mean(volume: float) -> float:
        away = _points(_spec("bob", volume=volume)) - skull.middle
        return float(np.linalg.norm(away, axis=1).mean())

    assert mean(-1) < mean(0) < mean(1)


def test_anime_hair_stands_off_the_skull() -> None:
    skull = skull_of(_shape("anime"))
    points = _points(_spec("bob"))
    height = (points[:, 1].max() - skull.top) / (skull.top - skull.chin)
    assert 0.06 < height < 0.20


def test_curl_changes_the_lines_but_little_changes_little() -> None:
    straight, little, full = (_points(_spec("long_straight", curl=c)) for c in (0, 0.01, 1))
    assert np.abs(straight - little).max() < 0.1
    assert np.abs(straight - full).max() > 0.2


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("style", ["long_curly", "curly_bob", "long_wavy"])
def test_curls_are_round(style: str, look: str) -> None:
    groom = Groom(_spec(style, look, curl=1.0), _shape(look), _torso(look))
    maker = STYLES[style]
    assert maker is not None
    maker(groom)
    along = [unit(np.diff(locks.lines, axis=1)) for locks in groom.locks]
    bends = [np.degrees(np.arccos(np.clip((a[:, 1:] * a[:, :-1]).sum(2), -1, 1))) for a in along]
    assert max(np.percentile(bend, 90) for bend in bends) < 60


def test_stubble_stands_on_the_cover_where_hair_is_strands() -> None:
    skull = skull_of(_shape("human"))
    plain, shorn = (len(_points(_spec("buzz", look))) for look in LOOKS)
    assert shorn == (1 + SHELLS) * plain
    assert _points(_spec("buzz", "human"))[:, 1].max() < skull.top + 0.2 * skull.unit


def test_a_parting_moves_from_side_to_side() -> None:
    right, left = (_points(_spec("side_part", parting=p)) for p in (-0.8, 0.8))
    assert not np.allclose(right.mean(0)[0], left.mean(0)[0], atol=0.02)


def test_tips_are_coloured_and_roots_are_not() -> None:
    spec = _spec("long_straight", colour="#202020", tips="#ff3030")
    picture = _grown(spec).pieces[0].material.texture
    assert picture is not None
    column = picture[:, picture.shape[1] * 9 // 16].astype(int)
    assert column[2, 0] - column[2, 2] < 10
    assert column[-3, 0] - column[-3, 2] > 90


def test_only_human_looks_have_gaps_between_strands() -> None:
    strips = _grown(_spec("bob", "human")).pieces[0].material
    clumps = _grown(_spec("bob", "film")).pieces[0].material
    assert strips.alpha == "mask" and strips.texture is not None
    assert strips.texture.shape[2] == 4 and strips.texture[..., 3].min() == 0
    assert clumps.alpha == "opaque"


@pytest.mark.parametrize(
    "style", ["long_straight", "ponytail", "twin_tails", "braid", "box_braids"]
)
def test_long_hair_swings_and_stays_on_the_head_at_its_root(style: str) -> None:
    grown = _grown(_spec(style))
    assert grown.chains
    hair = grown.pieces[0]
    held = np.where(hair.rig.joints == 0, hair.rig.weights, 0).sum(1)
    skull = skull_of(_shape("anime"))
    assert held[hair.points[:, 1] > skull.top].min() > 0.5
    assert held[hair.points[:, 1] < skull.chin - skull.unit].max() < 0.5
    assert all(c.parent == HEAD for c in grown.chains)


@pytest.mark.parametrize("style", ["bob", "crop", "afro", "bun", "cornrows"])
def test_short_hair_has_no_bones(style: str) -> None:
    assert _grown(_spec(style)).chains == ()


def test_long_hair_stays_outside_of_the_shoulders() -> None:
    torso = _torso("anime")
    points = _points(_spec("long_straight"))
    low = points[points[:, 1] < 5.0]
    for place in low[::7]:
        beside = np.linalg.norm(torso[:, :2] - place[:2], axis=1) < 0.12
        if beside.any():
            front, back = torso[beside, 2].max(), torso[beside, 2].min()
            assert place[2] > front - 0.15 or place[2] < back + 0.15


def test_the_scalp_is_shaded_above_the_hairline_only() -> None:
    places = base.vertices()
    crown, chin, nose = (
        places[np.argmax(places[base.SKIN, 1])],
        places[491],
        places[297],
    )
    shade = scalp_shade(_spec("bob"), np.stack([crown, chin, nose]))
    assert shade[0] > 0.5 and shade[1] == shade[2] == 0
    assert hairline(crown[None])[0] == 1
    faded = scalp_shade(_spec("undercut"), np.array([[0.75, 7.5, 0.55], [0.0, 8.4, 0.5]]))
    assert faded[0] < faded[1]
