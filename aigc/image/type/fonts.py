"""Font files as skia and HarfBuzz see them, loaded once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import skia
import uharfbuzz as hb

from aigc.errors import AssetError, did_you_mean

FONT_DIR = Path(__file__).parents[2] / "assets" / "fonts"
SANS = "NotoSansSC_700Bold"
SERIF = "NotoSerifSC_700Bold"
INTER = "Inter_700Bold"
FALLBACK = (INTER, SANS)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Face:
    """One loaded font file.

    ``codepoints`` are the characters that it can draw.
    """

    name: str
    typeface: Any
    shaper: Any
    units_per_em: int
    codepoints: frozenset[int]


def font_path(name: str) -> Path:
    """Return the file of a bundled face, or of a user's font given as a path.

    Raises
    ------
    AssetError
        When there is no such file.
    """
    path = Path(name)
    if path.suffix.lower() not in (".ttf", ".otf", ".ttc"):
        path = FONT_DIR / f"{name}.ttf"
    if not path.is_file():
        known = [p.stem for p in FONT_DIR.glob("*.ttf")]
        raise AssetError(f"There is no font '{name}'. {did_you_mean(name, known)}")
    return path


@lru_cache(maxsize=1)
def _from_files_only() -> Any:
    """Return a font manager that asks the system for nothing, its configuration included."""
    return skia.FontMgr.New_Custom_Empty()


@lru_cache(maxsize=64)
def face(name: str) -> Face:
    """Return the loaded face ``name`` (a bundled name or a path)."""
    path = font_path(name)
    typeface = _from_files_only().makeFromFile(str(path))
    if typeface is None:
        raise AssetError(f"The font {path.name} cannot be read. Give a TTF or OTF file.")
    loaded = hb.Face(hb.Blob.from_file_path(str(path)))
    return Face(
        name=name,
        typeface=typeface,
        shaper=hb.Font(loaded),
        units_per_em=int(loaded.upem),
        codepoints=frozenset(loaded.unicodes),
    )


@lru_cache(maxsize=1024)
def sized(name: str, size_px: float) -> Any:
    """Return the skia font of a face at ``size_px``, unhinted and placed at subpixels."""
    font = skia.Font(face(name).typeface, size_px)
    font.setSubpixel(True)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    font.setHinting(skia.FontHinting.kNone)
    return font


@lru_cache(maxsize=64)
def glyph_height(name: str, character: str) -> float:
    """Return how far the ink of ``character`` rises above the baseline, in em."""
    font = skia.Font(face(name).typeface, 1000)
    return -float(font.getBounds(font.textToGlyphs(character))[0].fTop) / 1000


def digit_height(name: str) -> float:
    """Return the height of lining figures in em; large numbers are placed by it."""
    return glyph_height(name, "8")


def cap_height(name: str) -> float:
    """Return the height of capitals in em."""
    return glyph_height(name, "H")


def has(name: str, character: str) -> bool:
    """Tell whether face ``name`` can draw ``character``."""
    return ord(character) in face(name).codepoints
