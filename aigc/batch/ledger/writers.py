"""Who writes a ledger now, so that a process that was stopped in the middle of it is found."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

LOCKS: Final = Path("/proc/locks")


def noted(ledger: Path) -> None:
    """Write down beside a ledger that this process writes it, where the system tells nobody."""
    if not LOCKS.exists():
        with suppress(OSError):
            _note(ledger).write_text(str(os.getpid()), encoding="ascii")


def writers(ledger: Path) -> set[int]:
    """Return the numbers of the processes that write a ledger that is kept busy.

    Where the system does not tell, it is whoever began to write last.
    """
    with suppress(OSError, ValueError):
        return _locking(ledger) if LOCKS.exists() else {int(_note(ledger).read_text("ascii"))}
    return set()


def _locking(ledger: Path) -> set[int]:
    inode = ledger.with_name(f"{ledger.name}-shm").stat().st_ino
    lines = [line.split() for line in LOCKS.read_text(encoding="ascii").splitlines()]
    return {
        int(pid)
        for _, kind, _, how, pid, place, *_ in lines
        if (kind, how) == ("POSIX", "WRITE") and place.endswith(f":{inode}")
    }


def _note(ledger: Path) -> Path:
    return ledger.with_name(f"{ledger.name}-writer")
