"""Canvas geometry by aspect ratio, in units of a 1080-wide canvas (16:9: 1080 high)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from aigc.errors import ConfigError, did_you_mean
from aigc.types.scene import Aspect


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """Where things may stand on one aspect ratio.

    Attributes
    ----------
    width, height : int
        Canvas in units; one unit is one pixel at full size.
    left, right : int
        Side margins.
    rail_right, rail_top : int
        The wider right margin that app buttons need below ``rail_top``.
    stage_top, stage_bottom : int
        Scenes keep their text between these.
    caption_bottom, caption_width : int
        Lowest edge of the caption band and its widest line.
    """

    aspect: Aspect
    width: int
    height: int
    left: int
    right: int
    rail_right: int
    rail_top: int
    stage_top: int
    stage_bottom: int
    caption_bottom: int
    caption_width: int

    @property
    def stage_left(self) -> int:
        """Left edge of the stage."""
        return self.left

    @property
    def stage_right(self) -> int:
        """Right edge of the stage above the rail."""
        return self.width - self.right

    @property
    def stage_width(self) -> int:
        """Width of the stage above the rail."""
        return self.width - self.left - self.right

    @property
    def stage_height(self) -> int:
        """Height of the stage."""
        return self.stage_bottom - self.stage_top

    @property
    def landscape(self) -> bool:
        """Whether the canvas is wider than high."""
        return self.width > self.height

    @property
    def short(self) -> bool:
        """Whether the stage is too low for tall stacks."""
        return self.height <= 1100

    @property
    def shortest_side(self) -> int:
        """Shorter of width and height."""
        return min(self.width, self.height)

    def right_at(self, y: float) -> float:
        """Return the right edge for text at height ``y``."""
        return self.width - (self.rail_right if y > self.rail_top else self.right)


def _format(
    aspect: Aspect,
    size: tuple[int, int],
    sides: tuple[int, int, int],
    stage: tuple[int, int],
    caption: tuple[int, int],
) -> Format:
    side, rail_right, rail_top = sides
    return Format(
        aspect=aspect,
        width=size[0],
        height=size[1],
        left=side,
        right=side,
        rail_right=rail_right,
        rail_top=rail_top,
        stage_top=stage[0],
        stage_bottom=stage[1],
        caption_bottom=caption[0],
        caption_width=caption[1],
    )


NEVER = 1_000_000
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        f.aspect: f
        for f in (
            _format("9:16", (1080, 1920), (72, 132, 860), (196, 1250), (1476, 800)),
            _format("4:5", (1080, 1350), (72, 72, NEVER), (84, 1060), (1272, 880)),
            _format("1:1", (1080, 1080), (64, 64, NEVER), (64, 836), (1020, 900)),
            _format("16:9", (1920, 1080), (112, 112, NEVER), (84, 850), (1016, 1320)),
        )
    }
)

UNSAFE: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {
        "generic": (196, 444, 132),
        "reels": (220, 420, 132),
        "reels-paid": (269, 672, 132),
        "tiktok": (180, 440, 140),
        "douyin": (180, 444, 140),
        "shorts": (180, 400, 132),
        "channels": (196, 444, 132),
        "none": (84, 160, 72),
    }
)
"""Pixels of a 1080 x 1920 canvas that an app covers: top, bottom, right. Working values: they
vary by device and version."""


def unit_format(aspect: str, platform: str = "generic") -> Format:
    """Return the geometry of ``aspect``; a platform's controls only matter on 9:16.

    Raises
    ------
    ConfigError
        When the aspect or the platform is unknown.
    """
    if aspect not in FORMATS:
        raise ConfigError(f"There is no aspect '{aspect}'. {did_you_mean(aspect, FORMATS)}")
    if platform not in UNSAFE:
        raise ConfigError(f"There is no platform '{platform}'. {did_you_mean(platform, UNSAFE)}")
    base = FORMATS[aspect]
    if aspect != "9:16" or platform == "generic":
        return base
    top, bottom, right = UNSAFE[platform]
    caption_bottom = min(1920 - bottom, 1700)
    return replace(
        base,
        stage_top=max(top, 96),
        rail_right=right,
        caption_bottom=caption_bottom,
        stage_bottom=caption_bottom - 226,
        rail_top=min(base.rail_top, caption_bottom - 600),
    )


def canvas_size(aspect: Aspect, scale: Fraction = Fraction(1)) -> tuple[int, int]:
    """Return width and height in pixels, both even."""
    form = FORMATS[aspect]
    return round(form.width * scale / 2) * 2, round(form.height * scale / 2) * 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """A format at an actual pixel size.

    Everything is drawn in the format's units after ``canvas.scale(c.scale, c.scale)``, so that a
    half-size preview looks like the full picture.
    """

    format: Format
    width_px: int
    height_px: int

    @property
    def scale(self) -> float:
        """Pixels per unit."""
        return self.width_px / self.format.width


def canvas(aspect: str, height_px: int | None = None, platform: str = "generic") -> Canvas:
    """Return the canvas of ``aspect``, ``height_px`` high (full size by default), sides even.

    Raises
    ------
    ConfigError
        When the aspect or platform is unknown or the height is not positive.
    """
    form = unit_format(aspect, platform)
    high = form.height if height_px is None else height_px
    if high < 16:
        raise ConfigError(f"A canvas cannot be {high} px high. Give 16 or more.")
    wide = form.width * high / form.height
    return Canvas(format=form, width_px=round(wide / 2) * 2, height_px=round(high / 2) * 2)
