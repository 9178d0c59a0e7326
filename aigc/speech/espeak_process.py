"""The other end of the pipe: keeps one espeak-ng process alive and talks to it."""

from __future__ import annotations

import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aigc.errors import EngineFailed, EngineUnavailable

_LIMIT_S = 60.0
_TRIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A ``word`` or ``phoneme`` and the sample at which it begins.

    ``symbol`` is a phoneme's; ``position`` is the index in the markup of a word's first character.
    """

    kind: str
    symbol: str
    sample: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reply:
    """What was spoken: samples in [-1, 1], shape ``(samples,)``, and events in order."""

    samples: NDArray[np.float32]
    sample_rate: int
    events: tuple[Event, ...]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop a process for good and leave nothing behind."""
    if process.poll() is None:
        process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


class EspeakProcess:
    """A worker process, started when first needed and again after a crash.

    Safe to call from several threads: requests are answered one after the other.
    """

    def __init__(self, *, limit_s: float = _LIMIT_S) -> None:
        self._limit_s = limit_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._finalizer: weakref.finalize[..., Any] | None = None
        self._owner = 0

    def speak(self, request: dict[str, object]) -> Reply:
        """Return what the worker says to ``request``.

        Raises
        ------
        EngineUnavailable
            When espeak-ng is not installed or cannot start.
        EngineFailed
            When it broke twice, took too long or refused the request.
        """
        body = json.dumps({**request, "limit_s": max(1, round(self._limit_s))}).encode()
        with self._lock:
            for attempt in range(_TRIES):
                try:
                    return self._exchange(body)
                except (OSError, EOFError, struct.error, json.JSONDecodeError) as exc:
                    self._stop()
                    if attempt + 1 == _TRIES:
                        raise EngineFailed(
                            f"espeak-ng did not answer within {self._limit_s:g} s or broke "
                            f"({exc}): try again, or a shorter text."
                        ) from exc
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Stop the worker; the next request starts another."""
        with self._lock:
            self._stop()

    @property
    def pid(self) -> int | None:
        """Process number of the worker, if one runs."""
        return self._process.pid if self._process else None

    def _stop(self) -> None:
        if self._finalizer is not None and self._owner == os.getpid():
            self._finalizer()
        self._process = self._finalizer = None

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the worker; after a fork of this program a new one, for the pipe is not ours."""
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            self._stop()
            self._process = _start()
            self._owner = os.getpid()
            self._finalizer = weakref.finalize(self, _end, self._process)
        return self._process

    def _exchange(self, body: bytes) -> Reply:
        process = self._running()
        assert process.stdin is not None
        deadline = time.monotonic() + self._limit_s
        process.stdin.write(struct.pack(">I", len(body)) + body)
        process.stdin.flush()
        size = struct.unpack(">I", _read(process, 4, deadline))[0]
        head = json.loads(_read(process, size, deadline))
        raw = _read(process, int(head["bytes"]), deadline)
        if "error" in head:
            raise EngineFailed(f"espeak-ng could not speak this text: {head['error']}.")
        samples = np.frombuffer(raw, "<i2").astype(np.float32) / np.float32(32768)
        events = tuple(
            Event(kind=kind, symbol=symbol, sample=sample, position=position - 1)
            for kind, symbol, sample, position in head["events"]
        )
        return Reply(samples=samples, sample_rate=int(head["sample_rate"]), events=events)


def _start() -> subprocess.Popen[bytes]:
    """Start a worker."""
    try:
        import espeakng_loader

        library, data = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    except ImportError as exc:
        raise EngineUnavailable(
            "The espeak voices need the package espeakng-loader: install it with pip."
        ) from exc
    script = Path(__file__).with_name("espeak_worker.py")
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(script), str(library), str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _read(process: subprocess.Popen[bytes], count: int, deadline: float) -> bytes:
    """Return exactly ``count`` bytes of the worker's output before the deadline."""
    assert process.stdout is not None
    handle = process.stdout.fileno()
    parts = bytearray()
    while len(parts) < count:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([handle], [], [], left)[0]:
            raise OSError("no answer in time")
        chunk = os.read(handle, min(count - len(parts), 1 << 16))
        if not chunk:
            raise EOFError("the process ended")
        parts += chunk
    return bytes(parts)
