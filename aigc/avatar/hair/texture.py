"""Textures of hair: columns of locks from root (top) to tip (bottom), the last for the scalp."""

from __future__ import annotations

import colorsys

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, gaussian_filter1d

from aigc.avatar.hair.locks import COLUMNS, FUZZ, LONG, ROPE, SCALP, SHORT, SOLID
from aigc.avatar.hair.skull import Floats
from aigc.avatar.looks import Look
from aigc.avatar.spec import AvatarSpec, rgb
from aigc.avatar.warp import smoothstep
from aigc.types.avatar import Material, Rgb

CLUMP_PX = 32
STRIP_PX = 64
HEIGHT_PX = {False: 256, True: 512}
STRANDS, POINTS = 9, 3
WOVEN = 26
"""Crossings of a thin braid."""
RAGGED = {False: 0.16, True: 0.07}
"""How uneven the ends of short and of long locks are, of their length."""
COLOURED = (*LONG, ROPE, SOLID)
APART = 2.4
"""How much more the locks of a low-poly head differ in brightness."""
TONES = (0.95, 1.0, 1.05, 1.04, 0.96, 1.0, 1.0, 0.97)
"""Brightness of each column."""


def material(spec: AvatarSpec, look: Look) -> Material:
    """Return what hair looks like in this colour and look."""
    root = rgb(spec.hair.colour)
    tip = root if spec.hair.tips is None else rgb(spec.hair.tips)
    picture = _strips(root, tip) if look.strips else _clumps(root, tip)
    if look.facets:
        picture = _planes(root, tip)
    elif look.plain:
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
        if k == ROPE:
            lock *= _woven(CLUMP_PX, HEIGHT_PX[False])
        made.append(lock)
    return _bytes(np.concatenate(made, axis=1))


def _strips(root: Rgb, tip: Rgb) -> NDArray[np.uint8]:
    rng = np.random.default_rng(5)
    height = HEIGHT_PX[True]
    made = []
    for k in range(COLUMNS):
        tones = rng.normal(0, 1, STRIP_PX)
        streak = gaussian_filter1d(tones, 0.8) * 0.09 + gaussian_filter1d(tones[::-1], 4) * 0.16
        lock = _column(STRIP_PX, height, root, tip if k in COLOURED else root, TONES[k])
        down = np.linspace(0, 1, height)[:, None, None]
        streak = streak * (0.6 if k == SOLID else 1.0)
        lock *= 1 + streak[None, :, None] * (0.75 + 0.25 * np.cos(down * 9 + k))
        if k == ROPE:
            lock *= _woven(STRIP_PX, height)
        loose = _strands(rng, height, RAGGED[k in LONG])
        alpha = np.ones((height, STRIP_PX))
        if k in (*SHORT, *LONG):
            alpha = loose
        elif k in (SCALP, FUZZ):
            short = _stubble(rng, height)
            lock *= 0.92 + 0.16 * short[..., None]
            alpha = _edge(rng, height)
            if k == FUZZ:
                alpha = alpha * smoothstep(short, 0.30, 0.55)
        made.append(np.concatenate([lock, alpha[..., None]], axis=2))
    return _bytes(np.concatenate(made, axis=1))


def _woven(size: int, height: int) -> Floats:
    """Return the light on a thin braid: strands that cross in the middle, dark between them."""
    across = np.abs(np.linspace(-1, 1, size))[None, :]
    down = np.linspace(0, 1, height)[:, None]
    place = (down * WOVEN + 0.45 * across) % 1
    groove = 1 - smoothstep(np.minimum(place, 1 - place), 0.0, 0.22)
    dark = 0.42 * groove + 0.38 * smoothstep(across, 0.55, 1.0)
    return np.asarray(1 - np.clip(dark, 0, 0.6))[..., None]


def _strands(rng: np.random.Generator, height: int, ragged: float) -> Floats:
    """Return where strands are: closed above, gathered into a few soft points at the tip.

    Parameters
    ----------
    ragged : float
        How much sooner some of them end, of the lock's length.
    """
    down = np.linspace(0, 1, height)[:, None, None]
    across = np.linspace(-1, 1, STRIP_PX)[None, :, None]
    start = np.linspace(-0.84, 0.84, STRANDS) + rng.uniform(-0.05, 0.05, STRANDS)
    point = np.linspace(-0.62, 0.62, POINTS)[np.arange(STRANDS) * POINTS // STRANDS]
    middle = start + 0.7 * (point - start) * smoothstep(down, 0.65, 1.0)
    sooner = rng.uniform(0, 0.6, STRANDS) + 0.4 * start**2
    end = 1 - ragged * sooner
    wide = 0.26 * np.clip(1 - (down / end) ** 9, 0, 1) ** 0.8
    found = smoothstep(wide - np.abs(across - middle), -0.04, 0.05).max(2)
    starts = gaussian_filter1d(rng.normal(0, 1, STRIP_PX), 1.1)
    starts = 0.09 * across[0, :, 0] ** 2 + 0.03 * starts / np.abs(starts).max()
    starts = np.maximum(starts, -0.01)[None, :]
    found = found * smoothstep(down[..., 0], starts - 0.02, starts + 0.03)
    found[:, [0, -1]] = 0
    return np.asarray(found)


def _stubble(rng: np.random.Generator, height: int) -> Floats:
    """Return short hairs that stand side by side, 0 (between them) to 1."""
    found = gaussian_filter(rng.normal(0, 1, (height, STRIP_PX)), (4.0, 0.8))
    return np.asarray(np.clip(0.5 + 0.3 * found / found.std(), 0, 1))


def _edge(rng: np.random.Generator, height: int) -> Floats:
    """Return the scalp's own column: all hair, single strands at its lower edge."""
    down = np.linspace(0, 1, height)[:, None]
    ends = gaussian_filter1d(rng.normal(0, 1, STRIP_PX), 0.8, mode="wrap")
    ends = 0.93 + 0.05 * ends / np.abs(ends).max()
    found: Floats = smoothstep(down, ends[None, :] + 0.02, ends[None, :] - 0.02)
    return found


def _planes(root: Rgb, tip: Rgb) -> NDArray[np.uint8]:
    """Return locks that differ in brightness alone, further apart than painted ones."""
    made = []
    for k, tone in enumerate(TONES):
        end, light = tip if k in COLOURED else root, 1 + (tone - 1) * APART
        made.append(_column(CLUMP_PX, HEIGHT_PX[False], root, end, light))
    return _bytes(np.concatenate(made, axis=1))


def _even(colour: Rgb, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return one colour, with gaps as they were."""
    found = np.ones((8, 8, shape[2])) * (*colour, 1.0)[: shape[2]]
    return _bytes(found)


def _bytes(picture: Floats) -> NDArray[np.uint8]:
    found: NDArray[np.uint8] = (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)
    return found
