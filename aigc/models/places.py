"""Where models lie on this machine: folders, and the cache that all libraries of the hub share."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aigc.errors import InputError
from aigc.models.catalogue import Entry, bare, repository_of
from aigc.models.whole import is_whole

_PREFIX: Final = "models--"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A repository in the cache.

    Attributes
    ----------
    bytes : int
        What it takes on the disk, all its revisions and what is not whole yet.
    """

    repository: str
    folder: Path
    bytes: int


def cache_folder() -> Path:
    """Return the hub's cache, as ``HF_HUB_CACHE``, ``HF_HOME`` or ``XDG_CACHE_HOME`` name it."""
    if named := os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE"):
        return Path(named).expanduser()
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(os.environ.get("HF_HOME") or f"{base}/huggingface").expanduser() / "hub"


def folder_of(reference: str, *, revision: str = "main", cache: Path | None = None) -> Path | None:
    """Return the folder that a reference names, or its snapshot in the cache; None for neither."""
    path = Path(bare(reference)).expanduser()
    if path.is_dir() or path.is_file():
        return path
    try:
        kept = (cache or cache_folder()) / _named(repository_of(reference))
    except InputError:
        return None
    return _snapshot(kept, revision)


def kept(cache: Path | None = None) -> tuple[Kept, ...]:
    """Return every model in the cache, by name."""
    root = cache or cache_folder()
    found = sorted(root.glob(f"{_PREFIX}*")) if root.is_dir() else []
    return tuple(
        Kept(repository=_repository(one.name), folder=one, bytes=bytes_in(one))
        for one in found
        if (one / "snapshots").is_dir()
    )


def here(entries: Iterable[Entry], cache: Path | None = None) -> frozenset[str]:
    """Return the repositories of the catalogue that the cache holds whole."""
    root = cache or cache_folder()
    folders = ((one, _snapshot(root / _named(one.repository), one.revision)) for one in entries)
    return frozenset(one.repository for one, folder in folders if folder and is_whole(folder))


def bytes_in(folder: Path) -> int:
    """Return how many bytes a folder takes, what several names mean counted once."""
    sizes: dict[tuple[int, int] | Path, int] = {}
    for path in _files(folder):
        about = path.stat()
        sizes[(about.st_dev, about.st_ino) if about.st_ino else path] = about.st_size
    return sum(sizes.values())


def gigabytes(size: float) -> str:
    """Return a size in words, in decimal units as the hub tells them.

    >>> gigabytes(16_400_000_000)
    '16.4 GB'
    """
    for unit, factor in (("GB", 1e9), ("MB", 1e6)):
        if size >= factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size / 1e3:.3g} kB"


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path


def _snapshot(folder: Path, revision: str) -> Path | None:
    ref = folder / "refs" / revision
    commit = ref.read_text(encoding="ascii").strip() if ref.is_file() else revision
    snapshot = folder / "snapshots" / commit
    return snapshot if snapshot.is_dir() else None


def _named(repository: str) -> str:
    return _PREFIX + repository.replace("/", "--")


def _repository(name: str) -> str:
    return name.removeprefix(_PREFIX).replace("--", "/", 1)
