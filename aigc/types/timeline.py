"""Timeline, in OpenTimelineIO's terms: tracks of clips, gaps and transitions over one clock."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from aigc.types.time import TimeRange

TrackKind = Literal["video", "audio", "caption"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A piece of media. ``media`` names it (an asset's digest, ``scene:3``, ``narration``)."""

    name: str
    media: str
    source_range: TimeRange
    metadata: tuple[tuple[str, str], ...] = ()

    @property
    def duration(self) -> Fraction:
        """Seconds on the track."""
        return self.source_range.duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Nothing for a while."""

    duration: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A change between two neighbours; it overlaps them and takes no time of its own."""

    kind: str
    in_offset: Fraction
    out_offset: Fraction


Item = Clip | Gap | Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Items one after the other."""

    name: str
    kind: TrackKind
    items: tuple[Item, ...]

    @property
    def duration(self) -> Fraction:
        """Sum of the clips and gaps."""
        return sum((i.duration for i in self.items if not isinstance(i, Transition)), Fraction(0))

    def placed(self) -> tuple[tuple[TimeRange, Clip], ...]:
        """Return each clip with its range on the track's clock."""
        out, now = [], Fraction(0)
        for item in self.items:
            if isinstance(item, Transition):
                continue
            if isinstance(item, Clip):
                out.append((TimeRange(start=now, duration=item.duration), item))
            now += item.duration
        return tuple(out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Tracks, the lowest first."""

    name: str
    fps: Fraction
    width_px: int
    height_px: int
    tracks: tuple[Track, ...]

    @property
    def duration(self) -> Fraction:
        """Length of the longest track."""
        return max((t.duration for t in self.tracks), default=Fraction(0))

    def track(self, name: str) -> Track:
        """Return the track called ``name``; `KeyError` when there is none."""
        for t in self.tracks:
            if t.name == name:
                return t
        raise KeyError(name)
