"""Learn movements of the face from films: ``python scripts/calibrate_avatar_mirror.py WORK``.

Draws people and characters who move their faces at random into the folder WORK, finds their
landmarks with the mediapipe that ``AIGC_MEDIAPIPE_PYTHON`` names, and writes
``aigc/avatar/motion/data/movements.npz``. A run that was stopped goes on. A film takes half a
minute on one core.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from calibrate_avatar_photo import lifelike

from aigc.avatar.build import build
from aigc.avatar.motion.features import KEPT, features
from aigc.avatar.motion.reading import FILE, LARGEST, Reading
from aigc.avatar.motion.seen import frontal
from aigc.avatar.motion.turns import pitched
from aigc.avatar.photo.calibration import calibration
from aigc.avatar.photo.features import twins
from aigc.avatar.photo.landmarks import Floats, Landmarks, Picture
from aigc.avatar.photo.mediapipe import MediapipeLandmarks
from aigc.avatar.photo.parameters import applied, bounds
from aigc.avatar.photo.samples import BARE, drawn, lit
from aigc.avatar.pose import AT_EASE
from aigc.avatar.presets import preset, presets
from aigc.avatar.render import Renderer
from aigc.avatar.spec import AvatarSpec, changed
from aigc.types.avatar import Avatar
from aigc.types.viseme import BLENDSHAPES

SEED = 11
STILL_FRAMES, FRAMES = 12, 96
SIZE_PX, ROOM_PX = 600, 80
"""Of a picture, and what is cut off all around; a face is then 250 pixels wide."""
LARGEST_DEG = (12.0, 25.0, 10.0)
KINDS = ("real", "real", "human", "real", "anime", "human", "real", "film")
"""Whom the films show, in turn: people, and characters of three looks."""
MOUTHS = (
    ("mouthSmile", 0.35), ("mouthFrown", 0.25), ("mouthPucker", 0.25), ("mouthFunnel", 0.15),
    ("mouthStretch", 0.1), ("mouthPress", 0.08), ("mouthUpperUp", 0.1), ("mouthLowerDown", 0.1),
    ("mouthRollUpper", 0.05), ("mouthRollLower", 0.05), ("mouthShrugUpper", 0.04),
    ("mouthShrugLower", 0.05), ("mouthDimple", 0.05), ("cheekPuff", 0.04), ("noseSneer", 0.06),
    ("cheekSquint", 0.06),
)  # fmt: skip
"""Movements of the lower face, and the share of frames that has each."""
BROWS = (
    (("browDown",), 0.3), (("browInnerUp",), 0.15), (("browOuterUp",), 0.15),
    (("browInnerUp", "browOuterUp"), 0.2), (("browInnerUp", "browDown"), 0.05), ((), 0.15),
)  # fmt: skip
USUAL = 0.7
"""Of the range of each parameter of a face, what people mostly have."""
HIDDEN, DROPPED, NETWORKS = 64, 0.2, 2
EPOCHS, BATCH, RATE, DECAY, NOISE = 32, 64, 3e-3, 1e-3, 0.1
FOLDS, SEEN, LARGEST_GAIN = 2, 0.3, 2.0
"""A movement whose correlation on films that were held out is less than `SEEN` is left out."""
ALONE = 0.2
"""Share of the movements that only one side makes."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("work", type=Path)
    asked.add_argument("--films", type=int, default=48)
    asked.add_argument("--drawn", action="store_true", help="learn from the films that are there")
    told = asked.parse_args()
    told.work.mkdir(parents=True, exist_ok=True)
    for n in range(0 if told.drawn else told.films):
        draw(told.work / f"film-{n:03d}.npz", n)
    shape = calibration().shape
    films = [learnable(path, shape) for path in sorted(told.work.glob("film-*.npz"))]
    gain = checked(films, shape)
    write(trained(films, shape, NETWORKS), gain)


def draw(path: Path, n: int) -> None:
    """Write landmarks, movements and turns of one film where they are missing."""
    if path.exists():
        return
    rng = np.random.default_rng([SEED, n])
    kind = KINDS[n % len(KINDS)]
    with lifelike(kind == "real"):
        avatar = build(shown(kind, rng))
    faces, heads = moved(rng), turned(rng)
    found = list(MediapipeLandmarks().track(filmed(avatar, faces, heads, rng)))
    seen = [k for k, face in enumerate(found) if face is not None]
    points = np.array([np.c_[face.points, face.depth] for face in found if face is not None])
    np.savez_compressed(path, kind=kind, points=points.astype(np.float32),
                        faces=faces[seen], heads=heads[seen], frame=seen)  # fmt: skip
    print(f"{path.name} {kind}: {len(seen)} of {FRAMES} frames", flush=True)


def shown(kind: str, rng: np.random.Generator) -> AvatarSpec:
    """Return who is seen in a film."""
    if kind == "real":
        sample = drawn(rng)
        middle = np.mean(bounds(), axis=0)
        spec = applied(sample.spec, middle + USUAL * (sample.values - middle))
        style = str(rng.choice(BARE)) if rng.random() < 0.7 else spec.hair.style
        return changed(spec, hair=changed(spec.hair, style=style, fringe="none"))
    family = "anime" if kind == "anime" else "human"
    names = sorted(name for name, p in presets().items() if p.family == family)
    spec = preset(str(rng.choice(names))).spec
    return changed(spec, look=kind, hair=changed(spec.hair, fringe="none"))


def moved(rng: np.random.Generator) -> Floats:
    """Return movements that come and go independently, shape (frames, 52); a few rest first."""
    faces = np.zeros((FRAMES, len(BLENDSHAPES)))
    for row in faces[STILL_FRAMES:]:
        for name, amount in expression(rng).items():
            row[BLENDSHAPES.index(name)] = amount
    return faces


def expression(rng: np.random.Generator) -> dict[str, float]:
    """Return one random face."""
    face = {"jawOpen": rng.uniform(0, 0.8)} if rng.random() < 0.5 else {}
    for name, share in MOUTHS:
        if rng.random() < share and not (name == "mouthFrown" and "mouthSmileLeft" in face):
            put(face, name, rng.uniform(0.1, 1), rng)
    if rng.random() < 0.12:
        face[str(rng.choice(("mouthLeft", "mouthRight")))] = rng.uniform(0.1, 0.8)
    for name in BROWS[rng.choice(len(BROWS), p=[share for _, share in BROWS])][0]:
        put(face, name, rng.uniform(0.1, 1), rng)
    for name, share in (("eyeBlink", 0.25), ("eyeWide", 0.1), ("eyeSquint", 0.1)):
        if rng.random() < share:
            put(face, name, rng.uniform(0.2, 1), rng)
            break
    if rng.random() < 0.7:
        look(face, *rng.uniform(-1, 1, 2))
    return face


def put(face: dict[str, float], name: str, amount: float, rng: np.random.Generator) -> None:
    """Add a movement of one name or of two sides, now and then of one of them alone."""
    if name in BLENDSHAPES:
        face[name] = amount
        return
    alone = rng.random() < ALONE
    kept = int(rng.integers(2))
    for k, side in enumerate(("Left", "Right")):
        face[name + side] = amount if not alone or k == kept else rng.uniform(0, 0.3) * amount


def look(face: dict[str, float], left: float, up: float) -> None:
    """Turn both eyes."""
    aside = (
        ("eyeLookOutLeft", "eyeLookInRight") if left > 0 else ("eyeLookInLeft", "eyeLookOutRight")
    )
    along = "eyeLookUp" if up > 0 else "eyeLookDown"
    face |= dict.fromkeys(aside, abs(left)) | {along + s: abs(up) for s in ("Left", "Right")}


def turned(rng: np.random.Generator) -> Floats:
    """Return pitch, yaw and roll of a head that wanders, degrees, shape (frames, 3)."""
    at = np.arange(FRAMES)[:, None] / 5
    waves = [np.sin(rng.uniform(0.5, 1.5, 3) * at + rng.uniform(0, 6.3, 3)) for _ in range(3)]
    grows = np.minimum(np.arange(FRAMES) / STILL_FRAMES, 1)[:, None]
    return np.clip(sum(waves) / 1.8, -1, 1) * LARGEST_DEG * grows


def filmed(
    avatar: Avatar, faces: Floats, heads: Floats, rng: np.random.Generator
) -> Iterator[Picture]:
    """Yield the frames of a film in a light of its own."""
    ground = tuple(map(float, rng.uniform(0.3, 0.9) * rng.uniform(0.85, 1.0, 3)))
    light = int(rng.integers(1 << 30))
    with Renderer(avatar, SIZE_PX, SIZE_PX, "close", background=ground, supersample=1) as renderer:
        for row, turn in zip(faces, pitched(heads), strict=True):
            face = {BLENDSHAPES[k]: float(row[k]) for k in np.flatnonzero(row)}
            pose = dict(AT_EASE) | {"head": tuple(map(float, turn))}
            picture = renderer.frame(face, pose)[ROOM_PX:-ROOM_PX, ROOM_PX:-ROOM_PX, :3]
            yield np.ascontiguousarray(lit(picture, np.random.default_rng(light)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Film:
    """Features and movements of a film, and of the same film in a mirror."""

    kind: str
    features: Floats
    faces: Floats
    mirrored: Floats
    mirrored_faces: Floats


def learnable(path: Path, shape: Floats) -> Film:
    """Return what is learned of one film that was drawn."""
    with np.load(path) as film:
        points, faces, kind = film["points"].astype(float), film["faces"], str(film["kind"])
    found = [frontal(Landmarks(points=p[:, :2], depth=p[:, 2], width=1, height=1), shape)
             for p in points]  # fmt: skip
    clouds, poses = np.array([c for c, _ in found]), np.array([p for _, p in found])
    across = np.diag([-1.0, 1.0, 1.0, 1.0])
    kept, swapped = list(KEPT), [BLENDSHAPES.index(other_side(name)) for name in BLENDSHAPES]
    return Film(
        kind=kind, features=features(clouds[:, kept, :2], poses), faces=faces,
        mirrored=features((clouds[:, twins(shape)] * [-1, 1, 1])[:, kept, :2],
                          across @ poses @ across),
        mirrored_faces=faces[:, swapped],
    )  # fmt: skip


def other_side(name: str) -> str:
    """Return the name of the same movement in a mirror."""
    return name.replace("Left", "#").replace("Right", "Left").replace("#", "Right")


def checked(films: list[Film], shape: Floats) -> Floats:
    """Print how well films that were held out are read; return the gain of each movement."""
    truth, found = [], []
    for fold in range(FOLDS):
        rest = [film for n, film in enumerate(films) if n % FOLDS != fold]
        known = trained(rest, shape, 1)
        for film in films[fold::FOLDS]:
            if film.kind != "anime":
                truth.append(film.faces)
                found.append(known.raw(film.features))
    told = np.concatenate(truth), np.concatenate(found)
    away = [column - column.mean(axis=0) for column in told]
    both = (away[0] * away[1]).sum(axis=0)
    r = both / np.sqrt((away[0] ** 2).sum(axis=0) * (away[1] ** 2).sum(axis=0) + 1e-12)
    slope = both / ((away[0] ** 2).sum(axis=0) + 1e-12)
    for name, one in zip(BLENDSHAPES, r, strict=True):
        print(f"{name:20s} r {one:.2f}")
    gain = np.where(r >= SEEN, np.clip(1 / np.maximum(slope, 1e-3), 1, LARGEST_GAIN), 0)
    across = gain[[BLENDSHAPES.index(other_side(name)) for name in BLENDSHAPES]]
    return np.where((gain > 0) & (across > 0), (gain + across) / 2, 0)


def trained(films: list[Film], shape: Floats, networks: int) -> Reading:
    """Return networks of films, the same for the same films."""
    import torch

    torch.set_num_threads(1)
    rows = np.concatenate([x for film in films for x in (film.features, film.mirrored)])
    faces = np.concatenate([y for film in films for y in (film.faces, film.mirrored_faces)])
    scale = rows.std(axis=0) + 1e-4
    given = torch.tensor(np.clip(rows / scale, -LARGEST, LARGEST), dtype=torch.float32)
    wanted = torch.tensor(faces, dtype=torch.float32)
    layers = [fitted(given, wanted, seed) for seed in range(networks)]
    first, second, third = (np.array([net[k] for net in layers]) for k in range(3))
    return Reading(shape=shape, scale=scale, first=first, second=second, third=third,
                   gain=np.ones(len(BLENDSHAPES)))  # fmt: skip


def fitted(given: Any, wanted: Any, seed: int) -> list[Floats]:
    """Return the layers of one network."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    sizes = (given.shape[1], HIDDEN, HIDDEN, wanted.shape[1])
    layers = [nn.Linear(a, b) for a, b in pairwise(sizes)]
    rest = [nn.SiLU(), nn.Dropout(DROPPED)]
    net = nn.Sequential(layers[0], *rest, layers[1], *rest, layers[2])
    steps = EPOCHS * (len(given) // BATCH)
    best = torch.optim.AdamW(net.parameters(), weight_decay=DECAY)
    pace = torch.optim.lr_scheduler.OneCycleLR(best, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        for some in torch.randperm(len(given))[: len(given) // BATCH * BATCH].split(BATCH):
            noisy = given[some] + NOISE * torch.randn_like(given[some])
            loss = ((net(noisy) - wanted[some]) ** 2).mean()
            best.zero_grad()
            loss.backward()
            best.step()
            pace.step()
    parts = ((one.weight.detach().numpy().T, one.bias.detach().numpy()) for one in layers)
    return [np.vstack((weight, bias)).astype(float) for weight, bias in parts]


def write(known: Reading, gain: Floats) -> None:
    """Write the table in half precision, the mean face and the scales in single."""
    half = {n: getattr(known, n).astype(np.float16) for n in ("first", "second", "third")}
    single = {n: getattr(known, n).astype(np.float32) for n in ("shape", "scale")}
    FILE.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        FILE, names=np.array(BLENDSHAPES), gain=gain.astype(np.float32), **half, **single
    )


if __name__ == "__main__":
    main()
