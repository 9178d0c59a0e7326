"""ZIP archives from strangers: checked first, and unpacked whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import struct
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from aigc.errors import AigcError, InputError, JobError

_SMALL, _MANY = 1_000_000, 20_000_000
"""Bytes below which one member, or all of them, may be packed as far as they can be."""
_HEADER_BYTES: Final = 30
_MOST_DIRECTORY_BYTES: Final = 32_000_000
"""Of the table of contents, which is read whole before a member can be counted."""
_END: Final = struct.Struct("<4s4H2LH")
_LONGEST_PART: Final = 255
_LONGEST: Final = 1000
_UNFIT: Final = re.compile(
    r"[\0-\x1f\x7f\u202a-\u202e\u2066-\u2069]|[. ](?:/|$)"
    r"|(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.[^/]*)?(?:/|$)",
    re.IGNORECASE,
)
"""Names that some system cannot write, or that show as another name than they are."""
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
        if _directory_bytes(source) > _MOST_DIRECTORY_BYTES:
            raise InputError(damaged)
        with zipfile.ZipFile(source) as archive:
            yield archive
    except AigcError:
        raise
    except Exception as exc:
        # zipfile tells damage in ten kinds of exception, down to those of its decompressors
        raise InputError(damaged) from exc


def is_bomb(parts: Sequence[zipfile.ZipInfo], limits: Limits) -> bool:
    """Tell whether the parts are more, larger or packed further than the limits allow.

    Parts that share their bytes unpack to more than any ratio tells, so these are one too.
    """
    packed = any(
        part.file_size > max(_SMALL, limits.most_ratio * part.compress_size) for part in parts
    )
    total = sum(part.file_size for part in parts)
    together = limits.most_ratio * sum(part.compress_size for part in parts)
    packed = packed or total > max(_MANY, together)
    over = len(parts) > limits.most_members or total > limits.most_bytes
    return packed or over or _overlap(parts)


def _overlap(parts: Sequence[zipfile.ZipInfo]) -> bool:
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end:
            return True
        end = part.header_offset + _HEADER_BYTES + part.compress_size
    return False


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
        parts = members(archive, source.name, limits, encoding_of)
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".part-", dir=folder.parent))
        try:
            for part, place in parts:
                extract(archive, part, made / place)
            _move(made, folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)


def members(
    archive: zipfile.ZipFile,
    name: str,
    limits: Limits,
    encoding_of: EncodingOf,
    wanted: Callable[[str], bool] = bool,
) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """Return the wanted files of an archive with the place of each, after every check.

    Raises
    ------
    InputError
        It is empty, locked or too large, or a member would land outside, is a link, comes twice or
        has a name that cannot be written.
    """
    parts = [part for part in archive.infolist() if not part.is_dir()]
    named = zip(parts, _names(parts, encoding_of), strict=True)
    placed = [(part, _place(part, told, name)) for part, told in named]
    kept = [(part, place) for part, place in placed if wanted(place.as_posix())]
    if not parts:
        raise InputError(f"{name} is an empty archive.")
    _check([part for part, _ in kept], limits, name)
    _check_names([place for _, place in kept], name)
    return kept


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


def _check_names(places: Sequence[PurePosixPath], archive: str) -> None:
    for place, times in Counter(places).items():
        long = any(len(part.encode("utf-8", "replace")) > _LONGEST_PART for part in place.parts)
        if long or len(str(place)) > _LONGEST or _UNFIT.search(str(place)):
            raise InputError(
                f"{archive} is refused: its member {str(place)[:80]!r} has a name that not every "
                "system can write or show. Rename it and pack the archive again."
            )
        if times > 1:
            raise InputError(
                f"{archive} is refused: it holds {str(place)[:80]!r} {times} times. Pack it again."
            )


def extract(archive: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path) -> None:
    """Write one member to a path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(part) as file, path.open("wb") as out:
        shutil.copyfileobj(file, out, _CHUNK)


def _directory_bytes(source: Path | IO[bytes]) -> int:
    """Return the size of an archive's table of contents; 0 where it cannot be told.

    Source: .ZIP File Format Specification 6.3.10, PKWARE, 4.3.16.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            return _directory_bytes(file)
    size = source.seek(0, os.SEEK_END)
    source.seek(max(size - 65_536 - _END.size, 0))
    tail = source.read()
    source.seek(0)
    at = tail.rfind(b"PK\5\6")
    if at < 0 or at + _END.size > len(tail):
        return 0
    told = int(_END.unpack_from(tail, at)[5])
    return min(told, size) if told < 0xFFFFFFFF else size - 0xFFFFFFFF


def _move(made: Path, folder: Path) -> None:
    """Give the finished folder its name; where another was quicker, its work stands."""
    try:
        os.rename(made, folder)
    except OSError:
        if not folder.is_dir():
            raise
