import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aigc.avatar.photo.colours import iris, lab_of, shares, skin, written
from aigc.avatar.photo.crop import crop
from aigc.avatar.photo.glasses import glasses, lines
from aigc.avatar.photo.hair import beard, hair
from aigc.avatar.photo.hair_area import hair_area
from aigc.avatar.photo.landmarks import IRIS, landmarks
from aigc.avatar.spec import rgb

HERE = Path(__file__).parents[2] / "fixtures" / "avatar_photo"
ROWS = {row["number"]: row for row in json.loads((HERE / "faces.json").read_text())["faces"]}
PICTURES = (325, 326, 329, 341, 342, 344)


def pixels(number):
    return np.asarray(Image.open(HERE / f"face-{number}.jpg").convert("RGB"))


def seen(number, picture=None):
    points = np.array(ROWS[number]["points"]) * 320 / 512
    return crop(pixels(number) if picture is None else picture, landmarks(points, 320, 320))


def test_pupils_lie_level_and_one_apart():
    points = seen(326).points
    np.testing.assert_allclose(points[list(IRIS)], [[-0.5, 0], [0.5, 0]], atol=1e-6)


def test_a_photo_turned_in_its_plane_is_read_alike():
    turned = np.ascontiguousarray(np.rot90(pixels(341)))
    points = np.array(ROWS[341]["points"]) * 320 / 512
    aside = crop(turned, landmarks(np.c_[points[:, 1], 320 - points[:, 0]], 320, 320))
    assert skin(aside).value[0] == pytest.approx(skin(seen(341)).value[0], abs=0.05)
    assert glasses(aside).value == glasses(seen(341)).value


def test_skin_tones_are_read_in_their_order():
    true = [ROWS[k]["tone"] for k in PICTURES]
    found = [skin(seen(k)).value[0] for k in PICTURES]
    assert np.corrcoef(true, found)[0, 1] > 0.9


def test_a_cast_of_the_light_changes_the_tone_little():
    plain = skin(seen(344)).value[0]
    warm = np.clip(pixels(344) * [1.1, 1.0, 0.88], 0, 255).astype(np.uint8)
    assert skin(seen(344, warm)).value[0] == pytest.approx(plain, abs=0.12)


@pytest.mark.parametrize("number", PICTURES)
def test_glasses_are_told_from_bare_eyes(number):
    worn = ROWS[number]["glasses"] != "none"
    found = glasses(seen(number))
    assert (found.value != "none") == worn
    assert found.confidence > 0.5
    assert (lines(seen(number)) > 0.35) == worn


def test_hair_is_told():
    assert hair(seen(326)).length.value == "bald"
    long = hair(seen(329))
    assert (long.length.value, long.fringe.value) == ("long", "full")
    dark, brown = (lab_of(np.array([rgb(hair(seen(k)).colour.value)]))[0, 0] for k in (329, 342))
    assert dark < 20 < brown


def test_beards_are_told_from_bare_chins():
    assert [beard(seen(k)).value for k in (325, 326, 344)] == ["full", "none", "none"]
    assert beard(seen(325)).confidence > 0.8


def test_eyes_that_are_blue_are_bluer_than_brown_ones():
    blue, brown = (lab_of(np.array([rgb(iris(seen(k)).value)]))[0, 2] for k in (342, 325))
    assert blue < brown - 8


def test_colours_are_written_as_a_spec_has_them():
    for colour in ("#000000", "#a04d2b", "#ffffff"):
        assert written(lab_of(np.array([rgb(colour)]))[0]) == colour


def test_strands_beside_the_face_are_hair_and_the_ground_is_none():
    own = hair_area(seen(329)).own
    face = seen(329)
    assert shares(own, face.box(-0.9, 0.9, face.top - 0.6, face.top - 0.3)) > 0.8
    assert shares(own, face.box(-2.5, -1.9, -1.5, 0.0)) < 0.05
    assert not hair_area(seen(326)).own.any()


def test_hair_outside_the_photo_is_not_made_up():
    points = np.array(ROWS[329]["points"]) * 320 / 512
    top = round(points[:, 1].min())
    picture = np.ascontiguousarray(pixels(329)[top:])
    face = landmarks(points - [0, top], 320, len(picture))
    assert hair(crop(picture, face)).length.confidence == 0.0


def test_edges_alone_make_no_glasses():
    assert glasses(seen(326), 0.9).value == "none"
    assert glasses(seen(329), 0.0).value == "none"
    assert glasses(seen(329), 0.9).value != "none"
