"""Motion of a face as CSV in the layout of Epic's Live Link Face.

A row a frame: ``Timecode`` (hours, minutes, seconds, frames), ``BlendShapeCount``, ARKit's 52
movements with a capital, and yaw, pitch and roll of head and eyes in radians: turns about the axes
y, x and z, in that order. A positive yaw turns to the character's left.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from aigc.avatar.export.animation import check
from aigc.errors import InputError
from aigc.files import write_atomic
from aigc.types.avatar import Motion
from aigc.types.viseme import BLENDSHAPES

SWAPPED = {"JawLeft": "JawRight", "MouthLeft": "MouthRight"}
"""The layout names the right of these two pairs first."""
SPINE = ("hips", "spine", "chest", "upperChest", "neck", "head")
"""Bones whose turns together are the head's."""
TURNED = {"Head": "head", "LeftEye": "leftEye", "RightEye": "rightEye"}
ANGLES = tuple(f"{part}{angle}" for part in TURNED for angle in ("Yaw", "Pitch", "Roll"))
MOST_BYTES = 256 << 20
MOST_FRAMES = 1_000_000


def _shapes() -> tuple[str, ...]:
    across = SWAPPED | {b: a for a, b in SWAPPED.items()}
    capital = [name[0].upper() + name[1:] for name in BLENDSHAPES]
    return tuple(across.get(name, name) for name in capital)


SHAPES = _shapes()
HEADER = ("Timecode", "BlendShapeCount", *SHAPES, *ANGLES)


def write_arkit_csv(motion: Motion, path: Path) -> None:
    """Write the face, the head and the eyes of a motion; the rest of the body is left out.

    Raises
    ------
    InputError
        The motion is empty or damaged.
    """
    check(motion)
    columns = {name[0].upper() + name[1:]: k for k, name in enumerate(BLENDSHAPES)}
    face = motion.blendshapes[:, [columns[name] for name in SHAPES]]
    angles = np.concatenate([_angles(motion, part) for part in TURNED], axis=1)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for k, row in enumerate(np.concatenate([face, angles], axis=1)):
        numbers = (f"{value + 0.0:.7f}" for value in row)
        writer.writerow([_timecode(k, motion.fps), len(HEADER) - 2, *numbers])
    write_atomic(path, text.getvalue().encode())


def read_arkit_csv(path: Path, *, fps: Fraction | None = None) -> Motion:
    """Read a face that was recorded with Live Link Face, or written by `write_arkit_csv`.

    Parameters
    ----------
    fps : Fraction or None
        Frames a second; by default as the timecodes count them.

    Raises
    ------
    InputError
        It is not such a file, a number in it is none, or its rate cannot be told.
    """
    rows = _rows(path)
    names = {name.strip().lower(): k for k, name in enumerate(rows[0])}
    missing = [name for name in ("Timecode", *SHAPES) if name.lower() not in names]
    if missing:
        raise InputError(
            f"{path.name!r} is not a recording of Live Link Face: it has no column "
            f"{', '.join(missing[:3])}."
        )
    table = _table(path, rows, [name for name in (*SHAPES, *ANGLES) if name.lower() in names])
    places = [names[name.lower()] for name in BLENDSHAPES]
    clocks = [row[names["timecode"]] for row in rows[1:]]
    return Motion(
        fps=fps or _rate(path, clocks),
        blendshapes=table[:, places].clip(0, 1).astype(np.float32),
        turns=_turns(table, names),
    )


def _angles(motion: Motion, part: str) -> NDArray[np.float64]:
    """Return yaw, pitch and roll, shape (frames, 3)."""
    bones = SPINE if part == "Head" else (TURNED[part],)
    turn = Rotation.identity(motion.frames)
    for bone in bones:
        if bone in motion.turns:
            turn = turn * Rotation.from_quat(motion.turns[bone])
    found: NDArray[np.float64] = turn.as_euler("YXZ")
    return found


def _turns(table: NDArray[np.float64], names: Mapping[str, int]) -> dict[str, NDArray[np.float32]]:
    found = {}
    for part, bone in TURNED.items():
        columns = [names.get(f"{part}{angle}".lower()) for angle in ("Yaw", "Pitch", "Roll")]
        if None not in columns:
            angles = table[:, columns]  # type: ignore[index]
            if angles.any():
                turn = Rotation.from_euler("YXZ", angles).as_quat()
                found[bone] = turn.astype(np.float32)
    return found


def _timecode(frame: int, fps: Fraction) -> str:
    rate = math.ceil(fps)
    second, rest = divmod(frame, rate)
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}:{rest:02}.000"


def _rate(path: Path, clocks: Sequence[str]) -> Fraction:
    """Return how many frames the timecodes count to before a second is over."""
    counted = [_clock(path, clock) for clock in clocks]
    full = [b[1] for a, b in zip(counted[1:], counted, strict=False) if a[0] > b[0]]
    if not full:
        raise InputError(
            f"The timecodes of {path.name!r} do not tell how many frames make a second. "
            "Say the frames a second."
        )
    return Fraction(max(full) + 1)


def _clock(path: Path, text: str) -> tuple[int, int]:
    """Return the second and the frame in it."""
    try:
        hours, minutes, seconds, frame = text.replace(";", ":").split(":")
        return int(hours) * 3600 + int(minutes) * 60 + int(seconds), int(frame.split(".")[0])
    except ValueError as exc:
        raise InputError(
            f"{path.name!r} has the timecode {text[:40]!r}; 00:00:00:00.000 is its form."
        ) from exc


def _rows(path: Path) -> list[list[str]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path.name!r} is larger than {MOST_BYTES >> 20} MiB.")
        text = path.read_bytes().decode("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(text)) if row]
    except OSError as exc:
        raise InputError(f"{str(path)!r} cannot be opened: {exc.strerror}.") from exc
    except (UnicodeDecodeError, csv.Error) as exc:
        raise InputError(f"{path.name!r} is not a CSV file in UTF-8.") from exc
    if not 2 <= len(rows) <= MOST_FRAMES:
        raise InputError(f"{path.name!r} has no frames, or more than {MOST_FRAMES}.")
    if any(len(row) != len(rows[0]) for row in rows):
        raise InputError(f"{path.name!r} has rows of several lengths; it may be cut short.")
    return rows


def _table(path: Path, rows: list[list[str]], wanted: Iterable[str]) -> NDArray[np.float64]:
    """Return all columns; those that are not numbers are 0."""
    lower = [name.strip().lower() for name in rows[0]]
    table = np.zeros((len(rows) - 1, len(lower)))
    for name in wanted:
        k = lower.index(name.lower())
        try:
            table[:, k] = [float(row[k] or 0) for row in rows[1:]]
        except ValueError as exc:
            raise InputError(f"{path.name!r} has a {name} that is not a number.") from exc
    if not np.isfinite(table).all():
        raise InputError(f"{path.name!r} has a number that is infinite or none.")
    return table
