"""Where the studio keeps batches: a folder each, with an unguessable name, and who works on it."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import psutil

from aigc.batch.folder import BatchFolder
from aigc.batch.ledger import controls
from aigc.batch.ledger.ledger import Ledger
from aigc.errors import InputError, JobError
from aigc.files import full_disk_named, write_atomic
from aigc.store import Store

FOLDER: Final = "studio-batches"
_ID: Final = re.compile(r"\d{8}-\d{6}-[0-9a-f]{16}")
_GRACE_S: Final = 5.0
Standing = Literal["working", "paused", "left", "ended"]
"""``left`` is a batch with open jobs that nobody works on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a batch was asked for.

    ``text`` is one that all rows fill in, ``naming`` what each is called by its columns; both are
    empty where a table, or a brief that was uploaded, says everything.
    """

    title: str
    pipeline: str
    options: Mapping[str, Any] = field(default_factory=dict)
    workers: int = 0
    at: float = 0.0
    text: str = ""
    naming: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """The folder of one batch.

    Whoever knows its name may see it: the name is a secret of those who were given it.
    """

    root: Path

    @property
    def id(self) -> str:
        """Its name."""
        return self.root.name

    @property
    def project(self) -> Path:
        """The manifest and the files that it names."""
        return self.root / "project"

    @property
    def out(self) -> BatchFolder:
        """The results and the ledger."""
        return BatchFolder(self.root / "out")

    @property
    def covers(self) -> Path:
        """Small pictures of results."""
        return self.root / "covers"

    @property
    def started(self) -> bool:
        """Whether its jobs are in a ledger."""
        return self.out.ledger.is_file()

    def ledger(self) -> Ledger:
        """Return its ledger.

        Raises
        ------
        InputError
            It was not started.
        """
        if not self.started:
            raise InputError("This batch was not started. Check the table, then press “Start”.")
        return _opened(self.out.ledger)

    def asked(self) -> Asked:
        """Return what it was asked for."""
        return Asked(**json.loads((self.root / "asked.json").read_text(encoding="utf-8")))

    def ask(self, asked: Asked) -> None:
        """Write down what it is asked for."""
        data = json.dumps(asdict(asked), ensure_ascii=False).encode()
        write_atomic(self.root / "asked.json", data)

    def plain(self, text: str) -> str:
        """Return a text in which files that were uploaded have the names that they had there."""
        return text.replace(f"{self.project.resolve()}{os.sep}", "")

    def keeper(self) -> psutil.Process | None:
        """Return the process that works on it, if one does."""
        with suppress(OSError, ValueError, KeyError, psutil.Error):
            told = json.loads((self.root / "keeper.json").read_text(encoding="utf-8"))
            process = psutil.Process(told["pid"])
            same = abs(process.create_time() - told["began"]) < 1
            if same and process.status() != psutil.STATUS_ZOMBIE:
                return process
        return None

    def trouble(self) -> str:
        """Return why the last process that worked on it gave up, or nothing."""
        with suppress(OSError):
            return (self.root / "trouble.txt").read_text(encoding="utf-8")
        return ""

    def standing(self) -> Standing:
        """Return how it stands."""
        ledger = self.ledger()
        if not ledger.open_jobs():
            return "ended"
        if self.keeper() is None:
            return "left"
        return "paused" if controls.mode(ledger) != "open" else "working"


@lru_cache(maxsize=64)
def _opened(path: Path) -> Ledger:
    """Return the ledger of a file, one for all who look at it."""
    return Ledger(path)


def rooms_of(store: Store) -> Path:
    """Return the folder of all batches."""
    return store.root / FOLDER


def room_named(store: Store, name: object) -> Room | None:
    """Return the batch of a name, ``None`` where there is none."""
    text = str(name)
    room = Room(rooms_of(store) / text)
    return room if _ID.fullmatch(text) and (room.root / "asked.json").is_file() else None


def new_room(store: Store) -> Room:
    """Make the folder of a new batch.

    Raises
    ------
    DiskFull
        There is no space.
    """
    name = f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(8)}"
    room = Room(rooms_of(store) / name)
    with full_disk_named(store.root):
        room.project.mkdir(parents=True)
    return room


def rooms(store: Store) -> Iterator[Room]:
    """Yield every batch, the newest first."""
    with suppress(OSError):
        for path in sorted(rooms_of(store).iterdir(), reverse=True):
            if room := room_named(store, path.name):
                yield room


def sweep(store: Store, older_s: float = 24 * 3600) -> None:
    """Delete folders of batches that were checked long ago and never started."""
    for room in list(rooms(store)):
        with suppress(OSError):
            if not room.started and time.time() - room.root.stat().st_mtime > older_s:
                shutil.rmtree(room.root)


def check_free(store: Store, room: Room) -> None:
    """Raise where another batch is being worked on here.

    Raises
    ------
    JobError
        It is: two at once would take each other's cores and memory.
    """
    if any(one.id != room.id and one.keeper() for one in rooms(store)):
        raise JobError(
            "Another batch is at work on this machine. Start this one when that has ended or was "
            "stopped."
        )


def start_keeper(room: Room, store: Store) -> None:
    """Let a process of its own do the open jobs; it goes on when the studio ends.

    Raises
    ------
    JobError
        Another batch is being worked on here.
    """
    if room.keeper():
        return
    check_free(store, room)
    (room.root / "trouble.txt").unlink(missing_ok=True)
    command = [sys.executable, "-m", "aigc.app.batch.keeper", str(room.root), str(store.root)]
    with full_disk_named(store.root), (room.root / "keeper.log").open("ab") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **_apart()
        )
    # Whoever starts a process must wait for it, or it stays as a zombie.
    threading.Thread(target=process.wait, daemon=True).start()
    told = {"pid": process.pid, "began": psutil.Process(process.pid).create_time()}
    write_atomic(room.root / "keeper.json", json.dumps(told).encode())


def stop_keeper(room: Room) -> None:
    """End the process that works on a batch; its workers give their jobs back."""
    process = room.keeper()
    if process is None:
        return
    with suppress(psutil.Error):
        process.terminate()
        try:
            process.wait(_GRACE_S)
        except psutil.TimeoutExpired:
            process.kill()


def _apart() -> dict[str, Any]:
    """Return what keeps a process from ending with the one that starts it."""
    if os.name == "posix":
        return {"start_new_session": True}
    return {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
