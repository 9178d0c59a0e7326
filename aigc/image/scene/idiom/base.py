"""What a theme must be able to draw: its furniture, its data marks and its picture frame."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import skia

from aigc.image.art import Box
from aigc.image.paint.paints import Stop, linear, paint
from aigc.image.paint.shapes import polygon, rect
from aigc.image.paint.text import draw_line, line_width
from aigc.image.scene.marks import clockwise, dot_cell, field, field_shape, ring
from aigc.image.theme.tokens import Role, Theme, Tones
from aigc.image.theme.typography import style
from aigc.image.type.fonts import sized
from aigc.types.article import Language
from aigc.types.scene import Identity


class Idiom(ABC):
    """One theme's way to draw things on one of its grounds.

    A theme subclasses this and overrides what it draws its own way. Coordinates are canvas units;
    ``k`` is how far a thing has arrived (0-1). ``inverse`` holds on the accent ground.
    """

    tag_height: ClassVar[float] = 60.0
    tag_gap: ClassVar[float] = 30.0
    tag_pad: ClassVar[float] = 28.0
    item_gap: ClassVar[float] = 24.0
    item_inset: ClassVar[float] = 0.0
    panel_pad: ClassVar[float] = 36.0
    numeral_width: ClassVar[float] = 150.0
    quote_pad: ClassVar[float] = 0.0
    note_pad: ClassVar[float] = 0.0
    share_kind: ClassVar[str] = "field"
    frame_radius: ClassVar[float] = 0.0
    value_stops: ClassVar[tuple[Stop, ...]] = ()
    title_stops: ClassVar[tuple[Stop, ...]] = ()

    def __init__(self, theme: Theme, tones: Tones, ground: int, language: Language) -> None:
        self.theme, self.tones, self.surface = theme, tones, theme.surface
        self.inverse, self.language = ground == 2, language

    # ---- text ------------------------------------------------------------------------------
    def write(
        self,
        canvas: Any,
        text: str,
        role: Role,
        size: float,
        x: float,
        y: float,
        hue: str,
        anchor: Any = "left",
        alpha: float = 1.0,
        max_width: float | None = None,
    ) -> float:
        """Draw one line optically centred on ``y``; return its width."""
        how = style(self.theme, role, size, self.language)
        return draw_line(
            canvas,
            text,
            how,
            x,
            y,
            hue,
            anchor=anchor,
            middle=True,
            alpha=alpha,
            max_width=max_width,
        )

    def width_of(self, text: str, role: Role, size: float) -> float:
        """Return the width of one line."""
        return line_width(text, style(self.theme, role, size, self.language))

    # ---- furniture -------------------------------------------------------------------------
    @abstractmethod
    def identity(self, canvas: Any, area: Box, who: Identity) -> None:
        """Draw the programme's name and section inside ``area`` (56 units high)."""

    def tag_width(self, text: str) -> float:
        """Return the width of a category tag."""
        return self.width_of(text, "label", 38) + 2 * self.tag_pad

    @abstractmethod
    def tag(self, canvas: Any, text: str, x: float, y: float, k: float) -> None:
        """Draw a category tag with its top left corner at a point."""

    @property
    def tag_colour(self) -> str:
        """Colour of a tag's text."""
        return self.tones.emphasis

    @abstractmethod
    def panel(self, canvas: Any, box: Box, k: float, strong: bool) -> None:
        """Draw a surface; ``strong`` emphasises it."""

    def panel_hues(self, strong: bool) -> tuple[str, str, str]:
        """Return the colours of text, muted text and emphasis on a panel."""
        return self.tones.text, self.tones.muted, self.tones.emphasis

    def quote_panel(self, canvas: Any, box: Box, k: float) -> None:
        """Draw the panel of a quotation."""
        self.panel(canvas, box, k, True)

    @property
    def quote_hues(self) -> tuple[str, str]:
        """Colours of a quotation's text and of its emphasis."""
        return self.tones.text, self.tones.emphasis

    def quote_mark(self, canvas: Any, x: float, y: float, height: float, k: float) -> float:
        """Draw the opening mark with its top left at a point; return its width."""
        return self.draw_mark(canvas, x, y, height, self.tones.accent, k)

    def draw_mark(
        self,
        canvas: Any,
        x: float,
        y: float,
        height: float,
        hue: str,
        k: float,
        shader: Any = None,
    ) -> float:
        """Draw the mark's own outline at a place and size; return its width."""
        outline = sized(self.theme.faces.title[1], 400).getPath(
            sized(self.theme.faces.title[1], 400).textToGlyphs("“")[0]
        )
        bounds = outline.getBounds()
        scale = height / max(1.0, bounds.height())
        canvas.save()
        canvas.translate(x, y)
        canvas.scale(scale, scale)
        canvas.translate(-bounds.left(), -bounds.top())
        canvas.drawPath(outline, paint(hue, k, shader=shader))
        canvas.restore()
        return float(bounds.width() * scale)

    def rule(self, canvas: Any, x: float, y: float, width: float, k: float) -> None:
        """Draw the short line that closes a title from ``x``."""
        canvas.drawRect(rect(x, y, min(width, 168) * k, 8), paint(self.tones.accent))

    def note(self, canvas: Any, box: Box, k: float) -> None:
        """Draw what lies under a number's note, nothing by default."""
        return

    @property
    def note_hues(self) -> tuple[str, str]:
        """Colours of a note's text and of its emphasis."""
        return self.tones.text, self.tones.emphasis

    @abstractmethod
    def badge(self, canvas: Any, box: Box, text: str, k: float) -> None:
        """Draw the programme's badge with the first characters of its name."""

    def badge_text(self, text: str) -> str:
        """Return what a badge shows of a name: one character."""
        return text.strip()[:1].upper()

    def button(self, canvas: Any, box: Box, text: str, k: float) -> None:
        """Draw the call of the end card; it pops in."""
        canvas.drawRect(rect(*box), paint(self.tones.accent, k))
        self.call(canvas, box, text, self.tones.on_accent, k)

    def call(
        self, canvas: Any, box: Box, text: str, hue: str, k: float, *, margin: float = 40.0
    ) -> None:
        """Write the call in the middle of a button."""
        x, y, w, h = box
        self.write(canvas, text, "label", 46, x + w / 2, y + h / 2, hue, "center", k, w - margin)

    def card(self, canvas: Any, x: float, y: float, width: float, height: float, k: float) -> None:
        """Draw the ornament that carries a text-only headline or a chapter, nothing by default."""
        return

    # ---- lists and timelines ---------------------------------------------------------------
    def numeral_text(self, index: int) -> str:
        """Return how item ``index`` (from zero) is numbered."""
        return f"{index + 1:02d}"

    @abstractmethod
    def numeral(self, canvas: Any, box: Box, index: int, strong: bool) -> None:
        """Draw an item's number in ``box``, the left part of its row."""

    def icon_colour(self, index: int, strong: bool) -> str:
        """Return the colour of an icon that stands where the number would."""
        return self.tones.emphasis

    def icon_plate(self, canvas: Any, box: Box, index: int, strong: bool) -> None:
        """Draw what lies under an icon, nothing by default."""
        return

    def axis(self, canvas: Any, box: Box, done: float) -> None:
        """Draw a timeline's axis, a thin box, of which the part ``done`` (0-1) has been walked."""
        x, y, w, h = box
        walked = rect(x, y, w * done, h) if w > h else rect(x, y, w, h * done)
        canvas.drawRect(rect(*box), paint(self.tones.text, 0.25))
        canvas.drawRect(walked, paint(self.tones.accent))

    def node(self, canvas: Any, cx: float, cy: float, k: float, strong: bool) -> None:
        """Draw a dated point on the axis."""
        hue = self.tones.accent
        if strong:
            canvas.drawCircle(cx, cy, 34 * k, paint(hue, 0.28))
        canvas.drawCircle(cx, cy, 18, paint(hue))
        canvas.drawCircle(cx, cy, 7, paint(self.tones.ground))

    def event_panel(self, canvas: Any, box: Box, k: float) -> bool:
        """Draw the surface of the current event; tell whether there is one."""
        return False

    # ---- data marks ------------------------------------------------------------------------
    @abstractmethod
    def bar(self, canvas: Any, track: Box, x: float, width: float, strong: bool) -> None:
        """Draw a bar from ``x``, ``width`` long, over its track."""

    def share_stops(self) -> tuple[Stop, ...]:
        """Return the gradient of a filled part."""
        return ((0, self.tones.accent), (1, self.tones.accent))

    def share_height(self, width: float, height: float) -> float:
        """Return the height that `share` uses of a space."""
        if self.share_kind != "field":
            return min(height, 116.0)
        rows, _, pitch = field_shape(width, min(height, 420.0))
        return rows * pitch

    def share(self, canvas: Any, box: Box, share: float) -> None:
        """Draw a part of a whole inside ``box``."""
        cell = dot_cell(self.tones.accent, self.tones.text, 0.16)
        field(canvas, box, share, cell, centred=self.theme.align == "center")

    def share_ring(self, canvas: Any, box: Box, share: float) -> None:
        """Draw a part of a whole as a ring."""
        ring(canvas, box, 56, share, self.share_stops(), track=self.tones.text)

    def curve(self, canvas: Any, path: Any, area: Any, box: Box) -> None:
        """Draw a line chart's curve and the area under it."""
        _, y, _, h = box
        stops = ((0, self.tones.accent, 0.34), (1, self.tones.accent, 0.0))
        canvas.drawPath(area, paint("#000000", shader=linear((0, y), (0, y + h), stops)))
        canvas.drawPath(path, paint(self.tones.accent, stroke=9, round_joins=True))

    # ---- pictures --------------------------------------------------------------------------
    def outline(self, box: Box) -> Any:
        """Return the outline of a picture set into ``box``."""
        path = skia.Path()
        path.addRoundRect(rect(*box), self.frame_radius, self.frame_radius)
        return path

    def frame_over(self, canvas: Any, box: Box, k: float) -> None:
        """Draw a picture's edge, over the picture."""
        return

    def label_plate(self, canvas: Any, box: Box, k: float) -> bool:
        """Draw the strip under a picture's label; tell whether there is one."""
        return False

    @property
    def label_strong(self) -> str:
        """Colour of emphasised words on a label's strip."""
        return self.surface.emphasis

    @property
    def label_hue(self) -> str:
        """Colour of a picture's label when it stands on a strip."""
        return self.surface.text


def gradient(box: Box, stops: tuple[Stop, ...], *, upright: bool = False) -> Any:
    """Return a shader across a box, or down it."""
    x, y, w, h = box
    return linear((x, y), (x, y + h) if upright else (x + w, y), stops)


__all__ = ["Idiom", "clockwise", "gradient", "polygon"]
