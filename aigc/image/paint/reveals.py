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


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line on its place: baseline start, size, its number and the characters before it."""

    line: Line
    x: float
    y: float
    size: float
    number: int = 0
    before: int = 0

    def band(self, start: float = 0.0, width: float | None = None) -> Any:
        """Return the rectangle that the line's ink stays in, or a part of it."""
        wide = self.line.width_px if width is None else width
        return rect(
            self.x + start - 0.1 * self.size,
            self.y - ABOVE_EM * self.size,
            wide + 0.2 * self.size,
            (ABOVE_EM + BELOW_EM) * self.size,
        )

    def draw(self, canvas: Any, ink: Ink, dx: float = 0.0, dy: float = 0.0) -> None:
        """Draw the line, moved."""
        ink.draw(canvas, self.line.glyphs, self.x + dx, self.y + dy)


class Revealer(Protocol):
    """One way of arriving and leaving."""

    def enter(self, canvas: Any, row: Row, ink: Ink, t: float) -> None:
        """Draw ``row`` ``t`` seconds after its block began to arrive."""

    def leave(self, canvas: Any, row: Row, ink: Ink, share: float) -> None:
        """Draw ``row`` with ``share`` (0-1) of its departure behind it."""


class Fade:
    """Opacity only."""

    def enter(self, canvas: Any, row: Row, ink: Ink, t: float) -> None:
        """Fade in line by line."""
        row.draw(canvas, ink.faded(phase(t, row.number * LINE_STAGGER_S, LINE_S)))

    def leave(self, canvas: Any, row: Row, ink: Ink, share: float) -> None:
        """Fade out."""
        row.draw(canvas, ink.faded(1 - share))


class Rise:
    """Each line comes up from behind an edge."""

    def enter(self, canvas: Any, row: Row, ink: Ink, t: float) -> None:
        """Rise into the line's own band."""
        self._draw(canvas, row, ink, 1 - phase(t, row.number * LINE_STAGGER_S, LINE_S))

    def leave(self, canvas: Any, row: Row, ink: Ink, share: float) -> None:
        """Go on upwards out of the band."""
        self._draw(canvas, row, ink, -share)

    def _draw(self, canvas: Any, row: Row, ink: Ink, away: float) -> None:
        if abs(away) >= 1:
            return
        canvas.save()
        if away:
            canvas.clipRect(row.band())
        row.draw(canvas, ink, dy=away * row.size * (ABOVE_EM + BELOW_EM))
        canvas.restore()


class Wipe:
    """An edge runs along the line."""

    def enter(self, canvas: Any, row: Row, ink: Ink, t: float) -> None:
        """Uncover from the left while the line slides into place."""
        share = phase(t, row.number * LINE_STAGGER_S, LINE_S, "move")
        if share <= 0:
            return
        canvas.save()
        if share < 1:
            canvas.clipRect(row.band(width=row.line.width_px * share))
        row.draw(canvas, ink, dx=-(1 - share) * row.size * 0.35)
        canvas.restore()

    def leave(self, canvas: Any, row: Row, ink: Ink, share: float) -> None:
        """Cover from the left."""
        gone = row.line.width_px * share
        canvas.save()
        canvas.clipRect(row.band(gone + 0.1 * row.size, row.line.width_px - gone))
        row.draw(canvas, ink, dx=share * row.size * 0.35)
        canvas.restore()


class InkIn:
    """Characters sharpen one after the other, like ink drawn into paper."""

    def enter(self, canvas: Any, row: Row, ink: Ink, t: float) -> None:
        """Blur in character by character."""
        glyphs = row.line.glyphs
        if t - (row.before + len(glyphs)) * CHAR_STAGGER_S >= INK_S:
            row.draw(canvas, ink)
            return
        for n, glyph in enumerate(glyphs):
            share = phase(t, (row.before + n) * CHAR_STAGGER_S, INK_S)
            if share > 0:
                soft = replace(ink, blur=(1 - share) * row.size * 0.09) if share < 0.97 else ink
                soft.faded(share * 1.2).draw(canvas, (glyph,), row.x, row.y)

    def leave(self, canvas: Any, row: Row, ink: Ink, share: float) -> None:
        """Dissolve."""
        row.draw(canvas, replace(ink, blur=share * row.size * 0.06).faded(1 - share))


class Slam:
    """Each line is thrown onto the canvas."""

    def enter(self, canvas: Any, row: Row, ink: Ink, t: float) -> None:
        """Shrink onto its place."""
        begun = t - row.number * LINE_STAGGER_S
        if begun > 0:
            scale = lerp(1.5, 1, phase(begun, 0, SLAM_S))
            self._draw(canvas, row, ink.faded(begun / 0.08), scale)

    def leave(self, canvas: Any, row: Row, ink: Ink, share: float) -> None:
        """Shrink away."""
        self._draw(canvas, row, ink.faded(1 - share), lerp(1, 0.92, share))

    def _draw(self, canvas: Any, row: Row, ink: Ink, scale: float) -> None:
        cx, cy = row.x + row.line.width_px / 2, row.y - 0.38 * row.size
        canvas.save()
        canvas.translate(cx, cy)
        canvas.scale(scale, scale)
        canvas.translate(-cx, -cy)
        row.draw(canvas, ink)
        canvas.restore()


REVEALS: Mapping[str, Revealer] = MappingProxyType(
    {"fade": Fade(), "rise": Rise(), "wipe": Wipe(), "ink": InkIn(), "slam": Slam()}
)
