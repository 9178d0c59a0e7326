"""ZIP archives from strangers: checked first, and unpacked whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from aigc.errors import AigcError, InputError, JobError

_SMALL: Final = 1_000_000
_CHUNK: Final = 1 << 20
_UTF8: Final = 0x800

EncodingOf = Callable[[Sequence[bytes]], str]
"""Gives the encoding in which all pieces are likely text, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an archive may hold: bytes when unpacked, members, and how far one may be packed."""

    most_bytes: int
    most_members: int
    most_ratio: int = 300


@contextmanager
def opened(source: Path | IO[bytes], damaged: str) -> Iterator[zipfile.ZipFile]:
    """Give the archive, and turn whatever its damage raises into one error that says ``damaged``.

    Raises
    ------
    InputError
        When it is no ZIP archive, is damaged, cut short or locked.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            yield archive
    except AigcError:
        raise
    except Exception as exc:
        # zipfile tells damage in ten kinds of exception, down to those of its decompressors
        raise InputError(damaged) from exc


def is_bomb(parts: Sequence[zipfile.ZipInfo], limits: Limits) -> bool:
    """Tell whether the parts are more, larger or packed further than the limits allow."""
    packed = any(
        part.file_size > max(_SMALL, limits.most_ratio * part.compress_size) for part in parts
    )
    total = sum(part.file_size for part in parts)
    return packed or len(parts) > limits.most_members or total > limits.most_bytes


def is_locked(parts: Sequence[zipfile.ZipInfo]) -> bool:
    """Tell whether a part is protected by a password."""
    return any(part.flag_bits & 1 for part in parts)


def unpack(source: Path, folder: Path, limits: Limits, encoding_of: EncodingOf) -> None:
    """Unpack an archive into ``folder``, which comes whole or not at all.

    Parameters
    ----------
    encoding_of : EncodingOf
        For names that are not marked as UTF-8.

    Raises
    ------
    InputError
        When it is damaged, locked, too large, or a member would land outside or is a link.
    JobError
        When the disk is full.
    """
    damaged = f"{source.name} is damaged or locked: it cannot be unpacked. Get it again."
    with opened(source, damaged) as archive, _room_for(folder):
        parts = [part for part in archive.infolist() if not part.is_dir()]
        _check(parts, limits, source.name)
        names = _names(parts, encoding_of)
        places = [_place(part, name, source.name) for part, name in zip(parts, names, strict=True)]
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".part-", dir=folder.parent))
        try:
            for part, place in zip(parts, places, strict=True):
                _extract(archive, part, made / place)
            _move(made, folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)


@contextmanager
def _room_for(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        if exc.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
            raise
        raise JobError(
            f"{folder.parent} cannot be written to ({exc.strerror}). Free some space, or set "
            "AIGC_STORE to another disk."
        ) from exc


def _check(parts: Sequence[zipfile.ZipInfo], limits: Limits, name: str) -> None:
    if not parts:
        raise InputError(f"{name} is an empty archive.")
    if is_locked(parts):
        raise InputError(f"{name} is protected by a password. Save it without one.")
    if is_bomb(parts, limits):
        total = sum(part.file_size for part in parts)
        raise InputError(
            f"{name} unpacks to {total / 1e6:.0f} MB in {len(parts)} files, which is refused: at "
            f"most {limits.most_bytes / 1e6:.0f} MB in {limits.most_members} files, none packed "
            f"to less than 1/{limits.most_ratio}. Unpack it yourself if you trust it, and give "
            "the folder."
        )


def _names(parts: Sequence[zipfile.ZipInfo], encoding_of: EncodingOf) -> list[str]:
    """Return the names of members, those without the mark of UTF-8 in one encoding for all."""
    raw = [None if p.flag_bits & _UTF8 else p.orig_filename.encode("cp437") for p in parts]
    encoding = encoding_of([name for name in raw if name is not None]) or "cp437"
    return [
        part.filename if name is None else name.decode(encoding)
        for part, name in zip(parts, raw, strict=True)
    ]


def _place(part: zipfile.ZipInfo, name: str, archive: str) -> PurePosixPath:
    """Return where a member goes, relative to the folder."""
    kind = stat.S_IFMT(part.external_attr >> 16)
    place = PurePosixPath(name.replace("\\", "/"))
    outside = place.is_absolute() or ".." in place.parts or ":" in name or "\0" in name
    if outside or not place.parts or kind not in (0, stat.S_IFREG):
        raise InputError(
            f"{archive} is refused: its member {name[:80]!r} is a link or would be written "
            "outside of its folder. Do not trust where it came from."
        )
    return place


def _extract(archive: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(part) as file, path.open("wb") as out:
        shutil.copyfileobj(file, out, _CHUNK)


def _move(made: Path, folder: Path) -> None:
    """Give the finished folder its name; where another was quicker, its work stands."""
    try:
        os.rename(made, folder)
    except OSError:
        if not folder.is_dir():
            raise
