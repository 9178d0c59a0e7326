"""Round trip of rendered faces, photo -> parameters, and the time of photo -> VRM.

``AIGC_MEDIAPIPE_PYTHON=... python benchmarks/avatar_photo.py [--faces N]``. Faces are drawn with
other seeds than those of the calibration, once from the front and once turned by up to 15 degrees
in a light from one side; both sorts go into one correlation. Lower lines compare each by itself.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from aigc.avatar.build import build
from aigc.avatar.export.vrm import vrm_bytes
from aigc.avatar.photo import Consent, fit_photo
from aigc.avatar.photo.colours import lab_of
from aigc.avatar.photo.landmarks import Floats, Landmarks, Picture
from aigc.avatar.photo.learn import correlations
from aigc.avatar.photo.mediapipe import MediapipeLandmarks
from aigc.avatar.photo.parameters import NAMES
from aigc.avatar.photo.samples import Sample, drawn, lit, photographed
from aigc.avatar.photo.shape import shape_of
from aigc.avatar.spec import AvatarSpec, rgb

SEED = 20_001
WANTED, WANTED_JAW, WANTED_COUNT, WANTED_S = 0.85, 0.6, 12, 5.0
CONSENT = Consent(subject="no one", statement="this face is drawn at random")


class Kept:
    """Gives landmarks that were found before."""

    name = fingerprint = "kept"

    def __init__(self, face: Landmarks) -> None:
        self.face = face

    def detect(self, picture: Picture) -> tuple[Landmarks, ...]:
        """Return the face."""
        return (self.face,)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--faces", type=int, default=60)
    count = asked.parse_args().faces
    samples, pictures, turned = drawn_faces(count)
    found = MediapipeLandmarks().detect_all(pictures)
    alone = detector_seconds(pictures[0])
    kept = [k for k, faces in enumerate(found) if len(faces) == 1]
    print(f"{len(kept)} of {len(pictures)} faces found")
    with tempfile.TemporaryDirectory() as folder:
        specs = [fitted(pictures[k], found[k][0], Path(folder)) for k in kept]
        spent = seconds(pictures[kept[0]], found[kept[0]][0], Path(folder))
    true = np.array([samples[k].values for k in kept])
    guess = np.array([shape_of(pictures[k], found[k][0], real=False).values for k in kept])
    report([samples[k].spec for k in kept], specs, true, guess, np.array(turned)[kept])
    print(f"photo -> VRM without the detector: {spent:.2f} CPU-s (at most {WANTED_S}); "
          f"mediapipe with its start: {alone:.2f} CPU-s")  # fmt: skip


def drawn_faces(count: int) -> tuple[list[Sample], list[Picture], list[bool]]:
    """Return each face twice: from the front, and turned in a light from one side."""
    samples: list[Sample] = []
    pictures: list[Picture] = []
    for k in range(count):
        rng = np.random.default_rng([SEED, k])
        sample = drawn(rng)
        front = replace(sample, yaw=0.0, pitch=0.0, roll=0.0)
        aside = replace(sample, yaw=float(rng.uniform(-15, 15)))
        samples += [front, aside]
        pictures += [photographed(front, rng), lit(photographed(aside, rng), rng)]
    return samples, pictures, [False, True] * count


def fitted(picture: Picture, face: Landmarks, folder: Path) -> AvatarSpec:
    """Return the spec of a picture of an avatar."""
    path = folder / "face.png"
    Image.fromarray(picture).save(path)
    return fit_photo(path, CONSENT, landmarks=Kept(face), kind="render").spec


def detector_seconds(picture: Picture) -> float:
    """Return the CPU seconds of mediapipe for one picture, the start of its interpreter with it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    MediapipeLandmarks().detect(picture)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def seconds(picture: Picture, face: Landmarks, folder: Path) -> float:
    """Return the CPU seconds from a photo to a VRM file."""
    started = time.process_time()
    vrm_bytes(build(fitted(picture, face, folder)))
    return time.process_time() - started


def report(
    true: list[AvatarSpec], found: list[AvatarSpec], values: Floats, guess: Floats,
    turned: np.ndarray,
) -> None:  # fmt: skip
    """Print the correlation of each parameter."""
    rows = dict(zip(NAMES, zip(guess.T, values.T, strict=True), strict=True))
    rows["skin tone"] = (numbers(found, "tone"), numbers(true, "tone"))
    haired = [k for k, s in enumerate(true) if s.hair.style != "bald" != found[k].hair.style]
    some = [[s[k] for k in haired] for s in (found, true)]
    light = [np.array([lightness(s.hair.colour) for s in side]) for side in some]
    good = 0
    print(f"{'parameter':16s} {'all':>5s} {'front':>5s} {'aside':>5s}")
    for name, (a, b) in rows.items():
        r = [pearson(a[m], b[m]) for m in (turned | ~turned, ~turned, turned)]
        good += r[0] >= WANTED
        print(f"{name:16s} {r[0]:5.2f} {r[1]:5.2f} {r[2]:5.2f}")
    r_hair = pearson(*light)
    good += r_hair >= WANTED
    print(f"{'hair lightness':16s} {r_hair:5.2f}  (of {len(haired)} with hair)")
    jaw = pearson(*rows["jaw width"])
    print(f"{good} parameters of at least {WANTED} (wanted {WANTED_COUNT}); "
          f"jaw width {jaw:.2f} (wanted {WANTED_JAW})")  # fmt: skip
    frames = [(a.glasses.style != "none") == (b.glasses.style != "none")
              for a, b in zip(true, found, strict=True)]  # fmt: skip
    bald = [(a.hair.style == "bald") == (b.hair.style == "bald")
            for a, b in zip(true, found, strict=True)]  # fmt: skip
    print(f"glasses or none right: {np.mean(frames):.0%}; bald or not right: {np.mean(bald):.0%}")


def numbers(specs: list[AvatarSpec], setting: str) -> Floats:
    return np.array([getattr(spec.skin, setting) for spec in specs])


def lightness(colour: str) -> float:
    return float(lab_of(np.array([rgb(colour)]))[0, 0])


def pearson(a: Floats, b: Floats) -> float:
    return float(correlations(a[:, None], b[:, None])[0])


if __name__ == "__main__":
    main()
