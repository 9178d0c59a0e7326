"""Colours taken from a picture or a brand, and themes dressed in them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from aigc.image.theme.colour import (
    contrast,
    ensure_contrast,
    from_hls,
    hls,
    luminance,
    mix,
    text_on,
    to_hex,
)
from aigc.image.theme.tokens import Surface, Theme, Tones

THUMBNAIL_PX = 96
CHROMA_FLOOR = 14.0
SHARE_POWER = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """One or two colours that everything else is derived from."""

    primary: str
    secondary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A colour of a picture, how much of it there is (0-1), and its Lab chroma."""

    colour: str
    share: float
    chroma: float

    @property
    def weight(self) -> float:
        """How much the colour characterises the picture."""
        return self.chroma * float(self.share**SHARE_POWER)


def clusters(pixels: NDArray[np.uint8], count: int = 6, seed: int = 0) -> tuple[Cluster, ...]:
    """Group a picture's colours by k-means in Lab; the most characteristic first.

    Parameters
    ----------
    pixels : ndarray
        RGB uint8, shape ``(height, width, 3)``.
    """
    import cv2

    small = cv2.resize(
        np.ascontiguousarray(pixels[..., :3]),
        (THUMBNAIL_PX, THUMBNAIL_PX),
        interpolation=cv2.INTER_AREA,
    )
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB).reshape(-1, 3)
    centres, owner = _k_means(lab.astype(np.float64), count, seed)
    shares = np.bincount(owner, minlength=len(centres)) / len(owner)
    rgb = cv2.cvtColor(centres[None].astype(np.float32), cv2.COLOR_LAB2RGB)[0] * 255
    found = [
        Cluster(
            colour=to_hex((float(c[0]), float(c[1]), float(c[2]))),
            share=float(s),
            chroma=float(np.hypot(m[1], m[2])),
        )
        for c, s, m in zip(rgb, shares, centres, strict=True)
        if s > 0
    ]
    return tuple(sorted(found, key=lambda c: -c.weight))


def _k_means(
    points: NDArray[np.float64], count: int, seed: int, rounds: int = 20
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Lloyd's algorithm from centres spread by distance (k-means++)."""
    rng = np.random.default_rng(seed)
    centres = points[rng.integers(len(points))][None]
    for _ in range(count - 1):
        gap = ((points[:, None] - centres[None]) ** 2).sum(-1).min(1)
        total = gap.sum()
        if total <= 1e-9:
            break
        centres = np.vstack((centres, points[rng.choice(len(points), p=gap / total)]))
    owner = np.zeros(len(points), np.int64)
    for _ in range(rounds):
        owner = ((points[:, None] - centres[None]) ** 2).sum(-1).argmin(1)
        held = [points[owner == k] for k in range(len(centres))]
        moved = np.array([h.mean(0) if len(h) else c for h, c in zip(held, centres, strict=True)])
        if np.allclose(moved, centres, atol=0.05):
            break
        centres = moved
    return centres, owner


def palette_from_picture(pixels: NDArray[np.uint8], seed: int = 0) -> Palette:
    """Return the picture's most characteristic colour and a second that differs from it."""
    found = clusters(pixels, seed=seed)
    first = found[0]
    others = [
        c.colour
        for c in found[1:]
        if c.chroma > CHROMA_FLOOR and contrast(c.colour, first.colour) > 1.6
    ]
    return Palette(primary=first.colour, secondary=others[0] if others else None)


def derive_tones(palette: Palette, dark: bool) -> tuple[Tones, Surface]:
    """Return ground, surface, text, muted and accents that keep the palette's hue.

    Every text colour has a contrast of 4.5 or more on ground and surface.
    """
    hue, _, saturation = hls(palette.primary)

    def tone(lightness: float, most: float) -> str:
        return from_hls(hue, lightness, min(saturation, most))

    ground = tone(0.07, 0.45) if dark else tone(0.955, 0.55)
    surface = tone(0.14, 0.40) if dark else tone(0.90, 0.45)
    text = tone(0.965, 0.25) if dark else tone(0.11, 0.30)
    muted = ensure_contrast(tone(0.70, 0.18) if dark else tone(0.38, 0.16), surface, ground)
    accent = ensure_contrast(palette.primary, ground, surface)
    second = palette.secondary or from_hls(hue + 0.42, 0.55, max(saturation, 0.5))
    second = ensure_contrast(second, ground, surface)
    tones = Tones(
        ground=ground,
        text=text,
        muted=muted,
        emphasis=accent,
        accent=accent,
        second=second,
        on_accent=text_on(accent),
    )
    rule = mix(surface, text, 0.22)
    return tones, Surface(fill=surface, text=text, muted=muted, rule=rule, emphasis=accent)


def _inverted(palette: Palette) -> Tones:
    """Return the accent ground: the brand colour itself, moved until text reads on it."""
    ink = text_on(palette.primary)
    ground = ensure_contrast(palette.primary, ink, ratio=5.2)
    muted = ensure_contrast(mix(ink, ground, 0.14), ground)
    emphasis = ensure_contrast(palette.secondary or mix(ink, ground, 0.14), ground)
    return Tones(
        ground=ground,
        text=ink,
        muted=muted,
        emphasis=emphasis,
        accent=ink,
        second=emphasis,
        on_accent=ground,
    )


def _loud(palette: Palette) -> tuple[Tones, Surface]:
    """Return a ground of full brand colour with black on it, for posters."""
    hue, lightness, saturation = hls(palette.primary)
    ground = from_hls(hue, max(lightness, 0.5), saturation)
    while luminance(ground) < 0.38:
        lightness = hls(ground)[1]
        ground = from_hls(hue, lightness + 0.02, saturation)
    accent = ensure_contrast(palette.secondary or from_hls(hue + 0.5, 0.4, 0.9), ground, ratio=4.5)
    tones = Tones(
        ground=ground,
        text="#0B0B0B",
        muted=ensure_contrast(from_hls(hue, 0.14, min(saturation, 0.8)), ground),
        emphasis=accent,
        accent=accent,
        second=ensure_contrast(from_hls(hue + 0.42, 0.4, 0.8), ground, ratio=3.0),
        on_accent=text_on(accent),
    )
    surface = Surface(
        fill="#FFFFFF",
        text="#0B0B0B",
        muted=tones.muted,
        rule="#0B0B0B",
        emphasis=ensure_contrast(accent, "#FFFFFF"),
    )
    return tones, surface


def adapt(theme: Theme, palette: Palette) -> Theme:
    """Return ``theme`` in the colours of ``palette``; shapes, faces and market colours stay."""
    loud = theme.treatment == "halftone"
    tones, surface = _loud(palette) if loud else derive_tones(palette, theme.dark)
    other = tones.ground if loud else mix(tones.ground, surface.fill, 0.5)
    top = mix(tones.ground, palette.primary, 0.28) if theme.dark else tones.ground
    gradient = (top, tones.ground) if theme.dark else (tones.ground, surface.fill)
    alternate = replace(tones, ground=other)
    if theme.dark:
        worst = (top, surface.fill, tones.ground)
        tones = replace(
            tones,
            muted=ensure_contrast(tones.muted, *worst),
            emphasis=ensure_contrast(tones.emphasis, *worst),
        )
        alternate = replace(tones, ground=other)
    return replace(
        theme,
        grounds=(tones, alternate, _inverted(palette)),
        surface=surface,
        gradient=(tones.ground, tones.ground) if loud else gradient,
        glow=tones.second,
    )
