"""The other side of a jail: a warm process that forks one cell for each thing to read."""

from __future__ import annotations

import gc
import importlib
import inspect
import io
import os
import signal
import socket
import sys
import sysconfig
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, Final

from aigc.doors import walls, wire
from aigc.errors import AigcError

RECORD: Final = 256
"""Bytes of the message that asks for a cell: the function and modules to import, padded."""
REPORT, _ANSWER = b"p", b"a"
"""What a message of a cell begins with."""
_SYSTEM: Final = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache",
    "/etc/localtime", "/usr/share/zoneinfo", "/dev/null", "/dev/urandom",
)  # fmt: skip


def warm(control: str) -> None:
    """Serve cells until the other end of the socket ``control`` is closed."""
    signal.signal(signal.SIGCHLD, _reap)
    asked = socket.socket(fileno=int(control))
    rules = walls.ruleset(_readable())
    while True:
        record, places, *_ = socket.recv_fds(asked, RECORD, 1)
        if not record:
            return
        _preload(*record.decode().split())
        with suppress(OSError):
            if os.fork() == 0:
                _live(asked, places[0], rules)
        for place in places:
            os.close(place)


def alone() -> None:
    """Serve one request from standard input where processes cannot be forked."""
    asked, out = sys.stdin.buffer, sys.stdout.buffer
    size = int.from_bytes(asked.read(8), "little")
    request = wire.unpacked(asked.read(size))
    out.write(_answer(request, io.BytesIO(asked.read()), lambda step, done, total: None))
    out.flush()


def frame(payload: bytes) -> bytes:
    """Return a payload with its length before it."""
    return len(payload).to_bytes(8, "little") + payload


def received(sock: socket.socket, most: int) -> bytearray:
    """Return the next payload; empty when the other side is gone.

    Raises
    ------
    ValueError
        It is larger than ``most`` bytes.
    """
    size = int.from_bytes(_exactly(sock, 8), "little")
    if size > most:
        raise ValueError(f"{size} bytes")
    return _exactly(sock, size)


def _exactly(sock: socket.socket, size: int) -> bytearray:
    raw = bytearray(size)
    view, got = memoryview(raw), 0
    while got < size:
        more = sock.recv_into(view[got:])
        if not more:
            return bytearray()
        got += more
    return raw


def _live(asked: socket.socket, place: int, rules: int) -> None:
    """Do one piece of work and end; nothing of it returns to the warm process."""
    code = 1
    try:
        walls.die_with_parent()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        asked.close()
        talk = socket.socket(fileno=place)
        _introduce(talk)
        _, sources, *_ = socket.recv_fds(talk, 1, 1)
        request = wire.unpacked(received(talk, 1 << 32))
        walls.limit(memory_bytes=request["memory_bytes"], seconds=request["longest_s"])
        walls.close_in(rules)
        end = time.monotonic() + request["longest_s"]
        signal.setitimer(signal.ITIMER_REAL, request["seconds"])

        def report(step: str, done: float, total: float) -> None:
            left = max(end - time.monotonic(), 0.001)
            signal.setitimer(signal.ITIMER_REAL, min(request["seconds"], left))
            talk.sendall(frame(REPORT + wire.packed((step, float(done), float(total)))))

        with os.fdopen(sources[0], "rb") as source:
            talk.sendall(frame(_ANSWER + _answer(request, source, report)))
        code = 0
    finally:
        os._exit(code)


def _introduce(talk: socket.socket) -> None:
    """Send the process's number, and a handle on it that no later process can inherit."""
    number = os.getpid().to_bytes(8, "little")
    if hasattr(os, "pidfd_open"):
        handle = os.pidfd_open(os.getpid())
        socket.send_fds(talk, [number], [handle])
        os.close(handle)
    else:
        talk.sendall(number)


def _answer(
    request: dict[str, Any], source: IO[bytes], report: Callable[[str, float, float], None]
) -> bytes:
    try:
        function = _function(request["function"])
        named = {"progress": report} if "progress" in inspect.signature(function).parameters else {}
        return wire.packed({"value": function(source, *request["arguments"], **named)})
    except AigcError as exc:
        return wire.packed({"error": type(exc).__name__, "message": str(exc)[:4000]})
    except MemoryError:
        return wire.packed({"broken": "memory"})
    except RecursionError:
        return wire.packed({"broken": "depth"})
    except Exception as exc:
        return wire.packed({"broken": type(exc).__name__})


def _function(name: str) -> Callable[..., Any]:
    module, _, attribute = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return found


def _preload(function: str, *more: str) -> None:
    """Import what a reader needs before the walls stand; it fails in the cell if it fails here."""
    with suppress(Exception):
        module = importlib.import_module(function.partition(":")[0])
        for needed in (*getattr(module, "PRELOADED", ()), *more):
            importlib.import_module(needed)
    gc.freeze()


def _reap(number: int, stack: Any) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _readable() -> list[str]:
    """Return the folders of Python and of the workbench: all that a cell can open."""
    named = sysconfig.get_paths()
    own = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    site = {named[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")}
    libraries = {os.path.join(prefix, "lib") for prefix in (sys.prefix, sys.base_prefix)}
    return [*_SYSTEM, *sorted(site | libraries), own]
