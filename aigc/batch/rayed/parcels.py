"""Files that a job uses, told by what is in them, so that another machine can have the same."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from aigc.batch.kinds import kind_of
from aigc.batch.manifest.planning import path_options
from aigc.batch.manifest.sources import companions, is_path
from aigc.store import file_sha256
from aigc.types.job import Job

_DIGESTS: Final[dict[tuple[str, int, int], str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One file of a parcel: where it lies below the parcel's folder, and what is in it."""

    place: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A file with those that are read with it, or a folder with all that is in it.

    Attributes
    ----------
    folder : str
        Where it lies; the places of its items begin there.
    name : str
        The file in that folder, empty where the folder itself is meant.
    """

    folder: str
    name: str
    items: tuple[Item, ...]

    @property
    def path(self) -> Path:
        """The file or folder."""
        return Path(self.folder) / self.name


def parcels_of(job: Job) -> dict[str, Parcel]:
    """Return a parcel for each value of a settled job that names a file or a folder.

    Raises
    ------
    ConfigError
        There is no such pipeline.
    OSError
        A file cannot be read.
    """
    return {value: packed(Path(value).absolute()) for value in _files(job)}


def packed(path: Path) -> Parcel:
    """Return what is in a file and in those that are read with it, or in a folder.

    Raises
    ------
    OSError
        A file cannot be read.
    """
    if path.is_dir():
        files = sorted(one for one in path.rglob("*") if one.is_file())
        return Parcel(folder=str(path), name="", items=tuple(_item(path, one) for one in files))
    folder = path.parent.resolve()
    files = [folder / path.name, *companions(path)]
    items = tuple(_item(folder, one) for one in files)
    return Parcel(folder=str(folder), name=path.name, items=items)


def is_here(parcel: Parcel) -> bool:
    """Return whether this machine has the same files at the same place."""
    try:
        return parcel.path.exists() and packed(parcel.path) == parcel
    except OSError:
        return False


def moved(job: Job, places: dict[str, str]) -> Job:
    """Return a job whose files lie elsewhere."""

    def placed(value: Any) -> Any:
        if isinstance(value, list):
            return [placed(one) for one in value]
        return places.get(value, value) if isinstance(value, str) else value

    options = {name: placed(value) for name, value in job.options.items()}
    return replace(job, source=placed(job.source), options=options)


def _files(job: Job) -> Iterator[str]:
    named = path_options(kind_of(job.pipeline).config)
    if is_path(job.source) and Path(job.source).exists():
        yield job.source
    for name, value in job.options.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and (name in named or is_path(one)) and _exists(one):
                yield one


def _exists(value: str) -> bool:
    try:
        return bool(value) and Path(value).exists()
    except OSError:
        return False


def _item(folder: Path, path: Path) -> Item:
    size, digest = _told(path)
    return Item(place=path.relative_to(folder).as_posix(), sha256=digest, size=size)


def _told(path: Path) -> tuple[int, str]:
    """Return the size and the digest of a file, read only once as long as it does not change."""
    seen = os.stat(path)
    known = (str(path), seen.st_size, seen.st_mtime_ns)
    if known not in _DIGESTS:
        _DIGESTS[known] = file_sha256(path)
    return seen.st_size, _DIGESTS[known]
