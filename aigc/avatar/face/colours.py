"""Colours of skin, lips and make-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from aigc.avatar.spec import Skin, rgb
from aigc.types.avatar import Rgb

TONES = (
    (0.00, (0.990, 0.890, 0.835)), (0.20, (0.968, 0.812, 0.715)), (0.40, (0.905, 0.705, 0.570)),
    (0.60, (0.775, 0.550, 0.410)), (0.80, (0.625, 0.415, 0.300)), (1.00, (0.450, 0.290, 0.220)),
)  # fmt: skip
"""An anime's skin from fair to deep, before it is made lighter."""
DRAWN_LIGHTER = 0.62
"""How far an anime's skin goes towards a lighter, clearer tone."""
FLESH = (
    (0.00, (0.978, 0.862, 0.802)), (0.20, (0.955, 0.797, 0.705)), (0.40, (0.880, 0.674, 0.550)),
    (0.60, (0.735, 0.512, 0.388)), (0.80, (0.545, 0.352, 0.258)), (1.00, (0.370, 0.235, 0.178)),
)  # fmt: skip
"""Skin under white light from fair to deep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Makeup:
    """Colours and strengths of one look of make-up; strengths are 0 to 1.

    Attributes
    ----------
    lips, lid, cheek : Rgb
        Colours.
    lips_by, lid_by, cheek_by : float
        How much of each.
    liner : float
        Thickness of the line on the upper lid, 1 being a usual one.
    wing : float
        How far that line goes beyond the eye.
    gloss : float
        Light on the lower lip.
    mark : str
        A drawing beside these: ``""``, ``"flower"``, ``"opera"`` or ``"glitter"``.
    """

    lips: Rgb = (0.80, 0.42, 0.44)
    lips_by: float = 0.45
    lid: Rgb = (0.72, 0.50, 0.46)
    lid_by: float = 0.15
    cheek: Rgb = (0.95, 0.58, 0.55)
    cheek_by: float = 0.5
    liner: float = 0.6
    wing: float = 0.2
    gloss: float = 0.2
    mark: str = ""


LOOKS: Mapping[str, Makeup] = MappingProxyType(
    {
        "none": Makeup(lips_by=0.0, lid_by=0.0, cheek_by=0.15, liner=0.3, wing=0.0, gloss=0.0),
        "natural": Makeup(),
        "fresh": Makeup(lips=(0.93, 0.50, 0.47), lid=(0.86, 0.66, 0.58), lid_by=0.25, gloss=0.6),
        "office": Makeup(lips=(0.72, 0.34, 0.33), lips_by=0.65, lid_by=0.3, liner=0.8, wing=0.3),
        "peach": Makeup(lips=(0.97, 0.55, 0.42), lid=(0.97, 0.66, 0.50), lid_by=0.4,
                        cheek=(1.0, 0.62, 0.48), cheek_by=0.8, gloss=0.5),
        "rose": Makeup(lips=(0.84, 0.28, 0.40), lips_by=0.7, lid=(0.86, 0.52, 0.58), lid_by=0.4,
                       cheek=(0.97, 0.52, 0.60), cheek_by=0.7),
        "red_lips": Makeup(lips=(0.76, 0.07, 0.12), lips_by=0.95, lid_by=0.2, liner=0.9, wing=0.4),
        "smoky": Makeup(lips=(0.66, 0.38, 0.38), lid=(0.22, 0.19, 0.22), lid_by=0.85, liner=1.4,
                        wing=0.4, cheek_by=0.3),
        "cat_liner": Makeup(lips=(0.74, 0.24, 0.28), lips_by=0.7, liner=1.5, wing=1.5, lid_by=0.2),
        "vintage": Makeup(lips=(0.60, 0.10, 0.14), lips_by=0.9, lid=(0.62, 0.44, 0.34), lid_by=0.5,
                          liner=1.2, wing=0.9),
        "sunset": Makeup(lips=(0.86, 0.36, 0.26), lips_by=0.7, lid=(0.93, 0.46, 0.22), lid_by=0.7,
                         cheek=(0.99, 0.55, 0.38), cheek_by=0.8),
        "glitter": Makeup(lips=(0.90, 0.42, 0.52), lips_by=0.6, lid=(0.90, 0.72, 0.80), lid_by=0.6,
                          gloss=0.9, mark="glitter"),
        "plum": Makeup(lips=(0.46, 0.12, 0.26), lips_by=0.85, lid=(0.48, 0.28, 0.42), lid_by=0.6),
        "ice": Makeup(lips=(0.80, 0.46, 0.54), lid=(0.58, 0.68, 0.86), lid_by=0.55,
                      cheek=(0.94, 0.66, 0.76), cheek_by=0.4, gloss=0.5),
        "doll": Makeup(lips=(0.95, 0.40, 0.50), lips_by=0.75, lid=(0.98, 0.76, 0.80), lid_by=0.4,
                       cheek=(1.0, 0.50, 0.56), cheek_by=1.0, liner=1.0, gloss=0.7),
        "gothic": Makeup(lips=(0.20, 0.04, 0.09), lips_by=0.95, lid=(0.14, 0.07, 0.13), lid_by=0.9,
                         cheek_by=0.0, liner=1.7, wing=0.7),
        "huadian": Makeup(lips=(0.80, 0.12, 0.16), lips_by=0.9, lid=(0.92, 0.46, 0.42), lid_by=0.5,
                          cheek=(0.98, 0.52, 0.50), cheek_by=0.8, wing=0.6, mark="flower"),
        "opera": Makeup(lips=(0.82, 0.08, 0.10), lips_by=1.0, lid=(0.90, 0.28, 0.38), lid_by=0.95,
                        cheek=(0.95, 0.40, 0.48), cheek_by=1.0, liner=1.6, wing=1.3, mark="opera"),
    }
)  # fmt: skip


def skin_colour(skin: Skin, drawn: bool) -> Rgb:
    """Return the ground colour of the skin; an anime's is lighter and clearer."""
    tones = TONES if drawn else FLESH
    at = [t for t, _ in tones]
    tone = np.array([np.interp(skin.tone, at, [c[k] for _, c in tones]) for k in range(3)])
    tone += skin.warmth * np.array([0.012, 0.0, -0.035])
    if drawn:
        tone = tone + (1 - tone) * DRAWN_LIGHTER * np.array([1.0, 0.72, 0.66]) * (1 - skin.tone)
    return clipped(tone)


def clipped(colour: np.ndarray | Rgb) -> Rgb:
    """Return a colour with its channels from 0 to 1."""
    r, g, b = (float(min(max(c, 0.0), 1.0)) for c in colour)
    return r, g, b


def times(colour: Rgb, *factors: float) -> Rgb:
    """Return a colour with each channel multiplied."""
    return clipped(np.array(colour) * factors)


def mixed(a: Rgb, b: Rgb, t: float) -> Rgb:
    """Return the colour at ``t`` from ``a`` to ``b``."""
    return clipped(np.array(a) + (np.array(b) - np.array(a)) * t)


def brow_colour(hair: str, own: str | None, drawn: bool) -> Rgb:
    """Return the brows' colour: their own, or the hair's, darker where that is light."""
    if own is not None:
        return rgb(own)
    colour = np.array(rgb(hair))
    light = float(colour.mean())
    return clipped(colour * (0.66 - 0.22 * light) if drawn else colour * (0.95 - 0.45 * light))
