"""Colour arithmetic: contrast after WCAG 2.2, mixing, lightness at constant hue."""

from __future__ import annotations

import colorsys

import numpy as np
from numpy.typing import NDArray

from aigc.errors import ConfigError

RGB = tuple[float, float, float]
TEXT_CONTRAST = 4.5
DARK_LUMINANCE = 0.18


def to_rgb(value: str) -> RGB:
    """Return ``#RGB`` or ``#RRGGBB`` as values of 0-255.

    Raises
    ------
    ConfigError
        When ``value`` is no such colour.
    """
    digits = value.strip().lstrip("#")
    if len(digits) == 3:
        digits = "".join(c + c for c in digits)
    try:
        if len(digits) != 6:
            raise ValueError(value)
        return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))
    except ValueError as exc:
        raise ConfigError(f"'{value}' is no colour. Write it as #RRGGBB.") from exc


def to_hex(rgb: RGB) -> str:
    """Return values of 0-255, clamped, as ``#RRGGBB``."""
    return "#" + "".join(f"{round(max(0.0, min(255.0, v))):02X}" for v in rgb)


def luminance(value: str) -> float:
    """Return the relative luminance, 0 (black) to 1 (white)."""
    return float(luminances(np.array(to_rgb(value), np.float64)))


def luminances(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the relative luminance of values of 0-255, shape ``(..., 3)`` to ``(...)``.

    Source: WCAG 2.2, definition of relative luminance.
    """
    v = np.asarray(rgb, np.float64) / 255
    linear = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(a: str, b: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def mix(a: str, b: str, share: float) -> str:
    """Return ``a`` with ``share`` (0-1) of ``b``."""
    x, y = to_rgb(a), to_rgb(b)
    return to_hex(
        (x[0] + (y[0] - x[0]) * share, x[1] + (y[1] - x[1]) * share, x[2] + (y[2] - x[2]) * share)
    )


def hls(value: str) -> RGB:
    """Return hue, lightness and saturation, each 0-1."""
    red, green, blue = to_rgb(value)
    return colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)


def from_hls(hue: float, lightness: float, saturation: float) -> str:
    """Return the colour of hue, lightness and saturation, each 0-1."""
    red, green, blue = colorsys.hls_to_rgb(hue % 1, lightness, saturation)
    return to_hex((red * 255, green * 255, blue * 255))


def is_dark(value: str) -> bool:
    """Tell whether light text reads better than dark text on ``value``."""
    return luminance(value) < DARK_LUMINANCE


def ensure_contrast(value: str, *grounds: str, ratio: float = TEXT_CONTRAST) -> str:
    """Return ``value`` moved in lightness, hue kept, until it stands out from all ``grounds``.

    Black or white when no lightness of the hue does.
    """

    def enough(candidate: str) -> bool:
        return all(contrast(candidate, ground) >= ratio for ground in grounds)

    if enough(value):
        return value
    lighter = is_dark(grounds[0])
    hue, lightness, saturation = hls(value)
    for step in range(1, 101):
        share = step / 100
        moved = lightness + (1 - lightness) * share if lighter else lightness * (1 - share)
        candidate = from_hls(hue, moved, saturation)
        if enough(candidate):
            return candidate
    return "#FFFFFF" if lighter else "#000000"


def text_on(ground: str) -> str:
    """Return near-white or near-black, whichever reads better on ``ground``."""
    light, dark = "#FFFFFF", "#0B0B0B"
    return light if contrast(light, ground) >= contrast(dark, ground) else dark


def worst_contrast(value: str, pixels: NDArray[np.uint8], share: float = 0.02) -> float:
    """Return the contrast of a text colour that all but the worst ``share`` of pixels exceed.

    Parameters
    ----------
    value : str
        Colour of the text.
    pixels : ndarray
        The real background, RGB or RGBA, shape ``(..., 3 or 4)``.
    """
    ground = luminances(np.asarray(pixels)[..., :3].reshape(-1, 3).astype(np.float64))
    text = luminance(value)
    ratios = (np.maximum(ground, text) + 0.05) / (np.minimum(ground, text) + 0.05)
    return float(np.quantile(ratios, share))
