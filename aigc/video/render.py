"""Shots, overlays and sound to one file, a stored segment at a time."""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from aigc.errors import EngineFailed, InputError
from aigc.planes import to_rgb
from aigc.progress import Progress, silent
from aigc.store import Store
from aigc.types.audio import Audio
from aigc.types.frame import Mark, Overlay, Planes, Shot
from aigc.types.time import TimeRange, from_frame, to_frame
from aigc.video.compose import Composer, scaled_size
from aigc.video.concat import Segment, join
from aigc.video.encode import (
    EncoderChoice,
    EncoderFailed,
    VideoFormat,
    choose_encoder,
    encode_audio,
    encode_frames,
)
from aigc.video.presets import Preset

SEGMENT_VERSION = 2
AUDIO_VERSION = 1
LONGEST_SEGMENT_S = 10
_M_MMAP_THRESHOLD = -3


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderReport:
    """What was written: size in pixels, ``fps``, and how many segments came from the store."""

    path: Path
    width_px: int
    height_px: int
    fps: Fraction
    frames: int
    segments: int
    reused: int
    encoder: str

    @property
    def duration(self) -> Fraction:
        """Seconds of picture."""
        return from_frame(self.frames, self.fps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """``count`` frames of the clip from ``first`` on, all of the shot that began at ``start``."""

    shot: Shot
    start: Fraction
    first: int
    count: int

    def times(self, fps: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
        """Yield each frame's time on the shot's clock and on the clip's."""
        for frame in range(self.first, self.first + self.count):
            now = from_frame(frame, fps)
            yield max(Fraction(0), now - self.start), now

    def range(self, fps: Fraction) -> TimeRange:
        """Return the piece's place on the clip's clock."""
        return TimeRange(start=from_frame(self.first, fps), duration=from_frame(self.count, fps))


def render_clip(
    shots: Sequence[tuple[Shot, TimeRange]],
    overlays: Sequence[Overlay],
    audio: Audio,
    *,
    width_px: int,
    height_px: int,
    fps: Fraction,
    preset: Preset,
    store: Store,
    out: Path,
    metadata: Mapping[str, str],
    progress: Progress = silent,
    encoder: EncoderChoice = "auto",
    mark: Mark | None = None,
) -> RenderReport:
    """Render ``shots``, which follow one another without a gap, to the MP4 file ``out``.

    Each shot becomes one segment or more in ``store``; those already there are not drawn again, so
    an edit costs its own scene and a killed run goes on where it was. The file appears when it is
    whole. ``mark`` is laid on every frame and has the size of the file's picture; segments are
    kept apart by it.

    Raises
    ------
    InputError
        There is no shot, the shots leave a gap or overlap, or the mark is of another size.
    ConfigError
        The size cannot be encoded.
    EngineFailed
        A shot or the encoder broke.
    """
    _return_large_blocks()
    width, height = scaled_size(width_px, height_px, preset.scale)
    VideoFormat(width_px=width_px, height_px=height_px, fps=fps, preset=preset)
    rate = Fraction(fps) / preset.fps_divisor
    video = VideoFormat(
        width_px=width, height_px=height, fps=rate, preset=preset, encoder=choose_encoder(encoder)
    )
    pieces = plan_pieces(shots, rate)
    composer = Composer(overlays, width_px, height_px, scale=preset.scale)
    work = _Work(
        pieces=pieces,
        overlays=overlays,
        composer=composer,
        store=store,
        progress=progress,
        mark=mark,
    )
    segments, reused, video = _with_fallback(work, video)
    frames = sum(piece.count for piece in pieces)
    sound = _stored_audio(audio, from_frame(frames, rate), store, progress)
    join(segments, sound, out, fps=rate, metadata=metadata, progress=progress)
    return RenderReport(
        path=out,
        width_px=width,
        height_px=height,
        fps=rate,
        frames=frames,
        segments=len(segments),
        reused=reused,
        encoder=video.encoder,
    )


@lru_cache(maxsize=1)
def _return_large_blocks() -> None:
    """Let freed megabytes go back to the system at once, where the C library is glibc.

    By itself glibc keeps the frames of each segment's encoder in its heap, between what outlives
    them, so that memory would grow by a hundred megabytes a segment.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 1 << 20)


def plan_pieces(shots: Sequence[tuple[Shot, TimeRange]], fps: Fraction) -> tuple[Piece, ...]:
    """Cut ``shots`` at frame borders into pieces of at most `LONGEST_SEGMENT_S` seconds.

    Raises
    ------
    InputError
        There is nothing to show, or the ranges leave a gap or overlap.
    """
    now = Fraction(0)
    pieces: list[Piece] = []
    for n, (shot, range_) in enumerate(shots):
        if range_.start != now:
            raise InputError(
                f"Shot {n + 1} starts at {float(range_.start):.3f} s, but the one before it ends "
                f"at {float(now):.3f} s. Shots must follow one another from zero without a gap."
            )
        now = range_.end
        pieces.extend(_cut(shot, range_, fps))
    if not pieces:
        raise InputError("There is nothing to render: the clip has no frame. Add a scene.")
    return tuple(pieces)


def _cut(shot: Shot, range_: TimeRange, fps: Fraction) -> Iterator[Piece]:
    first, end = to_frame(range_.start, fps), to_frame(range_.end, fps)
    parts = -(-(end - first) // max(1, round(LONGEST_SEGMENT_S * fps)))
    edges = [first + (end - first) * n // parts // 2 * 2 for n in range(parts)] + [end]
    for begin, following in pairwise(edges):
        yield Piece(shot=shot, start=range_.start, first=begin, count=following - begin)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    pieces: tuple[Piece, ...]
    overlays: Sequence[Overlay]
    composer: Composer
    store: Store
    progress: Progress
    mark: Mark | None


def _with_fallback(work: _Work, video: VideoFormat) -> tuple[list[Segment], int, VideoFormat]:
    try:
        return *_segments(work, video), video
    except EncoderFailed as exc:
        if video.encoder == "libx264":
            raise
        logging.getLogger(__name__).warning("%s The clip is encoded on the CPU instead.", exc)
        video = replace(video, encoder="libx264")
        return *_segments(work, video), video


def _segments(work: _Work, video: VideoFormat) -> tuple[list[Segment], int]:
    segments, reused, done = [], 0, 0
    total = sum(piece.count for piece in work.pieces)
    for piece in work.pieces:
        key = _segment_key(work, piece, video)
        path = work.store.get(key, ".mp4")
        reused += path is not None
        if path is None:
            path = _make_segment(work, piece, video, key, done, total)
        done += piece.count
        work.progress("render", done, total)
        segments.append(Segment(path=path, frames=piece.count))
    return segments, reused


def _segment_key(work: _Work, piece: Piece, video: VideoFormat) -> str:
    place = piece.range(video.fps)
    return work.store.key(
        "segment",
        SEGMENT_VERSION,
        shot=piece.shot.fingerprint,
        offset=place.start - piece.start,
        frames=piece.count,
        overlays=tuple(filter(None, (overlay.window(place) for overlay in work.overlays))),
        video=video,
        mark=work.mark.key if work.mark else "",
    )


def _make_segment(
    work: _Work, piece: Piece, video: VideoFormat, key: str, done: int, total: int
) -> Path:
    def frames() -> Iterator[Planes]:
        for n, (time, clip_time) in enumerate(piece.times(video.fps)):
            work.progress("render", done + n, total)
            yield work.composer.frame(piece.shot, time, clip_time)

    def make(part: Path) -> None:
        encode_frames(frames(), video, part, mark=work.mark)

    return work.store.get_or_make(key, ".mp4", make)


def _stored_audio(audio: Audio, duration: Fraction, store: Store, progress: Progress) -> Path:
    progress("sound", 0, 1)
    key = store.key("aac", AUDIO_VERSION, audio=audio, duration=duration)
    path = store.get_or_make(key, ".m4a", lambda part: encode_audio(audio, duration, part))
    progress("sound", 1, 1)
    return path


def still(
    shot: Shot, overlays: Sequence[Overlay], time: Fraction, *, start: Fraction = Fraction(0)
) -> bytes:
    """Return ``shot`` at ``time`` of its own clock as a PNG, for covers and previews.

    ``start`` is where the shot begins on the clip's clock, which the overlays follow.
    """
    rows, width = shot.planes(time).shape
    planes = Composer(overlays, width, rows * 2 // 3).frame(shot, time, start + time)
    return planes_to_png(planes)


def planes_to_png(planes: Planes) -> bytes:
    """Return a frame as a PNG file in sRGB's primaries."""
    done, data = cv2.imencode(".png", np.ascontiguousarray(to_rgb(planes)[..., ::-1]))
    if not done:
        raise EngineFailed("A frame could not be written as PNG.")
    return data.tobytes()
