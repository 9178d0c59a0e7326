"""Content-addressed files: a finished step is never done twice, and a file is whole or absent."""

from __future__ import annotations

import dataclasses
import hashlib
import math
import os
import socket
import struct
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from aigc.files import commit, full_disk_named
from aigc.locks import alone
from aigc.types.asset import Asset

_CHUNK = 1 << 20


class _Hash(Protocol):
    def update(self, data: Any, /) -> None: ...


def default_root() -> Path:
    """Return the folder named by ``AIGC_STORE``, or ``~/.cache/aigc``."""
    named = os.environ.get("AIGC_STORE")
    return Path(named) if named else Path.home() / ".cache" / "aigc"


def file_sha256(path: Path) -> str:
    """Return the hex SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest(value: object) -> str:
    """Return a hex digest of ``value`` that is the same in every process and on every machine.

    Takes ``None``, booleans, numbers, text, bytes, `Fraction`, enums, sequences, mappings, sets,
    numpy arrays, dataclasses, pydantic models and `pathlib.Path` (by the bytes of the file). A
    tuple and a list with equal items are equal; an `Asset` is known by its digest, wherever it is.

    Raises
    ------
    TypeError
        For anything whose content is not plain, such as a function or an open file.
    """
    state = hashlib.sha256()
    _feed(state, value)
    return state.hexdigest()


def _feed(state: _Hash, value: object) -> None:
    if isinstance(value, Enum):
        _leaf(state, "enum", f"{type(value).__qualname__}.{value.name}".encode())
    elif isinstance(value, np.ndarray):
        _feed_array(state, value)
    elif isinstance(value, Path):
        _leaf(state, "file", file_sha256(value).encode())
    elif isinstance(value, Mapping):
        pairs = sorted((digest(k), digest(v)) for k, v in value.items())
        _leaf(state, "map", "".join(k + v for k, v in pairs).encode())
    elif isinstance(value, AbstractSet):
        _leaf(state, "set", "".join(sorted(digest(v) for v in value)).encode())
    elif isinstance(value, tuple | list):
        _leaf(state, "seq", str(len(value)).encode())
        for item in value:
            _feed(state, item)
    elif not _feed_plain(state, value):
        _feed_fields(state, value)


def _feed_plain(state: _Hash, value: object) -> bool:
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool):
        _leaf(state, "const", repr(value).encode())
    elif isinstance(value, int):
        _leaf(state, "int", str(value).encode())
    elif isinstance(value, float):
        _leaf(state, "float", struct.pack(">d", value))
    elif isinstance(value, Fraction):
        _leaf(state, "fraction", f"{value.numerator}/{value.denominator}".encode())
    elif isinstance(value, str):
        _leaf(state, "str", value.encode("utf-8", "surrogatepass"))
    elif isinstance(value, bytes | bytearray | memoryview):
        _leaf(state, "bytes", value)
    else:
        return False
    return True


def _feed_array(state: _Hash, array: np.ndarray[Any, Any]) -> None:
    if array.dtype.hasobject:
        raise TypeError("An array of Python objects cannot be part of a store key.")
    plain = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    _leaf(state, "array", f"{plain.dtype.str}{array.shape}".encode())
    state.update(plain.reshape(-1).view(np.uint8))


def _feed_fields(state: _Hash, value: object) -> None:
    if isinstance(value, type):
        raise TypeError(f"A class ({value.__qualname__}) cannot be part of a store key.")
    if dataclasses.is_dataclass(value):
        names = [f.name for f in dataclasses.fields(value)]
        if isinstance(value, Asset):
            names.remove("path")
    elif hasattr(type(value), "model_fields"):
        names = list(getattr(type(value), "model_fields"))  # noqa: B009
    else:
        raise TypeError(f"A {type(value).__qualname__} cannot be part of a store key.")
    _leaf(state, "record", type(value).__qualname__.encode())
    for name in names:
        _leaf(state, "field", name.encode())
        _feed(state, getattr(value, name))


def _leaf(state: _Hash, kind: str, data: bytes | bytearray | memoryview) -> None:
    size = data.nbytes if isinstance(data, memoryview) else len(data)
    state.update(f"{kind}:{size}:".encode())
    state.update(data)


class Store:
    """A folder of finished files named by the digest of what made them."""

    def __init__(self, root: Path) -> None:
        """Use ``root``, which is made when first written to."""
        self.root = Path(root)

    def key(self, step: str, version: int, **inputs: object) -> str:
        """Return the key of ``step`` (at ``version`` of its code) for ``inputs``; see `digest`."""
        return digest((step, version, inputs))

    def path(self, key: str, suffix: str) -> Path:
        """Return where the file of ``key`` lies, or would lie."""
        return self.root / "objects" / key[:2] / f"{key}{suffix}"

    def get(self, key: str, suffix: str) -> Path | None:
        """Return the finished file of ``key``, or ``None`` when it has not been made."""
        path = self.path(key, suffix)
        try:
            os.utime(path)
        except FileNotFoundError:
            return None
        except PermissionError:
            return path if path.exists() else None
        return path

    def get_or_make(self, key: str, suffix: str, make: Callable[[Path], None]) -> Path:
        """Return the file of ``key``; when it is missing, let ``make`` write it first.

        ``make`` gets a temporary path with the same suffix. Whatever it raises passes through, and
        nothing is left behind. Two processes that want one key do the work once.

        Raises
        ------
        JobError
            The disk is full.
        """
        found = self.get(key, suffix)
        if found is not None:
            return found
        with full_disk_named(self.root), self._locked(f"{key}{suffix}"):
            found = self.get(key, suffix)
            if found is not None:
                return found
            path = self.path(key, suffix)
            with self._part(suffix) as part:
                make(part)
                commit(part, path)
            return path

    def keep(self, key: str, suffix: str, data: bytes) -> Path:
        """Return the file of ``key``, which is made of ``data`` when it is missing.

        Raises
        ------
        JobError
            The disk is full.
        """

        def write(path: Path) -> None:
            path.write_bytes(data)

        return self.get_or_make(key, suffix, write)

    def sweep(self, max_age_s: float = 86_400.0) -> int:
        """Delete parts of dead processes and parts older than ``max_age_s``; return how many."""
        removed = 0
        for folder in ("parts", "locks"):
            for path in (self.root / folder).glob("*"):
                # Windows deletes no file that is open.
                with suppress(FileNotFoundError, PermissionError):
                    old = time.time() - path.stat().st_mtime > max_age_s
                    if old or (folder == "parts" and _orphaned(path.name)):
                        path.unlink()
                        removed += folder == "parts"
        return removed

    def size_bytes(self) -> int:
        """Return how much all finished files take."""
        return sum(stat.st_size for stat, _ in self._finished())

    def prune(self, max_bytes: int, *, unused_since: float = math.inf) -> int:
        """Delete the files used longest ago until ``max_bytes`` are left; return how many.

        Those that were used after ``unused_since``, in seconds since 1970, stay.
        """
        found = sorted(self._finished(), key=lambda pair: pair[0].st_mtime)
        excess = sum(stat.st_size for stat, _ in found) - max_bytes
        removed = 0
        for stat, path in found:
            if excess <= 0 or stat.st_mtime > unused_since:
                break
            with suppress(FileNotFoundError):
                # Somebody may have come for it since it was seen.
                if path.stat().st_mtime > stat.st_mtime:
                    continue
                path.unlink()
            excess -= stat.st_size
            removed += 1
        return removed

    def _finished(self) -> Iterator[tuple[os.stat_result, Path]]:
        for path in (self.root / "objects").glob("*/*"):
            with suppress(FileNotFoundError):
                yield path.stat(), path

    @contextmanager
    def _part(self, suffix: str) -> Iterator[Path]:
        folder = self.root / "parts"
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{socket.gethostname()}~{os.getpid()}~{uuid.uuid4().hex}{suffix}"
        try:
            yield part
        finally:
            part.unlink(missing_ok=True)

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        path = self.root / "locks" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with alone(path):
            yield


def _orphaned(name: str) -> bool:
    host, _, rest = name.partition("~")
    pid = rest.partition("~")[0]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False
