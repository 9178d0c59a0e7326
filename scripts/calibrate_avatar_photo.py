"""Calibrate photo -> spec on rendered faces: ``python scripts/calibrate_avatar_photo.py WORK``.

Draws random faces into the folder WORK, finds their landmarks with the mediapipe that
``AIGC_MEDIAPIPE_PYTHON`` names, and writes ``aigc/avatar/photo/data/calibration.npz``. A run that
was stopped goes on. They take about 15 minutes on one core.
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
from aigc.avatar.photo.features import features_of
from aigc.avatar.photo.landmarks import Floats, Landmarks
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
    asked.add_argument("--faces", type=int, default=321)
    asked.add_argument("--pairs", type=int, default=24)
    told = asked.parse_args()
    pictures = draw(told.work, told.faces, real=False)
    faces, kept = seen(pictures)
    values = np.array([drawn(np.random.default_rng([SEED, k])).values for k in kept])
    found = learned(faces, values)
    found = with_real(found, faces, kept, draw(told.work, told.pairs, real=True))
    write(found)
    for name, r in zip(NAMES, found.trust, strict=True):
        print(f"{name:14s} r {r:.2f}")
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


def seen(paths: list[Path]) -> tuple[list[Landmarks], list[int]]:
    """Return the face of each picture that shows exactly one, and the picture's number."""
    engine = MediapipeLandmarks()
    found: list[tuple[Landmarks, ...]] = []
    for k in range(0, len(paths), AT_ONCE):
        some = [np.asarray(Image.open(p).convert("RGB")) for p in paths[k : k + AT_ONCE]]
        found += engine.detect_all(some)
    kept = [k for k, faces in enumerate(found) if len(faces) == 1]
    return [found[k][0] for k in kept], kept


def with_real(
    known: Calibration, faces: list[Landmarks], kept: list[int], pictures: list[Path]
) -> Calibration:
    """Return the calibration with what faces without the look's bends have more of."""
    plain, which = seen(pictures)
    features: dict[int, Floats] = {
        k: features_of(f, known.shape) for k, f in zip(kept, faces, strict=True)
    }
    apart = [
        features_of(face, known.shape) - features[k]
        for face, k in zip(plain, which, strict=True)
        if k in features
    ]
    values = {name: getattr(known, name) for name in Calibration.__dataclass_fields__}
    return Calibration(**values | {"real": np.mean(apart, axis=0)})


def write(known: Calibration) -> None:
    """Write the calibration in single precision."""
    values = {n: getattr(known, n).astype(np.float32) for n in Calibration.__dataclass_fields__}
    FILE.parent.mkdir(exist_ok=True)
    np.savez_compressed(FILE, names=np.array(NAMES), **values)


if __name__ == "__main__":
    main()
