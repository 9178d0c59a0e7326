"""Rows of a caption set to the caption band."""

from __future__ import annotations

from dataclasses import dataclass

from aigc.image.captions.look import Look
from aigc.image.theme.formats import Format
from aigc.image.theme.tokens import Theme
from aigc.image.type.block import Block, set_rows
from aigc.image.type.fonts import FALLBACK, SERIF
from aigc.image.type.marks import DROPPED
from aigc.image.type.style import Style
from aigc.types.caption import Caption

ENGLISH_SCALE = 0.95
STEPS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75)
PAD_X, PAD_Y = 34.0, 11.0
BLEED_PX = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A caption with its place on the canvas, in units.

    ``x`` and ``y`` are the block's top left corner; ``box`` (x, y, width, height) holds
    everything that is drawn.
    """

    block: Block
    x: float
    y: float
    box: tuple[float, float, float, float]


def largest_size(form: Format, theme: Theme, line_height: float) -> float:
    """Return the type size at which two rows and their plate fill the caption band."""
    band = form.caption_bottom - form.stage_bottom - 2 * PAD_Y
    return min(theme.scale.caption[0], band / (2 * line_height))


def set_caption(caption: Caption, form: Format, theme: Theme, look: Look) -> Setting:
    """Set ``caption`` at the bottom of its band, smaller where a row would be too wide."""
    base = _style(caption, form, theme, look)
    rows = [_shown(row) for row in caption.rows]
    block = _fitted(rows, base, form)
    x = (form.width - form.caption_width) / 2
    y = form.caption_bottom - PAD_Y - block.height_px
    wide = block.ink_width_px + 2 * PAD_X
    box = (
        (form.width - wide) / 2 - BLEED_PX,
        y - PAD_Y - BLEED_PX,
        wide + 2 * BLEED_PX,
        block.height_px + 2 * PAD_Y + 2 * BLEED_PX,
    )
    return Setting(block=block, x=x, y=y, box=box)


def _style(caption: Caption, form: Format, theme: Theme, look: Look) -> Style:
    size = largest_size(form, theme, look.line_height)
    cjk, latin = theme.faces.caption
    return Style(
        size_px=size * (ENGLISH_SCALE if caption.language == "en" else 1.0),
        cjk=cjk,
        latin=latin,
        line_height=look.line_height,
        language=caption.language,
        fallback=(*FALLBACK, SERIF),
    )


def _shown(row: str) -> str:
    """Return a row without its last mark; blanks keep the count of characters."""
    body = row.rstrip()
    if len(body) > 1 and body[-1] in DROPPED:
        body = body[:-1]
    return body.ljust(len(row))


def _fitted(rows: list[str], style: Style, form: Format) -> Block:
    block = set_rows(rows, style, form.caption_width)
    for step in STEPS[1:]:
        if block.fits:
            return block
        block = set_rows(rows, style.at(style.size_px * step), form.caption_width)
    if block.fits:
        return block
    squeeze = form.caption_width / block.ink_width_px
    return set_rows(rows, style.at(block.style.size_px * squeeze * 0.999), form.caption_width)
