"""The implicit label of any file: read, and written.

>>> record = AigcRecord.first(producer="house", produce_id="a1")
>>> write(Path("film.mp4"), Path("out/film.mp4"), record)                  # doctest: +SKIP
>>> read(Path("out/film.mp4")) == record                                   # doctest: +SKIP
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

from aigc.errors import AigcError, AssetError, TrustError
from aigc.files import publish, replacing, write_atomic
from aigc.store import file_sha256
from aigc.trust.labels import archive, sidecar
from aigc.trust.labels.record import agreed, encode
from aigc.trust.labels.streams import Damaged, NoRoom
from aigc.trust.labels.table import Container, container
from aigc.types.label import AigcRecord


def place(path: Path) -> Literal["inside", "beside"]:
    """Tell where files of this ending keep the label.

    >>> place(Path("a.mp4")), place(Path("a.srt"))
    ('inside', 'beside')
    """
    return "inside" if container(path.suffix) else "beside"


def read(path: Path) -> AigcRecord | None:
    """Return the label of a file, or None when it carries none.

    Raises
    ------
    AssetError
        There is no such file, it is damaged, or its label is: not to be read, not after the
        standard, told twice in different words, or beside a file of other content.
    """
    kind = container(path.suffix)
    if kind is None:
        with _told(path, path.suffix[1:].upper()):
            path.open("rb").close()
            return sidecar.read(path)
    try:
        with _opened(path, kind) as source:
            return agreed(kind.found(source))
    except NoRoom:
        return sidecar.read(path)


def members(path: Path) -> dict[str, AigcRecord | None]:
    """Return the label of each member of a ZIP archive, None where one carries none.

    Raises
    ------
    AssetError
        There is no such archive, or it, a member or a label is damaged.
    """
    with _told(path, "ZIP"), path.open("rb") as source:
        return dict(archive.members(source))


def write(source: Path, target: Path, record: AigcRecord) -> tuple[Path, ...]:
    """Write a copy of a file that carries ``record``; whole or not at all.

    Pictures, sounds and all other data stay as they are. ``target`` may be ``source``. What has no
    place for a label gets a file beside it.

    Returns
    -------
    tuple of Path
        ``target``, and what lies beside it.

    Raises
    ------
    TrustError
        The file already carries the label of another origin, which stays: pass it on with
        `AigcRecord.propagated`.
    AssetError
        There is no such file, or it is damaged or of another kind than it is called.
    DiskFull
        The disk is full.
    """
    if sidecar.is_sidecar(source.name):
        raise AssetError(f"{source.name} is a label itself. Give the file that it is about.")
    there = read(source)
    if there and not there.same_origin(record):
        raise TrustError(
            f"{source.name} carries the label of {there.content_producer} (number "
            f"{there.produce_id}), and the first label stays. Pass it on with propagated()."
        )
    kind = container(source.suffix)
    if kind is not None:
        try:
            _write_inside(source, target, kind, encode(record), is_there=there == record)
            return (target,)
        except NoRoom:
            pass
    return _write_beside(source, target, encode(record))


def _write_inside(
    source: Path, target: Path, kind: Container, text: str, *, is_there: bool
) -> None:
    if is_there and source == target:
        return
    with _opened(source, kind) as file, replacing(target) as part, part.open("wb") as out:
        if is_there:
            shutil.copyfileobj(file, out, 1 << 20)
        else:
            kind.write(file, out, text)


def _write_beside(source: Path, target: Path, text: str) -> tuple[Path, ...]:
    """Write the label first: a file is not there without it."""
    beside = sidecar.path_of(target)
    with _told(source, source.suffix[1:].upper()):
        write_atomic(beside, sidecar.told(target.name, file_sha256(source), text))
        if source != target:
            publish(source, target)
    return target, beside


@contextmanager
def _opened(path: Path, kind: Container) -> Iterator[BinaryIO]:
    with _told(path, kind.kind), path.open("rb") as file:
        yield file


@contextmanager
def _told(path: Path, kind: str) -> Iterator[None]:
    """Turn whatever a damaged file raises into one error."""
    try:
        yield
    except (AigcError, NoRoom):
        raise
    except OSError as exc:
        raise AssetError(f"{path} cannot be read or written: {exc.strerror or exc}.") from exc
    except Exception as exc:  # parsers tell damage in many kinds of exception
        why = str(exc) if isinstance(exc, Damaged) else "its parts do not fit together"
        raise AssetError(f"{path.name} is no {kind} file that can be used: {why}.") from exc
