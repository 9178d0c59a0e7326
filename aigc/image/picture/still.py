"""A still made ready for its camera move, on Y, U and V planes."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

from aigc.image.art import PictureLayer, Scrim
from aigc.image.boxes import PixelBox, pixel_boxes
from aigc.image.picture.camera import Camera
from aigc.image.picture.framing import cover, is_document
from aigc.image.picture.load import Rgb, read_rgb
from aigc.image.picture.salience import subject_of
from aigc.image.picture.treatment import blurred, treat
from aigc.image.theme.formats import Canvas
from aigc.image.theme.tokens import Theme
from aigc.planes import new_planes, plane_slices, split_planes, write_planes
from aigc.types.frame import Planes

LEAST_KEPT = 0.28
DOCUMENT_AMOUNT = 0.016
SHARPEN_FROM = 1.2
INVERSE = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


class Still:
    """A picture layer at a pixel size.

    Attributes
    ----------
    box : PixelBox
        Where it lies in the frame.
    opaque : bool
        Whether it covers its box wholly.
    travel_px : float
        How far a point of the picture goes at most while the scene lasts.
    """

    def __init__(self, layer: PictureLayer, theme: Theme, canvas: Canvas) -> None:
        boxes = pixel_boxes([layer.box], canvas.scale, canvas.width_px, canvas.height_px)
        self.box: PixelBox = boxes[0] if boxes else (0, 0, 2, 2)
        self._mask = mask_of(layer, canvas, self.box)
        self.opaque = self._mask is None
        if is_document(layer.picture):
            layer = _as_evidence(layer)
        rgb, focus = _fitted(layer, self.box, theme)
        self._source = split_planes(to_planes(with_scrims(rgb, layer.scrims)))
        self.travel_px = layer.amount * max(self.box[2:])
        self._camera = Camera(move=layer.move, amount=layer.amount, focus=focus)

    def draw(self, planes: Planes, progress: float) -> None:
        """Draw the still at ``progress`` (0-1) of its move over ``planes``."""
        x, y, scale = self._camera.window(progress)
        for n, under in enumerate(plane_slices(planes, self.box)):
            source = self._source[n]
            matrix = _window_matrix(source, under, x, y, scale)
            size = (under.shape[1], under.shape[0])
            place = under if self._mask is None and under.flags.c_contiguous else None
            seen = cv2.warpAffine(source, matrix, size, place, INVERSE, cv2.BORDER_REPLICATE)
            if self._mask is None and place is None:
                under[...] = seen
            elif self._mask is not None:
                inside, outside = self._mask[min(n, 1)]
                kept = cv2.multiply(under, outside, scale=1 / 255)
                under[...] = cv2.add(cv2.multiply(seen, inside, scale=1 / 255), kept)


def backdrop(layer: PictureLayer, theme: Theme, canvas: Canvas) -> Planes:
    """Return a whole frame of the picture's own blur, darkened into the theme's ground."""
    width, height = canvas.width_px, canvas.height_px
    rgb = read_rgb(layer.picture)
    x, y, w, h = _whole(cover(rgb.shape[1], rgb.shape[0], width, height, layer.focus))
    soft = treat(
        blurred(rgb[y : y + h, x : x + w], width, height), "theme" if theme.dark else "raw", theme
    )
    ground = np.array([int(theme.tones(0).ground[n : n + 2], 16) for n in (1, 3, 5)], np.float32)
    rows = np.linspace(0.55, 0.82, height, dtype=np.float32)[:, None, None]
    levels = soft * (1 - rows) + ground * rows
    noise = np.random.default_rng(5).normal(0, 1.6, (height, width, 1)).astype(np.float32)
    return to_planes(np.asarray(np.clip(levels + noise, 0, 255), np.uint8))


def _as_evidence(layer: PictureLayer) -> PictureLayer:
    """Return ``layer`` in natural colour, whole, with a move too small to cut its lines."""
    treatment = "raw" if layer.treatment == "theme" else layer.treatment
    amount = min(layer.amount, DOCUMENT_AMOUNT)
    return replace(layer, treatment=treatment, amount=amount, fit="frame")


def _window_matrix(
    source: Planes, out: Planes, x: float, y: float, scale: float
) -> NDArray[np.float64]:
    """Return the map from output to source pixels, centres on half pixels."""
    kx, ky = source.shape[1] * scale / out.shape[1], source.shape[0] * scale / out.shape[0]
    left, top = source.shape[1] * x, source.shape[0] * y
    return np.array([[kx, 0, left + kx / 2 - 0.5], [0, ky, top + ky / 2 - 0.5]], np.float64)


def _fitted(layer: PictureLayer, box: PixelBox, theme: Theme) -> tuple[Rgb, tuple[float, float]]:
    """Return the treated still, larger than ``box`` by the camera's room, and its focus."""
    room = 1 + layer.amount
    width, height = (round(side * room / 2) * 2 for side in box[2:])
    rgb = read_rgb(layer.picture)
    subject = subject_of(layer.picture)
    x, y, w, h = cover(rgb.shape[1], rgb.shape[0], width, height, layer.focus, subject)
    kept = w * h / (rgb.shape[0] * rgb.shape[1])
    framed = layer.fit == "frame" or (
        layer.fit == "auto" and (kept < LEAST_KEPT or is_document(layer.picture))
    )
    if framed and kept < 0.97:
        return _framed(rgb, layer, (width, height), theme), (0.5, 0.5)
    x0, y0, w0, h0 = _whole((x, y, w, h))
    still = treat(_resized(rgb[y0 : y0 + h0, x0 : x0 + w0], width, height), layer.treatment, theme)
    focus = (layer.focus[0] * rgb.shape[1] - x) / w, (layer.focus[1] * rgb.shape[0] - y) / h
    return still, (min(max(focus[0], 0.0), 1.0), min(max(focus[1], 0.0), 1.0))


def _framed(rgb: Rgb, layer: PictureLayer, size: tuple[int, int], theme: Theme) -> Rgb:
    """Return the whole picture over its own blur, small enough to survive the camera."""
    width, height = size
    out = blurred(rgb, width, height)
    if theme.dark:
        out = np.asarray(out * np.float32(0.42), np.uint8)
    room = 1 + layer.amount if layer.move in ("push", "pull") else 1 + 2 * layer.amount
    scale = min(width / room / rgb.shape[1], height / room / rgb.shape[0])
    w, h = max(2, int(rgb.shape[1] * scale)), max(2, int(rgb.shape[0] * scale))
    x, y = (width - w) // 2, (height - h) // 2
    out[y : y + h, x : x + w] = treat(_resized(rgb, w, h), layer.treatment, theme)
    return out


def _whole(crop: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    x, y, w, h = crop
    return int(x), int(y), max(1, int(w)), max(1, int(h))


def _resized(rgb: Rgb, width: int, height: int) -> Rgb:
    scale = max(width / rgb.shape[1], height / rgb.shape[0])
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    out = cv2.resize(rgb, (width, height), interpolation=how)
    if scale > SHARPEN_FROM:
        soft = cv2.GaussianBlur(out, (0, 0), min(4.0, 1.1 * scale))
        out = cv2.addWeighted(out, 1.5, soft, -0.5, 0)
    return np.asarray(out, np.uint8)


def with_scrims(rgb: Rgb, scrims: tuple[Scrim, ...]) -> Rgb:
    """Return ``rgb`` under ``scrims``, lowest first."""
    out = rgb.astype(np.float32)
    for scrim in scrims:
        upright = scrim.edge in ("top", "bottom")
        length = rgb.shape[0 if upright else 1]
        at = (np.arange(length, dtype=np.float32) + 0.5) / length
        at = at if scrim.edge in ("top", "left") else at[::-1]
        fall = np.clip((scrim.extent - at) / max(1e-3, scrim.extent * (1 - scrim.hold)), 0, 1)
        # Smooth at both ends, so that no edge of the scrim shows.
        share = fall * fall * (3 - 2 * fall) * scrim.opacity
        share = share[:, None, None] if upright else share[None, :, None]
        color = np.array([int(scrim.color[n : n + 2], 16) for n in (1, 3, 5)], np.float32)
        out += (color - out) * share
    return np.asarray(np.rint(out), np.uint8)


def to_planes(rgb: Rgb) -> Planes:
    """Return ``rgb`` as a frame."""
    planes = new_planes(rgb.shape[1], rgb.shape[0])
    write_planes(cv2.cvtColor(rgb, cv2.COLOR_RGB2RGBA), planes)
    return planes


def mask_of(
    layer: PictureLayer, canvas: Canvas, box: PixelBox
) -> tuple[tuple[Planes, Planes], tuple[Planes, Planes]] | None:
    """Return (inside, outside) weights at full and half size, or None for the whole frame."""
    bleeds = box == (0, 0, canvas.width_px, canvas.height_px)
    if bleeds and layer.clip is None and layer.radius <= 0:
        return None
    surface = skia.Surface(box[2], box[3])
    target = surface.getCanvas()
    target.clear(skia.ColorTRANSPARENT)
    target.translate(-box[0], -box[1])
    target.scale(canvas.scale, canvas.scale)
    white = skia.Paint(AntiAlias=True, Color=skia.ColorWHITE)
    if layer.clip is not None:
        target.drawPath(layer.clip(), white)
    else:
        x, y, w, h = layer.box
        outline = skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(x, y, w, h), layer.radius, layer.radius)
        target.drawRRect(outline, white)
    inside = np.ascontiguousarray(surface.makeImageSnapshot().toarray()[..., 3])
    half = cv2.resize(inside, (box[2] // 2, box[3] // 2), interpolation=cv2.INTER_AREA)
    return (inside, cv2.bitwise_not(inside)), (half, cv2.bitwise_not(half))
