"""Set text on a canvas: whole, arriving or leaving."""

from __future__ import annotations

from typing import Any, Literal

from aigc.image.paint.easing import EXIT_S, phase
from aigc.image.paint.reveals import REVEALS, Ink, Row
from aigc.image.theme.tokens import Reveal
from aigc.image.type.block import Block, one_line
from aigc.image.type.fonts import cap_height, digit_height
from aigc.image.type.marks import is_cjk
from aigc.image.type.style import SIZE_FLOOR_PX, Style

Anchor = Literal["left", "center", "right"]


def draw_block(
    canvas: Any,
    block: Block,
    x: float,
    y: float,
    colour: str,
    *,
    emphasis: str | None = None,
    t: float | None = None,
    start: float = 0.0,
    reveal: Reveal | None = None,
    exit_at: float | None = None,
    alpha: float = 1.0,
    shader: Any = None,
    stroke: float = 0.0,
    stroke_colour: str = "#000000",
) -> None:
    """Draw ``block`` with its top left corner at ``(x, y)``.

    Parameters
    ----------
    emphasis : str, optional
        Colour of emphasised characters.
    t, start, exit_at : float
        Now, the arrival and the departure in seconds; without ``t`` the block simply stands.
    reveal : str, optional
        wipe, ink, rise, slam or fade.
    shader : skia.Shader, optional
        Replaces the plain colour (not of the emphasis).
    stroke : float
        Width of an outline drawn under the fill, in canvas units.
    """
    ink = Ink(
        colour=colour,
        emphasis=emphasis or colour,
        emphasised=emphasis is not None,
        alpha=alpha,
        shader=shader,
        stroke=stroke,
        stroke_colour=stroke_colour,
    )
    leaving = 0.0 if t is None or exit_at is None else phase(t, exit_at, EXIT_S, "exit")
    if leaving >= 1:
        return
    count = 0
    for i, line in enumerate(block.lines):
        row = Row(
            line=line,
            x=block.line_x(i, x),
            y=block.baseline(i, y),
            size=block.style.size_px,
            number=i,
            before=count,
        )
        if leaving > 0 and reveal:
            REVEALS[reveal].leave(canvas, row, ink, leaving)
        elif t is not None and reveal:
            REVEALS[reveal].enter(canvas, row, ink, t - start)
        else:
            row.draw(canvas, ink.faded(1 - leaving))
        count += len(line.glyphs)


def fitted_line(text: str, style: Style, max_width: float | None = None) -> Block:
    """Set one unbroken line, smaller where it is wider than ``max_width`` (never below 28)."""
    block = one_line(text, style)
    if max_width is None or block.width_px <= max_width:
        return block
    size = max(SIZE_FLOOR_PX, style.size_px * max_width / block.width_px)
    return one_line(text, style.at(min(size, style.size_px)))


def draw_line(
    canvas: Any,
    text: str,
    style: Style,
    x: float,
    y: float,
    colour: str,
    *,
    anchor: Anchor = "left",
    middle: bool = False,
    alpha: float = 1.0,
    max_width: float | None = None,
    emphasis: str | None = None,
    shader: Any = None,
) -> float:
    """Draw one line at baseline ``y`` (or optically centred on ``y``); return its width."""
    block = fitted_line(text, style, max_width)
    width = block.width_px
    left = x - {"left": 0.0, "center": width / 2, "right": width}[anchor]
    base = y + optical_rise(text, block.style) / 2 if middle else y
    ink = Ink(
        colour=colour,
        emphasis=emphasis or colour,
        emphasised=emphasis is not None,
        alpha=alpha,
        shader=shader,
    )
    ink.draw(canvas, block.lines[0].glyphs, left, base)
    return width


def optical_rise(text: str, style: Style) -> float:
    """Return the height of ``text`` above its baseline as the eye sees it, in canvas units.

    Figures count by digit height, capitals by cap height, ideographs by their body less its
    side bearings.
    """
    if any(is_cjk(c, style.language) for c in text):
        return 0.76 * style.size_px
    size = style.size_px * style.latin_scale
    digits = any(c.isdigit() for c in text)
    return size * (digit_height(style.latin) if digits else cap_height(style.latin))


def line_width(text: str, style: Style) -> float:
    """Return the width of ``text`` on one line."""
    return one_line(text, style).width_px
