"""Colours by their names: what red is on hair, on lips, on a coat."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from aigc.avatar.sentence.lexicon import rows
from aigc.avatar.spec import rgb

COLUMNS = {"hair": 1, "brows": 1, "beard": 1, "eyes": 2, "makeup": 3}
"""By the first word of a setting's path; other things take the colour as it is."""
DESCENT = MappingProxyType({"black": "african", "white": "european"})
"""What these words mean of a person."""
SKIN = MappingProxyType(
    {"black": 0.88, "brown": 0.62, "white": 0.05, "yellow": 0.3, "caramel": 0.5, "amber": 0.45,
     "platinum": 0.04, "gold": 0.4, "peach": 0.16, "beige": 0.22, "hazel": 0.55}
)  # fmt: skip
"""Tones of skin."""
ROSY = ("red", "pink", "rose", "peach", "cherry", "fire")


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """A colour as it was said: its name, and how much lighter (above 0) or darker."""

    name: str
    shade: float = 0.0

    def on(self, path: str) -> str:
        """Return ``#rrggbb`` for a setting."""
        column = COLUMNS.get(path.partition(".")[0], 0)
        return shaded(table()[self.name][column], self.shade)

    def tone(self) -> float | None:
        """Return the tone of a skin of that colour, or None."""
        tone = SKIN.get(self.name)
        return tone if tone is None else min(max(tone - 0.4 * self.shade, 0.0), 1.0)


@lru_cache(maxsize=1)
def table() -> Mapping[str, tuple[str, ...]]:
    """Return each colour on things, hair, eyes and lips."""
    return MappingProxyType({name: tuple(cells) for name, *cells, _ in rows("colours")})


def shaded(colour: str, shade: float) -> str:
    """Return a colour lighter for a shade above 0, darker below.

    >>> shaded("#3a67b5", 0.0), shaded("#808080", -0.5)
    ('#3a67b5', '#404040')
    """
    if not shade:
        return colour
    h, light, s = colorsys.rgb_to_hls(*rgb(colour))
    light = light * (1 + shade) if shade < 0 else light + (0.92 - light) * shade
    r, g, b = colorsys.hls_to_rgb(h, min(max(light, 0.0), 1.0), s)
    return "#" + "".join(f"{round(c * 255):02x}" for c in (r, g, b))
