"""How the words of a drawing are set, and how wide they come out."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Final

from aigc.image.theme.themes import INTER_500, INTER_700, SANS_500, SANS_700
from aigc.image.type.shaping import set_line
from aigc.image.type.style import Style

PHONETIC: Final = str(files("aigc.listening") / "fonts" / "NotoSans_500Medium.ttf")
"""A face for the phonetic alphabet, which those of the themes have not."""


@lru_cache(maxsize=32)
def style_of(size_px: float, bold: bool = False) -> Style:
    """Return the faces for words of one size."""
    cjk, latin = (SANS_700, INTER_700) if bold else (SANS_500, INTER_500)
    return Style(size_px=size_px, cjk=cjk, latin=latin, tabular=True, fallback=(PHONETIC,))


@lru_cache(maxsize=4096)
def width_px(text: str, size_px: float, bold: bool = False) -> float:
    """Return how wide words are when set."""
    return set_line(text, style_of(size_px, bold)).width_px
