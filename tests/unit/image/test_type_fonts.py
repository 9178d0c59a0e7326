"""Bundled fonts hold what a clip needs and say what they lack."""

from __future__ import annotations

import pytest

from aigc.errors import AssetError
from aigc.image.theme.themes import THEMES, theme
from aigc.image.theme.typography import check_text, missing_glyphs
from aigc.image.type.coverage import drop_emoji
from aigc.image.type.fonts import FONT_DIR, digit_height, face
from aigc.image.type.shaping import vertical_glyph


def gb2312() -> str:
    return "".join(
        bytes((row, cell)).decode("gb2312")
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
        if not (row == 0xD7 and cell > 0xF9)
    )


@pytest.mark.parametrize("name", THEMES)
def test_every_theme_draws_all_of_gb2312_and_latin(name: str) -> None:
    hanzi = gb2312()
    assert len(hanzi) == 6763
    signs = "，。！？：；、“”‘’（）《》「」『』【】…—·℃％￥ éüñçß €£¥ ©®™ ①②③ →←↑↓ ≈≥≤"
    assert missing_glyphs(hanzi + signs + "ABCxyz0123456789", theme(name)) == ()


def test_what_cannot_be_drawn_is_named_once_and_in_order() -> None:
    assert missing_glyphs("龘國😀好龘", theme("ink")) == ("龘", "國", "😀")
    with pytest.raises(AssetError, match=r"龘 \(U\+9F98\)"):
        check_text("龘", theme("tech"))
    check_text("第一行\n{第二行}", theme("tech"))


def test_emoji_are_dropped_and_text_is_kept() -> None:
    assert drop_emoji("好消息 🎉 来了👍🏽！") == "好消息 来了！"
    assert drop_emoji("→ A ① 好") == "→ A ① 好"


def test_fonts_stay_small_and_carry_their_licences() -> None:
    assert sum(p.stat().st_size for p in FONT_DIR.iterdir()) < 20e6
    families = {p.name for p in FONT_DIR.glob("OFL-*.txt")}
    assert len(families) == 9
    assert all(
        "SIL OPEN FONT LICENSE" in (FONT_DIR / f).read_text("utf-8").upper() for f in families
    )


def test_vertical_forms_differ_for_brackets_only() -> None:
    cmap_glyph = {c: vertical_glyph(c, "NotoSerifSC_900Black") for c in "「永"}
    shaper = face("NotoSerifSC_900Black").shaper
    assert cmap_glyph["「"] != shaper.get_nominal_glyph(ord("「"))
    assert cmap_glyph["永"] == shaper.get_nominal_glyph(ord("永"))


def test_digits_have_a_measured_height() -> None:
    assert 0.6 < digit_height("BarlowCondensed_800ExtraBold") < 0.8


def test_unknown_font_names_close_matches() -> None:
    with pytest.raises(AssetError, match="Inter_700Bold"):
        face("Inter_700Bolt")
