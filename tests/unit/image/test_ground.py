from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import skia

from aigc.errors import ConfigError
from aigc.image.ground.plate import ground_of, plate
from aigc.image.theme.formats import canvas
from aigc.image.theme.themes import THEMES

ASPECTS = ("9:16", "4:5", "1:1", "16:9")


def pixels(image) -> np.ndarray:
    return np.array(image.toarray(colorType=skia.kRGBA_8888_ColorType))[..., :3]


def frame(theme, at, variant, t):
    surface = skia.Surface(at.width_px, at.height_px)
    target = surface.getCanvas()
    target.drawImage(plate(theme, at, variant), 0, 0)
    target.scale(at.scale, at.scale)
    ground_of(theme, at, variant).draw_moving(target, t)
    return pixels(surface.makeImageSnapshot())


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("name", sorted(THEMES))
def test_variants_differ_and_none_is_empty(name, aspect):
    at = canvas(aspect, 240)
    plates = [pixels(plate(THEMES[name], at, v)).astype(int) for v in range(3)]
    assert all(p.std() > 2 for p in plates)
    for first, second in ((0, 1), (1, 2), (0, 2)):
        assert np.abs(plates[first] - plates[second]).mean() > 1


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("variant", range(3))
@pytest.mark.parametrize("name", sorted(THEMES))
def test_it_moves_only_inside_its_boxes(name, variant, aspect):
    theme, at = THEMES[name], canvas(aspect, 270)
    still = pixels(plate(theme, at, variant)).astype(int)
    moved = 0
    for t in (0.4, 3.7, 9.1):
        changed = np.abs(frame(theme, at, variant, t).astype(int) - still).max(axis=2) > 2
        moved += int(changed.sum())
        for x, y, w, h in ground_of(theme, at, variant).moving(t):
            x0, y0 = (max(0, int(v * at.scale) - 2) for v in (x, y))
            changed[y0 : int((y + h) * at.scale) + 3, x0 : int((x + w) * at.scale) + 3] = False
        assert not changed.any()
    assert moved > 0


@pytest.mark.parametrize("name", sorted(THEMES))
def test_motion_is_a_function_of_time(name):
    theme, at = THEMES[name], canvas("9:16", 480)
    early = frame(theme, at, 0, 1.0)
    assert not np.array_equal(early, frame(theme, at, 0, 2.3))
    assert np.array_equal(early, frame(theme, at, 0, 1.0))


@pytest.mark.parametrize("name", sorted(THEMES))
def test_a_brand_recolours_the_ground(name):
    theme, at = THEMES[name], canvas("1:1", 128)
    tones = tuple(replace(t, ground="#0A7A3C", accent="#0A7A3C") for t in theme.grounds)
    brand = replace(theme, gradient=("#0A7A3C", "#04361A"), grounds=tones)
    gap = pixels(plate(theme, at, 0)).astype(int) - pixels(plate(brand, at, 0))
    assert np.abs(gap).mean() > 5


def test_an_unknown_theme_has_no_ground():
    with pytest.raises(ConfigError, match="newsroom"):
        ground_of(replace(THEMES["newsroom"], name="newsrom"), canvas("1:1", 128), 0)
