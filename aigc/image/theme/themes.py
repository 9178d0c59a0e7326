"""The six house themes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from aigc.errors import ConfigError, did_you_mean
from aigc.image.theme.tokens import Faces, Surface, Theme, Tones, TypeScale

SANS_500, SANS_700, SANS_900 = "NotoSansSC_500Medium", "NotoSansSC_700Bold", "NotoSansSC_900Black"
SERIF_500, SERIF_700 = "NotoSerifSC_500Medium", "NotoSerifSC_700Bold"
SERIF_900 = "NotoSerifSC_900Black"
INTER_500, INTER_700 = "Inter_500Medium", "Inter_700Bold"

_NAVY = Tones(
    ground="#06112E",
    text="#FFFFFF",
    muted="#D6E1FB",
    emphasis="#FFD257",
    accent="#E0162F",
    second="#FFD257",
    on_accent="#FFFFFF",
)
NEWSROOM = Theme(
    name="newsroom",
    title="Newsroom",
    title_zh="新闻台",
    gradient=("#0F3589", "#050C24"),
    grounds=(
        _NAVY,
        _NAVY,
        replace(_NAVY, ground="#B0001A", muted="#FFE3E6", accent="#FFFFFF", on_accent="#B0001A"),
    ),
    surface=Surface(
        fill="#FFFFFF", text="#0A1A45", muted="#4A5A85", rule="#3A5AA8", emphasis="#C4001B"
    ),
    glow="#3A6BE0",
    faces=Faces(
        title=(SANS_900, "BarlowCondensed_800ExtraBold"),
        heading=(SANS_700, "BarlowCondensed_700Bold"),
        body=(SANS_500, INTER_500),
        meta=(SANS_500, INTER_500),
        number=(SANS_700, "BarlowCondensed_800ExtraBold"),
    ),
    latin_scale=1.1,
    latin_scale_en=1.12,
    title_leading_en=1.02,
    skew=-0.21,
    reveal="wipe",
    caption="plate",
    change="slab",
    treatment="cool",
)

_PAPER = Tones(
    ground="#F4ECDC",
    text="#1B1714",
    muted="#52483D",
    emphasis="#971C14",
    accent="#A8231A",
    second="#2E4B4A",
    on_accent="#FFF7EA",
)
INK = Theme(
    name="ink",
    title="Ink & Paper",
    title_zh="报刊",
    gradient=("#F4ECDC", "#E9DFC9"),
    grounds=(
        _PAPER,
        replace(_PAPER, ground="#EBE0CB", muted="#483F35", emphasis="#8A150E"),
        Tones(
            ground="#8E1C14",
            text="#FFF7EA",
            muted="#F6DCCB",
            emphasis="#FFD9A0",
            accent="#FFF7EA",
            second="#F6DCCB",
            on_accent="#8E1C14",
        ),
    ),
    surface=Surface(
        fill="#E9DDC6", text="#1B1714", muted="#52483D", rule="#1B1714", emphasis="#971C14"
    ),
    glow="#FFF9EC",
    faces=Faces(
        title=(SERIF_900, "Fraunces_700Bold"),
        heading=(SERIF_700, "Fraunces_600SemiBold"),
        body=(SERIF_500, "Fraunces_500Medium"),
        meta=(SERIF_500, "Fraunces_500Medium"),
        number=(SERIF_700, "Fraunces_700Bold"),
        caption=(SERIF_700, "Fraunces_600SemiBold"),
    ),
    title_leading=1.24,
    body_leading=1.5,
    reveal="ink",
    caption="ink",
    change="bleed",
    treatment="engrave",
    dark=False,
)

_VIOLET = Tones(
    ground="#070614",
    text="#F6F5FF",
    muted="#CBC9E8",
    emphasis="#29D6F2",
    accent="#8B6CFF",
    second="#29D6F2",
    on_accent="#0B0620",
)
TECH = Theme(
    name="tech",
    title="Tech Gradient",
    title_zh="科技",
    gradient=("#070614", "#1A1240"),
    grounds=(
        _VIOLET,
        _VIOLET,
        replace(_VIOLET, ground="#3A1FA8", muted="#E2DEFF", emphasis="#8CF0FF", accent="#29D6F2"),
    ),
    surface=Surface(
        fill="#17142F", text="#F6F5FF", muted="#CBC9E8", rule="#3A3566", emphasis="#29D6F2"
    ),
    glow="#FF62B0",
    faces=Faces(
        title=(SANS_700, "SpaceGrotesk_700Bold"),
        heading=(SANS_700, "SpaceGrotesk_700Bold"),
        body=(SANS_500, INTER_500),
        meta=(SANS_500, "JetBrainsMono_500Medium"),
        number=(SANS_700, "SpaceGrotesk_700Bold"),
    ),
    title_leading=1.2,
    radius_px=36,
    reveal="rise",
    caption="glow",
    change="light",
    treatment="neon",
)

_GREEN = Tones(
    ground="#0A0F10",
    text="#F5F0E6",
    muted="#A3ADA6",
    emphasis="#E9C386",
    accent="#E2B56C",
    second="#F0524F",
    on_accent="#17130A",
)
FINANCE = Theme(
    name="finance",
    title="Finance Dark",
    title_zh="财经",
    gradient=("#10201E", "#070A0B"),
    grounds=(
        _GREEN,
        _GREEN,
        Tones(
            ground="#D2A65C",
            text="#120D07",
            muted="#2C200C",
            emphasis="#480603",
            accent="#15100A",
            second="#7A1712",
            on_accent="#F3D9A6",
        ),
    ),
    surface=Surface(
        fill="#131B1B", text="#F5F0E6", muted="#A3ADA6", rule="#33413E", emphasis="#E9C386"
    ),
    glow="#2C5A50",
    faces=Faces(
        title=(SANS_700, "IBMPlexSansCondensed_700Bold"),
        heading=(SANS_700, "IBMPlexSansCondensed_600SemiBold"),
        body=(SANS_500, "IBMPlexSansCondensed_500Medium"),
        meta=(SANS_500, "IBMPlexSansCondensed_500Medium"),
        number=(SANS_700, "IBMPlexSansCondensed_600SemiBold"),
        caption=(SANS_900, INTER_700),
    ),
    latin_scale=1.06,
    reveal="rise",
    caption="outline",
    change="sweep",
    treatment="dark",
)

_CREAM = Tones(
    ground="#FAF0E3",
    text="#3B271C",
    muted="#5E4737",
    emphasis="#8C2B0B",
    accent="#B9472A",
    second="#6F8160",
    on_accent="#FFFBF4",
)
LIFESTYLE = Theme(
    name="lifestyle",
    title="Warm Lifestyle",
    title_zh="生活",
    gradient=("#FDF6EC", "#F4DFC6"),
    grounds=(
        _CREAM,
        replace(_CREAM, ground="#F3DDC3", muted="#5A4233", emphasis="#8A2A0B"),
        Tones(
            ground="#9E3A20",
            text="#FFFBF4",
            muted="#FBE6D4",
            emphasis="#FFE8C4",
            accent="#FFFBF4",
            second="#F2C58F",
            on_accent="#9E3A20",
        ),
    ),
    surface=Surface(
        fill="#FFFBF4", text="#3B271C", muted="#5E4737", rule="#DCC3A5", emphasis="#96300F"
    ),
    glow="#F2C58F",
    faces=Faces(
        title=(SERIF_700, "Fraunces_600SemiBold"),
        heading=(SANS_700, "Fraunces_600SemiBold"),
        body=(SANS_500, INTER_500),
        meta=(SANS_500, INTER_500),
        number=(SANS_700, "Fraunces_600SemiBold"),
    ),
    title_leading=1.26,
    body_leading=1.5,
    radius_px=44,
    align="center",
    reveal="rise",
    caption="pill",
    change="iris",
    treatment="warm",
    dark=False,
)

_YELLOW = Tones(
    ground="#FFD60A",
    text="#0B0B0B",
    muted="#3D3300",
    emphasis="#8A0D00",
    accent="#E02814",
    second="#1B2BFF",
    on_accent="#FFFFFF",
)
POSTER = Theme(
    name="poster",
    title="Bold Poster",
    title_zh="海报",
    gradient=("#FFD60A", "#FFD60A"),
    grounds=(
        _YELLOW,
        replace(_YELLOW, ground="#FFC400"),
        Tones(
            ground="#C01A0A",
            text="#FFFFFF",
            muted="#FFFFFF",
            emphasis="#FFEE94",
            accent="#0B0B0B",
            second="#FFD60A",
            on_accent="#FFFFFF",
        ),
    ),
    surface=Surface(
        fill="#FFFFFF", text="#0B0B0B", muted="#3D3300", rule="#0B0B0B", emphasis="#C01A08"
    ),
    glow="#FF9F0A",
    faces=Faces(
        title=(SANS_900, "Anton_400Regular"),
        heading=(SANS_900, "Anton_400Regular"),
        body=(SANS_700, INTER_700),
        meta=(SANS_700, INTER_700),
        number=(SANS_900, "Anton_400Regular"),
        caption=(SANS_900, INTER_700),
    ),
    scale=TypeScale(
        display=(176, 164, 152, 140, 128, 112, 100),
        h1=(124, 116, 108, 100, 92),
        h2=(92, 84, 76, 68),
    ),
    title_leading=1.16,
    title_leading_en=1.14,
    latin_scale=0.92,
    reveal="slam",
    caption="block",
    change="slats",
    treatment="halftone",
    dark=False,
)

THEMES: Mapping[str, Theme] = MappingProxyType(
    {t.name: t for t in (NEWSROOM, INK, TECH, FINANCE, LIFESTYLE, POSTER)}
)


def theme(name: str) -> Theme:
    """Return the theme called ``name``.

    Raises
    ------
    ConfigError
        When there is none of that name.
    """
    found = THEMES.get(name.strip().lower())
    if found is None:
        raise ConfigError(f"There is no theme '{name}'. {did_you_mean(name, THEMES)}")
    return found
