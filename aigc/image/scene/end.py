"""The takeaway, the programme, and where it all came from."""

from __future__ import annotations

from typing import Any

from aigc.image.paint.easing import LINE_S, TAG_S
from aigc.image.scene.furniture import (
    Kit,
    arriving,
    foot,
    rule_block,
    source_pieces,
    steps,
    title_block,
)
from aigc.image.scene.piece import Block, Composition, Piece, column, first_fitting
from aigc.image.scene.stage import text_piece
from aigc.types.scene import EndCard

LEVELS = 8
BADGE, BUTTON = 116.0, 108.0


def compose(kit: Kit, content: EndCard) -> Composition:
    """Return the scene: takeaway, badge and name, call, source."""
    stage = kit.stage
    floor = foot(kit, content.source)
    two = stage.layout % 2 == 1 and stage.wide
    x, w = stage.left, stage.width * (0.6 if two else 1.0)
    take = (*stage.theme.scale.display, *stage.theme.scale.h2)

    def rows(level: int) -> list[Block]:
        title = title_block(kit, content.takeaway, x, w, 4, steps(take, level, 1)[:5], start=0.1)
        rule = [rule_block(kit, x, w, gap=44.0)] if content.handle or content.call else []
        who = [] if two else [*_who(kit, content, x, w), *_call(kit, content, x, w)]
        return [*title, *rule, *who]

    blocks = first_fitting(LEVELS, rows, floor - stage.top)
    pieces = column(blocks, stage.top, floor)
    if two:
        side, width = stage.left + stage.width * 0.66, stage.width * 0.34
        pieces += column(
            [*_who(kit, content, side, width), *_call(kit, content, side, width)], stage.top, floor
        )
    return Composition(pieces=(*pieces, *source_pieces(kit, content.source, start=1.1)))


def _who(kit: Kit, content: EndCard, x: float, w: float) -> list[Block]:
    """Return the badge with name and tagline; nothing without a name."""
    if not content.handle:
        return []
    stage, own = kit.stage, kit.idiom
    room = w - BADGE - 36
    name = stage.fit(content.handle, "title", room, 1, (60, 56, 52, 48, 44, 40, 36), align="left")
    tag = (
        stage.fit(content.tagline, "body", room, 1, (40, 38, 36, 34, 32, 30), align="left")
        if (content.tagline)
        else None
    )
    words_w = max(name.ink_width_px, tag.ink_width_px if tag else 0.0)
    words_h = name.height_px + (tag.height_px if tag else 0.0)
    height = max(BADGE, words_h)

    def place(y: float) -> list[Piece]:
        left = x + (w - BADGE - 36 - words_w) / 2 if stage.align == "center" else x
        box = (left, y + (height - BADGE) / 2, BADGE, BADGE)
        at = y + (height - words_h) / 2
        badge = arriving(
            "badge",
            box,
            lambda c, k: own.badge(c, box, content.handle, k),
            start=0.7,
            duration=TAG_S,
            curve="pop",
        )
        pieces = [
            badge,
            text_piece(
                stage,
                "handle",
                name,
                left + BADGE + 36,
                at,
                kit.tones.text,
                start=0.8,
                reveal="fade",
            ),
        ]
        if tag:
            pieces.append(
                text_piece(
                    stage,
                    "tagline",
                    tag,
                    left + BADGE + 36,
                    at + name.height_px,
                    kit.tones.muted,
                    start=0.85,
                    reveal="fade",
                )
            )
        return pieces

    return [Block(height=height, place=place, gap=56.0)]


def _call(kit: Kit, content: EndCard, x: float, w: float) -> list[Block]:
    """Return the button; nothing without a call."""
    if not content.call:
        return []
    stage, own = kit.stage, kit.idiom
    wide = min(w - 30, stage.width_of(content.call, "label", 46) + 120)

    def place(y: float) -> list[Piece]:
        left = x + (w - wide) / 2 if stage.align == "center" else x
        box = (left, y, wide, BUTTON)

        def draw(canvas: Any, k: float) -> None:
            canvas.save()
            canvas.translate(left + wide / 2, y + BUTTON / 2)
            canvas.scale(k, k)
            canvas.translate(-left - wide / 2, -y - BUTTON / 2)
            own.button(canvas, box, content.call, min(1.0, k))
            canvas.restore()

        return [arriving("button", box, draw, start=1.0, duration=LINE_S * 0.7, curve="pop")]

    return [Block(height=BUTTON, place=place, gap=52.0)]
