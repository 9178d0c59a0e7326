"""Give hostile inputs to a door, and tell what it did wrong."""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aigc.doors import jail
from aigc.errors import AigcError
from tests.hostile.case import CANARY, SECRET, Case

LONGEST_S: Final = 5.0
MOST_BYTES: Final = 1 << 30

Enter = Callable[[Path, Path], object]
"""Opens an input and may write below the folder given second; returns whatever it read."""


@dataclass(slots=True)
class Watch:
    """What the process did while a door was open, from its audit events."""

    secret: str = ""
    faults: list[str] = field(default_factory=list)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note a connection to anywhere but this machine, and any opening of the secret."""
        if not self.secret:
            return
        if event == "socket.connect" and not _local(arguments[1]):
            self.faults.append(f"connects to {arguments[1]}")
        elif event == "socket.getaddrinfo" and arguments[0] not in ("127.0.0.1", None):
            self.faults.append(f"looks up {arguments[0]}")
        elif event == "open" and str(arguments[0]).endswith(SECRET):
            self.faults.append("opens the secret")
        elif event in ("os.system", "os.exec"):
            self.faults.append(f"runs {arguments}")


def _local(address: object) -> bool:
    return isinstance(address, str | bytes) or (
        isinstance(address, tuple) and address[0] == "127.0.0.1"
    )


def run(cases: tuple[Case, ...], enter: Enter) -> Iterator[tuple[Case, str, float, list[str]]]:
    """Yield each case with what its door said, the seconds it took, and its faults."""
    watch = Watch()
    sys.addaudithook(watch)
    for case in cases:
        with _yard(case) as (source, out):
            before = _files(source.parents[1])
            watch.secret, watch.faults = SECRET, []
            begun = time.monotonic()
            said, faults = _enter(case, enter, source, out)
            took = time.monotonic() - begun
            watch.secret = ""
            faults += watch.faults
            if took > LONGEST_S:
                faults.append(f"takes {took:.1f} s")
            if said and (left := _files(source.parents[1]) - before):
                faults.append(f"leaves {sorted(left)}")
            if any(CANARY.encode() in p.read_bytes() for p in out.rglob("*") if p.is_file()):
                faults.append("writes the secret")
            yield case, said, took, faults


def _peak_kib() -> int:
    """Return the most that this process has held; what it was forked from does not count."""
    lines = Path("/proc/self/status").read_text("ascii").split("\n")
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def memory_faults() -> list[str]:
    """Return whether this process or one of its cells, which it ends, has held too much memory."""
    jail.close()
    cell = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    held = {"this process": _peak_kib() * 1024, "a cell": cell * 1024}
    return [f"{name} held {size >> 20} MiB" for name, size in held.items() if size > MOST_BYTES]


def _enter(case: Case, enter: Enter, source: Path, out: Path) -> tuple[str, list[str]]:
    """Return what the door said, nothing where it read the input, and its faults."""
    try:
        result = enter(source, out)
    except AigcError as exc:
        return str(exc), _faults_of(str(exc), case)
    except BaseException as exc:
        return repr(exc), [f"traceback: {exc!r}"[:300]]
    faults = [] if case.harmless else ["was let in"]
    return "", faults + (["tells the secret"] if CANARY in repr(result) else [])


def _faults_of(message: str, case: Case) -> list[str]:
    faults = []
    if "\n" in message or len(message) > 1200 or not message.endswith((".", "'", ")", "]")):
        faults.append(f"is no short sentence: {message[:200]!r}")
    if case.kind != "url" and case.name[:80].split("/")[-1] not in message:
        faults.append(f"does not name the file: {message[:200]!r}")
    return faults + (["tells the secret"] if CANARY in message else [])


@contextmanager
def _yard(case: Case) -> Iterator[tuple[Path, Path]]:
    """Give the path of the input and a folder to write in, with the secret above both."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        root = Path(folder)
        (root / SECRET).write_text(f"{CANARY}\n")
        (root / "in").mkdir()
        (root / "out").mkdir()
        source = root / "in" / (case.name if case.kind != "url" else "address")
        made = case.made(source) if callable(case.made) else case.made
        if made is not None:
            source.write_bytes(made)
        yield source, root / "out"


def _files(root: Path) -> set[str]:
    return {os.path.relpath(path, root) for path in root.rglob("*") if not path.is_dir()}
