"""Where lines end: an optimum over all allowed breaks, like Knuth and Plass's.

Source: D. E. Knuth and M. F. Plass, Breaking paragraphs into lines, Software: Practice and
Experience 11 (1981); here the deviation from the mean width takes the place of glue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

from aigc.image.type.marks import CLOSERS, DROPPED, is_word
from aigc.image.type.shaping import Line, set_line
from aigc.image.type.style import Style
from aigc.image.type.words import TORN, break_costs
from aigc.types.article import Language

RAGGED = 3.0
EXTRA_LINE = 0.5
ORPHAN = 3.0
EMERGENCY, EMERGENCY_IN_WORD = 20.0, 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaks:
    """Half-open character ranges of the lines, and what the choice costs.

    ``torn`` tells that a word, a number or an emphasised phrase was broken.
    """

    ranges: tuple[tuple[int, int], ...]
    cost: float
    torn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paragraph:
    """A paragraph measured once: pen position before each character and cost of each break."""

    text: str
    pens: tuple[float, ...]
    costs: tuple[float, ...]
    places: tuple[int, ...]
    size_px: float
    language: Language
    strip_end: bool

    def width(self, i: int, j: int) -> float:
        """Width of characters ``i`` to ``j`` without the space or mark that a line end drops."""
        while j > i and self.text[j - 1] == " ":
            j -= 1
        last = self.text[j - 1] if j > i else ""
        if self.strip_end and last in DROPPED and j - i > 1:
            return self.pens[j - 1] - self.pens[i]
        full = self.pens[j] - self.pens[i]
        wide = last in CLOSERS and self.pens[j] - self.pens[j - 1] > 0.9 * self.size_px
        return full - (0.5 * self.size_px if wide else 0.0)

    def orphan(self, i: int) -> bool:
        """Tell whether a last line from ``i`` would hold too little."""
        rest = self.text[i:].strip()
        if self.language == "en":
            return i > 0 and " " not in rest and len(rest.rstrip(".,!?")) <= 7
        return i > 0 and len([c for c in rest if c not in CLOSERS]) <= 2


def _measure(
    text: str, style: Style, emphasis: frozenset[int], emergency: bool, strip_end: bool
) -> _Paragraph:
    line: Line = set_line(text, style)
    pens = [inf] * (len(text) + 1)
    pens[len(text)] = line.width_px
    for glyph in line.glyphs:
        pens[glyph.index] = min(pens[glyph.index], glyph.x_px)
    for i in range(len(text) - 1, -1, -1):
        pens[i] = min(pens[i], pens[i + 1])
    costs = break_costs(text, style.language, emphasis)
    if emergency:
        costs = tuple(_forced(text, i) if c == inf and i else c for i, c in enumerate(costs))
    places = (0, *(i for i, c in enumerate(costs) if c < inf), len(text))
    return _Paragraph(
        text=text,
        pens=tuple(pens),
        costs=costs,
        places=places,
        size_px=style.size_px,
        language=style.language,
        strip_end=strip_end,
    )


def _forced(text: str, i: int) -> float:
    """Return what a forbidden break costs when there is no other: most in a number or word."""
    return EMERGENCY_IN_WORD if is_word(text[i - 1]) and is_word(text[i]) else EMERGENCY


def break_lines(
    text: str,
    style: Style,
    width_px: float,
    max_lines: int,
    emphasis: frozenset[int] = frozenset(),
    *,
    strip_end: bool = False,
    emergency: bool = False,
) -> Breaks | None:
    """Return the best breaks of one paragraph, or `None` when it needs more lines.

    Parameters
    ----------
    text : str
        A paragraph without line feeds or surrounding space, not empty.
    strip_end : bool
        Whether lines lose a light mark at their end.
    emergency : bool
        Also break where it is forbidden, at a high cost.
    """
    paragraph = _measure(text, style, emphasis, emergency, strip_end)
    total = paragraph.width(0, len(text))
    fewest = max(1, ceil(total / width_px - 0.001))
    found: Breaks | None = None
    for count in range(fewest, min(max_lines, len(paragraph.places) - 1) + 1):
        breaks = _best(paragraph, count, total / count, width_px)
        if breaks is None:
            continue
        if found is not None:
            return breaks if breaks.cost + EXTRA_LINE < found.cost else found
        found = breaks
    return found


def _best(paragraph: _Paragraph, count: int, target: float, width_px: float) -> Breaks | None:
    """Return the cheapest way to fill exactly ``count`` lines."""
    places = paragraph.places
    n = len(places)
    best = [[inf] * n for _ in range(count + 1)]
    back = [[0] * n for _ in range(count + 1)]
    best[0][0] = 0.0
    for k in range(1, count + 1):
        for j in range(1, n):
            for i in range(j - 1, -1, -1):
                wide = paragraph.width(places[i], places[j])
                if wide > width_px * 1.0005:
                    break
                deviation = RAGGED * ((wide - target) / width_px) ** 2
                cost = best[k - 1][i] + deviation + _end_cost(paragraph, places[i], places[j])
                if cost < best[k][j]:
                    best[k][j], back[k][j] = cost, i
    if best[count][n - 1] == inf:
        return None
    return _trace(paragraph, back, count, best[count][n - 1])


def _end_cost(paragraph: _Paragraph, i: int, j: int) -> float:
    if j < len(paragraph.text):
        return paragraph.costs[j]
    return ORPHAN if paragraph.orphan(i) else 0.0


def _trace(paragraph: _Paragraph, back: Sequence[Sequence[int]], count: int, cost: float) -> Breaks:
    j = len(paragraph.places) - 1
    ranges: list[tuple[int, int]] = []
    for k in range(count, 0, -1):
        i = back[k][j]
        ranges.append((paragraph.places[i], paragraph.places[j]))
        j = i
    ranges.reverse()
    torn = any(paragraph.costs[end] >= TORN for _, end in ranges[:-1])
    return Breaks(ranges=tuple(ranges), cost=cost, torn=torn)
