"""A glTF 2.0 file while it is written: its JSON, and the bytes that the JSON points into.

Source: Khronos, glTF 2.0 specification, sections 3.6 (buffers and accessors) and 4 (GLB).
"""

from __future__ import annotations

import hashlib
import json
import struct
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

MAGIC = 0x46546C67
JSON_CHUNK = 0x4E4F534A
BINARY_CHUNK = 0x004E4942
COMPONENTS = {"u1": 5121, "u2": 5123, "u4": 5125, "f4": 5126}
SHAPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
VERTICES, INDICES = 34962, 34963

Json = dict[str, Any]
Values = NDArray[Any]


class Document:
    """A file that grows; every ``add`` returns the index by which others refer to the thing.

    Attributes
    ----------
    root : dict
        The JSON as it will be written.
    """

    def __init__(self, copyright_: str = "") -> None:
        asset = {"version": "2.0", "generator": "aigc-workbench"}
        self.root: Json = {"asset": asset | ({"copyright": copyright_} if copyright_ else {})}
        self._bytes = bytearray()
        self._views: dict[tuple[bytes, str], int] = {}
        self._known: dict[str, int] = {}

    def add(self, kind: str, value: Json) -> int:
        """Append to one of the lists of the file (``nodes``, ``meshes``)."""
        row: list[Json] = self.root.setdefault(kind, [])
        row.append(value)
        return len(row) - 1

    def extend(self, name: str, value: Json) -> None:
        """Add an extension of the whole file."""
        self.root.setdefault("extensions", {})[name] = value
        self.use(name)

    def use(self, name: str) -> None:
        """Say that an extension is used somewhere."""
        used: list[str] = self.root.setdefault("extensionsUsed", [])
        if name not in used:
            used.append(name)

    def view(self, data: bytes, target: int | None = None, *, use: str = "") -> int:
        """Store bytes; those that are there for the same use are not stored again."""
        key = (hashlib.sha256(data).digest(), f"{target} {use}")
        if key not in self._views:
            self._bytes.extend(bytes(-len(self._bytes) % 4))
            place: Json = {"buffer": 0, "byteOffset": len(self._bytes), "byteLength": len(data)}
            self._bytes.extend(data)
            self._views[key] = self.add("bufferViews", place | _set(target=target))
        return self._views[key]

    def accessor(
        self,
        values: Values,
        target: int | None = None,
        *,
        bounds: bool = False,
        normalised: bool = False,
    ) -> int:
        """Store numbers, shape (count,) or (count, width); their dtype is kept."""
        flat = np.ascontiguousarray(values)
        entry: Json = {
            "componentType": COMPONENTS[flat.dtype.str[1:]],
            "count": len(flat),
            "type": SHAPES[flat.shape[1] if flat.ndim > 1 else 1],
        }
        entry |= {"normalized": True} if normalised else {}
        entry |= _bounds(flat, len(flat)) if bounds else {}
        # two accessors of vertices may not share a view, so the view is theirs alone
        entry["bufferView"] = self.view(_little(flat), target, use=repr(entry))
        return self._once("accessors", entry)

    def moves(self, index: NDArray[np.int32], delta: NDArray[np.float32], count: int) -> int:
        """Store three numbers for each of ``count`` vertices, zero but for those of ``index``."""
        if not len(index):
            return self._nothing(count)
        kind = np.uint16 if count <= 65536 else np.uint32
        if len(index) * (12 + np.dtype(kind).itemsize) >= count * 12:
            full = np.zeros((count, 3), np.float32)
            full[index] = delta
            return self.accessor(full, VERTICES, bounds=True)
        places = self.view(_little(index.astype(kind)))
        sparse: Json = {
            "count": len(index),
            "indices": {
                "bufferView": places,
                "componentType": COMPONENTS[np.dtype(kind).str[1:]],
            },
            "values": {"bufferView": self.view(_little(delta.astype(np.float32)))},
        }
        entry: Json = {"componentType": 5126, "count": count, "type": "VEC3", "sparse": sparse}
        return self.add("accessors", entry | _bounds(delta, count))

    def image(self, data: bytes, media: Literal["image/png", "image/jpeg"]) -> int:
        """Store an encoded picture; the same picture is stored once."""
        entry: Json = {"bufferView": self.view(data), "mimeType": media}
        return self._once("images", entry)

    def to_bytes(self) -> bytes:
        """Return the file."""
        body = bytes(self._bytes) + bytes(-len(self._bytes) % 4)
        root = self.root | ({"buffers": [{"byteLength": len(self._bytes)}]} if body else {})
        text = json.dumps(root, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
        text += b" " * (-len(text) % 4)
        chunks = struct.pack("<II", len(text), JSON_CHUNK) + text
        if body:
            chunks += struct.pack("<II", len(body), BINARY_CHUNK) + body
        return struct.pack("<III", MAGIC, 2, 12 + len(chunks)) + chunks

    def _once(self, kind: str, entry: Json) -> int:
        key = f"{kind} {entry}"
        if key not in self._known:
            self._known[key] = self.add(kind, entry)
        return self._known[key]

    def _nothing(self, count: int) -> int:
        none = {"min": [0.0] * 3, "max": [0.0] * 3}
        return self._once(
            "accessors", {"componentType": 5126, "count": count, "type": "VEC3"} | none
        )


def _little(values: Values) -> bytes:
    return np.ascontiguousarray(values, values.dtype.newbyteorder("<")).tobytes()


def _set(**values: Any) -> Json:
    return {name: value for name, value in values.items() if value is not None}


def _bounds(values: Values, count: int) -> Json:
    """Return least and greatest of each column; rows that are left out are zero."""
    columns = values.reshape(len(values), -1)
    low, high = columns.min(0), columns.max(0)
    if len(values) < count:
        low, high = np.minimum(low, 0), np.maximum(high, 0)
    return {"min": (low + 0).tolist(), "max": (high + 0).tolist()}
