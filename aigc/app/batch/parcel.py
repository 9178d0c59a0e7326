"""All that a batch has made, in one ZIP that lies where the page may serve it for a day."""

from __future__ import annotations

import os
import shutil
import time
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from aigc.app.batch.rooms import Room
from aigc.app.batch.words import say
from aigc.app.cache import folder
from aigc.app.giving import name_of
from aigc.batch.publishing import receipt_of
from aigc.batch.room import RESERVE_BYTES
from aigc.batch.sight.export import encoded
from aigc.batch.sight.words import sized
from aigc.errors import InputError
from aigc.files import replacing
from aigc.progress import Progress
from aigc.types.job import JobRow

TABLE: Final = "jobs.csv"
RESULTS: Final = "results"
KEEP_S: Final = 24 * 3600
_PACKED: Final = (
    ".ass", ".csv", ".html", ".ipynb", ".json", ".jsonl", ".lab", ".lrc", ".md", ".musicxml",
    ".srt", ".textgrid", ".txt", ".vtt",
)  # fmt: skip
"""Files that become smaller; media do not, and are copied as they are."""
_CHUNK: Final = 1 << 20
_PREFIX: Final = "batch-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What there is to take along: jobs that are done, and the size of their files."""

    jobs: int
    size_bytes: int


def content(room: Room) -> Content:
    """Return what there is to take along now."""
    rows = room.ledger().database.read("SELECT name, ended_at FROM jobs WHERE state='done'")
    sizes = (_size(room.out.results(row["name"]), row["ended_at"]) for row in rows)
    return Content(jobs=len(rows), size_bytes=sum(sizes))


@lru_cache(maxsize=100_000)
def _size(results: Path, ended_at: float) -> int:
    """Return the bytes in a folder of results, which stay as they are after ``ended_at``."""
    return sum(path.stat().st_size for path in _files(results))


def _files(results: Path) -> list[Path]:
    found = (results / name for name in receipt_of(results).get("files", ()))
    return [path for path in found if path.is_file()]


def place_of(room: Room) -> Path:
    """Return the folder of a batch's ZIP; it has the batch's name, which nobody can guess."""
    return folder() / f"{_PREFIX}{room.id}"


def packed(room: Room, jobs: int) -> Path | None:
    """Return the ZIP of so many jobs of a batch, if there is one."""
    path = place_of(room) / _named(room, jobs)
    return path if path.is_file() else None


def _named(room: Room, jobs: int) -> str:
    return f"{name_of(room.asked().title, 'batch')}-{jobs}.zip"


def pack(room: Room, progress: Progress) -> Path:
    """Make the ZIP of all jobs that are done by now, with the table of all jobs.

    Raises
    ------
    InputError
        Nothing is done, or there is no room.
    DiskFull
        The disk became full; nothing is left behind.
    """
    sweep()
    there = content(room)
    if not there.jobs:
        raise InputError(say("pack.none", "en"))
    place = place_of(room)
    _check_room(there, place)
    rows = told(room)
    path = place / _named(room, sum(row.state == "done" for row in rows))
    with replacing(path) as part:
        _write(part, path.stem, room, rows, there.size_bytes, progress)
    for old in place.glob("[!.]*.zip"):
        if old != path:
            old.unlink(missing_ok=True)
    return path


def told(room: Room) -> list[JobRow]:
    """Return all jobs with what the page may tell: files by the names that the table gave them."""
    return [
        replace(
            row,
            job=replace(row.job, source=room.plain(row.job.source)),
            message=room.plain(row.message),
        )
        for row in room.ledger().rows()
    ]


def _check_room(there: Content, place: Path) -> None:
    near = next(one for one in (place, *place.parents) if one.exists())
    free = shutil.disk_usage(near).free - RESERVE_BYTES
    if there.size_bytes > free:
        raise InputError(
            f"There is no room for a ZIP of {sized(there.size_bytes)}: {sized(max(free, 0))} can "
            "be used. Free some space, or take results one by one."
        )


def _write(
    part: Path, top: str, room: Room, rows: Sequence[JobRow], whole: int, progress: Progress
) -> None:
    begun = 0
    with zipfile.ZipFile(part, "w") as archive:
        table = zipfile.ZipInfo(f"{top}/{TABLE}", time.localtime()[:6])
        archive.writestr(table, encoded(rows, ".csv"), zipfile.ZIP_DEFLATED)
        for row in rows:
            results = room.out.results(row.job.name)
            for path in _files(results) if row.state == "done" else ():
                name = f"{top}/{RESULTS}/{row.job.name}/{path.relative_to(results).as_posix()}"
                begun = _put(archive, path, name, begun, whole, progress)


def _put(
    archive: zipfile.ZipFile, path: Path, name: str, begun: int, whole: int, progress: Progress
) -> int:
    """Copy a file into an archive, and return how many bytes are in it by now."""
    about = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
    soft = path.suffix.lower() in _PACKED
    about.compress_type = zipfile.ZIP_DEFLATED if soft else zipfile.ZIP_STORED
    with path.open("rb") as source, archive.open(about, "w") as target:
        progress("pack", begun, max(whole, 1))
        while data := source.read(_CHUNK):
            target.write(data)
            begun += len(data)
            progress("pack", min(begun, whole), max(whole, 1))
    return begun


def drop(room: Room) -> None:
    """Delete the ZIP of a batch."""
    shutil.rmtree(place_of(room), ignore_errors=True)


def sweep(older_s: float = KEEP_S) -> None:
    """Delete ZIPs, and what is left of unfinished ones, when they are old."""
    for path in folder().glob(f"{_PREFIX}*/*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > older_s:
                os.remove(path)
