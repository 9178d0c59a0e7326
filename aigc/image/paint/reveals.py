"""How text arrives and leaves: wipe, ink, rise, slam, fade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType
from typing import Any, Protocol

from aigc.image.paint.blobs import draw_glyphs
from aigc.image.paint.easing import CHAR_STAGGER_S, LINE_S, LINE_STAGGER_S, lerp, phase
from aigc.image.paint.paints import paint
from aigc.image.paint.shapes import rect
from aigc.image.type.shaping import Glyph, Line

ABOVE_EM, BELOW_EM = 1.06, 0.32
INK_S = 0.6
SLAM_S = 0.30
Place = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """What glyphs are drawn with."""

    colour: str
    emphasis: str
    emphasised: bool = False
    alpha: float = 1.0
    shader: Any = None
    stroke: float = 0.0
    stroke_colour: str = "#000000"
    blur: float = 0.0

    def faded(self, share: float) -> Ink:
        """Return the ink with ``share`` of its opacity."""
        return replace(self, alpha=self.alpha * max(0.0, min(1.0, share)))

    def brush(self, emphasis: bool) -> Any:
        """Return the paint for plain or emphasised glyphs."""
        if emphasis and self.emphasised:
            return paint(self.emphasis, self.alpha, blur=self.blur)
        return paint(self.colour, self.alpha, shader=self.shader, blur=self.blur)

    def draw(self, canvas: Any, glyphs: tuple[Glyph, ...], x: float, y: float) -> None:
        """Draw ``glyphs`` of one line whose start is at ``(x, y)``."""
        if self.alpha <= 0:
            return
        if self.stroke:
            edge = paint(self.stroke_colour, self.alpha, stroke=self.stroke, round_joins=True)
            draw_glyphs(canvas, glyphs, x, y, edge)
        for emphasis, group in groupby(glyphs, key=lambda g: g.emphasis):
            draw_glyphs(canvas, tuple(group), x, y, self.brush(emphasis))


class Revealer(Protocol):
    """One way of arriving and leaving."""

    def enter(
        self,
        canvas: Any,
        line: Line,
        at: Place,
        size: float,
        ink: Ink,
        t: float,
        row: int,
        before: int,
    ) -> None:
        """Draw ``line`` ``t`` seconds after the block began to arrive.

        ``row`` is the line's number, ``before`` the characters on earlier lines.
        """

    def leave(
        self, canvas: Any, line: Line, at: Place, size: float, ink: Ink, share: float
    ) -> None:
        """Draw ``line`` with ``share`` (0-1) of its departure behind it."""


def _band(line: Line, at: Place, size: float, wide: float | None = None) -> Any:
    x, y = at
    width = line.width_px if wide is None else wide
    return rect(x - 0.1 * size, y - ABOVE_EM * size, width + 0.2 * size, (ABOVE_EM + BELOW_EM) * size)


class Fade:
    """Opacity only."""

    def enter(
        self, canvas: Any, line: Line, at: Place, size: float, ink: Ink, t: float, row: int, before: int
    ) -> None:
        """Fade in line by line."""
        ink.faded(phase(t, row * LINE_STAGGER_S, LINE_S)).draw(canvas, line.glyphs, *at)

    def leave(
        self, canvas: Any, line: Line, at: Place, size: float, ink: Ink, share: float
    ) -> None:
        """Fade out."""
        ink.faded(1 - share).draw(canvas, line.glyphs, *at)


class Rise:
    """Each line comes up from behind an edge."""

    def enter(
        self, canvas: Any, line: Line, at: Place, size: float, ink: Ink, t: float, row: int, before: int
    ) -> None:
        """Rise into the line's own band."""
        self._draw(canvas, line, at, size, ink, 1 - phase(t, row * LINE_STAGGER_S, LINE_S))

    def leave(
        self, canvas: Any, line: Line, at: Place, size: float, ink: Ink, share: float
    ) -> None:
        """Go on upwards out of the band."""
        self._draw(canvas, line, at, size, ink, -share)

    def _draw(
        self, canvas: Any, line: Line, at: Place, size: float, ink: Ink, away: float
    ) -> None:
        if abs(away) >= 1:
            return
        canvas.save()
        if away:
            canvas.clipRect(_band(line, at, size))
        ink.draw(canvas, line.glyphs, at[0], at[1] + away * size * (ABOVE_EM + BELOW_EM))
        canvas.restore()


class Wipe:
    """An edge runs along the line."""

    def enter(
        self, canvas: Any, line: Line, at: Place, size: float, ink: Ink, t: float, row: int, before: int
    ) -> None:
        """Uncover from the left while the line slides into place."""
        share = phase(t, row * LINE_STAGGER_S, LINE_S, "move")
        if share <= 0:
            return
        canvas.save()
        if share < 1:
            canvas.clipRect(_band(line, at, size, line.width_px * share))
        ink.draw(canvas, line.glyphs, at[0] - (1 - share) * size * 0.35, at[1])
        canvas.restore()

    def leave(
        self, canvas: Any, line: Line, at: Place, size: float, ink: Ink, share: float
    ) -> None:
        """Cover from the left."""
        x, y = at
        canvas.save()
        gone = line.width_px * share
        canvas.clipRect(_band(line, (x + gone, y), size, line.width_px - gone))
        ink.draw(canvas, line.glyphs, x + share * size * 0.35, y)
        canvas.restore()


class InkIn:
    """Characters sharpen one after the other, like ink drawn into paper."""

    def enter(
        self, canvas: Any, line: Line, at: Place, size: float, ink: Ink, t: float, row: int, before: int
    ) -> None:
        """Blur in character by character."""
        done = t - (before + len(line.glyphs)) * CHAR_STAGGER_S >= INK_S
        if done:
            ink.draw(canvas, line.glyphs, *at)
            return
        for n, glyph in enumerate(line.glyphs):
            share = phase(t, (before + n) * CHAR_STAGGER_S, INK_S)
            if share > 0:
                soft = replace(ink, blur=(1 - share) * size * 0.09) if share < 0.97 else ink
                soft.faded(share * 1.2).draw(canvas, (glyph,), *at)

    def leave(
        self, canvas: Any, line: Line, at: Place, size: float, ink: Ink, share: float
    ) -> None:
        """Dissolve."""
        replace(ink, blur=share * size * 0.06).faded(1 - share).draw(canvas, line.glyphs, *at)


class Slam:
    """Each line is thrown onto the canvas."""

    def enter(
        self, canvas: Any, line: Line, at: Place, size: float, ink: Ink, t: float, row: int, before: int
    ) -> None:
        """Shrink onto its place."""
        begun = t - row * LINE_STAGGER_S
        if begun <= 0:
            return
        self._draw(canvas, line, at, size, ink.faded(begun / 0.08), lerp(1.5, 1, phase(begun, 0, SLAM_S)))

    def leave(
        self, canvas: Any, line: Line, at: Place, size: float, ink: Ink, share: float
    ) -> None:
        """Shrink away."""
        self._draw(canvas, line, at, size, ink.faded(1 - share), lerp(1, 0.92, share))

    def _draw(
        self, canvas: Any, line: Line, at: Place, size: float, ink: Ink, scale: float
    ) -> None:
        cx, cy = at[0] + line.width_px / 2, at[1] - 0.38 * size
        canvas.save()
        canvas.translate(cx, cy)
        canvas.scale(scale, scale)
        canvas.translate(-cx, -cy)
        ink.draw(canvas, line.glyphs, *at)
        canvas.restore()


REVEALS: Mapping[str, Revealer] = MappingProxyType(
    {"fade": Fade(), "rise": Rise(), "wipe": Wipe(), "ink": InkIn(), "slam": Slam()}
)
