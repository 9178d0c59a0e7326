"""Tech Gradient: glass with round corners, glows and a three-colour gradient."""

from __future__ import annotations

from typing import Any

from aigc.image.art import Box
from aigc.image.paint.paints import Stop, linear, paint
from aigc.image.paint.shapes import rrect
from aigc.image.scene.idiom.base import Idiom, gradient
from aigc.image.scene.marks import ring
from aigc.image.theme.colour import mix
from aigc.types.scene import Identity


class Tech(Idiom):
    """Glass."""

    tag_gap = 34.0
    quote_pad = 64.0
    share_kind = "ring"
    frame_radius = 44.0
    title_stops = ((0, "#FFFFFF"), (0.55, "#E6E0FF"), (1, "#8FEAFF"))

    @property
    def value_stops(self) -> tuple[Stop, ...]:  # type: ignore[override]
        """Cyan, violet and pink; plain on the accent ground."""
        t = self.tones
        bright = (mix(t.second, "#FFFFFF", 0.3), "#C9BAFF", mix(self.theme.glow, "#FFFFFF", 0.4))
        return () if self.inverse else ((0, bright[0]), (0.5, bright[1]), (1, bright[2]))

    def identity(self, canvas: Any, area: Box, who: Identity) -> None:
        """Draw a glowing point and two words."""
        x, y, _, _ = area
        canvas.drawCircle(x + 9, y + 28, 18, paint(self.tones.second, 0.35, blur=8))
        canvas.drawCircle(x + 9, y + 28, 9, paint(self.tones.second))
        wide = self.write(canvas, who.name, "label", 32, x + 36, y + 28, self.tones.text)
        self.write(canvas, who.section, "meta", 28, x + 60 + wide, y + 28, self.tones.muted)

    @property
    def tag_colour(self) -> str:
        """Plain text."""
        return self.tones.text

    def tag(self, canvas: Any, text: str, x: float, y: float, k: float) -> None:
        """Draw a glass pill with a gradient edge."""
        wide = self.tag_width(text)
        canvas.drawRRect(rrect(x, y, wide, 60, 30), paint("#FFFFFF", 0.10 * k))
        edge = linear(
            (x, y), (x + wide, y + 60), ((0, self.tones.second, 0.9), (1, self.theme.glow, 0.9))
        )
        canvas.drawRRect(rrect(x, y, wide, 60, 30), paint("#000000", k, stroke=2, shader=edge))
        self.write(canvas, text, "label", 38, x + 28, y + 30, self.tag_colour, alpha=k)

    def panel(self, canvas: Any, box: Box, k: float, strong: bool) -> None:
        """Draw a pane of glass; the strong one glows."""
        x, y, w, h = box
        r = min(self.theme.radius_px, h / 2)
        if strong:
            canvas.drawRRect(rrect(x, y, w, h, r), paint(self.tones.accent, 0.45 * k, blur=30))
        canvas.drawRRect(rrect(x, y, w, h, r), paint("#0D0A24", 0.66 * k))
        light = 0.2 if strong else 0.13
        sheen = linear(
            (x, y),
            (x + w * 0.6, y + h),
            ((0, "#FFFFFF", light), (0.6, "#FFFFFF", 0.05), (1, "#FFFFFF", 0.02)),
        )
        canvas.drawRRect(rrect(x, y, w, h, r), paint("#000000", k, shader=sheen))
        ends = ((0, self.tones.second, 0.95), (0.5, "#FFFFFF", 0.08), (1, self.theme.glow, 0.9))
        plain = ((0, "#FFFFFF", 0.4), (0.5, "#FFFFFF", 0.08), (1, "#FFFFFF", 0.18))
        edge = linear((x, y), (x + w, y + h), ends if strong else plain)
        canvas.drawRRect(
            rrect(x + 1, y + 1, w - 2, h - 2, r),
            paint("#000000", k, stroke=2.5 if strong else 2, shader=edge),
        )

    def quote_mark(self, canvas: Any, x: float, y: float, height: float, k: float) -> float:
        """Draw the mark in cyan to pink."""
        shader = linear((0, 0), (260, 200), ((0, self.tones.second), (1, self.theme.glow)))
        return self.draw_mark(canvas, x, y, height, self.tones.second, k, shader)

    def rule(self, canvas: Any, x: float, y: float, width: float, k: float) -> None:
        """Draw a glowing line."""
        wide = min(width, 240) * k
        stops = ((0, self.tones.second), (1, self.theme.glow))
        shader = linear((x, 0), (x + 240, 0), stops)
        canvas.drawRRect(rrect(x, y, wide, 8, 4), paint("#000000", 0.7, shader=shader, blur=12))
        canvas.drawRRect(rrect(x, y, wide, 8, 4), paint("#000000", shader=shader))

    def badge(self, canvas: Any, box: Box, text: str, k: float) -> None:
        """Draw an app-like tile."""
        x, y, w, h = box
        stops = ((0, self.tones.second), (0.5, self.theme.tones(0).accent), (1, self.theme.glow))
        canvas.drawRRect(
            rrect(x, y, w, h, 30), paint("#000000", k, shader=linear((x, y), (x + w, y + h), stops))
        )
        self.write(
            canvas, self.badge_text(text), "title", 62, x + w / 2, y + h / 2, "#0B0620", "center", k
        )

    def button(self, canvas: Any, box: Box, text: str, k: float) -> None:
        """Draw a glowing pill."""
        x, y, w, h = box
        canvas.drawRRect(
            rrect(x, y + 6, w, h, h / 2), paint(self.theme.tones(0).accent, 0.7 * k, blur=26)
        )
        shader = gradient(box, ((0, "#4C35D6"), (1, "#B02A86")))
        canvas.drawRRect(rrect(x, y, w, h, h / 2), paint("#000000", k, shader=shader))
        self.call(canvas, box, text, "#FFFFFF", k, margin=60)

    def numeral(self, canvas: Any, box: Box, index: int, strong: bool) -> None:
        """Draw two figures."""
        x, y, w, h = box
        hue = self.tones.emphasis if strong else "#B9A6FF"
        self.write(
            canvas,
            self.numeral_text(index),
            "number",
            min(80.0, h * 0.46),
            x + w / 2 + 4,
            y + h / 2,
            hue,
            "center",
        )

    def icon_colour(self, index: int, strong: bool) -> str:
        """Cyan on the current one."""
        return self.tones.emphasis if strong else "#B9A6FF"

    def axis(self, canvas: Any, box: Box, done: float) -> None:
        """Draw a glowing line from cyan to pink."""
        x, y, w, h = box
        stops = ((0, self.tones.second), (1, self.theme.glow))
        across = w > h
        shader = linear((x, y), (x + w, y) if across else (x, y + h), stops)
        part = (x, y, w * done, h) if across else (x, y, w, h * done)
        canvas.drawRRect(rrect(*box, 3), paint("#FFFFFF", 0.2))
        canvas.drawRRect(rrect(*part, 3), paint("#000000", 0.8, shader=shader, blur=10))
        canvas.drawRRect(rrect(*part, 3), paint("#000000", shader=shader))

    def node(self, canvas: Any, cx: float, cy: float, k: float, strong: bool) -> None:
        """Draw a lit point."""
        hue = self.tones.second if strong else "#B9A6FF"
        if strong:
            canvas.drawCircle(cx, cy, 34 * k, paint(hue, 0.5, blur=12))
        canvas.drawCircle(cx, cy, 18, paint(hue))
        canvas.drawCircle(cx, cy, 7, paint("#0B0820"))

    def event_panel(self, canvas: Any, box: Box, k: float) -> bool:
        """Draw glass."""
        self.panel(canvas, box, k, True)
        return True

    def bar(self, canvas: Any, track: Box, x: float, width: float, strong: bool) -> None:
        """Draw a lit tube."""
        _, y, _, h = track
        r = min(h, width) / 2
        canvas.drawRRect(rrect(*track, h / 2), paint("#FFFFFF", 0.05))
        stops: tuple[Stop, ...] = ((0, "#3F38A8"), (1, "#7D78E0"))
        if strong:
            stops = ((0, self.theme.tones(0).accent), (1, self.theme.glow))
            canvas.drawRRect(rrect(x, y, width, h, r), paint(self.theme.glow, 0.7, blur=20))
        shader = gradient((x, y, width, h), stops)
        canvas.drawRRect(rrect(x, y, width, h, r), paint("#000000", shader=shader))

    def share_stops(self) -> tuple[Stop, ...]:
        """Cyan, violet, pink."""
        return (
            (0, self.tones.second),
            (0.3, "#8B6CFF"),
            (0.62, self.theme.glow),
            (1, self.tones.second),
        )

    def share_ring(self, canvas: Any, box: Box, share: float) -> None:
        """Draw a glowing ring."""
        ring(canvas, box, 48, share, self.share_stops(), track="#FFFFFF", glow=0.6)

    def share(self, canvas: Any, box: Box, share: float) -> None:
        """Draw a lit tube."""
        x, y, w, h = box
        self.bar(canvas, (x, y + 10, w, h - 24), x, max(h - 24, w * share), True)

    def curve(self, canvas: Any, path: Any, area: Any, box: Box) -> None:
        """Draw a glowing curve."""
        x, y, w, h = box
        stops = ((0, self.tones.accent, 0.5), (1, self.tones.accent, 0.0))
        line = linear((x, y), (x + w, y), ((0, self.tones.second), (1, self.theme.glow)))
        canvas.drawPath(area, paint("#000000", shader=linear((0, y), (0, y + h), stops)))
        canvas.drawPath(path, paint("#000000", 0.7, stroke=12, shader=line, blur=14))
        canvas.drawPath(path, paint("#000000", stroke=9, shader=line, round_joins=True))

    def frame_over(self, canvas: Any, box: Box, k: float) -> None:
        """Draw a bright edge."""
        x, y, w, h = box
        stops = ((0, "#FFFFFF", 0.85), (0.5, "#FFFFFF", 0.1), (1, self.tones.second, 0.9))
        edge = linear((x, y), (x + w, y + h), stops)
        canvas.drawRRect(
            rrect(x, y, w, h, self.frame_radius), paint("#000000", k, stroke=3, shader=edge)
        )
