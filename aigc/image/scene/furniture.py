"""What scenes share: the head, the identity, the source line, and pieces that arrive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aigc.image.art import Box
from aigc.image.paint.easing import HERO_S, LINE_S, TAG_S, phase
from aigc.image.scene.idiom.base import Idiom, gradient
from aigc.image.scene.idiom.table import idiom
from aigc.image.scene.piece import Block, Piece
from aigc.image.scene.stage import Stage, text_piece
from aigc.image.theme.tokens import Tones
from aigc.image.type.block import Align
from aigc.types.scene import Identity

SOURCE_AT_S, SUPPORT_AT_S, HERO_AT_S = 0.9, 0.7, 0.35
SOURCE_GAP = 21.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """What a scene kind is given to compose with."""

    stage: Stage
    idiom: Idiom
    duration: float = 4.0

    @property
    def tones(self) -> Tones:
        """Colours on the scene's ground."""
        return self.stage.tones

    def over_picture(self) -> Kit:
        """Return the kit for words that stand on a darkened picture."""
        theme = self.stage.theme
        tones = replace(
            theme.tones(0),
            text="#FFFFFF",
            muted="#F1F1F1",
            ground="#15100C",
            emphasis=theme.tones(0 if theme.dark else 2).emphasis,
        )
        made = idiom(theme, tones, 0, self.stage.language)
        return replace(self, stage=self.stage.with_tones(tones), idiom=made)


def arriving(
    name: str,
    box: Box,
    draw: Callable[[Any, float], object],
    *,
    start: float = 0.0,
    duration: float = LINE_S,
    curve: str = "enter",
    late: bool = False,
) -> Piece:
    """Return a piece whose drawing is told how far it has arrived."""

    def paint(canvas: Any, t: float) -> None:
        share = phase(t, start, duration, curve)
        if share > 0:
            draw(canvas, share)

    return Piece(name=name, box=box, paint=paint, start=start, end=start + duration, late=late)


def identity_pieces(kit: Kit, who: Identity) -> list[Piece]:
    """Return the programme's name and section; nothing when there is neither."""
    if not (who.name or who.section):
        return []
    form = kit.stage.format
    area = (form.left, form.stage_top, form.stage_width, 56)
    return [Piece(name="identity", box=area, paint=lambda c, t: kit.idiom.identity(c, area, who))]


def source_pieces(
    kit: Kit,
    text: str,
    *,
    start: float = SOURCE_AT_S,
    x: float | None = None,
    width: float | None = None,
) -> list[Piece]:
    """Return the source line at the foot of the stage; nothing without a source."""
    if not text:
        return []
    stage = kit.stage
    block = stage.fit(text, "body", width or stage.width, 1, (30, 28), strip_end=False)
    y = stage.bottom - block.height_px
    left = stage.left if x is None else x
    return [
        text_piece(stage, "source", block, left, y, kit.tones.muted, start=start, reveal="fade")
    ]


def foot(kit: Kit, source: Sequence[Piece]) -> float:
    """Return the lower edge of what may be filled above a source line."""
    return min((p.box[1] - SOURCE_GAP for p in source), default=kit.stage.bottom)


def tag_block(kit: Kit, text: str, x: float, width: float, *, start: float = 0.0) -> list[Block]:
    """Return the category tag as a row; nothing without a text or where it is too long."""
    own, wide = kit.idiom, kit.idiom.tag_width(text)
    if not text or wide > width:
        return []
    left = x + (width - wide) / 2 if kit.stage.align == "center" else x

    def place(y: float) -> list[Piece]:
        box = (left, y, wide, own.tag_height)
        return [
            replace(
                arriving(
                    "tag",
                    box,
                    lambda c, k: own.tag(c, text, left, y, k),
                    start=start,
                    duration=TAG_S,
                ),
                colour=own.tag_colour,
            )
        ]

    return [Block(height=own.tag_height, place=place, optional=2)]


def title_block(
    kit: Kit,
    text: str,
    x: float,
    width: float,
    lines: int,
    sizes: Sequence[float],
    *,
    start: float = 0.08,
    gap: float = 0.0,
    align: Align | None = None,
    name: str = "title",
) -> list[Block]:
    """Return a title as a row; nothing without a text."""
    if not text:
        return []
    stage, own = kit.stage, kit.idiom
    block = stage.fit(text, "title", width, lines, sizes, align=align)

    def place(y: float) -> list[Piece]:
        box = (x, y, block.ink_width_px, block.height_px)
        shader = gradient(box, own.title_stops) if own.title_stops and not own.inverse else None
        return [
            text_piece(
                stage,
                name,
                block,
                x,
                y,
                kit.tones.text,
                emphasis=kit.tones.emphasis,
                start=start,
                shader=shader,
            )
        ]

    return [Block(height=block.height_px, place=place, gap=gap)]


def text_block(
    kit: Kit,
    text: str,
    x: float,
    width: float,
    lines: int,
    sizes: Sequence[float],
    *,
    role: Any = "body",
    start: float = SUPPORT_AT_S,
    gap: float = 24.0,
    colour: str = "",
    emphasis: str = "",
    align: Align | None = None,
    name: str = "text",
) -> list[Block]:
    """Return supporting text as a row; nothing without a text."""
    if not text:
        return []
    stage = kit.stage
    block = stage.fit(text, role, width, lines, sizes, align=align)
    hue = colour or kit.tones.muted

    def place(y: float) -> list[Piece]:
        return [
            text_piece(
                stage,
                name,
                block,
                x,
                y,
                hue,
                start=start,
                reveal="fade",
                emphasis=emphasis or kit.tones.emphasis,
            )
        ]

    return [Block(height=block.height_px, place=place, gap=gap, optional=1)]


def rule_block(
    kit: Kit, x: float, width: float, *, start: float = 0.5, gap: float = 34.0, height: float = 16.0
) -> Block:
    """Return the theme's short line as a row."""
    own = kit.idiom

    def place(y: float) -> list[Piece]:
        return [
            arriving(
                "rule",
                (x, y, width, height),
                lambda c, k: own.rule(c, x, y, width, k),
                start=start,
                duration=LINE_S,
                curve="move",
            )
        ]

    return Block(height=height, place=place, gap=gap)


def head(
    kit: Kit,
    kicker: str,
    title: str,
    x: float,
    width: float,
    lines: int,
    sizes: Sequence[float],
) -> list[Block]:
    """Return tag and title."""
    tag = tag_block(kit, kicker, x, width)
    gap = kit.idiom.tag_gap if tag else 0.0
    whole = _one_line(kit, title, width, sizes) if lines == 2 and not kit.stage.wide else 0.0
    if whole:
        lines, sizes = 1, (whole,)
    return [*tag, *title_block(kit, title, x, width, lines, sizes, gap=gap)]


def _one_line(kit: Kit, title: str, width: float, sizes: Sequence[float]) -> float:
    """Return the largest size, not much below the first, that keeps a title on one line."""
    plain = title.replace("{", "").replace("}", "")
    fitting = (
        s for s in sizes if s >= 0.7 * sizes[0] and kit.stage.width_of(plain, "title", s) <= width
    )
    return next(fitting, 0.0)


def steps(sizes: Sequence[float], level: int, keep: int = 2) -> tuple[float, ...]:
    """Return sizes without the ``level`` largest, at least ``keep`` of them."""
    return tuple(sizes[min(level, max(0, len(sizes) - keep)) :])


def card_piece(kit: Kit, x: float, y: float, width: float, height: float) -> Piece:
    """Return the ornament beside a text-only card."""
    own = kit.idiom
    return arriving(
        "card",
        (x, y, width, height),
        lambda c, k: own.card(c, x, y, width, height, k),
        duration=HERO_S,
    )
