"""What a theme is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["title", "heading", "label", "body", "meta", "number"]
SizeRole = Literal["hero", "display", "h1", "h2", "h3", "body", "caption", "label", "meta"]
Reveal = Literal["wipe", "ink", "rise", "slam", "fade"]
CaptionStyle = Literal["plate", "ink", "glow", "outline", "pill", "block"]
Treatment = Literal["cool", "engrave", "neon", "dark", "warm", "halftone"]
Change = Literal["slab", "bleed", "light", "sweep", "iris", "slats"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tones:
    """Colours of what stands on one ground variant, as ``#RRGGBB``.

    ``emphasis`` is for words, ``accent`` and ``second`` for shapes; ``on_accent`` is for words on
    an accent shape.
    """

    ground: str
    text: str
    muted: str
    emphasis: str
    accent: str
    second: str
    on_accent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """A panel: its fill, what is written on it, and the lines that part things."""

    fill: str
    text: str
    muted: str
    rule: str
    emphasis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """Font names by role: Chinese, then Latin."""

    title: tuple[str, str]
    heading: tuple[str, str]
    body: tuple[str, str]
    meta: tuple[str, str]
    number: tuple[str, str]
    caption: tuple[str, str] = ("NotoSansSC_700Bold", "Inter_700Bold")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeScale:
    """Sizes by role in canvas units, the largest first."""

    hero: tuple[float, ...] = (420, 360, 320, 280, 240, 200)
    display: tuple[float, ...] = (148, 136, 124, 112, 100, 88)
    h1: tuple[float, ...] = (112, 104, 96, 88, 80)
    h2: tuple[float, ...] = (84, 78, 72, 66)
    h3: tuple[float, ...] = (60, 56, 52)
    body: tuple[float, ...] = (46, 44, 42)
    caption: tuple[float, ...] = (60, 57, 54, 51)
    label: tuple[float, ...] = (38, 36)
    meta: tuple[float, ...] = (30, 28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One look, complete: a scene reads everything it draws from here.

    Attributes
    ----------
    grounds : tuple of Tones
        Plain, alternate, accent; `Scene.ground` picks one.
    gradient : tuple of str
        Nominal ground colours from top to bottom.
    radius_px : float
        Corner radius of panels.
    skew : float
        Horizontal shift per unit of height of slanted shapes.
    up, down : str
        Market colours for rising and falling in Chinese use; other locales swap them.
    """

    name: str
    title: str
    title_zh: str
    grounds: tuple[Tones, Tones, Tones]
    gradient: tuple[str, str]
    surface: Surface
    glow: str
    faces: Faces
    scale: TypeScale = TypeScale()
    title_leading: float = 1.18
    title_leading_en: float = 1.1
    body_leading: float = 1.42
    latin_scale: float = 1.0
    latin_scale_en: float = 1.0
    radius_px: float = 0.0
    skew: float = 0.0
    align: Literal["left", "center"] = "left"
    reveal: Reveal = "rise"
    caption: CaptionStyle = "plate"
    change: Change = "slab"
    treatment: Treatment = "cool"
    dark: bool = True
    up: str = "#E5484D"
    down: str = "#2FA56F"

    def tones(self, ground: int = 0) -> Tones:
        """Return the colours for ground variant 0, 1 or 2."""
        return self.grounds[ground % 3]

    @property
    def all_faces(self) -> tuple[str, ...]:
        """Every face that the theme draws with."""
        f = self.faces
        pairs = (f.title, f.heading, f.body, f.meta, f.number)
        return tuple(dict.fromkeys(name for pair in pairs for name in pair))
