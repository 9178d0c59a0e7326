"""A scene as a shot: ground, picture and foreground composed to planes, cheaply.

Everything is kept as planes. A frame redraws only the boxes in which the ground or the foreground
moves; a still is warped on its planes; the change from the scene before is drawn over the first
moments.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from fractions import Fraction

from aigc.image.art import SceneArt
from aigc.image.boxes import PixelBox, merged
from aigc.image.over import Over
from aigc.image.surface import PixelSurface
from aigc.image.theme.formats import Canvas
from aigc.image.theme.tokens import Theme
from aigc.image.transition import CHANGE_S, Change, change
from aigc.image.under import Under
from aigc.planes import new_planes
from aigc.types.asset import Asset
from aigc.types.frame import Planes
from aigc.types.scene import Scene

VERSION = "5"


class StageCache:
    """What the shots of a clip share: the stages in use, and surfaces to draw on.

    An older stage is dropped and built again when asked for.

    Parameters
    ----------
    capacity : int
        Stages kept at a time; each holds some 15 MB at 1080x1920.
    """

    def __init__(self, capacity: int = 1) -> None:
        self._capacity = capacity
        self._stages: OrderedDict[int, _Stage] = OrderedDict()
        self._size: tuple[int, int] | None = None

    def get(self, key: int, make: Callable[[], _Stage]) -> _Stage:
        """Return the stage under ``key``, made when it is not there."""
        stage = self._stages.pop(key, None)
        if stage is None:
            while len(self._stages) >= self._capacity:
                self._stages.popitem(last=False)
            stage = make()
        self._stages[key] = stage
        return stage

    def scratch(self, canvas: Canvas) -> tuple[PixelSurface, Planes]:
        """Return a surface and a frame whose contents last until the next frame is drawn."""
        size = canvas.width_px, canvas.height_px
        if size != self._size:
            self._size = size
            self._surface, self._spare = PixelSurface(*size), new_planes(*size)
        return self._surface, self._spare


class SceneShot:
    """One scene on the screen.

    Parameters
    ----------
    scene : Scene
        What is shown; decides the fingerprint.
    make_art : callable
        Builds the scene's foreground; called when the shot is first drawn.
    theme, canvas : Theme, Canvas
        The look, and the canvas at its pixel size.
    duration : Fraction
        Seconds that the shot lasts.
    identity : str
        Anything else that decides the foreground: identity, language, fonts.
    previous : SceneShot, optional
        The shot before; its last frame changes into this one. None on a hard cut.
    cache : StageCache, optional
        Shared by the shots of a clip, so that memory stays bounded.

    Attributes
    ----------
    own_fingerprint : str
        Hex digest of the shot without the change into it.
    """

    def __init__(
        self,
        scene: Scene,
        make_art: Callable[[], SceneArt],
        *,
        theme: Theme,
        canvas: Canvas,
        duration: Fraction,
        identity: str = "",
        previous: SceneShot | None = None,
        cache: StageCache | None = None,
    ) -> None:
        self._scene, self._make_art = scene, make_art
        self._theme, self._canvas = theme, canvas
        self._duration, self._previous = duration, previous
        self._cache = cache or StageCache()
        self._number = id(self)
        self._before: Planes | None = None
        own = _digest(VERSION, _content(scene), theme, canvas, duration, identity)
        self.own_fingerprint = own
        self._fingerprint = _digest(own, previous.own_fingerprint if previous else "")

    @property
    def duration(self) -> Fraction:
        """Seconds that the shot lasts."""
        return self._duration

    @property
    def fingerprint(self) -> str:
        """Hex digest of scene, theme, canvas, duration and what changes into it."""
        return self._fingerprint

    def planes(self, time: Fraction) -> Planes:
        """Return the frame at ``time`` seconds; random access, fastest in order."""
        changing = min(CHANGE_S, self._duration / 2)
        if self._previous is None or time >= changing:
            self._before = None
            return self._stage().frame(float(time))
        if self._before is None:
            self._before = self._previous.last_frame()
        new, out = self._stage().frame(float(time)), self._cache.scratch(self._canvas)[1]
        share = float(time / changing)
        change(
            self._theme.change,
            Change(old=self._before, new=new, out=out, k=share, theme=self._theme),
        )
        return out

    def last_frame(self) -> Planes:
        """Return a copy of the frame with which the shot ends, without a change into it."""
        return self._stage().frame(float(self._duration)).copy()

    def _stage(self) -> _Stage:
        return self._cache.get(self._number, self._build)

    def _build(self) -> _Stage:
        art, surface = self._make_art(), self._cache.scratch(self._canvas)[0]
        under = Under(
            self._theme,
            self._canvas,
            self._scene.ground,
            art.picture,
            float(self._duration),
            surface,
        )
        return _Stage(under, Over(art, self._canvas, surface), self._canvas)


def _digest(*parts: object) -> str:
    return hashlib.sha256("|".join(repr(p) for p in parts).encode()).hexdigest()


def _content(value: object) -> object:
    """Return a value's fields for a digest; where a file lies is no part of what it is."""
    if isinstance(value, Asset):
        return value.sha256
    if isinstance(value, tuple):
        return tuple(_content(v) for v in value)
    if is_dataclass(value):
        return type(value).__name__, tuple(
            (f.name, _content(getattr(value, f.name))) for f in fields(value)
        )
    return value


class _Stage:
    """What a shot keeps while it is drawn."""

    def __init__(self, under: Under, over: Over, canvas: Canvas) -> None:
        self._under, self._over = under, over
        self._out = new_planes(canvas.width_px, canvas.height_px)
        self._dirty: list[PixelBox] = [(0, 0, canvas.width_px, canvas.height_px)]

    def frame(self, t: float) -> Planes:
        """Return the composed frame at ``t`` seconds."""
        changed = merged([*self._dirty, *self._under.update(t), *self._over.update(t)])
        self._dirty = []
        for box in changed:
            self._over.blend(self._under.planes, self._out, box)
        return self._out
