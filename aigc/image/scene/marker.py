"""How a theme marks a blown-up phrase, and the upright line that such a text hangs on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from aigc.image.art import Box
from aigc.image.paint.easing import HERO_S, LINE_S, LINE_STAGGER_S
from aigc.image.paint.paints import linear, paint
from aigc.image.paint.shapes import polygon, rect, rrect, slab
from aigc.image.scene.furniture import Kit, arriving
from aigc.image.scene.living import lasting, slow, slow_share
from aigc.image.scene.marks import brush_stroke
from aigc.image.scene.piece import Piece
from aigc.image.type.block import Block

Shape = Literal["slab", "block", "brush", "glow", "hairline"]
BLACK, YELLOW = "#0B0B0B", "#FFD60A"
SPINE_REACH = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A mark under or behind a phrase.

    ``hue`` is the colour of the words, ``fill`` that of the mark; ``pad_em`` is how far a slab
    reaches beyond the words and ``below_em`` the room that an underline needs.
    """

    shape: Shape
    hue: str
    fill: str
    pad_em: float = 0.0
    below_em: float = 0.0

    @classmethod
    def of(cls, kit: Kit) -> Marker:
        """Return the mark of the kit's theme on its ground."""
        tones, inverse = kit.tones, kit.idiom.inverse
        name = kit.stage.theme.name
        if name == "newsroom":
            if inverse:
                return cls(shape="slab", hue="#3A0208", fill=tones.second, pad_em=0.22)
            return cls(shape="slab", hue=tones.on_accent, fill=tones.accent, pad_em=0.22)
        if name == "poster":
            return cls(shape="block", hue=YELLOW, fill=BLACK, pad_em=0.16, below_em=0.1)
        shape: Shape = "brush"
        if name in ("tech", "finance"):
            shape = "glow" if name == "tech" else "hairline"
        below = 0.16 if kit.stage.language == "zh" else 0.22
        return cls(shape=shape, hue=tones.emphasis, fill=tones.accent, below_em=below)

    @property
    def behind(self) -> bool:
        """Whether the mark lies behind the words."""
        return self.shape in ("slab", "block")

    def draw(self, canvas: Any, kit: Kit, box: Box, k: float) -> None:
        """Draw the mark of one line of words whose body is ``box``."""
        x, y, w, h = box
        low = y + h
        if self.shape == "slab":
            canvas.save()
            canvas.clipRect(rect(x - h, y - 4, (w + 2 * h) * k, h + 8))
            canvas.drawPath(slab(x, y, w, h, kit.stage.theme.skew), paint(self.fill))
            canvas.restore()
        elif self.shape == "block":
            tilt = h * 0.05
            corners = ((x, y + tilt), (x + w * k, y), (x + w * k, low - tilt), (x, low))
            shadow = tuple((px + 12, py + 12) for px, py in corners)
            canvas.drawPath(
                polygon(shadow), paint(kit.tones.accent if not kit.idiom.inverse else YELLOW)
            )
            canvas.drawPath(polygon(corners), paint(self.fill))
        elif self.shape == "brush":
            canvas.drawPath(brush_stroke(x + w / 2, low, w, k), paint(self.fill, 0.92))
        elif self.shape == "glow":
            stops = ((0, kit.tones.second), (1, kit.stage.theme.glow))
            shader = linear((x, 0), (x + w, 0), stops)
            line = rrect(x, low, w * k, 10, 5)
            canvas.drawRRect(line, paint("#000000", 0.7, shader=shader, blur=14))
            canvas.drawRRect(line, paint("#000000", shader=shader))
        else:
            canvas.drawRect(rect(x, low + 2, w * k, 2), paint(self.fill, 0.7))
            canvas.drawRect(rect(x, low, min(w, 160) * k, 6), paint(self.fill))


def marker_pieces(
    kit: Kit, mark: Marker, text: Block, x: float, y: float, *, start: float
) -> tuple[list[Piece], list[Piece]]:
    """Return the pieces under and over a phrase whose block stands at a point."""
    size, pitch = text.style.size_px, text.style.pitch_px
    pad = mark.pad_em * size
    pieces = []
    last = len(text.lines) - 1
    for i, line in enumerate(text.lines):
        if not mark.behind and i < last:
            continue
        left = text.line_x(i, x) - pad
        top = y + i * pitch + (pitch - size) / 2 - 0.04 * size
        height = 1.08 * size if mark.behind else (pitch + size) / 2 + (mark.below_em - 0.1) * size
        box = (left, top, line.width_px + 2 * pad, height)
        pieces.append(_marked(kit, mark, box, start + i * LINE_STAGGER_S))
    return (pieces, []) if mark.behind else ([], pieces)


def _marked(kit: Kit, mark: Marker, box: Box, start: float) -> Piece:
    """Return one mark; an underline is drawn slowly where no spine is there to move."""

    def draw(canvas: Any, k: float) -> None:
        mark.draw(canvas, kit, box, k)

    whole = arriving("marker", box, draw, start=start, duration=LINE_S, curve="move")
    if mark.behind or kit.stage.align != "center":
        return whole

    def paint_at(canvas: Any, t: float) -> None:
        share = slow_share(kit, t, start)
        if share > 0:
            draw(canvas, share)

    return slow(kit, replace(whole, paint=paint_at)) if lasting(kit) else whole


def spine_piece(kit: Kit, x: float, y: float, height: float) -> Piece:
    """Return the upright line at the left of a text."""
    tones, name = kit.tones, kit.stage.theme.name

    def draw(canvas: Any, k: float) -> None:
        if name == "tech":
            stops = ((0, tones.second), (1, kit.stage.theme.glow))
            shader = linear((0, y), (0, y + height), stops)
            line = rrect(x, y, 8, height * k, 4)
            canvas.drawRRect(line, paint("#000000", 0.7, shader=shader, blur=12))
            canvas.drawRRect(line, paint("#000000", shader=shader))
        elif name == "poster":
            canvas.drawRect(rect(x, y, 22, height * k), paint(BLACK))
        else:
            kit.idiom.card(canvas, x, y, 60, height, k)

    def paint_at(canvas: Any, t: float) -> None:
        if t > 0:
            draw(canvas, slow_share(kit, t, 0.0))

    spine = Piece(name="spine", box=(x, y, 24, height), paint=paint_at, end=HERO_S)
    return slow(kit, spine, SPINE_REACH)
