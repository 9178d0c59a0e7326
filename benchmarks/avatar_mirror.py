"""Film of a face -> motion, on rendered films whose motion is known.

``AIGC_MEDIAPIPE_PYTHON=... python benchmarks/avatar_mirror.py [--seconds S] [--films N]``. The
films show people, whose eyes and noses no look has changed, and characters of the looks human,
film and anime, none of whom the calibration has seen; they stand in a light of their own, 250
pixels of face. Head, jaw, lips, lids, brows and gaze move at the same time and independently.
Printed are the correlation and the slope of what was found against what was drawn, by film.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from aigc.avatar.build import build
from aigc.avatar.motion.capture import angles_of, from_landmarks
from aigc.avatar.motion.seen import seen
from aigc.avatar.motion.turns import chained
from aigc.avatar.photo.landmarks import Floats, Landmarks
from aigc.avatar.photo.mediapipe import MediapipeLandmarks
from aigc.types.viseme import BLENDSHAPES

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
from calibrate_avatar_mirror import filmed, shown  # type: ignore[import-not-found]
from calibrate_avatar_photo import lifelike  # type: ignore[import-not-found]

FPS, STILL_FRAMES = 30, 20
SHOWN = ("jawOpen", "eyeBlinkLeft", "eyeBlinkRight", "mouthSmileLeft", "mouthFrownLeft",
         "mouthPucker", "browInnerUp", "browDownLeft", "browOuterUpLeft", "eyeLookOutLeft",
         "eyeLookInLeft", "eyeLookUpLeft", "eyeLookDownLeft")  # fmt: skip
TRUNK = ("hips", "spine", "chest", "upperChest", "neck", "head")
KINDS = ("real", "human", "real", "film", "anime")
"""Whom the films show, in turn."""
SEED = 99


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=8.0)
    asked.add_argument("--films", type=int, default=len(KINDS))
    told = asked.parse_args()
    count = round(told.seconds * FPS)
    print("film     " + " ".join(f"{name[-13:]:>13s}" for name in (*SHOWN, *"pyr")))
    people = [report(n, count) for n in range(told.films)]
    middle = np.mean([r for n, r in enumerate(people) if KINDS[n % len(KINDS)] != "anime"], axis=0)
    print("all but anime".ljust(13) + " ".join(f"{r:.2f}".rjust(13) for r in middle)[4:])


def report(n: int, count: int) -> Floats:
    """Draw one film and find its motion; print and return the correlations."""
    kind = KINDS[n % len(KINDS)]
    rng = np.random.default_rng([SEED, n])
    with lifelike(kind == "real"):
        avatar = build(shown(kind, rng))
    faces, heads = wanted(n, count)
    began = time.perf_counter()
    found = list(MediapipeLandmarks().track(filmed(avatar, faces, heads, rng)))
    took = (time.perf_counter() - began) / count
    pairs = compared(found, faces, heads)
    told = [(float(np.corrcoef(a, b)[0, 1]), float(np.polyfit(b, a, 1)[0])) for a, b in pairs]
    print(f"{kind:9s}" + " ".join(f"{f'{r:.2f} x{slope:.2f}':>13s}" for r, slope in told))
    print(f"  {took:.2f} s a frame to draw and to find, {found.count(None)} frames without")
    return np.nan_to_num([r for r, _ in told])


def compared(
    found: list[Landmarks | None], faces: Floats, heads: Floats
) -> list[tuple[Floats, Floats]]:
    """Return what was found and what was drawn of each movement."""
    weights, poses = seen(found)
    at = np.arange(len(found)) / FPS
    motion = from_landmarks(weights, at, heads=poses, neutral=np.zeros(len(BLENDSHAPES)), fps=FPS)
    count = min(motion.frames, len(faces))
    columns = [BLENDSHAPES.index(shape) for shape in SHOWN]
    made = angles_of(chained(motion.turns[bone].astype(float) for bone in TRUNK))[:count]
    pairs = [(motion.blendshapes[:count, k].astype(float), faces[:count, k]) for k in columns]
    return pairs + [(made[:, k], heads[:count, k]) for k in range(3)]


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
    put(-brow, "browDownLeft", "browDownRight")
    put(aside, "eyeLookOutLeft", "eyeLookInRight")
    put(-aside, "eyeLookInLeft", "eyeLookOutRight")
    put(0.8 * above, "eyeLookUpLeft", "eyeLookUpRight")
    put(-0.8 * above, "eyeLookDownLeft", "eyeLookDownRight")
    put(blinks(rng, count), "eyeBlinkLeft", "eyeBlinkRight")
    waves = [wave(rng, count, hz) for hz in (0.3, 0.25, 0.3)]
    tilt = 0.6 * wave(np.random.default_rng([seed, 5]), count, 0.35)
    put(brow * np.clip(0.6 + tilt, 0, 1), "browInnerUp")
    put(brow * np.clip(0.6 - tilt, 0, 1), "browOuterUpLeft", "browOuterUpRight")
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


if __name__ == "__main__":
    main()
