"""Footage in a picture scene: cropped, shaded, played, slowed, held."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from aigc.footage.intake import import_footage
from aigc.image.art import PictureLayer
from aigc.image.motion_graphics import MotionGraphics
from aigc.image.picture.load import read_rgb
from aigc.image.picture.moving import Moving, picture_of
from aigc.image.picture.salience import focus_of
from aigc.image.picture.still import Still
from aigc.image.scene.picture import scrims
from aigc.image.theme.formats import canvas
from aigc.image.theme.themes import THEMES
from aigc.planes import new_planes, to_rgb
from aigc.types.asset import Asset
from aigc.types.scene import Identity, PictureShot, Scene, Storyboard
from aigc.types.time import TimeRange
from tests.unit.footage.footage_samples import BLUE, RED, grey_square, write_video
from tests.unit.image.picture_samples import as_asset, photo

TALL = canvas("9:16", 320)
THEME = THEMES["newsroom"]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Asset:
    """Two seconds, 180x320, frame n is grey 40 + 4n in the middle."""
    folder = tmp_path_factory.mktemp("moving")
    return import_footage(write_video(folder / "a.mp4", width=180, height=320, fps=30), into=folder)


def layer(clip: Asset, **changes: object) -> PictureLayer:
    made = PictureLayer(picture=clip, box=(0, 0, TALL.format.width, TALL.format.height))
    return replace(made, **changes)  # type: ignore[arg-type]


def drawn(moving: Still | Moving, progress: float) -> np.ndarray:
    planes = new_planes(180, 320)
    moving.draw(planes, progress)
    return to_rgb(planes)


def number(moving: Still | Moving, progress: float) -> int:
    return round(grey_square(drawn(moving, progress)))


def test_a_video_is_chosen_by_its_media_type(clip: Asset, tmp_path: Path) -> None:
    still = as_asset(photo(), tmp_path)
    assert isinstance(picture_of(layer(clip), THEME, TALL, 1.0), Moving)
    assert isinstance(picture_of(layer(still), THEME, TALL, 1.0), Still)


def test_a_longer_video_is_cut_to_the_scene(clip: Asset) -> None:
    moving = picture_of(layer(clip), THEME, TALL, 1.0)
    shown = [number(moving, n / 30) for n in range(30)]
    assert shown == list(range(30))


def test_a_shorter_one_is_slowed_and_then_held(clip: Asset) -> None:
    length = 1.6
    slowed = picture_of(layer(clip), THEME, TALL, 2 * length)
    assert [number(slowed, p) for p in (0, 0.25, 0.5, 0.99)] == [0, 12, 24, 47]
    held = picture_of(layer(clip), THEME, TALL, 10.0)
    assert [number(held, p / 10) for p in (0, 1, 2, 4, 9)] == [0, 15, 30, 47, 47]


def test_times_may_come_in_any_order(clip: Asset) -> None:
    moving = picture_of(layer(clip), THEME, TALL, 1.6)
    assert [number(moving, n / 48) for n in (47, 0, 20, 21, 5)] == [47, 0, 20, 21, 5]


def test_the_focus_stays_in_the_crop(tmp_path: Path) -> None:
    wide = import_footage(write_video(tmp_path / "w.mp4", width=640, height=160), into=tmp_path)
    for focus, colour in (((0.1, 0.5), RED), ((0.9, 0.5), BLUE)):
        picture = drawn(picture_of(layer(wide, focus=focus), THEME, TALL, 1.0), 0.0).astype(int)
        assert np.abs(picture[10:40].mean(axis=(0, 1)) - colour).max() < 25


def test_scrims_are_those_of_a_still(clip: Asset) -> None:
    shaded = layer(clip, scrims=scrims(), treatment="raw", fit="cover", amount=0.0)
    plain = layer(clip, treatment="raw")
    moving = drawn(picture_of(shaded, THEME, TALL, 1.0), 1 / 3).astype(int)
    bare = drawn(picture_of(plain, THEME, TALL, 1.0), 1 / 3).astype(int)
    assert np.abs(moving[:20] - bare[:20]).max() > 60
    rows = np.abs(moving - bare).max(axis=(1, 2))
    assert rows[:4].min() > rows[110:120].max()
    assert (moving <= bare + 3).all()


def test_a_round_frame_keeps_the_ground_outside(clip: Asset) -> None:
    moving = picture_of(layer(clip, box=(180, 320, 720, 900), radius=60), THEME, TALL, 1.0)
    assert not moving.opaque
    picture = drawn(moving, 0.0).astype(int)
    x, y, _, h = moving.box
    assert np.abs(picture[:y]).max() <= 2
    assert np.abs(picture[y + 1, x + 1]).max() <= 2
    assert np.abs(picture[y + h // 4, x + 8] - RED).max() <= 25


def test_where_a_still_is_needed_one_frame_is_taken(clip: Asset) -> None:
    assert read_rgb(clip).shape == (320, 180, 3)
    assert 0 <= focus_of(clip)[0] <= 1


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_a_scene_with_footage_moves_under_its_label(clip: Asset, theme: str) -> None:
    shot = PictureShot(picture=clip, label="A {red} door")
    time = TimeRange(start=Fraction(0), duration=Fraction(2))
    board = Storyboard(
        scenes=(Scene(kind="picture", content=shot, time=time),), identity=Identity()
    )
    (made,) = MotionGraphics().shots(
        board, theme=theme, aspect="9:16", width_px=180, height_px=320, language="en"
    )
    early, late = made.planes(Fraction(1)).copy(), made.planes(Fraction(3, 2)).copy()
    assert np.abs(early.astype(int) - late).max() > 20
    assert (made.planes(Fraction(1)) == early).all()
