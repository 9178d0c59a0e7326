"""Vertical setting: columns of cells, top to bottom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aigc.image.type.block import layout, one_line
from aigc.image.type.marks import CLOSERS, OPENERS, is_cjk
from aigc.image.type.shaping import face_for, vertical_glyph
from aigc.image.type.style import Style
from aigc.image.type.words import split_emphasis

PITCH_EM = 1.08
COLUMN_CHARACTERS = 8
_CORNERS = str.maketrans("“”‘’", "「」『』")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One step down a column.

    ``kind`` is ``upright`` (one glyph in its vertical form), ``combined`` (two figures or letters
    side by side) or ``turned`` (a Latin run lying on its side). ``y_px`` is the cell's top.
    """

    kind: Literal["upright", "combined", "turned"]
    text: str
    face: str
    glyph_id: int
    y_px: float
    height_px: float
    index: int
    emphasis: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Cells under each other."""

    cells: tuple[Cell, ...]
    style: Style

    @property
    def height_px(self) -> float:
        """Height from the first cell's top to the last one's bottom."""
        return self.cells[-1].y_px + self.cells[-1].height_px if self.cells else 0.0


def column_texts(text: str, style: Style, characters: int = COLUMN_CHARACTERS) -> tuple[str, ...]:
    """Break ``text`` into columns of at most ``characters``, by the same rules as lines."""
    plain, marked = split_emphasis(text)
    block = layout(text, style.at(100), 100.0 * characters + 1, strip_end=True)
    return tuple(_mark(line.text, line.start, marked) for line in block.lines if plain)


def _mark(text: str, start: int, marked: frozenset[int]) -> str:
    inside = [i for i in range(len(text)) if start + i in marked]
    if not inside:
        return text
    a, b = inside[0], inside[-1] + 1
    return f"{text[:a]}{{{text[a:b]}}}{text[b:]}"


def set_column(text: str, style: Style, pitch_em: float = PITCH_EM) -> Column:
    """Set one column; quotes become corner quotes, marks take half a cell."""
    plain, marked = split_emphasis(text)
    cells: list[Cell] = []
    y, i = 0.0, 0
    while i < len(plain):
        piece = _piece(plain, i)
        cell = _cell(piece, style, y, i, pitch_em, i in marked)
        if piece.strip():
            cells.append(cell)
        y += cell.height_px
        i += len(piece)
    return Column(cells=tuple(cells), style=style)


def _piece(text: str, i: int) -> str:
    if is_cjk(text[i]) or text[i] == " ":
        return text[i]
    j = i
    while j < len(text) and not is_cjk(text[j]):
        j += 1
    return text[i:j]


def _cell(
    piece: str, style: Style, y_px: float, index: int, pitch_em: float, emphasis: bool
) -> Cell:
    size = style.size_px
    if is_cjk(piece[0]):
        char = piece.translate(_CORNERS)
        name = face_for(char, style.chain(True))
        half = piece in CLOSERS or piece in OPENERS
        shift = 0.5 * size if piece in OPENERS else 0.0
        return Cell(
            kind="upright",
            text=char,
            face=name,
            glyph_id=vertical_glyph(char, name),
            y_px=y_px - shift,
            height_px=size * (0.54 if half else pitch_em),
            index=index,
            emphasis=emphasis,
        )
    combined = len(piece.strip()) <= 2
    return Cell(
        kind="combined" if combined else "turned",
        text=piece.strip(),
        face=style.latin,
        glyph_id=0,
        y_px=y_px,
        height_px=size * pitch_em if combined else one_line(piece, style).width_px + 0.24 * size,
        index=index,
        emphasis=emphasis,
    )
