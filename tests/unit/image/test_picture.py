from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.errors import AssetError, ConfigError
from aigc.image.art import PictureLayer
from aigc.image.picture.camera import Camera
from aigc.image.picture.framing import cover, fit_inside, is_document, placing_of
from aigc.image.picture.load import read_rgb
from aigc.image.picture.salience import focus_of, subject_of
from aigc.image.picture.still import Still
from aigc.image.picture.treatment import TREATMENTS, treat
from aigc.image.theme.formats import canvas
from aigc.image.theme.themes import THEMES
from aigc.planes import new_planes, to_rgb
from aigc.types.asset import Asset
from tests.unit.image.picture_samples import as_asset, page, photo

MOVES = ("push", "pull", "left", "right", "up", "down")


@pytest.mark.parametrize("at", [(0.3, 0.4), (0.7, 0.35), (0.5, 0.65)])
def test_the_focus_lies_on_the_subject(tmp_path, at):
    asset = as_asset(photo(at=at), tmp_path)
    x, y = focus_of(asset)
    assert abs(x - at[0]) < 0.12 and abs(y - at[1]) < 0.12
    left, top, width, height = subject_of(asset)
    assert left < at[0] < left + width and top < at[1] < top + height


def test_a_plain_picture_has_its_focus_near_the_middle(tmp_path):
    x, y = focus_of(as_asset(np.full((90, 120, 3), 99, np.uint8), tmp_path))
    assert abs(x - 0.5) < 0.1 and abs(y - 0.45) < 0.1


def test_pages_are_documents_and_photos_are_not(tmp_path):
    assert is_document(as_asset(page(), tmp_path, "page.png"))
    assert not is_document(as_asset(photo(), tmp_path, "photo.png"))


def test_small_wide_and_printed_pictures_are_framed(tmp_path):
    big = as_asset(photo(1200, 1300), tmp_path, "big.png")
    assert placing_of(big, 1080, 1920) == "bleed"
    assert placing_of(as_asset(photo(600, 400), tmp_path, "small.png"), 1080, 1920) == "frame"
    assert placing_of(as_asset(photo(1200, 400), tmp_path, "wide.png"), 1080, 700) == "frame"
    assert placing_of(as_asset(page(900, 1300), tmp_path, "page.png"), 1080, 1920) == "frame"


def test_a_framed_picture_keeps_its_ratio(tmp_path):
    x, y, w, h = fit_inside(as_asset(photo(600, 400), tmp_path), (10, 20, 300, 300))
    assert (x, w) == (10, 300) and h == pytest.approx(200) and y == pytest.approx(70)


@given(
    st.integers(50, 4000),
    st.integers(50, 4000),
    st.integers(50, 2000),
    st.integers(50, 2000),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_a_crop_lies_inside_and_has_the_ratio_of_its_box(width, height, box_w, box_h, focus):
    x, y, w, h = cover(width, height, box_w, box_h, focus, (0.4, 0.4, 0.2, 0.2))
    assert x >= 0 and y >= 0 and x + w <= width + 1e-6 and y + h <= height + 1e-6
    assert w / h == pytest.approx(box_w / box_h)


def test_a_crop_keeps_the_subject():
    x, _, w, _ = cover(1600, 900, 900, 1600, (0.5, 0.5), (0.8, 0.2, 0.15, 0.5))
    assert x <= 0.8 * 1600 and x + w >= 0.95 * 1600 - 1e-6


@given(
    st.sampled_from(MOVES),
    st.floats(0.02, 0.3),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
    st.floats(0, 1),
)
def test_the_window_never_leaves_the_still(move, amount, focus, k):
    x, y, scale = Camera(move=move, amount=amount, focus=focus).window(k)
    assert x >= -1e-9 and y >= -1e-9 and max(x, y) + scale <= 1 + 1e-9


@pytest.mark.parametrize("move", MOVES)
def test_every_move_is_linear_and_its_own(move):
    windows = np.array([Camera(move=move, amount=0.1).window(k) for k in (0, 0.5, 1)])
    assert not np.allclose(windows[0], windows[2])
    np.testing.assert_allclose(windows[1], (windows[0] + windows[2]) / 2, atol=1e-9)


def test_a_push_goes_towards_the_subject():
    x, _, scale = Camera(move="push", amount=0.1, focus=(0.9, 0.5)).window(1)
    assert x + scale / 2 > 0.5


@pytest.mark.parametrize("name", sorted(TREATMENTS))
def test_treatments_change_a_picture_and_keep_its_shape(name):
    rgb = photo(120, 90)
    out = treat(rgb, name, THEMES["tech"])
    assert out.shape == rgb.shape and out.dtype == np.uint8
    assert np.abs(out.astype(int) - rgb).mean() > 1


def test_raw_is_untouched_and_unknown_names_are_refused():
    rgb = photo(120, 90)
    assert np.array_equal(treat(rgb, "raw", THEMES["ink"]), rgb)
    with pytest.raises(ConfigError, match="halftone"):
        treat(rgb, "halfton", THEMES["ink"])


def test_damaged_and_missing_files_are_refused(tmp_path):
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    for path in (bad, tmp_path / "none.png"):
        with pytest.raises(AssetError, match=path.name):
            read_rgb(Asset(path=path, sha256=path.name, media_type="image/png"))


def test_a_document_keeps_its_edges_and_its_colour(tmp_path):
    rgb = page(600, 800)
    rgb[:, :30] = rgb[:, -30:] = (200, 30, 30)
    at = canvas("9:16", 640)
    layer = PictureLayer(
        picture=as_asset(rgb, tmp_path), box=(60, 200, 900, 1200), treatment="theme", amount=0.1
    )
    planes = new_planes(at.width_px, at.height_px)
    still = Still(layer, THEMES["tech"], at)
    still.draw(planes, 1.0)
    x, y, w, h = still.box
    seen = to_rgb(planes)[y + 20 : y + h - 20, x : x + w].astype(int)
    for edge in (seen[:, 2:6], seen[:, -6:-2]):
        red, green, _ = edge.reshape(-1, 3).mean(axis=0)
        assert red - green > 60
