"""What a media file holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from aigc.errors import AssetError


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaInfo:
    """Streams of a media file; zeros and empty text where there is no such stream.

    ``rotation_deg`` is how far the picture must be turned clockwise to stand upright, and
    ``colour`` holds ISO/IEC 23091-4 codes: primaries, transfer, matrix, range (1 is limited).
    """

    container: str
    duration: Fraction
    video_codec: str = ""
    width_px: int = 0
    height_px: int = 0
    fps: Fraction = Fraction(0)
    frames: int = 0
    rotation_deg: int = 0
    colour: tuple[int, int, int, int] = (0, 0, 0, 0)
    audio_codec: str = ""
    sample_rate: int = 0
    channels: int = 0
    audio_duration: Fraction = Fraction(0)
    metadata: tuple[tuple[str, str], ...] = ()


def probe(path: Path) -> MediaInfo:
    """Return what ``path`` holds.

    Raises
    ------
    AssetError
        It is missing or is no media file.
    """
    with opened(path) as source:
        fields: dict[str, Any] = {}
        if source.streams.video:
            fields.update(_video(source.streams.video[0]))
        if source.streams.audio:
            fields.update(_audio(source.streams.audio[0]))
        return MediaInfo(
            container=source.format.name,
            duration=Fraction(source.duration or 0, av.time_base),
            metadata=tuple(sorted(source.metadata.items())),
            **fields,
        )


@contextmanager
def opened(path: Path, container_format: str | None = None) -> Iterator[Any]:
    """Open a media file for reading.

    Raises
    ------
    AssetError
        It is missing or damaged.
    """
    options = {"protocol_whitelist": "file"}
    try:
        source = av.open(str(Path(path).absolute()), format=container_format, options=options)
    except FileNotFoundError as exc:
        raise AssetError(f"The file {path} does not exist.") from exc
    except (av.FFmpegError, OSError) as exc:
        raise AssetError(f"The file {path} is no media file that can be read ({exc}).") from exc
    with source:
        yield source


def _video(stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    return {
        "video_codec": context.name,
        "width_px": context.width,
        "height_px": context.height,
        "fps": Fraction(stream.average_rate or stream.guessed_rate or 0),
        "frames": stream.frames,
        "rotation_deg": rotation(stream),
        "colour": (
            int(context.color_primaries),
            int(context.color_trc),
            int(context.colorspace),
            int(context.color_range),
        ),
    }


def _audio(stream: Any) -> dict[str, Any]:
    return {
        "audio_codec": stream.codec_context.name,
        "sample_rate": stream.codec_context.sample_rate,
        "channels": stream.codec_context.channels,
        "audio_duration": (stream.duration or 0) * Fraction(stream.time_base or 1),
    }


def rotation(stream: Any) -> int:
    """Return how far to turn the picture clockwise: 0, 90, 180 or 270 degrees."""
    stream.container.seek(0)
    for frame in stream.container.decode(stream):
        turned: int = -round(frame.rotation / 90) * 90 % 360
        return turned
    return 0
