"""The mark that stays in a corner when the label is gone."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import cv2
import numpy as np
import pytest

from aigc.image import label
from aigc.image.label import LabelOverlay, MarkOverlay
from aigc.image.theme.colour import luminances, to_rgb
from aigc.image.theme.formats import FORMATS, Canvas, canvas
from aigc.image.theme.palette import Palette, adapt
from aigc.image.theme.themes import THEMES, theme
from aigc.types.frame import Patch
from aigc.types.time import TimeRange
from tests.unit.image.picture_samples import photo

SINCE = Fraction(56, 25)


def span(start: float, duration: float) -> TimeRange:
    return TimeRange(start=Fraction(start), duration=Fraction(duration))


@pytest.mark.parametrize("aspect", FORMATS)
@pytest.mark.parametrize("name", THEMES)
def test_it_is_five_percent_high_and_above_the_text(aspect: str, name: str) -> None:
    room = canvas(aspect)
    overlay = MarkOverlay(theme(name), room, since=SINCE)
    (patch,) = overlay.patches(SINCE)
    x, y, wide, high = overlay.box
    form = room.format
    assert overlay.letter_height_px >= 0.05 * form.shortest_side
    assert y >= 4
    assert y + high <= form.stage_top + 12
    assert x + wide <= form.stage_right + 0.01
    letters = np.nonzero(patch.rgba[..., 3] == 255)[0]
    assert letters.max() - letters.min() + 1 >= 0.05 * form.shortest_side


def test_it_stays_from_its_time_on_and_lets_the_ground_through() -> None:
    overlay = MarkOverlay(theme("ink"), canvas("9:16", 480), since=SINCE)
    assert overlay.patches(SINCE - Fraction(1, 30)) == ()
    (first,), (later,) = overlay.patches(SINCE), overlay.patches(Fraction(500))
    assert first is later
    assert 180 < np.median(first.rgba[..., 3]) < 230


def test_it_is_as_round_as_the_label_and_ends_where_it_ended() -> None:
    for name in THEMES:
        room, look = canvas("16:9"), theme(name)
        label = LabelOverlay("AI", look, room)
        mark = MarkOverlay(look, room, since=SINCE)
        assert mark.box[0] + mark.box[2] == pytest.approx(label.box[0] + label.box[2])
        (patch,) = mark.patches(SINCE)
        corner = patch.rgba[:4, :4, 3].max()
        assert (corner == 0) == (look.radius_px > 0)


@lru_cache
def under(kind: str, room: Canvas) -> np.ndarray:
    """Return what may lie under a mark: a colour, a photograph, or a photograph in hard light."""
    wide, high = room.width_px, room.height_px
    if kind.startswith("#"):
        return np.full((high, wide, 3), to_rgb(kind), np.uint8)
    if kind == "noise":
        coarse = np.random.default_rng(1).integers(0, 256, (high // 6, wide // 6, 3), np.uint8)
        return np.asarray(cv2.resize(coarse, (wide, high), interpolation=cv2.INTER_CUBIC))
    plain = photo(wide, high, at=(0.9, 0.05)).astype(np.float32)
    return np.clip(plain * (1 if kind == "photo" else 2.4), 0, 255).astype(np.uint8)


GROUNDS = ("#C41E3A", "#7A0A12", "#FF0000", "#FFFFFF", "#000000", "#FFD60A", "#00C2A8", "#808080",
           "photo", "bright", "noise")  # fmt: skip


def contrasts(overlay: MarkOverlay, ground: np.ndarray) -> np.ndarray:
    """Return the contrast of the letters with each pixel beside them, from a finished frame.

    Where the mark hides a white and a black ground alike there are letters; beside them, within
    the chip, is what they are read against.
    """
    (patch,) = overlay.patches(SINCE)
    high, wide = patch.rgba.shape[:2]
    part = ground[patch.y_px : patch.y_px + high, patch.x_px : patch.x_px + wide]
    frame, white, black = (
        blended(below, patch) for below in (part, np.full_like(part, 255), np.zeros_like(part))
    )
    differ = np.abs(white.astype(int) - black).max(axis=-1)
    letters = differ <= 2
    light = luminances(frame.astype(np.float64))
    reach = cv2.dilate(letters.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    beside = light[reach & (differ > 40)]
    assert letters.sum() > 100 and beside.size > 100
    ink = float(np.median(light[letters]))
    return np.asarray((np.maximum(beside, ink) + 0.05) / (np.minimum(beside, ink) + 0.05))


def blended(below: np.ndarray, patch: Patch) -> np.ndarray:
    """Return what lies under a patch with the patch on it."""
    rgba = patch.rgba.astype(np.float64)
    return np.rint(rgba[..., :3] + below * (1 - rgba[..., 3:] / 255)).astype(np.uint8)


@pytest.mark.parametrize("name", THEMES)
def test_it_reads_on_whatever_is_under_it(name: str) -> None:
    for aspect, brand in (("9:16", None), ("16:9", "#C41E3A"), ("1:1", "#7A7F00")):
        look = theme(name) if brand is None else adapt(theme(name), Palette(primary=brand))
        room = canvas(aspect, 720)
        overlay = MarkOverlay(look, room, since=SINCE)
        for ground in GROUNDS:
            assert np.quantile(contrasts(overlay, under(ground, room)), 0.02) >= 3, ground


def test_letters_without_a_chip_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label, "_MARK_FILL", 0.3)
    room = canvas("9:16", 1080)
    overlay = MarkOverlay(theme("newsroom"), room, since=SINCE)
    assert np.quantile(contrasts(overlay, under("#FFFFFF", room)), 0.02) < 3


def test_segments_in_which_it_does_not_change_are_alike() -> None:
    overlay = MarkOverlay(theme("ink"), canvas("9:16"), since=SINCE)
    assert overlay.window(span(5, 3)) == overlay.window(span(9, 4))
    assert len({overlay.window(one) for one in (span(0, 2), span(0, 4), span(5, 3))}) == 3
    other = MarkOverlay(theme("tech"), canvas("9:16"), since=SINCE)
    assert other.window(span(5, 3)) != overlay.window(span(5, 3))
