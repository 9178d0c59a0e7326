"""A worker on another machine: it does one job at a time and keeps warm what the last one loaded.

It knows no ledger. Its driver sends a job with the files that are missing here, asks how it goes,
and takes the results away in pieces; every call may be repeated without harm.
"""

from __future__ import annotations

import math
import os
import platform
import shutil
import socket
import threading
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

import aigc
from aigc.batch.gated import at_work
from aigc.batch.heart import Heart
from aigc.batch.janitor import Janitor
from aigc.batch.kinds import kind_of
from aigc.batch.local import LIMITS, Limits
from aigc.batch.rayed.parcels import Item, Parcel, is_here, moved
from aigc.batch.room import Room, free_bytes
from aigc.batch.watch import is_dead
from aigc.batch.work import lacked_room, make, without_room
from aigc.errors import DiskFull, JobError
from aigc.files import full_disk_named
from aigc.notices import noticing
from aigc.store import Store, default_root, file_sha256
from aigc.trust.gate.later import Handed, Publisher, handed
from aigc.types.job import Claim, Cost, Order

BEAT_S: Final = 2.0
SUFFIX: Final = ".given"
_OWN: Final = ("builtins", "aigc")
"""Errors of these packages are known on every machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a station is."""

    version: str
    python: str
    node: str
    pid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a job ended: its files, or the error; ``handed`` is left for the driver's gate."""

    items: tuple[Item, ...]
    cost: Cost
    notices: tuple[str, ...] = ()
    error: BaseException | None = None
    handed: tuple[Handed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a job goes; ``held_mib`` is the memory that the station holds."""

    busy: bool = False
    stage: str = ""
    fraction: float = 0.0
    held_mib: float = 0.0
    verdict: Verdict | None = None


class Station:
    """Does jobs where it is; an actor of Ray, though it does not know."""

    def __init__(self, store: str = "", limits: Limits = LIMITS) -> None:
        """Work with the store in a folder of this machine, or with the machine's own."""
        self._store = Store(Path(store) if store else default_root())
        self._box = self._store.root / "stations" / f"{socket.gethostname()}~{os.getpid()}"
        self._task: _Task | None = None
        self._room = Room(self._store.root)
        shutil.rmtree(self._box, ignore_errors=True)
        self._janitor = Janitor(
            self._store, self._busy_since, limits.store_bytes, limits.reserve_bytes
        )

    def about(self) -> About:
        """Return what this station is."""
        python = ".".join(platform.python_version_tuple()[:2])
        return About(
            version=aigc.__version__, python=python, node=socket.gethostname(), pid=os.getpid()
        )

    def free(self) -> int:
        """Return the bytes that are free on the disk of this machine."""
        return free_bytes(self._store.root)

    def lacks(self, parcels: tuple[Parcel, ...]) -> set[str]:
        """Return the digests of files that this machine does not have."""
        wanted = {item.sha256 for parcel in parcels if not is_here(parcel) for item in parcel.items}
        return {one for one in wanted if self._store.get(one, SUFFIX) is None}

    def take(self, sha256: str, offset: int, data: bytes, *, last: bool) -> None:
        """Take a piece of a file, in order; keep the file when it is whole.

        Raises
        ------
        JobError
            It is not what was announced.
        DiskFull
            The disk of this machine is full.
        """
        if not offset:
            self._room = Room(self._store.root)
        try:
            with full_disk_named(self._store.root):
                self._taken(sha256, offset, data, last)
        except DiskFull as exc:
            shutil.rmtree(self._box, ignore_errors=True)
            raise without_room(exc, self._room) from exc

    def _taken(self, sha256: str, offset: int, data: bytes, last: bool) -> None:
        part = self._box / "given" / sha256
        part.parent.mkdir(parents=True, exist_ok=True)
        with part.open("r+b" if offset else "wb") as file:
            file.seek(offset)
            file.write(data)
        if last:
            if file_sha256(part) != sha256:
                raise JobError("A file that a job needs changed while it was sent. Run it again.")
            self._store.get_or_make(sha256, SUFFIX, lambda path: _linked(part, path))
            part.unlink()

    def begin(self, claim: Claim, parcels: dict[str, Parcel]) -> None:
        """Begin a settled job; what the last one left is deleted."""
        if self._task is None or self._task.token != (claim.id, claim.token):
            self.clear()
            self._task = _Task(claim, parcels, self._box / "job", self._store)

    def report(self, wait_s: float, *, stop: bool = False) -> Report:
        """Return how the job goes, at once when it has ended and else after ``wait_s``."""
        self._janitor.look()
        held = psutil.Process().memory_info().rss / (1 << 20)
        if self._task is None:
            return Report(held_mib=held)
        return self._task.report(wait_s, stop, held)

    def piece(self, place: str, offset: int, size: int) -> bytes:
        """Return a piece of a file that the job made."""
        with (self._box / "job" / "out" / place).open("rb") as file:
            file.seek(offset)
            return file.read(size)

    def clear(self) -> None:
        """Stop the job, if one runs, and delete what it made."""
        if self._task is not None:
            self._task.end()
            self._task = None
        shutil.rmtree(self._box, ignore_errors=True)

    def _busy_since(self) -> float:
        """Return when the longest-running job of this machine's stations began."""
        begun = [math.inf]
        for box in self._box.parent.glob("*~*"):
            if is_dead(box.name.replace("~", ":")):
                shutil.rmtree(box, ignore_errors=True)
            else:
                # A box is made for a job, and nothing is put into it later but into its folders.
                with suppress(OSError):
                    begun.append(box.stat().st_mtime)
        return min(begun)


class _Task:
    """A job that runs in a thread of its own."""

    def __init__(self, claim: Claim, parcels: dict[str, Parcel], box: Path, store: Store) -> None:
        self.token = (claim.id, claim.token)
        self._hands = box / "hands"
        self._claim, self._parcels, self._box, self._store = claim, parcels, box, store
        self._stop, self._over = threading.Event(), threading.Event()
        self._verdict: Verdict | None = None
        self._heart = Heart(claim, self, beat_s=BEAT_S, stopped=self._stop.is_set)
        self._thread = threading.Thread(target=self._run, name="job", daemon=True)
        self._thread.start()

    def beat(self, claim: Claim, stage: str = "", fraction: float = 0.0) -> Order:
        return "go"

    def report(self, wait_s: float, stop: bool, held_mib: float) -> Report:
        if stop:
            self._stop.set()
        self._over.wait(wait_s)
        stage, fraction = self._heart.place
        return Report(
            busy=self._verdict is None, stage=stage, fraction=fraction, held_mib=held_mib,
            verdict=self._verdict,
        )  # fmt: skip

    def end(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        out, room = self._box / "out", Room(self._store.root)
        error: BaseException | None = None
        items: tuple[Item, ...] = ()
        with noticing() as told:
            try:
                with full_disk_named(self._store.root):
                    self._made(out)
                items = _items(out, "*")
            except BaseException as exc:
                error = portable(self._judged(exc, room))
                with suppress(Exception):
                    items = _items(out, kind_of(self._claim.job.pipeline).keeps)
        cost = self._heart.meter.cost()
        self._verdict = Verdict(
            items=items, cost=cost, notices=tuple(told), error=error,
            handed=() if error else handed(self._hands),
        )  # fmt: skip
        self._over.set()

    def _judged(self, exc: BaseException, room: Room) -> BaseException:
        if not lacked_room(exc, room):
            return exc
        shutil.rmtree(self._box, ignore_errors=True)
        return without_room(exc, room)

    def _made(self, out: Path) -> None:
        out.mkdir(parents=True)
        places = {
            value: str(parcel.path if is_here(parcel) else self._unpacked(parcel, n))
            for n, (value, parcel) in enumerate(self._parcels.items())
        }
        job = moved(self._claim.job, places)
        place = str(out.absolute())
        who = Publisher(
            batch="", job=job.name, parts=place, to=place, store=str(self._store.root.absolute()),
            hands=str(self._hands.absolute()),
        )  # fmt: skip
        with self._heart, at_work(self._claim, who):
            make(job, out, self._store, self._heart.progress)

    def _unpacked(self, parcel: Parcel, number: int) -> Path:
        folder = self._box / "in" / str(number) / (Path(parcel.folder).name or "root")
        for item in parcel.items:
            source = self._store.get(item.sha256, SUFFIX)
            if source is None:
                raise JobError(f"The file {item.place} was deleted before it was used.")
            path = folder / item.place
            path.parent.mkdir(parents=True, exist_ok=True)
            _linked(source, path)
        folder.mkdir(parents=True, exist_ok=True)
        return folder / parcel.name


def portable(exc: BaseException) -> BaseException:
    """Return an error that any machine can read, with the lines that led to it as a note."""
    package = type(exc).__module__.partition(".")[0]
    told = exc if package in _OWN else RuntimeError(f"{type(exc).__name__}: {exc}")
    trace = "".join(traceback.format_exception(exc))
    made = told.with_traceback(None)
    made.__cause__ = made.__context__ = None
    made.add_note(trace)
    return made


def _items(out: Path, pattern: str) -> tuple[Item, ...]:
    files = sorted(one for one in out.rglob(pattern) if one.is_file()) if pattern else []
    return tuple(
        Item(
            place=one.relative_to(out).as_posix(),
            sha256=file_sha256(one),
            size=one.stat().st_size,
        )
        for one in files
    )


def _linked(source: Path, path: Path) -> None:
    try:
        os.link(source, path)
    except OSError:
        shutil.copyfile(source, path)
