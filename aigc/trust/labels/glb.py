"""GLB, VRM and VRMA: ``asset.extras.AIGC`` of the glTF inside."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

from aigc.trust.labels import json_text
from aigc.trust.labels.streams import Damaged, length, splice, take

_PATH: Final = json_text.PLACES[".gltf"]


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the label."""
    yield from json_text.found(io.BytesIO(_json(source)), _PATH)


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the file with ``text`` as its one label; meshes and pictures stay as they are."""
    old = _json(source)
    new = json_text.placed(old.decode("utf-8"), text, _PATH).encode()
    new += b" " * (-len(new) % 4)
    total = length(source) + len(new) - len(old)
    head = struct.pack("<4sIII4s", b"glTF", 2, total, len(new), b"JSON")
    splice(source, target, [(0, 20 + len(old), head + new)])


def _json(source: BinaryIO) -> bytes:
    """Return the glTF, with its padding."""
    head = take(source, 20, at=0)
    magic, version, total, size, kind = struct.unpack("<4sIII4s", head)
    if magic != b"glTF" or version != 2 or kind != b"JSON":
        raise Damaged("it does not begin as a GLB file does")
    if total != length(source):
        raise Damaged("its length is not what it tells")
    return take(source, size, at=20)
