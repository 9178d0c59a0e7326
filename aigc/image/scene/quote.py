"""Somebody's words: on the theme's plate, or in columns where the theme sets Chinese upright."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aigc.image.paint.easing import HERO_S, LINE_S
from aigc.image.paint.paints import paint
from aigc.image.paint.shapes import rect
from aigc.image.paint.upright import CELL_S, CELL_STAGGER_S, draw_vertical
from aigc.image.scene.furniture import Kit, arriving
from aigc.image.scene.piece import Block, Composition, Piece, column, first_fitting
from aigc.image.scene.stage import text_piece
from aigc.image.theme.tokens import Role
from aigc.image.type.vertical import column_texts, set_column
from aigc.types.scene import Quote

LEVELS = 8
COLUMN_EM = 1.75
TEXT_AT_S = 0.25


def compose(kit: Kit, content: Quote) -> Composition:
    """Return the scene: mark, words, who said them."""
    stage = kit.stage
    if stage.theme.name == "ink" and stage.language == "zh" and not stage.layout % 2:
        made = _columns(kit, content)
        if made:
            return Composition(pieces=tuple(made))
    panelled = kit.idiom.quote_pad > 0 and not (stage.layout % 2 and stage.ground != 2)
    bare = replace(content, role="") if content.who else content

    def rows(level: int) -> list[Block]:
        said = content if level < LEVELS else bare
        return _rows(kit, said, min(level, LEVELS - 1), panelled)

    blocks = first_fitting(LEVELS + 1, rows, stage.bottom - stage.top)
    return Composition(pieces=tuple(column(blocks, stage.top, stage.bottom)))


def _rows(kit: Kit, content: Quote, level: int, panelled: bool) -> list[Block]:
    stage, own = kit.stage, kit.idiom
    pad = own.quote_pad if panelled else 0.0
    inset = stage.width * 0.06 if stage.wide else 0.0
    x, w = stage.left + inset, stage.width - 2 * inset
    sizes = (
        *stage.theme.scale.display[1:3],
        *stage.theme.scale.h1,
        *stage.theme.scale.h2,
        60,
        54,
        48,
    )
    text = stage.fit(
        content.text,
        "title",
        w - 2 * pad,
        6,
        sizes[level * 2 : level * 2 + 6] or (48,),
        strip_end=False,
    )
    mark = 96.0 if not stage.format.short else 72.0
    hues = own.quote_hues if panelled else (kit.tones.text, kit.tones.emphasis)
    centred = stage.align == "center"
    top = pad + (mark + 40 if pad or not panelled else 0)
    words_h = text.height_px

    def place(y: float) -> list[Piece]:
        pieces: list[Piece] = []
        if panelled:
            box = (x, y, w, top + words_h + pad)
            pieces.append(
                arriving("plate", box, lambda c, k: own.quote_panel(c, box, k), duration=LINE_S)
            )
        mark_x = x + pad
        mark_y = y + (pad if pad else 0)
        if centred:
            mark_x = x + w / 2 - mark * 0.6
        pieces.append(
            arriving(
                "mark",
                (mark_x, mark_y, mark * 2, mark),
                lambda c, k: own.quote_mark(c, mark_x, mark_y, mark, k),
                start=0.1,
                duration=LINE_S,
            )
        )
        pieces.append(
            text_piece(
                stage, "quote", text, x + pad, y + top, hues[0], emphasis=hues[1], start=TEXT_AT_S
            )
        )
        return pieces

    body = Block(height=top + words_h + pad, place=place)
    return [body, *_who(kit, content, x, w, level, speech=panelled and centred)]


def _who(kit: Kit, content: Quote, x: float, w: float, level: int, *, speech: bool) -> list[Block]:
    """Return name and role under the words; nothing when neither is known."""
    if not (content.who or content.role):
        return []
    stage = kit.stage
    name = stage.fit(
        content.who or content.role,
        "title",
        w - 40,
        1 if content.role else 2,
        (60, 56, 52, 48, 44, 40, 36),
    )
    role = (
        stage.fit(content.role, "body", w - 40, 2, (42, 40, 38, 36, 34))
        if (content.who and content.role)
        else None
    )
    height = 30 + name.height_px + (role.height_px + 6 if role else 0)

    def place(y: float) -> list[Piece]:
        line = arriving(
            "rule",
            (x, y, w, 10),
            lambda c, k: kit.idiom.rule(c, x, y, w, k),
            start=0.7,
            duration=LINE_S,
            curve="move",
        )
        pieces = [
            line,
            text_piece(stage, "who", name, x, y + 30, kit.tones.text, start=0.9, reveal="fade"),
        ]
        if role:
            pieces.append(
                text_piece(
                    stage,
                    "role",
                    role,
                    x,
                    y + 36 + name.height_px,
                    kit.tones.muted,
                    start=0.95,
                    reveal="fade",
                )
            )
        return pieces

    return [Block(height=height, place=place, gap=76.0 if speech else 48.0)]


def _columns(kit: Kit, content: Quote) -> list[Piece] | None:
    """Return upright columns from right to left, or nothing when they would not fit."""
    stage = kit.stage
    high = stage.bottom - stage.top
    least = stage.style("body", 28)
    if any(set_column(t, least).height_px > high - 40 for t in (content.who, content.role)):
        return None
    best: tuple[float, tuple[str, ...]] | None = None
    for characters in (6, 7, 8):
        texts = column_texts(content.text, stage.style("title", 96), characters)
        longest = max(
            (set_column(c, stage.style("title", 100)).height_px / 100 for c in texts), default=1.0
        )
        slots = len(texts) * COLUMN_EM + (1.9 if content.who or content.role else 0.0)
        size = min(120.0, (high - 40) / longest, stage.width / slots)
        if best is None or size > best[0] + 4:
            best = (size, texts)
    if best is None or best[0] < 60:
        return None
    size, texts = best
    return _set_columns(kit, content, size, texts)


def _hairline(x: float, y: float, height: float, hue: str) -> Callable[[Any, float], None]:
    def draw(canvas: Any, k: float) -> None:
        canvas.drawRect(rect(x, y, 2, height * k), paint(hue, 0.55))

    return draw


def _set_columns(kit: Kit, content: Quote, size: float, texts: tuple[str, ...]) -> list[Piece]:
    stage, tones = kit.stage, kit.tones
    step = size * COLUMN_EM
    style = stage.style("title", size)
    tallest = max(set_column(c, style).height_px for c in texts)
    aside = size * 1.9 if content.who or content.role else 0.0
    total = step * len(texts) + aside
    right = stage.left + (stage.width + total) / 2
    top = stage.top + max(0.0, (stage.bottom - stage.top - tallest - 60) * 0.42)
    pieces: list[Piece] = []
    for i in range(len(texts) + 1):
        x = right - i * step
        pieces.append(
            arriving(
                "rule",
                (x, top - 12, 2, tallest + 40),
                _hairline(x, top - 12, tallest + 40, tones.accent),
                duration=HERO_S,
                curve="move",
            )
        )
    at = 0.2
    for i, words in enumerate(texts):
        cx = right - step * (i + 0.5)
        pieces.append(_vertical(kit, "quote", words, style, cx, top + 8, tones.text, at))
        at += len(words) * CELL_STAGGER_S * 0.7
    left = right - step * len(texts)
    if content.who:
        who = _fitting(kit, content.who, "title", stage.bottom - top - 8, min(54.0, size * 0.6))
        pieces.append(
            _vertical(kit, "who", content.who, who, left - size * 0.62, top + 8, tones.text, at)
        )
    if content.role:
        small = _fitting(kit, content.role, "body", stage.bottom - top - 8, 42.0)
        shift = size * 0.62 + (66 if content.who else 0)
        pieces.append(
            _vertical(kit, "role", content.role, small, left - shift, top + 8, tones.muted, at)
        )
    return pieces


def _fitting(kit: Kit, text: str, role: Role, height: float, size: float) -> Any:
    while size > 28 and set_column(text, kit.stage.style(role, size)).height_px > height:
        size = max(28.0, size - 2)
    return kit.stage.style(role, size)


def _vertical(
    kit: Kit, name: str, text: str, style: Any, cx: float, y: float, hue: str, start: float
) -> Piece:
    height = set_column(text, style).height_px

    def draw(canvas: Any, t: float) -> None:
        draw_vertical(
            canvas, text, style, cx, y, hue, emphasis=kit.tones.emphasis, t=t, start=start
        )

    size = style.size_px
    piece = Piece(
        name=name,
        box=(cx - size / 2, y, size, height),
        paint=draw,
        start=start,
        end=start + len(text) * CELL_STAGGER_S + CELL_S,
    )
    return replace(piece, colour=hue)
