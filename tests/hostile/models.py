"""Hostile 3-D models: what points outside, claims too much, or turns in circles."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tests.hostile.case import SECRET, Case, Made
from tests.hostile.films import linked
from tests.hostile.pictures import png

Root = dict[str, Any]


def enter(source: Path, out: Path) -> object:
    """Read a model."""
    from aigc.avatar.export.reader import read_glb

    model = read_glb(source)
    return model.meshes, model.nodes, model.images, model.root


def glb(root: object, body: bytes = b"", *, version: int = 2, longer: int = 0) -> bytes:
    """Return a GLB."""
    text = root if isinstance(root, bytes) else json.dumps(root).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
    if body:
        chunks += struct.pack("<II", len(body), 0x004E4942) + body
    return struct.pack("<4sII", b"glTF", version, 12 + len(chunks) + longer) + chunks


_PICTURE: Final = png(8, 8)
_BODY: Final = struct.pack("<9f", *range(9)) + _PICTURE + bytes(-len(_PICTURE) % 4)


def _root() -> Root:
    return {
        "asset": {"version": "2.0"},
        "buffers": [{"byteLength": len(_BODY)}],
        "bufferViews": [
            {"buffer": 0, "byteLength": 36},
            {"buffer": 0, "byteOffset": 36, "byteLength": len(_PICTURE)},
        ],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "nodes": [{"mesh": 0}, {}],
        "images": [{"bufferView": 1, "mimeType": "image/png"}],
    }


def _with(change: Callable[[Root], object], body: bytes = _BODY) -> bytes:
    root = _root()
    change(root)
    return glb(root, body)


def _picture(raw: bytes) -> bytes:
    def change(root: Root) -> None:
        root["bufferViews"][1]["byteLength"] = len(raw)
        root["buffers"][0]["byteLength"] = 36 + len(raw)

    return _with(change, _BODY[:36] + raw + bytes(-len(raw) % 4))


def _chain(root: Root) -> None:
    root["nodes"] = [{"children": [n + 1]} for n in range(19_000)] + [{"mesh": 0}]


def _part(root: Root) -> Any:
    return root["meshes"][0]["primitives"][0]


def _case(name: str, made: Made, why: str, *, harmless: bool = False) -> Case:
    return Case(kind="model", name=name, made=made, why=why, harmless=harmless)


_MOVES: Final = {"targets": [{}] * 3000}
CASES: Final = (
    _case("a.glb", b"", "empty"),
    _case("a.glb", b"glTF", "four letters"),
    _case("a.glb", b"PK\3\4" + bytes(99), "an archive called a model"),
    _case("a.vrm", json.dumps(_root()).encode(), "a model as text"),
    _case("a.glb", glb(_root(), _BODY, version=1), "another version"),
    _case("a.glb", glb(_root(), _BODY, longer=2**20), "a length that is not there"),
    _case("a.glb", struct.pack("<4s4I", b"glTF", 2, 99, 2**32 - 1, 0x4E4F534A) + bytes(99),
          "four gigabytes of JSON"),
    _case("a.glb", glb(b"[" * 300_000), "300,000 brackets"),
    _case("a.glb", glb(b'{"asset":{"version":"2.0"},"a":' + b'{"a":' * 200_000 + b"}" * 200_001),
          "200,000 nested tables"),
    _case("a.glb", glb(b'{"asset":{"version":"2.0"},"a":' + b"9" * 1_000_000 + b"}"),
          "a number of a million digits"),
    _case("a.glb", glb(b'{"asset":{"version":"2.0"},"nodes":[{"translation":[1e999,0,0]}]}'),
          "a place in infinity"),
    _case("a.glb", glb([]), "a list"),
    _case("a.glb", glb({"asset": {"version": "2.0"}} | {"nodes": [{}] * 30_000}), "30,000 nodes"),
    _case("a.glb", _with(lambda r: r["buffers"][0].update(uri=f"../{SECRET}")), "numbers outside"),
    _case("a.glb", _with(lambda r: r["buffers"][0].update(uri="http://10.0.0.1/a")),
          "numbers from the network"),
    _case("a.glb", _with(lambda r: r["buffers"].append({"uri": "file:///etc/passwd"})),
          "a second file"),
    _case("a.vrm", _with(lambda r: r["images"][0].update(uri=f"../{SECRET}")), "a picture outside"),
    _case("a.vrm", _with(lambda r: r["images"][0].update(uri="http://10.0.0.1/a.png")),
          "a picture from the network"),
    _case("a.vrm", _picture(png(60_000, 60_000)), "a picture of 3.6 billion pixels"),
    _case("a.vrm", _picture(b"<svg onload='x()'/>"), "a drawing for a picture"),
    _case("a.vrm", _picture(b"II*\0" + bytes(99)), "a TIFF for a picture"),
    _case("a.vrm", _picture(b"%!PS\n(%pipe%id) (w) file"), "a program for a picture"),
    _case("a.glb", _with(lambda r: r["bufferViews"][0].update(byteOffset=2**40)), "a view far off"),
    _case("a.glb", _with(lambda r: r["bufferViews"][0].update(byteOffset=-4)), "a view before"),
    _case("a.glb", _with(lambda r: r["bufferViews"][0].update(byteStride=2)), "steps too short"),
    _case("a.glb", _with(lambda r: r["accessors"][0].update(count=2**40)), "a trillion corners"),
    _case("a.glb", _with(lambda r: (r["accessors"][0].pop("bufferView"),
                                    r["accessors"][0].update(count=90_000_000))),
          "a gigabyte of nothing"),
    _case("a.glb", _with(lambda r: r["accessors"][0].update(count=True)), "a truth for a number"),
    _case("a.glb", _with(lambda r: r["accessors"][0].update(componentType=9)), "no such type"),
    _case("a.glb", _with(lambda r: r["nodes"][1].update(children=[1])), "a node below itself"),
    _case("a.glb", _with(lambda r: (r["nodes"][0].update(children=[1]),
                                    r["nodes"][1].update(children=[0]))), "two nodes in a circle"),
    _case("a.glb", _with(_chain), "19,000 nodes below each other", harmless=True),
    _case("a.glb", _with(lambda r: _part(r).update(_MOVES)), "3,000 movements"),
    _case("a.glb", _with(lambda r: _part(r).update(indices=0)), "corners that are fractions"),
    _case("a.glb", _with(lambda r: r.update(extensionsRequired=["KHR_draco_mesh_compression"])),
          "a packing that needs a program"),
    _case("a.glb", glb(_root(), _BODY)[:-20], "cut off"),
    _case("a.glb", linked(Path("..") / SECRET), "a link to a file outside"),
)  # fmt: skip
