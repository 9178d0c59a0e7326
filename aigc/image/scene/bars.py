"""A bar chart: one bar stands out, the rest are neutral."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from aigc.image.art import Box
from aigc.image.paint.easing import COUNT_S, ITEM_STAGGER_S, LINE_S, phase
from aigc.image.paint.paints import paint
from aigc.image.paint.shapes import rect
from aigc.image.scene.furniture import Kit, foot, source_pieces, steps
from aigc.image.scene.piece import Block, Composition, Piece, inflate
from aigc.image.scene.stage import text_piece
from aigc.image.scene.titled import TITLE_SHARE, Body, titled
from aigc.image.scene.walk import Walk, walk
from aigc.image.type.block import Block as Text
from aigc.types.scene import Chart

LEVELS = 6
FIRST_AT_S, SPREAD_S = 0.2, 0.4
LABELS = (50.0, 46.0, 42.0, 38.0, 36.0, 34.0, 32.0, 30.0, 28.0)


def compose(kit: Kit, content: Chart) -> Composition:
    """Return the scene: title, one bar a row (or a column), source."""
    stage = kit.stage
    chart = _columns if stage.layout % 2 == 1 and _can_stand(kit, content) else _rows
    plain = [_start(n, len(content.rows)) for n in range(len(content.rows))]
    path = walk(content.at, plain, content.highlight, kit.duration)

    def body(x: float, w: float, room: float, _: int) -> list[Block]:
        return chart(kit, content, path, x, w, room)

    return chart_scene(kit, content, body, stage.theme.scale.h1, LEVELS)


def chart_scene(
    kit: Kit, content: Chart, body: Body, sizes: Sequence[float], levels: int
) -> Composition:
    """Return a chart under its title, or beside it, with its source at the foot."""
    source = chart_source(kit, content)
    pieces = titled(
        kit,
        content.kicker,
        content.title,
        body,
        foot(kit, source),
        levels=levels,
        sizes=lambda n: steps(sizes, n),
    )
    return Composition(pieces=(*pieces, *source))


def chart_source(kit: Kit, content: Chart) -> list[Piece]:
    """Return the source line; beside a chart it keeps to the title's column if it is centred."""
    stage = kit.stage
    beside = stage.width * TITLE_SHARE if stage.wide and stage.align == "center" else None
    return source_pieces(kit, content.source, width=beside)


def format_number(value: float, decimals: int) -> str:
    """Return a value as charts show it, with a true minus sign."""
    text = f"{value:,.{decimals}f}"
    zero = float(text.replace(",", "")) == 0
    return (text.lstrip("-") if zero else text).replace("-", "−")


def span(content: Chart) -> tuple[float, float]:
    """Return the least and the greatest value drawn, always around zero."""
    values = [v for _, v in content.rows]
    low, high = min(0.0, *values), max(0.0, *values)
    return (low, high) if high > low else (0.0, 1.0)


def _start(n: int, count: int) -> float:
    """Return when bar ``n`` begins to grow; all begin within ``SPREAD_S``."""
    return FIRST_AT_S + n * min(ITEM_STAGGER_S, SPREAD_S / max(1, count - 1))


def _can_stand(kit: Kit, content: Chart) -> bool:
    """Tell whether the labels fit under upright columns."""
    count = len(content.rows)
    if count < 2 or min(v for _, v in content.rows) < 0:
        return False
    wide = kit.stage.width * (0.59 if kit.stage.wide else 1.0) / count - 16
    return all(
        kit.stage.fit(label, "heading", wide, 2, (36, 32, 28)).style.size_px >= 28
        and kit.stage.width_of(max(label.split() or [label], key=len), "heading", 28)
        <= wide * (1 if " " in label or label.isascii() else 2)
        for label, _ in content.rows
    )


def _rows(kit: Kit, content: Chart, path: Walk, x: float, w: float, room: float) -> list[Block]:
    count = max(1, len(content.rows))
    pitch = min(210.0 if count > 2 else 280.0, room / count)
    return [
        Block(
            height=pitch,
            gap=44.0 if n == 0 else 0.0,
            place=_row_placer(kit, content, path, n, x, w, pitch),
        )
        for n in range(len(content.rows))
    ]


def _row_placer(
    kit: Kit, content: Chart, path: Walk, n: int, x: float, w: float, pitch: float
) -> Any:
    stage = kit.stage
    label, value = content.rows[n]
    strong = n == content.highlight
    size = max(30.0, min(50.0, pitch * 0.27))
    sizes = [s for s in LABELS if s <= size] or [28.0]
    shown = " ".join(p for p in (format_number(value, content.decimals), content.unit) if p)
    number = stage.fit(
        shown, "number", w * 0.6, 1, [size * (1.42 if strong else 1.15), size, 30], align="left"
    )
    name = stage.fit(label, "heading", w - number.ink_width_px - 30, 1, sizes, align="left")
    if len(name.lines) > 1:
        name = stage.fit(
            label, "heading", w - number.ink_width_px - 30, 2, (32, 30, 28), align="left"
        )
    text_h = max(name.height_px, number.height_px)
    bar_h = max(14.0, min(72.0, pitch - text_h - 30))
    low, high = span(content)

    def place(y: float) -> list[Piece]:
        text_y = y + max(0.0, (pitch - text_h - bar_h - 26) / 2)
        bar_y = text_y + text_h + 8
        track = (x, bar_y, w, bar_h)
        zero = x + w * -low / (high - low)

        def draw(canvas: Any, k: float, lit: bool) -> None:
            _bar(kit, canvas, track, zero, w * value / (high - low) * k, lit)

        top = text_y + text_h - name.height_px
        figure_at = (x + w - number.ink_width_px, text_y + text_h - number.height_px * 1.02)
        return [
            _grown(path, content, n, track, draw),
            _label(kit, content, path, n, name, (x, top)),
            _figure(kit, content, path, n, number, figure_at, 0.0),
        ]

    return place


def _bar(kit: Kit, canvas: Any, track: Any, zero: float, length: float, strong: bool) -> None:
    """Draw a bar from zero; a negative one is mirrored, a very short one is a stub."""
    x, y, w, h = track
    if length >= 0:
        kit.idiom.bar(canvas, track, zero, max(length, 6.0), strong)
    else:
        canvas.save()
        canvas.translate(2 * zero, 0)
        canvas.scale(-1, 1)
        kit.idiom.bar(canvas, (2 * zero - x - w, y, w, h), zero, max(-length, 6.0), strong)
        canvas.restore()
    if zero > x + 1:
        canvas.drawRect(rect(zero - 1.5, y - 6, 3, h + 12), paint(kit.tones.text))


def _columns(kit: Kit, content: Chart, path: Walk, x: float, w: float, room: float) -> list[Block]:
    height = min(room, 760.0)

    def place(y: float) -> list[Piece]:
        pieces: list[Piece] = []
        for n in range(len(content.rows)):
            pieces += _column(kit, content, path, n, (x, y, w, height))
        return pieces

    return [Block(height=height, place=place, gap=44.0)]


def _column_texts(kit: Kit, content: Chart, n: int, cell: float) -> tuple[Text, Text]:
    """Return a column's label, in one size for all columns, and its value."""
    stage, strong = kit.stage, n == content.highlight
    label, value = content.rows[n]
    sizes = (38, 36, 34, 32, 30, 28)
    size = min(
        stage.fit(other, "heading", cell - 14, 2, sizes).style.size_px for other, _ in content.rows
    )
    name = stage.fit(label, "heading", cell - 14, 2, (size,), align="center")
    unit = content.unit if strong else ""
    apart = " " if unit[:1].isalpha() and unit[:1].isascii() else ""
    shown = f"{format_number(value, content.decimals)}{apart}{unit}"
    figure = stage.fit(
        shown,
        "number",
        cell + 10,
        1,
        (76, 68, 60, 52, 46, 40, 34, 28) if strong else (56, 50, 44, 38, 32, 28),
        align="center",
    )
    return name, figure


def _column(kit: Kit, content: Chart, path: Walk, n: int, box: Box) -> list[Piece]:
    """Return one upright bar with its value above and its label below."""
    x, y, w, h = box
    count = len(content.rows)
    cell = w / count
    value = content.rows[n][1]
    name, figure = _column_texts(kit, content, n, cell)
    foot_h = 2 * 28 * 1.28 + 22 if count > 4 else name.height_px + 22
    full = h - foot_h - 100
    long = max(8.0, full * value / span(content)[1])
    wide = min(150.0, cell * 0.62, max(64.0, full * 0.42))
    left = x + n * cell + (cell - wide) / 2
    base = y + h - foot_h

    def draw(canvas: Any, k: float, lit: bool) -> None:
        canvas.save()
        canvas.translate(left, base)
        canvas.rotate(-90)
        kit.idiom.bar(canvas, (0, 0, full, wide), 0, max(8.0, long * k), lit)
        canvas.restore()

    at = x + n * cell
    above = (at - 5, base - long - figure.height_px - 14)
    return [
        _grown(path, content, n, (left, base - full, wide, full), draw),
        _figure(kit, content, path, n, figure, above, 0.3),
        _label(kit, content, path, n, name, (at + 7, base + 18)),
    ]


# ---- pieces that follow the voice ------------------------------------------------------------
def _grown(
    path: Walk, content: Chart, n: int, box: Box, draw: Callable[[Any, float, bool], None]
) -> Piece:
    """Return a bar: its track and a stub at the entrance, its length when it is spoken."""
    enter, start = _start(n, len(content.rows)), path.starts[n]

    def paint(canvas: Any, t: float) -> None:
        ground, k = phase(t, enter, LINE_S), phase(t, start, COUNT_S, "count")
        if not path.spoken[n] or t >= start + LINE_S:
            ground = 1.0
        if k <= 0 and not path.spoken[n]:
            return
        if ground < 1:
            canvas.saveLayerAlpha(rect(*inflate(box, 12)), round(255 * ground))
        draw(canvas, k, path.lit(t) == n)
        if ground < 1:
            canvas.restore()

    grows = (start, start + COUNT_S)
    entered = ((enter, enter + LINE_S),) if path.spoken[n] else ()
    return Piece(
        name="bar",
        box=box,
        paint=paint,
        start=enter,
        end=grows[1],
        late=path.spoken[n],
        spans=(*entered, grows, *path.changes(n)),
    )


def _label(
    kit: Kit, content: Chart, path: Walk, n: int, text: Text, at: tuple[float, float]
) -> Piece:
    tones, enter = kit.tones, _start(n, len(content.rows))
    quiet = tones.text if kit.stage.theme.name == "poster" else tones.muted
    lit, plain = (
        text_piece(kit.stage, "label", text, *at, hue, start=enter, reveal="fade")
        for hue in (tones.text, quiet)
    )
    return path.either(n, lit, plain, finally_lit=n == content.highlight)


def _figure(
    kit: Kit,
    content: Chart,
    path: Walk,
    n: int,
    text: Text,
    at: tuple[float, float],
    after: float,
) -> Piece:
    start, late = path.starts[n] + after, path.spoken[n]
    lit, plain = (
        text_piece(kit.stage, "figure", text, *at, hue, start=start, reveal="fade", late=late)
        for hue in (kit.tones.emphasis, kit.tones.text)
    )
    return path.either(n, lit, plain, finally_lit=n == content.highlight)
