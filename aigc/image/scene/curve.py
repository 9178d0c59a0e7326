"""A line chart: the path is drawn from left to right and its end is labelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import skia

from aigc.image.art import Box
from aigc.image.paint.easing import COUNT_S, phase
from aigc.image.paint.paints import paint
from aigc.image.scene.bars import chart_scene
from aigc.image.scene.curve_values import LEAD_S, START_S, labels, passing, values
from aigc.image.scene.furniture import Kit
from aigc.image.scene.piece import Block, Composition, Piece
from aigc.image.scene.walk import HOLD_S, ROUND_S, Walk, walk
from aigc.types.scene import Chart

LEVELS = 5
NODE_S, ARRIVED_S = 0.4, 0.6
"""How long a node grows, and how soon after its word the curve is at a point."""
FOOT = 70.0
CROWN = 150.0
LEAST_CHART, MOST_CHART = 340.0, 780.0


def compose(kit: Kit, content: Chart) -> Composition:
    """Return the scene: title, the curve, source."""
    scale = kit.stage.theme.scale
    above = scale.h1 if kit.stage.tall else (*scale.h2, *scale.h3)

    def body(x: float, w: float, room: float, _: int) -> list[Block]:
        return [_chart(kit, content, x, w, max(LEAST_CHART, min(room, MOST_CHART)))]

    return chart_scene(kit, content, body, above, LEVELS)


def points_in(values: tuple[float, ...], box: Box) -> tuple[tuple[float, float], ...]:
    """Return where each value lies in ``box``; equal values lie on its middle."""
    x, y, w, h = box
    low, high = min(values), max(values)
    span = high - low
    step = w / max(1, len(values) - 1)
    return tuple(
        (
            x + (i * step if len(values) > 1 else w / 2),
            y + h * (1 - (v - low) / span) if span else y + h / 2,
        )
        for i, v in enumerate(values)
    )


def _chart(kit: Kit, content: Chart, x: float, w: float, height: float) -> Block:
    last = len(content.rows) - 1
    path = walk(content.at, [START_S] * (last + 1), last, kit.duration)
    legs = _legs(path)

    def place(y: float) -> list[Piece]:
        area = (x + 34, y + CROWN, w - 68, height - CROWN - FOOT - 50)
        points = points_in(tuple(v for _, v in content.rows), area)
        plot = (x, y + CROWN - 20, w, height - CROWN - FOOT + 20)

        def draw(canvas: Any, t: float) -> None:
            if t > START_S:
                _draw(kit, canvas, points, plot, _reached(legs, t))
                _mark(kit, canvas, points, path, legs, t)

        done = max(leg.end for leg in legs)
        curve = Piece(
            name="curve",
            box=plot,
            paint=draw,
            start=START_S,
            end=done,
            late=any(path.spoken),
            spans=tuple(
                [(g.start, g.end) for g in legs]
                + [(s - ROUND_S, s + NODE_S) for s, n in path.turns if n >= 0 and s > 0]
            ),
        )
        return [
            curve,
            *labels(kit, content, points, x, w, y + height - FOOT),
            *values(kit, content, points, x, w, done - NODE_S, any(path.spoken)),
            *passing(kit, content, points, path, (x, w)),
        ]

    return Block(height=height, place=place, gap=44.0)


# ---- how far the curve has come --------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class _Leg:
    """A stretch of the curve that is drawn in one go, by the indices of its points."""

    first: int
    last: int
    start: float
    end: float


def _legs(path: Walk) -> tuple[_Leg, ...]:
    """Return the stretches in which the voice draws the curve; one when it does not go along.

    What lies before the first spoken point is drawn at the entrance, what lies between two with
    the second, what lies after the last follows it.
    """
    last = len(path.starts) - 1
    told = [(path.starts[n], n) for n in range(last + 1) if path.spoken[n]]
    if not told or told != sorted(told):
        return (_Leg(first=0, last=last, start=START_S, end=START_S + COUNT_S),)
    at, free = max(0, told[0][1] - 1), START_S
    legs = [_Leg(first=0, last=at, start=START_S, end=START_S + COUNT_S)] if at else []
    for start, n in told:
        if n > at:
            begin = max(free, start - LEAD_S)
            free = max(begin + 0.2, start + ARRIVED_S)
            legs.append(_Leg(first=at, last=n, start=begin, end=free))
            at = n
    if at < last:
        begin = told[-1][0] + HOLD_S
        legs.append(_Leg(first=at, last=last, start=begin, end=begin + COUNT_S))
    return tuple(legs)


def _reached(legs: tuple[_Leg, ...], t: float) -> float:
    """Return how far the curve is drawn, as an index of its points."""
    return sum((g.last - g.first) * phase(t, g.start, g.end - g.start, "move") for g in legs)


def _mark(
    kit: Kit,
    canvas: Any,
    points: tuple[tuple[float, float], ...],
    path: Walk,
    legs: tuple[_Leg, ...],
    t: float,
) -> None:
    """Draw the node at the point that the voice has come to, at the end on the last one."""
    row, reached = path.lit(t), _reached(legs, t)
    since = max((s for s, _ in path.turns if s <= t), default=0.0)
    if row >= 0 and reached >= row - 0.02:
        grown = phase(t, since, NODE_S) if any(path.spoken) else 1.0
        kit.idiom.node(canvas, *points[row], max(0.05, grown), True)


def _draw(
    kit: Kit, canvas: Any, points: tuple[tuple[float, float], ...], plot: Box, reached: float
) -> None:
    """Draw grid, curve and points as far as they are there."""
    x, y, w, h = plot
    own, tones = kit.idiom, kit.tones
    for i in range(4):
        gy = y + h - (h - 20) * i / 3
        canvas.drawLine(x, gy, x + w, gy, paint(tones.text, 0.5 if i == 0 else 0.16, stroke=2))
    path, area = skia.Path(), skia.Path()
    path.moveTo(*points[0])
    area.moveTo(points[0][0], y + h)
    area.lineTo(*points[0])
    for p in points[1:]:
        path.lineTo(*p)
        area.lineTo(*p)
    area.lineTo(points[-1][0], y + h)
    area.close()
    share = reached / max(1, len(points) - 1)
    seen = points[0][0] + (points[-1][0] - points[0][0]) * share
    canvas.save()
    canvas.clipRect(skia.Rect.MakeLTRB(x - 40, y - 40, seen + 6, y + h + 40))
    own.curve(canvas, path, area, (x, y, w, h))
    canvas.restore()
    for px, py in points:
        if px <= seen + 1:
            canvas.drawCircle(px, py, 11, paint(tones.ground))
            canvas.drawCircle(px, py, 11, paint(tones.text, stroke=5))
