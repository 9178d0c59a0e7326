"""Measure words against the pixels that lie under them, and name texts in wrong places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

from aigc.image.captions.look import look
from aigc.image.captions.painter import draw_caption
from aigc.image.captions.setting import set_caption
from aigc.image.label import LabelOverlay
from aigc.image.scene.build import build_art
from aigc.image.scene.piece import Composition, Piece
from aigc.image.shot import SceneShot
from aigc.image.theme.colour import luminances
from aigc.image.theme.formats import Canvas, Format
from aigc.image.theme.tokens import Theme
from aigc.planes import to_rgb
from aigc.types.article import Language
from aigc.types.caption import Caption
from aigc.types.label import mark
from aigc.types.scene import Identity, Scene

SHARE = 0.02
BESIDE_UNITS = 4.0
DECORATION = frozenset({"numeral"})
"""Chapter numerals: as large as a picture, often behind the title, and said again by the tag."""
AT_S = 3.2
Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A run of glyphs as it was to be drawn: in which piece, where, and with what paint."""

    piece: str
    blob: Any
    x: float
    y: float
    paint: Any
    matrix: Any


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Finding:
    """A measured contrast and what it belongs to; -1 where a text stands in a wrong place."""

    contrast: float
    what: str


class Reader:
    """A canvas that notes filled words instead of drawing them; all else is passed on."""

    def __init__(self, target: Any) -> None:
        self._target = target
        self.piece = ""
        self.words: list[Words] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._target, name)

    def drawTextBlob(self, blob: Any, x: float, y: float, brush: Any) -> None:  # noqa: N802
        """Note the words; outlines and glows are drawn, for they lie under words."""
        if brush.getStyle() == skia.Paint.kStroke_Style or brush.getMaskFilter() is not None:
            self._target.drawTextBlob(blob, x, y, brush)
            return
        matrix = self._target.getTotalMatrix()
        self.words.append(
            Words(piece=self.piece, blob=blob, x=x, y=y, paint=skia.Paint(brush), matrix=matrix)
        )


class Wordless:
    """A composition without its words, for the shot; all but the drawing is the composition's."""

    def __init__(self, art: Composition) -> None:
        self._art = art

    def __getattr__(self, name: str) -> Any:
        return getattr(self._art, name)

    def draw(self, target: Any, t: float) -> None:
        """Draw everything but words."""
        reader = Reader(target)
        for piece in self._art.pieces:
            if t >= piece.start:
                piece.paint(target if piece.name in DECORATION else reader, t)


def words_of(art: Composition, size: Canvas, t: float) -> list[Words]:
    """Return all words that a composition shows at ``t``."""
    surface = skia.Surface(size.width_px, size.height_px)
    reader = Reader(surface.getCanvas())
    reader.scale(size.scale, size.scale)
    for piece in art.pieces:
        if t >= piece.start:
            reader.piece = piece.name
            piece.paint(reader, t)
    return [w for n, w in enumerate(reader.words) if not _is_shadow(w, reader.words[n + 1 :])]


def _is_shadow(words: Words, later: Sequence[Words]) -> bool:
    """Tell whether the same glyphs are drawn over these again, a few units away."""
    return any(
        o.blob is words.blob and 0 < abs(o.x - words.x) <= 20 and abs(o.y - words.y) <= 20
        for o in later
    )


def contrast_of(words: Words, ground: Pixels, beside_px: float) -> float:
    """Return the contrast of words with all but the worst pixels under and beside their strokes."""
    high, wide = ground.shape[:2]
    bounds = words.matrix.mapRect(words.blob.bounds().makeOffset(words.x, words.y))
    pad = round(beside_px) + 1
    x0, y0 = max(0, int(bounds.left()) - pad), max(0, int(bounds.top()) - pad)
    x1, y1 = min(wide, int(bounds.right()) + pad + 1), min(high, int(bounds.bottom()) + pad + 1)
    if x1 <= x0 or y1 <= y0:
        return 0.0
    drawn = _drawn(words, (x0, y0, x1 - x0, y1 - y0))
    covered = drawn[..., 3]
    reach = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * pad - 1, 2 * pad - 1))
    near = cv2.dilate((covered > 60).astype(np.uint8), reach) > 0
    below = luminances(ground[y0:y1, x0:x1][near].astype(np.float64))
    if not below.size:
        return 21.0
    above = _ink(words, drawn)
    ratio = (np.maximum(below, above[:, None]) + 0.05) / (np.minimum(below, above[:, None]) + 0.05)
    return float(np.quantile(ratio, SHARE, axis=1).min())


def _drawn(words: Words, box: tuple[int, int, int, int]) -> Pixels:
    x, y, w, h = box
    surface = skia.Surface(w, h)
    target = surface.getCanvas()
    target.translate(-x, -y)
    target.concat(words.matrix)
    target.drawTextBlob(words.blob, words.x, words.y, words.paint)
    return np.array(surface.toarray(colorType=skia.kRGBA_8888_ColorType))


def _ink(words: Words, drawn: Pixels) -> NDArray[np.float64]:
    """Return the luminances of the text: of its colour, or of the ends of its gradient."""
    if words.paint.getShader() is None:
        colour = words.paint.getColor()
        return luminances(np.array([[colour >> 16 & 255, colour >> 8 & 255, colour & 255]], float))
    full = drawn[drawn[..., 3] >= max(200, int(drawn[..., 3].max()))][:, :3]
    levels = luminances(full.astype(np.float64)) if len(full) else np.array([0.0])
    return np.quantile(levels, (SHARE, 1 - SHARE))


def frame(art: Any, scene: Scene, theme: Theme, size: Canvas, t: float) -> Pixels:
    """Return a scene's picture at ``t`` seconds."""
    shot = SceneShot(scene, lambda: art, theme=theme, canvas=size, duration=scene.time.duration)
    return to_rgb(shot.planes(Fraction(t).limit_denominator(100))).copy()


def measured(
    scene: Scene, theme: Theme, size: Canvas, who: Identity, language: Language, t: float = AT_S
) -> list[Finding]:
    """Return the least contrast of each piece's words, and the pieces in wrong places."""
    art = build_art(scene, theme, size.format, who, language)
    ground = frame(Wordless(art), scene, theme, size, t)
    least: dict[str, float] = {}
    for words in words_of(art, size, t):
        if words.piece not in DECORATION:
            found = contrast_of(words, ground, BESIDE_UNITS * size.scale)
            least[words.piece] = min(found, least.get(words.piece, 21.0))
    contrasts = [Finding(contrast=c, what=name) for name, c in least.items()]
    return [*contrasts, *(Finding(contrast=-1.0, what=f) for f in misplaced(art, size.format))]


def misplaced(art: Composition, form: Format) -> list[str]:
    """Name texts that leave the stage, reach into the caption band, or lie on each other."""
    texts = [p for p in art.pieces if p.colour and p.box[2] > 0]
    found = []
    for p in texts:
        x, y, w, h = p.box
        if x < form.left - 24 or x + w > form.right_at(y + h) + 24 or y < form.stage_top - 4:
            found.append(f"{p.name} leaves the stage {[round(v) for v in p.box]}")
        if y + h > form.stage_bottom + 14:
            found.append(f"{p.name} reaches into the captions {[round(v) for v in p.box]}")
    pairs = ((a, b) for n, a in enumerate(texts) for b in texts[n + 1 :])
    return [*found, *(f"{a.name} lies on {b.name}" for a, b in pairs if _overlap(a, b))]


def _overlap(a: Piece, b: Piece) -> bool:
    (ax, ay, aw, ah), (bx, by, bw, bh) = a.box, b.box
    wide = min(ax + aw, bx + bw) - max(ax, bx)
    high = min(ay + ah, by + bh) - max(ay, by)
    return wide > 4 and high > 0.25 * min(ah, bh)


def over(ground: Pixels, size: Canvas, paint: Any) -> list[float]:
    """Return the contrasts of the words that ``paint(canvas)`` lays over a picture."""
    surface = skia.Surface(size.width_px, size.height_px)
    target = surface.getCanvas()
    rgba = np.dstack((ground, np.full(ground.shape[:2], 255, np.uint8)))
    target.drawImage(skia.Image.fromarray(np.ascontiguousarray(rgba)), 0, 0)
    reader = Reader(target)
    reader.save()
    reader.scale(size.scale, size.scale)
    paint(reader)
    reader.restore()
    below = np.array(surface.toarray(colorType=skia.kRGBA_8888_ColorType))[..., :3]
    return [contrast_of(w, np.ascontiguousarray(below), 0.0) for w in reader.words]


def caption_contrasts(
    caption: Caption, ground: Pixels, theme: Theme, size: Canvas, style: str
) -> list[float]:
    """Return the contrasts of a caption's words over a picture, each word lit in turn."""
    made = look(theme, style)
    setting = set_caption(caption, size.format, theme, made)
    spans = (None, *(w.span for w in caption.words))
    lists = (
        over(ground, size, lambda c, s=span: draw_caption(c, setting, made, s, 1.0))
        for span in spans
    )
    return [c for found in lists for c in found]


def label_contrasts(ground: Pixels, theme: Theme, size: Canvas, language: Language) -> list[float]:
    """Return the contrasts of the label of generated media over a picture."""
    label = LabelOverlay(mark(language), theme, size)
    return over(ground, size, lambda c: label.draw(c, 1.0))
