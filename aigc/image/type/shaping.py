"""From characters to placed glyphs: HarfBuzz shapes, house rules space Chinese marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import uharfbuzz as hb

from aigc.image.type.fonts import face, has
from aigc.image.type.marks import CLOSERS, OPENERS, is_cjk
from aigc.image.type.style import Style

SCRIPT_GAP_EM = 1 / 7
NO_GAP = frozenset("%,.:;!?°℃'’)]/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """One glyph with its place on the line.

    ``x_px`` is the pen position from the line's start, ``index`` the character of the source
    text that it begins with, ``emphasis`` whether that character is marked ``{so}``.
    """

    glyph_id: int
    face: str
    size_px: float
    x_px: float
    width_px: float
    char: str
    index: int
    emphasis: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One set line; ``start`` is where its text begins in the block's plain text."""

    text: str
    glyphs: tuple[Glyph, ...]
    width_px: float
    start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Neighbouring characters that one face draws."""

    text: str
    face: str
    cjk: bool
    start: int


@lru_cache(maxsize=16384)
def shape(text: str, name: str, tabular: bool) -> tuple[tuple[int, int, float, float], ...]:
    """Return ``(glyph, cluster, advance, offset)`` of each glyph, lengths in em."""
    loaded = face(name)
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(loaded.shaper, buffer, {"kern": True, "liga": True, "tnum": tabular, "lnum": True})
    em = loaded.units_per_em
    return tuple(
        (info.codepoint, info.cluster, place.x_advance / em, place.x_offset / em)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    )


@lru_cache(maxsize=2048)
def vertical_glyph(char: str, name: str) -> int:
    """Return the glyph that draws ``char`` in vertical setting (the font's ``vert`` feature)."""
    buffer = hb.Buffer()
    buffer.add_str(char)
    buffer.guess_segment_properties()
    buffer.direction = "ttb"
    hb.shape(face(name).shaper, buffer, {"vert": True})
    return int(buffer.glyph_infos[0].codepoint)


def face_for(char: str, chain: tuple[str, ...]) -> str:
    """Return the first face that can draw ``char``; the first of all when none can."""
    if char == " ":
        return chain[0]
    return next((name for name in chain if has(name, char)), chain[0])


def runs(text: str, style: Style) -> Iterator[Run]:
    """Split ``text`` where the script or the face changes."""
    start, current = 0, None
    for i, char in enumerate(text):
        cjk = is_cjk(char, style.language)
        kind = (face_for(char, style.chain(cjk)), cjk)
        if kind != current:
            if current is not None:
                yield Run(text=text[start:i], face=current[0], cjk=current[1], start=start)
            start, current = i, kind
    if current is not None:
        yield Run(text=text[start:], face=current[0], cjk=current[1], start=start)


def set_line(
    text: str, style: Style, emphasis: frozenset[int] = frozenset(), start: int = 0
) -> Line:
    """Set ``text`` on one line.

    Parameters
    ----------
    text : str
        One line, as shown.
    style : Style
        How it is set.
    emphasis : frozenset of int
        Emphasised characters, counted as `Glyph.index`.
    start : int
        `Glyph.index` of the first character.
    """
    body = text.rstrip()
    lead = len(body) - len(body.lstrip())
    glyphs, width = _place(body[lead:], style, emphasis, start + lead)
    return Line(text=body[lead:], glyphs=tuple(glyphs), width_px=width, start=start + lead)


def _place(
    text: str, style: Style, emphasis: frozenset[int], start: int
) -> tuple[list[Glyph], float]:
    glyphs: list[Glyph] = []
    x = 0.0
    for run in runs(text, style):
        size = style.size_px * (1.0 if run.cjk else style.latin_scale)
        if _needs_gap(text, run):
            x += style.size_px * SCRIPT_GAP_EM
        for glyph_id, cluster, advance, offset in shape(run.text, run.face, style.tabular):
            at = run.start + cluster
            before, after = _squeeze(text, at, advance) if run.cjk else (0.0, 0.0)
            step = _space(text, at, style) if text[at] == " " else None
            width = (advance - before - after) * size if step is None else step
            glyphs.append(
                Glyph(
                    glyph_id=glyph_id,
                    face=run.face,
                    size_px=size,
                    x_px=x + (offset - before) * size,
                    width_px=width,
                    char=text[at],
                    index=start + at,
                    emphasis=start + at in emphasis,
                )
            )
            x += width
    return glyphs, x


def _needs_gap(text: str, run: Run) -> bool:
    """Tell whether 1/7 em opens before ``run``: ideograph beside letter or digit."""
    if run.start == 0:
        return False
    a, b = text[run.start - 1], text[run.start]
    if " " in (a, b) or {a, b} & (CLOSERS | OPENERS) or b in NO_GAP or a in "([":
        return False
    before = is_cjk(a)
    return before != run.cjk


def _space(text: str, at: int, style: Style) -> float | None:
    """Return the width of a space beside an ideograph, `None` for an ordinary one."""
    near = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    if style.language == "zh" and any(is_cjk(c) for c in near):
        marks = any(c in CLOSERS or c in OPENERS for c in near)
        return 0.0 if marks else style.size_px * SCRIPT_GAP_EM
    return None


def _squeeze(text: str, at: int, advance: float) -> tuple[float, float]:
    """Return how much a full-width mark loses before and after itself, in em."""
    char = text[at]
    if advance < 0.9:
        return 0.0, 0.0
    if char in OPENERS:
        crowded = at == 0 or text[at - 1] in OPENERS
        return (0.5, 0.0) if crowded else (0.0, 0.0)
    if char in CLOSERS:
        last = at + 1 == len(text)
        crowded = last or text[at + 1] in CLOSERS or text[at + 1] in OPENERS
        return (0.0, 0.5) if crowded else (0.0, 0.0)
    return 0.0, 0.0
