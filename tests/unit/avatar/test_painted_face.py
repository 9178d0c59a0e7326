"""What a painted face does that a drawn one does not."""

import numpy as np
import pytest

from aigc.avatar import base, spec
from aigc.avatar.face import skin
from aigc.avatar.face.masks import on_texture
from aigc.avatar.shape import movement, shaped

SIZE = 512


def painted(**settings):
    return skin.paint(spec.checked(settings), False, None, SIZE).astype(int)


@pytest.mark.parametrize("style", ["full", "stubble", "circle", "chin_strap"])
def test_beards_keep_off_lips_and_ears_and_are_single_hairs(style):
    man = {"masculine": 1}
    grown = painted(body=man, beard={"style": style, "density": 1})
    change = np.abs(grown - painted(body=man)).sum(axis=2)
    for part, least in (("lips", 0.6), ("ears", 0.5)):
        assert np.percentile(change[on_texture(part, SIZE) > least], 90) < 12, part
    where = change[change > 30]
    assert where.std() > 12


def test_an_old_mans_beard_is_grey():
    def chin(age):
        made = painted(body={"masculine": 1, "age": age}, beard={"style": "full", "density": 1})
        middle = made[int(SIZE * 0.855) :, SIZE // 2 - 20 : SIZE // 2 + 20][:20]
        return middle.mean()

    assert chin(76) > chin(40) + 20


@pytest.mark.parametrize("smile", [0.4, 1.0])
def test_a_face_that_smiles_at_rest_smiles_no_wider_than_one_that_does_not(smile):
    corner = np.argmax(base.target("arkit/mouthSmileLeft")[1][:, 1])
    vertex = base.target("arkit/mouthSmileLeft")[0][corner]

    def heights(amount):
        shape = shaped(spec.AvatarSpec(look="human", smile=amount))
        index, delta = movement(shape, "mouthSmileLeft")
        rest = shape.places[vertex, 1]
        return rest, rest + delta[index == vertex][0, 1]

    (grave, widest), (smiling, wide) = heights(0.0), heights(smile)
    assert smiling > grave + 0.03
    assert abs(wide - widest) < 0.02


def test_the_tones_of_flesh_stay_warm():
    for tone in np.linspace(0, 1, 5):
        r, g, b = (painted(skin={"tone": float(tone)})[..., k].mean() for k in range(3))
        assert r > g > b and r - b > 25


def test_a_shaved_chin_is_a_mans_only():
    def chin(**body):
        canvas = painted(body=body, makeup={"style": "none"}, skin={"blush": 0})
        return canvas[int(SIZE * 0.87), SIZE // 2 - 15 : SIZE // 2 + 15].mean()

    assert chin(masculine=1, age=40) < chin(masculine=0, age=40) - 3
    assert abs(chin(masculine=1, age=10) - chin(masculine=0, age=10)) < 3
