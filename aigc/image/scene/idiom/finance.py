"""Finance Dark: hairlines, gold gradients, scales."""

from __future__ import annotations

from typing import Any

from aigc.image.art import Box
from aigc.image.paint.paints import Stop, paint
from aigc.image.paint.shapes import rect
from aigc.image.scene.idiom.base import Idiom, gradient
from aigc.image.scene.marks import scale
from aigc.types.scene import Identity

GOLD: tuple[Stop, ...] = ((0, "#8C6428"), (1, "#F3D294"))


class Finance(Idiom):
    """Hairlines."""

    tag_pad = 0.0
    tag_height = 56.0
    tag_gap = 24.0
    item_gap = 0.0
    numeral_width = 164.0
    share_kind = "meter"

    @property
    def value_stops(self) -> tuple[Stop, ...]:  # type: ignore[override]
        """Gold; plain on the gold ground."""
        return () if self.inverse else ((0, "#FBE7C0"), (0.5, "#E8BE78"), (1, "#C08F42"))

    def identity(self, canvas: Any, area: Box, who: Identity) -> None:
        """Draw two words over a hairline with a heavy start."""
        x, y, w, _ = area
        wide = self.write(canvas, who.name, "label", 32, x, y + 26, self.tones.emphasis)
        gap = wide + 28 if who.name else 0
        self.write(canvas, who.section, "body", 28, x + gap, y + 26, self.tones.muted)
        canvas.drawRect(rect(x, y + 60, w, 2), paint(self.tones.accent, 0.55))
        canvas.drawRect(rect(x, y + 58, 96, 5), paint(self.tones.accent))

    def tag_width(self, text: str) -> float:
        """Word and dash."""
        return self.width_of(text, "label", 38) + 76

    def tag(self, canvas: Any, text: str, x: float, y: float, k: float) -> None:
        """Draw a dash and the word."""
        canvas.drawRect(rect(x, y + 26, 56 * k, 4), paint(self.tones.accent))
        self.write(canvas, text, "label", 38, x + 76, y + 28, self.tag_colour, alpha=k)

    def panel(self, canvas: Any, box: Box, k: float, strong: bool) -> None:
        """Draw the hairline over a row, and a gold wash under the strong one."""
        x, y, w, _ = box
        if strong:
            light = "#FFF1CF" if self.inverse else self.tones.accent
            wash = gradient(box, ((0, light, 0.5 if self.inverse else 0.22), (1, light, 0.03)))
            canvas.drawRect(rect(*box), paint("#000000", k, shader=wash))
        canvas.drawRect(rect(x, y, w * k, 2), paint(self.tones.muted, 0.5))

    def badge(self, canvas: Any, box: Box, text: str, k: float) -> None:
        """Draw a gold square."""
        x, y, w, h = box
        canvas.drawRect(rect(*box), paint(self.tones.accent, k))
        self.write(
            canvas,
            self.badge_text(text),
            "title",
            62,
            x + w / 2,
            y + h / 2,
            self.tones.on_accent,
            "center",
            k,
        )

    def rule(self, canvas: Any, x: float, y: float, width: float, k: float) -> None:
        """Draw a hairline with a heavy start."""
        canvas.drawRect(rect(x, y + 2, width * k, 2), paint(self.tones.accent, 0.6))
        canvas.drawRect(rect(x, y, min(width, 120) * k, 6), paint(self.tones.accent))

    def card(self, canvas: Any, x: float, y: float, width: float, height: float, k: float) -> None:
        """Draw an upright gold hairline along the text."""
        canvas.drawRect(rect(x, y, 4, height * k), paint(self.tones.accent))

    def numeral(self, canvas: Any, box: Box, index: int, strong: bool) -> None:
        """Draw two gold figures."""
        x, y, w, h = box
        self.write(
            canvas,
            self.numeral_text(index),
            "number",
            min(88.0, h * 0.5),
            x + w / 2 - 8,
            y + h / 2,
            self.tones.emphasis,
            "center",
        )

    def bar(self, canvas: Any, track: Box, x: float, width: float, strong: bool) -> None:
        """Draw a metal band with an end mark."""
        tx, y, tw, h = track
        canvas.drawRect(rect(tx, y, tw, h), paint(self.tones.text, 0.07))
        stops: tuple[Stop, ...] = ((0, "#2A3A38"), (1, "#5D736E"))
        if strong:
            stops = GOLD if not self.inverse else ((0, self.tones.text), (1, self.tones.text))
        shader = gradient((x, y, max(1.0, width), h), stops)
        canvas.drawRect(rect(x, y, width, h), paint("#000000", shader=shader))
        end = self.tones.text if strong else self.tones.muted
        canvas.drawRect(rect(x + max(0.0, width - 5), y - 8, 5, h + 16), paint(end))

    def share_stops(self) -> tuple[Stop, ...]:
        """Gold."""
        dark = ((0, self.tones.text), (1, self.tones.text))
        return dark if self.inverse else ((0, "#8C6428"), (0.5, "#F3D294"), (1, "#F3D294"))

    def share(self, canvas: Any, box: Box, share: float) -> None:
        """Draw a scale with a needle."""
        x, y, w, h = box
        shader = gradient((x, y, max(1.0, w * share), h), self.share_stops())
        scale(canvas, box, share, shader, self.tones.muted, self.tones.text)

    def frame_over(self, canvas: Any, box: Box, k: float) -> None:
        """Draw a gold hairline, or a heavier one along the inner edge of a picture that bleeds."""
        x, y, w, h = box
        if y <= 0:
            inner = rect(x, y, 4, h * k) if x > 0 else rect(x, y + h - 4, w * k, 4)
            canvas.drawRect(inner, paint(self.tones.accent))
            return
        canvas.drawRect(rect(*box), paint(self.tones.accent, 0.8 * k, stroke=2))
