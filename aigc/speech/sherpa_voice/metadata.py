"""What an ONNX file tells of itself, read without its weights."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

_PROPERTY: Final = 14
"""Field of a model that holds one name and its value."""
_NAME, _VALUE = 1, 2
_LONGEST: Final = 1_000_000
_MOST: Final = 1000
"""Names that a network may tell, with their values."""
_SKIPPED: Final = {1: 8, 5: 4}
"""Bytes of the kinds of fields that have a length of their own."""


def metadata(path: Path) -> dict[str, str]:
    """Return the names and values that a network was published with.

    Source: ONNX's ``onnx.proto`` (ModelProto) and the encoding of Protocol Buffers.

    Raises
    ------
    ValueError
        It is cut short, tells too much, or is no ONNX file.
    """
    with path.open("rb") as file:
        fields = _fields(file, os.path.getsize(path))
        entries = [part for _, part in islice(fields, _MOST + 1)]
    if len(entries) > _MOST:
        raise ValueError("it tells more of itself than any voice does")
    pairs = (dict(_fields(BytesIO(one), len(one), (_NAME, _VALUE))) for one in entries)
    return {
        one.get(_NAME, b"").decode(): one.get(_VALUE, b"").decode() for one in pairs if _NAME in one
    }


def _fields(
    file: BinaryIO, end: int, wanted: tuple[int, ...] = (_PROPERTY,)
) -> Iterator[tuple[int, bytes]]:
    """Yield number and bytes of the fields that are wanted, and jump over the others."""
    while file.tell() < end:
        field, kind = divmod(_number(file), 8)
        if kind == 0:
            _number(file)
            continue
        length = _number(file) if kind == 2 else _SKIPPED.get(kind, end)
        if file.tell() + length > end:
            raise ValueError("it is cut short, or no ONNX file")
        if kind == 2 and field in wanted and length <= _LONGEST:
            yield field, file.read(length)
        else:
            file.seek(length, os.SEEK_CUR)


def _number(file: BinaryIO) -> int:
    """Return a number in groups of seven bits, the lowest first."""
    value = 0
    for shift in range(0, 64, 7):
        byte = file.read(1)
        if not byte:
            break
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
    raise ValueError("it is cut short, or no ONNX file")
