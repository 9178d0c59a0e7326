"""What the page of batches does: plain functions from values to values."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final

from aigc.app import form
from aigc.app.batch import rooms
from aigc.app.batch.rooms import Asked, Room
from aigc.app.batch.words import say
from aigc.archives import Limits, unpack
from aigc.batch.kinds import kind_of, names
from aigc.batch.ledger import controls
from aigc.batch.local import usable_cores
from aigc.batch.manifest.planning import Plan, path_options, plan
from aigc.batch.manifest.problems import ManifestError, Problem, check
from aigc.batch.running import Estimate, enter, estimate
from aigc.encodings import encoding_of
from aigc.errors import InputError
from aigc.progress import Progress
from aigc.store import Store

TABLES: Final = (".csv", ".tsv", ".xlsx", ".jsonl", ".yaml", ".yml")
REFUSED: Final = ("notebook",)
"""Pipelines that would run a visitor's own code on the server."""
HIDDEN: Final = ("fake",)
LIMITS: Final = Limits(most_bytes=2_000_000_000, most_members=20_000)
_JUNK: Final = (".", "__MACOSX", "~$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A table that was read and found good."""

    room: str
    planned: Plan
    expected: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What one visitor looks at: the batch of this name, and what was found in a table.

    ``draft`` is there until the batch is started, ``wrong`` where the table cannot be used;
    ``tiles`` is how many results are shown.
    """

    room: str = ""
    draft: Draft | None = None
    wrong: tuple[Problem, ...] = ()
    tiles: int = 12


def offered() -> list[str]:
    """Return the pipelines that the page offers, that of clips first."""
    found = [one for one in names() if one not in (*REFUSED, *HIDDEN)]
    return sorted(found, key=lambda name: (name != "video", name))


def look(store: Store, uploads: Sequence[str], asked: Asked, progress: Progress) -> Session:
    """Read a table with what came with it, and return what is to be done or what is wrong.

    Raises
    ------
    InputError
        There is no table, or it cannot be read at all.
    ConfigError
        An option for all rows is wrong.
    """
    if not uploads:
        raise InputError(say("no_table", "en"))
    rooms.sweep(store)
    room = rooms.new_room(store)
    try:
        manifest = taken(uploads, room.project)
        asked = replace(asked, title=manifest.stem, at=time.time())
        room.ask(asked)
        planned = plan(
            manifest, pipeline=asked.pipeline, options=asked.options, root=room.project,
            progress=progress,
        )  # fmt: skip
        check(refused(planned), manifest.name)
    except ManifestError as exc:
        shutil.rmtree(room.root)
        return Session(wrong=exc.problems)
    except BaseException:
        shutil.rmtree(room.root)
        raise
    expected = estimate(planned, room.out.root, asked.workers)
    return Session(room=room.id, draft=Draft(room=room.id, planned=planned, expected=expected))


def taken(uploads: Sequence[str], project: Path) -> Path:
    """Copy what was uploaded into a project, archives unpacked; return the manifest in it.

    Raises
    ------
    InputError
        There is no table or more than one, or an archive cannot be unpacked.
    """
    for upload in map(Path, uploads):
        if upload.suffix.lower() == ".zip":
            inside = project / ".zip"
            unpack(upload, inside, LIMITS, encoding_of)
            _spread(_alone(inside), project)
            shutil.rmtree(inside)
        else:
            shutil.copyfile(upload, project / upload.name)
    tables = [path for path in sorted(project.iterdir()) if path.suffix.lower() in TABLES]
    if len(tables) > 1:
        names = ", ".join(path.name for path in tables)
        raise InputError(f"Several tables were uploaded: {names}. Give one, beside its files.")
    if not tables:
        raise InputError(say("no_table", "en"))
    return tables[0]


def _alone(folder: Path) -> Path:
    """Return the folder that an archive really holds: most hold one, with everything in it."""
    inside = [path for path in folder.iterdir() if not path.name.startswith(_JUNK)]
    return _alone(inside[0]) if len(inside) == 1 and inside[0].is_dir() else folder


def _spread(folder: Path, project: Path) -> None:
    for path in folder.iterdir():
        if not path.name.startswith(_JUNK):
            shutil.move(path, project / path.name)


def refused(planned: Plan) -> list[Problem]:
    """Return what a visitor may not ask for: code, and files of the server."""
    found = []
    for job in planned.jobs:
        if job.pipeline in REFUSED:
            text = "runs code of its own, which the studio does not. Use the command line."
            found.append(Problem(row=job.row, column="pipeline", message=text, value=job.pipeline))
        own = path_options(kind_of(job.pipeline).config)
        for name, value in job.options.items():
            if name not in own and isinstance(value, str) and leads_away(value):
                text = "names a place on the server. Upload the file beside the table instead."
                found.append(Problem(row=job.row, column=name, message=text, value=value))
    return found


def leads_away(value: str) -> bool:
    """Return whether a text would be read as a path outside the table's own folder.

    >>> leads_away("/etc/passwd"), leads_away("~/x"), leads_away("a/../../b"), leads_away("calm")
    (True, True, True, False)
    """
    path, other = PurePosixPath(value), PureWindowsPath(value)
    away = path.is_absolute() or bool(other.drive or other.root) or value.startswith("~")
    return away or ".." in (*path.parts, *other.parts)


def options_of(pipeline: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a form that say something else than the pipeline does by itself."""
    config = kind_of(pipeline).config
    fields, paths = config.model_fields, path_options(config)
    known = {n: v for n, v in given.items() if n in fields and n not in paths and v is not None}
    said = form.given(config, known)
    return {
        name: value
        for name, value in said.items()
        if value != fields[name].default and str(value) != str(fields[name].default or "")
    }


def start(store: Store, draft: Draft) -> Room:
    """Write the jobs of a draft into the ledger and let them be done beside the studio.

    Raises
    ------
    InputError
        The draft is gone, or there is no room for its results.
    JobError
        Another batch is being worked on.
    """
    room = room_of(store, draft.room)
    expected = draft.expected
    if expected.size_bytes > expected.free_bytes:
        raise InputError(f"There is no room for the results: {expected} Free space, or split it.")
    rooms.check_free(store, room)
    if not room.started:
        enter(draft.planned, room.out)
    rooms.start_keeper(room, store)
    return room


def room_of(store: Store, name: str) -> Room:
    """Return a batch.

    Raises
    ------
    InputError
        There is none of that name any more.
    """
    room = rooms.room_named(store, name)
    if room is None:
        raise InputError(say("gone", "en"))
    return room


def pause(room: Room) -> None:
    """Start no more jobs."""
    controls.pause(room.ledger())


def stop(room: Room) -> None:
    """Stop the jobs that run, and the process that has them done."""
    controls.stop(room.ledger())
    rooms.stop_keeper(room)


def resume(store: Store, room: Room) -> None:
    """Start jobs again.

    Raises
    ------
    JobError
        Another batch is being worked on.
    """
    rooms.start_keeper(room, store)
    controls.resume(room.ledger())


def cancel(room: Room) -> None:
    """Leave all open jobs undone."""
    controls.cancel(room.ledger())


def retry(store: Store, room: Room, jobs: Sequence[str]) -> int:
    """Do jobs again that failed; return how many.

    Raises
    ------
    JobError
        Another batch is being worked on; nothing was changed.
    """
    rooms.check_free(store, room)
    count = controls.retry(room.ledger(), jobs)
    resume(store, room)
    return count


def remove(room: Room) -> None:
    """Delete a batch with its results."""
    if room.started:
        cancel(room)
        stop(room)
    shutil.rmtree(room.root, ignore_errors=True)


def most_workers() -> int:
    """Return how many workers this machine has cores for."""
    return len(usable_cores())
