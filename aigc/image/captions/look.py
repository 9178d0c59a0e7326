"""The six caption styles in a theme's colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from aigc.errors import ConfigError, did_you_mean
from aigc.image.theme.colour import (
    contrast,
    ensure_contrast,
    from_hls,
    hls,
    is_dark,
    mix,
    text_on,
)
from aigc.image.theme.tokens import CaptionStyle, Theme

Frame = Literal["slab", "paper", "glass", "none", "pill", "rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a caption is drawn.

    Attributes
    ----------
    frame : str
        What lies under the text.
    fill, alpha : str, float
        The plate's colour and opacity.
    text, current : str
        Colour of the words and of the word that is spoken.
    mark : str
        Colour behind the spoken word; empty for none.
    edge : str
        Colour of the plate's edge or rules; empty for none.
    glow : str
        Colour of the light around the spoken word; empty for none.
    underline : bool
        Whether the spoken word is underlined.
    outline_em : float
        Width of the outline as a share of the type size.
    line_height : float
        Row pitch as a multiple of the size.
    """

    frame: Frame
    fill: str
    alpha: float
    text: str
    current: str
    mark: str = ""
    edge: str = ""
    glow: str = ""
    underline: bool = False
    outline_em: float = 0.0
    line_height: float = 1.36


def _night(theme: Theme) -> str:
    """Return a very dark fill in the theme's hue."""
    tones = theme.tones()
    source = tones.ground if is_dark(tones.ground) else tones.text
    hue, lightness, saturation = hls(source)
    return from_hls(hue, min(lightness, 0.075), min(saturation, 0.7))


def _paper(theme: Theme) -> str:
    ground = theme.surface.fill if not theme.dark else "#F8F3EA"
    hue, lightness, saturation = hls(ground)
    return from_hls(hue, max(lightness, 0.96), saturation)


def _plate(theme: Theme) -> Look:
    tones, fill = theme.tones(), _night(theme)
    return Look(
        frame="slab",
        fill=fill,
        alpha=0.82,
        text="#FFFFFF",
        current=ensure_contrast(tones.second, mix(fill, "#FFFFFF", 0.18), ratio=5.5),
        edge=tones.accent,
    )


def _ink(theme: Theme) -> Look:
    fill = _paper(theme)
    return Look(
        frame="paper",
        fill=fill,
        alpha=0.95,
        text="#1B1714",
        current=ensure_contrast(theme.tones().accent, mix(fill, "#000000", 0.06), ratio=5.0),
        edge="#1B1714",
        underline=True,
    )


def _glow(theme: Theme) -> Look:
    tones, fill = theme.tones(), _night(theme)
    light = ensure_contrast(tones.second, mix(fill, "#FFFFFF", 0.3), ratio=6.0)
    return Look(
        frame="glass",
        fill=fill,
        alpha=0.74,
        text="#FFFFFF",
        current=mix(light, "#FFFFFF", 0.3),
        edge="#FFFFFF",
        glow=tones.second,
    )


def _outline(theme: Theme) -> Look:
    tones = theme.tones()
    gold = tones.accent if theme.dark else "#FFC35C"
    return Look(
        frame="none",
        fill="#0B0B0B",
        alpha=1.0,
        text="#FFFFFF",
        current=ensure_contrast(mix(gold, "#FFFFFF", 0.18), "#0B0B0B", ratio=8.0),
        outline_em=0.2,
    )


def _pill(theme: Theme) -> Look:
    fill = _paper(theme) if not theme.dark else "#FFFBF4"
    text = theme.tones().text if not theme.dark else "#2B2320"
    mark = ensure_contrast(theme.tones().accent, "#FFFFFF", ratio=4.6)
    return Look(
        frame="pill", fill=fill, alpha=0.97, text=text, current="#FFFFFF", mark=mark, edge=""
    )


def _block(theme: Theme) -> Look:
    tones = theme.tones()
    bright = [c for c in (tones.ground, tones.second, tones.accent) if contrast(c, "#0B0B0B") >= 7]
    mark = bright[0] if bright else ensure_contrast(tones.accent, "#0B0B0B", ratio=7)
    return Look(
        frame="rows",
        fill="#0B0B0B",
        alpha=1.0,
        text="#FFFFFF",
        current=text_on(mark),
        mark=mark,
        line_height=1.46,
    )


_LOOKS: Mapping[str, Callable[[Theme], Look]] = MappingProxyType(
    {
        "plate": _plate,
        "ink": _ink,
        "glow": _glow,
        "outline": _outline,
        "pill": _pill,
        "block": _block,
    }
)
CAPTION_STYLES: tuple[CaptionStyle, ...] = ("plate", "ink", "glow", "outline", "pill", "block")


def look(theme: Theme, style: str | None = None) -> Look:
    """Return how captions of ``style`` (the theme's own by default) look in ``theme``.

    Raises
    ------
    ConfigError
        When there is no such style.
    """
    name = style or theme.caption
    if name not in _LOOKS:
        raise ConfigError(f"There is no caption style '{name}'. {did_you_mean(name, _LOOKS)}")
    return _LOOKS[name](theme)
