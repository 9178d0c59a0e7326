"""A GLB from anywhere, taken apart: its JSON, and the numbers that accessors point at.

Source: Khronos, glTF 2.0 specification, sections 3.6 (buffers and accessors) and 4 (GLB).
"""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path
from typing import Any, Never

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.export.document import BINARY_CHUNK, JSON_CHUNK, MAGIC
from aigc.errors import InputError

MOST_BYTES = 256 << 20
MOST_JSON_BYTES = 32 << 20
MOST_DECODED_BYTES = 1 << 30
"""So much memory all accessors together may take; an accessor without bytes takes it too."""
DTYPES = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
FULL = {5120: 127.0, 5121: 255.0, 5122: 32767.0, 5123: 65535.0}

Json = dict[str, Any]
Numbers = NDArray[Any]


class Container:
    """A file that was read; whatever is asked of it is checked first.

    Attributes
    ----------
    root : dict
        The JSON of the file.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._decoded = path, 0
        self._rows: dict[str, list[Json]] = {}
        self.root, self._bytes = self._open()
        self._kept: dict[int, Numbers] = {}

    def refuse(self, why: str) -> Never:
        """Raise `InputError` that names the file and says what is wrong with it."""
        raise InputError(
            f"{self._path.name!r} cannot be read: {why}. Give a GLB or VRM that its program wrote "
            "whole, with everything inside one file."
        )

    def rows(self, name: str) -> list[Json]:
        """Return one of the lists of the file, each entry an object; empty where it is absent."""
        if name not in self._rows:
            found = self.root.get(name, [])
            if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
                self.refuse(f"{name!r} is not a list of objects")
            self._rows[name] = found
        return self._rows[name]

    def entry(self, name: str, index: object) -> Json:
        """Return one entry of a list."""
        return self.rows(name)[self.index(name, index)]

    def index(self, name: str, value: object) -> int:
        """Return ``value`` if the list of that name has such an entry."""
        count = len(self.rows(name))
        if type(value) is not int or not 0 <= value < count:
            self.refuse(f"{name}[{_told(value)}] does not exist, there are {count}")
        return value

    def table(self, parent: Json, name: str) -> Json:
        """Return the object that stands there; empty where it is absent."""
        found = parent.get(name, {})
        if not isinstance(found, dict):
            self.refuse(f"{name!r} is not an object")
        return found

    def array(self, parent: Json, name: str) -> list[Any]:
        """Return the list that stands there; empty where it is absent."""
        found = parent.get(name, [])
        if not isinstance(found, list):
            self.refuse(f"{name!r} is not a list")
        return found

    def whole(self, parent: Json, name: str, default: int | None = None) -> int:
        """Return a count or an offset, 0 or more."""
        value = parent.get(name, default)
        if type(value) is not int or not 0 <= value <= MOST_DECODED_BYTES:
            self.refuse(f"{name!r} cannot be {_told(value)}")
        return value

    def number(self, value: object, what: str) -> float:
        """Return a number that is finite."""
        if type(value) not in (int, float) or not math.isfinite(_real(value)):
            self.refuse(f"{what} cannot be {_told(value)}")
        return _real(value)

    def text(self, parent: Json, name: str) -> str:
        """Return a text that is for people, at most 200 letters; empty where there is none."""
        found = parent.get(name)
        return found[:200] if isinstance(found, str) else ""

    def vector(self, value: object, width: int, what: str) -> tuple[float, ...]:
        """Return that many finite numbers."""
        if not isinstance(value, list) or len(value) != width:
            self.refuse(f"{what} is not {width} numbers")
        return tuple(self.number(c, what) for c in value)

    def numbers(self, index: object, kinds: tuple[str, ...]) -> Numbers:
        """Return an accessor's numbers, shape (count, width), decoded once.

        Whole numbers keep their kind unless they stand for shares of one.
        """
        place = self.index("accessors", index)
        entry = self.rows("accessors")[place]
        if entry.get("type") not in kinds:
            self.refuse(
                f"accessors[{place}] is {_told(entry.get('type'))}, not {' or '.join(kinds)}"
            )
        if place not in self._kept:
            self._kept[place] = self._read(entry, f"accessors[{place}]")
        return self._kept[place]

    def image(self, entry: Json) -> bytes:
        """Return an encoded picture."""
        if "uri" in entry:
            self.refuse("a picture is in another file")
        data, _ = self._view(entry.get("bufferView"))
        self.take(len(data))
        return bytes(data)

    def _read(self, entry: Json, where: str) -> Numbers:
        kind, count = entry.get("componentType"), self.whole(entry, "count")
        if type(kind) is not int or kind not in DTYPES:
            self.refuse(f"{where} has a component of type {_told(kind)}")
        dtype, width = np.dtype(DTYPES[kind]), WIDTHS[entry["type"]]
        self.take(count * width * dtype.itemsize)
        if "bufferView" in entry:
            offset = self.whole(entry, "byteOffset", 0)
            found = self._strided(entry["bufferView"], offset, count, dtype, width, where).copy()
        else:
            found = np.zeros((count, width), dtype)
        if "sparse" in entry:
            self._scatter(self.table(entry, "sparse"), found, where)
        if dtype.kind == "f" and not np.isfinite(found).all():
            self.refuse(f"{where} holds a number that is infinite or none")
        self._check_bounds(entry, found, width, where)
        if entry.get("normalized") is True and kind in FULL:
            self.take(found.size * 4)
            return np.maximum(found / np.float32(FULL[kind]), np.float32(-1))
        return found

    def _check_bounds(self, entry: Json, found: Numbers, width: int, where: str) -> None:
        for name in ("min", "max"):
            if name in entry:
                said = self.vector(entry[name], width, f"{name} of {where}")
                if found.dtype.kind != "f" or not len(found):
                    continue
                real = found.min(0) if name == "min" else found.max(0)
                if np.abs(real - np.array(said)).max() > 1e-3 * (1 + np.abs(real).max()):
                    self.refuse(f"{name} of {where} is not that of its numbers")

    def _scatter(self, sparse: Json, found: Numbers, where: str) -> None:
        count = self.whole(sparse, "count")
        places, values = self.table(sparse, "indices"), self.table(sparse, "values")
        kind = places.get("componentType")
        if kind not in (5121, 5123, 5125) or count > len(found):
            self.refuse(f"{where} has sparse numbers of a wrong kind or count")
        offset = self.whole(places, "byteOffset", 0)
        view, dtype = places.get("bufferView"), np.dtype(DTYPES[kind])
        index = self._strided(view, offset, count, dtype, 1, where)[:, 0].astype(np.int64)
        if len(index) and (index[-1] >= len(found) or (np.diff(index) <= 0).any()):
            self.refuse(f"{where} has sparse places out of order or out of range")
        offset = self.whole(values, "byteOffset", 0)
        view = values.get("bufferView")
        found[index] = self._strided(view, offset, count, found.dtype, found.shape[1], where)

    def _strided(
        self, view: object, offset: int, count: int, dtype: np.dtype[Any], width: int, where: str
    ) -> Numbers:
        data, stride = self._view(view)
        size = dtype.itemsize * width
        step = stride or size
        if step < size or (count and offset + step * (count - 1) + size > len(data)):
            self.refuse(f"{where} reaches beyond its bytes")
        shape, steps = (count, width), (step, dtype.itemsize)
        if not count:
            return np.zeros(shape, dtype)
        return np.ndarray(shape, dtype, data, offset, steps)

    def _view(self, index: object) -> tuple[memoryview, int]:
        entry = self.entry("bufferViews", index)
        if self.index("buffers", entry.get("buffer")) != 0:
            self.refuse("its numbers are in a second buffer, outside the file")
        start, length = self.whole(entry, "byteOffset", 0), self.whole(entry, "byteLength")
        stride = self.whole(entry, "byteStride", 0)
        if start + length > len(self._bytes):
            self.refuse(f"bufferViews[{index}] reaches beyond the file's bytes")
        return memoryview(self._bytes)[start : start + length], stride

    def take(self, count: int) -> None:
        """Reckon with so many bytes of memory."""
        self._decoded += count
        if self._decoded > MOST_DECODED_BYTES:
            self.refuse(f"its numbers would take more than {MOST_DECODED_BYTES >> 20} MiB")

    def _open(self) -> tuple[Json, bytes]:
        try:
            size = self._path.stat().st_size
            if size > MOST_BYTES:
                self.refuse(f"it has {size >> 20} MiB, {MOST_BYTES >> 20} are allowed")
            data = self._path.read_bytes()
        except OSError as exc:
            raise InputError(f"{str(self._path)!r} cannot be opened: {exc.strerror}.") from exc
        text, body = self._chunks(data)
        root = self._parsed(text)
        self.root, self._bytes = root, body
        self._check_head(body)
        return root, body

    def _chunks(self, data: bytes) -> tuple[bytes, bytes]:
        if len(data) < 20 or struct.unpack_from("<I", data)[0] != MAGIC:
            self.refuse("it is not a GLB")
        _, version, length, size, kind = struct.unpack_from("<5I", data)
        if version != 2:
            self.refuse(f"it is glTF {version}, 2 is needed")
        if length > len(data):
            self.refuse(f"it ends after {len(data)} of {length} bytes")
        if kind != JSON_CHUNK or size > MOST_JSON_BYTES or 20 + size > length:
            self.refuse("its JSON is missing, cut short or too large")
        text, place = data[20 : 20 + size], 20 + size
        if place == length:
            return text, b""
        if place + 8 > length:
            self.refuse("its binary part is cut short")
        size, kind = struct.unpack_from("<II", data, place)
        if kind != BINARY_CHUNK or place + 8 + size > length:
            self.refuse("its binary part is cut short")
        return text, data[place + 8 : place + 8 + size]

    def _parsed(self, text: bytes) -> Json:
        try:
            root = json.loads(text.decode("utf-8"), parse_constant=_no_number)
        except (ValueError, RecursionError) as exc:
            raise InputError(
                f"{self._path.name!r} cannot be read: its JSON is damaged or nested too deeply."
            ) from exc
        if not isinstance(root, dict):
            self.refuse("its JSON is not an object")
        return root

    def _check_head(self, body: bytes) -> None:
        asset = self.table(self.root, "asset")
        if asset.get("version") != "2.0":
            self.refuse(f"its version is {_told(asset.get('version'))}, '2.0' is needed")
        buffers = self.rows("buffers")
        if any("uri" in row for row in buffers):
            self.refuse("its numbers are in another file")
        if buffers and self.whole(buffers[0], "byteLength") > len(body):
            self.refuse("its binary part is cut short")
        needed = self.array(self.root, "extensionsRequired")
        if needed:
            self.refuse(f"it needs {', '.join(map(_told, needed[:5]))}")


def _real(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _told(value: object) -> str:
    """Return a value for a message, short whatever it is."""
    simple = value is None or isinstance(value, str | int | float)
    return repr(value)[:40] if simple else f"a {type(value).__name__}"


def _no_number(name: str) -> Never:
    raise ValueError(f"{name} is not JSON")
