"""Landmarks by mediapipe, which needs an old numpy and so lives in an environment of its own.

``AIGC_MEDIAPIPE_PYTHON`` names that environment's interpreter. It is made once with::

    python -m venv mediapipe
    mediapipe/bin/pip install mediapipe==0.10.21
    export AIGC_MEDIAPIPE_PYTHON=$PWD/mediapipe/bin/python
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from aigc.avatar.photo.landmarks import Landmarks, Picture, landmarks
from aigc.errors import EngineFailed, EngineUnavailable

VARIABLE = "AIGC_MEDIAPIPE_PYTHON"
RUNNER = Path(__file__).with_name("runner.py")
PATIENCE_S = 120
WITHOUT = (
    "Faces are found by mediapipe in a Python environment of its own: install mediapipe==0.10.21 "
    f"there and set {VARIABLE} to its interpreter ({{why}}). Without it, give the points of the "
    "face: --landmarks FILE with JSON of eyes, nose, corners of the mouth, chin and jaw."
)


class MediapipeLandmarks:
    """Runs mediapipe's face mesh in another interpreter, once for a picture.

    Parameters
    ----------
    python : str
        The interpreter; by default the environment variable tells it.
    """

    name = "mediapipe"
    fingerprint = "mediapipe-0.10-mirrored"

    def __init__(self, python: str = "") -> None:
        self.python = python or os.environ.get(VARIABLE, "")

    def detect(self, picture: Picture) -> tuple[Landmarks, ...]:
        """Return the faces that mediapipe finds; see `LandmarkEngine.detect`."""
        return self.detect_all([picture])[0]

    def detect_all(self, pictures: Sequence[Picture]) -> list[tuple[Landmarks, ...]]:
        """Return the faces of several pictures; the interpreter starts only once.

        Each is looked at a second time in a mirror, which evens out a part of the errors.
        """
        views = [view for p in pictures for view in (p, p[:, ::-1])]
        sent = (f"{v.shape[0]} {v.shape[1]}\n".encode() + v.tobytes() for v in views)
        faces = _read(self._asked(b"".join(sent)), len(views))
        seen = [
            tuple(landmarks(face, view.shape[1], view.shape[0]) for face in found)
            for view, found in zip(views, faces, strict=True)
        ]
        return [
            tuple(_with_mirror(face, across) for face in ahead)
            for ahead, across in zip(seen[::2], seen[1::2], strict=True)
        ]

    def _asked(self, question: bytes) -> subprocess.CompletedProcess[bytes]:
        python = shutil.which(self.python) if self.python else None
        if python is None:
            why = f"{self.python} is no program" if self.python else "it is not set"
            raise EngineUnavailable(WITHOUT.format(why=why))
        try:
            return subprocess.run(
                [python, "-I", "-c", RUNNER.read_text(encoding="utf-8")],
                input=question, capture_output=True, timeout=PATIENCE_S, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as exc:
            raise EngineFailed(f"mediapipe gave no answer in {PATIENCE_S} s; try again") from exc
        except OSError as exc:
            raise EngineUnavailable(WITHOUT.format(why=f"{python}: {exc.strerror}")) from exc


def _read(done: subprocess.CompletedProcess[bytes], count: int) -> list[list[Any]]:
    """Return the faces of each picture out of the runner's lines."""
    try:
        replies = [json.loads(line) for line in done.stdout.splitlines()]
        wrong = [str(reply["error"]) for reply in replies if "error" in reply]
        if not wrong and len(replies) == count:
            return [list(reply["faces"]) for reply in replies]
        why = wrong[0] if wrong else _last(done.stderr)
    except (ValueError, TypeError, KeyError):
        why = _last(done.stderr)
    if "No module named" in why:
        raise EngineUnavailable(WITHOUT.format(why=why))
    raise EngineFailed(f"mediapipe failed ({why:.300}); check what {VARIABLE} names")


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
