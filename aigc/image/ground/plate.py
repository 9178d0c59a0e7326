"""From a theme to its ground, and the plate painted once at a pixel size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

import skia

from aigc.errors import ConfigError, did_you_mean
from aigc.image.ground.field import Colours, Field, Ground
from aigc.image.ground.finance import Finance
from aigc.image.ground.ink import Ink
from aigc.image.ground.lifestyle import Lifestyle
from aigc.image.ground.newsroom import Newsroom
from aigc.image.ground.poster import Poster
from aigc.image.ground.tech import Tech
from aigc.image.theme.formats import Canvas
from aigc.image.theme.tokens import Theme

GROUNDS: Mapping[str, Callable[..., Ground]] = MappingProxyType(
    {
        "newsroom": Newsroom,
        "ink": Ink,
        "tech": Tech,
        "finance": Finance,
        "lifestyle": Lifestyle,
        "poster": Poster,
    }
)


def ground_of(theme: Theme, canvas: Canvas, variant: int) -> Ground:
    """Return the ground of ``theme`` for a canvas; ``variant`` counts modulo three.

    Raises
    ------
    ConfigError
        No ground belongs to a theme of that name.
    """
    make = GROUNDS.get(theme.name)
    if make is None:
        known = did_you_mean(theme.name, GROUNDS)
        raise ConfigError(f"There is no ground for the theme '{theme.name}'. {known}")
    own, here = theme.tones(0), theme.tones(variant)
    colours = Colours(
        ground=here.ground,
        on=here.text,
        top=theme.gradient[0],
        deep=theme.gradient[1] if theme.name != "tech" else theme.gradient[0],
        text=own.text,
        accent=own.accent,
        second=own.second,
        glow=theme.glow,
    )
    form = canvas.format
    return make(
        field=Field(width=form.width, height=form.height, tones=colours, variant=variant % 3)
    )


@lru_cache(maxsize=3)
def plate(theme: Theme, canvas: Canvas, variant: int) -> skia.Image:
    """Return the painted background at the canvas's pixel size, without what moves."""
    surface = skia.Surface(canvas.width_px, canvas.height_px)
    target = surface.getCanvas()
    target.scale(canvas.scale, canvas.scale)
    ground_of(theme, canvas, variant).paint(target)
    return surface.makeImageSnapshot().makeRasterImage()
