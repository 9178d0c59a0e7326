"""Where a scene is set: its theme on one ground, its format, and text measured for both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from aigc.image.art import Box
from aigc.image.paint.easing import CHAR_STAGGER_S, LINE_S, LINE_STAGGER_S, phase
from aigc.image.paint.text import draw_block, line_width
from aigc.image.scene.piece import Piece
from aigc.image.theme.formats import Format
from aigc.image.theme.tokens import Reveal, Role, Theme, Tones
from aigc.image.theme.typography import style
from aigc.image.type.block import Align, Block, fit
from aigc.image.type.style import Style
from aigc.types.article import Language

IDENTITY_UNITS = 92.0
SOURCE_UNITS = 56.0
LABEL_UNITS = 190.0
"""From the stage's upper edge to below the label of generated media, with air under it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Theme, ground, format, language and arrangement of one scene.

    ``named`` tells that the programme's identity stands on top.
    """

    theme: Theme
    tones: Tones
    format: Format
    language: Language
    layout: int = 0
    ground: int = 0
    named: bool = True

    @property
    def wide(self) -> bool:
        """Whether the title stands beside the content."""
        return self.format.landscape

    @property
    def tall(self) -> bool:
        """Whether the stage is higher than it is wide."""
        return self.format.stage_height > self.format.stage_width

    @property
    def align(self) -> Align:
        """The theme's alignment of titles."""
        return self.theme.align

    @property
    def top(self) -> float:
        """Upper edge of what a scene may fill."""
        f = self.format
        return f.stage_top + (0 if not self.named else IDENTITY_UNITS if not f.short else 84)

    @property
    def below_label(self) -> float:
        """Upper edge of what a scene may fill while the label of generated media is shown."""
        return max(self.top, self.format.stage_top + LABEL_UNITS)

    @property
    def bottom(self) -> float:
        """Lower edge of what a scene may fill."""
        return self.format.stage_bottom

    @property
    def left(self) -> float:
        """Left edge; centred themes keep clear of the app's rail on both sides."""
        f = self.format
        return max(f.left, f.rail_right) if self.align == "center" else f.left

    @property
    def right(self) -> float:
        """Right edge, clear of the app's rail."""
        return self.format.width - max(self.format.right, self.format.rail_right)

    @property
    def width(self) -> float:
        """Width between the edges."""
        return self.right - self.left

    @property
    def middle(self) -> float:
        """Horizontal centre."""
        return (self.left + self.right) / 2

    @property
    def canvas(self) -> Box:
        """The whole canvas."""
        return (0.0, 0.0, self.format.width, self.format.height)

    def style(self, role: Role, size: float) -> Style:
        """Return how a role is set."""
        return style(self.theme, role, size, self.language)

    def width_of(self, text: str, role: Role, size: float) -> float:
        """Return the width of one line."""
        return line_width(text, self.style(role, size))

    def fit(
        self,
        text: str,
        role: Role,
        width: float,
        lines: int,
        sizes: Sequence[float],
        *,
        align: Align | None = None,
        height: float | None = None,
        strip_end: bool | None = None,
    ) -> Block:
        """Set a text at the largest size that fits; titles lose their closing comma."""
        strip = role in ("title", "heading") if strip_end is None else strip_end
        block = fit(
            text,
            self.style(role, sizes[0]),
            max(60.0, width),
            lines,
            sizes,
            align=align or self.align,
            max_height_px=height,
            strip_end=strip,
        )
        if block.fits and not block.torn:
            return block
        less = self._squeezed(text, role, width, lines, sizes, align, strip)
        within = less.fits and not less.torn and len(less.lines) <= lines
        fits_height = height is None or less.height_px <= height
        return less if not block.fits or (within and fits_height) else block

    def _squeezed(
        self,
        text: str,
        role: Role,
        width: float,
        lines: int,
        sizes: Sequence[float],
        align: Align | None,
        strip: bool,
    ) -> Block:
        """Set a text that is over budget or torn: below the listed sizes, then on more lines."""
        lower = [s for s in (min(sizes) * k for k in (0.9, 0.8, 0.7, 0.62, 0.54)) if s >= 28]
        for extra, tried in ((0, lower[:2]), (1, [min(sizes), *lower]), (2, [*lower, 30, 28])):
            if not tried:
                continue
            block = fit(
                text,
                self.style(role, tried[0]),
                max(60.0, width),
                lines + extra,
                tried,
                align=align or self.align,
                strip_end=strip,
            )
            if block.fits:
                return block
        return block

    def with_tones(self, tones: Tones) -> Stage:
        """Return the stage with other colours."""
        return replace(self, tones=tones)


def text_piece(
    stage: Stage,
    name: str,
    block: Block,
    x: float,
    y: float,
    colour: str,
    *,
    emphasis: str | None = None,
    start: float = 0.0,
    reveal: Reveal | None = None,
    shader: Any = None,
    late: bool = False,
) -> Piece:
    """Place a set text with its top left corner at a point."""
    how: Reveal = reveal or stage.theme.reveal
    left = min((block.line_x(i) for i in range(len(block.lines))), default=0.0)

    def paint(canvas: Any, t: float) -> None:
        draw_block(
            canvas,
            block,
            x,
            y,
            colour,
            emphasis=emphasis,
            t=t,
            start=start,
            reveal=how,
            shader=shader,
        )

    def leave(canvas: Any, since: float) -> None:
        draw_block(
            canvas,
            block,
            x,
            y,
            colour,
            emphasis=emphasis,
            t=since,
            reveal=how,
            exit_at=0.0,
            shader=shader,
        )

    return Piece(
        name=name,
        box=(x + left, y, block.ink_width_px, block.height_px),
        paint=paint,
        start=start,
        end=start + reveal_s(block, how),
        late=late,
        colour=colour,
        leave=leave,
    )


def reveal_s(block: Block, how: Reveal) -> float:
    """Return how long a text needs to arrive, in seconds."""
    if how == "ink":
        return block.characters * CHAR_STAGGER_S + LINE_S
    return max(0, len(block.lines) - 1) * LINE_STAGGER_S + LINE_S


def arrive(t: float, start: float, duration: float, curve: str = "enter") -> float:
    """Return how far something has arrived (0-1)."""
    return phase(t, start, duration, curve)
