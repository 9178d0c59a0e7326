"""Timeline to OpenTimelineIO JSON and back, times exact as long as integers fit in a float."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from aigc.errors import InputError
from aigc.types.time import TimeRange
from aigc.types.timeline import Clip, Gap, Item, Timeline, Track, TrackKind, Transition

_KINDS: dict[TrackKind, str] = {"video": "Video", "audio": "Audio", "caption": "Subtitle"}
_OURS: dict[str, TrackKind] = {v: k for k, v in _KINDS.items()}
_EXACT = 2**53


def to_otio(timeline: Timeline) -> str:
    """Return the timeline as OpenTimelineIO JSON that reads back to the same value.

    Times that fall on frames are written at the clip's rate, others as numerator and denominator.

    Raises
    ------
    InputError
        A time is so fine that its integers do not fit in a float.
    """
    import opentimelineio as otio

    out = otio.schema.Timeline(name=timeline.name)
    out.metadata["aigc"] = {
        "fps": str(timeline.fps),
        "width_px": timeline.width_px,
        "height_px": timeline.height_px,
    }
    for track in timeline.tracks:
        made = otio.schema.Track(name=track.name, kind=_KINDS[track.kind])
        made.extend([_item(i, timeline.fps) for i in track.items])
        out.tracks.append(made)
    text = str(out.to_json_string())
    if from_otio(text) != timeline:
        raise InputError(
            f"Timeline {timeline.name!r} does not survive OpenTimelineIO: give every transition "
            "two neighbours and snap times to frames or samples first."
        )
    return text


def from_otio(text: str) -> Timeline:
    """Return the timeline in OpenTimelineIO JSON, from `to_otio` or another tool.

    A document without our metadata gets the rate of its first clip and a size of zero.

    Raises
    ------
    InputError
        The text is not an OpenTimelineIO timeline, or holds things that we have no word for.
    """
    import opentimelineio as otio

    try:
        read = otio.adapters.read_from_string(text, "otio_json")
    except Exception as exc:
        raise InputError(f"This is not OpenTimelineIO JSON: {exc}. Export it again.") from exc
    if not isinstance(read, otio.schema.Timeline):
        raise InputError(f"Expected a timeline, found {type(read).__name__}. Export the timeline.")
    ours = read.metadata.get("aigc", {})
    tracks = tuple(_track(t) for t in read.tracks)
    return Timeline(
        name=read.name,
        fps=Fraction(str(ours["fps"])) if "fps" in ours else _rate(read),
        width_px=int(ours.get("width_px", 0)),
        height_px=int(ours.get("height_px", 0)),
        tracks=tracks,
    )


def _time(value: Fraction, fps: Fraction) -> Any:
    """Return exact rational time, in frames where the value lies on one."""
    import opentimelineio as otio

    frames = value * fps
    if frames.denominator == 1:
        return otio.opentime.RationalTime(float(frames), float(fps))
    if max(value.numerator, value.denominator) >= _EXACT:
        raise InputError(f"The time {value} s is too fine to store. Snap it to frames or samples.")
    return otio.opentime.RationalTime(float(value.numerator), float(value.denominator))


def _seconds(time: Any) -> Fraction:
    """Return exact seconds; 29.97 and its kin are read as n/1001."""
    rate = Fraction(time.rate).limit_denominator(1001)
    return Fraction(time.value) / rate


def _item(item: Item, fps: Fraction) -> Any:
    import opentimelineio as otio

    if isinstance(item, Transition):
        return otio.schema.Transition(
            name=item.kind,
            transition_type="Custom_Transition",
            in_offset=_time(item.in_offset, fps),
            out_offset=_time(item.out_offset, fps),
        )
    if isinstance(item, Gap):
        return otio.schema.Gap(
            source_range=_range(TimeRange(start=Fraction(0), duration=item.duration), fps)
        )
    clip = otio.schema.Clip(
        name=item.name,
        media_reference=otio.schema.ExternalReference(target_url=item.media),
        source_range=_range(item.source_range, fps),
    )
    if item.metadata:
        clip.metadata["aigc"] = [[k, v] for k, v in item.metadata]
    return clip


def _range(value: TimeRange, fps: Fraction) -> Any:
    import opentimelineio as otio

    return otio.opentime.TimeRange(_time(value.start, fps), _time(value.duration, fps))


def _track(track: Any) -> Track:
    kind = _OURS.get(track.kind)
    if kind is None:
        known = ", ".join(_OURS)
        raise InputError(f"Track {track.name!r} has kind {track.kind!r}; we know {known}.")
    return Track(name=track.name, kind=kind, items=tuple(_read(i) for i in track))


def _read(item: Any) -> Item:
    import opentimelineio as otio

    if isinstance(item, otio.schema.Transition):
        return Transition(
            kind=item.name or item.transition_type,
            in_offset=_seconds(item.in_offset),
            out_offset=_seconds(item.out_offset),
        )
    if isinstance(item, otio.schema.Gap):
        return Gap(duration=_seconds(item.duration()))
    if not isinstance(item, otio.schema.Clip):
        raise InputError(f"A {type(item).__name__} cannot stand on a track here. Flatten it first.")
    place = item.trimmed_range()
    return Clip(
        name=item.name,
        media=str(getattr(item.media_reference, "target_url", None) or item.name),
        source_range=TimeRange(start=_seconds(place.start_time), duration=_seconds(place.duration)),
        metadata=tuple((str(k), str(v)) for k, v in item.metadata.get("aigc", [])),
    )


def _rate(read: Any) -> Fraction:
    """Return the rate of the first clip, or 30 where there is none."""
    for clip in read.find_clips():
        return Fraction(clip.trimmed_range().duration.rate).limit_denominator(1001)
    return Fraction(30)
