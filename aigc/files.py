"""Files that appear whole or not at all, and those that come with the package."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import uuid
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from zipfile import BadZipFile

from aigc.errors import AssetError, DiskFull, InputError, JobError

_FULL = {errno.ENOSPC, errno.EDQUOT}
_boxes: ContextVar[tuple[Path, ...]] = ContextVar("boxes", default=())


def write_atomic(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that a reader finds the old file or the new one, never half.

    Raises
    ------
    DiskFull
        The disk is full.
    """
    with replacing(path) as part:
        part.write_bytes(data)


def publish(src: Path, dst: Path) -> None:
    """Copy the finished file ``src`` to ``dst``, whole or not at all.

    Raises
    ------
    DiskFull
        The disk is full.
    """
    with replacing(dst) as part:
        shutil.copyfile(src, part)


@contextmanager
def publishing(folder: Path) -> Iterator[Path]:
    """Give an empty folder and move what is put into it to ``folder`` when the block ends well.

    Nothing appears before all is on the disk; what did not exist is gone again when it fails. What
    `replacing` moves inside the empty folder is not waited for: all of it is seen onto the disk at
    the end, once.

    Raises
    ------
    InputError
        ``folder`` cannot be one.
    DiskFull
        The disk is full.
    """
    check_folder(folder)
    new = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        with full_disk_named(folder):
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder, prefix=".part-") as made:
                box = Path(made)
                with _boxed(box):
                    yield box
                _move_all(box, folder, new)
    except BaseException:
        for path in new:
            with suppress(OSError):
                path.rmdir()
        raise


def check_folder(path: Path) -> None:
    """Raise unless a folder is there, or may be made.

    Raises
    ------
    InputError
        There is a file of that name, or in its way, or the name is too long.
    """
    try:
        there = next(one for one in (path, *path.absolute().parents) if one.exists())
    except OSError as exc:
        raise InputError(f"No folder can be called {path.name[:40]!r}: {exc.strerror}.") from exc
    if not there.is_dir():
        raise InputError(f"{there} is a file. Give a folder for the results.")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path`` and move it there when the block ends well.

    Raises
    ------
    DiskFull
        The disk is full.
    """
    part = path.parent / f".{uuid.uuid4().hex}.part{path.suffix}"
    with full_disk_named(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield part
            commit(part, path)
        finally:
            part.unlink(missing_ok=True)


def commit(part: Path, path: Path) -> None:
    """Move the finished file ``part`` to ``path``, and see both onto the disk.

    In a box of `publishing` they are not waited for: that is done before they appear.
    """
    waited = not _is_boxed(path)
    if waited:
        _sync(part)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.replace(part, path)
    if waited:
        _sync_folders([path.parent])


def _move_all(box: Path, folder: Path, new: Collection[Path]) -> None:
    """Move all files of a box to ``folder``, of which and of whose parents ``new`` were made."""
    places = {
        path: folder / path.relative_to(box)
        for path in sorted(path for path in box.rglob("*") if path.is_file())
    }
    waited = not _is_boxed(folder)
    if waited:
        for path in places:
            _sync(path)
    for path, place in places.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, place)
    if waited:
        around = {one for place in places.values() for one in place.parents}
        _sync_folders([one for one in around if one.is_relative_to(folder)])
        _sync_folders([one.parent for one in new])


@contextmanager
def _boxed(box: Path) -> Iterator[None]:
    _boxes.set((*_boxes.get(), box))
    try:
        yield
    finally:
        # Not by a token: a generator may be ended in another context than it was begun in.
        _boxes.set(tuple(one for one in _boxes.get() if one != box))


def _is_boxed(path: Path) -> bool:
    return ".." not in path.parts and any(path.is_relative_to(box) for box in _boxes.get())


def _sync(path: Path) -> None:
    # Windows syncs only what is open for writing.
    with path.open("rb" if os.name == "posix" else "r+b") as file:
        os.fsync(file.fileno())


def _sync_folders(paths: Iterable[Path]) -> None:
    """See onto the disk which files folders have; Windows does so by itself."""
    if os.name != "posix":
        return
    for path in dict.fromkeys(paths):
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def full_disk_named(folder: Path) -> Iterator[None]:
    """Raise `DiskFull` in place of any error that a full disk caused."""
    try:
        yield
    except Exception as exc:
        cause: BaseException | None = exc
        while cause is not None and getattr(cause, "errno", None) not in _FULL:
            cause = cause.__cause__
        if cause is None or isinstance(exc, JobError):
            raise
        raise DiskFull(
            f"The disk that holds {folder} is full. Free some space, or set AIGC_STORE to another "
            "disk, and run again: what is finished is kept."
        ) from exc


@contextmanager
def shipped(what: str, path: Path, remedy: str = "") -> Iterator[None]:
    """Raise `AssetError` where a file of the package is missing or damaged.

    ``remedy`` goes behind the advice to install the package anew.
    """
    try:
        yield
    except (OSError, ValueError, LookupError, BadZipFile, zlib.error) as exc:
        raise AssetError(
            f"{what} {str(path)!r} cannot be read; install the package anew{remedy}."
        ) from exc
