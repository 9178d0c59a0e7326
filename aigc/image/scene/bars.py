"""A bar chart: one bar stands out, the rest are neutral."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aigc.image.paint.easing import COUNT_S, ITEM_STAGGER_S
from aigc.image.paint.paints import paint
from aigc.image.paint.shapes import rect
from aigc.image.scene.furniture import Kit, arriving, foot, head, source_pieces, steps
from aigc.image.scene.piece import Block, Composition, Piece, column, first_fitting
from aigc.image.scene.stage import text_piece
from aigc.types.scene import Chart

LEVELS = 6
FIRST_AT_S, SPREAD_S = 0.2, 0.4
LABELS = (50.0, 46.0, 42.0, 38.0, 36.0, 34.0, 32.0, 30.0, 28.0)


def compose(kit: Kit, content: Chart) -> Composition:
    """Return the scene: title, one bar a row (or a column), source."""
    stage = kit.stage
    source = source_pieces(kit, content.source)
    floor = foot(kit, content.source)
    upright = stage.layout % 2 == 1 and _can_stand(kit, content)
    chart = _columns if upright else _rows
    if stage.wide:
        x, w = stage.left + stage.width * 0.41, stage.width * 0.59
        title = first_fitting(
            4,
            lambda n: head(
                kit,
                content.kicker,
                content.title,
                stage.left,
                stage.width * 0.36,
                4,
                steps(stage.theme.scale.h1, n),
            ),
            floor - stage.top,
        )
        pieces = column(title, stage.top, floor)
        room = floor - stage.top
        return Composition(
            pieces=(*pieces, *column(chart(kit, content, x, w, room), stage.top, floor), *source)
        )

    def stacked(level: int) -> list[Block]:
        title = head(
            kit,
            content.kicker,
            content.title,
            stage.left,
            stage.width,
            2,
            steps(stage.theme.scale.h1, level),
        )
        room = floor - stage.top - sum(b.height + b.gap for b in title) - 44
        return [*title, *chart(kit, content, stage.left, stage.width, room)]

    blocks = first_fitting(LEVELS, stacked, floor - stage.top)
    return Composition(pieces=(*column(blocks, stage.top, floor, stretch=0.3), *source))


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


def _rows(kit: Kit, content: Chart, x: float, w: float, room: float) -> list[Block]:
    count = max(1, len(content.rows))
    pitch = min(210.0 if count > 2 else 280.0, room / count)
    return [
        Block(
            height=pitch,
            gap=44.0 if n == 0 else 0.0,
            place=_row_placer(kit, content, n, x, w, pitch),
        )
        for n in range(len(content.rows))
    ]


def _row_placer(kit: Kit, content: Chart, n: int, x: float, w: float, pitch: float) -> Any:
    stage, tones = kit.stage, kit.tones
    label, value = content.rows[n]
    strong = n == content.highlight
    start = _start(n, len(content.rows))
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

        def draw(canvas: Any, k: float) -> None:
            _bar(kit, canvas, track, zero, w * value / (high - low) * k, strong)

        hue = tones.text if strong or stage.theme.name == "poster" else tones.muted
        lines = [
            text_piece(
                stage,
                "label",
                name,
                x,
                text_y + text_h - name.height_px,
                hue,
                start=start,
                reveal="fade",
            )
        ]
        figure = text_piece(
            stage,
            "figure",
            number,
            x + w - number.ink_width_px,
            text_y + text_h - number.height_px * 1.02,
            tones.emphasis if strong else tones.text,
            start=start,
            reveal="fade",
        )
        bar = arriving("bar", track, draw, start=start, duration=COUNT_S, curve="count")
        return [bar, *lines, figure]

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


def _columns(kit: Kit, content: Chart, x: float, w: float, room: float) -> list[Block]:
    height = min(room, 760.0)

    def place(y: float) -> list[Piece]:
        pieces: list[Piece] = []
        for n in range(len(content.rows)):
            pieces += _column(kit, content, n, (x, y, w, height))
        return pieces

    return [Block(height=height, place=place, gap=44.0)]


def _column(
    kit: Kit, content: Chart, n: int, box: tuple[float, float, float, float]
) -> list[Piece]:
    """Return one upright bar with its value above and its label below."""
    stage, tones = kit.stage, kit.tones
    x, y, w, h = box
    count = len(content.rows)
    cell = w / count
    label, value = content.rows[n]
    strong, start = n == content.highlight, _start(n, len(content.rows))
    name = stage.fit(label, "heading", cell - 14, 2, (38, 36, 34, 32, 30, 28), align="center")
    unit = content.unit if strong else ""
    shown = f"{format_number(value, content.decimals)}{unit}"
    figure = stage.fit(
        shown,
        "number",
        cell + 10,
        1,
        (76, 68, 60, 52, 46, 40, 34, 28) if strong else (56, 50, 44, 38, 32, 28),
        align="center",
    )
    foot_h = 2 * 28 * 1.28 + 22 if count > 4 else name.height_px + 22
    full = h - foot_h - 100
    long = max(8.0, full * value / span(content)[1])
    wide = min(150.0, cell * 0.62)
    left = x + n * cell + (cell - wide) / 2
    base = y + h - foot_h

    def draw(canvas: Any, k: float) -> None:
        canvas.save()
        canvas.translate(left, base)
        canvas.rotate(-90)
        kit.idiom.bar(canvas, (0, 0, full, wide), 0, long * k, strong)
        canvas.restore()

    bar = arriving(
        "bar", (left, base - long, wide, long), draw, start=start, duration=COUNT_S, curve="count"
    )
    at = x + n * cell
    number = text_piece(
        stage,
        "figure",
        figure,
        at - 5,
        base - long - figure.height_px - 14,
        tones.emphasis if strong else tones.text,
        start=start + 0.3,
        reveal="fade",
    )
    words = text_piece(
        stage,
        "label",
        name,
        at + 7,
        base + 18,
        tones.text if strong else tones.muted,
        start=start,
        reveal="fade",
    )
    return [bar, replace(number, name="figure"), words]
