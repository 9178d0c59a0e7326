"""Warm Lifestyle: arches, round cards, soft shadows and a brush stroke, all centred."""

from __future__ import annotations

from typing import Any

import skia

from aigc.image.art import Box
from aigc.image.paint.paints import Stop, paint
from aigc.image.paint.shapes import arch, rect, rrect, shadow
from aigc.image.scene.idiom.base import Idiom
from aigc.image.scene.marks import brush_stroke
from aigc.types.scene import Identity

DISCS = ("#B9472A", "#5F7151", "#A8641F", "#7A4A5E")


class Lifestyle(Idiom):
    """Arches."""

    tag_pad = 100.0
    tag_height = 56.0
    tag_gap = 22.0
    quote_pad = 72.0
    numeral_width = 176.0
    frame_radius = 44.0

    def identity(self, canvas: Any, area: Box, who: Identity) -> None:
        """Draw the name in the middle under a dot."""
        x, y, w, _ = area
        canvas.drawCircle(x + w / 2, y - 8, 6, paint(self.tones.accent))
        self.write(canvas, who.name, "title", 40, x + w / 2, y + 28, self.tones.text, "center")
        self.write(
            canvas,
            who.section,
            "body",
            28,
            x,
            y + 28,
            self.tones.muted,
            max_width=w / 2 - self.width_of(who.name, "title", 40) / 2 - 20,
        )

    def tag(self, canvas: Any, text: str, x: float, y: float, k: float) -> None:
        """Draw the word between two dashes."""
        wide = self.tag_width(text)
        self.write(canvas, text, "label", 38, x + wide / 2, y + 26, self.tag_colour, "center", k)
        brush = paint(self.tones.accent, 0.7, stroke=3, round_joins=True)
        canvas.drawLine(x + 76 - 64 * k, y + 28, x + 76, y + 28, brush)
        canvas.drawLine(x + wide - 76, y + 28, x + wide - 76 + 64 * k, y + 28, brush)

    def panel(self, canvas: Any, box: Box, k: float, strong: bool) -> None:
        """Draw a cream card with a soft shadow."""
        x, y, w, h = box
        r = min(self.theme.radius_px, h / 2)
        shadow(canvas, x, y, w, h, r, value="#8A5A34", alpha=0.2 * k, drop=12, sigma=22)
        canvas.drawRRect(rrect(x, y, w, h, r), paint(self.surface.fill, k))
        if strong:
            canvas.drawRRect(
                rrect(x + 2, y + 2, w - 4, h - 4, r - 2), paint("#B9472A", k, stroke=4)
            )

    def panel_hues(self, strong: bool) -> tuple[str, str, str]:
        """Brown on cream."""
        s = self.surface
        return s.text, s.muted, s.emphasis

    def quote_panel(self, canvas: Any, box: Box, k: float) -> None:
        """Draw a speech card."""
        x, y, w, h = box
        self.panel(canvas, box, k, False)
        tail = skia.Path()
        tail.moveTo(x + w / 2 - 40, y + h - 2)
        tail.lineTo(x + w / 2 + 40, y + h - 2)
        tail.lineTo(x + w / 2 - 4, y + h + 44)
        tail.close()
        canvas.drawPath(tail, paint(self.surface.fill, k))

    @property
    def quote_hues(self) -> tuple[str, str]:
        """Brown on cream."""
        return self.surface.text, self.surface.emphasis

    def quote_mark(self, canvas: Any, x: float, y: float, height: float, k: float) -> float:
        """Draw the mark in terracotta."""
        return self.draw_mark(canvas, x, y, height, "#B9472A", k)

    def rule(self, canvas: Any, x: float, y: float, width: float, k: float) -> None:
        """Draw a brush stroke, centred on ``width``."""
        wide = min(360.0, width)
        canvas.drawPath(brush_stroke(x + width / 2, y + 6, wide, k), paint(self.tones.accent, 0.9))

    def badge(self, canvas: Any, box: Box, text: str, k: float) -> None:
        """Draw a disc."""
        x, y, w, h = box
        canvas.drawCircle(x + w / 2, y + h / 2, w / 2 * k, paint(self.tones.accent))
        self.write(
            canvas,
            self.badge_text(text),
            "title",
            60,
            x + w / 2,
            y + h / 2,
            self.tones.on_accent,
            "center",
            k,
        )

    def button(self, canvas: Any, box: Box, text: str, k: float) -> None:
        """Draw a pill."""
        x, y, w, h = box
        canvas.drawRRect(rrect(x, y, w, h, h / 2), paint(self.tones.accent, k))
        self.call(canvas, box, text, self.tones.on_accent, k, margin=60)

    def numeral_text(self, index: int) -> str:
        """Plain figures."""
        return str(index + 1)

    def numeral(self, canvas: Any, box: Box, index: int, strong: bool) -> None:
        """Draw a figure on a coloured disc."""
        x, y, w, h = box
        self.icon_plate(canvas, box, index, strong)
        self.write(canvas, str(index + 1), "number", 60, x + w / 2, y + h / 2, "#FFFFFF", "center")

    def icon_colour(self, index: int, strong: bool) -> str:
        """White on the disc."""
        return "#FFFFFF"

    def icon_plate(self, canvas: Any, box: Box, index: int, strong: bool) -> None:
        """Draw the disc."""
        x, y, w, h = box
        canvas.drawCircle(x + w / 2, y + h / 2, min(58.0, h * 0.36), paint(DISCS[index % 4]))

    def node(self, canvas: Any, cx: float, cy: float, k: float, strong: bool) -> None:
        """Draw a dot with a white heart."""
        if strong:
            canvas.drawCircle(cx, cy, 34 * k, paint(self.tones.accent, 0.28))
        canvas.drawCircle(cx, cy, 18, paint(self.tones.accent))
        canvas.drawCircle(cx, cy, 7, paint(self.surface.fill))

    def event_panel(self, canvas: Any, box: Box, k: float) -> bool:
        """Draw a card."""
        self.panel(canvas, box, k, False)
        return True

    def bar(self, canvas: Any, track: Box, x: float, width: float, strong: bool) -> None:
        """Draw a round bar."""
        _, y, _, h = track
        canvas.drawRRect(rrect(*track, h / 2), paint(self.tones.text, 0.06))
        hue = self.tones.accent if strong else "#D3A873"
        canvas.drawRRect(rrect(x, y, width, h, min(h, width) / 2), paint(hue))

    def share_stops(self) -> tuple[Stop, ...]:
        """Terracotta."""
        return (
            ((0, "#D9764F"), (1, self.tones.accent)) if not self.inverse else super().share_stops()
        )

    def outline(self, box: Box) -> Any:
        """Arch."""
        _, _, w, h = box
        if h < w * 0.56:
            path = skia.Path()
            path.addRoundRect(rect(*box), self.frame_radius, self.frame_radius)
            return path
        return arch(*box)

    def frame_over(self, canvas: Any, box: Box, k: float) -> None:
        """Draw a white edge and an offset shape behind."""
        shape = self.outline(box)
        canvas.save()
        canvas.clipPath(shape, skia.ClipOp.kDifference, True)
        canvas.translate(22, 22)
        canvas.drawPath(shape, paint(self.theme.glow, k))
        canvas.restore()
        canvas.drawPath(shape, paint(self.surface.fill, k, stroke=10))
