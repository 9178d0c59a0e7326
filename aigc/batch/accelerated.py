"""A rank that accelerate launches: it keeps one worker at work.

::

    accelerate launch --num_processes 4 ... -m aigc.batch.accelerated DIR --processes 4

The worker is a process of its own, or several where ``--group`` says so. When it dies it costs its
lease, and the rank starts another; the ranks themselves hold nothing that could break, and none
waits for another. Those of the machine of rank 0 open the ledger. Unless a supervisor does so
(`aigc.batch.launched`), rank 0 watches it and, with ``--serve``, lets other machines have it.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aigc.batch.folder import BatchFolder
from aigc.batch.keeper import Books, Keeper
from aigc.batch.local import LIMITS, LOOK_S, PATIENCE_S, slots
from aigc.batch.served.door import find
from aigc.batch.served.remote import RemoteDesk
from aigc.batch.served.server import DeskServer, ServedLedger
from aigc.batch.worker import until_closed
from aigc.errors import AigcError, DiskFull, JobError, LedgerBusy
from aigc.store import default_root

SAYS: Final = "aigc: "
"""Begins the line in which a rank says why it cannot go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """Which rank this is, as the launcher tells.

    Attributes
    ----------
    number, world : int
        Among the ranks of all machines.
    local, here : int
        Among those of this machine.
    machine : int
        Number of this machine.
    """

    number: int
    world: int
    local: int
    here: int
    machine: int


def rank_of(environ: Mapping[str, str], processes: int) -> Rank:
    """Return which rank this is.

    Raises
    ------
    JobError
        Another number of processes was started than was asked for.
    """

    def told(name: str, otherwise: int) -> int:
        return int(environ.get(name) or otherwise)

    world = told("WORLD_SIZE", 1)
    if world != processes:
        raise JobError(
            f"accelerate started {world} of {processes} processes. Launch with --multi_gpu "
            f"--num_processes {processes}, also without a GPU, where ACCELERATE_USE_CPU=1 belongs "
            "before it."
        )
    return Rank(
        number=told("RANK", 0), world=world, local=told("LOCAL_RANK", 0),
        here=told("LOCAL_WORLD_SIZE", 1), machine=told("GROUP_RANK", 0),
    )  # fmt: skip


def own_books(folder: BatchFolder, lease_s: float, store: Path | None = None) -> ServedLedger:
    """Return the ledger of this machine.

    Raises
    ------
    JobError
        There is none.
    """
    if not folder.ledger.is_file():
        raise JobError(f"There is no batch in {folder.root}. Start it: aigc batch run MANIFEST.")
    return ServedLedger(folder, lease_s=lease_s, patience_s=PATIENCE_S, store=store)


class Ending:
    """Tells a rank when to end.

    Attributes
    ----------
    leaving : bool
        Whether the worker may go on without it: the launcher, which ends all ranks when one is
        gone, is started again by whoever holds the standard input, and the next rank keeps the
        worker.
    """

    def __init__(self, supervised: bool) -> None:
        self.leaving = False
        self._supervised, self._parent = supervised, os.getppid()
        self._event = threading.Event()
        signal.signal(signal.SIGTERM, self._dropped)
        signal.signal(signal.SIGINT, signal.SIG_IGN if supervised else self._dropped)
        if supervised:
            threading.Thread(
                target=until_closed, args=(self._event,), name="leash", daemon=True
            ).start()

    def wait(self, seconds: float) -> bool:
        """Return whether there is a reason to end, after so many seconds if there is none."""
        if os.getppid() != self._parent:
            self._dropped()
        return self._event.wait(seconds)

    def _dropped(self, *given: object) -> None:
        self.leaving = self._supervised
        self._event.set()


def main(given: Sequence[str] | None = None) -> int:
    """Be a rank until no job is open or the launch ends; return an exit code."""
    asked = _arguments().parse_args(given)
    try:
        _kept(rank_of(os.environ, asked.processes), asked, BatchFolder(asked.root))
    except AigcError as exc:
        sys.stderr.write(f"{SAYS}{exc}\n")
        return 1
    return 0


def _kept(rank: Rank, asked: argparse.Namespace, folder: BatchFolder) -> None:
    supervised = asked.notes is not None
    ending = Ending(supervised)
    own = None if asked.far or rank.machine else own_books(folder, asked.lease, asked.store)
    books = own or RemoteDesk(lambda: find(folder), stopped=lambda: ending.wait(0))
    leads = own is not None and rank.number == 0 and not supervised
    with ExitStack() as stack:
        notes = asked.notes or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        places = slots(rank.here * asked.group)[rank.local * asked.group :][: asked.group]
        keeper = Keeper(
            folder, books, places, _given(asked), notes, far=own is None, outlived=supervised
        )
        if leads and asked.serve:
            server = stack.enter_context(DeskServer(folder, asked.serve, asked.store))
            stack.callback(server.over)
        try:
            while _open(books):
                with suppress(DiskFull, LedgerBusy):
                    keeper.keep()
                    if leads and own:
                        own.watch.look()
                if ending.wait(LOOK_S):
                    break
        finally:
            if not ending.leaving:
                keeper.close()


def _given(asked: argparse.Namespace) -> list[str]:
    return [
        "--store", str(asked.store or default_root()), "--beat", str(asked.beat),
        "--most-jobs", str(asked.most_jobs), "--most-mib", str(asked.most_mib),
        "--reserve", str(asked.reserve),
    ]  # fmt: skip


def _open(books: Books) -> bool:
    try:
        return books.open_jobs() > 0
    except (DiskFull, LedgerBusy):
        return True


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="aigc.batch.accelerated")
    parser.add_argument("root", type=Path, help="Folder of the batch.")
    parser.add_argument("--processes", type=int, required=True, help="Ranks of all machines.")
    parser.add_argument("--group", type=int, default=1, help="Processes of each worker.")
    parser.add_argument("--store", type=Path, help="Folder where finished steps are kept.")
    parser.add_argument("--serve", default="", help="HOST:PORT for the ranks of other machines.")
    parser.add_argument("--far", action="store_true", help="The ledger lies on another machine.")
    parser.add_argument("--notes", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--beat", type=float, default=LIMITS.beat_s)
    parser.add_argument("--lease", type=float, default=LIMITS.lease_s)
    parser.add_argument("--most-jobs", type=int, default=LIMITS.most_jobs)
    parser.add_argument("--most-mib", type=float, default=LIMITS.most_mib)
    parser.add_argument("--reserve", type=int, default=LIMITS.reserve_bytes)
    return parser


if __name__ == "__main__":
    sys.exit(main())
