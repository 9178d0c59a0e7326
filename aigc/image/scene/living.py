"""A scene that holds for long keeps one small thing moving, cheaply: every second frame."""

from __future__ import annotations

from dataclasses import replace
from math import pi, sin
from typing import Any

from aigc.image.art import Box
from aigc.image.paint.easing import EXIT_S, HERO_S, phase
from aigc.image.paint.paints import paint
from aigc.image.paint.shapes import rect
from aigc.image.scene.furniture import Kit
from aigc.image.scene.piece import Piece

LONG_S, REST_S = 4.5, 0.4
"""A scene of this length keeps moving until shortly before its words leave."""
STEP_S = 1 / 15
REACH, GLOW_REACH = 40.0, 72.0
"""How far what moves draws beyond its box, and how far where it glows."""
SWAY, PERIOD_S = 7.0, 5.2
"""How far an emblem floats up and down, and how long it takes."""
UNDER, SHADOW, HEAVY = 15.0, 12.0, 6.0
"""How far below a figure and its shadow the line lies, and how heavy it is."""
QUICK = 0.4
"""How much of a line is there before it is drawn slowly."""


def lasting(kit: Kit) -> bool:
    """Tell whether the scene holds so long that something should keep moving."""
    return kit.duration >= LONG_S


def last_s(kit: Kit) -> float:
    """Return when the slow movement comes to rest, in seconds."""
    return kit.duration - EXIT_S - REST_S


def slow(kit: Kit, piece: Piece, reach: float = REACH) -> Piece:
    """Return a piece that goes on moving after it has arrived, where the scene holds for long."""
    if not lasting(kit):
        return piece
    spans = ((piece.start, piece.end), (piece.end, last_s(kit)))
    return replace(piece, spans=spans, step=STEP_S, reach=reach)


def slow_share(kit: Kit, t: float, start: float) -> float:
    """Return how much of a line is drawn that comes quickly at first, then slowly (0-1)."""
    if not lasting(kit):
        return phase(t, start, HERO_S)
    share = min(1.0, max(0.0, (t - start) / (last_s(kit) - start)))
    return QUICK * phase(t, start, HERO_S) + (1 - QUICK) * share


def sway(kit: Kit, t: float) -> float:
    """Return how far an emblem floats from its place; it sets out and comes to rest gently."""
    if not lasting(kit):
        return 0.0
    out = phase(t, HERO_S, 1.0, "move") - phase(t, last_s(kit) - 1.0, 1.0, "move")
    return SWAY * out * sin(2 * pi * (t - HERO_S) / PERIOD_S)


def underline(kit: Kit, figure: Box, start: float, *, centred: bool) -> list[Piece]:
    """Return a line that is drawn slowly under a figure; nothing in a short scene."""
    if not lasting(kit):
        return []
    x, y, w, h = figure
    clear = UNDER + (SHADOW if kit.stage.theme.name == "poster" else 0.0)
    top, end = y + h + clear, last_s(kit)

    def draw(canvas: Any, t: float) -> None:
        share = (t - start) / (end - start)
        wide = w * min(1.0, max(0.0, share))
        left = x + (w - wide) / 2 if centred else x
        canvas.drawRect(rect(left, top, wide, HEAVY), paint(kit.tones.accent))

    box = (x, top, w, HEAVY)
    return [
        slow(kit, Piece(name="underline", box=box, paint=draw, start=start, end=start, late=True))
    ]
