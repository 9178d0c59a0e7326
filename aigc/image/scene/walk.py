"""Rows that follow the voice: when each arrives, and which one it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aigc.image.paint.easing import COUNT_S
from aigc.image.scene.piece import Piece

if TYPE_CHECKING:
    import skia

HOLD_S = COUNT_S + 0.6
"""How long the row spoken last stays lit before the highlighted one is lit for good."""
ROUND_S = 0.001
"""Spoken times are whole milliseconds."""

Span = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """When rows grow, and when each is lit.

    Attributes
    ----------
    starts : tuple of float
        Seconds at which each row grows.
    spoken : tuple of bool
        Which rows the voice names; the others grow with the entrance.
    turns : tuple of tuple
        ``(seconds, row)``: from when on a row is lit, in order of time; -1 for none.
    """

    starts: tuple[float, ...]
    spoken: tuple[bool, ...]
    turns: tuple[tuple[float, int], ...]

    def lit(self, t: float) -> int:
        """Return the row that is lit at ``t`` seconds, -1 for none."""
        return next((row for start, row in reversed(self.turns) if t >= start), -1)

    def changes(self, row: int) -> tuple[Span, ...]:
        """Return when a row is lit or put out, as spans of a piece that moves then."""
        spans, on = [], self.lit(0.0) == row
        for start, turn in self.turns:
            if (turn == row) != on:
                on = not on
                spans.append(switch(start))
        return tuple(spans)

    def either(self, row: int, lit: Piece, quiet: Piece, *, finally_lit: bool) -> Piece:
        """Return one piece that is drawn as ``lit`` while the row is lit, else as ``quiet``."""

        def paint(canvas: skia.Canvas, t: float) -> None:
            (lit if self.lit(t) == row else quiet).paint(canvas, t)

        last = lit if finally_lit else quiet
        spans = (*(last.spans or ((last.start, last.end),)), *self.changes(row))
        return replace(last, paint=paint, spans=spans)


def switch(moment: float) -> Span:
    """Return the span of a change that happens at once."""
    return (moment - ROUND_S, moment)


def walk(at: Sequence[float], plain: Sequence[float], highlight: int, duration: float) -> Walk:
    """Return how rows follow the voice.

    Parameters
    ----------
    at : sequence of float
        When each row is spoken, in seconds; negative where it is not. Empty for no row.
    plain : sequence of float
        When each row grows if the voice does not name it.
    highlight : int
        The row that stays lit at the end.
    duration : float
        Length of the scene in seconds.
    """
    last = max(plain, default=0.0)
    times = [a if 0 <= a < duration else -1.0 for a in at] if len(at) == len(plain) else []
    spoken = tuple(a >= 0 for a in times) or (False,) * len(plain)
    if not any(spoken):
        return Walk(starts=tuple(plain), spoken=spoken, turns=((0.0, highlight),))
    starts = tuple(max(p, a) for p, a in zip(plain, times, strict=True))
    heard = sorted((max(last, s), n) for n, s in enumerate(starts) if spoken[n])
    turns = [(0.0, -1), *heard]
    if heard[-1][1] != highlight:
        turns.append((round(heard[-1][0] + HOLD_S, 3), highlight))
    return Walk(starts=starts, spoken=spoken, turns=tuple(turns))
