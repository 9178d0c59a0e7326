"""Segments joined into one MP4 by moving packets; nothing is encoded again."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from aigc.errors import AssetError
from aigc.files import replacing
from aigc.progress import Progress, silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A coded piece of video and the number of frames it must hold."""

    path: Path
    frames: int


def join(
    segments: Sequence[Segment],
    audio: Path,
    out: Path,
    *,
    fps: Fraction,
    metadata: Mapping[str, str],
    progress: Progress = silent,
) -> None:
    """Write ``segments`` one after the other, with ``audio``, to ``out``: whole or not at all.

    The index comes first (``+faststart``), frame ``n`` is shown at ``n / fps``.

    Raises
    ------
    AssetError
        A segment is damaged, or was made with other settings.
    """
    delay = _common_delay(segments, fps)
    options = {"movflags": "+faststart+use_metadata_tags", "fflags": "+bitexact"}
    with (
        replacing(out) as part,
        av.open(str(audio)) as sound,
        av.open(str(part), "w", "mp4", options=options) as target,
    ):
        target.metadata.update(metadata)
        with av.open(str(segments[0].path)) as first:
            picture: Any = target.add_stream_from_template(first.streams.video[0])
            picture.time_base = 1 / fps
        voice: Any = target.add_stream_from_template(sound.streams.audio[0])
        pictures = _pictures(segments, fps, delay, picture, progress)
        sounds = _sounds(sound, voice)
        for _, _, packet in heapq.merge(pictures, sounds, key=lambda item: item[:2]):
            target.mux_one(packet)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What of a segment must agree with its neighbours."""

    header: bytes
    delay: int


def _common_delay(segments: Sequence[Segment], fps: Fraction) -> int:
    orders = [_order(segment, fps) for segment in segments]
    for segment, order in zip(segments, orders, strict=True):
        if order.header != orders[0].header:
            raise AssetError(
                f"The segment {segment.path.name} was encoded with other settings than the first "
                "one. Delete both from the store and render again."
            )
    return max(order.delay for order in orders)


def _order(segment: Segment, fps: Fraction) -> _Order:
    with _damage_named(segment.path), av.open(str(segment.path)) as source:
        stream = source.streams.video[0]
        shown = [_frame(p, fps) for p in source.demux(stream) if p.size]
        header = bytes(stream.codec_context.extradata or b"")
    if sorted(shown) != list(range(segment.frames)):
        raise AssetError(
            f"The segment {segment.path.name} holds {len(shown)} frames instead of "
            f"{segment.frames}. Delete it from the store and render again."
        )
    return _Order(header=header, delay=max(n - frame for n, frame in enumerate(shown)))


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    try:
        yield
    except av.FFmpegError as exc:
        raise AssetError(
            f"The segment {path.name} cannot be read ({exc}). "
            "Delete it from the store and render again."
        ) from exc


def _frame(packet: Any, fps: Fraction) -> int:
    frame: int = round(packet.pts * packet.time_base * fps)
    return frame


def _pictures(
    segments: Sequence[Segment], fps: Fraction, delay: int, stream: Any, progress: Progress
) -> Iterator[tuple[Fraction, int, Any]]:
    offset = 0
    for n, segment in enumerate(segments):
        progress("join", n, len(segments))
        with av.open(str(segment.path)) as source:
            packets = (p for p in source.demux(source.streams.video[0]) if p.size)
            for k, packet in enumerate(packets):
                shown = _frame(packet, fps)
                packet.stream, packet.time_base = stream, 1 / fps
                packet.pts, packet.dts, packet.duration = offset + shown, offset + k - delay, 1
                yield Fraction(packet.dts) / fps, 0, packet
        offset += segment.frames
    progress("join", len(segments), len(segments))


def _sounds(source: Any, stream: Any) -> Iterator[tuple[Fraction, int, Any]]:
    for packet in source.demux(source.streams.audio[0]):
        if packet.size:
            time = packet.dts * packet.time_base
            packet.stream = stream
            yield time, 1, packet
