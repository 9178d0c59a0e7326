"""What is seen and heard of a case at a glance: frames all over a video, and its sound's shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from aigc.errors import AssetError

if TYPE_CHECKING:
    from PIL import Image

Kind = Literal["video", "audio", "picture", "text", ""]
KINDS: Final[dict[str, Kind]] = {
    ".mp4": "video", ".mov": "video", ".webm": "video", ".mkv": "video",
    ".wav": "audio", ".mp3": "audio", ".m4a": "audio", ".opus": "audio", ".ogg": "audio",
    ".flac": "audio", ".png": "picture", ".jpg": "picture", ".jpeg": "picture",
    ".webp": "picture", ".gif": "picture", ".md": "text", ".txt": "text", ".srt": "text",
    ".lrc": "text", ".csv": "text", ".html": "text",
}  # fmt: skip
_ORDER: Final[tuple[Kind, ...]] = ("video", "audio", "picture", "text")
MOST_FRAMES, FRAME_PX, BARS = 24, 150, 200
EVERY_S: Final = 2
Kept = Callable[[bytes], Path]
"""Puts a picture where the page may serve it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Frames with their seconds, and the loudness of ``BARS`` parts, 0 to 1."""

    frames: tuple[tuple[float, Path], ...] = ()
    peaks: tuple[float, ...] = ()
    duration_s: float = 0.0


def files_in(held: Path) -> list[Path]:
    """Return the files of a case, the one that is the work itself first."""
    return sorted((p for p in held.rglob("*") if p.is_file()), key=_weight)


def kind_of(path: Path) -> Kind:
    """Return what a file is, by its name; empty for what cannot be shown."""
    return KINDS.get(path.suffix.lower(), "")


def sheet(work: Path, scenes_s: Sequence[float], kept: Kept) -> Sheet:
    """Return frames and sound of a work; of what has none, nothing.

    A frame is shown for each scene, or for every other second where scenes are not known.
    """
    kind = kind_of(work)
    frames = tuple(_frames(work, scenes_s, kept)) if kind == "video" else ()
    peaks, duration = _sound(work) if kind in ("video", "audio") else ((), 0.0)
    return Sheet(frames=frames, peaks=peaks, duration_s=duration)


def _weight(path: Path) -> tuple[int, int, str]:
    kind = kind_of(path)
    order = _ORDER.index(kind) if kind in _ORDER else len(_ORDER)
    # The film or recording that is largest is the work; a cover is not.
    return order, -path.stat().st_size if kind in ("video", "audio") else 0, path.name


def _frames(path: Path, scenes_s: Sequence[float], kept: Kept) -> list[tuple[float, Path]]:
    from aigc.footage.reader import FrameReader

    found = []
    with closing(FrameReader(path)) as reader:
        end = reader.duration
        for time in _times(float(end), scenes_s):
            frame = reader.at(Fraction(time).limit_denominator(1000), end)
            found.append((time, kept(_jpeg(frame.to_image()))))
    return found


def _times(duration_s: float, scenes_s: Sequence[float]) -> list[float]:
    """Return when frames are taken: a little after a scene has begun, or every other second.

    >>> _times(5.0, ()), _times(5.0, (0.0, 3.0))
    ([1.0, 3.0], [0.75, 3.5])
    >>> _times(1.0, ())
    [0.5]
    """
    begins = sorted({s for s in scenes_s if 0 <= s < duration_s})
    if begins:
        # A scene has entered by then, and has not begun to leave.
        ends = [*begins[1:], duration_s]
        spans = zip(begins, ends, strict=True)
        times = [b + (e - b) / 4 for b, e in spans]
    else:
        count = max(1, int(duration_s // EVERY_S))
        times = [min(n * EVERY_S + 1.0, duration_s / 2 + n) for n in range(count)]
    step = -(-len(times) // MOST_FRAMES)
    return times[::step]


def _jpeg(picture: Image.Image) -> bytes:
    import io

    picture.thumbnail((FRAME_PX * 2, FRAME_PX * 2))
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


def _sound(path: Path) -> tuple[tuple[float, ...], float]:
    import numpy as np

    from aigc.audio import read_audio

    try:
        sound = read_audio(path, mono=True)
    except AssetError:
        # A film may be silent.
        return (), 0.0
    samples: Any = np.abs(sound.samples[0])
    parts = np.array_split(samples, BARS)
    loud = np.array([part.max() if part.size else 0.0 for part in parts])
    top = loud.max() or 1.0
    return tuple(round(float(v), 3) for v in loud / top), samples.size / sound.sample_rate
