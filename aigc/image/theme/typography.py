"""Text styles of a theme by role, and the check that its fonts hold a text."""

from __future__ import annotations

from aigc.image.theme.tokens import Role, Theme
from aigc.image.type.coverage import missing_in, require_glyphs
from aigc.image.type.fonts import FALLBACK, SANS, SERIF
from aigc.image.type.style import Style
from aigc.types.article import Language


def style(theme: Theme, role: Role, size_px: float = 42.0, language: Language = "zh") -> Style:
    """Return how ``role`` is set in ``theme``; use `Style.at` or `fit` for other sizes."""
    cjk, latin = theme.faces.heading if role == "label" else getattr(theme.faces, role)
    english = language == "en"
    scale = theme.latin_scale_en if english and role == "title" else theme.latin_scale
    serif = "Serif" in theme.faces.title[0]
    return Style(
        size_px=size_px,
        cjk=cjk,
        latin=latin,
        line_height=_leading(theme, role, english),
        latin_scale=scale if role in ("title", "heading", "label") else 1.0,
        tabular=role == "number",
        language=language,
        fallback=(*FALLBACK, SERIF) if serif else (*FALLBACK, SANS),
    )


def _leading(theme: Theme, role: Role, english: bool) -> float:
    title = theme.title_leading_en if english else theme.title_leading
    fixed = {"heading": 1.28, "label": 1.3, "meta": 1.35, "number": 1.0}
    return {"title": title, "body": theme.body_leading, **fixed}[role]


def missing_glyphs(text: str, theme: Theme) -> tuple[str, ...]:
    """Return the characters of ``text`` that the theme cannot draw in every role."""
    lost: dict[str, None] = {}
    f = theme.faces
    for cjk, latin in (f.title, f.heading, f.body, f.meta, f.number):
        lost.update(dict.fromkeys(missing_in(text, (cjk, latin, *FALLBACK))))
    return tuple(lost)


def check_text(text: str, theme: Theme) -> None:
    """Raise `AssetError` naming the characters that would be blank boxes."""
    require_glyphs(text, (*theme.all_faces, *FALLBACK))
