"""How a text is set: faces, size and leading."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aigc.image.type.fonts import FALLBACK
from aigc.types.article import Language

SIZE_FLOOR_PX = 28.0
"""Nothing on the canvas is set smaller than this (in units of a 1080-wide canvas)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Everything that decides how a string is set.

    Attributes
    ----------
    size_px : float
        Em size in canvas units.
    cjk, latin : str
        Faces for ideographs and for everything else.
    line_height : float
        Line pitch as a multiple of the size.
    latin_scale : float
        Size of the Latin face against the Chinese one.
    tabular : bool
        Whether figures share one width.
    language : str
        Decides how the marks that both scripts share (quotes, dashes, ellipsis) are set.
    fallback : tuple of str
        Faces tried in order when the proper one lacks a character.
    """

    size_px: float
    cjk: str
    latin: str
    line_height: float = 1.25
    latin_scale: float = 1.0
    tabular: bool = False
    language: Language = "zh"
    fallback: tuple[str, ...] = FALLBACK

    @property
    def pitch_px(self) -> float:
        """Distance between two baselines."""
        return self.size_px * self.line_height

    def at(self, size_px: float) -> Style:
        """Return the style at another size."""
        return replace(self, size_px=size_px)

    def chain(self, cjk: bool) -> tuple[str, ...]:
        """Return the faces to try for one script, the best first."""
        pair = (self.cjk, self.latin) if cjk else (self.latin, self.cjk)
        return (*pair, *self.fallback)
