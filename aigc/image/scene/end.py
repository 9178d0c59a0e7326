"""The takeaway, the programme, and where it all came from."""

from __future__ import annotations

from typing import Any

from aigc.image.art import Box
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
from aigc.image.scene.logo import draw_logo, logo_size
from aigc.image.scene.piece import Block, Composition, Piece, column, first_fitting
from aigc.image.scene.stage import text_piece
from aigc.image.type.block import Block as Text
from aigc.types.scene import EndCard

LEVELS = 10
BADGE, BUTTON, GAP = 116.0, 108.0, 36.0


def compose(kit: Kit, content: EndCard) -> Composition:
    """Return the scene: takeaway, badge and name, call, source."""
    stage = kit.stage
    source = source_pieces(kit, content.source, start=1.1)
    floor = foot(kit, source)
    two = stage.layout % 2 == 1 and stage.wide
    x, w = stage.left, stage.width * (0.6 if two else 1.0)
    take = (*stage.theme.scale.display, *stage.theme.scale.h2)

    def rows(level: int) -> list[Block]:
        title = title_block(kit, content.takeaway, x, w, 4, steps(take, level, 1)[:5], start=0.1)
        rule = (
            [rule_block(kit, x, w, gap=44.0)]
            if content.handle or content.logo or content.call
            else []
        )
        who = [] if two else _signed(kit, content, x, w)
        return [*title, *rule, *who]

    blocks = first_fitting(LEVELS, rows, floor - stage.top)
    pieces = column(blocks, stage.top, floor)
    if two:
        side, width = stage.left + stage.width * 0.66, stage.width * 0.34
        pieces += column(
            [*_who(kit, content, side, width), *_call(kit, content, side, width)], stage.top, floor
        )
    return Composition(pieces=(*pieces, *source))


def _signed(kit: Kit, content: EndCard, x: float, w: float) -> list[Block]:
    """Return name and call: at the two ends of one row in a wide format, else one under another."""
    who, wide = _who(kit, content, x, w * 0.55), _call_width(kit, content)
    if not (
        who and content.call and kit.stage.wide and kit.stage.align == "left" and wide < w * 0.42
    ):
        return [*_who(kit, content, x, w), *_call(kit, content, x, w)]
    name, call = who[0], _call(kit, content, x + w - wide - 12, wide + 30)[0]
    height = max(name.height, call.height)

    def place(y: float) -> list[Piece]:
        both = (name, call)
        return [p for b in both for p in b.place(y + (height - b.height) / 2)]

    return [Block(height=height, place=place, gap=name.gap)]


def _who(kit: Kit, content: EndCard, x: float, w: float) -> list[Block]:
    """Return the logo or badge with name and tagline; nothing without a name and a logo."""
    if not (content.handle or content.logo):
        return []
    mark_w, mark_h = _mark_size(content, w)
    aside = mark_w + GAP
    lines = _name_lines(kit, content, w - aside)
    words_w = max((t.ink_width_px for _, t, _, _ in lines), default=-GAP)
    words_h = sum(t.height_px for _, t, _, _ in lines)
    height = max(mark_h, words_h)

    def place(y: float) -> list[Piece]:
        left = x + (w - aside - words_w) / 2 if kit.stage.align == "center" else x
        pieces = [_mark(kit, content, (left, y + (height - mark_h) / 2, mark_w, mark_h))]
        at = y + (height - words_h) / 2
        for name, text, hue, start in lines:
            pieces.append(
                text_piece(kit.stage, name, text, left + aside, at, hue, start=start, reveal="fade")
            )
            at += text.height_px
        return pieces

    return [Block(height=height, place=place, gap=56.0)]


def _name_lines(kit: Kit, content: EndCard, room: float) -> list[tuple[str, Text, str, float]]:
    """Return name and tagline as set, each with its colour and time."""
    if not content.handle:
        return []
    fit, tones = kit.stage.fit, kit.tones
    name = fit(content.handle, "title", room, 1, (60, 56, 52, 48, 44, 40, 36), align="left")
    lines = [("handle", name, tones.text, 0.8)]
    if content.tagline:
        tag = fit(content.tagline, "body", room, 1, (40, 38, 36, 34, 32, 30), align="left")
        lines.append(("tagline", tag, tones.muted, 0.85))
    return lines


def _mark_size(content: EndCard, w: float) -> tuple[float, float]:
    """Return the size of the whole logo, or of the badge."""
    if content.logo is None:
        return BADGE, BADGE
    if content.handle:
        return logo_size(content.logo, min(2.2 * BADGE, 0.4 * w), BADGE)
    return logo_size(content.logo, min(6 * BADGE, w), 1.5 * BADGE)


def _mark(kit: Kit, content: EndCard, box: Box) -> Piece:
    logo = content.logo

    def draw(canvas: Any, k: float) -> None:
        if logo is None:
            kit.idiom.badge(canvas, box, content.handle, k)
        else:
            draw_logo(canvas, logo, box, k)

    name = "logo" if logo else "badge"
    return arriving(name, box, draw, start=0.7, duration=TAG_S, curve="pop")


def _call_width(kit: Kit, content: EndCard) -> float:
    return kit.stage.width_of(content.call, "label", 46) + 120


def _call(kit: Kit, content: EndCard, x: float, w: float) -> list[Block]:
    """Return the button; nothing without a call."""
    if not content.call:
        return []
    stage, own = kit.stage, kit.idiom
    wide = min(w - 30, _call_width(kit, content))

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

    return [Block(height=BUTTON, place=place, gap=52.0, optional=1)]
