"""A list that builds while it is told; the item that is spoken about stands out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aigc.image.art import Box
from aigc.image.paint.easing import LINE_S, phase
from aigc.image.paint.paints import colour as skia_colour
from aigc.image.paint.shapes import rect
from aigc.image.paint.text import draw_block
from aigc.image.scene.furniture import Kit, steps
from aigc.image.scene.icons import draw_icon, icons_for
from aigc.image.scene.piece import Block, Composition, Piece, inflate
from aigc.image.scene.titled import titled
from aigc.image.scene.walk import switch
from aigc.image.type.block import Block as Text
from aigc.types.scene import ItemList, ListItem

HEADS = (72.0, 66.0, 60.0, 54.0, 50.0, 46.0, 42.0, 38.0, 34.0)
DETAILS = (46.0, 44.0, 42.0, 40.0, 38.0, 36.0, 34.0, 32.0, 30.0)
LEVELS = 8
TALLEST_ROW = 300.0
WAITING = 0.3
"""Strength of the place of an item that is yet to come."""
WAITING_FROM_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One item as set: its texts and its times."""

    index: int
    head: Text
    detail: Text | None
    start: float

    @property
    def height(self) -> float:
        """Height of the texts."""
        return self.head.height_px + (self.detail.height_px + 6 if self.detail else 0.0)


def compose(kit: Kit, content: ItemList) -> Composition:
    """Return the scene: title, then a row an item."""
    stage = kit.stage
    texts = tuple(f"{i.head} {i.detail}" for i in content.items)
    icons = icons_for(texts) if stage.layout % 2 else ()
    starts = item_starts(tuple(i.at for i in content.items), kit.duration)
    above = (*stage.theme.scale.h1, *stage.theme.scale.h2[1:])

    def body(x: float, w: float, room: float, level: int) -> list[Block]:
        return _rows(kit, content, icons, starts, x, w, level, room)

    pieces = titled(
        kit,
        content.kicker,
        content.title,
        body,
        stage.bottom,
        levels=2 * LEVELS,
        sizes=lambda n: steps(above, n % LEVELS // 2),
    )
    return Composition(pieces=tuple(pieces))


def item_starts(at: Sequence[float], duration: float) -> tuple[float, ...]:
    """Return when each item arrives: when it is spoken, else one after the other."""
    step = max(0.16, min(0.5, duration * 0.4 / max(1, len(at))))
    starts: list[float] = []
    for n, given in enumerate(at):
        plain = 0.35 + n * step
        start = given if given >= 0 else plain
        starts.append(max(start, starts[-1] + 0.16 if starts else 0.3))
    return tuple(starts)


def current(starts: Sequence[float], t: float) -> int:
    """Return the index of the item that arrived last."""
    return max((n for n, start in enumerate(starts) if t >= start), default=0)


def arrival_spans(starts: Sequence[float], n: int, end: float) -> tuple[tuple[float, float], ...]:
    """Return when item ``n`` moves: as it arrives until ``end``, and as the next one takes over."""
    return ((starts[n], end), *(switch(s) for s in starts[n + 1 : n + 2]))


def _rows(
    kit: Kit,
    content: ItemList,
    icons: tuple[str, ...],
    starts: tuple[float, ...],
    x: float,
    w: float,
    level: int,
    room: float,
) -> list[Block]:
    """Return one block an item, all of one height, as high as the room allows.

    From level `LEVELS` on, the explanations are left out and the sizes begin again.
    """
    own, count = kit.idiom, len(content.items)
    items = content.items
    if level >= LEVELS:
        items = tuple(replace(item, detail="") for item in items)
        level -= LEVELS
    inner = w - own.numeral_width - own.panel_pad - own.item_inset
    rows = [_row(kit, item, n, inner, level, starts[n]) for n, item in enumerate(items)]
    needed = max((r.height for r in rows), default=0.0) + 52 - 4 * level
    share = (room - own.item_gap * (count - 1)) / max(1, count)
    height = max(needed, min(share, TALLEST_ROW if count > 1 else 420.0))
    blocks = []
    for row in rows:
        gap = own.item_gap if row.index else 44.0
        name = icons[row.index] if icons else ""
        blocks.append(
            Block(height=height, place=_placer(kit, row, starts, name, x, w, height), gap=gap)
        )
    return blocks


def _row(kit: Kit, item: ListItem, index: int, width: float, level: int, start: float) -> Row:
    stage = kit.stage
    lines = 1 if stage.language == "zh" and item.detail else 2
    first = stage.fit(item.head, "heading", width, lines, steps(HEADS, level, 1)[:4], align="left")
    sizes = [s for s in steps(DETAILS, level, 1) if s < first.style.size_px] or [28.0]
    detail = None
    if item.detail:
        detail = stage.fit(item.detail, "body", width, 2, sizes[:4], align="left")
    return Row(index=index, head=first, detail=detail, start=start)


def _placer(
    kit: Kit, row: Row, starts: tuple[float, ...], icon: str, x: float, w: float, height: float
) -> Callable[[float], list[Piece]]:
    own = kit.idiom

    def place(y: float) -> list[Piece]:
        box = (x, y, w - own.item_inset, height)
        end = row.start + LINE_S
        spans = arrival_spans(starts, row.index, end)
        text_x = x + own.numeral_width
        top = y + (height - row.height) / 2

        def plate(canvas: Any, t: float) -> None:
            _draw_row(
                kit,
                canvas,
                row,
                box,
                icon,
                current(starts, t) == row.index,
                phase(t, row.start, LINE_S),
            )

        def words(which: Text, at: float, hue: int) -> Any:
            def draw(canvas: Any, t: float) -> None:
                strong, k = current(starts, t) == row.index, phase(t, row.start, LINE_S)
                hues = own.panel_hues(strong)
                draw_block(
                    canvas,
                    which,
                    text_x + (1 - k) * 60,
                    at,
                    hues[hue],
                    emphasis=hues[2],
                    alpha=min(1.0, k * 1.3),
                )

            return draw

        def text(name: str, which: Text, at: float, hue: int) -> Piece:
            return Piece(
                name=name,
                box=(text_x, at, which.ink_width_px, which.height_px),
                paint=words(which, at, hue),
                start=row.start,
                end=end,
                late=True,
                spans=spans,
                colour=own.panel_hues(row.index == len(starts) - 1)[hue],
            )

        pieces = [
            *_waiting(kit, row, box),
            Piece(
                name="row", box=box, paint=plate, start=row.start, end=end, late=True, spans=spans
            ),
            text("head", row.head, top, 0),
        ]
        if row.detail:
            pieces.append(text("detail", row.detail, top + row.head.height_px + 6, 1))
        return pieces

    return place


def _waiting(kit: Kit, row: Row, box: Box) -> list[Piece]:
    """Return the faint place of an item that is spoken much later: no stage stands empty."""
    start = WAITING_FROM_S + 0.16 * row.index
    if row.start < start + LINE_S:
        return []
    came, went = (start, start + LINE_S), (row.start, row.start + LINE_S)

    def draw(canvas: Any, t: float) -> None:
        k = phase(t, start, LINE_S) * (1 - phase(t, row.start, LINE_S))
        if k <= 0:
            return
        canvas.saveLayerAlpha(rect(*inflate(box, 24.0)), round(255 * WAITING * k))
        kit.idiom.panel(canvas, box, 1.0, False)
        canvas.restore()

    return [
        Piece(
            name="waiting",
            box=box,
            paint=draw,
            start=start,
            end=went[1],
            late=True,
            spans=(came, went),
        )
    ]


def _draw_row(kit: Kit, canvas: Any, row: Row, box: Box, icon: str, strong: bool, k: float) -> None:
    own = kit.idiom
    x, y, _, h = box
    canvas.save()
    canvas.translate((1 - k) * 60, 0)
    own.panel(canvas, box, min(1.0, k * 1.3), strong)
    part = (x, y, own.numeral_width, h)
    if icon:
        own.icon_plate(canvas, part, row.index, strong)
        size = min(92.0, h * 0.44)
        shift = -13 if own.item_inset else 0
        draw_icon(
            canvas,
            icon,
            x + own.numeral_width / 2 + shift,
            y + h / 2,
            size,
            skia_colour(own.icon_colour(row.index, strong), min(1.0, k * 1.3)),
            6.0,
        )
    else:
        own.numeral(canvas, part, row.index, strong)
    canvas.restore()
