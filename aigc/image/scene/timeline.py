"""Dated events: down the page in portrait, across it in wide formats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aigc.image.paint.easing import LINE_S, phase
from aigc.image.paint.text import draw_block
from aigc.image.scene.furniture import Kit, head, steps
from aigc.image.scene.items import arrival_spans, current, item_starts
from aigc.image.scene.piece import Block, Composition, Piece, column, first_fitting
from aigc.image.scene.walk import switch
from aigc.image.type.block import Block as Text
from aigc.types.scene import TimelineCard

LEVELS = 8
EVENTS = (56.0, 52.0, 48.0, 44.0, 42.0, 40.0, 38.0, 36.0, 34.0, 32.0, 30.0, 28.0)
DATES = (88.0, 78.0, 72.0, 66.0, 60.0, 54.0, 48.0, 42.0, 36.0, 30.0)
NODE = 56.0
FAINT = 0.45
"""Opacity of a date whose event is still to come."""


def compose(kit: Kit, content: TimelineCard) -> Composition:
    """Return the scene: title, axis, events that follow each other."""
    stage = kit.stage
    given = content.at if len(content.at) == len(content.events) else (-1.0,) * len(content.events)
    starts = item_starts(given, kit.duration)
    make = _across if stage.wide else _down

    def rows(level: int) -> list[Block]:
        title = head(
            kit,
            content.kicker,
            content.title,
            stage.left,
            stage.width,
            2,
            steps(stage.theme.scale.h1, level),
        )
        room = stage.bottom - stage.top - sum(b.height + b.gap for b in title) - 52
        return [*title, make(kit, content, starts, level, room)]

    blocks = first_fitting(LEVELS, rows, stage.bottom - stage.top)
    return Composition(pieces=tuple(column(blocks, stage.top, stage.bottom, stretch=0.3)))


def _entered(n: int) -> float:
    """Return when date ``n`` stands there faintly, before its event is told."""
    return 0.25 + 0.12 * n


def _walked(starts: tuple[float, ...], t: float) -> float:
    """Return how much of the axis has been walked: it reaches each event as it arrives."""
    if len(starts) < 2:
        return phase(t, starts[0], 0.5, "move") if starts else 0.0
    seen = sum(phase(t, s - 0.3, 0.5, "move") for s in starts[1:])
    return seen / (len(starts) - 1)


def _texts(
    kit: Kit, content: TimelineCard, date_w: float, text_w: float, level: int, lines: int
) -> list[tuple[Text, Text]]:
    """Return each event's date and words, all dates in one size and all words in one."""
    stage = kit.stage
    sizes = steps(DATES, level, 1)
    size = next(
        (
            s
            for s in sizes
            if all(stage.width_of(d, "number", s) <= date_w for d, _ in content.events)
        ),
        30.0,
    )
    dates = [
        stage.fit(d, "number", date_w, 1 if size > 30 else 2, (size, 28), align="left")
        for d, _ in content.events
    ]
    events = [e for _, e in content.events]
    tried = steps(EVENTS, level, 1)[:5]
    fits = [stage.fit(e, "heading", text_w, lines, tried, align="left") for e in events]
    alike = (min((f.style.size_px for f in fits), default=tried[-1]),)
    words = [stage.fit(e, "heading", text_w, lines, alike, align="left") for e in events]
    return list(zip(dates, words, strict=True))


def _event(
    kit: Kit,
    starts: tuple[float, ...],
    n: int,
    date: Text,
    words: Text,
    date_at: tuple[float, float],
    words_at: tuple[float, float],
    pad: bool,
) -> list[Piece]:
    """Return one event's surface, date and words, which follow the narration."""
    own, tones, stage = kit.idiom, kit.tones, kit.stage
    start = starts[n]

    def strong(t: float) -> bool:
        return current(starts, t) == n

    plain = own.panel_hues(True) if pad else (tones.text, tones.muted, tones.emphasis)
    quiet = tones.text if stage.theme.name == "poster" else tones.muted
    x, y = words_at
    panel = (x - 28, y - 22, words.width_px + 36, words.height_px + 44)
    filled = [False]

    def surface(canvas: Any, t: float) -> None:
        if pad and strong(t):
            filled[0] = own.event_panel(canvas, panel, phase(t, start, LINE_S))

    def draw_date(canvas: Any, t: float) -> None:
        told = phase(t, start, LINE_S)
        faint = FAINT * phase(t, _entered(n), LINE_S)
        hue = tones.emphasis if strong(t) and t >= start else tones.text
        draw_block(canvas, date, *date_at, hue, alpha=max(told, faint))

    def draw_words(canvas: Any, t: float) -> None:
        hue = (plain[0] if pad and _has_panel(kit) else tones.text) if strong(t) else quiet
        draw_block(canvas, words, x, y, hue, t=t, start=start + 0.05, reveal="fade")

    end = start + LINE_S + 0.05
    spans = arrival_spans(starts, n, end)
    ground = min(start, _entered(n))
    last = n == len(starts) - 1
    shown = plain[0] if pad and _has_panel(kit) and last else (tones.text if last else quiet)
    return [
        Piece(name="event", box=panel, paint=surface, start=start, end=end, late=True, spans=spans),
        Piece(
            name="date",
            box=(*date_at, date.ink_width_px, date.height_px),
            paint=draw_date,
            start=ground,
            end=end,
            late=True,
            spans=((ground, _entered(n) + LINE_S), switch(start), *spans),
            colour=tones.emphasis if last else tones.text,
        ),
        Piece(
            name="words",
            box=(x, y, words.ink_width_px, words.height_px),
            paint=draw_words,
            start=start,
            end=end,
            late=True,
            spans=spans,
            colour=shown,
        ),
    ]


def _has_panel(kit: Kit) -> bool:
    return type(kit.idiom).event_panel is not _PLAIN


def _axis(
    kit: Kit,
    starts: tuple[float, ...],
    box: tuple[float, float, float, float],
    nodes: list[tuple[float, float]],
) -> Piece:
    own = kit.idiom
    x, y, w, h = box

    def draw(canvas: Any, t: float) -> None:
        own.axis(canvas, box, _walked(starts, t))
        for n, (cx, cy) in enumerate(nodes):
            k = phase(t, starts[n], 0.4)
            if k > 0:
                own.node(canvas, cx, cy, k, current(starts, t) == n)

    return Piece(
        name="axis",
        box=(x - 40, y - 40, w + 80, h + 80),
        paint=draw,
        start=0.2,
        end=starts[-1] + 0.5 if starts else 0.2,
        late=True,
        spans=((0.2, 0.201), *((s - 0.3, s + 0.5) for s in starts)),
    )


def _down(
    kit: Kit, content: TimelineCard, starts: tuple[float, ...], level: int, room: float
) -> Block:
    stage, count = kit.stage, max(1, len(content.events))
    right = stage.layout % 2 == 1 and not stage.format.short
    date_w = stage.width * (0.27 if not right else 0.3)
    axis_x = stage.left + (date_w + NODE if not right else 20.0)
    text_x = axis_x + NODE
    text_w = stage.right - text_x - 12
    texts = _texts(kit, content, date_w if not right else text_w, text_w, level, 2)
    needed = [w.height_px + (d.height_px if right else 0) + 56 - 5 * level for d, w in texts]
    pitch = max(max(needed, default=0.0), min(room / count, 250.0))

    def place(y: float) -> list[Piece]:
        nodes = [(axis_x, y + pitch * (n + 0.5)) for n in range(len(texts))]
        first, last = (nodes[0][1], nodes[-1][1]) if nodes else (y, y)
        if len(nodes) == 1:
            last = first + pitch * 0.4
        pieces = [_axis(kit, starts, (axis_x - 3, first, 6, last - first), nodes)]
        for n, (date, words) in enumerate(texts):
            cy = nodes[n][1]
            if right:
                top = cy - (date.height_px + words.height_px + 6) / 2
                at = (text_x, top), (text_x, top + date.height_px + 6)
            else:
                at = (
                    (axis_x - NODE + 8 - date.ink_width_px, cy - date.height_px / 2),
                    (text_x, cy - words.height_px / 2),
                )
            pieces += _event(kit, starts, n, date, words, at[0], at[1], not right)
        return pieces

    return Block(height=pitch * count, place=place, gap=40.0)


def _across(
    kit: Kit, content: TimelineCard, starts: tuple[float, ...], level: int, room: float
) -> Block:
    stage, count = kit.stage, max(1, len(content.events))
    cell = stage.width / count
    texts = _texts(kit, content, cell - 40, cell - 48, level, 4)
    date_h = max((d.height_px for d, _ in texts), default=0.0)
    words_h = max((w.height_px for _, w in texts), default=0.0)
    height = date_h + words_h + 150

    def place(y: float) -> list[Piece]:
        line = y + date_h + 66
        nodes = [(stage.left + cell * n + 22, line) for n in range(len(texts))]
        end = nodes[-1][0] - stage.left if len(nodes) > 1 else stage.width
        pieces = [_axis(kit, starts, (stage.left, line - 3, end, 6), nodes)]
        for n, (date, words) in enumerate(texts):
            x = stage.left + cell * n
            pieces += _event(
                kit, starts, n, date, words, (x, y + date_h - date.height_px), (x, line + 62), False
            )
        return pieces

    return Block(height=height, place=place, gap=64.0)


def _plain() -> Callable[..., bool]:
    from aigc.image.scene.idiom.base import Idiom

    return Idiom.event_panel


_PLAIN = _plain()
