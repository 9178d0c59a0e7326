"""Canvas geometry keeps text away from app controls."""

from __future__ import annotations

import pytest

from aigc.errors import ConfigError
from aigc.image.theme.formats import FORMATS, UNSAFE, canvas, unit_format


@pytest.mark.parametrize("aspect", FORMATS)
def test_captions_lie_below_the_stage_and_inside_the_sides(aspect: str) -> None:
    form = unit_format(aspect)
    assert form.stage_top < form.stage_bottom < form.caption_bottom < form.height
    edge = (form.width + form.caption_width) / 2
    assert edge <= form.right_at(form.caption_bottom)
    assert form.stage_width == form.stage_right - form.stage_left


@pytest.mark.parametrize("platform", UNSAFE)
def test_platform_controls_are_left_free(platform: str) -> None:
    top, bottom, right = UNSAFE[platform]
    form = unit_format("9:16", platform)
    assert form.stage_top >= min(top, 96)
    assert form.stage_top >= top or platform == "none"
    assert form.caption_bottom <= 1920 - bottom
    assert form.caption_bottom - form.stage_bottom >= 200
    assert form.right_at(form.caption_bottom) == 1080 - right


def test_paid_reels_keep_the_stage_between_269_and_672() -> None:
    form = unit_format("9:16", "reels-paid")
    assert (form.stage_top, form.caption_bottom) == (269, 1248)


def test_half_size_keeps_units() -> None:
    full, half = canvas("9:16"), canvas("9:16", 960)
    assert (full.scale, half.scale) == (1.0, 0.5)
    assert full.format == half.format
    odd = canvas("16:9", 541)
    assert odd.width_px % 2 == odd.height_px % 2 == 0


def test_unknown_names_are_explained() -> None:
    with pytest.raises(ConfigError, match="9:16"):
        unit_format("9:61")
    with pytest.raises(ConfigError, match="tiktok"):
        unit_format("9:16", "tiktoc")
    with pytest.raises(ConfigError, match="0 px"):
        canvas("9:16", 0)
