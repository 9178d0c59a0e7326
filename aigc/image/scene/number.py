"""One figure that counts up, with a picture of its share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aigc.image.art import Box
from aigc.image.paint.blobs import draw_glyphs
from aigc.image.paint.easing import COUNT_S
from aigc.image.paint.paints import paint
from aigc.image.scene.furniture import (
    HERO_AT_S,
    Kit,
    arriving,
    foot,
    head,
    source_pieces,
    steps,
    text_block,
)
from aigc.image.scene.idiom.base import gradient
from aigc.image.scene.living import underline
from aigc.image.scene.piece import Block, Composition, Piece, column, first_fitting
from aigc.image.type.block import one_line
from aigc.image.type.fonts import digit_height
from aigc.types.scene import Number

LEVELS = 11
UNIT_EM, COMMA_EM = 0.44, 0.12
LEAST_SHARE = 52.0
"""A part of a whole that would be lower than this is left to the figure."""
BELOW_HERO = (168.0, 140.0, 116.0, 96.0, 80.0)


def compose(kit: Kit, content: Number) -> Composition:
    """Return the scene: label, figure, note, share, source."""
    stage = kit.stage
    beside = stage.width * 0.54 if _is_beside(kit, content) else None
    source = source_pieces(kit, content.source, width=beside)
    floor = foot(kit, source)
    inside = (stage.layout % 2 == 1) != (kit.idiom.share_kind == "ring")
    if content.share is not None and (stage.wide or (inside and stage.format.stage_height > 1000)):
        return _with_ring(kit, content, source, floor)
    x, w = stage.left, stage.width
    value_first = stage.layout % 2 == 1
    sizes = _label_sizes(kit, alone=content.share is None)

    def rows(level: int) -> list[Block]:
        top = head(kit, content.kicker, content.label, x, w, 2, steps(sizes, level))
        figure = value_block(
            kit, content, x, w, max(0, level - (2 if content.share and stage.tall else 0))
        )
        note = _note(kit, content, x, w)
        share = _share(kit, content, x, w, floor - stage.top, level)
        if value_first and not share:
            tag = top[:1] if content.kicker else []
            label = top[len(tag) :]
            return [*tag, figure, *(replace(b, gap=48.0) for b in label), *note]
        return [*top, figure, *note, *share]

    blocks = first_fitting(LEVELS, rows, floor - stage.top)
    pieces = column(blocks, stage.top, floor)
    return Composition(pieces=(*pieces, *source))


def _is_beside(kit: Kit, content: Number) -> bool:
    """Tell whether a centred source line belongs under a column of words at the left."""
    return content.share is not None and kit.stage.wide and kit.stage.align == "center"


def _label_sizes(kit: Kit, *, alone: bool) -> tuple[float, ...]:
    """Return the sizes of the words over a figure; larger where nothing but the figure follows."""
    scale = kit.stage.theme.scale
    if alone and kit.stage.tall:
        return (*scale.h1, *scale.h2)
    return scale.h2 if kit.stage.tall or kit.stage.wide else (*scale.h2[2:], *scale.h3)


def _with_ring(kit: Kit, content: Number, source: list[Piece], floor: float) -> Composition:
    """Set the words beside the ring (wide) or above it (tall)."""
    stage, own = kit.stage, kit.idiom
    if stage.wide:
        w = stage.width * 0.54
        side = min(stage.width * 0.4, floor - stage.top)
        ring = (stage.right - side, stage.top + (floor - stage.top - side) / 2, side, side)

        def rows(level: int) -> list[Block]:
            sizes = steps(stage.theme.scale.h2, level)
            return [
                *head(kit, content.kicker, content.label, stage.left, w, 2, sizes),
                value_block(kit, content, stage.left, w, level),
                *_note(kit, content, stage.left, w),
            ]

        blocks = first_fitting(LEVELS, rows, floor - stage.top)
        pieces = column(blocks, stage.top, floor)
        return Composition(pieces=(*pieces, _ring_piece(kit, content, ring), *source))

    def stacked(level: int) -> list[Block]:
        scale = stage.theme.scale
        sizes = steps((*scale.h2[2:], *scale.h3), level)
        side = min(stage.width, 680.0 - 40 * level)

        def place(y: float) -> list[Piece]:
            x = stage.left + (stage.width - side) / 2
            inner = min(side * 0.62, side - 260.0)
            figure = value_block(kit, content, x + (side - inner) / 2, inner, 3, centred=True)
            box = (x, y, side, side)
            return [_ring_piece(kit, content, box), *figure.place(y + (side - figure.height) / 2)]

        ring = Block(height=side, place=place, gap=36.0)
        return [
            *head(kit, content.kicker, content.label, stage.left, stage.width, 2, sizes),
            ring,
            *_note(kit, content, stage.left, stage.width, centred=own.note_pad == 0),
        ]

    blocks = first_fitting(LEVELS, stacked, floor - stage.top)
    pieces = column(blocks, stage.top, floor)
    return Composition(pieces=(*pieces, *source))


def _ring_piece(kit: Kit, content: Number, box: Box) -> Piece:
    share = min(1.0, max(0.0, content.share or 0.0))
    return arriving(
        "share",
        box,
        lambda c, k: kit.idiom.share_ring(c, box, share * k),
        start=HERO_AT_S,
        duration=COUNT_S,
        curve="count",
    )


def format_value(content: Number, value: float) -> str:
    """Return ``value`` as it is shown, with a true minus sign."""
    text = f"{value:,.{content.decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def value_block(
    kit: Kit, content: Number, x: float, width: float, level: int, *, centred: bool = False
) -> Block:
    """Return the figure with prefix and unit as a row that counts up."""
    stage = kit.stage
    sizes = (*stage.theme.scale.hero, *BELOW_HERO)[level:]
    figure = _Figure(kit, content, sizes[0])
    if figure.width > width:
        figure = _Figure(kit, content, max(40.0, int(sizes[0] * width / figure.width / 2) * 2.0))
    middle = centred or stage.align == "center"

    def place(y: float) -> list[Piece]:
        left = x + (width - figure.width) / 2 if middle else x
        box = (left, y, figure.width, figure.height)
        piece = arriving(
            "value",
            box,
            lambda c, k: figure.draw(c, left, y, k),
            start=HERO_AT_S,
            duration=COUNT_S,
            curve="count",
        )
        stops = kit.idiom.value_stops
        line = underline(
            kit, (left, y, figure.width, figure.height + figure.tail), 1.6, centred=middle
        )
        return [replace(piece, colour=stops[-1][1] if stops else figure.hue), *line]

    return Block(height=figure.height + figure.tail, place=place, gap=44.0)


class _Figure:
    """A figure at one size: its parts, widths and colours."""

    def __init__(self, kit: Kit, content: Number, size: float) -> None:
        self.kit, self.content, self.size = kit, content, size
        stage = kit.stage
        self.how = stage.style("number", size)
        small = size * UNIT_EM
        plain = all(ord(c) < 0x2E80 for c in content.unit)
        self.unit = one_line(content.unit, stage.style("number" if plain else "title", small))
        self.prefix = one_line(content.prefix, stage.style("number", small))
        self.main = one_line(format_value(content, content.value), self.how)
        self.gap = size * 0.09
        self.lead = self.prefix.width_px + self.gap if content.prefix else 0.0
        tail = self.unit.width_px + self.gap if content.unit else 0.0
        self.width = self.lead + self.main.width_px + tail
        self.height = size * digit_height(self.how.latin)
        self.tail = COMMA_EM * size if "," in format_value(content, content.value) else 0.0
        dark = stage.theme.dark or stage.ground == 2
        self.hue = kit.tones.text if dark or stage.theme.name == "poster" else kit.tones.emphasis

    def draw(self, canvas: Any, x: float, y: float, k: float) -> None:
        """Draw the figure as it is when a share ``k`` of it is counted; the right edge stays."""
        own, tones = self.kit.idiom, self.kit.tones
        base = y + self.height
        now = one_line(format_value(self.content, self.content.value * k), self.how)
        left = x + self.lead + self.main.width_px - now.width_px
        box = (x, y, self.width, self.height)
        across = self.kit.stage.theme.name == "tech"
        stops = () if own.inverse else own.value_stops
        shader = gradient(box, stops, upright=not across) if stops else None
        if self.kit.stage.theme.name == "poster":
            draw_glyphs(
                canvas,
                now.lines[0].glyphs,
                left + 12,
                base + 12,
                paint("#E02814" if not own.inverse else "#0B0B0B"),
            )
        draw_glyphs(canvas, now.lines[0].glyphs, left, base, paint(self.hue, shader=shader))
        alpha = min(1.0, k * 3)
        second = tones.second if self.kit.stage.theme.dark and not own.inverse else tones.text
        if self.kit.stage.theme.name == "finance":
            second = tones.text
        if self.content.unit:
            draw_glyphs(
                canvas,
                self.unit.lines[0].glyphs,
                x + self.width - self.unit.width_px,
                base,
                paint(second, alpha),
            )
        if self.content.prefix:
            draw_glyphs(canvas, self.prefix.lines[0].glyphs, x, base, paint(second, alpha))


def _note(kit: Kit, content: Number, x: float, w: float, *, centred: bool = False) -> list[Block]:
    """Return the comparison under a figure."""
    if not content.note:
        return []
    stage, own = kit.stage, kit.idiom
    pad = own.note_pad
    rows = text_block(
        kit,
        content.note,
        x + pad + (8 if pad else 0),
        w - 2 * pad,
        2,
        (50, 46, 42),
        role="heading",
        start=1.0,
        gap=0,
        colour=own.note_hues[0],
        emphasis=own.note_hues[1],
        align="center" if centred else None,
        name="note",
    )
    inner = rows[0]
    if not pad:
        return [replace(inner, gap=44.0)]
    block = stage.fit(content.note, "heading", w - 2 * pad, 2, (50, 46, 42))
    box_w = block.ink_width_px + 2 * pad + 12

    def place(y: float) -> list[Piece]:
        box = (x, y, box_w, inner.height + 28)
        plate = arriving(
            "plate", box, lambda c, k: own.note(c, box, k), start=0.9, duration=0.5, curve="move"
        )
        return [plate, *inner.place(y + 14)]

    return [Block(height=inner.height + 28, place=place, gap=48.0, optional=1)]


def _share(kit: Kit, content: Number, x: float, w: float, height: float, level: int) -> list[Block]:
    """Return the part of a whole as a row; nothing when there is no share."""
    if content.share is None:
        return []
    share = min(1.0, max(0.0, content.share))
    own = kit.idiom
    tall = own.share_height(
        w, height * ((0.34 if kit.stage.tall else 0.22) - 0.022 * min(level, 8))
    )

    if tall < LEAST_SHARE:
        return []

    def place(y: float) -> list[Piece]:
        box = (x, y, w, tall)
        return [
            arriving(
                "share",
                box,
                lambda c, k: own.share(c, box, share * k),
                start=HERO_AT_S,
                duration=COUNT_S,
                curve="count",
            )
        ]

    return [Block(height=tall, place=place, gap=56.0)]
