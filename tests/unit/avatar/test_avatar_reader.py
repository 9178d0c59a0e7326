"""Files from strangers: read whole or refused with one clear sentence."""

from __future__ import annotations

import copy
import json
import random
import struct

import dummy
import numpy as np
import pytest

from aigc.avatar.export.faces import moved
from aigc.avatar.export.gltf import glb_bytes
from aigc.avatar.export.reader import read_glb
from aigc.avatar.export.vrm import vrm_bytes
from aigc.errors import InputError


@pytest.fixture(scope="module")
def vrm():
    return vrm_bytes(dummy.avatar())


@pytest.fixture(scope="module")
def glb():
    return glb_bytes(dummy.avatar("standard"), motion=dummy.motion())


def split(data):
    size = struct.unpack_from("<I", data, 12)[0]
    return json.loads(data[20 : 20 + size]), data[28 + size :]


def join(root, body, *, text=None):
    text = json.dumps(root).encode() if text is None else text
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
    chunks += struct.pack("<II", len(body), 0x004E4942) + body
    return struct.pack("<III", 0x46546C67, 2, 12 + len(chunks)) + chunks


def read(data, folder):
    path = folder / "given.glb"
    path.write_bytes(data)
    return read_glb(path)


def test_faces_come_back_as_they_were_meant(vrm, tmp_path):
    model, character = read(vrm, tmp_path), dummy.avatar()
    assert {"happy", "blink", "jawOpen", "viseme_aa"} <= set(model.expressions)
    for face in ({"happy": 1.0}, {"jawOpen": 0.3, "eyeWideLeft": 0.7}, {"viseme_aa": 0.5}):
        weights = {"happy": dummy.EXPRESSIONS["happy"], "viseme_aa": dummy.EXPRESSIONS["aa"]}
        wanted: dict[str, float] = {}
        for name, share in face.items():
            for shape, weight in weights.get(name, {name: 1.0}).items():
                wanted[shape] = wanted.get(shape, 0.0) + share * weight
        for found, part in zip(model.face(face), character.parts, strict=True):
            assert np.abs(found - moved(part, wanted)).max() < 1e-6
    still, smiling = model.face({})[0], model.face({"happy": 1.0})[0]
    assert np.abs(still - smiling).max() > 1e-3


def test_a_glb_moves_by_its_targets(glb, tmp_path):
    model, character = read(glb, tmp_path), dummy.avatar("standard")
    found = model.face({"viseme_aa": 1.0})[0]
    meant = moved(character.parts[0], dummy.EXPRESSIONS["aa"])
    assert np.abs(found - meant).max() < 1e-5
    assert model.animations == 1
    assert model.humanoid == {}


def test_movements_without_a_name_of_their_own_get_one_that_is_free(glb, tmp_path):
    root, body = split(glb)
    whole = read(glb, tmp_path).meshes[0]
    root["meshes"][0]["extras"]["targetNames"] = ["target 1", None, "target 1"]
    found = read(join(root, body), tmp_path).meshes[0]
    assert len(found.targets) == len(whole.targets)
    for one, other in zip(found.targets.values(), whole.targets.values(), strict=True):
        assert (one == other).all()


def accessor(root, mesh=0, name="POSITION"):
    return root["accessors"][root["meshes"][mesh]["primitives"][0]["attributes"][name]]


def sparse(root):
    return next(row["sparse"] for row in root["accessors"] if "sparse" in row)


def cycle(root):
    root["nodes"][3]["children"] = [1]
    root["nodes"][0]["children"] = []


def bare(root):
    row = accessor(root)
    row.pop("bufferView")
    row["count"] = 80_000_000


DAMAGE = {
    "elsewhere": lambda r: r["buffers"][0].update(uri="more.bin"),
    "picture elsewhere": lambda r: r["images"][0].update(uri="http://127.0.0.1/a.png"),
    "no such view": lambda r: accessor(r).update(bufferView=9999),
    "beyond the bytes": lambda r: accessor(r).update(byteOffset=10**6),
    "beyond the file": lambda r: r["bufferViews"][0].update(byteOffset=10**8),
    "negative": lambda r: accessor(r).update(count=-1),
    "fraction": lambda r: accessor(r).update(count=1.5),
    "huge": lambda r: accessor(r).update(count=2**40),
    "much memory": bare,
    "kind": lambda r: accessor(r).update(componentType=5124),
    "shape": lambda r: accessor(r).update(type="VEC2"),
    "bounds": lambda r: accessor(r).update(max=[9.0, 9.0, 9.0]),
    "bounds of text": lambda r: accessor(r).update(max=["a", 0, 0]),
    "sparse kind": lambda r: sparse(r)["indices"].update(componentType=5126),
    "sparse count": lambda r: sparse(r).update(count=10**6),
    "child": lambda r: r["nodes"][0].update(children=[10**6]),
    "two parents": lambda r: r["nodes"][0].update(children=[1, 1]),
    "cycle": cycle,
    "joint": lambda r: r["skins"][0]["joints"].append(-1),
    "target": lambda r: r["meshes"][0]["primitives"][0].update(targets=[3]),
    "bone": lambda r: r["extensions"]["VRMC_vrm"]["humanoid"]["humanBones"].update(hips=7),
    "bind": lambda r: r["extensions"]["VRMC_vrm"]["expressions"]["custom"]["jawOpen"][
        "morphTargetBinds"
    ][0].update(index=10**4),
    "compressed": lambda r: r.update(extensionsRequired=["KHR_draco_mesh_compression"]),
    "version": lambda r: r["asset"].update(version="1.0"),
    "nodes": lambda r: r.update(nodes=[{}] * 30_000),
    "list": lambda r: r.update(meshes={"a": 1}),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_told(damage, vrm, tmp_path):
    root, body = split(vrm)
    DAMAGE[damage](root)
    with pytest.raises(InputError, match=r"^'given\.glb' cannot be read: .+\. Give a GLB"):
        read(join(root, body), tmp_path)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"glTF",
        b"PK\x03\x04" + bytes(100),
        join({}, b"", text=b"[" * 200_000),
        join({}, b"", text=b'{"asset":{"version":"2.0"},"a":' + b"9" * 10_000 + b"}"),
        join({}, b"", text=b'{"asset":{"version":"2.0"},"nodes":[{"translation":[NaN,0,0]}]}'),
        join({}, b"", text=b'{"asset":{"version":"2.0"},"nodes":[{"translation":[1e999,0,0]}]}'),
        join([1], b""),
        join({}, b"", text=b"\xff\xfe{}"),
    ],
)
def test_what_is_no_model_is_refused(data, tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read(data, tmp_path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be opened"):
        read_glb(tmp_path / "none.vrm")
    with pytest.raises(InputError, match="cannot be opened"):
        read_glb(tmp_path)


def test_a_number_that_is_none_is_refused(glb, tmp_path):
    root, body = split(glb)
    start = root["bufferViews"][accessor(root)["bufferView"]]["byteOffset"]
    spoilt = bytearray(body)
    spoilt[start : start + 4] = struct.pack("<f", float("nan"))
    with pytest.raises(InputError, match="infinite or none"):
        read(join(root, bytes(spoilt)), tmp_path)


@pytest.mark.parametrize("seed", range(6))
def test_a_file_cut_short_is_refused(seed, vrm, tmp_path):
    end = random.Random(seed).randrange(1, len(vrm) - 1)
    with pytest.raises(InputError):
        read(vrm[:end], tmp_path)


ODD = (None, -1, 0, 3, 10**9, 2**70, 1e300, "x", [], {}, [[]], True, 1.5, [1, 2, 3], {"a": 1})


def spoil(rng, value):
    """Change one thing, somewhere in nested lists and objects."""
    while isinstance(value, dict | list) and value:
        key = rng.choice(list(value) if isinstance(value, dict) else range(len(value)))
        if not isinstance(value[key], dict | list) or rng.random() < 0.15:
            value[key] = copy.deepcopy(rng.choice(ODD))
            return
        value = value[key]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_spoilt_only_one_error_comes(seed, vrm, glb, tmp_path):
    rng = random.Random(seed)
    refused = 0
    for _ in range(10):
        root, body = split(rng.choice((vrm, glb)))
        root, body = copy.deepcopy(root), bytearray(body)
        for _ in range(rng.randrange(1, 6)):
            spoil(rng, root)
        for _ in range(rng.randrange(4)):
            body[rng.randrange(len(body))] = rng.randrange(256)
        data = bytearray(join(root, bytes(body)))
        if rng.random() < 0.3:
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            read(bytes(data), tmp_path)
        except InputError as exc:
            refused += 1
            assert len(str(exc)) < 400
    assert refused
