"""GLB and VRM read back: what is in a file, and where its vertices go when its face moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.export.container import Container, Json, Numbers
from aigc.errors import AssetError
from aigc.pictures import picture_size

MOST = {"nodes": 20_000, "meshes": 2_000, "accessors": 100_000, "images": 500}
MOST_TARGETS = 2_000
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mesh:
    """One primitive of a mesh.

    Attributes
    ----------
    node : int
        The node that shows it; -1 where none does.
    positions, normals : float32, shape (vertices, 3)
        Metres; ``normals`` is empty where the file has none.
    triangles : int64, shape (triangles, 3)
    joints, weights : shape (vertices, 4), or None
        Indices of the skin's joints and their shares.
    targets : mapping of str to float32, shape (vertices, 3)
        How far each morph target moves each vertex at full weight.
    material : str
        Its name, or empty.
    """

    name: str
    node: int
    positions: Floats
    normals: Floats
    triangles: NDArray[np.int64]
    joints: Numbers | None
    weights: Numbers | None
    targets: Mapping[str, Floats]
    material: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place in the tree; ``parent`` is -1 for a root."""

    name: str
    parent: int
    translation: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Model:
    """A file as it was read.

    Attributes
    ----------
    expressions : mapping of str to mapping of (int, int) to float
        VRM's faces: the weight of each morph target by node and place in the mesh.
    humanoid : mapping of str to int
        The node of each bone that VRM names.
    root : mapping
        The JSON of the file, for all the rest.
    """

    meshes: tuple[Mesh, ...]
    nodes: tuple[Node, ...]
    expressions: Mapping[str, Mapping[tuple[int, int], float]]
    humanoid: Mapping[str, int]
    animations: int
    images: tuple[bytes, ...]
    root: Mapping[str, Any]

    def face(self, weights: Mapping[str, float]) -> tuple[Floats, ...]:
        """Return the vertices of each mesh under a face.

        ``weights`` are of expressions in a VRM, of morph targets by name in any other file.
        """
        return tuple(self._moved(mesh, weights) for mesh in self.meshes)

    def _moved(self, mesh: Mesh, weights: Mapping[str, float]) -> Floats:
        places = mesh.positions.astype(np.float64)
        for name, weight in weights.items():
            if name in self.expressions:
                for (node, k), share in self.expressions[name].items():
                    if node == mesh.node:
                        places += weight * share * tuple(mesh.targets.values())[k]
            elif not self.expressions and name in mesh.targets:
                places += weight * mesh.targets[name]
        return places.astype(np.float32)


def read_glb(path: Path) -> Model:
    """Read a GLB or a VRM 1.0.

    Raises
    ------
    InputError
        It is none, is damaged or cut short, points outside itself, or is too large.
    """
    file = Container(path)
    for name, most in MOST.items():
        if len(file.rows(name)) > most:
            file.refuse(f"it has {len(file.rows(name))} {name}, {most} are allowed")
    nodes = _nodes(file)
    meshes = _meshes(file)
    _check_skins(file)
    return Model(
        meshes=meshes,
        nodes=nodes,
        expressions=_expressions(file, meshes),
        humanoid=_humanoid(file),
        animations=_animations(file),
        images=tuple(_image(file, k, row) for k, row in enumerate(file.rows("images"))),
        root=file.root,
    )


def _image(file: Container, k: int, row: Json) -> bytes:
    raw = file.image(row)
    try:
        picture_size(raw, f"images[{k}]")
    except AssetError as exc:
        file.refuse(str(exc).partition(". ")[0].rstrip("."))
    return raw


def _nodes(file: Container) -> tuple[Node, ...]:
    rows = file.rows("nodes")
    parents = [-1] * len(rows)
    for k, row in enumerate(rows):
        for child in file.array(row, "children"):
            place = file.index("nodes", child)
            if parents[place] >= 0:
                file.refuse(f"nodes[{place}] has two parents")
            parents[place] = k
    _check_tree(file, parents)
    return tuple(
        Node(
            name=file.text(row, "name"),
            parent=parents[k],
            translation=file.vector(row.get("translation", [0, 0, 0]), 3, f"nodes[{k}]"),
        )
        for k, row in enumerate(rows)
    )


def _check_tree(file: Container, parents: list[int]) -> None:
    done = [False] * len(parents)
    for start in range(len(parents)):
        way: list[int] = []
        k = start
        while k >= 0 and not done[k]:
            if len(way) > len(parents):
                file.refuse(f"nodes[{start}] is below itself")
            way.append(k)
            k = parents[k]
        for k in way:
            done[k] = True


def _meshes(file: Container) -> tuple[Mesh, ...]:
    shown: dict[int, int] = {}
    for k, row in enumerate(file.rows("nodes")):
        if "mesh" in row:
            shown.setdefault(file.index("meshes", row["mesh"]), k)
    found = []
    for k, row in enumerate(file.rows("meshes")):
        for primitive in file.array(row, "primitives"):
            if not isinstance(primitive, dict):
                file.refuse(f"meshes[{k}] has a part that is no object")
            if primitive.get("mode", 4) == 4:
                found.append(_mesh(file, row, primitive, shown.get(k, -1)))
    return tuple(found)


def _mesh(file: Container, row: Json, primitive: Json, node: int) -> Mesh:
    attributes = file.table(primitive, "attributes")
    positions = _floats(file, attributes.get("POSITION"), "VEC3")
    count = len(positions)
    material = primitive.get("material")
    mesh = Mesh(
        name=file.text(row, "name"),
        node=node,
        positions=positions,
        normals=_floats(file, attributes["NORMAL"], "VEC3")
        if "NORMAL" in attributes
        else np.zeros((0, 3), np.float32),
        triangles=_triangles(file, primitive, count),
        joints=_attribute(file, attributes, "JOINTS_0"),
        weights=_attribute(file, attributes, "WEIGHTS_0"),
        targets=_targets(file, row, primitive, count),
        material="" if material is None else file.text(file.entry("materials", material), "name"),
    )
    for values in (mesh.normals, mesh.joints, mesh.weights):
        if values is not None and len(values) not in (0, count):
            file.refuse(f"the mesh {mesh.name!r} has attributes of several lengths")
    return mesh


def _floats(file: Container, index: object, kind: str) -> Floats:
    values = file.numbers(index, (kind,))
    if values.dtype != np.float32:
        file.refuse("a mesh has places or normals that are not floating-point numbers")
    return values


def _attribute(file: Container, attributes: Json, name: str) -> Numbers | None:
    return file.numbers(attributes[name], ("VEC4",)) if name in attributes else None


def _triangles(file: Container, primitive: Json, count: int) -> NDArray[np.int64]:
    file.take(8 * count)
    if "indices" not in primitive:
        corners = np.arange(count)
    else:
        found = file.numbers(primitive["indices"], ("SCALAR",))
        if found.dtype.kind != "u":
            file.refuse("a mesh has corners that are not whole numbers")
        file.take(8 * len(found))
        corners = found[:, 0].astype(np.int64)
    if len(corners) % 3 or (len(corners) and corners.max() >= count):
        file.refuse("a mesh has corners that do not exist or make no triangles")
    return corners.reshape(-1, 3)


def _targets(file: Container, row: Json, primitive: Json, count: int) -> dict[str, Floats]:
    moves = file.array(primitive, "targets")
    file.take(12 * count * sum(isinstance(m, dict) and "POSITION" not in m for m in moves))
    if len(moves) > MOST_TARGETS:
        file.refuse(f"a mesh has {len(moves)} morph targets, {MOST_TARGETS} are allowed")
    extras = row.get("extras")
    names = extras.get("targetNames", []) if isinstance(extras, dict) else []
    found: dict[str, Floats] = {}
    for k, move in enumerate(moves):
        if not isinstance(move, dict):
            file.refuse("a morph target is no object")
        delta = (
            _floats(file, move["POSITION"], "VEC3")
            if "POSITION" in move
            else np.zeros((count, 3), np.float32)
        )
        if len(delta) != count:
            file.refuse("a morph target has another number of vertices than its mesh")
        found[_new(names, k, found)] = delta
    return found


def _new(names: object, k: int, taken: Mapping[str, Floats]) -> str:
    """Return the name of a morph target, or its number where it has none of its own."""
    given = names[k] if isinstance(names, list) and k < len(names) else None
    name = given if isinstance(given, str) and given not in taken else f"target {k}"
    while name in taken:
        name += "+"
    return name


def _check_skins(file: Container) -> None:
    for skin in file.rows("skins"):
        joints = [file.index("nodes", node) for node in file.array(skin, "joints")]
        if "inverseBindMatrices" in skin:
            binds = file.numbers(skin["inverseBindMatrices"], ("MAT4",))
            if len(binds) < len(joints):
                file.refuse("a skin has fewer matrices than joints")


def _animations(file: Container) -> int:
    for row in file.rows("animations"):
        for sampler in file.array(row, "samplers"):
            if not isinstance(sampler, dict):
                file.refuse("an animation has a track that is no object")
            file.numbers(sampler.get("input"), ("SCALAR",))
            file.numbers(sampler.get("output"), ("SCALAR", "VEC3", "VEC4"))
    return len(file.rows("animations"))


def _vrm(file: Container) -> Json:
    return file.table(file.table(file.root, "extensions"), "VRMC_vrm")


def _humanoid(file: Container) -> dict[str, int]:
    bones = file.table(file.table(_vrm(file), "humanoid"), "humanBones")
    return {str(name): file.index("nodes", file.table(bones, name).get("node")) for name in bones}


def _expressions(
    file: Container, meshes: tuple[Mesh, ...]
) -> dict[str, dict[tuple[int, int], float]]:
    counts = {mesh.node: len(mesh.targets) for mesh in meshes}
    faces = file.table(_vrm(file), "expressions")
    found: dict[str, dict[tuple[int, int], float]] = {}
    for group in ("preset", "custom"):
        named = file.table(faces, group)
        for name in named:
            found[str(name)] = _binds(file, file.table(named, name), counts)
    return found


def _binds(file: Container, face: Json, counts: Mapping[int, int]) -> dict[tuple[int, int], float]:
    found: dict[tuple[int, int], float] = {}
    for bind in file.array(face, "morphTargetBinds"):
        if not isinstance(bind, dict):
            file.refuse("an expression moves something that is no object")
        node, k = file.index("nodes", bind.get("node")), file.whole(bind, "index")
        if k >= counts.get(node, 0):
            file.refuse(f"an expression moves target {k} of nodes[{node}], which has none such")
        found[node, k] = found.get((node, k), 0.0) + file.number(bind.get("weight"), "a weight")
    return found
