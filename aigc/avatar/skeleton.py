"""Bones from the base mesh, the arms raised to a T, and everything in metres on the floor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from aigc.avatar.base import SKIN, Points, bones
from aigc.avatar.piece import Chain, Rig, unit
from aigc.avatar.shape import Shape
from aigc.types.avatar import Bone, Vec3

_SIDES = (("Left", "left"), ("Right", "right"))
_MIDDLE = {
    "Hips": "hips", "Spine": "spine", "Spine1": "chest", "Spine2": "upperChest", "Neck": "neck",
    "Head": "head",
}  # fmt: skip
_LIMBS = {
    "Shoulder": "Shoulder", "Arm": "UpperArm", "ForeArm": "LowerArm", "Hand": "Hand",
    "UpLeg": "UpperLeg", "Leg": "LowerLeg", "Foot": "Foot", "ToeBase": "Toes",
    "HandThumb1": "ThumbMetacarpal", "HandThumb2": "ThumbProximal", "HandThumb3": "ThumbDistal",
    **{
        f"Hand{finger}{k}": f"{called}{joint}"
        for finger, called in (("Index", "Index"), ("Middle", "Middle"), ("Ring", "Ring"),
                               ("Pinky", "Little"))
        for k, joint in ((1, "Proximal"), (2, "Intermediate"), (3, "Distal"))
    },
}  # fmt: skip
HUMANOID: Mapping[str, str] = MappingProxyType(
    _MIDDLE | {f"{big}{k}": f"{small}{v}" for big, small in _SIDES for k, v in _LIMBS.items()}
)
"""The base mesh's bones and their names in VRM 1.0."""
STRAIGHT = ("Arm", "ForeArm", "Hand")
"""Bones that lie along X in a T."""
FINGERS = ("Index", "Middle", "Ring", "Pinky")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Skeleton:
    """Where every bone is, and how points get from the base mesh's pose into the T.

    Attributes
    ----------
    bones : tuple of Bone
        In metres, parents first.
    index : mapping of str to int
        By the base mesh's and the chains' names.
    turns : float64, shape (bones, 3, 3)
    shifts : float64, shape (bones, 3)
        ``metres = turn @ decimetres + shift`` for what hangs on a bone alone.
    """

    bones: tuple[Bone, ...]
    index: Mapping[str, int]
    turns: Points
    shifts: Points

    def placed(self, points: Points, rig: Rig) -> Points:
        """Return points in metres in the T."""
        known = np.array([self.index[name] for name in rig.bones])
        joints = known[rig.joints]
        moved = np.einsum("njab,nb->nja", self.turns[joints], points) + self.shifts[joints]
        found: Points = np.einsum("nj,nja->na", rig.weights, moved)
        return found

    def turned(self, vectors: Points, rig: Rig) -> Points:
        """Return directions (or small movements in decimetres, as metres) in the T."""
        known = np.array([self.index[name] for name in rig.bones])
        turn = np.einsum("nj,njab->nab", rig.weights, self.turns[known[rig.joints]])
        found: Points = np.einsum("nab,nb->na", turn, vectors)
        return found


def skeleton(shape: Shape, chains: Sequence[Chain], height_m: float, floor_dm: float) -> Skeleton:
    """Return the bones of a body of that height, barefoot, that stands with its soles on the floor.

    Parameters
    ----------
    floor_dm : float
        Height of the soles in the base mesh's space.
    """
    heads, tails, parents = _ends(shape.places)
    order = _parents_first(parents)
    turns, shifts = _t_pose(order, heads, tails, parents)
    skin = shape.places[SKIN]
    scale = height_m / float(skin[:, 1].max() - skin[:, 1].min())
    floor = np.array([0.0, floor_dm, 0.0])
    found: list[Bone] = []
    index: dict[str, int] = {}
    for name in order:
        at = (turns[name] @ heads[name] + shifts[name] - floor) * scale
        parent = index.get(parents[name], -1)
        index[name] = len(found)
        found.append(Bone(name=_name(name), parent=parent, position=_vec(at),
                          humanoid=HUMANOID[name]))  # fmt: skip
    matrices = [turns[n] * scale for n in order]
    offsets = [(shifts[n] - floor) * scale for n in order]
    for chain in chains:
        owner = index[chain.parent]
        parent = owner
        for k, point in enumerate(chain.points):
            at = matrices[owner] @ point + offsets[owner]
            index[chain.joint(k)] = len(found)
            found.append(Bone(name=chain.joint(k), parent=parent, position=_vec(at)))
            parent = index[chain.joint(k)]
            matrices.append(matrices[owner])
            offsets.append(offsets[owner])
    return Skeleton(bones=tuple(found), index=index, turns=np.array(matrices),
                    shifts=np.array(offsets))  # fmt: skip


def _name(bone: str) -> str:
    return HUMANOID[bone]


def _vec(point: Points) -> Vec3:
    x, y, z = (float(np.float32(c)) for c in point)
    return x, y, z


def _ends(places: Points) -> tuple[dict[str, Points], dict[str, Points], dict[str, str]]:
    heads, tails, parents = {}, {}, {}
    for name, parent, head, tail in bones():
        heads[name], tails[name] = places[head].mean(0), places[tail].mean(0)
        parents[name] = parent
    for name in _MIDDLE:
        heads[name] = heads[name] * [0, 1, 1]
        tails[name] = tails[name] * [0, 1, 1]
    return heads, tails, parents


def _parents_first(parents: Mapping[str, str]) -> list[str]:
    found: list[str] = []
    waiting = sorted(parents)
    while waiting:
        ready = [n for n in waiting if not parents[n] or parents[n] in found]
        found += ready
        waiting = [n for n in waiting if n not in ready]
    return found


def _t_pose(
    order: list[str], heads: dict[str, Points], tails: dict[str, Points], parents: dict[str, str]
) -> tuple[dict[str, Points], dict[str, Points]]:
    """Return the turn and shift of each bone that raise the arms to a T, palms down."""
    turns: dict[str, Points] = {}
    shifts: dict[str, Points] = {}
    for name in order:
        parent = parents[name]
        turn = turns[parent] if parent else np.eye(3)
        shift = shifts[parent] if parent else np.zeros(3)
        wanted = _wanted(name)
        if wanted is not None:
            joint = turn @ heads[name] + shift
            now = unit(turn @ (tails[name] - heads[name]))
            turn = _between(now, wanted) @ turn
            shift = joint - turn @ heads[name]
        turns[name], shifts[name] = turn, shift
    return turns, shifts


def _wanted(name: str) -> Points | None:
    for big, sign in (("Left", 1.0), ("Right", -1.0)):
        rest = name.removeprefix(big)
        straight = rest in STRAIGHT or any(rest.startswith(f"Hand{f}") for f in FINGERS)
        if name.startswith(big) and straight:
            return np.array([sign, 0.0, 0.0])
    return None


def _between(a: Points, b: Points) -> Points:
    """Return the shortest turn that takes direction ``a`` to ``b``, shape (3, 3)."""
    axis = np.cross(a, b)
    cosine = float(a @ b)
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    found: Points = np.eye(3) + cross + cross @ cross / (1 + cosine)
    return found
