"""Textures of hair: columns of locks from root (top) to tip (bottom), the last for the scalp."""

from __future__ import annotations

import colorsys

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from aigc.avatar.hair.locks import COLUMNS, LONG, SCALP, SHORT, SOLID
from aigc.avatar.hair.skull import Floats
from aigc.avatar.looks import Look
from aigc.avatar.spec import AvatarSpec, rgb
from aigc.avatar.warp import smoothstep
from aigc.types.avatar import Material, Rgb

CLUMP_PX = 32
STRIP_PX = 64
HEIGHT_PX = {False: 256, True: 512}
COLOURED = (*LONG, SOLID)
TONES = (0.95, 1.0, 1.05, 1.04, 0.96, 1.0, 1.0, 0.97)
"""Brightness of each column."""


def material(spec: AvatarSpec, look: Look) -> Material:
    """Return what hair looks like in this colour and look."""
    root = rgb(spec.hair.colour)
    tip = root if spec.hair.tips is None else rgb(spec.hair.tips)
    picture = _strips(root, tip) if look.strips else _clumps(root, tip)
    if look.plain:
        picture = _even(look.tint or root, picture.shape)
    light = _shifted(root, 0.0, 0.75, 0.42)
    return Material(
        name="hair",
        kind="hair",
        texture=picture,
        alpha="mask" if look.strips else "opaque",
        double_sided=look.strips,
        roughness=look.roughness if look.plain else 0.42,
        shade=_shade(root),
        rim=look.rim,
        outline=look.outline,
        outline_colour=_shifted(root, 0.0, 1.1, -0.25, 0.35),
        highlight=light,
    )


def _shifted(colour: Rgb, turn: float, richer: float, lighter: float, scale: float = 1.0) -> Rgb:
    h, lightness, s = colorsys.rgb_to_hls(*colour)
    light = float(np.clip(lightness * scale + lighter * (1 - lightness), 0.04, 0.97))
    return colorsys.hls_to_rgb((h + turn) % 1.0, light, min(s * richer, 1.0))


def _shade(colour: Rgb) -> Rgb:
    """Return the shadow on a toon's hair: deeper for dark hair, bluish or warm by its hue."""
    lightness = colorsys.rgb_to_hls(*colour)[1]
    deep = 0.62 + 0.16 * lightness
    return (deep, deep * 0.93, deep * 1.06)


def _column(size: int, height: int, root: Rgb, tip: Rgb, tone: float) -> Floats:
    """Return one lock from root to tip, shape (height, size, 3)."""
    down = np.linspace(0, 1, height)[:, None, None]
    mixed = np.asarray(root) + (np.asarray(tip) - np.asarray(root)) * smoothstep(down, 0.3, 0.95)
    light = (0.86 + 0.14 * smoothstep(down, 0.0, 0.35)) * tone
    return np.broadcast_to(mixed * light, (height, size, 3)).copy()


def _clumps(root: Rgb, tip: Rgb) -> NDArray[np.uint8]:
    rng = np.random.default_rng(3)
    across = np.linspace(-1, 1, CLUMP_PX)[None, :, None]
    down = np.linspace(0, 1, HEIGHT_PX[False])[:, None, None]
    made = []
    for k in range(COLUMNS):
        lock = _column(CLUMP_PX, HEIGHT_PX[False], root, tip if k in COLOURED else root, TONES[k])
        lock *= 1 - (0.05 if k == SCALP else 0.16) * smoothstep(np.abs(across), 0.62, 0.98)
        at = rng.uniform(-0.45, 0.45, 2)
        for place, strong in zip(at, (0.13, 0.09), strict=True):
            line = 1 - smoothstep(np.abs(across - place * (1 - 0.6 * down)), 0.03, 0.10)
            lock *= 1 - strong * line * smoothstep(down, 0.25, 0.6)
        made.append(lock)
    return _bytes(np.concatenate(made, axis=1))


def _strips(root: Rgb, tip: Rgb) -> NDArray[np.uint8]:
    rng = np.random.default_rng(5)
    height = HEIGHT_PX[True]
    made = []
    for k in range(COLUMNS):
        tones = rng.normal(0, 1, STRIP_PX)
        streak = gaussian_filter1d(tones, 0.8) * 0.09 + gaussian_filter1d(tones[::-1], 4) * 0.16
        lock = _column(STRIP_PX, height, root, tip if k in COLOURED else root, 1.0)
        down = np.linspace(0, 1, height)[:, None, None]
        lock *= 1 + streak[None, :, None] * (0.75 + 0.25 * np.cos(down * 9 + k))
        loose, alpha = _strands(rng, height), np.ones((height, STRIP_PX))
        if k in (*SHORT, *LONG):
            alpha = loose
        elif k == SCALP:
            alpha = _edge(rng, height)
        made.append(np.concatenate([lock, alpha[..., None]], axis=2))
    return _bytes(np.concatenate(made, axis=1))


def _strands(rng: np.random.Generator, height: int) -> Floats:
    """Return where strands are: closed in the middle, loose at the sides, fine at the tip."""
    down = np.linspace(0, 1, height)[:, None]
    across = np.abs(np.linspace(-1, 1, STRIP_PX))[None, :]
    ends = gaussian_filter1d(rng.normal(0, 1, STRIP_PX), 1.1)
    ends = 0.80 + 0.13 * ends / (np.abs(ends).max() + 1e-9) - 0.22 * across[0] ** 2
    starts = gaussian_filter1d(rng.normal(0, 1, STRIP_PX), 1.1)
    starts = np.maximum(0.09 * (across[0] ** 2) + 0.03 * starts / np.abs(starts).max(), -0.01)
    gaps = gaussian_filter1d(rng.normal(0, 1, STRIP_PX), 1.0)
    gaps = (
        gaps / np.abs(gaps).max() + 1.5 - 1.6 * across[0] ** 3 - 0.75 * smoothstep(down, 0.35, 1.0)
    )
    inside = smoothstep(down, ends[None, :] + 0.19, ends[None, :] - 0.02)
    inside = inside * smoothstep(down, starts[None, :] - 0.02, starts[None, :] + 0.03)
    found: Floats = np.minimum(inside, np.clip(gaps + 0.25, 0, 1))
    found[:, [0, -1]] = 0
    return found


def _edge(rng: np.random.Generator, height: int) -> Floats:
    """Return the scalp's own column: all hair, single strands at its lower edge."""
    down = np.linspace(0, 1, height)[:, None]
    ends = gaussian_filter1d(rng.normal(0, 1, STRIP_PX), 0.8, mode="wrap")
    ends = 0.93 + 0.05 * ends / np.abs(ends).max()
    found: Floats = smoothstep(down, ends[None, :] + 0.02, ends[None, :] - 0.02)
    return found


def _even(colour: Rgb, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return one colour, with gaps as they were."""
    found = np.ones((8, 8, shape[2])) * (*colour, 1.0)[: shape[2]]
    return _bytes(found)


def _bytes(picture: Floats) -> NDArray[np.uint8]:
    found: NDArray[np.uint8] = (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)
    return found
