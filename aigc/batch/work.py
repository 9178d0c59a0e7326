"""One job from claim to publishing: the same for every executor."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal, NoReturn

from aigc.batch.desk import Desk
from aigc.batch.folder import BatchFolder
from aigc.batch.gated import at_work, publisher_of
from aigc.batch.heart import Heart, TimeUp
from aigc.batch.kinds import kind_of
from aigc.batch.log import log
from aigc.batch.publishing import discard, found, parts_of, publish
from aigc.batch.references import resolved
from aigc.batch.room import Room, free_bytes
from aigc.batch.sight.tracing import traced
from aigc.batch.sight.words import sized
from aigc.config import build
from aigc.errors import (
    AigcError,
    AssetError,
    Cancelled,
    ConfigError,
    DiskFull,
    EngineError,
    EngineUnavailable,
    InputError,
    OutOfMemory,
    ReviewNeeded,
    Superseded,
    TrustError,
    UnknownEngine,
)
from aigc.files import full_disk_named
from aigc.notices import noticing
from aigc.progress import Progress
from aigc.store import Store
from aigc.types.job import Cause, Claim, Job

Outcome = Literal["done", "found", "failed", "released", "superseded", "disk"]
SPACE_WAIT_S: Final = 2.0
"""So long a worker waits for space before it looks again."""
LOST: Final = 75
"""The exit code of a worker that could not stop its job otherwise."""
_FINAL: Final[tuple[tuple[type[AigcError], Cause], ...]] = (
    (InputError, "input"),
    (ConfigError, "input"),
    (AssetError, "input"),
    (ReviewNeeded, "review"),
    (TrustError, "trust"),
    (UnknownEngine, "input"),
    (EngineUnavailable, "engine"),
)
"""Errors that trying again does not mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where a worker works.

    Attributes
    ----------
    beat_s : float
        Seconds between heartbeats.
    stopped : callable
        Returns whether the worker is to stop.
    expendable : bool
        Whether this process may end itself where a job does not stop.
    host : str
        The machine, where its reviews are not those of the machine that has the ledger.
    run : callable
        Lets the pipeline of a claim write its files into a folder.
    free : callable
        Returns the bytes that are free where it writes.
    """

    desk: Desk
    folder: BatchFolder
    store: Store
    beat_s: float = 2.0
    stopped: Callable[[], bool] = field(default=lambda: False)
    expendable: bool = False
    host: str = ""
    run: Callable[[Claim, Bench, Path, Heart], None] = field(
        default=lambda claim, bench, parts, heart: run_job(claim, bench, parts, heart)
    )
    free: Callable[[Bench], int] = field(
        default=lambda bench: free_bytes(bench.folder.root, bench.store.root)
    )


def perform(claim: Claim, bench: Bench) -> Outcome:
    """Do the job of ``claim`` and publish its results, or tell the desk why not; never raises."""
    told = {"job": claim.job.name, "token": claim.token, "worker": claim.worker}
    log(bench.folder, "started", attempt=claim.attempt, **told)
    outcome, more = _performed(claim, bench)
    log(bench.folder, outcome, **told, **more)
    return outcome


def _performed(claim: Claim, bench: Bench) -> tuple[Outcome, dict[str, Any]]:
    heart = Heart(
        claim, bench.desk, beat_s=bench.beat_s, stopped=bench.stopped,
        abandon=(lambda why: _abandon(claim, bench, why)) if bench.expendable else None,
    )  # fmt: skip
    room = Room(bench.folder.root, bench.store.root)
    try:
        with heart:
            return _made(claim, bench, heart)
    except Superseded:
        return "superseded", {}
    except TimeUp as exc:
        return _failed(claim, bench, heart, "time", exc)
    except Cancelled as exc:
        return _given_back(claim, bench, exc)
    except Exception as exc:
        if lacked_room(exc, room):
            return _without_room(claim, bench, heart, exc, room)
        return _failed(claim, bench, heart, *_judged(exc))
    finally:
        discard(parts_of(bench.folder, claim))


def _made(claim: Claim, bench: Bench, heart: Heart) -> tuple[Outcome, dict[str, Any]]:
    if found(claim, bench.desk, bench.folder, bench.store.root):
        return "found", {}
    parts = parts_of(bench.folder, claim)
    discard(parts)
    with noticing() as told, traced(claim, heart.meter, bench.folder.root.absolute().name):
        with full_disk_named(bench.folder.root):
            parts.mkdir(parents=True)
            bench.run(claim, bench, parts, heart)
        cost = heart.meter.cost()
        publish(claim, bench.desk, bench.folder, cost, store=bench.store.root)
    return "done", {"cost": cost, "notes": told}


def run_job(claim: Claim, bench: Bench, parts: Path, heart: Heart) -> None:
    """Let the pipeline of a claim write its files into ``parts``."""
    who = publisher_of(claim, bench.folder, parts, bench.store.root, bench.host)
    with at_work(claim, who):
        make(settled(claim.job, bench.folder), parts, bench.store, heart.progress)


def settled(job: Job, folder: BatchFolder) -> Job:
    """Return a job that names what others made by its paths.

    Raises
    ------
    InputError
        It is not there.
    """
    options = {name: resolved(value, folder) for name, value in job.options.items()}
    return replace(job, source=str(resolved(job.source, folder)), options=options)


def make(job: Job, out: Path, store: Store, progress: Progress) -> None:
    """Let the pipeline of a settled job write its files into ``out``."""
    kind = kind_of(job.pipeline)
    config = build(kind.config, dict(job.options))
    kind.make(job.source, out, config, store=store, progress=progress)


def lacked_room(exc: BaseException, room: Room) -> bool:
    """Return whether a job broke for want of space; its files are to lie where they are still."""
    return isinstance(exc, DiskFull) or (
        room.low() and not _final(exc) and not isinstance(exc, Cancelled)
    )


def without_room(exc: BaseException, room: Room) -> DiskFull:
    """Return the error of such a job, and who filled the disk; its files are to be deleted."""
    if isinstance(exc, DiskFull) and exc.own is not None:
        return exc
    own = room.back()
    told = DiskFull(
        f"It needs more space than there is: {sized(room.begun_bytes)} were free when it began. "
        "Free some, look at your quota, or ask for less, and retry it."
        if own
        else _sentence(exc)
    )
    told.own = own
    return told


def _without_room(
    claim: Claim, bench: Bench, heart: Heart, exc: Exception, room: Room
) -> tuple[Outcome, dict[str, Any]]:
    # What fills the disk goes first: without space nothing can be told.
    discard(parts_of(bench.folder, claim))
    told, cost = without_room(exc, room), heart.meter.cost()
    message, own = str(told), bool(told.own)
    _insisted(lambda: bench.desk.no_room(claim, message, own=own, cost=cost), bench)
    return "disk", {"message": message, "own": own}


def _given_back(claim: Claim, bench: Bench, exc: BaseException) -> tuple[Outcome, dict[str, Any]]:
    discard(parts_of(bench.folder, claim))
    message = _sentence(exc)
    _insisted(lambda: bench.desk.release(claim, message), bench)
    return "released", {"message": message}


def _insisted(tell: Callable[[], None], bench: Bench) -> None:
    """Tell the desk something, as soon as there is space to write it down."""
    while True:
        try:
            return tell()
        except DiskFull:
            if bench.stopped():
                raise
            time.sleep(SPACE_WAIT_S)


def _final(exc: BaseException) -> bool:
    return any(isinstance(exc, kind) for kind, _ in _FINAL)


def _failed(
    claim: Claim, bench: Bench, heart: Heart, cause: Cause, exc: BaseException
) -> tuple[Outcome, dict[str, Any]]:
    final, message, cost = _final(exc), _sentence(exc), heart.meter.cost()
    _insisted(lambda: bench.desk.fail(claim, cause, message, permanent=final, cost=cost), bench)
    told = {"cause": cause, "message": message, "permanent": final}
    trace = "".join(traceback.format_exception(exc)) if cause == "fault" else ""
    return "failed", told | {"trace": trace, "kept": _kept(claim, bench.folder)}


def _kept(claim: Claim, folder: BatchFolder) -> list[str]:
    """Put aside what a failed job has left to look at; return its paths in the batch's folder."""
    with suppress(OSError, ConfigError):
        parts, aside = parts_of(folder, claim), folder.failed(claim.job.name)
        pattern = kind_of(claim.job.pipeline).keeps
        left = sorted(parts.glob(pattern)) if pattern else []
        for path in left:
            aside.mkdir(parents=True, exist_ok=True)
            os.replace(path, aside / path.name)
        return [(aside / path.name).relative_to(folder.root).as_posix() for path in left]
    return []


def _judged(exc: BaseException) -> tuple[Cause, BaseException]:
    causes: tuple[tuple[type[BaseException], Cause], ...] = (
        *_FINAL, (OutOfMemory, "memory"), (MemoryError, "memory"), (EngineError, "engine"),
    )  # fmt: skip
    return next((cause for kind, cause in causes if isinstance(exc, kind)), "fault"), exc


def _sentence(exc: BaseException) -> str:
    if isinstance(exc, AigcError):
        said = str(exc)
    else:
        said = f"Internal error: {' '.join(f'{type(exc).__name__}: {exc}'.split())[:300]}"
    # A name of a file may hold what no text can.
    return said.encode("utf-8", "backslashreplace").decode()


def _abandon(claim: Claim, bench: Bench, why: type[Cancelled]) -> NoReturn:
    try:
        if why is TimeUp:
            message = f"It took longer than {claim.job.limit_s:g} s and could not be stopped."
            bench.desk.fail(claim, "time", message)
        else:
            bench.desk.release(claim, "It was stopped.")
    finally:
        os._exit(LOST)
