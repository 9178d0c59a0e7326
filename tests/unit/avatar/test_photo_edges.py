import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aigc.avatar.photo.ahead import evened, straight
from aigc.avatar.photo.calibration import calibration
from aigc.avatar.photo.edges import edges, irises
from aigc.avatar.photo.features import features_of, twins, whole
from aigc.avatar.photo.landmarks import landmarks
from aigc.avatar.photo.learn import correlations
from aigc.avatar.photo.parameters import NAMES
from aigc.avatar.photo.shape import shape_of

HERE = Path(__file__).parents[2] / "fixtures" / "avatar_photo"
ROWS = {row["number"]: row for row in json.loads((HERE / "faces.json").read_text())["faces"]}
PICTURES = (325, 326, 329, 341, 342, 344)


def pixels(number):
    return np.asarray(Image.open(HERE / f"face-{number}.jpg").convert("RGB"))


def face(number):
    return landmarks(np.array(ROWS[number]["points"]) * 320 / 512, 320, 320)


def test_a_picture_turned_in_its_plane_is_laid_alike():
    shape, points = calibration().shape, face(341).points
    turned = np.ascontiguousarray(np.rot90(pixels(341)))
    aside = np.c_[points[:, 1], 320 - points[:, 0]]
    a, b = straight(pixels(341), points, shape), straight(turned, aside, shape)
    assert np.abs(a.astype(int) - b).mean() < 2


def test_edges_do_not_change_with_brightness_nor_in_a_mirror():
    laid = straight(pixels(344), face(344).points, calibration().shape)
    dim = (0.7 * laid).astype(np.uint8)
    assert np.corrcoef(edges(laid), edges(dim))[0, 1] > 0.97
    np.testing.assert_allclose(edges(laid), edges(laid[:, ::-1]), atol=0.05)


@pytest.mark.parametrize("radius", [8, 11])
def test_the_rim_of_an_iris_is_found_where_it_is(radius):
    points = np.array(face(326).points)
    apart = float(np.hypot(*(points[468] - points[473])))
    y, x = np.mgrid[:320, :320] + 0.5
    picture = np.full((320, 320, 3), 240, np.uint8)
    for k in (468, 473):
        picture[np.hypot(x - points[k, 0], y - points[k, 1]) < radius] = 40
    assert irises(picture, points)[-1] == pytest.approx(10 * radius / apart, abs=0.25)


def test_a_mirror_evens_out_what_is_found():
    shape = calibration().shape
    plain = face(325)
    across = np.c_[320 - plain.points[:, 0], plain.points[:, 1]][twins(shape)]
    both = replace(plain, mirrored=across + np.array([4, 0]))
    assert np.isclose(evened(both, twins(shape)), plain.points - [2, 0]).mean() > 0.99


def test_pixels_tell_more_of_a_nose_than_landmarks():
    known = calibration()
    assert known.trust[NAMES.index("nose width")] > known.trust_alone[NAMES.index("nose width")]
    assert (known.trust >= 0.85).sum() >= 12


def test_a_face_given_by_hand_is_measured_by_its_landmarks():
    by_hand = replace(face(325), confidence=0.6)
    made = shape_of(pixels(325), by_hand, real=False)
    known = calibration()
    np.testing.assert_allclose(made.values, known.parameters(features_of(by_hand, known.shape)))
    assert made.framed is None


def test_a_strange_face_is_followed_less_far():
    known = calibration()
    plain = face(344)
    stretched = replace(plain, points=plain.points * [1.0, 1.6])
    calm, odd = (shape_of(pixels(344), f, real=True) for f in (plain, stretched))
    assert odd.certain < calm.certain
    assert (odd.trust <= calm.trust).all()
    away = np.abs(odd.values - known.offset)
    assert (away[: NAMES.index("smile")] <= 0.81).all()


def test_glasses_are_told_by_their_edges():
    known = calibration()
    found = [known.framed(whole(pixels(k), face(k), known.shape)) for k in PICTURES]
    worn = [ROWS[k]["glasses"] != "none" for k in PICTURES]
    assert correlations(np.array(found)[:, None], np.array(worn, float)[:, None])[0] > 0.8
