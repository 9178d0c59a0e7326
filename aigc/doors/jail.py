"""Read what a stranger made in a process of its own that can do nothing else.

A cell has no network, opens no file but the one it is given and those of Python, starts no other
program, sees no secret of the environment, and is ended when it takes too long or too much memory.
`aigc.doors.walls` says what of this each system can hold to.
"""

from __future__ import annotations

import atexit
import os
import select
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from aigc import errors
from aigc.doors import cell, wire
from aigc.doors.limits import Limit
from aigc.errors import AigcError, InputError, JobError
from aigc.progress import Progress, silent

_KEPT: Final = (
    "PATH", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT",
)  # fmt: skip
_CAN_FORK = hasattr(os, "fork")
_BEAT_S: Final = 0.1
_START_S: Final = 60.0
_GRACE_S: Final = 1.0
_MOST_REPLY_BYTES: Final = 1 << 30


class _Gone(Exception):
    """The cell ended without an answer; ``late`` when its time was up."""

    def __init__(self, *, late: bool = False) -> None:
        super().__init__()
        self.late = late


Refusal = Callable[[str], AigcError]
"""Makes the error for an input that its reader broke on."""


def call(
    function: str,
    source: bytes | Path,
    *arguments: Any,
    name: str,
    limit: Limit,
    refusal: Refusal = InputError,
    returns: Sequence[type] = (),
    preload: Sequence[str] = (),
    progress: Progress = silent,
) -> Any:
    """Return ``function(file, *arguments)``, run in a cell.

    Parameters
    ----------
    function : str
        ``module:function`` of ours. Its first parameter is the open binary file; one called
        ``progress`` is given a `Progress`. What its module names in ``PRELOADED`` is imported once,
        before any cell. It returns plain data, tuples, fractions, dates, bytes, arrays of numbers,
        or the dataclasses in ``returns``.
    source : bytes or Path
        What a stranger made. A path is opened here; the cell could not.
    arguments : plain data
        For the function.
    name : str
        What errors call the source.
    limit : Limit
        Its bytes, seconds and memory.
    refusal : callable
        Makes the error when the reader crashes, hangs, or takes too much memory.
    preload : sequence of str
        Modules that this source needs beside those of ``PRELOADED``.
    progress : Progress
        Told at least ten times a second; raising `Cancelled` ends the cell at once.

    Raises
    ------
    InputError
        Or that of ``refusal``: the source cannot be read, is too large, or broke its reader; or
        whatever error of `aigc.errors` the function itself raised.
    JobError
        No process can be started.
    """
    kinds = {kind.__name__: kind for kind in returns}
    with _opened(source, name, limit, refusal) as file:
        request = {
            "function": function,
            "preload": list(preload),
            "arguments": list(arguments),
            "seconds": limit.seconds,
            "longest_s": max(limit.longest_s, limit.seconds),
            "memory_bytes": limit.memory_bytes,
        }
        try:
            ask = _ask if _CAN_FORK else _ask_alone
            reply = wire.unpacked(ask(request, file, name, progress), kinds)
        except _Gone as exc:
            why = f"takes longer than {limit.seconds:g} s" if exc.late else "crashes its reader"
            raise refusal(f"{name} {why}; it is refused. {_REMEDY}") from exc
        except ValueError as exc:
            raise refusal(f"{name} crashes its reader; it is refused. {_REMEDY}") from exc
    return _outcome(reply, name, limit, refusal)


_REMEDY: Final = "Save or export it again with another program."


def close() -> None:
    """End the warm process; the next call starts another."""
    with _LOCK:
        _end()


def _outcome(reply: Any, name: str, limit: Limit, refusal: Refusal) -> Any:
    if "value" in reply:
        return reply["value"]
    if "error" in reply:
        kind = getattr(errors, str(reply["error"]), None)
        known = isinstance(kind, type) and issubclass(kind, AigcError)
        raise (kind if known and kind else InputError)(str(reply["message"]))
    why = {
        "memory": f"needs more than {limit.memory_bytes >> 20} MiB of memory to be read",
        "depth": "is nested too deeply to be read",
    }.get(str(reply["broken"]), f"is damaged ({str(reply['broken'])[:60]})")
    raise refusal(f"{name} {why}. {_REMEDY}")


@contextmanager
def _opened(source: bytes | Path, name: str, limit: Limit, refusal: Refusal) -> Iterator[int]:
    """Give a descriptor of a regular file that holds the source."""
    try:
        place = _in_memory(source) if isinstance(source, bytes) else _on_disk(source)
    except (OSError, ValueError) as exc:
        why = exc.strerror if isinstance(exc, OSError) and exc.strerror else exc
        raise refusal(f"{name} cannot be read: {why}. Check the path.") from exc
    try:
        state = os.fstat(place)
        if not stat.S_ISREG(state.st_mode):
            raise refusal(f"{name} is no regular file. Give a file.")
        if state.st_size > limit.most_bytes:
            raise refusal(
                f"{name} has {state.st_size / 1e6:.1f} MB; at most {limit.most_bytes / 1e6:g} MB "
                "are read. Save it smaller, or split it."
            )
        yield place
    finally:
        os.close(place)


def _on_disk(path: Path) -> int:
    # without O_NONBLOCK, opening a named pipe waits for whoever writes to it
    return os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))


def _in_memory(raw: bytes) -> int:
    if hasattr(os, "memfd_create"):
        place = os.memfd_create("source", os.MFD_CLOEXEC)
    else:
        with tempfile.TemporaryFile() as file:
            place = os.dup(file.fileno())
    view = memoryview(raw)
    while view:
        view = view[os.write(place, view) :]
    os.lseek(place, 0, os.SEEK_SET)
    return place


def _ask(request: dict[str, Any], source: int, name: str, progress: Progress) -> memoryview:
    with _cell(" ".join((request["function"], *request["preload"]))) as (talk, end):
        try:
            socket.send_fds(talk, [b"s"], [source])
            talk.sendall(cell.frame(wire.packed(request)))
            return _heard(talk, request, name, progress)
        except (OSError, ValueError) as exc:
            raise _Gone from exc
        finally:
            end()


def _heard(
    talk: socket.socket, request: dict[str, Any], name: str, progress: Progress
) -> memoryview:
    last: tuple[str, float, float] = (f"read {name}", 0.0, 1.0)
    begun = spoke = time.monotonic()
    while (left := _left(request, begun, spoke) + _GRACE_S) > 0:
        progress(*last)
        if not select.select([talk], [], [], min(left, _BEAT_S))[0]:
            continue
        talk.settimeout(left)
        reply = cell.received(talk, _MOST_REPLY_BYTES)
        if not reply:
            break
        content = memoryview(reply)[1:]
        if not reply.startswith(cell.REPORT):
            return content
        step, done, total = wire.unpacked(content)
        last, spoke = (str(step), float(done), float(total)), time.monotonic()
    raise _Gone(late=_left(request, begun, spoke) <= 0)


def _left(request: dict[str, Any], begun: float, spoke: float) -> float:
    """Return the seconds that a cell has from now on, if it tells of no progress."""
    end = min(begun + float(request["longest_s"]), spoke + float(request["seconds"]))
    return end - time.monotonic()


@contextmanager
def _cell(needs: str) -> Iterator[tuple[socket.socket, Callable[[], None]]]:
    """Give the way to talk to a new cell, and how it is ended."""
    ours, theirs = socket.socketpair()
    with ours:
        try:
            with theirs:
                _request_cell(needs, theirs)
            ours.settimeout(_START_S)
            number, handles, *_ = socket.recv_fds(ours, 8, 1)
        except OSError as exc:
            raise _no_process() from exc
        if len(number) < 8:
            raise _no_process()
        try:
            yield ours, lambda: _kill(int.from_bytes(number, "little"), handles)
        finally:
            for handle in handles:
                os.close(handle)


def _kill(number: int, handles: Sequence[int]) -> None:
    with suppress(ProcessLookupError):
        if handles:
            signal.pidfd_send_signal(handles[0], signal.SIGKILL)
        else:
            os.kill(number, signal.SIGKILL)


def _no_process() -> JobError:
    return JobError("No process can be started to read files in. Close other programs and retry.")


_LOCK = threading.Lock()
_WARM: list[tuple[subprocess.Popen[bytes], socket.socket]] = []
"""The warm process of this one and the socket that asks it for cells; at most one."""


def _request_cell(needs: str, theirs: socket.socket) -> None:
    record = needs.encode().ljust(cell.RECORD)
    with _LOCK:
        for _ in range(2):
            if not _WARM:
                _WARM.append(_begun())
            try:
                socket.send_fds(_WARM[0][1], [record], [theirs.fileno()])
                return
            except OSError:
                _end()
    raise _no_process()


def _begun() -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [*_command(), "warm", str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            **_surroundings(),
        )
    return process, ours


def _command() -> list[str]:
    """Return a Python that has our modules and none of the user's settings; it wants one word."""
    places = [*filter(None, sys.path), str(Path(errors.__file__).parents[1])]
    code = f"import sys; sys.path[:] = {places!r}; from aigc.doors import cell; "
    return [sys.executable, "-I", "-B", "-c", f"{code}getattr(cell, sys.argv[1])(*sys.argv[2:])"]


def _surroundings() -> dict[str, Any]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {
        "env": kept | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "cwd": os.path.abspath(os.sep),
        "start_new_session": True,
    }


def _end() -> None:
    while _WARM:
        process, ours = _WARM.pop()
        ours.close()
        try:
            process.wait(2.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _forget() -> None:
    """Leave the warm process to the parent that a fork was made from."""
    global _LOCK
    _LOCK = threading.Lock()
    while _WARM:
        process, ours = _WARM.pop()
        ours.close()
        process.returncode = 0


def _ask_alone(request: dict[str, Any], source: int, name: str, progress: Progress) -> memoryview:
    """Ask a process started for this one source, where none can be forked (Windows)."""
    with os.fdopen(os.dup(source), "rb") as file:
        given = cell.frame(wire.packed(request)) + file.read()
    own = _surroundings() | {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    deadline = time.monotonic() + float(request["longest_s"]) + _GRACE_S
    with subprocess.Popen([*_command(), "alone"], **own) as process:
        try:
            reply = _waited(process, given, deadline, name, progress)
        finally:
            process.kill()
    if not reply:
        raise _Gone
    return memoryview(reply)


def _waited(
    process: subprocess.Popen[bytes], given: bytes, deadline: float, name: str, progress: Progress
) -> bytes:
    left: bytes | None = given
    while time.monotonic() < deadline:
        progress(f"read {name}", 0.0, 1.0)
        try:
            return process.communicate(left, timeout=_BEAT_S)[0]
        except subprocess.TimeoutExpired:
            left = None  # what was given once is still being sent
    raise _Gone(late=True)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
atexit.register(close)
