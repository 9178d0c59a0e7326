"""Ink & Paper: double rules, the seal, hatching, Chinese or Roman numerals."""

from __future__ import annotations

from typing import Any

import skia

from aigc.image.art import Box
from aigc.image.paint.easing import lerp
from aigc.image.paint.paints import paint
from aigc.image.paint.shapes import rect, rrect
from aigc.image.scene.idiom.base import Idiom
from aigc.image.scene.marks import hatched
from aigc.types.scene import Identity

FORMAL = "壹贰叁肆伍陆柒捌玖拾"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
SEAL_PAPER = "#FFF3E0"


class Ink(Idiom):
    """Rules and the seal."""

    tag_pad = 0.0
    tag_height = 64.0
    tag_gap = 26.0
    item_gap = 0.0
    numeral_width = 150.0

    def identity(self, canvas: Any, area: Box, who: Identity) -> None:
        """Draw a newspaper's head between rules."""
        x, y, w, _ = area
        hue = self.tones.text
        canvas.drawRect(rect(x, y - 8, w, 6), paint(hue))
        canvas.drawRect(rect(x, y + 3, w, 2), paint(hue))
        canvas.drawRect(rect(x, y + 62, w, 2), paint(hue, 0.55))
        self.write(canvas, who.name, "title", 34, x, y + 33, hue)
        self.write(canvas, who.section, "body", 28, x + w, y + 33, self.tones.muted, "right")

    def tag(self, canvas: Any, text: str, x: float, y: float, k: float) -> None:
        """Draw the word over a short rule."""
        self.write(canvas, text, "label", 38, x, y + 26, self.tag_colour, alpha=k)
        canvas.drawRect(rect(x, y + 58, 84 * k, 5), paint(self.tones.accent))

    def panel(self, canvas: Any, box: Box, k: float, strong: bool) -> None:
        """Draw the rule over a row, and a wash under the strong one."""
        x, y, w, _ = box
        if strong:
            canvas.drawRect(rect(*box), paint(self.tones.text, 0.06 * k))
        canvas.drawRect(rect(x, y, w * k, 2), paint(self.tones.text, 0.8))

    def rule(self, canvas: Any, x: float, y: float, width: float, k: float) -> None:
        """Draw a double rule."""
        canvas.drawRect(rect(x, y, width * k, 5), paint(self.tones.text))
        canvas.drawRect(rect(x, y + 11, width * k, 2), paint(self.tones.text))

    def badge_text(self, text: str) -> str:
        """Four characters in Chinese, one letter otherwise."""
        return text.strip()[:4] if any(ord(c) > 0x2E80 for c in text) else text.strip()[:1].upper()

    def badge(self, canvas: Any, box: Box, text: str, k: float) -> None:
        """Stamp a seal, its characters set from right to left."""
        x, y, s, _ = box
        canvas.save()
        canvas.translate(x + s / 2, y + s / 2)
        canvas.rotate(-3)
        grow = lerp(1.6, 1.0, k)
        canvas.scale(grow, grow)
        red = self.tones.accent if not self.inverse else "#FFF7EA"
        pale = SEAL_PAPER if not self.inverse else "#8E1C14"
        canvas.drawRRect(rrect(-s / 2, -s / 2, s, s, 10), paint(red, min(1.0, k * 1.5)))
        canvas.drawRRect(
            rrect(7 - s / 2, 7 - s / 2, s - 14, s - 14, 6), paint(pale, 0.9, stroke=2.5)
        )
        shown = self.badge_text(text)
        for char, (dx, dy) in zip(shown, _seal_places(len(shown), s), strict=False):
            size = s * (0.56 if len(shown) == 1 else 0.35)
            self.write(canvas, char, "title", size, dx, dy, pale, "center")
        canvas.restore()

    def card(self, canvas: Any, x: float, y: float, width: float, height: float, k: float) -> None:
        """Draw an upright red hairline along the text."""
        canvas.drawRect(rect(x, y, 4, height * k), paint(self.tones.accent))

    def numeral_text(self, index: int) -> str:
        """Formal or Roman numerals."""
        return FORMAL[index % 10] if self.language == "zh" else ROMAN[index % 10]

    def numeral(self, canvas: Any, box: Box, index: int, strong: bool) -> None:
        """Draw a formal numeral."""
        x, y, w, h = box
        hue = self.tones.emphasis if strong else self.tones.text
        size = min(92.0 if self.language == "zh" else 72.0, h * 0.5)
        self.write(
            canvas,
            self.numeral_text(index),
            "title",
            size,
            x + w / 2 - 10,
            y + h / 2,
            hue,
            "center",
        )

    def icon_colour(self, index: int, strong: bool) -> str:
        """Vermilion on the current one."""
        return self.tones.emphasis if strong else self.tones.text

    def node(self, canvas: Any, cx: float, cy: float, k: float, strong: bool) -> None:
        """Draw a ring, filled for the current one."""
        canvas.drawCircle(cx, cy, 18, paint(self.tones.ground))
        canvas.drawCircle(cx, cy, 18, paint(self.tones.accent, k, stroke=5))
        if strong:
            canvas.drawCircle(cx, cy, 10 * k, paint(self.tones.accent))

    def bar(self, canvas: Any, track: Box, x: float, width: float, strong: bool) -> None:
        """Draw hatching, or solid vermilion."""
        _, y, _, h = track
        if strong:
            canvas.drawRect(rect(x, y, width, h), paint(self.tones.accent))
        else:
            hatched(canvas, (x, y, width, h), self.tones.text)

    def frame_over(self, canvas: Any, box: Box, k: float) -> None:
        """Draw a plate's double border."""
        x, y, w, h = box
        hue = self.tones.text
        canvas.drawRect(rect(*box), paint(hue, stroke=3))
        canvas.drawRect(rect(x - 10, y - 10, w + 20, h + 20), paint(hue, 0.5 * k, stroke=1.5))

    def curve(self, canvas: Any, path: Any, area: Any, box: Box) -> None:
        """Draw the curve over engraver's lines."""
        x, y, w, h = box
        canvas.save()
        canvas.clipPath(area, skia.ClipOp.kIntersect, True)
        for offset in range(0, int(w + h), 16):
            canvas.drawLine(
                x + offset, y, x + offset - h, y + h, paint(self.tones.text, 0.4, stroke=2)
            )
        canvas.restore()
        canvas.drawPath(path, paint(self.tones.accent, stroke=8, round_joins=True))


def _seal_places(count: int, s: float) -> tuple[tuple[float, float], ...]:
    if count == 1:
        return ((0.0, 0.0),)
    if count == 2:
        return ((0.0, -s * 0.2), (0.0, s * 0.2))
    return (
        (s * 0.19, -s * 0.19),
        (s * 0.19, s * 0.2),
        (-s * 0.19, -s * 0.19),
        (-s * 0.19, s * 0.2),
    )
