"""ZIP archives: opened within limits, and copied member by member."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from aigc import archives
from aigc.trust.labels.streams import Damaged, length

_SMALL: Final = 256 << 20
_MOST_RATIO: Final = 20
"""How many times its own length an archive may unpack to, when that is more than `_SMALL`."""
_MOST_PARTS: Final = 20_000
_MOST_MEMBER: Final = 4 << 20


@contextmanager
def packed(source: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """Give an archive that holds no more than it may.

    Raises
    ------
    Damaged
        It unpacks to too much, or a member is locked.
    """
    with zipfile.ZipFile(source) as archive:
        parts = archive.infolist()
        most = max(_SMALL, _MOST_RATIO * length(source))
        if archives.is_bomb(parts, archives.Limits(most_bytes=most, most_members=_MOST_PARTS)):
            raise Damaged("it unpacks to far more than it holds")
        if archives.is_locked(parts):
            raise Damaged("it is locked by a password")
        yield archive


def member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the bytes of a small member.

    Raises
    ------
    Damaged
        It is longer than four megabytes.
    """
    with archive.open(name) as file:
        data = file.read(_MOST_MEMBER + 1)
    if len(data) > _MOST_MEMBER:
        raise Damaged(f"its part {name!r} is too long")
    return data


def copied(archive: zipfile.ZipFile, part: zipfile.ZipInfo, out: zipfile.ZipFile) -> None:
    """Copy a member to another archive."""
    with archive.open(part) as source, out.open(kept(part), "w") as target:
        shutil.copyfileobj(source, target, 1 << 20)


def kept(part: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """Return the description of a member for another archive: name, time, rights and packing."""
    new = zipfile.ZipInfo(part.filename, part.date_time)
    new.compress_type, new.external_attr = part.compress_type, part.external_attr
    new.file_size = part.file_size
    return new
