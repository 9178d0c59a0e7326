"""ZIP: every member carries its label, and the archive's comment tells that of the whole."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO, Final, cast

from aigc.trust.labels import sidecar
from aigc.trust.labels.packed import copied, kept, member, packed
from aigc.trust.labels.record import agreed
from aigc.trust.labels.streams import Damaged, NoRoom, copy, length
from aigc.trust.labels.table import Container, container
from aigc.types.label import KEY, AigcRecord

_OPEN: Final = f'{{"{KEY}":'
_HELD: Final = 8 << 20
"""Bytes of a member that are held in memory; longer ones wait on the disk."""


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the label of the whole."""
    with packed(source) as archive:
        comment = archive.comment.decode("utf-8", "replace")
        if comment.replace(" ", "").startswith(_OPEN):
            yield comment


def members(source: BinaryIO) -> Iterator[tuple[str, AigcRecord | None]]:
    """Yield the name and the label of each member that is no label itself."""
    with packed(source) as archive:
        names = set(archive.namelist())
        for part in archive.infolist():
            if part.is_dir() or sidecar.is_sidecar(part.filename):
                continue
            beside = f"{part.filename}{sidecar.SUFFIX}"
            with _named(part), _unpacked(archive, part) as file:
                record = agreed(_inside(part, file))
                if record is None and beside in names:
                    record, sha256 = sidecar.parsed(member(archive, beside), beside)
                    if sha256 != _sha256(file):
                        raise Damaged(f"{beside!r} is about another content")
            yield part.filename, record


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the archive with ``text`` as the label of the whole and of members that had none."""
    with packed(source) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        names = set(archive.namelist())
        if len(names) < len(archive.infolist()):
            raise Damaged("two members have one name")
        for part in archive.infolist():
            if part.is_dir() or sidecar.is_sidecar(part.filename):
                copied(archive, part, out)
                continue
            with _named(part), _unpacked(archive, part) as file:
                beside = f"{part.filename}{sidecar.SUFFIX}"
                if not _written(part, file, out, text) and beside not in names:
                    name = PurePosixPath(part.filename).name
                    told = sidecar.told(name, _sha256(file), text)
                    out.writestr(zipfile.ZipInfo(beside, part.date_time), told)
        out.comment = f"{_OPEN} {text}}}".encode()


def _written(part: zipfile.ZipInfo, file: BinaryIO, out: zipfile.ZipFile, text: str) -> bool:
    """Write a member with a label inside, and tell whether it has one."""
    kind = _kind(part)
    if kind is not None:
        try:
            is_there = agreed(kind.found(file)) is not None
            with _spooled() as made:
                if not is_there:
                    kind.write(file, made, text)
                _put(part, file if is_there else made, out)
            return True
        except NoRoom:
            pass
    _put(part, file, out)
    return False


def _put(part: zipfile.ZipInfo, file: BinaryIO, out: zipfile.ZipFile) -> None:
    new = kept(part)
    new.file_size = length(file)
    with out.open(new, "w") as target:
        copy(file, cast(BinaryIO, target), 0, new.file_size)


def _inside(part: zipfile.ZipInfo, file: BinaryIO) -> Iterator[str]:
    kind = _kind(part)
    if kind is not None:
        try:
            yield from kind.found(file)
        except NoRoom:
            return


def _kind(part: zipfile.ZipInfo) -> Container | None:
    """Return what labels a member; an archive in an archive is a file like any other."""
    suffix = PurePosixPath(part.filename).suffix
    return None if suffix.lower() == ".zip" else container(suffix)


@contextmanager
def _named(part: zipfile.ZipInfo) -> Iterator[None]:
    """Tell which member is damaged."""
    try:
        yield
    except Damaged as exc:
        raise Damaged(f"its member {part.filename!r}: {exc}") from exc


@contextmanager
def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[BinaryIO]:
    """Give a member as a file that can be sought in."""
    with _spooled() as file:
        with archive.open(part) as packed_file:
            shutil.copyfileobj(packed_file, file, 1 << 20)
        yield file


def _spooled() -> BinaryIO:
    """Return a temporary file, on the disk only when it is long."""
    return cast(BinaryIO, tempfile.SpooledTemporaryFile(_HELD))


def _sha256(file: BinaryIO) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
