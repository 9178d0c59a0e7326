import numpy as np
import pytest

from aigc.avatar import base, sliders, spec
from aigc.avatar.catalogue import LOOKS
from aigc.avatar.expressions import MOUTHS, expressions
from aigc.avatar.face.masks import inside_mouth
from aigc.avatar.looks import LOOKS as DRAWN
from aigc.avatar.refine import refined
from aigc.avatar.shape import lip_line, macros, movement, shaped
from aigc.avatar.spec import AvatarSpec, Body
from aigc.types.viseme import BLENDSHAPES, VISEMES

CLOSED_DM = 0.02


def some(count):
    rng = np.random.default_rng(4)
    names = sliders.symmetric()
    for k in range(count):
        chosen = rng.choice(len(names), 8, replace=False)
        yield spec.checked(
            {
                "look": list(LOOKS)[k % 3],
                "body": {
                    "masculine": rng.random(),
                    "age": rng.uniform(8, 80),
                    "asian": rng.random(),
                    "european": rng.random(),
                    "african": rng.random(),
                    "weight": rng.uniform(-1, 1),
                },
                "sliders": {names[i]: rng.uniform(-0.7, 0.7) for i in chosen},
                "smile": rng.uniform(-0.5, 1),
            }
        )


def moved(shape, weights):
    places = shape.places.copy()
    for name, weight in weights.items():
        index, delta = movement(shape, name)
        places[index] += weight * delta
    return places


def lid_gap(places, offset):
    """Return the widest opening between the lids' rims, decimetres."""
    upper, lower = places[base.UPPER_LID + offset], places[base.LOWER_LID + offset]
    x = np.linspace(0.15, 0.85, 20)
    along = lambda rim: np.interp(  # noqa: E731
        x, (rim[:, 0] - rim[0, 0]) / (rim[-1, 0] - rim[0, 0]), rim[:, 1]
    )
    return float((along(upper) - along(lower)).max())


def test_every_look_of_the_catalogue_is_drawn():
    assert set(DRAWN) == set(LOOKS)


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_a_plain_face_is_symmetric(look):
    places = shaped(AvatarSpec(look=look)).places
    assert np.allclose(places[base.mirror()] * [-1, 1, 1], places, atol=1e-6)


@pytest.mark.parametrize("made", list(some(12)), ids=range(12))
def test_faces_are_whole(made):
    shape = shaped(made)
    assert np.isfinite(shape.places).all()
    lower, upper = lip_line()
    gap = shape.plain[upper, 1] - shape.plain[lower, 1]
    assert np.median(gap) < 0.04
    open_gap = lid_gap(shape.places, 0)
    blink = moved(shape, {"eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0})
    for offset in (0, base.RIGHT_LID):
        assert lid_gap(blink, offset) < max(CLOSED_DM * 2, 0.12 * open_gap)


def test_sides_of_a_movement_mirror_each_other():
    shape = shaped(AvatarSpec())
    for name in ("eyeBlink", "mouthSmile", "browDown"):
        left = moved(shape, {f"{name}Left": 1.0})
        right = moved(shape, {f"{name}Right": 1.0})
        assert np.allclose(left[base.mirror()] * [-1, 1, 1], right, atol=1e-6)


def test_weights_of_age_sex_and_descent_sum_to_one():
    for look in DRAWN.values():
        for age in (5, 12, 25, 50, 85):
            found = macros(Body(age=age, masculine=0.3, asian=0.5, african=0.2), look)
            assert np.isclose(sum(w for n, w in found.items() if n[0] != "u"), 1)


def test_no_descent_given_is_a_mixture():
    found = macros(Body(asian=0, european=0, african=0), DRAWN["human"])
    assert len([n for n in found if n.startswith(("asian", "caucasian", "african"))]) == 3


def test_every_mouth_is_made_of_known_movements():
    assert set(MOUTHS) == set(VISEMES)
    for weights in expressions().values():
        assert set(weights) <= set(BLENDSHAPES)
        assert all(0 < w <= 1 for w in weights.values())


def test_refining_keeps_a_closed_surface_closed():
    quads, _ = base.faces("body")
    chosen = base.vertices()[quads].mean(1)[:, 1] > 7
    fine = refined(quads, chosen, len(base.vertices()))
    ends = np.concatenate([fine.triangles[:, [k, (k + 1) % 3]] for k in range(3)])
    _, used = np.unique(np.sort(ends, axis=1), axis=0, return_counts=True)
    assert set(used) == {2}
    assert np.allclose(np.asarray(fine.matrix.sum(1)), 1)


@pytest.mark.parametrize("masculine", [0.0, 1.0])
@pytest.mark.parametrize("look", ["anime", "film"])
def test_no_part_of_the_face_is_bent_over_another(look, masculine):
    shape = shaped(AvatarSpec(look=look, body=Body(masculine=masculine)))
    places = base.vertices()
    quads = base.faces("body")[0][~inside_mouth()]
    middle = places[quads].mean(1)
    cheek = (middle[:, 2] > 0.7) & (np.abs(middle[:, 1] - 6.95) < 0.25)
    cheek &= (np.abs(middle[:, 0]) > 0.2) & (np.abs(middle[:, 0]) < 0.6)
    ahead = [np.cross(p[quads[cheek, 1]] - p[quads[cheek, 0]], p[quads[cheek, 3]]
                      - p[quads[cheek, 0]])[:, 2] for p in (shape.plain, shape.places)]  # fmt: skip
    seen = ahead[0] > 0
    assert seen.sum() > 40
    assert (ahead[1][seen] > 0).all()


@pytest.mark.parametrize("masculine", [0.0, 1.0])
def test_drawn_eyes_close_in_laughter_and_painted_ones_narrow(masculine):
    gaps = {}
    for look in ("anime", "human"):
        shape = shaped(AvatarSpec(look=look, body=Body(masculine=masculine)))
        laughing = moved(shape, {"eyeSquintLeft": 1.0, "eyeSquintRight": 1.0})
        gaps[look] = [lid_gap(laughing, k) / lid_gap(shape.places, k) for k in (0, base.RIGHT_LID)]
    assert max(gaps["anime"]) < 0.12
    assert min(gaps["human"]) > 0.5


@pytest.mark.parametrize("look", ["anime", "human", "film"])
def test_lips_that_the_jaw_opens_are_closed_by_mouth_close(look):
    shape = shaped(AvatarSpec(look=look))
    lower, upper = lip_line()
    gap = [
        float(np.median(p[upper, 1] - p[lower, 1]))
        for p in (
            moved(shape, {"jawOpen": 0.4}),
            moved(shape, {"jawOpen": 0.4, "mouthClose": 0.4}),
        )
    ]
    assert gap[0] > 0.05
    assert gap[1] < 0.2 * gap[0]


@pytest.mark.parametrize("masculine", [0.0, 1.0])
def test_a_painted_scowl_sinks_by_the_nose(masculine):
    shape = shaped(AvatarSpec(look="human", body=Body(masculine=masculine)))
    index, delta = movement(shape, "browDownLeft")
    x, y, z = base.vertices()[index].T
    brow = (np.abs(y - 7.5) < 0.08) & (z > 0.9)
    inner = delta[brow & (x > 0.08) & (x < 0.18), 1]
    outer = delta[brow & (x > 0.42) & (x < 0.52), 1]
    assert inner.mean() < 2 * outer.mean() < 0
