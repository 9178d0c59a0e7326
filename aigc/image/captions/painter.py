"""One caption with one word lit, on a canvas in units."""

from __future__ import annotations

from typing import Any

from aigc.image.captions.look import Look
from aigc.image.captions.setting import PAD_X, PAD_Y, Setting
from aigc.image.paint.blobs import draw_glyphs
from aigc.image.paint.paints import paint
from aigc.image.paint.shapes import rect, rrect, shadow
from aigc.image.theme.colour import mix
from aigc.image.type.marks import CLOSERS, OPENERS, is_cjk
from aigc.image.type.shaping import Glyph
from aigc.types.article import Span

SILENT_MARKS = CLOSERS | OPENERS | frozenset(' ,.!?;:…—–"')


def draw_caption(canvas: Any, setting: Setting, look: Look, lit: Span | None, share: float) -> None:
    """Draw a caption.

    Parameters
    ----------
    lit : Span, optional
        Characters of the spoken word.
    share : float
        How far its highlight has come, 0-1.
    """
    _frame(canvas, setting, look)
    for i, line in enumerate(setting.block.lines):
        x, y = setting.block.line_x(i, setting.x), setting.block.baseline(i, setting.y)
        size = setting.block.style.size_px
        if look.outline_em:
            _outline(canvas, line.glyphs, x, y, size, look)
        off, on = split_lit(line.glyphs, lit)
        if on:
            _highlight(canvas, on, x, y, size, look, share)
        draw_glyphs(canvas, off, x, y, paint(look.text))
        draw_glyphs(canvas, on, x, y, paint(mix(look.text, look.current, share)))


def split_lit(
    glyphs: tuple[Glyph, ...], lit: Span | None
) -> tuple[tuple[Glyph, ...], tuple[Glyph, ...]]:
    """Return a row's unlit and lit glyphs.

    Marks at a word's ends stay unlit, as in ``9.9,``; the last stop of ``U.S.`` belongs to it.
    """
    spoken = [
        g.index
        for g in glyphs
        if lit is not None and lit.start <= g.index < lit.end and g.char not in SILENT_MARKS
    ]
    if not spoken:
        return glyphs, ()
    first, last = min(spoken), max(spoken)
    chars = {g.index: g.char for g in glyphs}
    if lit and last + 1 < lit.end and [chars.get(last + n) for n in (-1, 1)] == [".", "."]:
        last += 1
    on = tuple(g for g in glyphs if first <= g.index <= last)
    return tuple(g for g in glyphs if not first <= g.index <= last), on


def _frame(canvas: Any, setting: Setting, look: Look) -> None:
    block = setting.block
    wide = block.ink_width_px + 2 * PAD_X
    x = setting.x + (block.width_px - wide) / 2
    y, high = setting.y - PAD_Y, block.height_px + 2 * PAD_Y
    fill = paint(look.fill, look.alpha)
    if look.frame == "slab":
        canvas.drawRect(rect(x, y, wide, high), fill)
        canvas.drawRect(rect(x, y, 8, high), paint(look.edge))
    elif look.frame == "paper":
        canvas.drawRect(rect(x, y, wide, high), fill)
        for at in (y, y + high - 3):
            canvas.drawRect(rect(x, at, wide, 3), paint(look.edge))
    elif look.frame == "glass":
        canvas.drawRRect(rrect(x, y, wide, high, 26), fill)
        edge = paint(look.edge, 0.22, stroke=2)
        canvas.drawRRect(rrect(x + 1, y + 1, wide - 2, high - 2, 25), edge)
    elif look.frame == "pill":
        shadow(canvas, x, y, wide, high, 40, value="#3A2413", alpha=0.24, drop=6, sigma=8)
        canvas.drawRRect(rrect(x, y, wide, high, 40), fill)
    elif look.frame == "rows":
        _rows(canvas, setting, fill)


def _rows(canvas: Any, setting: Setting, fill: Any) -> None:
    block, size = setting.block, setting.block.style.size_px
    for i, line in enumerate(block.lines):
        x, y = block.line_x(i, setting.x), block.baseline(i, setting.y)
        canvas.drawRect(
            rect(x - 26, y - 1.115 * size, line.width_px + 52, block.style.pitch_px), fill
        )


def _outline(
    canvas: Any, glyphs: tuple[Glyph, ...], x: float, y: float, size: float, look: Look
) -> None:
    width = look.outline_em * size
    soft = paint("#000000", 0.5, stroke=width * 1.4, round_joins=True, blur=6)
    draw_glyphs(canvas, glyphs, x, y + 3, soft)
    draw_glyphs(canvas, glyphs, x, y, paint(look.fill, 1, stroke=width, round_joins=True))


def _highlight(
    canvas: Any, on: tuple[Glyph, ...], x: float, y: float, size: float, look: Look, share: float
) -> None:
    left, right = x + on[0].x_px, x + on[-1].x_px + on[-1].width_px
    if look.mark:
        radius = 14.0 if look.frame == "pill" else 0.0
        # Ideographs carry their own side bearing and stand lower than capitals.
        han = any(is_cjk(g.char) for g in on)
        pad, top = (3.0, 1.0) if han else (7.0, 0.96)
        box = rrect(left - pad, y - top * size, right - left + 2 * pad, 1.23 * size, radius)
        canvas.drawRRect(box, paint(look.mark, share))
    if look.underline:
        width = (right - left) * share
        # Clear of the descenders of Latin letters, close under ideographs.
        drop = 0.17 if is_cjk(on[0].char) and is_cjk(on[-1].char) else 0.28
        canvas.drawRect(rect(left, y + drop * size, width, 5), paint(look.current))
    if look.glow:
        draw_glyphs(canvas, on, x, y, paint(look.glow, 0.36 * share, blur=14))
