"""The article's own words, set large: under the theme's emblem, or around one blown-up phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aigc.image.paint.easing import HERO_S, phase
from aigc.image.paint.layers import LayerCache
from aigc.image.scene.departure import layer_box
from aigc.image.scene.emblem import draw_emblem
from aigc.image.scene.furniture import (
    Kit,
    steps,
    tag_block,
    text_block,
    title_block,
)
from aigc.image.scene.icons import icon_for
from aigc.image.scene.living import GLOW_REACH, REACH, lasting, slow, sway
from aigc.image.scene.marker import Marker, marker_pieces, spine_piece
from aigc.image.scene.piece import (
    Block,
    Composition,
    Piece,
    column,
    first_fitting,
    total_height,
)
from aigc.image.scene.stage import text_piece
from aigc.image.type.block import Block as Text
from aigc.image.type.marks import is_han
from aigc.image.type.words import break_costs
from aigc.types.scene import Statement

LEVELS = 16
ALONE = (1.3, 1.15)
"""How much larger than the display size a sentence may be that has the stage for itself."""
PHRASE = (300, 272, 248, 226, 206, 188, 172, 156, 142, 130, 118, 106, 96, 88)
ONE_LINE = 150
"""A phrase keeps to one line down to this size, before it takes two."""
LONGEST = {"zh": 14, "en": 30}
"""Characters of a phrase that can still be blown up."""
SIDES = (400.0, 380.0, 360.0, 340.0, 320.0, 300.0, 280.0, 260.0, 240.0, 220.0, 200.0, 180.0)
"""The emblem gives way together with the words, half as fast."""
_PHRASE = re.compile(r"^([^{]*)\{([^{}]+)\}(.*)$", re.DOTALL)
_CLOSING = re.compile(r"^[的了着过地得们]?[，。、；：！？,.;:!?%％”’）)」』》]*")
_BOUND = "第每约近超"
_BEFORE_MORE, HELD = 4, 5.0
"""Characters before a phrase that it may take along, and what a break must cost for that."""


def compose(kit: Kit, content: Statement) -> Composition:
    """Return the scene: tag, sentence with its emblem or its blown-up phrase, note."""
    parts = phrase_parts(content.text) if kit.stage.layout % 2 else None
    if parts and len(parts[1]) <= LONGEST[kit.stage.language]:
        return Composition(pieces=tuple(_blown_up(kit, content, parts)))
    return Composition(pieces=tuple(_under_emblem(kit, content)))


def phrase_parts(text: str) -> tuple[str, str, str] | None:
    """Return what stands before, in and after the emphasised phrase, or nothing.

    Marks that close the phrase, a particle behind it and a prefix that cannot stand apart from it
    go with it.

    >>> phrase_parts("开出第{一千家}，店。"), phrase_parts("一个{坐下来}的地方")
    (('开出', '第一千家，', '店。'), ('一个', '坐下来的', '地方'))
    """
    found = _PHRASE.match(text.strip())
    if not found:
        return None
    before, phrase, after = (part.replace("{", "").replace("}", "") for part in found.groups())
    closing = _CLOSING.match(after)
    if closing:
        phrase, after = phrase + closing[0], after[closing.end() :]
    if before and before[-1] in _BOUND:
        before, phrase = before[:-1], before[-1] + phrase
    held = _held(before, phrase)
    before, phrase = before[: len(before) - held], before[len(before) - held :] + phrase
    before, phrase, after = before.strip(), phrase.strip(), after.strip()
    return (before, phrase, after) if before or after else None


def _held(before: str, phrase: str) -> int:
    """Return how many characters before a phrase are of its first word: 镇 before 中学."""
    if not before or not (is_han(before[-1]) and is_han(phrase[0])):
        return 0
    costs, at = break_costs(before + phrase, "zh", frozenset()), len(before)
    free = (n for n in range(min(_BEFORE_MORE, at) + 1) if n == at or costs[at - n] < HELD)
    return next(free, 0)


# ---- a sentence under an emblem -------------------------------------------------------------
def _under_emblem(kit: Kit, content: Statement) -> list[Piece]:
    stage = kit.stage
    room = stage.bottom - stage.top
    if stage.wide:
        return _beside_emblem(kit, content, room)

    def rows(level: int) -> list[Block]:
        side = SIDES[min(level, len(SIDES) - 1)]
        head, *rest = _words(kit, content, stage.width, level // 2, 5)
        emblem = Block(height=side, place=lambda y: [_emblem(kit, content, y, side)])
        return [emblem, replace(head, gap=44.0), *rest]

    blocks = first_fitting(2 * LEVELS, rows, room)
    grown = min(SIDES[0], blocks[0].height + 0.7 * max(0.0, room - total_height(blocks)))
    emblem = Block(height=grown, place=lambda y: [_emblem(kit, content, y, grown)])
    return column([emblem, *blocks[1:]], stage.top, stage.bottom)


def _beside_emblem(kit: Kit, content: Statement, room: float) -> list[Piece]:
    stage = kit.stage
    side = min(stage.width * 0.3, room * 0.78)
    w = stage.width - side - 72
    blocks = first_fitting(LEVELS, lambda n: _words(kit, content, w, n, 5), room)
    top = stage.top + (room - side) / 2
    x = stage.right - side
    return [_emblem(kit, content, top, side, x), *column(blocks, stage.top, stage.bottom)]


def _emblem(kit: Kit, content: Statement, y: float, side: float, x: float | None = None) -> Piece:
    stage = kit.stage
    left = stage.middle - side / 2 if stage.align == "center" else stage.left
    box = (left if x is None else x, y, side, side)
    icon = icon_for(content.text) or icon_for(content.kicker)

    held, area = LayerCache(capacity=1), layer_box(box)

    def draw(canvas: Any, t: float) -> None:
        k = phase(t, 0.0, HERO_S)
        if k < 1 or not lasting(kit):
            draw_emblem(canvas, kit, box, icon, k)
            return
        canvas.save()
        canvas.translate(0.0, sway(kit, t))
        held.draw(canvas, icon, area, lambda c: draw_emblem(c, kit, box, icon, 1.0))
        canvas.restore()

    reach = GLOW_REACH if stage.theme.name == "tech" else REACH
    return slow(kit, Piece(name="emblem", box=box, paint=draw, end=HERO_S), reach)


def _words(kit: Kit, content: Statement, w: float, level: int, lines: int) -> list[Block]:
    stage, scale = kit.stage, kit.stage.theme.scale
    alone = tuple(round(scale.display[0] * k) for k in ALONE)
    sizes = (*alone, *scale.display, *scale.h1[1:], *scale.h2)
    return [
        *tag_block(kit, content.kicker, stage.left, w, start=0.1),
        *title_block(
            kit,
            content.text,
            stage.left,
            w,
            lines,
            steps(sizes, level)[:4],
            start=0.2,
            gap=kit.idiom.tag_gap if content.kicker else 0.0,
            name="statement",
        ),
        *_note(kit, content, stage.left, w),
    ]


def _note(kit: Kit, content: Statement, x: float, w: float) -> list[Block]:
    return text_block(kit, content.note, x, w, 2, (46, 44, 42, 38), gap=36.0, name="note")


# ---- a phrase blown up ----------------------------------------------------------------------
def _blown_up(kit: Kit, content: Statement, parts: tuple[str, str, str]) -> list[Piece]:
    stage = kit.stage
    inset = 0.0 if stage.align == "center" else 60.0
    x, w = stage.left + inset, (stage.width - inset) * (0.9 if stage.wide else 1.0)
    if stage.wide and not inset:
        w = stage.width
    mark = Marker.of(kit)

    def rows(level: int) -> list[Block]:
        before, phrase, after = parts
        small = steps((*stage.theme.scale.h1[1:], *stage.theme.scale.h2), level // 2)[:2]
        start = (0.1, 0.15, 0.45)
        tag = tag_block(kit, content.kicker, x, w, start=start[0])
        lead = title_block(kit, before, x, w, 3, small, start=start[1], gap=kit.idiom.tag_gap)
        body = _phrase(kit, mark, phrase, x, w, PHRASE[min(level, len(PHRASE) - 1) :])
        rest = title_block(kit, after, x, w, 3, small, start=start[2], gap=26.0)
        return [*tag, *lead, body, *rest, *_note(kit, content, x, w)]

    blocks = first_fitting(LEVELS, rows, stage.bottom - stage.top)
    pieces = column(blocks, stage.top, stage.bottom)
    if not inset:
        return pieces
    top = min(p.box[1] for p in pieces)
    low = max(p.box[1] + p.box[3] for p in pieces)
    return [spine_piece(kit, stage.left, top, low - top), *pieces]


def _phrase(
    kit: Kit, mark: Marker, phrase: str, x: float, w: float, sizes: Sequence[float]
) -> Block:
    stage = kit.stage
    text = _fit_phrase(kit, phrase, w, sizes, mark)
    pad = mark.pad_em * text.style.size_px

    def place(y: float) -> list[Piece]:
        left = x + (0.0 if stage.align == "center" else pad)
        under, over = marker_pieces(kit, mark, text, left, y, start=0.3)
        words = text_piece(stage, "phrase", text, left, y, mark.hue, start=0.36)
        return [*under, words, *over]

    return Block(height=text.height_px + mark.below_em * text.style.size_px, place=place, gap=30.0)


def _fit_phrase(kit: Kit, phrase: str, w: float, sizes: Sequence[float], mark: Marker) -> Text:
    """Set a phrase on one line while that is large, else on two."""
    stage = kit.stage
    for size in (s for s in sizes if s >= ONE_LINE):
        if stage.width_of(phrase, "title", size) + 2 * mark.pad_em * size <= w:
            return stage.fit(phrase, "title", w - 2 * mark.pad_em * size, 1, (size,))
    for size in sizes:
        text = stage.fit(phrase, "title", w - 2 * mark.pad_em * size, 2, (size,))
        if text.fits and not text.torn and text.style.size_px == size:
            return text
    return stage.fit(phrase, "title", w - 2 * mark.pad_em * sizes[-1], 3, sizes[-2:])
