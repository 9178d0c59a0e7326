"""Bold Poster: tilted slabs, thick outlines, hard shadows."""

from __future__ import annotations

from typing import Any

import skia

from aigc.image.art import Box
from aigc.image.paint.paints import Stop, paint
from aigc.image.paint.shapes import polygon, rect
from aigc.image.scene.idiom.base import Idiom
from aigc.image.scene.marks import block_cell, field, ring
from aigc.types.scene import Identity

BLACK, WHITE = "#0B0B0B", "#FFFFFF"
HARD = 12.0


class Poster(Idiom):
    """Tilted slabs with a hard shadow."""

    tag_pad = 24.0
    tag_height = 64.0
    tag_gap = 30.0
    item_gap = 34.0
    item_inset = 14.0
    numeral_width = 168.0

    def identity(self, canvas: Any, area: Box, who: Identity) -> None:
        """Draw a tilted black label and the section beside it."""
        x, y, _, _ = area
        at = x
        if who.name:
            wide = self.width_of(who.name, "title", 44) + 44
            canvas.save()
            canvas.rotate(-2.5, x, y + 30)
            canvas.drawRect(rect(x, y - 4, wide, 66), paint(BLACK))
            self.write(canvas, who.name, "title", 44, x + 22, y + 29, WHITE)
            canvas.restore()
            at += wide + 28
        self.write(canvas, who.section, "body", 30, at, y + 26, self.tones.text)

    @property
    def tag_colour(self) -> str:
        """White."""
        return WHITE

    def tag(self, canvas: Any, text: str, x: float, y: float, k: float) -> None:
        """Draw a tilted strip."""
        wide = self.tag_width(text)
        canvas.save()
        canvas.rotate(-2, x, y + 30)
        canvas.clipRect(rect(x, y, wide * k, 64))
        canvas.drawRect(rect(x, y, wide, 64), paint(self.tones.accent))
        self.write(canvas, text, "label", 38, x + 24, y + 32, self.tag_colour)
        canvas.restore()

    def panel(self, canvas: Any, box: Box, k: float, strong: bool) -> None:
        """Draw a white sheet with a thick outline and a hard shadow."""
        x, y, w, h = box
        canvas.drawRect(rect(x + HARD, y + HARD, w, h), paint(BLACK, k))
        canvas.drawRect(rect(*box), paint(WHITE, k))
        canvas.drawRect(rect(*box), paint(BLACK, k, stroke=6))

    def panel_hues(self, strong: bool) -> tuple[str, str, str]:
        """Black on white."""
        return BLACK, "#3A3A3A", "#C01A08"

    def quote_mark(self, canvas: Any, x: float, y: float, height: float, k: float) -> float:
        """Draw the mark on a tilted black disc."""
        r = height * 0.62
        canvas.save()
        canvas.translate(x + r, y + height / 2)
        canvas.scale(max(0.01, k), max(0.01, k))
        canvas.rotate(-6)
        canvas.drawCircle(0, 0, r, paint(BLACK))
        wide = height * 0.52
        self.draw_mark(canvas, -wide * 0.62, -height * 0.26, height * 0.46, "#FFD60A", 1)
        canvas.restore()
        return 2 * r

    def rule(self, canvas: Any, x: float, y: float, width: float, k: float) -> None:
        """Draw a heavy bar."""
        canvas.drawRect(rect(x, y, min(width, 220) * k, 16), paint(self.tones.accent))

    def badge(self, canvas: Any, box: Box, text: str, k: float) -> None:
        """Draw a black square."""
        x, y, w, h = box
        canvas.drawRect(rect(*box), paint(BLACK, k))
        self.write(
            canvas, self.badge_text(text), "title", 62, x + w / 2, y + h / 2, "#FFD60A", "center", k
        )

    def button(self, canvas: Any, box: Box, text: str, k: float) -> None:
        """Draw a black slab with a hard white shadow."""
        x, y, w, h = box
        canvas.drawRect(rect(x + 10, y + 10, w, h), paint(WHITE, k))
        canvas.drawRect(rect(*box), paint(BLACK, k))
        self.call(canvas, box, text, "#FFD60A", k)

    def numeral_text(self, index: int) -> str:
        """Plain figures."""
        return str(index + 1)

    def numeral(self, canvas: Any, box: Box, index: int, strong: bool) -> None:
        """Draw a figure on the row's dark end."""
        x, y, w, h = box
        self.icon_plate(canvas, box, index, strong)
        size = min(116.0, h * 0.6)
        self.write(
            canvas,
            str(index + 1),
            "number",
            size,
            x + (w - 26) / 2,
            y + h / 2,
            self.icon_colour(index, strong),
            "center",
        )

    def icon_colour(self, index: int, strong: bool) -> str:
        """White on red, yellow on black."""
        return WHITE if strong else "#FFD60A"

    def icon_plate(self, canvas: Any, box: Box, index: int, strong: bool) -> None:
        """Draw the row's dark end."""
        x, y, w, h = box
        hue = "#E02814" if strong else BLACK
        canvas.drawRect(rect(x + 3, y + 3, w - 30, h - 6), paint(hue))

    def axis(self, canvas: Any, box: Box, done: float) -> None:
        """Draw a heavy line."""
        x, y, w, h = box
        across = w > h
        wide = (x, y - 3, w, h + 6) if across else (x - 3, y, w + 6, h)
        part = (x, y - 3, w * done, h + 6) if across else (x - 3, y, w + 6, h * done)
        canvas.drawRect(rect(*wide), paint(self.tones.text, 0.3))
        canvas.drawRect(rect(*part), paint(self.tones.text))

    def node(self, canvas: Any, cx: float, cy: float, k: float, strong: bool) -> None:
        """Draw a square."""
        r = 26 if strong else 20
        hue = "#E02814" if strong and not self.inverse else ("#FFD60A" if self.inverse else BLACK)
        canvas.drawRect(rect(cx - r, cy - r, 2 * r, 2 * r), paint(hue))
        canvas.drawRect(rect(cx - r, cy - r, 2 * r, 2 * r), paint(BLACK, stroke=6))

    def bar(self, canvas: Any, track: Box, x: float, width: float, strong: bool) -> None:
        """Draw an outlined bar with a hard shadow."""
        _, y, _, h = track
        canvas.drawRect(rect(x + 9, y + 9, width, h), paint(BLACK))
        canvas.drawRect(
            rect(x, y, width, h), paint("#E02814" if strong and not self.inverse else WHITE)
        )
        if strong and self.inverse:
            canvas.drawRect(rect(x, y, width, h), paint("#FFD60A"))
        canvas.drawRect(rect(x, y, width, h), paint(BLACK, stroke=5))

    def share_stops(self) -> tuple[Stop, ...]:
        """Plain."""
        hue = "#FFD60A" if self.inverse else self.tones.accent
        return ((0, hue), (1, hue))

    def share(self, canvas: Any, box: Box, share: float) -> None:
        """Draw a field of squares."""
        hue = "#FFD60A" if self.inverse else self.tones.accent
        field(canvas, box, share, block_cell(hue, BLACK), centred=False)

    def share_ring(self, canvas: Any, box: Box, share: float) -> None:
        """Draw a heavy ring."""
        ring(canvas, box, 84, share, self.share_stops(), track=BLACK)

    def curve(self, canvas: Any, path: Any, area: Any, box: Box) -> None:
        """Draw a thick curve with a hard shadow."""
        canvas.drawPath(area, paint(self.tones.accent, 0.16))
        canvas.save()
        canvas.translate(7, 9)
        canvas.drawPath(path, paint(BLACK, stroke=14, round_joins=True))
        canvas.restore()
        hue = "#FFD60A" if self.inverse else "#E02814"
        canvas.drawPath(path, paint(hue, stroke=14, round_joins=True))

    def outline(self, box: Box) -> Any:
        """Tilt the picture by 2 degrees."""
        return polygon(_tilted(box, 2.0))

    def frame_over(self, canvas: Any, box: Box, k: float) -> None:
        """Draw a thick outline and a hard shadow."""
        shape = self.outline(box)
        canvas.save()
        canvas.clipPath(shape, skia.ClipOp.kDifference, True)
        canvas.translate(18, 18)
        canvas.drawPath(shape, paint(BLACK))
        canvas.restore()
        canvas.drawPath(shape, paint(BLACK, stroke=10))

    def label_plate(self, canvas: Any, box: Box, k: float) -> bool:
        """Draw a black strip."""
        x, y, w, h = box
        canvas.drawRect(rect(x, y, w * k, h), paint(BLACK))
        return True

    @property
    def label_strong(self) -> str:
        """White on the strip."""
        return WHITE

    @property
    def label_hue(self) -> str:
        """Yellow on the strip."""
        return "#FFD60A"


def _tilted(box: Box, degrees: float) -> tuple[tuple[float, float], ...]:
    x, y, w, h = box
    turn = skia.Matrix.RotateDeg(degrees, skia.Point(x + w / 2, y + h / 2))
    corners = ((x, y), (x + w, y), (x + w, y + h), (x, y + h))
    mapped = turn.mapPoints([skia.Point(*c) for c in corners])
    return tuple((p.x(), p.y()) for p in mapped)
