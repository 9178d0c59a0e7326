"""Newsroom: slanted slabs, white plates with a red edge, segment meters."""

from __future__ import annotations

from typing import Any

from aigc.image.art import Box
from aigc.image.paint.paints import Stop, paint
from aigc.image.paint.shapes import polygon, rect, slab
from aigc.image.scene.idiom.base import Idiom, gradient
from aigc.image.scene.marks import segments
from aigc.types.scene import Identity

RED = "#B00B22"


class Newsroom(Idiom):
    """Slabs."""

    tag_pad = 32.0
    quote_pad = 56.0
    note_pad = 30.0
    item_gap = 22.0
    share_kind = "meter"
    value_stops = ((0, "#FFFFFF"), (0.6, "#FFFFFF"), (1, "#BBD0FF"))

    def identity(self, canvas: Any, area: Box, who: Identity) -> None:
        """Draw two slabs."""
        x, y, _, h = area
        skew, at = self.theme.skew, x
        if who.name:
            wide = self.width_of(who.name, "label", 34) + 56
            canvas.drawPath(slab(x, y, wide, h, skew), paint(self.tones.accent))
            self.write(canvas, who.name, "label", 34, x + 34, y + h / 2, self.tones.on_accent)
            at += wide + 6
        if who.section:
            wide = self.width_of(who.section, "label", 30) + 56
            canvas.drawPath(slab(at, y, wide, h, skew), paint("#04102F", 0.62))
            canvas.drawPath(slab(at, y, wide, h, skew), paint("#FFFFFF", 0.16))
            self.write(canvas, who.section, "label", 30, at + 34, y + h / 2, "#FFFFFF")

    @property
    def tag_colour(self) -> str:
        """Text on the slab."""
        return "#3A0208" if self.inverse else self.tones.on_accent

    def tag(self, canvas: Any, text: str, x: float, y: float, k: float) -> None:
        """Draw a slab that wipes in."""
        wide = self.tag_width(text)
        canvas.save()
        canvas.clipRect(rect(x - 8, y - 4, (wide + 40) * k, 70))
        hue = self.tones.second if self.inverse else self.tones.accent
        canvas.drawPath(slab(x, y, wide, 60, self.theme.skew), paint(hue))
        self.write(canvas, text, "label", 38, x + 38, y + 30, self.tag_colour)
        canvas.restore()

    def panel(self, canvas: Any, box: Box, k: float, strong: bool) -> None:
        """Draw a white plate, or a navy one that lets the ground through."""
        x, y, _, h = box
        canvas.drawRect(
            rect(*box), paint("#FFFFFF" if strong else "#071A4A", k * (1 if strong else 0.6))
        )
        if not strong:
            sheen = gradient(box, ((0, "#FFFFFF", 0.14), (1, "#FFFFFF", 0.03)))
            canvas.drawRect(rect(*box), paint("#000000", k, shader=sheen))
        canvas.drawRect(rect(x, y, 12, h), paint(self._edge, k))

    @property
    def _edge(self) -> str:
        return self.tones.second if self.inverse else self.tones.accent

    def panel_hues(self, strong: bool) -> tuple[str, str, str]:
        """Dark text on the white plate."""
        s = self.surface
        return (
            (s.text, s.muted, s.emphasis) if strong else ("#FFFFFF", "#DCE6FF", self.tones.second)
        )

    def quote_panel(self, canvas: Any, box: Box, k: float) -> None:
        """Draw the plate as a wipe."""
        x, y, w, h = box
        self.panel(canvas, (x, y, w * k, h), 1.0, True)

    @property
    def quote_hues(self) -> tuple[str, str]:
        """Dark on white."""
        return self.surface.text, self.surface.emphasis

    def quote_mark(self, canvas: Any, x: float, y: float, height: float, k: float) -> float:
        """Draw the mark on a red slab."""
        side = height * 1.5
        canvas.drawPath(slab(x, y - height * 0.4, side * k, height * 1.2, -0.14), paint("#E0162F"))
        self.draw_mark(canvas, x + height * 0.52, y - height * 0.08, height * 0.5, "#FFFFFF", k)
        return side

    def note(self, canvas: Any, box: Box, k: float) -> None:
        """Draw a white strip with a red edge."""
        x, y, w, h = box
        canvas.drawRect(rect(x, y, w * k, h), paint("#FFFFFF"))
        canvas.drawRect(rect(x, y, 12, h), paint(self._edge, k))

    @property
    def note_hues(self) -> tuple[str, str]:
        """Dark on the strip."""
        return self.surface.text, self.surface.emphasis

    def badge(self, canvas: Any, box: Box, text: str, k: float) -> None:
        """Draw a white slab."""
        x, y, w, h = box
        canvas.drawPath(slab(x, y, w, h, -0.1), paint("#FFFFFF", k))
        self.write(
            canvas,
            self.badge_text(text),
            "title",
            62,
            x + w / 2 + 5,
            y + h / 2,
            "#B0001A",
            "center",
            k,
        )

    def button(self, canvas: Any, box: Box, text: str, k: float) -> None:
        """Draw a white slab with red words."""
        x, y, w, h = box
        canvas.drawPath(slab(x, y, w - 20, h, self.theme.skew), paint("#FFFFFF", k))
        self.call(canvas, box, text, "#B0001A", k, margin=60)

    def card(self, canvas: Any, x: float, y: float, width: float, height: float, k: float) -> None:
        """Draw an upright red bar along the text."""
        canvas.drawRect(rect(x, y, 14, height * k), paint(self.tones.accent))

    def numeral_text(self, index: int) -> str:
        """Plain figures."""
        return str(index + 1)

    def numeral(self, canvas: Any, box: Box, index: int, strong: bool) -> None:
        """Draw a tall figure."""
        x, y, w, h = box
        size = min(132.0, h * 0.66)
        hue = self.surface.emphasis if strong else self.tones.second
        self.write(canvas, str(index + 1), "number", size, x + w / 2 + 6, y + h / 2, hue, "center")

    def icon_colour(self, index: int, strong: bool) -> str:
        """Red on white, yellow on navy."""
        return self.surface.emphasis if strong else self.tones.second

    def node(self, canvas: Any, cx: float, cy: float, k: float, strong: bool) -> None:
        """Draw a diamond."""
        r = 26 if strong else 20
        points = ((cx, cy - r), (cx + r, cy), (cx, cy + r), (cx - r, cy))
        canvas.drawPath(polygon(points), paint(self.tones.accent if strong else "#FFFFFF", k))

    def event_panel(self, canvas: Any, box: Box, k: float) -> bool:
        """Draw the white plate."""
        self.panel(canvas, box, k, True)
        return True

    def bar(self, canvas: Any, track: Box, x: float, width: float, strong: bool) -> None:
        """Draw a bar with a slanted end."""
        _, y, _, h = track
        canvas.drawRect(rect(*track), paint("#FFFFFF", 0.10))
        cut = min(h * 0.3, width * 0.5)
        end = ((x, y), (x + width, y), (x + width - cut, y + h), (x, y + h))
        stops: tuple[Stop, ...] = ((0, "#2A5FD0"), (1, "#79A8FF"))
        if strong:
            stops = ((0, "#8F0A1C"), (1, "#FF2D46"))
        if strong and self.inverse:
            stops = ((0, "#F2B92A"), (1, self.tones.second))
        canvas.drawPath(polygon(end), paint("#000000", shader=gradient((x, y, width, h), stops)))

    def share_stops(self) -> tuple[Stop, ...]:
        """Deep to bright red."""
        return (
            ((0, self.tones.second), (1, "#FFFFFF"))
            if self.inverse
            else ((0, RED), (0.5, "#FF3B52"), (1, "#FF3B52"))
        )

    def share(self, canvas: Any, box: Box, share: float) -> None:
        """Draw slanted segments."""
        x, y, w, h = box
        shader = gradient((x, y, w * max(0.1, share), h), self.share_stops())
        segments(canvas, (x, y, w, h - 8), share, shader, "#FFFFFF")

    def outline(self, box: Box) -> Any:
        """Slant the picture's lower or inner edge."""
        x, y, w, h = box
        if w > h * 1.5 or x < 10:
            return polygon(((x, y), (x + w, y), (x + w, y + h - 130), (x, y + h)))
        return polygon(((x + 120, y), (x + w, y), (x + w, y + h), (x - 90, y + h)))

    def frame_over(self, canvas: Any, box: Box, k: float) -> None:
        """Draw red and white stripes along the slanted edge."""
        x, y, w, h = box
        if w > h * 1.5 or x < 10:
            for hue, drop, thick in ((self.tones.accent, 0, 20), ("#FFFFFF", 24, 6)):
                low = y + h + drop
                stripe = (
                    (x, low),
                    (x + w * k, low - 130 * k),
                    (x + w * k, low + thick - 130 * k),
                    (x, low + thick),
                )
                canvas.drawPath(polygon(stripe), paint(hue))
            return
        shift = 210 * k
        stripe = (
            (x + 120, y),
            (x + 146, y),
            (x + 146 - shift, y + h * k),
            (x + 120 - shift, y + h * k),
        )
        canvas.drawPath(polygon(stripe), paint(self.tones.accent))

    def label_plate(self, canvas: Any, box: Box, k: float) -> bool:
        """Draw the white strip."""
        self.note(canvas, box, k)
        return True
