"""The house treatments: how a theme tints a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.errors import ConfigError, did_you_mean
from aigc.image.picture.load import Rgb
from aigc.image.theme.tokens import Theme

Levels = NDArray[np.float32]
"""RGB 0-1, shape ``(height, width, 3)``."""

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
DOT_SHARE = 1 / 96


def treat(rgb: Rgb, name: str, theme: Theme) -> Rgb:
    """Return ``rgb`` in the treatment ``name``; ``theme`` stands for the theme's own.

    Raises
    ------
    ConfigError
        There is no treatment of that name.
    """
    chosen = theme.treatment if name == "theme" else name
    if chosen == "raw":
        return rgb
    apply = TREATMENTS.get(chosen)
    if apply is None:
        known = did_you_mean(chosen, [*TREATMENTS, "raw", "theme"])
        raise ConfigError(f"There is no picture treatment '{chosen}'. {known}")
    levels = apply(np.asarray(rgb / np.float32(255), np.float32), theme)
    return np.asarray(np.rint(np.clip(levels, 0, 1) * 255), np.uint8)


def blurred(rgb: Rgb, width: int, height: int) -> Rgb:
    """Return a soft, strongly blurred version of ``rgb`` at another size."""
    small = cv2.resize(
        rgb, (max(8, width // 12), max(8, height // 12)), interpolation=cv2.INTER_AREA
    )
    soft = cv2.GaussianBlur(small, (0, 0), max(1.0, min(small.shape[:2]) / 14))
    return np.asarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def _grey(levels: Levels) -> Levels:
    return np.asarray((levels @ LUMA)[..., None], np.float32)


def _rgb(color: str) -> Levels:
    return np.array([int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)], np.float32)


def _ramp(grey: Levels, low: Levels, middle: Levels, high: Levels) -> Levels:
    dark = low + (middle - low) * np.minimum(grey * 2, 1)
    return np.asarray(dark + (high - middle) * np.maximum(grey * 2 - 1, 0), np.float32)


def _cool(levels: Levels, theme: Theme) -> Levels:
    tint = np.array([0.82, 0.95, 1.18], np.float32)
    return np.asarray((levels * 0.55 + _grey(levels) * 0.45) * tint, np.float32)


def _dark(levels: Levels, theme: Theme) -> Levels:
    tint = np.array([0.95, 0.98, 0.92], np.float32)
    return np.asarray((levels * 0.65 + _grey(levels) * 0.35) ** 1.25 * tint * 0.9, np.float32)


def _warm(levels: Levels, theme: Theme) -> Levels:
    tint = np.array([1.04, 1.0, 0.94], np.float32)
    return np.asarray(np.clip(levels * 1.04, 0, 1) ** 0.92 * tint, np.float32)


def _neon(levels: Levels, theme: Theme) -> Levels:
    """Pull the tones into the theme's accent between night and a pale tint."""
    accent = _rgb(theme.tones(0).accent)
    duo = _ramp(_grey(levels), accent * 0.12 + 0.01, accent * 0.95, accent * 0.12 + 0.88)
    return levels * 0.42 + duo * 0.58


def _engrave(levels: Levels, theme: Theme) -> Levels:
    """Print in the text's ink on the theme's paper, with a fine crossed screen."""
    tones = theme.tones(0)
    tone = np.clip((_grey(levels) - 0.08) * 1.25, 0, 1) ** 0.85
    low, high = _rgb(tones.text), _rgb(tones.ground) * 0.96
    y, x = np.mgrid[0 : levels.shape[0], 0 : levels.shape[1]].astype(np.float32)
    screen = (np.sin((x + y) * 0.9) * np.sin((x - y) * 0.9))[..., None] * 0.07
    return np.asarray(
        low + (high - low) * tone + screen * (1 - np.abs(tone - 0.5) * 1.4), np.float32
    )


def _halftone(levels: Levels, theme: Theme) -> Levels:
    """Print with black dots on white, set at 45 degrees."""
    height, width = levels.shape[:2]
    cell = max(4.0, min(height, width) * DOT_SHARE)
    grey = _grey(levels)[..., 0]
    low, high = (float(v) for v in np.percentile(grey, (2, 96)))
    tone = np.clip((grey - low) / max(0.1, high - low), 0, 1) ** 0.85
    tone = cv2.GaussianBlur(tone, (0, 0), cell * 0.27)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    across, along = (x + y) / np.sqrt(2), (x - y) / np.sqrt(2)
    away = np.hypot(across % cell - cell / 2, along % cell - cell / 2) / (cell * 0.72)
    light = np.clip((away - (1 - tone)) * cell * 0.55 + 0.5, 0, 1)[..., None]
    black = _rgb(theme.tones(0).text)
    return np.asarray(black + (1 - black) * light, np.float32)


def _blur(levels: Levels, theme: Theme) -> Levels:
    height, width = levels.shape[:2]
    soft = blurred(np.asarray(np.rint(levels * 255), np.uint8), width, height)
    return np.asarray(soft / np.float32(255), np.float32)


TREATMENTS: Mapping[str, Callable[[Levels, Theme], Levels]] = MappingProxyType(
    {
        "cool": _cool,
        "dark": _dark,
        "warm": _warm,
        "neon": _neon,
        "engrave": _engrave,
        "halftone": _halftone,
        "blur": _blur,
    }
)
