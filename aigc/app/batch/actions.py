"""What the page of batches does: plain functions from values to values."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

from aigc.app import form
from aigc.app.batch import briefs, parcel, rooms
from aigc.app.batch.rooms import Asked, Room
from aigc.app.batch.uploads import Given, brief_in, needed, taken
from aigc.app.batch.words import say
from aigc.batch.kinds import kind_of, names
from aigc.batch.ledger import controls
from aigc.batch.local import usable_cores
from aigc.batch.manifest.planning import Plan, path_options, plan
from aigc.batch.manifest.problems import ManifestError, Problem, check
from aigc.batch.manifest.tables import read_table
from aigc.batch.running import Estimate, enter, estimate
from aigc.errors import InputError
from aigc.progress import Progress
from aigc.store import Store

REFUSED: Final = ("notebook",)
"""Pipelines that would run a visitor's own code on the server."""
HIDDEN: Final = ("fake",)
TYPED: Final = "*"
SAID_HERE: Final[Mapping[str, str]] = {
    "lies outside the project": "lies outside the table's folder. Upload the file beside it.",
    "is no file.": "is not among the uploaded files. Upload it beside the table.",
}
"""What a page says of a file in place of what a command line does, by how that begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A table that was read and found good.

    ``table`` and ``brief`` are the names of the files, that of the brief ``TYPED`` where it was
    written on the page.
    """

    room: str
    table: str
    planned: Plan
    expected: Estimate
    brief: str = ""


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
    rooms.sweep(store)
    room = rooms.new_room(store)
    try:
        given = taken(uploads, room.project)
        asked = replace(asked, title=needed(given).stem, at=time.time())
        room.ask(asked)
        return Session(room=room.id, draft=_drafted(room, given, asked, progress))
    except ManifestError as exc:
        shutil.rmtree(room.root)
        return Session(wrong=tuple(_shown(one, room) for one in exc.problems))
    except BaseException:
        shutil.rmtree(room.root)
        raise


def _drafted(room: Room, given: Given, asked: Asked, progress: Progress) -> Draft:
    table = needed(given)
    brief, name = given.brief, given.brief.name if given.brief else ""
    if brief is None and asked.text.strip():
        text = briefs.written(asked.text, asked.naming, asked.pipeline, read_table(table).columns)
        brief, name = briefs.write(text, room.root / "brief.yaml"), TYPED
    if given.brief:
        # What is made, and how, is what the brief says.
        brief_in(given.brief)
        asked = replace(asked, options={})
    planned = plan(
        table, pipeline="" if brief else asked.pipeline, template=brief, options=asked.options,
        root=room.project, progress=progress,
    )  # fmt: skip
    check(refused(planned), table.name)
    return Draft(
        room=room.id,
        table=table.name,
        planned=planned,
        expected=estimate(planned, room.out.root, asked.workers),
        brief=name,
    )


def _shown(one: Problem, room: Room) -> Problem:
    """Return a problem as a visitor may read it: without places on the server."""
    here = (said for begin, said in SAID_HERE.items() if one.message.startswith(begin))
    return replace(one, message=room.plain(next(here, one.message)))


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
    parcel.drop(room)
    shutil.rmtree(room.root, ignore_errors=True)


def most_workers() -> int:
    """Return how many workers this machine has cores for."""
    return len(usable_cores())
