"""A film of a face becomes the motion of a character, with the film's sound.

>>> seen = mirrored(Path("me.mp4"))                                          # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aigc import registry
from aigc.errors import InputError
from aigc.progress import Progress, silent, track
from aigc.types.audio import Audio
from aigc.types.avatar import Motion
from aigc.types.time import from_frame

if TYPE_CHECKING:
    from aigc.avatar.photo.landmarks import FaceTracker
    from aigc.footage.reader import FrameReader

FILMS = (".mp4", ".m4v", ".mov", ".webm", ".mkv")
FPS = Fraction(30)
LONGEST_S = 600
LONGEST_SIDE_PX = 720
"""Of the pictures in which the face is looked for."""
WORTH_TELLING_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mirrored:
    """What a film of a face says and does; ``notes`` tell where no face was seen."""

    motion: Motion
    audio: Audio
    notes: tuple[str, ...] = ()


def is_film(said: str | Path) -> bool:
    """Tell whether this names a film rather than a text or a recording."""
    return "\n" not in str(said) and Path(said).suffix.lower() in FILMS


def mirrored(
    path: Path, *, engine: str = "mediapipe", seed: int = 0, progress: Progress = silent
) -> Mirrored:
    """Return the motion of the face in a film, 30 frames a second.

    Where no face is seen the last one is held, and goes over into the next.

    Parameters
    ----------
    engine : str
        An engine of ``landmarks`` that follows a face through a film.
    seed : int
        Fixes breath and what the body does.

    Raises
    ------
    AssetError
        The film is missing, damaged or of a format that is not read.
    InputError
        It is too long, or shows no face.
    EngineUnavailable
        Nothing here finds faces.
    """
    from aigc.avatar.motion.capture import from_landmarks
    from aigc.avatar.motion.seen import seen
    from aigc.footage.reader import FrameReader

    reader = FrameReader(path, path.name)
    try:
        count = _count(reader, path.name)
        found = _tracker(engine).track(_pictures(reader, count))
        faces = list(track(found, progress, "face", count))
    finally:
        reader.close()
    if not any(faces):
        raise InputError(
            f"There is no face in {path.name}. Give a film in which one person looks at the camera."
        )
    weights, heads = seen(faces)
    at = np.arange(count) / float(FPS)
    motion = from_landmarks(
        weights, at, heads=heads, neutral=np.zeros(weights.shape[1]), fps=FPS, seed=seed
    )
    missing = [face is None for face in faces]
    return Mirrored(motion=motion, audio=_sound(path, motion.duration), notes=_notes(missing))


def _tracker(engine: str) -> FaceTracker:
    found = registry.get("landmarks", engine)
    if not hasattr(found, "track"):
        raise InputError(f"The engine {engine!r} finds faces in pictures only. Use mediapipe.")
    tracker: FaceTracker = found
    return tracker


def _count(reader: FrameReader, name: str) -> int:
    if reader.duration > LONGEST_S:
        raise InputError(
            f"{name} lasts {float(reader.duration):.0f} s; at most {LONGEST_S} s of a face are "
            "read. Cut it first."
        )
    return max(2, int(reader.duration * FPS))


def _pictures(reader: FrameReader, count: int) -> Iterator[NDArray[np.uint8]]:
    """Yield the film's pictures, upright and no larger than is of use."""
    from aigc.footage.reader import cover, upright_size
    from aigc.planes import new_planes, to_rgb

    end = reader.duration
    width, height = upright_size(reader.at(Fraction(0), end))
    scale = min(1.0, LONGEST_SIDE_PX / max(width, height))
    planes = new_planes(*(max(16, int(side * scale) // 2 * 2) for side in (width, height)))
    for n in range(count):
        cover(reader.at(from_frame(n, FPS), end), planes)
        yield to_rgb(planes)


def _sound(path: Path, duration: Fraction) -> Audio:
    from aigc.audio import SAMPLE_RATE_HZ, read_audio, silence
    from aigc.video.probe import probe

    if probe(path).audio_codec:
        return read_audio(path, until=duration)
    return silence(duration, sample_rate=SAMPLE_RATE_HZ)


def _notes(missing: list[bool]) -> tuple[str, ...]:
    """Return when no face was seen, unless it was for a moment only."""
    edges = np.flatnonzero(np.diff([0, *missing, 0])) / float(FPS)
    spans = [(a, b) for a, b in edges.reshape(-1, 2) if b - a >= WORTH_TELLING_S]
    if not spans:
        return ()
    when = ", ".join(f"{a:.1f}-{b:.1f}" for a, b in spans[:5]) + (", ..." if spans[5:] else "")
    return (
        f"No face was seen in {sum(missing)} of {len(missing)} frames ({when} s); "
        "there the last one was held.",
    )
