"""The opening statement, with or without a picture."""

from __future__ import annotations

from dataclasses import replace

from aigc.image.art import Box, Scrim
from aigc.image.paint.easing import HERO_S
from aigc.image.scene.furniture import (
    Kit,
    arriving,
    card_piece,
    rule_block,
    steps,
    tag_block,
    text_block,
    title_block,
)
from aigc.image.scene.picture import DARK, framed_layer, full_layer, shade_piece
from aigc.image.scene.piece import Block, Composition, Piece, column, first_fitting, total_height
from aigc.image.scene.stage import text_piece
from aigc.types.scene import Headline, PictureShot

LEVELS = 12
ALONE = (1.3, 1.15)
"""How much larger than the display size a title may be that stands alone."""
CREDIT_GAP = 9.0
BLEED = frozenset({"newsroom", "finance"})


def compose(kit: Kit, content: Headline) -> Composition:
    """Return the scene: picture, tag, title, deck."""
    shot = content.picture
    if shot is None:
        return _plain(kit, content)
    if kit.stage.layout % 2 or (kit.stage.format.short and not kit.stage.wide):
        return _over(kit, content, shot)
    return _beside(kit, content, shot) if kit.stage.wide else _below(kit, content, shot)


def _words(
    kit: Kit,
    content: Headline,
    x: float,
    w: float,
    level: int,
    lines: int = 3,
    *,
    ruled: bool = False,
) -> list[Block]:
    stage = kit.stage
    scale = stage.theme.scale
    poster = tuple(round(scale.display[0] * k) for k in ALONE) if ruled else ()
    sizes = (*poster, *scale.display, *scale.h2)
    rows = [
        *tag_block(kit, content.kicker, x, w, start=0.15),
        *title_block(
            kit,
            content.title,
            x,
            w,
            lines,
            steps(sizes, level)[:2],
            start=0.25,
            gap=kit.idiom.tag_gap if content.kicker else 0.0,
        ),
    ]
    if ruled:
        rows.append(rule_block(kit, x, w))
    # A long line of small type at the left of a wide stage would run into the ground's ornament.
    deck_w = w * 0.68 if ruled and stage.wide and stage.align != "center" else w
    deck = text_block(kit, content.deck, x, deck_w, 3, (50, 48, 46, 44, 42), gap=30.0, name="deck")
    return [*rows, *deck]


def _plain(kit: Kit, content: Headline) -> Composition:
    """Set the words alone, as large as they go, beside the theme's upright line."""
    stage = kit.stage
    inset = 0.0 if stage.align == "center" or stage.layout % 2 else 52.0
    x, w = stage.left + inset, (stage.width - inset) * (0.86 if stage.wide else 1.0)
    if stage.wide and stage.align == "center":
        w = stage.width - inset
    ceiling = stage.below_label
    blocks = first_fitting(
        LEVELS, lambda n: _words(kit, content, x, w, n, 4, ruled=True), stage.bottom - ceiling
    )
    pieces = column(blocks, ceiling, stage.bottom, bias=0.46 if not stage.layout % 2 else 0.8)
    if inset:
        top = min(p.box[1] for p in pieces)
        low = max(p.box[1] + p.box[3] for p in pieces)
        pieces = [card_piece(kit, stage.left, top, inset, low - top), *pieces]
    return Composition(pieces=tuple(pieces))


def _over(kit: Kit, content: Headline, shot: PictureShot) -> Composition:
    """Set the words over a full-bleed picture, at the foot of the stage."""
    stage, over = kit.stage, kit.over_picture()
    w = stage.width * (0.72 if stage.wide else 1.0)
    x = stage.left + (stage.width - w) / 2 if stage.align == "center" else stage.left
    credit = _credit(over, shot, x, w, stage.bottom)
    floor = min((p.box[1] - CREDIT_GAP for p in credit), default=stage.bottom)
    room = min(floor - stage.top - (stage.bottom - stage.top) * 0.28, floor - stage.below_label)
    blocks = first_fitting(LEVELS, lambda n: _words(over, content, x, w, n), room)
    layer = full_layer(kit, shot, "theme")
    top = floor - total_height(blocks)
    pieces = [shade_piece(kit, top), *column(blocks, top, floor)]
    return Composition(pieces=(*pieces, *credit), picture=layer, covered=True)


def _credit(kit: Kit, shot: PictureShot, x: float, w: float, bottom: float) -> list[Piece]:
    text = shot.credit or shot.picture.credit
    if not text:
        return []
    block = kit.stage.fit(text, "body", w, 1, (30, 28), strip_end=False)
    return [
        text_piece(
            kit.stage,
            "credit",
            block,
            x,
            bottom - block.height_px,
            kit.tones.muted,
            start=0.9,
            reveal="fade",
        )
    ]


def _below(kit: Kit, content: Headline, shot: PictureShot) -> Composition:
    """Set the picture above the words."""
    stage, theme = kit.stage, kit.stage.theme.name
    credit = _credit(kit, shot, stage.left, stage.width, stage.bottom)
    floor = min((p.box[1] - CREDIT_GAP for p in credit), default=stage.bottom)
    bleed = theme in BLEED
    least = 0.38 if stage.tall else 0.3
    room = (floor - stage.top) * (1 - least) - 48
    blocks = first_fitting(
        LEVELS,
        lambda n: _words(kit, content, stage.left, stage.width, n, 3 if stage.tall else 2),
        room,
    )
    words = total_height(blocks)
    slanted = theme == "newsroom"
    low = floor - words - (20 if slanted else 60)
    box = _portrait_box(kit, low, bleed)
    pieces = column(blocks, box[1] + box[3] + (8 if slanted else 48), floor, bias=0.5)
    return _with_picture(kit, shot, box, [*pieces, *credit], bleed)


def _portrait_box(kit: Kit, low: float, bleed: bool) -> Box:
    """Return where a picture above the words lies; ``low`` is its lower edge."""
    stage, theme = kit.stage, kit.stage.theme.name
    if bleed:
        return (0.0, 0.0, float(stage.format.width), low)
    top = stage.top + 8
    height = low - top
    x, w = stage.left, stage.width
    if theme == "lifestyle":
        w = min(stage.width * 0.86, height * 1.25)
        x = stage.left + (stage.width - w) / 2
    if theme == "poster":
        x, w, top, height = x + 40, w - 80, top + 18, height - 36
    if theme == "ink":
        x, w, top, height = x + 10, w - 20, top + 10, height - 10
    return (x, top, w, max(180.0, height))


def _beside(kit: Kit, content: Headline, shot: PictureShot) -> Composition:
    """Set the words at the left and the picture at the right."""
    stage, theme = kit.stage, kit.stage.theme.name
    w = stage.width * (0.47 if theme != "newsroom" else 0.42)
    credit = _credit(kit, shot, stage.left, w, stage.bottom)
    floor = min((p.box[1] - CREDIT_GAP for p in credit), default=stage.bottom)
    blocks = first_fitting(
        LEVELS, lambda n: _words(kit, content, stage.left, w, n, 4), floor - stage.top
    )
    form = stage.format
    left = stage.left + stage.width * 0.53
    box: Box = (left, stage.top + 4, stage.right - left, stage.bottom - stage.top - 8)
    if theme in BLEED:
        box = (form.width * 0.5, 0.0, form.width * 0.5, float(form.height))
    if theme == "lifestyle":
        box = (left + 70, stage.top, stage.right - left - 140, stage.bottom - stage.top)
    pieces = column(blocks, stage.top, floor)
    return _with_picture(kit, shot, box, [*pieces, *credit], theme in BLEED)


def _with_picture(
    kit: Kit, shot: PictureShot, box: Box, pieces: list[Piece], bleed: bool
) -> Composition:
    own, stage = kit.idiom, kit.stage
    layer = replace(framed_layer(kit, shot, box), fit="cover")
    if bleed:
        dark = stage.theme.gradient[1]
        dim = (stage.format.stage_top + 90) / box[3]
        extent = min(1.0, dim + 0.2)
        top = Scrim(edge="top", extent=extent, color=DARK, opacity=0.72, hold=dim / extent)
        edge = Scrim(edge="left" if stage.wide else "bottom", extent=0.35, color=dark, opacity=0.7)
        low = Scrim(edge="bottom", extent=0.4, color=dark, opacity=0.9)
        soft = stage.theme.name == "finance"
        more = (edge,) if soft else ()
        layer = replace(layer, scrims=(top, *more, *((low,) if stage.wide else ())))
    frame = arriving(
        "frame", box, lambda c, k: own.frame_over(c, box, k), duration=HERO_S, curve="move"
    )
    return Composition(pieces=(frame, *pieces), picture=layer, covered=bleed and not stage.wide)
