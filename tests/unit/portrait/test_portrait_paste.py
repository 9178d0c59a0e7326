"""Made faces lie in the portrait without a seam."""

from __future__ import annotations

import numpy as np
import pytest

from aigc.errors import InputError
from aigc.portrait.engine import Box
from aigc.portrait.layout import Paste
from aigc.portrait.paste import Crop, Paster, crop_of, feathered
from aigc.portrait.square import Square
from tests.tiny.portrait import drawn_face

FACE = Box(x=40, y=34, width=120, height=172)
PORTRAIT = drawn_face()
CROP = crop_of(FACE, PORTRAIT, (0.0, 0.05, 0.0, 0.0))


def laid(change=lambda face: face, **options):
    paster = Paster(PORTRAIT, CROP, 96, Paste(**options))
    return paster, paster.laid(change(paster.reference.copy()))


def with_mouth(face):
    face[62:76, 36:60] = (60, 20, 25)
    return face


def outside(paster):
    mask = np.zeros(PORTRAIT.shape[:2], bool)
    CROP.of(mask)[...] = paster.mask > 0
    return ~mask


@pytest.mark.parametrize("region", ["lower", "whole"])
def test_nothing_changes_outside_the_mask(region):
    paster, picture = laid(lambda face: 255 - face, region=region)
    free = outside(paster)
    assert (picture[free] == PORTRAIT[free]).all()
    assert (picture[~free] != PORTRAIT[~free]).mean() > 0.8
    assert 0.2 < free.mean() < 0.9


def test_the_lower_half_leaves_the_eyes():
    _, picture = laid(lambda face: 255 - face)
    eyes = round(FACE.y + 0.4 * FACE.height)
    assert (picture[:eyes] == PORTRAIT[:eyes]).all()


def test_the_same_face_is_the_portrait():
    for way in ({}, {"region": "whole"}):
        _, picture = laid(**way)
        assert np.abs(picture.astype(int) - PORTRAIT).max() <= 1


def test_fine_detail_is_kept_where_nothing_changes_only():
    noise = np.random.default_rng(0).normal(0, 1.5, (96, 96, 1)).astype(np.float32)
    _, kept = laid(lambda face: face + noise)
    _, lost = laid(lambda face: face + noise, keep_detail=False)
    away = [np.abs(one.astype(int) - PORTRAIT).mean() for one in (kept, lost)]
    assert away[0] < 0.6 * away[1]


def test_colours_that_are_off_meet_at_the_seam():
    """A cast of 12 levels leaves the skin as it was, and the mouth still opens."""
    cast = np.array([12, -8, 6], np.float32)
    _, plain = laid(with_mouth)
    _, tinted = laid(lambda face: with_mouth(face) + cast)
    skin = np.s_[126:140, 60:140]
    assert np.abs(tinted[skin].astype(int) - PORTRAIT[skin]).mean() < 1.0
    mouth = np.s_[158:164, 90:110]
    assert np.abs(tinted[mouth].astype(int) - plain[mouth]).mean() < 16
    assert tinted[mouth].mean() < PORTRAIT[mouth].mean() - 60


def test_a_new_shape_at_the_seam_is_no_matter_of_colour():
    """What is dark at the mask's edge does not darken the rest."""

    def with_beard(face):
        face[86:] = 20
        return face

    _, picture = laid(with_beard)
    cheek = np.s_[140:150, 80:120]
    assert np.abs(picture[cheek].astype(int) - PORTRAIT[cheek]).mean() < 3


@pytest.mark.parametrize("size", [(120, 170), (30, 20), (16, 300)])
def test_the_mask_is_soft_and_nothing_at_the_edges(size):
    for lower in (True, False):
        mask = feathered(size, 0.08, lower=lower)
        assert mask.shape == size[::-1]
        assert mask[0].max() == mask[-1].max() == mask[:, 0].max() == mask[:, -1].max() == 0
        assert mask.max() > 0.9
        if lower:
            assert mask[: int(size[1] * 0.45)].max() == 0


def test_a_crop_ends_where_the_picture_does():
    high = Box(x=-20, y=-10, width=120, height=100)
    assert crop_of(high, PORTRAIT, (0.1, 0, 0, 0)) == Crop(left=0, top=0, right=100, bottom=90)
    with pytest.raises(InputError, match="200x240"):
        crop_of(Box(x=195, y=10, width=100, height=100), PORTRAIT, (0, 0, 0, 0))


def test_a_square_is_given_and_laid_back():
    square = Square(PORTRAIT, FACE, 0.0)
    assert (square.side, square.given(64).shape) == (172, (64, 64, 3))
    given = square.given(0)
    assert (square.laid(given) == PORTRAIT).all()
    cast = np.clip(given.astype(int) + np.array([9, -7, 5]), 0, 255).astype(np.uint8)
    assert np.abs(square.laid(cast).astype(int) - PORTRAIT).mean() < 0.6
    turned = square.laid(255 - given)
    assert (turned[: square.top] == PORTRAIT[: square.top]).all()
    assert (turned[square.top + 40 : square.top + 130, 60:140] != PORTRAIT[
        square.top + 40 : square.top + 130, 60:140]).mean() > 0.8  # fmt: skip


def test_a_square_as_large_as_the_picture_fills_it():
    square = Square(drawn_face(200, 200), FACE, 2.0)
    assert (square.side, square.left, square.top) == (200, 0, 0)
    other = drawn_face(200, 200, tone=40)
    assert (square.laid(other) == other).all()
