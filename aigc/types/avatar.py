"""A character that can be drawn and exported, and its motion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from aigc.types.viseme import BLENDSHAPES

Vec3 = tuple[float, float, float]
Rgb = tuple[float, float, float]
"""A colour in sRGB, each channel 0 to 1."""
MaterialKind = Literal[
    "skin", "eye", "lash", "brow", "mouth", "hair", "cloth", "glossy", "glass", "metal", "unlit"
]
Shading = Literal["toon", "standard", "flat"]
"""How light falls: ramp, rim and outline; physically based; one colour without light."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Material:
    """What a part looks like; a renderer and a file read the same values.

    Attributes
    ----------
    colour : Rgb
        Multiplied onto the texture.
    opacity : float
        0 to 1, multiplied onto the texture's alpha.
    texture : uint8, shape (height, width, 3 or 4), or None
        sRGB and straight alpha; row 0 is the top, where ``v`` is 1.
    alpha : {"opaque", "mask", "blend"}
        A mask is cut at one half.
    shade : Rgb
        Multiplied onto the colour where a toon is in shadow.
    rim : float
        Strength of the light around a toon's edge, 0 to 1.
    outline : float
        Width of a toon's outline in thousandths of the picture's height; 0 for none.
    highlight : Rgb
        Colour of the shine on hair.
    """

    name: str
    kind: MaterialKind
    colour: Rgb = (1.0, 1.0, 1.0)
    opacity: float = 1.0
    texture: NDArray[np.uint8] | None = None
    alpha: Literal["opaque", "mask", "blend"] = "opaque"
    double_sided: bool = False
    roughness: float = 0.6
    metallic: float = 0.0
    shade: Rgb = (0.75, 0.65, 0.7)
    rim: float = 0.2
    outline: float = 1.0
    outline_colour: Rgb = (0.2, 0.14, 0.15)
    highlight: Rgb = (1.0, 1.0, 1.0)
    casts_shadow: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Morph:
    """What one face movement moves of a part, at full weight.

    Attributes
    ----------
    index : int32, shape (moved,)
        The vertices that move, in ascending order.
    delta : float32, shape (moved, 3)
        Metres.
    """

    index: NDArray[np.int32]
    delta: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """A mesh of one material, in metres, +Y up, +Z forward, in the rest pose (a T).

    Attributes
    ----------
    positions, normals : float32, shape (vertices, 3)
        Normals are those for shading and need not follow the surface.
    uv : float32, shape (vertices, 2)
        ``v`` goes up.
    triangles : int32, shape (triangles, 3)
        Anticlockwise from outside.
    joints : uint16, shape (vertices, 4)
        Indices of `Avatar.bones`.
    weights : float32, shape (vertices, 4)
        Each row sums to 1.
    morphs : mapping of str to Morph
        By the names of `BLENDSHAPES`; those that move nothing are left out.
    tangents : float32, shape (vertices, 3), or None
        Along the strands of hair, from root to tip.
    occlusion : float32, shape (vertices,), or None
        Share of the sky that is seen, 0 to 1.
    follows : bool
        Whether shading normals are made anew when the face moves.
    first_person : bool
        Whether the wearer sees it when looking out of the avatar's eyes.
    """

    name: str
    positions: NDArray[np.float32]
    normals: NDArray[np.float32]
    uv: NDArray[np.float32]
    triangles: NDArray[np.int32]
    material: Material
    joints: NDArray[np.uint16]
    weights: NDArray[np.float32]
    morphs: Mapping[str, Morph] = field(default_factory=dict)
    tangents: NDArray[np.float32] | None = None
    occlusion: NDArray[np.float32] | None = None
    follows: bool = False
    first_person: bool = True

    @property
    def faceted(self) -> bool:
        """Whether no two triangles share a vertex, so that each may be flat."""
        return self.triangles.size == len(self.positions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bone:
    """A joint; at rest no bone is turned, so its place is all there is.

    Attributes
    ----------
    parent : int
        Index in `Avatar.bones`, smaller than its own; -1 for the root.
    position : Vec3
        Metres from the floor between the feet.
    humanoid : str or None
        The bone's name in VRM 1.0 (``leftUpperArm``), None for hair and cloth.
    """

    name: str
    parent: int
    position: Vec3
    humanoid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collider:
    """A sphere, or a capsule where there is a tail, that hair does not enter.

    Attributes
    ----------
    bone : int
        Index in `Avatar.bones`.
    offset, tail : Vec3
        Metres from the bone.
    radius : float
        Metres.
    """

    bone: int
    offset: Vec3
    radius: float
    tail: Vec3 | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spring:
    """A chain of bones that swings, with the numbers of VRM's spring bones.

    Attributes
    ----------
    bones : tuple of int
        From root to tip; the last is an end that turns nothing.
    stiffness : float
        Pull towards the rest pose, 0 to 4.
    drag : float
        0 swings for ever, 1 not at all.
    gravity : float
        Pull downwards, 0 to 2.
    radius : float
        Metres kept from colliders.
    """

    name: str
    bones: tuple[int, ...]
    stiffness: float = 1.0
    drag: float = 0.4
    gravity: float = 0.1
    radius: float = 0.02


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Avatar:
    """A finished character.

    Attributes
    ----------
    expressions : mapping of str to mapping of str to float
        Named faces (VRM's presets, `VISEMES`) as weights of `BLENDSHAPES`.
    eyes : Vec3
        Between the eyes, metres.
    licence : mapping of str to str
        What goes into the file's record: authors, licence address, who may use it.
    """

    name: str
    shading: Shading
    parts: tuple[Part, ...]
    bones: tuple[Bone, ...]
    springs: tuple[Spring, ...] = ()
    colliders: tuple[Collider, ...] = ()
    expressions: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    eyes: Vec3 = (0.0, 1.5, 0.1)
    height_m: float = 1.65
    licence: Mapping[str, str] = field(default_factory=dict)

    def bone(self, humanoid: str) -> int:
        """Return the index of a bone by its name in VRM; raises KeyError where there is none."""
        for k, bone in enumerate(self.bones):
            if bone.humanoid == humanoid:
                return k
        raise KeyError(humanoid)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Motion:
    """Tracks of a face and a body; frame ``i`` is shown from ``i / fps`` seconds on.

    Attributes
    ----------
    fps : Fraction
        Frames a second.
    blendshapes : float32, shape (frames, 52)
        Weights of `BLENDSHAPES`, 0 to 1.
    turns : mapping of str to float32, shape (frames, 4)
        By VRM bone, the turn from the rest pose as a quaternion (x, y, z, w) in the parent's axes.
    travel : float32, shape (frames, 3), or None
        Metres by which the hips leave their place.
    marks : tuple of (str, Fraction, Fraction)
        What was done on purpose and when: gestures, emotions, blinks.
    """

    fps: Fraction
    blendshapes: NDArray[np.float32]
    turns: Mapping[str, NDArray[np.float32]]
    travel: NDArray[np.float32] | None = None
    marks: tuple[tuple[str, Fraction, Fraction], ...] = ()

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return len(self.blendshapes)

    @property
    def duration(self) -> Fraction:
        """Length in seconds."""
        return self.frames / self.fps

    def face(self, frame: int) -> dict[str, float]:
        """Return the weights of one frame that are not 0, by name."""
        row = self.blendshapes[frame]
        return {BLENDSHAPES[k]: float(row[k]) for k in np.flatnonzero(row)}

    def pose(self, frame: int) -> dict[str, tuple[float, float, float, float]]:
        """Return the quaternion of each bone that is turned in one frame."""
        return {bone: tuple(map(float, q[frame])) for bone, q in self.turns.items()}  # type: ignore[misc]
