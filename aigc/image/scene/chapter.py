"""A new part begins: a giant numeral and the part's title."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aigc.image.paint.blobs import draw_glyphs
from aigc.image.paint.easing import HERO_S
from aigc.image.paint.paints import paint
from aigc.image.scene.furniture import (
    Kit,
    arriving,
    rule_block,
    steps,
    tag_block,
    text_block,
    title_block,
)
from aigc.image.scene.idiom.base import gradient
from aigc.image.scene.piece import Block, Composition, Piece, column, first_fitting
from aigc.image.type.block import one_line
from aigc.image.type.fonts import digit_height
from aigc.types.scene import Chapter

LEVELS = 7
SIZES = (520.0, 460.0, 400.0, 340.0, 280.0, 220.0, 170.0)


def compose(kit: Kit, content: Chapter) -> Composition:
    """Return the scene: numeral, tag, title, subtitle."""
    stage = kit.stage
    behind = stage.layout % 2 == 1 or stage.wide
    x, w = stage.left, stage.width * (0.62 if stage.wide else 1.0)

    def rows(level: int) -> list[Block]:
        sizes = steps(stage.theme.scale.display, level)
        words = [
            *tag_block(kit, content.kicker, x, w, start=0.15),
            *title_block(
                kit,
                content.title,
                x,
                w,
                3,
                sizes,
                start=0.25,
                gap=kit.idiom.tag_gap if content.kicker else 0.0,
            ),
            rule_block(kit, x, w),
            *text_block(kit, content.sub, x, w, 2, (54, 50, 46, 42), gap=34.0, name="sub"),
        ]
        if behind or content.number <= 0:
            return words
        first = replace(words[0], gap=60.0)
        return [_numeral(kit, content.number, SIZES[min(level, 6)]), first, *words[1:]]

    blocks = first_fitting(LEVELS, rows, stage.bottom - stage.top)
    pieces = column(blocks, stage.top, stage.bottom)
    if behind and content.number > 0:
        pieces = [_giant(kit, content.number), *pieces]
    return Composition(pieces=tuple(pieces))


def _text(kit: Kit, number: int) -> str:
    return kit.idiom.numeral_text(number - 1) if number <= 10 else str(number)


def _numeral(kit: Kit, number: int, size: float) -> Block:
    """Return the numeral as a row above the title."""
    stage = kit.stage
    role: Any = "title" if stage.theme.name == "ink" else "number"
    how = stage.style(role, size)
    set_ = one_line(_text(kit, number), how)
    cjk = any(ord(c) > 0x2E80 for c in _text(kit, number))
    height = size * (0.9 if cjk else digit_height(how.latin))

    def place(y: float) -> list[Piece]:
        x = stage.middle - set_.width_px / 2 if stage.align == "center" else stage.left
        box = (x, y, set_.width_px, height)
        stops = () if kit.idiom.inverse else kit.idiom.value_stops
        hue = (
            kit.tones.accent
            if stage.theme.name in ("ink", "lifestyle", "poster")
            else kit.tones.text
        )

        def draw(canvas: Any, k: float) -> None:
            shader = gradient(box, stops, upright=stage.theme.name != "tech") if stops else None
            base = y + (size * 0.82 if cjk else height)
            draw_glyphs(
                canvas, set_.lines[0].glyphs, x + (1 - k) * 80, base, paint(hue, k, shader=shader)
            )

        return [arriving("numeral", box, draw, duration=HERO_S)]

    return Block(height=height, place=place)


def _giant(kit: Kit, number: int) -> Piece:
    """Return the numeral standing large behind the title at the right."""
    stage = kit.stage
    role: Any = "title" if stage.theme.name == "ink" else "number"
    room = stage.bottom - stage.top
    size = min(900.0, room * (0.95 if stage.wide else 0.8))
    set_ = one_line(_text(kit, number), stage.style(role, size))
    wide = stage.width * (0.32 if stage.wide else 0.9)
    if set_.width_px > wide:
        size *= wide / set_.width_px
        set_ = one_line(_text(kit, number), stage.style(role, size))
    x = stage.right - set_.width_px
    base = stage.top + (room + size * 0.72) / 2 - (0 if stage.wide else room * 0.22)
    alpha = 1.0 if stage.wide else 0.11
    hue = kit.tones.accent if stage.wide else kit.tones.text

    def draw(canvas: Any, k: float) -> None:
        draw_glyphs(canvas, set_.lines[0].glyphs, x + (1 - k) * 160, base, paint(hue, alpha * k))

    return arriving(
        "numeral", (x, base - size * 0.75, set_.width_px, size * 0.8), draw, duration=HERO_S
    )
