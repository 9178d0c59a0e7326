"""The base mesh hm08 as it was packed, in decimetres, +Y up, +Z forward; a person's left is +X.

Source: MakeHuman's hm08 and its targets (CC0 1.0); ``scripts/build_avatar_base.py`` packs them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Indices = NDArray[np.int64]

PACK = Path(__file__).parent / "data" / "hm08.npz"
VERTEX_DM = 1e-4
DELTA_DM = 1e-3
SKIN = slice(0, 13380)
"""The vertices of the skin, the mouth's inside with them."""
LEFT_EYE = slice(14598, 14670)
RIGHT_EYE = slice(14670, 14742)
LOWER_TEETH = slice(14992, 15060)
UPPER_TEETH = slice(15060, 15128)
TONGUE = slice(13380, 13606)
UPPER_LID = np.array(
    [14763, 14766, 14762, 14761, 14760, 14743, 14742, 14744, 14745, 14746, 14747, 14748, 14749]
)
LOWER_LID = np.array(
    [14765, 14759, 14793, 14758, 14757, 14756, 14755, 14754, 14753, 14752, 14792, 14751]
)
"""Roots of the left eye's lashes, from the nose outwards."""
RIGHT_LID = 125
"""What is added to a vertex of the left lids for that of the right."""


@lru_cache(maxsize=1)
def _pack() -> Mapping[str, NDArray[Any]]:
    with np.load(PACK) as pack:
        return MappingProxyType({name: pack[name] for name in pack.files})


@lru_cache(maxsize=1)
def vertices() -> Points:
    """Return the places of all 19,158 vertices, symmetric to the bit."""
    found: Points = _pack()["vertices"] * VERTEX_DM
    found.flags.writeable = False
    return found


def mirror() -> Indices:
    """Return for each vertex the one across the middle."""
    return _pack()["mirror"].astype(np.int64)


@lru_cache(maxsize=1)
def texture_coordinates() -> Points:
    """Return ``u`` and ``v`` from 0 to 1, ``v`` upwards."""
    found: Points = _pack()["uv"] / 65535.0
    return found


@lru_cache(maxsize=64)
def faces(*groups: str) -> tuple[Indices, Indices]:
    """Return the quads of these groups, as vertices and as texture coordinates.

    Groups are ``body``, ``helper-tights``, ``helper-skirt``, ``helper-l-eye``, ``helper-r-eye``,
    ``helper-upper-teeth``, ``helper-lower-teeth`` and ``helper-tongue``.
    """
    pack = _pack()
    names = pack["group_names"].tolist()
    chosen = np.isin(pack["face_group"], [names.index(g) for g in groups])
    return pack["faces"][chosen].astype(np.int64), pack["face_uv"][chosen].astype(np.int64)


@lru_cache(maxsize=1)
def target_names() -> tuple[str, ...]:
    """Return the names of all targets, those of the right side with them."""
    with np.load(PACK) as pack:
        left = pack["target_names"].tolist()
    return tuple(left) + tuple(r for name in left if (r := _right(name)))


def _right(name: str) -> str | None:
    """Return the name of a left target's mirror image."""
    folder, _, rest = name.partition("/")
    if rest.startswith("l-"):
        return f"{folder}/r-{rest[2:]}"
    return f"{name[:-4]}Right" if folder == "arkit" and name.endswith("Left") else None


@lru_cache(maxsize=1)
def _places() -> Mapping[str, tuple[int, bool]]:
    names = _pack()["target_names"].tolist()
    own = {name: (k, False) for k, name in enumerate(names)}
    across = {r: (k, True) for k, name in enumerate(names) if (r := _right(name)) and r not in own}
    return MappingProxyType(own | across)


@lru_cache(maxsize=1024)
def target(name: str) -> tuple[Indices, Points]:
    """Return which vertices a target moves and by how many decimetres at full weight."""
    k, across = _places()[name]
    pack = _pack()
    run = slice(int(pack["target_offsets"][k]), int(pack["target_offsets"][k + 1]))
    index = pack["target_index"][run].astype(np.int64)
    delta = np.stack([pack[f"target_{axis}"][run] for axis in "xyz"], axis=1) * DELTA_DM
    return (mirror()[index], delta * [-1, 1, 1]) if across else (index, delta)


def move(places: Points, name: str, weight: float) -> None:
    """Add a target to ``places`` in place."""
    if weight:
        index, delta = target(name)
        places[index] += weight * delta


def mask(name: str) -> NDArray[np.float64]:
    """Return a mask of the skin over its texture, shape (512, 512), 0 to 1, row 0 at ``v`` = 1.

    Masks are ``lips``, ``ears``, ``eyelids`` and ``inside_mouth``.
    """
    found: NDArray[np.float64] = _pack()[f"mask_{name}"] / 255.0
    return found


def bones() -> tuple[tuple[str, str, list[int], list[int]], ...]:
    """Return name, parent's name and the vertices whose means are head and tail, of each bone."""
    pack = _pack()
    ends = json.loads(str(pack["bone_ends"]))
    rows = zip(pack["bone_names"].tolist(), pack["bone_parents"].tolist(), ends, strict=True)
    return tuple((name, parent, head, tail) for name, parent, (head, tail) in rows)


def weights() -> tuple[Indices, Points]:
    """Return four bones and their shares for each vertex, shape (19158, 4) each; rows sum to 1."""
    pack = _pack()
    share = pack["weights"].astype(np.float64)
    share[share.sum(1) == 0, 0] = 1
    return pack["joints"].astype(np.int64), share / share.sum(1, keepdims=True)


def eye_centres(places: Points) -> tuple[Points, Points]:
    """Return the middles of the left and the right eye."""
    left, right = places[LEFT_EYE], places[RIGHT_EYE]
    return (left.min(0) + left.max(0)) / 2, (right.min(0) + right.max(0)) / 2
