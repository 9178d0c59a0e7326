"""Film of a face -> motion, on rendered films whose motion is known.

``AIGC_MEDIAPIPE_PYTHON=... python benchmarks/avatar_mirror.py [--seconds S] [--films N]``. Each
film shows another character; the look's larger eyes and smaller nose are left out for all but the
last. Head, jaw, lids, brows, smile and gaze move at the same time and independently. Printed are
the correlation and the slope of what was found against what was drawn, by film.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from aigc.avatar.build import build
from aigc.avatar.motion.capture import angles_of, from_landmarks
from aigc.avatar.motion.seen import seen
from aigc.avatar.motion.turns import chained, pitched
from aigc.avatar.photo.landmarks import Floats, Landmarks, Picture
from aigc.avatar.photo.mediapipe import MediapipeLandmarks
from aigc.avatar.photo.samples import drawn
from aigc.avatar.pose import AT_EASE
from aigc.avatar.presets import preset
from aigc.avatar.render import Renderer
from aigc.types.avatar import Avatar
from aigc.types.viseme import BLENDSHAPES

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
from calibrate_avatar_photo import lifelike  # type: ignore[import-not-found]

FPS, SIZE_PX, STILL_FRAMES = 30, 400, 20
SHOWN = ("jawOpen", "eyeBlinkLeft", "eyeBlinkRight", "mouthSmileLeft", "mouthFrownLeft",
         "mouthPucker", "browInnerUp", "browDownLeft", "eyeLookOutLeft", "eyeLookInLeft",
         "eyeLookUpLeft")  # fmt: skip
TRUNK = ("hips", "spine", "chest", "upperChest", "neck", "head")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=8.0)
    asked.add_argument("--films", type=int, default=2)
    told = asked.parse_args()
    count = round(told.seconds * FPS)
    print("film          " + " ".join(f"{name[:13]:>13s}" for name in (*SHOWN, *"pyr")))
    for n in range(told.films):
        real = n < told.films - 1
        with lifelike(real):
            avatar = build(drawn(np.random.default_rng([99, 200 + n])).spec if real
                           else preset("anchor_mei").spec)  # fmt: skip
        faces, heads = wanted(n, count)
        began = time.perf_counter()
        found = list(MediapipeLandmarks().track(filmed(avatar, faces, heads)))
        took = (time.perf_counter() - began) / count
        report(f"{'real' if real else 'anchor_mei'} {n}", found, faces, heads)
        print(f"  {took:.2f} s a frame to draw and to find, {found.count(None)} frames without")


def wanted(seed: int, count: int) -> tuple[Floats, Floats]:
    """Return weights, shape (frames, 52), and pitch, yaw and roll in degrees, (frames, 3)."""
    rng = np.random.default_rng(seed)
    moving = np.arange(count) >= STILL_FRAMES
    faces = np.zeros((count, len(BLENDSHAPES)))

    def put(curve: Floats, *names: str) -> None:
        for name in names:
            faces[:, BLENDSHAPES.index(name)] = np.clip(curve * moving, 0, 1)

    smile, brow, aside, above = (wave(rng, count, hz) for hz in (0.35, 0.4, 0.4, 0.3))
    put(0.6 * wave(rng, count, 2.0) * (wave(rng, count, 0.3) > -0.2), "jawOpen")
    put(smile, "mouthSmileLeft", "mouthSmileRight")
    put(-0.8 * smile, "mouthFrownLeft", "mouthFrownRight")
    put(wave(rng, count, 0.5) - 0.3, "mouthPucker")
    put(brow, "browInnerUp", "browOuterUpLeft", "browOuterUpRight")
    put(-brow, "browDownLeft", "browDownRight")
    put(aside, "eyeLookOutLeft", "eyeLookInRight")
    put(-aside, "eyeLookInLeft", "eyeLookOutRight")
    put(0.8 * above, "eyeLookUpLeft", "eyeLookUpRight")
    put(-0.8 * above, "eyeLookDownLeft", "eyeLookDownRight")
    put(blinks(rng, count), "eyeBlinkLeft", "eyeBlinkRight")
    waves = [wave(rng, count, hz) for hz in (0.3, 0.25, 0.3)]
    return faces, np.stack(waves, axis=1) * [10, 22, 8] * moving[:, None]


def wave(rng: np.random.Generator, count: int, hz: float) -> Floats:
    """Return wandering between -1 and 1."""
    at = 2 * np.pi * hz * np.arange(count) / FPS
    total = sum(np.sin((0.5 + rng.random()) * at + 6.3 * rng.random()) for _ in range(4))
    return np.clip(total / 2.2, -1, 1)


def blinks(rng: np.random.Generator, count: int) -> Floats:
    curve, at = np.zeros(count), STILL_FRAMES + 10
    while at < count - 8:
        curve[at : at + 6] = (0.5, 1, 1, 0.8, 0.4, 0.1)
        at += int(rng.integers(40, 90))
    return curve


def filmed(avatar: Avatar, faces: Floats, heads: Floats) -> Iterator[Picture]:
    turns = pitched(heads)
    with Renderer(avatar, SIZE_PX, SIZE_PX, "close", background=(0.7, 0.7, 0.72)) as renderer:
        for row, turn in zip(faces, turns, strict=True):
            face = {BLENDSHAPES[k]: float(row[k]) for k in np.flatnonzero(row)}
            pose = dict(AT_EASE) | {"head": tuple(map(float, turn))}
            yield np.ascontiguousarray(renderer.frame(face, pose)[..., :3])


def report(name: str, found: list[Landmarks | None], faces: Floats, heads: Floats) -> None:
    weights, poses = seen(found)
    at = np.arange(len(found)) / FPS
    motion = from_landmarks(weights, at, heads=poses, neutral=np.zeros(len(BLENDSHAPES)), fps=FPS)
    count = min(motion.frames, len(faces))
    columns = [BLENDSHAPES.index(shape) for shape in SHOWN]
    made = angles_of(chained(motion.turns[bone].astype(float) for bone in TRUNK))[:count]
    pairs = [(motion.blendshapes[:count, k].astype(float), faces[:count, k]) for k in columns]
    pairs += [(made[:, k], heads[:count, k]) for k in range(3)]
    told = (f"{np.corrcoef(a, b)[0, 1]:.2f} x{np.polyfit(b, a, 1)[0]:.2f}" for a, b in pairs)
    print(f"{name:14s}" + " ".join(f"{text:>13s}" for text in told))


if __name__ == "__main__":
    main()
