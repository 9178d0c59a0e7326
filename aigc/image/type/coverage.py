"""Which characters the fonts cannot draw, told before anything is drawn."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from aigc.errors import AssetError
from aigc.image.type.fonts import has

INVISIBLE = frozenset("\n\r\t{}\u200b\u200c\u200d\ufeff\ufe0e\ufe0f\u2060")


def missing_in(text: str, faces: Iterable[str]) -> tuple[str, ...]:
    """Return the characters of ``text`` that none of ``faces`` can draw, each once, in order."""
    names = tuple(faces)
    lost = dict.fromkeys(
        c for c in text if c not in INVISIBLE and not any(has(n, c) for n in names)
    )
    return tuple(lost)


def require_glyphs(text: str, faces: Iterable[str]) -> None:
    """Check that ``text`` can be drawn.

    Raises
    ------
    AssetError
        With the characters that would be blank boxes.
    """
    lost = missing_in(text, faces)
    if not lost:
        return
    shown = " ".join(f"{c} (U+{ord(c):04X})" for c in lost[:12])
    more = f" and {len(lost) - 12} more" if len(lost) > 12 else ""
    raise AssetError(
        f"The theme's fonts cannot draw {shown}{more}. "
        "Rewrite the text, drop emoji, or give a font that holds them in the brand kit."
    )


def is_emoji(char: str) -> bool:
    """Tell whether ``char`` is a pictograph, or joins pictographs."""
    code = ord(char)
    return (
        (code >= 0x1F000 and not 0x20000 <= code <= 0x3FFFF)
        or code in (0x200D, 0xFE0F, 0x20E3)
        or (unicodedata.category(char) == "So" and 0x2600 <= code <= 0x27BF)
    )


def drop_emoji(text: str) -> str:
    """Return ``text`` without pictographs and the spaces that they leave doubled."""
    kept = "".join(c for c in text if not is_emoji(c))
    return " ".join(kept.split(" ")) if "  " not in kept else " ".join(kept.split())
