"""A film of a face becomes the motion of a character, with the film's sound.

>>> seen = mirrored(Path("me.mp4"))                                          # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aigc import registry
from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.types.audio import Audio
from aigc.types.avatar import Motion
from pipelines import consenting
from pipelines.consenting import Behind

if TYPE_CHECKING:
    from aigc.avatar.photo.landmarks import FaceTracker, Landmarks
    from aigc.footage.reader import FrameReader

FILMS = (".mp4", ".m4v", ".mov", ".webm", ".mkv")
FPS = Fraction(30)
SHORTEST = Fraction(7, 240)
"""Seconds between two frames that are looked at, a little less than 1 / `FPS`."""
LONGEST_S = 600
LONGEST_SIDE_PX = 720
"""Of the pictures in which the face is looked for."""
WORTH_TELLING_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mirrored:
    """What a film of a face says and does; ``notes`` tell where no face was seen.

    Its movements and its sound are taken over as they are, and the face is not shown: ``heard`` is
    a person in a recording.
    """

    motion: Motion
    audio: Audio
    heard: Behind
    notes: tuple[str, ...] = ()


def is_film(said: str | Path) -> bool:
    """Tell whether this names a film rather than a text or a recording."""
    return "\n" not in str(said) and Path(said).suffix.lower() in FILMS


def mirrored(
    path: Path,
    *,
    engine: str = "mediapipe",
    seed: int = 0,
    store: Path | None = None,
    progress: Progress = silent,
) -> Mirrored:
    """Return the motion of the face in a film, 30 frames a second.

    Each frame is taken at its own time, whatever the film's rate. Where no face is seen the last
    one is held for a moment, then the face comes to rest.

    Parameters
    ----------
    engine : str
        An engine of ``landmarks`` that follows a face through a film.
    seed : int
        Fixes breath and what the body does.
    store : Path, optional
        Root of the store whose book of consents is asked; the usual one if left out.

    Raises
    ------
    TrustError
        A consent to this film was revoked.
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

    heard = consenting.recording(path, store=store)
    tracker, clock, missing = _tracker(engine), list[Fraction](), list[bool]()
    with closing(FrameReader(path, path.name)) as reader:
        lasts = max(reader.duration, 2 / FPS)
        _check_length(lasts, path.name)
        pictures = _pictures(reader, clock, path.name)
        with closing(tracker.track(pictures)) as faces:
            told = _told(faces, clock, lasts, progress)
            weights, heads = seen(_noted(told, missing))
    if all(missing):
        raise InputError(
            f"There is no face in {path.name}. Give a film in which one person looks at the camera."
        )
    lasts = max(lasts, clock[-1] + 1 / FPS)
    motion = from_landmarks(
        weights, np.array(clock, float), heads=heads, neutral=np.zeros(weights.shape[1]),
        fps=FPS, seed=seed, duration=lasts,
    )  # fmt: skip
    return Mirrored(
        motion=motion, audio=_sound(path, motion.duration), heard=heard,
        notes=_notes(missing, clock),
    )  # fmt: skip


def _tracker(engine: str) -> FaceTracker:
    found = registry.get("landmarks", engine)
    if not hasattr(found, "track"):
        raise InputError(f"The engine {engine!r} finds faces in pictures only. Use mediapipe.")
    tracker: FaceTracker = found
    return tracker


def _check_length(seconds: Fraction, name: str) -> None:
    if seconds > LONGEST_S:
        raise InputError(
            f"{name} lasts longer than {LONGEST_S} s, which is as much of a face as is read. "
            "Cut it first."
        )


def _pictures(reader: FrameReader, clock: list[Fraction], name: str) -> Iterator[NDArray[np.uint8]]:
    """Yield the film's pictures, upright and no larger than is of use; ``clock`` gets their times.

    Of a film with more frames a second than are of use some are left out.
    """
    from aigc.footage.reader import cover, upright_size
    from aigc.planes import new_planes, to_rgb

    planes = None
    for time, frame in reader.forwards():
        if clock and time - clock[-1] < SHORTEST:
            continue
        _check_length(time, name)
        if planes is None:
            sides = upright_size(frame)
            scale = min(1.0, LONGEST_SIDE_PX / max(sides))
            planes = new_planes(*(max(16, int(side * scale) // 2 * 2) for side in sides))
        cover(frame, planes)
        clock.append(time)
        yield to_rgb(planes)


def _told(
    faces: Iterable[Landmarks | None], clock: list[Fraction], lasts: Fraction, progress: Progress
) -> Iterator[Landmarks | None]:
    """Yield the faces and report how far the film has been seen."""
    whole = ceil(lasts * FPS)
    progress("face", 0, whole)
    for face in faces:
        yield face
        progress("face", min(round(clock[-1] * FPS) + 1, whole), whole)


def _noted(faces: Iterable[Landmarks | None], missing: list[bool]) -> Iterator[Landmarks | None]:
    for face in faces:
        missing.append(face is None)
        yield face


def _sound(path: Path, duration: Fraction) -> Audio:
    from aigc.audio import SAMPLE_RATE_HZ, read_audio, silence
    from aigc.video.probe import probe

    if probe(path).audio_codec:
        return read_audio(path, until=duration)
    return silence(duration, sample_rate=SAMPLE_RATE_HZ)


def _notes(missing: list[bool], clock: list[Fraction]) -> tuple[str, ...]:
    """Return when no face was seen, unless it was for a moment only."""
    edges = np.flatnonzero(np.diff([0, *missing, 0]))
    times = [*map(float, clock), float(clock[-1] + 1 / FPS)]
    spans = [(times[a], times[b]) for a, b in edges.reshape(-1, 2)]
    spans = [(a, b) for a, b in spans if b - a >= WORTH_TELLING_S]
    if not spans:
        return ()
    when = ", ".join(f"{a:.1f}-{b:.1f}" for a, b in spans[:5]) + (", ..." if spans[5:] else "")
    return (
        f"No face was seen in {sum(missing)} of {len(missing)} frames ({when} s); "
        "there the last one was held for a moment, and then the face came to rest.",
    )
