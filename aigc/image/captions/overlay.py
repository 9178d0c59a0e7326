"""Captions as an overlay of the renderer."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction

from aigc.image.captions.look import look
from aigc.image.captions.painter import draw_caption
from aigc.image.captions.setting import Setting, set_caption
from aigc.image.paint.easing import HIGHLIGHT_S, ease
from aigc.image.paint.patches import make_patch
from aigc.image.theme.formats import Canvas
from aigc.image.theme.tokens import CaptionStyle, Theme
from aigc.types.caption import Caption
from aigc.types.frame import Patch
from aigc.types.time import TimeRange

LEVELS = 3
"""Pictures of a highlight on its way in; the last one holds."""
BRIDGE_S = Fraction(3, 10)
"""A pause up to this long keeps the word before it lit."""

STEP_S = Fraction(1, 15)
"""A caption looks the same at least as long, so that every second frame repeats the one before."""

PAINT_VERSION = 4


class CaptionOverlay:
    """Draws captions, one word highlighted for as long as it is spoken.

    Parameters
    ----------
    captions : sequence of Caption
        In order of time.
    theme : Theme
        Colours and faces.
    canvas : Canvas
        Format and pixel size.
    style : str, optional
        plate, ink, glow, outline, pill or block; the theme's own by default.
    cache : int
        Pictures kept.

    Raises
    ------
    ConfigError
        When there is no such style.
    """

    def __init__(
        self,
        captions: Sequence[Caption],
        theme: Theme,
        canvas: Canvas,
        style: CaptionStyle | None = None,
        cache: int = 4,
    ) -> None:
        self._captions = tuple(sorted(captions, key=lambda c: c.time.start))
        self._starts = [c.time.start for c in self._captions]
        self._theme, self._canvas = theme, canvas
        self._look = look(theme, style)
        self._faces = theme.faces.caption
        self._patches: OrderedDict[str, Patch] = OrderedDict()
        self._settings: OrderedDict[int, Setting] = OrderedDict()
        self._capacity = cache
        self._appearance = self._described()

    @property
    def fingerprint(self) -> str:
        """Hex digest of everything that decides the pixels."""
        return _digest(self._appearance, *(_timed(c, Fraction(0)) for c in self._captions))

    def window(self, range_: TimeRange) -> str:
        """Return a digest of the captions shown inside ``range_``, times from its start."""
        begin = _stepped(range_.start)
        seen = (
            _timed(c, begin)
            for c in self._captions
            if c.time.start < range_.end and begin < c.time.end
        )
        return _digest(self._appearance, str(range_.start - begin), *seen)

    def patches(self, time: Fraction) -> Sequence[Patch]:
        """Return the caption shown at ``time``, or nothing."""
        time = _stepped(time)
        n = bisect_right(self._starts, time) - 1
        if n < 0 or not self._captions[n].time.contains(time):
            return ()
        caption = self._captions[n]
        word, level = highlight(caption, time)
        key = _digest(self._appearance, _untimed(caption), f"{word}:{level}")
        patch = self._patches.get(key)
        if patch is None:
            patch = self._draw(n, word, level, key)
            self._patches[key] = patch
            if len(self._patches) > self._capacity:
                self._patches.popitem(last=False)
        self._patches.move_to_end(key)
        return (patch,)

    def setting(self, index: int) -> Setting:
        """Return how caption ``index`` is set, for checks of place and size."""
        found = self._settings.get(index)
        if found is None:
            caption = self._captions[index]
            found = set_caption(caption, self._canvas.format, self._theme, self._look)
            self._settings[index] = found
            if len(self._settings) > self._capacity:
                self._settings.popitem(last=False)
        return found

    def _draw(self, index: int, word: int, level: int, key: str) -> Patch:
        setting = self.setting(index)
        lit = self._captions[index].words[word].span if word >= 0 else None
        share = ease("enter")(level / LEVELS)
        return make_patch(
            self._canvas,
            setting.box,
            key,
            lambda canvas: draw_caption(canvas, setting, self._look, lit, share),
        )

    def _described(self) -> str:
        parts = (
            PAINT_VERSION,
            asdict(self._look),
            self._faces,
            self._theme.scale.caption,
            asdict(self._canvas),
        )
        return repr(parts)


def _stepped(time: Fraction) -> Fraction:
    return time // STEP_S * STEP_S


def highlight(caption: Caption, time: Fraction) -> tuple[int, int]:
    """Return the spoken word's index (-1 for none) and how far it is lit, 0 to `LEVELS`."""
    started = [i for i, w in enumerate(caption.words) if w.time.start <= time]
    if not started:
        return -1, 0
    i = started[-1]
    word = caption.words[i]
    if time >= word.time.end and time >= _dark_from(caption, i):
        return -1, 0
    passed = float(time - word.time.start) / HIGHLIGHT_S
    return i, min(LEVELS, int(passed * LEVELS) + 1)


def _dark_from(caption: Caption, i: int) -> Fraction:
    """Return when word ``i`` goes dark: with the next word, or at once before a long pause."""
    end = caption.words[i].time.end
    later = caption.words[i + 1].time.start if i + 1 < len(caption.words) else caption.time.end
    return later if later - end <= BRIDGE_S else end


def _untimed(caption: Caption) -> str:
    spans = [(w.span.start, w.span.end) for w in caption.words]
    return repr((caption.rows, caption.language, spans))


def _timed(caption: Caption, origin: Fraction) -> str:
    times = [(str(w.time.start - origin), str(w.time.end - origin)) for w in caption.words]
    place = (str(caption.time.start - origin), str(caption.time.end - origin))
    return repr((_untimed(caption), times, place))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
