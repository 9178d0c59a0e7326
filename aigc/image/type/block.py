"""Blocks of set text: several lines with one style, ready to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log
from typing import Literal

from aigc.errors import InputError
from aigc.image.type.breaking import Breaks, break_lines
from aigc.image.type.marks import DROPPED
from aigc.image.type.shaping import Line, set_line
from aigc.image.type.style import Style
from aigc.image.type.words import split_emphasis

Align = Literal["left", "center", "right"]
ASCENT_EM = 0.88
MANY = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines set to a width.

    ``fits`` is false when the text had to overrun the height, lines or rules that were asked
    for: rewrite or split it. ``torn`` tells that a word or an emphasised phrase was broken.
    """

    lines: tuple[Line, ...]
    style: Style
    width_px: float
    align: Align = "left"
    cost: float = 0.0
    fits: bool = True
    torn: bool = False

    @property
    def height_px(self) -> float:
        """Height of all lines with their leading."""
        return len(self.lines) * self.style.pitch_px

    @property
    def ink_width_px(self) -> float:
        """Width of the widest line."""
        return max((line.width_px for line in self.lines), default=0.0)

    @property
    def characters(self) -> int:
        """Number of glyphs, for staggered reveals."""
        return sum(len(line.glyphs) for line in self.lines)

    def line_x(self, index: int, x_px: float = 0.0) -> float:
        """Return where line ``index`` starts when the block stands at ``x_px``."""
        free = self.width_px - self.lines[index].width_px
        return x_px + {"left": 0.0, "center": free / 2, "right": free}[self.align]

    def baseline(self, index: int, y_px: float = 0.0) -> float:
        """Return the baseline of line ``index`` when the block's top is at ``y_px``."""
        style = self.style
        half_lead = (style.pitch_px - style.size_px) / 2
        return y_px + index * style.pitch_px + half_lead + ASCENT_EM * style.size_px


def one_line(text: str, style: Style) -> Block:
    """Set ``text`` on a single line of its own width."""
    plain, marked = split_emphasis(text)
    line = set_line(plain.replace("\n", " "), style, marked)
    return Block(lines=(line,), style=style, width_px=line.width_px)


def set_rows(rows: Sequence[str], style: Style, width_px: float, align: Align = "center") -> Block:
    """Set rows that were broken elsewhere; `Glyph.index` counts through all rows joined."""
    lines, at = [], 0
    for row in rows:
        lines.append(set_line(row, style, start=at))
        at += len(row)
    wide = max((line.width_px for line in lines), default=0.0)
    return Block(
        lines=tuple(lines), style=style, width_px=width_px, align=align, fits=wide <= width_px
    )


@lru_cache(maxsize=256)
def layout(
    text: str,
    style: Style,
    width_px: float,
    *,
    align: Align = "left",
    max_lines: int = MANY,
    strip_end: bool = False,
) -> Block:
    """Set ``text`` with balanced lines; line feeds in it are kept.

    Parameters
    ----------
    text : str
        May mark an emphasised phrase as ``{so}``.
    style : Style
        How it is set.
    width_px : float
        Widest line.
    max_lines : int
        `Block.fits` is false when more were needed.
    strip_end : bool
        Drop ``，。、；`` at line ends, as titles and captions do.

    Raises
    ------
    InputError
        When ``width_px`` is not positive.
    """
    if width_px <= 0:
        raise InputError(f"Text cannot be set to a width of {width_px} px. Give more than zero.")
    plain, marked = split_emphasis(text)
    lines: list[Line] = []
    cost, torn, fits, at = 0.0, False, True, 0
    for paragraph in plain.split("\n"):
        body = paragraph.strip()
        offset = at + len(paragraph) - len(paragraph.lstrip())
        at += len(paragraph) + 1
        if not body:
            continue
        local = frozenset(i - offset for i in marked)
        room = max_lines - len(lines)
        breaks, within = _breaks(body, style, width_px, room, local, strip_end)
        lines += _lines(body, breaks, style, marked, offset, strip_end)
        cost, torn, fits = cost + breaks.cost, torn or breaks.torn, fits and within
    return Block(
        lines=tuple(lines),
        style=style,
        width_px=width_px,
        align=align,
        cost=cost,
        fits=fits and len(lines) <= max_lines,
        torn=torn,
    )


def _breaks(
    text: str,
    style: Style,
    width_px: float,
    max_lines: int,
    marked: frozenset[int],
    strip_end: bool,
) -> tuple[Breaks, bool]:
    """Return breaks and whether they keep to ``max_lines`` and the rules."""
    found = break_lines(text, style, width_px, max_lines, marked, strip_end=strip_end)
    if found:
        return found, True
    found = break_lines(text, style, width_px, MANY, marked, strip_end=strip_end)
    if not found:
        found = break_lines(text, style, width_px, len(text), marked, emergency=True)
    whole = Breaks(ranges=((0, len(text)),), cost=0.0, torn=False)
    return found or whole, False


def _lines(
    text: str,
    breaks: Breaks,
    style: Style,
    marked: frozenset[int],
    offset: int,
    strip_end: bool,
) -> list[Line]:
    lines = []
    for start, end in breaks.ranges:
        show = text[start:end].rstrip()
        if strip_end and len(show) > 1 and show[-1] in DROPPED:
            show = show[:-1]
        lines.append(set_line(show, style, marked, offset + start))
    return lines


def fit(
    text: str,
    style: Style,
    width_px: float,
    max_lines: int,
    sizes: Sequence[float],
    *,
    align: Align = "left",
    max_height_px: float | None = None,
    strip_end: bool = True,
) -> Block:
    """Set ``text`` at the largest of ``sizes`` that keeps its height, words and phrases.

    A smaller size wins where it breaks the text at clearly better places. When none keeps every
    word whole, the one that tears least is taken; when none fits, the smallest is set as it is and
    `Block.fits` is false: rewrite or split the text.
    """
    best: tuple[tuple[bool, float], Block] | None = None
    block: Block | None = None
    for size in sorted(sizes, reverse=True):
        block = layout(
            text, style.at(size), width_px, align=align, max_lines=max_lines, strip_end=strip_end
        )
        high = max_height_px is not None and block.height_px > max_height_px
        if not block.fits or high:
            block = replace(block, fits=False)
            continue
        score = (block.torn, block.cost + log(max(sizes) / size))
        if best is None or score < best[0]:
            best = (score, block)
    if block is None:
        raise InputError("No type size was given. Give at least one.")
    return best[1] if best else block
