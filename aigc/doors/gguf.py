"""The door for GGUF files: the head is read to its end before any engine or server sees it.

Source: https://github.com/ggml-org/ggml, docs/gguf.md (File Structure), and the sizes of its types.
"""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

from aigc.doors.weights import MOST_AXES, MOST_TENSORS, program_in
from aigc.errors import AigcError, AssetError

MAGIC: Final = b"GGUF"
VERSIONS: Final = (2, 3)
MOST_ENTRIES: Final = 10_000
MOST_VALUES: Final = 2_000_000
"""Texts, and lists within lists; numbers in a row count as one."""
MOST_TEXT_BYTES: Final = 16_000_000
MOST_NAME_BYTES: Final = 1_000
MOST_DEEP: Final = 3
MOST_ALIGNED: Final = 65_536
_NUMBERS: Final = MappingProxyType(
    {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
)
"""Kinds of values of one size, and their bytes."""
_TEXT, _LIST, _U32 = 8, 9, 4
_BLOCKS: Final[Mapping[int, tuple[int, int]]] = MappingProxyType(
    {
        0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
        9: (32, 40), 10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210),
        15: (256, 292), 16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18),
        21: (256, 110), 22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4),
        27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66),
        39: (32, 17),
    }
)  # fmt: skip
"""Types of tensors: numbers in a block, and its bytes."""


def check_gguf(path: Path, kind: type[AigcError] = AssetError) -> int:
    """Return how many tensors a GGUF file has, each of which lies inside it.

    Raises
    ------
    AssetError
        Or ``kind``: it is missing, another kind of file, cut off, or its head claims the
        impossible.
    """
    name = path.name
    try:
        with path.open("rb") as file:
            start = file.read(64)
            if told := program_in(path, start):
                raise kind(f"{name} is {told}, which can run a program: it is not read.")
            if not start.startswith(MAGIC):
                raise kind(f"{name} does not begin as a GGUF file. Fetch or copy it again.")
            file.seek(len(MAGIC))
            return _Head(file).tensors()
    except (OSError, ValueError, struct.error, OverflowError) as exc:
        why = exc.strerror if isinstance(exc, OSError) else exc
        raise kind(f"{name} is damaged: {why}. Fetch or copy it again.") from exc


class _Head:
    """Reads the head of a file, and never beyond its end or more than any model needs."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = os.fstat(file.fileno()).st_size
        self._values = 0
        self._aligned = 32

    def tensors(self) -> int:
        """Return how many there are, when all of them fit."""
        version = self._number("I")
        if version not in VERSIONS:
            raise ValueError(f"its version is {version}, only 2 and 3 are read")
        count, entries = self._number("Q"), self._number("Q")
        if count > MOST_TENSORS or entries > MOST_ENTRIES:
            raise ValueError(f"it tells of {count:,} tensors and {entries:,} entries")
        names: set[bytes] = set()
        for _ in range(entries):
            self._entry(self._name(names))
        names.clear()
        ends = [self._tensor(self._name(names)) for _ in range(count)]
        begins = -(-self._file.tell() // self._aligned) * self._aligned
        if count and begins + max(ends) > self._size:
            raise ValueError("its tensors reach beyond its end")
        return count

    def _entry(self, name: bytes) -> None:
        kind = self._number("I")
        if name == b"general.alignment":
            self._aligned = self._number("I") if kind == _U32 else 0
            if not 8 <= self._aligned <= MOST_ALIGNED or self._aligned & (self._aligned - 1):
                raise ValueError("its alignment is none")
            return
        self._value(kind, 0)

    def _value(self, kind: int, depth: int) -> None:
        """Pass over a value."""
        self._values += 1
        if self._values > MOST_VALUES:
            raise ValueError("it holds more values than any model has")
        if kind in _NUMBERS:
            self._skip(_NUMBERS[kind])
        elif kind == _TEXT:
            self._text(MOST_TEXT_BYTES)
        elif kind == _LIST and depth < MOST_DEEP:
            inner, count = self._number("I"), self._number("Q")
            if inner in _NUMBERS:
                self._skip(count * _NUMBERS[inner])
                return
            for _ in range(count):
                self._value(inner, depth + 1)
        else:
            raise ValueError("it holds a value of a kind that there is not")

    def _tensor(self, name: bytes) -> int:
        """Return where a tensor ends, counted from where the first begins."""
        axes = self._number("I")
        if axes > MOST_AXES:
            raise ValueError(f"the tensor {name[:80]!r} has {axes:,} axes")
        shape = [self._number("Q") for _ in range(axes)]
        kind, first = self._number("I"), self._number("Q")
        numbers, size = _BLOCKS.get(kind, (1, 0))
        if first % self._aligned or math.prod(shape) % numbers:
            raise ValueError(f"the tensor {name[:80]!r} has a place or a shape that is none")
        return first + math.prod(shape) // numbers * size

    def _name(self, known: set[bytes]) -> bytes:
        name = self._text(MOST_NAME_BYTES)
        if name in known:
            raise ValueError(f"the name {name[:80]!r} stands in it twice")
        known.add(name)
        return name

    def _text(self, most: int) -> bytes:
        length = self._number("Q")
        if length > most:
            raise ValueError("it holds a longer text than any model has")
        return self._read(length)

    def _number(self, form: str) -> int:
        found: int = struct.unpack(f"<{form}", self._read(struct.calcsize(form)))[0]
        return found

    def _read(self, count: int) -> bytes:
        found = self._file.read(count)
        if len(found) != count:
            raise ValueError("it is cut off")
        return found

    def _skip(self, count: int) -> None:
        if self._file.tell() + count > self._size:
            raise ValueError("it is cut off")
        self._file.seek(count, os.SEEK_CUR)
