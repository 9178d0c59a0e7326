"""Every theme reads well, also in a brand's or a picture's colours."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import AssetError, ConfigError
from aigc.image.theme.brand import BrandKit, branded, load_brand
from aigc.image.theme.colour import (
    contrast,
    ensure_contrast,
    hls,
    is_dark,
    luminance,
    mix,
    to_hex,
    to_rgb,
    worst_contrast,
)
from aigc.image.theme.palette import Palette, adapt, clusters, palette_from_picture
from aigc.image.theme.themes import THEMES, theme
from aigc.image.theme.tokens import Theme

COLOURS = st.tuples(*[st.integers(0, 255)] * 3).map(to_hex)


def unreadable(made: Theme) -> list[tuple[str, float]]:
    """Return the text colours of a theme that fall under 4.5 on their nominal ground."""
    pairs = []
    for n, tones in enumerate(made.grounds):
        grounds = (tones.ground, *made.gradient) if n == 0 else (tones.ground,)
        for role in ("text", "muted", "emphasis"):
            value = min(contrast(getattr(tones, role), g) for g in grounds)
            pairs.append((f"{made.name} {n} {role}", value))
        pairs.append((f"{made.name} {n} on accent", contrast(tones.on_accent, tones.accent)))
    face = made.surface
    pairs += [
        (f"surface {r}", contrast(getattr(face, r), face.fill))
        for r in ("text", "muted", "emphasis")
    ]
    return [(name, value) for name, value in pairs if value < 4.45]


@pytest.mark.parametrize("name", THEMES)
def test_house_themes_read(name: str) -> None:
    assert unreadable(THEMES[name]) == []


@settings(max_examples=40)
@given(COLOURS, st.one_of(st.none(), COLOURS), st.sampled_from(sorted(THEMES)))
def test_adapted_themes_read_and_keep_their_shape(
    primary: str, secondary: str | None, name: str
) -> None:
    base = THEMES[name]
    made = adapt(base, Palette(primary=primary, secondary=secondary))
    assert unreadable(made) == []
    assert (made.up, made.down, made.radius_px, made.faces) == (
        base.up,
        base.down,
        base.radius_px,
        base.faces,
    )


@given(COLOURS, COLOURS)
def test_ensured_contrast_is_reached_and_keeps_the_hue(value: str, ground: str) -> None:
    moved = ensure_contrast(value, ground)
    assert contrast(moved, ground) >= 4.5
    if contrast(value, ground) >= 4.5:
        assert moved == value


def test_contrast_is_wcag() -> None:
    assert contrast("#000", "#FFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert mix("#000000", "#FFFFFF", 0.5) == "#808080"
    assert is_dark("#102030")
    assert luminance("#FFFFFF") == pytest.approx(1)


@given(COLOURS)
def test_hex_round_trip(value: str) -> None:
    assert to_hex(to_rgb(value)) == value


def test_wrong_colour_and_theme_are_explained() -> None:
    with pytest.raises(ConfigError, match="#RRGGBB"):
        to_rgb("blue")
    with pytest.raises(ConfigError, match="Did you mean newsroom"):
        theme("newsrom")


def test_worst_contrast_looks_at_the_worst_pixels() -> None:
    pixels = np.zeros((100, 100, 3), np.uint8)
    assert worst_contrast("#FFFFFF", pixels) == pytest.approx(21)
    pixels[:5] = 255
    assert worst_contrast("#FFFFFF", pixels) == pytest.approx(1)
    pixels[1:5] = 0
    assert worst_contrast("#FFFFFF", pixels) == pytest.approx(21)


def test_a_small_vivid_area_gives_the_palette() -> None:
    pixels = np.full((120, 120, 3), 128, np.uint8)
    pixels[:20] = (220, 30, 40)
    pixels[20:30] = (20, 60, 200)
    made = palette_from_picture(pixels)
    assert abs(hls(made.primary)[0] - hls("#DC1E28")[0]) % 1 < 0.05 or made.secondary is not None
    assert sum(c.share for c in clusters(pixels)) == pytest.approx(1)
    assert palette_from_picture(pixels) == made


def test_a_grey_picture_still_gives_a_palette() -> None:
    made = palette_from_picture(np.full((8, 8, 3), 90, np.uint8))
    assert made.secondary is None
    assert unreadable(adapt(theme("finance"), made)) == []


@pytest.mark.parametrize("suffix", [".json", ".toml", ".yaml"])
def test_brand_kits_are_read(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"kit{suffix}"
    text = {
        ".json": json.dumps({"name": "县域观察", "primary": "#06c", "handle": "@x"}),
        ".toml": 'name = "县域观察"\nprimary = "#06c"\nhandle = "@x"\n',
        ".yaml": "name: 县域观察\nprimary: '#06c'\nhandle: '@x'\n",
    }[suffix]
    file.write_text(text, "utf-8")
    assert load_brand(file) == BrandKit(name="县域观察", primary="#0066CC", handle="@x")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"name": "a", "primary": "blue"}', "primary"),
        ('{"name": "a", "primary": "#000", "colour": 1}', "colour"),
        ("{", "not valid JSON"),
    ],
)
def test_wrong_brand_kits_are_explained(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "kit.json"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=message):
        load_brand(file)


def test_missing_brand_files_are_explained(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no\.json"):
        load_brand(tmp_path / "no.json")
    file = tmp_path / "kit.json"
    file.write_text('{"name": "a", "primary": "#000", "logo": "logo.png"}', "utf-8")
    with pytest.raises(AssetError, match=r"logo\.png"):
        load_brand(file)


def test_a_brand_font_without_chinese_only_sets_latin() -> None:
    from aigc.image.type.fonts import FONT_DIR

    kit = BrandKit(name="a", primary="#0A6", font=FONT_DIR / "Anton_400Regular.ttf")
    made = branded(theme("ink"), kit)
    assert made.faces.title == ("NotoSerifSC_900Black", str(kit.font))
