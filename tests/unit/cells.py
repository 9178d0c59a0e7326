"""Functions that do in a jail what no reader should."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from fractions import Fraction
from pathlib import Path
from typing import IO, Any

import numpy as np

from aigc.errors import AssetError
from aigc.progress import Progress
from aigc.types.score import Note


def length(file: IO[bytes], more: int) -> int:
    """Return how long the file is, and more."""
    return len(file.read()) + more


def values(file: IO[bytes]) -> Any:
    """Return one of each kind of value."""
    note = Note(pitch=60, start=Fraction(1, 3), duration=Fraction(2))
    return {"note": note, "array": np.arange(6.0).reshape(2, 3), "raw": b"\0x", "nothing": None}


def steps(file: IO[bytes], progress: Progress) -> str:
    """Tell of progress for longer than silence is borne."""
    for n in range(4):
        time.sleep(0.25)
        progress("count", n, 4)
    return "done"


def connect(file: IO[bytes]) -> None:
    """Open a connection."""
    socket.create_connection(("127.0.0.1", 9), timeout=1)


def peek(file: IO[bytes], path: str) -> str:
    """Read another file."""
    return Path(path).read_text()


def write(file: IO[bytes], path: str) -> None:
    """Write a file."""
    Path(path).write_text("x")


def program(file: IO[bytes]) -> None:
    """Run a program."""
    subprocess.run([sys.executable, "-c", ""], check=True)


def fork(file: IO[bytes]) -> None:
    """Start a process."""
    os._exit(0) if os.fork() == 0 else None


def kill(file: IO[bytes]) -> None:
    """End the process that all cells come from."""
    os.kill(os.getppid(), 9)


def thread(file: IO[bytes]) -> bool:
    """Start a thread, as decoders do."""
    seen: list[bool] = []
    other = threading.Thread(target=lambda: seen.append(True))
    other.start()
    other.join()
    return seen == [True]


def surroundings(file: IO[bytes]) -> dict[str, str]:
    """Return the environment."""
    return dict(os.environ)


def hang(file: IO[bytes]) -> None:
    """Do nothing for ever."""
    time.sleep(600)


def crash(file: IO[bytes]) -> None:
    """Break the process."""
    os.abort()


def eat(file: IO[bytes]) -> None:
    """Take all memory."""
    held = []
    while True:
        held.append(bytearray(1 << 26))


def deep(file: IO[bytes]) -> int:
    """Call itself for ever."""
    return deep(file)


def broken(file: IO[bytes]) -> None:
    """Raise what damaged bytes raise."""
    raise KeyError("xref")


def refused(file: IO[bytes]) -> None:
    """Raise an error of ours."""
    raise AssetError("a.bin shows nothing.")


def unspeakable(file: IO[bytes]) -> object:
    """Return what cannot leave."""
    return object()
