"""Storyboard, narration, captions and music laid on one timeline."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from aigc.types.caption import Caption
from aigc.types.narration import Narration
from aigc.types.scene import Scene, Storyboard
from aigc.types.time import TimeRange, from_frame, to_frame
from aigc.types.timeline import Clip, Gap, Item, Timeline, Track, Transition


def build_timeline(
    storyboard: Storyboard,
    narration: Narration,
    captions: Sequence[Caption] = (),
    *,
    fps: Fraction | int,
    width_px: int,
    height_px: int,
    music: str | None = None,
    transition: str = "cut",
    transition_s: Fraction = Fraction(9, 25),
    name: str = "clip",
) -> Timeline:
    """Return the clip's timeline with the tracks video, narration, music and captions.

    The video track holds one clip ``scene:N`` per scene. A ``transition`` other than ``cut``
    stands between two scenes: it begins at the cut (``in_offset`` 0) and lasts ``transition_s``,
    shortened to a third of the shorter neighbour, so a scene is never asked for a time before its
    start. The music track is there only when ``music`` names a medium.
    """
    rate = Fraction(fps)
    length = storyboard.scenes[-1].time.end if storyboard.scenes else narration.duration
    video = _video(storyboard.scenes, transition, transition_s, rate)
    voice = Clip(name="narration", media="narration", source_range=_from_zero(narration.duration))
    tracks = [
        Track(name="video", kind="video", items=video),
        Track(name="narration", kind="audio", items=_padded([voice], length)),
    ]
    if music is not None:
        bed = Clip(name="music", media=music, source_range=_from_zero(length))
        tracks.append(Track(name="music", kind="audio", items=(bed,)))
    if captions:
        tracks.append(Track(name="captions", kind="caption", items=_captions(captions, length)))
    return Timeline(
        name=name, fps=rate, width_px=width_px, height_px=height_px, tracks=tuple(tracks)
    )


def _from_zero(duration: Fraction) -> TimeRange:
    return TimeRange(start=Fraction(0), duration=duration)


def _video(scenes: Sequence[Scene], kind: str, length: Fraction, fps: Fraction) -> tuple[Item, ...]:
    """Return the scenes as clips with a transition between each two."""
    items: list[Item] = []
    for n, scene in enumerate(scenes):
        if n and kind != "cut":
            shorter = min(scenes[n - 1].time.duration, scene.time.duration)
            frames = to_frame(min(length, shorter / 3), fps)
            offset = from_frame(frames, fps)
            items.append(Transition(kind=kind, in_offset=Fraction(0), out_offset=offset))
        lines = ",".join(str(i) for i in scene.lines)
        items.append(
            Clip(
                name=f"{n + 1} {scene.kind}",
                media=f"scene:{n}",
                source_range=_from_zero(scene.time.duration),
                metadata=(("kind", scene.kind), ("lines", lines)),
            )
        )
    return tuple(items)


def _captions(captions: Sequence[Caption], length: Fraction) -> tuple[Item, ...]:
    """Return captions as clips ``caption:N`` with gaps where nothing is said."""
    items: list[Item] = []
    now = Fraction(0)
    for n, caption in enumerate(captions):
        if caption.time.start > now:
            items.append(Gap(duration=caption.time.start - now))
        source = _from_zero(caption.time.duration)
        items.append(Clip(name=caption.text, media=f"caption:{n}", source_range=source))
        now = caption.time.end
    return _padded(items, length)


def _padded(items: Sequence[Item], length: Fraction) -> tuple[Item, ...]:
    """Return ``items`` with a gap up to ``length``."""
    used = sum((i.duration for i in items if not isinstance(i, Transition)), Fraction(0))
    return (*items, Gap(duration=length - used)) if length > used else tuple(items)
