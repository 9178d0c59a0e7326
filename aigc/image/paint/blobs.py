"""Glyphs as text blobs, made once per arrangement."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import Any

import skia

from aigc.image.type.fonts import sized
from aigc.image.type.shaping import Glyph


@lru_cache(maxsize=4096)
def blob(glyphs: tuple[Glyph, ...]) -> Any:
    """Return the blob of ``glyphs`` with the line's start as origin, `None` when all are spaces."""
    seen = [g for g in glyphs if not g.char.isspace()]
    if not seen:
        return None
    builder = skia.TextBlobBuilder()
    for (name, size), group in groupby(seen, key=lambda g: (g.face, g.size_px)):
        run = list(group)
        places = [skia.Point(g.x_px, 0) for g in run]
        builder.allocRunPos(sized(name, size), [g.glyph_id for g in run], places)
    return builder.make()


def draw_glyphs(canvas: Any, glyphs: tuple[Glyph, ...], x: float, y: float, brush: Any) -> None:
    """Draw ``glyphs`` with their line's start at ``x`` and their baseline at ``y``."""
    made = blob(glyphs)
    if made is not None:
        canvas.drawTextBlob(made, x, y, brush)
