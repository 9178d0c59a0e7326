"""What a photo, a recording or a voice is known by in the book of consents."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from aigc.errors import InputError

_VOICE: Final = ".safetensors"
_LENGTH: Final = 8
"""Bytes at the beginning of a safetensors file that tell the length of its header."""
_CHUNK: Final = 1 << 20


def evidence(path: Path) -> str:
    """Return the hex SHA-256 that a file of evidence is known by.

    It is of the file's bytes; of a voice in a safetensors file, of its weights alone, since anybody
    can write another record into its header.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    try:
        about = path.stat()
        return _digest(path.resolve(), about.st_size, (about.st_mtime_ns, about.st_ctime_ns))
    except OSError as exc:
        raise InputError(
            f"The evidence {path.name!r} cannot be read ({exc.strerror or exc}). Check the path."
        ) from exc


@lru_cache(maxsize=256)
def _digest(path: Path, size: int, changed: tuple[int, int]) -> str:
    del changed
    state = hashlib.sha256()
    with path.open("rb") as file:
        if path.suffix.lower() == _VOICE:
            begin = _LENGTH + int.from_bytes(file.read(_LENGTH), "little")
            file.seek(begin if begin < size else 0)
        while chunk := file.read(_CHUNK):
            state.update(chunk)
    return state.hexdigest()
