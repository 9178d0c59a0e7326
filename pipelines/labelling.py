"""What is seen and says that a film was made by a machine: a label at first, then a mark."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from aigc.types.article import Language
from aigc.types.frame import Overlay
from aigc.types.label import mark

if TYPE_CHECKING:
    from aigc.image.theme.formats import Canvas
    from aigc.image.theme.tokens import Theme

LABEL_S: Final = Fraction(2)
_MARGIN: Final = 48


def labels(language: Language, look: Theme, surface: Canvas) -> tuple[Overlay, Overlay]:
    """Return the label of the first seconds, and the mark that stays after it."""
    from aigc.image.label import FADE_S, LabelOverlay, MarkOverlay

    return (
        LabelOverlay(mark(language), look, surface, duration=LABEL_S),
        MarkOverlay(look, surface, since=LABEL_S + FADE_S),
    )


def labels_of_size(language: Language, width_px: int, height_px: int) -> tuple[Overlay, Overlay]:
    """Return label and mark for a picture of any shape, in its upper right corner."""
    from aigc.image.theme.formats import FORMATS, Canvas
    from aigc.image.theme.themes import theme

    unit = 1080 / min(width_px, height_px)
    form = replace(
        FORMATS["1:1"], width=round(width_px * unit), height=round(height_px * unit), left=_MARGIN,
        right=_MARGIN, stage_top=0,
    )  # fmt: skip
    surface = Canvas(format=form, width_px=width_px, height_px=height_px)
    return labels(language, theme("newsroom"), surface)


def language_in(words: str) -> Language:
    """Return the language of a label beside some words.

    >>> language_in("AI 让配音更快"), language_in("AI speaks")
    ('zh', 'en')
    """
    return "zh" if any("\u4e00" <= sign <= "\u9fff" for sign in words) else "en"
