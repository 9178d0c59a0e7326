"""Landmarks by mediapipe, which needs an old numpy and so lives in an environment of its own.

``AIGC_MEDIAPIPE_PYTHON`` names that environment's interpreter. It is made once with::

    python -m venv mediapipe
    mediapipe/bin/pip install mediapipe==0.10.21
    export AIGC_MEDIAPIPE_PYTHON=$PWD/mediapipe/bin/python

``AIGC_MEDIAPIPE_TASK`` may name a face landmarker file (``.task``) of mediapipe's, which is then
used in place of the model that is in the package.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import threading
import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import numpy as np

from aigc.avatar.photo.following import Follower
from aigc.avatar.photo.landmarks import Landmarks, Picture, landmarks
from aigc.errors import EngineFailed, EngineUnavailable, InputError

VARIABLE = "AIGC_MEDIAPIPE_PYTHON"
TASK_VARIABLE = "AIGC_MEDIAPIPE_TASK"
RUNNER = Path(__file__).with_name("runner.py")
PATIENCE_S = 120
FAREWELL_S = 5
NEEDED = (
    "{what} by mediapipe in a Python environment of its own: install mediapipe==0.10.21 there and "
    f"set {VARIABLE} to its interpreter ({{why}}). Without it, {{instead}}."
)
IN_PHOTOS = {
    "what": "Faces are found",
    "instead": (
        "give the points of the face: --landmarks FILE with JSON of eyes, nose, corners of the "
        "mouth, chin and jaw, or click them on the photo in the studio (aigc studio, page Avatars)"
    ),
}
IN_FILMS = {
    "what": "The face in a film is followed",
    "instead": "let the character say a text or follow a recording of the voice",
}


def at_hand() -> bool:
    """Tell whether an interpreter with mediapipe is named, without starting it."""
    return shutil.which(os.environ.get(VARIABLE, "")) is not None


class MediapipeLandmarks:
    """Runs mediapipe's face mesh in another interpreter, once for a picture or for a film.

    Parameters
    ----------
    python : str
        The interpreter; by default the environment variable tells it.
    task : Path or None
        A face landmarker file; by default the environment variable tells it, if any.
    """

    name = "mediapipe"

    def __init__(self, python: str = "", task: Path | None = None) -> None:
        self.python = python or os.environ.get(VARIABLE, "")
        named = os.environ.get(TASK_VARIABLE, "")
        self.task = task or (Path(named) if named else None)

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model that finds faces."""
        if self.task is None:
            return "mediapipe-0.10-mirrored"
        with _checked_task(self.task).open("rb") as file:
            return f"mediapipe-task-{hashlib.file_digest(file, 'sha256').hexdigest()[:16]}-mirrored"

    def detect(self, picture: Picture) -> tuple[Landmarks, ...]:
        """Return the faces that mediapipe finds; see `LandmarkEngine.detect`."""
        return self.detect_all([picture])[0]

    def detect_all(self, pictures: Sequence[Picture]) -> list[tuple[Landmarks, ...]]:
        """Return the faces of several pictures; the interpreter starts only once.

        Each is looked at a second time in a mirror, which evens out a part of the errors.
        """
        views = [view for p in pictures for view in (p, p[:, ::-1])]
        with self._runner() as ask:
            seen = [ask(view) for view in views]
        return [
            tuple(_with_mirror(face, across) for face in ahead)
            for ahead, across in zip(seen[::2], seen[1::2], strict=True)
        ]

    def track(self, pictures: Iterable[Picture]) -> Generator[Landmarks | None, None, None]:
        """Yield the face of each frame of a film; see `FaceTracker.track`."""
        follower = Follower()
        with self._runner("film", needed=IN_FILMS) as ask:
            for picture in pictures:
                yield follower.chosen(ask(picture), picture)

    @contextmanager
    def _runner(self, *arguments: str, needed: Mapping[str, str] = IN_PHOTOS) -> Iterator[Ask]:
        """Give what finds the faces of one picture after the other; ends the interpreter."""
        code = RUNNER.read_text(encoding="utf-8")
        command = [self._interpreter(needed), "-I", "-c", code, *arguments, *self._model()]
        with tempfile.TemporaryFile() as told:
            try:
                runner = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=told
                )
            except OSError as exc:
                why = f"{command[0]}: {exc.strerror}"
                raise EngineUnavailable(NEEDED.format(why=why, **needed)) from exc
            try:
                yield lambda picture: _asked(runner, picture, told, needed)
            finally:
                _ended(runner)

    def _interpreter(self, needed: Mapping[str, str]) -> str:
        python = shutil.which(self.python) if self.python else None
        if python is None:
            why = f"{self.python} is no program" if self.python else "it is not set"
            raise EngineUnavailable(NEEDED.format(why=why, **needed))
        return python

    def _model(self) -> list[str]:
        return ["--task", str(_checked_task(self.task).absolute())] if self.task else []


Ask = Callable[[Picture], list[Landmarks]]
"""Returns the faces of a picture."""


def _checked_task(task: Path) -> Path:
    """Return the file of a face landmarker; raises EngineUnavailable where it is none."""
    if not zipfile.is_zipfile(task):
        raise EngineUnavailable(
            f"{str(task)!r} is no face landmarker of mediapipe: name a file such as "
            f"face_landmarker.task, or leave --landmarks and {TASK_VARIABLE} out"
        )
    return task


def _asked(
    runner: subprocess.Popen[bytes], picture: Picture, told: IO[bytes], needed: Mapping[str, str]
) -> list[Landmarks]:
    """Send one picture and read its faces, or tell why there was no answer."""
    height, width = picture.shape[:2]
    assert runner.stdin is not None and runner.stdout is not None
    late = threading.Timer(PATIENCE_S, runner.kill)
    late.start()
    try:
        runner.stdin.write(f"{height} {width}\n".encode() + picture.tobytes())
        runner.stdin.flush()
        line = runner.stdout.readline()
    except OSError:
        line = b""
    finally:
        in_time = late.is_alive()
        late.cancel()
    if not in_time:
        raise EngineFailed(f"mediapipe gave no answer in {PATIENCE_S} s; try again")
    if not line:
        runner.wait(PATIENCE_S)
        told.seek(0)
    found = []
    for face in _faces(line, told, needed):
        # A face that is mostly outside the picture is none.
        with contextlib.suppress(InputError):
            found.append(landmarks(face, width, height))
    return found


def _faces(line: bytes, told: IO[bytes], needed: Mapping[str, str]) -> list[Any]:
    """Return the points of each face out of one line of the runner."""
    try:
        reply = json.loads(line)
        if "error" not in reply:
            return list(reply["faces"])
        why = str(reply["error"])
    except (ValueError, TypeError, KeyError):
        why = _last(told.read())
    if "No module named" in why:
        raise EngineUnavailable(NEEDED.format(why=why, **needed))
    raise EngineFailed(f"mediapipe failed ({why:.300}); check what {VARIABLE} names")


def _ended(runner: subprocess.Popen[bytes]) -> None:
    """Let the interpreter end by itself, or end it."""
    assert runner.stdin is not None and runner.stdout is not None
    with contextlib.suppress(OSError):
        runner.stdin.close()
    runner.stdout.close()
    try:
        runner.wait(FAREWELL_S)
    except subprocess.TimeoutExpired:
        runner.kill()
        runner.wait()


def _last(text: bytes) -> str:
    return (text.decode(errors="replace").strip().splitlines() or ["no answer"])[-1]


def _with_mirror(face: Landmarks, across: Sequence[Landmarks]) -> Landmarks:
    """Return the face with what was found of it in the mirror."""
    middle = face.points.mean(0)

    def away(other: Landmarks) -> float:
        x, y = other.points.mean(0)
        return float(np.hypot(face.width - x - middle[0], y - middle[1]))

    nearest = min(across, key=away, default=None)
    if nearest is None or away(nearest) > 0.25 * face.size:
        return face
    return replace(face, mirrored=nearest.points)
