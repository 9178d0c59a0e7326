"""moviepy's clips as guests of a draft, and a draft as a moviepy clip.

>>> mine = with_scene_clip(draft, 2, clip, key="harbour v1")          # doctest: +SKIP
>>> mine = with_layer(mine, badge, start=3, position=("right", 96))   # doctest: +SKIP
>>> mine.to_moviepy(store=store).preview()                            # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.store import Store
from aigc.types.frame import Overlay, Shot
from aigc.types.scene import Storyboard
from aigc.types.time import TimeRange, seconds
from aigc.types.timeline import Clip, Timeline

if TYPE_CHECKING:
    from moviepy import VideoClip

    from pipelines.article_to_video import Draft


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SceneClip:
    """A moviepy clip that is shown instead of scene ``scene``."""

    scene: int
    clip: VideoClip
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LayerClip:
    """A moviepy clip over the pictures, below captions and label, while ``time`` lasts.

    ``position`` is in pixels of the full-size canvas.
    """

    clip: VideoClip
    time: TimeRange
    position: object = None
    key: str = ""


Guest = SceneClip | LayerClip


def with_scene_clip(draft: Draft, scene: int, clip: VideoClip, *, key: str = "") -> Draft:
    """Return ``draft`` with a moviepy clip in place of scene ``scene``, counted from 0.

    The clip is scaled and cropped to cover the canvas; a longer one is cut, of a shorter one the
    last frame stays. Its sound is not used. ``key`` names what it shows: rendered frames are used
    again for an equal key, and drawn anew in every run without one.

    Raises
    ------
    InputError
        There is no such scene, or the clip has no duration.
    """
    count = len(draft.storyboard.scenes)
    if not 0 <= scene < count:
        raise InputError(f"There is no scene {scene}; the clip has {count} scenes, from 0.")
    if not clip.duration:
        raise InputError("This moviepy clip has no duration; give it one with with_duration().")
    others = tuple(g for g in draft.guests if not (isinstance(g, SceneClip) and g.scene == scene))
    guest = SceneClip(scene=scene, clip=clip, key=key)
    return replace(draft, guests=(*others, guest), timeline=_noted(draft.timeline, guest))


def with_layer(
    draft: Draft,
    clip: VideoClip,
    *,
    start: float | Fraction = 0,
    duration: float | Fraction | None = None,
    position: object = None,
    key: str = "",
) -> Draft:
    """Return ``draft`` with a moviepy clip, with its mask, laid over the pictures.

    Parameters
    ----------
    clip : moviepy.VideoClip
        Drawn at its own size on the full-size canvas (1080 px wide for 9:16).
    start, duration : float
        When it is shown, in seconds; as long as it lasts, or to the end, when left out.
    position : object
        What moviepy's ``with_position`` takes; left out, the clip's own position is used.
    key : str
        Names what it shows; see `with_scene_clip`.

    Raises
    ------
    InputError
        It would begin outside the clip, or last no time.
    """
    end, first = draft.storyboard.scenes[-1].time.end, seconds(start)
    length = seconds(duration if duration is not None else clip.duration or end - first)
    if not 0 <= first < end or length <= 0:
        raise InputError(
            f"A layer from {float(first):g} s for {float(length):g} s is never seen: the clip "
            f"lasts {float(end):g} s."
        )
    time = TimeRange(start=first, duration=min(length, end - first))
    layer = LayerClip(clip=clip, time=time, position=position, key=key)
    return replace(draft, guests=(*draft.guests, layer))


def to_moviepy(
    draft: Draft, *, store: Store, scene: int | None = None, progress: Progress = silent
) -> VideoClip:
    """Return the clip, or one scene of it without words and sound over it, as a moviepy clip.

    Size, rate, frames and sound are those of `render` before it lays the watermark on.

    Raises
    ------
    InputError
        There is no such scene.
    """
    from aigc.video.moviepy_guest import to_moviepy as played
    from aigc.video.presets import PRESETS
    from pipelines.delivery import stage

    count = len(draft.storyboard.scenes)
    if scene is not None and not 0 <= scene < count:
        raise InputError(f"There is no scene {scene}; the clip has {count} scenes, from 0.")
    if scene is not None:
        config = draft.config.model_copy(update={"music": "none"})
        draft = replace(draft, config=config)
    staged = stage(draft, store=store, progress=progress)
    shots, overlays = staged.shots, staged.overlays
    if scene is not None:
        shot, span = shots[scene]
        alone = TimeRange(start=Fraction(0), duration=span.duration)
        shots, overlays = ((shot, alone),), ()
    return played(
        shots,
        overlays,
        staged.audio if scene is None else None,
        width_px=staged.width_px,
        height_px=staged.height_px,
        fps=draft.timeline.fps / PRESETS[draft.config.preset].fps_divisor,
    )


def seated(
    draft: Draft, draw: Callable[[Storyboard], tuple[Shot, ...]], width_px: int, height_px: int
) -> tuple[Shot, ...]:
    """Return the shots of ``draft`` with its guests in their places.

    A change between two scenes is drawn from both, so the cuts around a guest are hard.
    """
    board = draft.storyboard
    shots = list(draw(board))
    guests = {g.scene: g for g in draft.guests if isinstance(g, SceneClip) and g.scene < len(shots)}
    for scene, guest in guests.items():
        from aigc.video.moviepy_guest import MoviepyShot

        shots[scene] = MoviepyShot(guest.clip, width_px, height_px, key=guest.key)
        after = board.scenes[scene + 1 : scene + 2]
        if after and scene + 1 not in guests:
            shots[scene + 1] = draw(replace(board, scenes=after))[0]
    return tuple(shots)


def layers(draft: Draft, width_px: int, height_px: int, scale: Fraction) -> tuple[Overlay, ...]:
    """Return the layers of ``draft`` for frames of ``scale`` times the canvas."""
    found: list[Overlay] = []
    for guest in draft.guests:
        if isinstance(guest, LayerClip):
            from aigc.video.moviepy_guest import MoviepyOverlay

            found.append(
                MoviepyOverlay(
                    guest.clip,
                    guest.time,
                    width_px,
                    height_px,
                    position=guest.position,
                    scale=scale,
                    key=guest.key,
                )
            )
    return tuple(found)


def described(guests: tuple[Guest, ...]) -> list[dict[str, Any]]:
    """Return what the record of a clip says of its guests."""
    return [
        {"scene": g.scene, "key": g.key}
        if isinstance(g, SceneClip)
        else {"start_s": float(g.time.start), "duration_s": float(g.time.duration), "key": g.key}
        for g in guests
    ]


def _noted(timeline: Timeline, guest: SceneClip) -> Timeline:
    """Return ``timeline`` with the guest as the medium of its scene."""
    video = timeline.track("video")
    items = list(video.items)
    at = [n for n, item in enumerate(items) if isinstance(item, Clip)][guest.scene]
    held = items[at]
    assert isinstance(held, Clip)
    items[at] = replace(held, media=f"moviepy:{guest.key or 'clip'}")
    noted = replace(video, items=tuple(items))
    tracks = tuple(noted if track is video else track for track in timeline.tracks)
    return replace(timeline, tracks=tracks)
