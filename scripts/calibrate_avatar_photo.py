"""Calibrate photo -> spec on rendered faces: ``python scripts/calibrate_avatar_photo.py WORK``.

Draws random faces into the folder WORK, finds their landmarks with the mediapipe that
``AIGC_MEDIAPIPE_PYTHON`` names, and writes ``aigc/avatar/photo/data/calibration.npz``. A run that
was stopped goes on. They take about 25 minutes on one core.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
from PIL import Image

from aigc.avatar import looks, shape
from aigc.avatar.photo.calibration import FILE, Calibration
from aigc.avatar.photo.features import whole
from aigc.avatar.photo.landmarks import Floats, Landmarks, Picture
from aigc.avatar.photo.learn import learned
from aigc.avatar.photo.mediapipe import MediapipeLandmarks
from aigc.avatar.photo.parameters import NAMES
from aigc.avatar.photo.samples import drawn, photographed
from aigc.avatar.warp import Warp

SEED = 7
AT_ONCE = 50


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("work", type=Path)
    asked.add_argument("--faces", type=int, default=520)
    asked.add_argument("--pairs", type=int, default=24)
    told = asked.parse_args()
    paths = draw(told.work, told.faces, real=False)
    faces = seen(paths)
    known = [drawn(np.random.default_rng([SEED, k])) for k in faces]
    values = np.array([sample.values for sample in known])
    worn = np.array([float(sample.spec.glasses.style != "none") for sample in known])
    found = learned(list(faces.values()), [opened(paths[k]) for k in faces], values, worn)
    found = with_real(found, paths, faces, draw(told.work, told.pairs, real=True))
    write(found)
    for name, r, alone in zip(NAMES, found.trust, found.trust_alone, strict=True):
        print(f"{name:14s} r {r:.2f}, {alone:.2f} by landmarks alone")
    print(f"{len(faces)} faces, {(found.trust >= 0.85).sum()} parameters of at least 0.85")


@contextmanager
def lifelike(real: bool) -> Iterator[None]:
    """Draw faces of the look ``human`` without what it makes larger or smaller, for a while."""
    plain = replace(
        looks.HUMAN, woman=Warp(), man=Warp(), open_woman=0.0, open_man=0.0, nose=0.0, iris=1.0
    )
    before = shape.LOOKS
    shape.LOOKS = MappingProxyType({**before, "human": plain}) if real else before
    try:
        yield
    finally:
        shape.LOOKS = before


def draw(work: Path, count: int, *, real: bool) -> list[Path]:
    """Return pictures of the first faces, drawn where they are missing."""
    work.mkdir(parents=True, exist_ok=True)
    paths = [work / f"{'real' if real else 'face'}-{k:04d}.png" for k in range(count)]
    for k, path in enumerate(paths):
        if not path.exists():
            rng = np.random.default_rng([SEED, k])
            sample = drawn(rng)
            with lifelike(real):
                Image.fromarray(photographed(sample, rng)).save(path)
    return paths


def opened(path: Path) -> Picture:
    """Return a picture's pixels."""
    return np.asarray(Image.open(path).convert("RGB"))


def seen(paths: list[Path]) -> dict[int, Landmarks]:
    """Return the face of each picture that shows exactly one, by the picture's number."""
    engine = MediapipeLandmarks()
    found: list[tuple[Landmarks, ...]] = []
    for k in range(0, len(paths), AT_ONCE):
        found += engine.detect_all([opened(path) for path in paths[k : k + AT_ONCE]])
    return {k: faces[0] for k, faces in enumerate(found) if len(faces) == 1}


def with_real(
    known: Calibration, drawings: list[Path], faces: dict[int, Landmarks], lifelike: list[Path]
) -> Calibration:
    """Return the calibration with what faces without the look's bends have more of."""

    def features(paths: list[Path], of: dict[int, Landmarks], k: int) -> Floats:
        return whole(opened(paths[k]), of[k], known.shape)

    plain = seen(lifelike)
    both = [k for k in plain if k in faces]
    apart = [features(lifelike, plain, k) - features(drawings, faces, k) for k in both]
    return replace(known, real=np.mean(apart, axis=0))


def write(known: Calibration) -> None:
    """Write the calibration; weights, of which there are many, in half precision."""
    values = {
        name: getattr(known, name).astype(np.float16 if name == "weights" else np.float32)
        for name in Calibration.__dataclass_fields__
    }
    FILE.parent.mkdir(exist_ok=True)
    np.savez_compressed(FILE, names=np.array(NAMES), **values)


if __name__ == "__main__":
    main()
