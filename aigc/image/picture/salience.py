"""Where a picture's subject is, from contrast, spectral residual, detail and skin.

Source: Hou and Zhang, "Saliency Detection: A Spectral Residual Approach" (CVPR 2007), for one of
the four maps; Itti, Koch and Niebur (PAMI 1998) for centre-surround contrast.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.image.picture.load import Rgb, read_rgb
from aigc.types.asset import Asset

Map = NDArray[np.float32]
Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]

SIDE_PX = 128


@lru_cache(maxsize=256)
def focus_of(asset: Asset) -> Point:
    """Return the salient point of ``asset`` in 0-1 of its width and height."""
    return focus_point(_map_of(asset))


@lru_cache(maxsize=256)
def subject_of(asset: Asset) -> Rectangle:
    """Return the box ``(x, y, w, h)`` around the subject, in 0-1 of the picture's size."""
    return subject_box(_map_of(asset))


@lru_cache(maxsize=64)
def _map_of(asset: Asset) -> Map:
    return salience_map(read_rgb(asset))


def salience_map(rgb: Rgb) -> Map:
    """Return how much each place draws the eye, 0-1, longest side 128 px."""
    scale = SIDE_PX / max(rgb.shape[:2])
    size = (max(8, round(rgb.shape[1] * scale)), max(8, round(rgb.shape[0] * scale)))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    parts = (
        (0.40, _contrast(lab)),
        (0.20, _spectral_residual(lab[..., 0])),
        (0.20, _detail(lab[..., 0])),
        (0.35, _skin(small)),
    )
    total = sum((weight * part for weight, part in parts), np.zeros(size[::-1], np.float32))
    total = cv2.GaussianBlur(total, (0, 0), SIDE_PX * 0.035) * _centre_prior(*size)
    return _normal(total)


def focus_point(salience: Map) -> Point:
    """Return the centre of the strongest salient region, pulled a little to the middle."""
    height, width = salience.shape
    if float(salience.max()) <= 0:
        return 0.5, 0.45
    y, x = np.unravel_index(int(np.argmax(salience)), salience.shape)
    px, py = float(x), float(y)
    xs, ys = np.meshgrid(np.arange(width), np.arange(height))
    strong = np.where(salience > 0.35, salience, 0) ** 2
    for _ in range(8):
        near = np.exp(-((xs - px) ** 2 + (ys - py) ** 2) / (2 * (SIDE_PX * 0.22) ** 2)) * strong
        mass = float(near.sum())
        px, py = float((near * xs).sum() / mass), float((near * ys).sum() / mass)
    sure = 1 - float(salience.mean())
    fx, fy = (px + 0.5) / width, (py + 0.5) / height
    return round(0.5 + (fx - 0.5) * sure, 4), round(0.45 + (fy - 0.45) * sure, 4)


def subject_box(salience: Map) -> Rectangle:
    """Return the box that holds nine tenths of the salient mass above one half."""
    height, width = salience.shape
    strong = np.where(salience > 0.5, salience, 0)
    if float(strong.sum()) <= 0:
        return 0.25, 0.2, 0.5, 0.5
    left, right = _middle_share(strong.sum(axis=0))
    top, bottom = _middle_share(strong.sum(axis=1))
    return left / width, top / height, (right - left) / width, (bottom - top) / height


def _middle_share(mass: NDArray[np.float32]) -> tuple[int, int]:
    part = np.cumsum(mass) / mass.sum()
    return int(np.searchsorted(part, 0.05)), int(np.searchsorted(part, 0.95)) + 1


def _normal(values: NDArray[np.generic]) -> Map:
    out = values.astype(np.float32)
    out -= float(out.min())
    top = float(out.max())
    return out / top if top > 1e-6 else np.zeros_like(out)


def _contrast(lab: NDArray[np.float32]) -> Map:
    total = np.zeros(lab.shape[:2], np.float32)
    for inner, outer in ((2.0, 12.0), (5.0, 28.0)):
        gap = cv2.GaussianBlur(lab, (0, 0), inner) - cv2.GaussianBlur(lab, (0, 0), outer)
        total += np.sqrt((gap**2 * np.array([0.6, 1.5, 1.5], np.float32)).sum(axis=2))
    return _normal(total)


def _spectral_residual(grey: NDArray[np.float32]) -> Map:
    small = cv2.resize(grey, (64, 64), interpolation=cv2.INTER_AREA)
    spectrum = np.fft.fft2(small)
    log_amplitude = np.log(np.abs(spectrum) + 1e-6).astype(np.float32)
    residual = log_amplitude - cv2.blur(log_amplitude, (3, 3))
    back = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    smooth = cv2.GaussianBlur(back.astype(np.float32), (0, 0), 2.5)
    return _normal(cv2.resize(smooth, grey.shape[::-1], interpolation=cv2.INTER_LINEAR))


def _detail(grey: NDArray[np.float32]) -> Map:
    edges = cv2.magnitude(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    return _normal(cv2.GaussianBlur(np.minimum(edges, 120), (0, 0), 4))


def _skin(rgb: Rgb) -> Map:
    """Rate skin-coloured places; a face is the strongest subject that a picture can have."""
    tone = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb).astype(np.float32)
    distance = ((tone[..., 1] - 152) / 11) ** 2 + ((tone[..., 2] - 108) / 11) ** 2
    likely = np.exp(-distance / 2) * (tone[..., 0] > 50)
    share = float(likely.mean())
    weight = 1.0 if share < 0.18 else max(0.0, 1 - (share - 0.18) / 0.2)
    return np.asarray(cv2.GaussianBlur(likely, (0, 0), 3) * weight, np.float32)


def _centre_prior(width: int, height: int) -> Map:
    xs = (np.arange(width) + 0.5) / width - 0.5
    ys = (np.arange(height) + 0.5) / height - 0.45
    bump = np.exp(-(xs[None, :] ** 2 + ys[:, None] ** 2) / (2 * 0.33**2))
    return np.asarray(0.25 + 0.75 * bump, np.float32)
