"""The door for ONNX networks: where a file says that its numbers lie, read without any library.

Source: onnx/onnx.proto3 (the field numbers), and Protocol Buffers, Encoding.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from aigc.doors.weights import program_in
from aigc.errors import AigcError, AssetError

MOST_BYTES: Final = 4_000_000_000
MOST_DEEP: Final = 12
MOST_FIELDS: Final = 20_000_000

_GRAPH, _NODE, _INITIALIZER, _SPARSE = 7, 1, 5, 15
_FUNCTIONS, _FUNCTION_NODE = 25, 7
_ATTRIBUTE, _ATTRIBUTE_TENSOR, _ATTRIBUTE_GRAPH, _TENSORS, _GRAPHS = 5, 5, 6, 10, 11
_EXTERNAL, _KEY, _VALUE = 13, 1, 2
_TABLE: Final = {
    "model": {_GRAPH: "graph", _FUNCTIONS: "function"},
    "function": {_FUNCTION_NODE: "node"},
    "graph": {_NODE: "node", _INITIALIZER: "tensor", _SPARSE: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "node": {_ATTRIBUTE: "attribute"},
    "attribute": {
        _ATTRIBUTE_TENSOR: "tensor", _ATTRIBUTE_GRAPH: "graph", _TENSORS: "tensor",
        _GRAPHS: "graph", 22: "sparse", 23: "sparse",
    },
    "tensor": {_EXTERNAL: "entry"},
}  # fmt: skip
"""What lies in which field of what; everything else is passed over."""


def check_onnx(path: Path, kind: type[AigcError] = AssetError) -> tuple[str, ...]:
    """Return the files beside a network that hold its numbers.

    Raises
    ------
    AssetError
        Or ``kind``: it is no ONNX network, is damaged, or reads a file outside its folder.
    """
    try:
        if told := program_in(path):
            raise kind(
                f"{path.name} is {told}, no ONNX network: it is not read. Weights of another "
                "format must be exported to ONNX first."
            )
        if path.stat().st_size > MOST_BYTES:
            raise kind(f"{path.name} is larger than any ONNX file can be.")
        places = tuple(sorted(set(_places(memoryview(path.read_bytes())))))
    except OSError as exc:
        raise kind(f"{path.name} cannot be read: {exc.strerror}. Check the path.") from exc
    except (ValueError, IndexError) as exc:
        raise kind(f"{path.name} is damaged or no ONNX network. Get it again.") from exc
    home = path.parent.resolve()
    for place in places:
        plain = not (PurePosixPath(place).is_absolute() or PureWindowsPath(place).anchor)
        if not plain or not (home / place).resolve().is_relative_to(home):
            raise kind(f"{path.name} reads {place[:80]!r}, outside of its folder: it is refused.")
    return places


def _places(data: memoryview) -> Iterator[str]:
    stack, left, seen = [("model", data, 0)], MOST_FIELDS, False
    while stack:
        what, part, depth = stack.pop()
        for number, value in _fields(part):
            left -= 1
            inner = _TABLE[what].get(number)
            if left < 0 or depth > MOST_DEEP:
                raise ValueError("too much is in it")
            seen = seen or (what == "model" and number == _GRAPH)
            if inner == "entry":
                entry = dict(_fields(value))
                if bytes(entry.get(_KEY, b"")) == b"location":
                    yield bytes(entry.get(_VALUE, b"")).decode()
            elif inner:
                stack.append((inner, value, depth + 1))
    if not seen:
        raise ValueError("it has no graph")


def _fields(data: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Yield the parts of a message that have a length, with their numbers."""
    place, end = 0, len(data)
    while place < end:
        tag, place = _varint(data, place)
        number, wire = tag >> 3, tag & 7
        if wire == 0:
            _, place = _varint(data, place)
        elif wire == 2:
            size, place = _varint(data, place)
            if place + size > end:
                raise ValueError("cut off")
            yield number, data[place : place + size]
            place += size
        elif wire in (1, 5):
            place += 8 if wire == 1 else 4
        else:
            raise ValueError("no such wire type")
    if place != end:
        raise ValueError("cut off")


def _varint(data: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
        shift += 7
        if shift > 63:
            raise ValueError("a number without end")
