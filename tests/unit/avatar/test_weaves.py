"""Folds and threads on the textures of clothes."""

import numpy as np
import pytest

from aigc.avatar.wear.folds import GARMENTS, LEG, SLEEVE, TRUNK, fold
from aigc.avatar.wear.seams import SEAMS
from aigc.avatar.wear.threads import PAINTED
from aigc.avatar.wear.weaves import HEIGHT, WIDTH, painting, stitched, striped


def rows(sheet, low, high):
    """Return the rows of a texture between two heights on the body."""
    top, bottom = (round((1 - float(sheet.v(np.array(h)))) * HEIGHT) for h in (high, low))
    return slice(top, bottom)


@pytest.mark.parametrize("garment", GARMENTS)
def test_a_drawing_has_few_colours_and_a_painting_many(garment):
    drawn = painting(garment, "none", True)
    soft = painting(garment, "cotton", False)
    assert drawn.shape == soft.shape == (HEIGHT, WIDTH, 3)
    plain = (drawn == 255).all(2).mean()
    assert 0.4 < plain < 0.99, "most of a drawing is flat"
    assert len(np.unique(soft.reshape(-1, 3), axis=0)) > 20


@pytest.mark.parametrize("drawn", [True, False])
def test_an_elbow_folds_more_than_a_shoulder(drawn):
    texture = painting("top", "none", drawn).astype(float)
    front = slice(round(0.45 * WIDTH), round(0.70 * WIDTH))
    elbow = texture[rows(SLEEVE, 0.7, 1.25), front].mean()
    below = texture[rows(SLEEVE, 1.45, 1.52), front].mean()
    assert elbow < below - 3


@pytest.mark.parametrize("weave", PAINTED)
def test_threads_change_a_cloth_but_not_its_tone(weave):
    plain, woven = (painting("top", w, False).astype(float) for w in ("none", weave))
    assert np.abs(plain - woven).mean() > 0.3
    assert abs(plain.mean() - woven.mean()) < 0.06 * 255


@pytest.mark.parametrize("weave", PAINTED)
def test_a_texture_meets_itself_behind(weave):
    texture = painting("top", weave, False).astype(float)
    step = np.abs(np.diff(texture, axis=1)).mean((0, 2))
    seam = np.abs(texture[:, 0] - texture[:, -1]).mean()
    assert seam < 2.5 * step.max()


def test_plain_looks_have_folds_and_no_threads():
    assert np.array_equal(painting("top", "knit", False, True), painting("top", "none", False))


def test_a_fold_swells_at_its_root_and_ends_in_a_point():
    stroke = (0.3, 3.0, 0.6, 3.2, 0.1, 0.06)
    u, v = np.linspace(0, 1, 400), np.linspace(4, 2, 300)
    (_, columns), across, half = fold(TRUNK, stroke, u, v)
    inside = (np.abs(across) < half).sum(0)
    place = u[columns]
    assert inside[(place > 0.33) & (place < 0.4)].mean() > 2 * inside[(place > 0.55)].mean()
    assert not inside[place < 0.29].any() and not inside[place > 0.61].any()


def test_stripes_go_around_trunk_and_sleeves():
    red, blue = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
    texture = striped(red, blue, True)
    for sheet in (TRUNK, SLEEVE):
        band = texture[rows(sheet, sheet.low + 0.2, sheet.high - 0.2)]
        assert {(255, 0, 0), (0, 0, 255)} <= {tuple(c) for c in band.reshape(-1, 3).tolist()}
    assert (texture[-3:] == texture[-1, 0]).all(), "hems have one colour"


@pytest.mark.parametrize("drawn", [True, False])
@pytest.mark.parametrize("sewing", SEAMS)
def test_seams_are_few_dark_lines(sewing, drawn):
    garment = "legs" if SEAMS[sewing][0][0] is LEG else "top"
    plain, sewn = (painting(garment, "none", drawn, sewing=s).astype(float) for s in ("", sewing))
    darker = (plain - sewn).max(2) > 12
    assert 0.002 < darker.mean() < 0.05


def test_jeans_are_stitched_down_the_outside():
    colour, thread = (0.2, 0.3, 0.5), (0.9, 0.6, 0.2)
    jeans = stitched("legs", "denim", False, "jeans", colour, thread).astype(float) / 255
    shin = jeans[rows(LEG, 1.2, 1.6)]
    near = np.linalg.norm(shin - thread, axis=2) < 0.35
    column = np.flatnonzero(near.any(0)) / WIDTH
    assert np.abs(column - 0.25).max() < 0.03
    along = near.any(1)
    assert 0.4 < along.mean() < 0.95, "threads come and go"
