"""Files that wait for people: sealed, out of the way, and let out whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Final

from aigc.errors import TrustError
from aigc.files import full_disk_named, publishing
from aigc.store import file_sha256

FOLDER: Final = "held"


def sealed(box: Path) -> str:
    """Return the hex SHA-256 of all files of a folder with their names; a sole file's is its own.

    Raises
    ------
    TrustError
        It holds nothing, or something that is no plain file.
    """
    names = _names(box)
    if len(names) == 1:
        return file_sha256(box / names[0])
    told = "".join(f"{file_sha256(box / name)}  {name}\n" for name in names)
    return hashlib.sha256(told.encode()).hexdigest()


def hold(box: Path, held: Path) -> None:
    """Keep a copy of a sealed box at ``held``, whole or not at all.

    Raises
    ------
    DiskFull
        The disk is full.
    TrustError
        There is something that is no plain file.
    """
    names = _names(box)
    part = held.parent / f".{uuid.uuid4().hex}.part"
    with full_disk_named(held.parent):
        try:
            for name in names:
                (part / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(box / name, part / name)
                with (part / name).open("r+b") as file:
                    os.fsync(file.fileno())
            if held.exists():
                os.replace(held, part.with_suffix(".old"))
            os.replace(part, held)
        finally:
            for left in (part, part.with_suffix(".old")):
                shutil.rmtree(left, ignore_errors=True)


def let_out(held: Path, sha256: str, to: Path, finish: Callable[[Path], object]) -> None:
    """Publish what is held in the folder ``to``, after ``finish`` was done with the files.

    Raises
    ------
    TrustError
        It is not there any more, or was changed.
    DiskFull
        The disk is full; what was there is as it was.
    """
    if not held.is_dir():
        raise TrustError(f"The files in {held} are gone. Make it again.")
    with publishing(to) as box:
        for name in _names(held):
            (box / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(held / name, box / name)
        # What is checked are the bytes that leave, not those that lay there before.
        if sealed(box) != sha256:
            raise TrustError(
                f"The files in {held} are not those that were looked at; nothing was published. "
                "Make it again."
            )
        finish(box)


def drop(held: Path) -> None:
    """Delete what is held."""
    shutil.rmtree(held, ignore_errors=True)


def _names(box: Path) -> list[str]:
    found = sorted(path for path in box.rglob("*") if path.is_symlink() or not path.is_dir())
    for path in found:
        if path.is_symlink() or not path.is_file():
            raise TrustError(f"{path.name} is no plain file, and cannot be held or published.")
    if not found:
        raise TrustError(f"There is nothing in {box}.")
    return [path.relative_to(box).as_posix() for path in found]
