"""Stills by Cycles, Blender's path tracer, in an interpreter of its own.

bpy is under the GPL and large, so it is a separate program here: it is handed a GLB and hands back
a PNG. ``AIGC_BPY_PYTHON`` names the interpreter of its environment, which is made once with::

    python3.11 -m venv blender
    blender/bin/pip install bpy==4.5.*
    export AIGC_BPY_PYTHON=$PWD/blender/bin/python
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.export.gltf import glb_bytes
from aigc.avatar.pose import AT_EASE
from aigc.avatar.render.camera import TO_LIGHT, camera, check_size
from aigc.errors import EngineFailed, EngineUnavailable, InputError
from aigc.progress import Progress, silent
from aigc.types.avatar import Avatar, Motion
from aigc.types.viseme import BLENDSHAPES

VARIABLE = "AIGC_BPY_PYTHON"
RUNNER = Path(__file__).with_name("blender.py")
SAMPLES = 64
WITHOUT = (
    "Cycles draws stills with bpy in a Python environment of its own: install bpy==4.5.* there and "
    f"set {VARIABLE} to its interpreter ({{why}}). Without it, portrait.png is drawn with OpenGL."
)
TO_FILL, TO_RIM = (0.95, 0.15, 0.7), (0.75, 0.5, -0.9)
_SAMPLE = re.compile(rb"Sample (\d+)/(\d+)")


def cycles_still(
    avatar: Avatar,
    width: int,
    height: int,
    framing: str = "bust",
    *,
    yaw: float = 0.0,
    samples: int = SAMPLES,
    seed: int = 0,
    python: str = "",
    progress: Progress = silent,
) -> NDArray[np.uint8]:
    """Draw one picture by tracing light, on a clear ground.

    Parameters
    ----------
    yaw : float
        Degrees by which the character is turned to its left, as of `still`.
    samples : int
        Rays for each pixel, 1 to 4096; what noise they leave is smoothed.
    python : str
        The interpreter that has bpy; by default the environment variable tells it.
    progress : Progress
        May raise to stop.

    Returns
    -------
    uint8, shape (height, width, 4)
        RGB and straight alpha.

    Raises
    ------
    InputError, ConfigError
        As `still`.
    EngineUnavailable
        There is no interpreter with bpy.
    EngineFailed
        It ran and broke.
    """
    check_size(width, height)
    if not 1 <= samples <= 4096:
        raise InputError(f"{samples} samples cannot be drawn; give 1 to 4096")
    scene = _scene(avatar, framing, width / height, yaw)
    program = _interpreter(python or os.environ.get(VARIABLE, ""))
    with tempfile.TemporaryDirectory(prefix="cycles-") as folder:
        glb, png = Path(folder) / "avatar.glb", Path(folder) / "still.png"
        glb.write_bytes(glb_bytes(avatar, motion=_at_ease()))
        asked = scene | {"glb": str(glb), "png": str(png), "width": width, "height": height,
                         "samples": samples, "seed": seed}  # fmt: skip
        told = _run(program, json.dumps(asked), progress, samples)
        if not png.is_file():
            raise _broken(told)
        return _pixels(png.read_bytes())


def _scene(avatar: Avatar, framing: str, aspect: float, yaw: float) -> dict[str, Any]:
    """Return where camera and lights stand around a character that is not turned itself."""
    view = camera(avatar, framing, aspect)
    angle = np.radians(-yaw)
    c, s = float(np.cos(angle)), float(np.sin(angle))
    round_ = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    pivot = np.array([avatar.eyes[0], 0.0, avatar.eyes[2]])
    middle = np.array([view.target[0], avatar.eyes[1] - 0.25 * view.height, view.target[2]])
    reach = max(1.0, 0.9 * view.height)

    def lamp(way: tuple[float, float, float]) -> list[float]:
        unit = round_ @ np.array(way) / np.linalg.norm(way)
        return list(map(float, middle + reach * 1.4 * unit))

    def placed(point: tuple[float, float, float]) -> list[float]:
        return list(map(float, round_ @ (np.array(point) - pivot) + pivot))

    def named(kind: str) -> list[str]:
        return sorted({p.material.name for p in avatar.parts if p.material.kind == kind})

    return {
        "camera": placed(view.place), "target": placed(view.target),
        "angle": float(np.degrees(2 * np.arctan(view.height / 2 / _distance(view)))),
        "key": lamp(TO_LIGHT), "fill": lamp(TO_FILL), "rim": lamp(TO_RIM),
        "skin": named("skin"), "hair": named("hair"), "eyes": named("eye"),
    }  # fmt: skip


def _distance(view: Any) -> float:
    return float(np.linalg.norm(np.subtract(view.place, view.target)))


def _at_ease() -> Motion:
    """Return one frame in which the arms hang."""
    turns = {bone: np.array([q], np.float32) for bone, q in AT_EASE.items()}
    face = np.zeros((1, len(BLENDSHAPES)), np.float32)
    return Motion(fps=Fraction(24), blendshapes=face, turns=turns)


def _interpreter(python: str) -> str:
    program = shutil.which(python) if python else None
    if program is None:
        why = f"{python} is no program" if python else "it is not set"
        raise EngineUnavailable(WITHOUT.format(why=why))
    return program


def _run(program: str, asked: str, progress: Progress, samples: int) -> bytes:
    """Run Blender to its end, or end it where ``progress`` raises; return the last it said."""
    code = RUNNER.read_text(encoding="utf-8")
    try:
        runner = subprocess.Popen(
            [program, "-I", "-c", code],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
    except OSError as exc:
        raise EngineUnavailable(WITHOUT.format(why=f"{program}: {exc.strerror}")) from exc
    assert runner.stdin is not None and runner.stdout is not None
    last = b""
    try:
        progress("cycles", 0, samples)
        with runner.stdin as given:
            given.write(asked.encode() + b"\n")
        for line in runner.stdout:
            last = line.strip() or last
            if found := _SAMPLE.search(line):
                progress("cycles", int(found[1]), int(found[2]))
    except BrokenPipeError:
        last = runner.stdout.read().strip().rpartition(b"\n")[2]
    finally:
        runner.kill()
        runner.stdout.close()
        runner.wait()
    return last


def _broken(told: bytes) -> Exception:
    why = told.decode(errors="replace") or "no answer"
    if "No module named" in why:
        return EngineUnavailable(WITHOUT.format(why=why))
    return EngineFailed(f"Cycles drew nothing ({why:.300}); check what {VARIABLE} names")


def _pixels(png: bytes) -> NDArray[np.uint8]:
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGBA"), np.uint8).copy()
