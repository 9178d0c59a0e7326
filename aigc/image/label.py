"""The visible label of generated media, on the first seconds of a clip."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, Literal

from aigc.errors import ConfigError
from aigc.image.paint.blobs import draw_glyphs
from aigc.image.paint.paints import paint
from aigc.image.paint.patches import make_patch
from aigc.image.paint.shapes import rect, rrect
from aigc.image.theme.colour import ensure_contrast, from_hls, hls, is_dark
from aigc.image.theme.formats import Canvas
from aigc.image.theme.tokens import Theme
from aigc.image.type.block import Block, one_line
from aigc.image.type.fonts import cap_height
from aigc.image.type.style import Style
from aigc.types.frame import Patch
from aigc.types.time import TimeRange

HEIGHT_SHARE = 0.05
"""Least height of the letters against the picture's shorter side.

Source: GB 45438-2025, labelling of AI-generated content, explicit labels of video.
"""
_HIGHER: Final = 1.03
"""By how much the letters are higher than they must be: scaling and encoding blur their ends."""
FADE_S = Fraction(6, 25)
FADES: Final = (1.0, 0.85, 0.7, 0.55, 0.4)
"""Strength of the label, and of its fading; it is still seen when the mark comes."""
PAD_X, PAD_Y = 26.0, 17.0
IDENTITY_PX = 76.0
"""Room that the programme identity takes at the top of the stage."""
Corner = Literal["left", "right"]
MARK: Final = "AI"
_MARK_PAD_X, _MARK_PAD_Y, _MARK_ROUND = 12.0, 7.0, 20.0
_MARK_TOP, _MARK_GAP = 4.0, 8.0
_LABEL_FILL, _MARK_FILL = 0.88, 0.8
"""How much of a chip's fill covers the picture: the letters read over any that shines through."""


class LabelOverlay:
    """A chip that says that the clip was generated.

    It stands fully visible for ``duration`` from the first frame and then fades within a quarter
    of a second.

    Parameters
    ----------
    text : str
        Wording, see `aigc.types.label.mark`.
    theme : Theme
        Colours and faces.
    canvas : Canvas
        Format and pixel size.
    duration : Fraction
        Seconds at full strength; at least two are required by the labelling rules.
    corner : str
        Upper corner of the stage, below the programme identity.

    Raises
    ------
    ConfigError
        When the text is empty or the duration is not positive.
    """

    def __init__(
        self,
        text: str,
        theme: Theme,
        canvas: Canvas,
        duration: Fraction = Fraction(2),
        corner: Corner = "right",
    ) -> None:
        if not text.strip():
            raise ConfigError("The label has no text. Use aigc.types.label.mark(language).")
        if duration <= 0:
            raise ConfigError(f"A label cannot last {duration} s. Give two seconds or more.")
        self._text, self._theme, self._canvas = text.strip(), theme, canvas
        self._duration, self._corner = duration, corner
        self._fill, self._ink, self._edge = chip_colours(theme)
        self._patch = lru_cache(maxsize=len(FADES))(self._draw)

    @property
    def fingerprint(self) -> str:
        """Hex digest of everything that decides the pixels."""
        return hashlib.sha256(self._appearance().encode()).hexdigest()

    def window(self, range_: TimeRange) -> str:
        """Return a digest of the label inside ``range_``; one value wherever it is not shown."""
        if range_.start >= self._duration + FADE_S or range_.end <= 0:
            return hashlib.sha256(b"").hexdigest()
        return hashlib.sha256(f"{self._appearance()} {range_.start}".encode()).hexdigest()

    def patches(self, time: Fraction) -> Sequence[Patch]:
        """Return the chip while it is shown."""
        if time < 0 or time >= self._duration + FADE_S:
            return ()
        if time < self._duration:
            return (self._patch(0),)
        return (self._patch(1 + int((time - self._duration) / FADE_S * (len(FADES) - 1))),)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Place of the chip in units: x, y, width, height."""
        form, block = self._canvas.format, self._block()
        wide, high = block.width_px + 2 * PAD_X, self.letter_height_px + 2 * PAD_Y + self._tail()
        x = form.stage_left if self._corner == "left" else form.stage_right - wide
        return x, form.stage_top + IDENTITY_PX, wide, high

    @property
    def letter_height_px(self) -> float:
        """Height of the capitals in canvas units; ideographs are higher."""
        style = self._block().style
        return cap_height(style.latin) * style.size_px

    def _tail(self) -> float:
        """Return the extra room that letters below the baseline need."""
        return 0.1 * self._block().style.size_px if any(c in "gjpqy" for c in self._text) else 0.0

    def _block(self) -> Block:
        return _letters(self._text, self._theme.faces.caption, self._canvas)

    def _draw(self, faded: int) -> Patch:
        key, alpha = f"{self.fingerprint}:{faded}", FADES[faded]
        x, y, wide, high = self.box
        margin = (x - 4, y - 4, wide + 8, high + 8)
        return make_patch(self._canvas, margin, key, lambda canvas: self.draw(canvas, alpha))

    def draw(self, canvas: Any, alpha: float) -> None:
        """Draw the chip on a canvas in units."""
        x, y, wide, high = self.box
        radius = min(self._theme.radius_px, high / 2)
        canvas.drawRRect(rrect(x, y, wide, high, radius), paint(self._fill, _LABEL_FILL * alpha))
        if radius:
            edge = paint(self._edge, 0.7 * alpha, stroke=2)
            canvas.drawRRect(rrect(x + 1, y + 1, wide - 2, high - 2, radius - 1), edge)
        else:
            canvas.drawRect(rect(x, y + high - 5, wide, 5), paint(self._edge, alpha))
        block = self._block()
        baseline = y + high - PAD_Y - self._tail()
        draw_glyphs(canvas, block.lines[0].glyphs, x + PAD_X, baseline, paint(self._ink, alpha))

    def _appearance(self) -> str:
        parts = (
            self._text,
            self._theme.faces.caption,
            (self._fill, self._ink, self._edge, self._theme.radius_px),
            asdict(self._canvas),
            (self.box, FADES),
            str(self._duration),
            self._corner,
        )
        return repr(parts)


class MarkOverlay:
    """Two letters on a chip in the upper right corner that stay when the label is gone.

    They are as high as the label's, end where it ended, and stand above the stage, where a scene
    has no text.

    Parameters
    ----------
    since : Fraction
        Seconds from which on they are shown.
    """

    def __init__(self, theme: Theme, canvas: Canvas, *, since: Fraction) -> None:
        self._face, self._canvas, self._since = theme.faces.caption, canvas, since
        self._fill, self._ink, _ = chip_colours(theme)
        self._radius_px = min(theme.radius_px, _MARK_ROUND)
        self._patch = lru_cache(maxsize=1)(self._draw)

    @property
    def fingerprint(self) -> str:
        """Hex digest of everything that decides the pixels."""
        look = (self._face, self._fill, self._ink, self._radius_px, _MARK_FILL)
        parts = (MARK, look, self.box, asdict(self._canvas), str(self._since))
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def window(self, range_: TimeRange) -> str:
        """Return a digest of the mark inside ``range_``; one value wherever it does not change."""
        if range_.end <= self._since:
            return hashlib.sha256(b"").hexdigest()
        begin = max(self._since - range_.start, Fraction(0))
        return hashlib.sha256(f"{self.fingerprint} {begin}".encode()).hexdigest()

    def patches(self, time: Fraction) -> Sequence[Patch]:
        """Return the mark while it is shown."""
        return (self._patch(),) if time >= self._since else ()

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Place of the chip in units: x, y, width, height."""
        form, block = self._canvas.format, self._block()
        wide, high = block.width_px + 2 * _MARK_PAD_X, self.letter_height_px + 2 * _MARK_PAD_Y
        y = max(form.stage_top - high - _MARK_GAP, _MARK_TOP)
        return form.stage_right - wide, y, wide, high

    @property
    def letter_height_px(self) -> float:
        """Height of the letters in canvas units."""
        style = self._block().style
        return cap_height(style.latin) * style.size_px

    def _block(self) -> Block:
        return _letters(MARK, self._face, self._canvas)

    def _draw(self) -> Patch:
        return make_patch(self._canvas, self.box, self.fingerprint, self.draw)

    def draw(self, canvas: Any) -> None:
        """Draw the chip on a canvas in units."""
        x, y, wide, high = self.box
        canvas.drawRRect(rrect(x, y, wide, high, self._radius_px), paint(self._fill, _MARK_FILL))
        glyphs, baseline = self._block().lines[0].glyphs, y + high - _MARK_PAD_Y
        draw_glyphs(canvas, glyphs, x + _MARK_PAD_X, baseline, paint(self._ink))


def _letters(text: str, face: tuple[str, str], canvas: Canvas) -> Block:
    """Return a text whose capitals are a little higher than a label's have to be."""
    cjk, latin = face
    wanted = HEIGHT_SHARE * canvas.format.shortest_side * _HIGHER
    return one_line(text, Style(size_px=wanted / cap_height(latin), cjk=cjk, latin=latin))


def chip_colours(theme: Theme) -> tuple[str, str, str]:
    """Return fill, ink and edge of a chip that reads on any picture."""
    tones = theme.tones()
    dark = is_dark(tones.ground) or theme.treatment == "halftone"
    hue, lightness, saturation = hls(tones.ground)
    if theme.treatment == "halftone":
        return "#0B0B0B", tones.ground, tones.ground
    lightness = min(lightness, 0.08) if dark else max(lightness, 0.94)
    fill = from_hls(hue, lightness, saturation)
    ink = "#FFFFFF" if dark else tones.text
    return fill, ink, ensure_contrast(tones.accent, fill, ratio=3.0)
