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
from aigc.image.theme.formats import Canvas
from aigc.image.theme.tokens import Theme
from aigc.image.transition import CHANGE_S, Change, change
from aigc.image.under import Under
from aigc.planes import new_planes
from aigc.types.asset import Asset
from aigc.types.frame import Planes
from aigc.types.scene import Scene

VERSION = "2"


class StageCache:
    """The stages of the few shots in use; an older one is dropped and built again when asked for.

    Parameters
    ----------
    capacity : int
        Stages kept at a time; each holds some 30 MB at 1080x1920.
    """

    def __init__(self, capacity: int = 2) -> None:
        self._capacity = capacity
        self._stages: OrderedDict[int, _Stage] = OrderedDict()

    def get(self, key: int, make: Callable[[], _Stage]) -> _Stage:
        """Return the stage under ``key``, made when it is not there."""
        stage = self._stages.pop(key, None)
        if stage is None:
            while len(self._stages) >= self._capacity:
                self._stages.popitem(last=False)
            stage = make()
        self._stages[key] = stage
        return stage


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
        stage = self._cache.get(self._number, self._build)
        changing = min(CHANGE_S, self._duration / 2)
        if self._previous is None or time >= changing:
            return stage.frame(float(time))
        if stage.before is None:
            stage.before = self._previous.last_frame()
        frame = stage.frame(float(time))
        out = stage.changed()
        change(
            self._theme.change,
            Change(
                old=stage.before, new=frame, out=out, k=float(time / changing), theme=self._theme
            ),
        )
        return out

    def last_frame(self) -> Planes:
        """Return a copy of the frame with which the shot ends, without a change into it."""
        stage = self._cache.get(self._number, self._build)
        return stage.frame(float(self._duration)).copy()

    def _build(self) -> _Stage:
        return _Stage(
            self._make_art(), self._theme, self._canvas, self._scene.ground, float(self._duration)
        )


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

    def __init__(
        self, art: SceneArt, theme: Theme, canvas: Canvas, variant: int, seconds: float
    ) -> None:
        self._under = Under(theme, canvas, variant, art.picture, seconds)
        self._over = Over(art, canvas)
        self._size = (canvas.width_px, canvas.height_px)
        self._out = new_planes(*self._size)
        self._changed: Planes | None = None
        self._fresh = True
        self._whole: list[PixelBox] = [(0, 0, *self._size)]
        self.before: Planes | None = None

    def frame(self, t: float) -> Planes:
        """Return the composed frame at ``t`` seconds."""
        below, above = self._under.update(t), self._over.update(t)
        dirty = self._whole if self._fresh else merged([*below, *above])
        self._fresh = False
        for box in dirty:
            self._over.blend(self._under.planes, self._out, box)
        return self._out

    def changed(self) -> Planes:
        """Return the buffer for frames of the change."""
        if self._changed is None:
            self._changed = new_planes(*self._size)
        return self._changed
