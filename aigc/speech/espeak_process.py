"""The other end of the pipe: keeps one espeak-ng process alive and talks to it."""

from __future__ import annotations

import json
import os
import queue
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from aigc.errors import EngineFailed, EngineUnavailable

_LIMIT_S = 60.0
_TRIES = 2
# espeak-ng keeps some 60 kB of each utterance for good.
_MOST_ANSWERS = 500
WORKER = Path(__file__).with_name("espeak_worker.py")


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


_Answer = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Worker:
    """A running process, and what a thread has read from it: answers, then None at its end."""

    process: subprocess.Popen[bytes]
    answers: queue.SimpleQueue[_Answer | None]
    reader: threading.Thread

    def end(self) -> None:
        """Stop it for good and leave nothing behind."""
        self.process.kill()
        self.process.wait()
        self.reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was not sent is not missed
                    pipe.close()


class EspeakProcess:
    """A worker process, started when first needed and again after a crash.

    Safe to call from several threads: requests are answered one after the other.

    Attributes
    ----------
    limit_s : float
        How long a worker may take for an answer.
    """

    def __init__(self, *, limit_s: float = _LIMIT_S) -> None:
        self.limit_s = limit_s
        self._lock = threading.Lock()
        self._worker: _Worker | None = None
        self._finalizer: weakref.finalize[..., Any] | None = None
        self._owner = 0
        self._answers = 0

    def speak(self, request: dict[str, object]) -> Reply:
        """Return what the worker says to ``request``; a worker that breaks is replaced once.

        Raises
        ------
        EngineUnavailable
            When espeak-ng is not installed or cannot start.
        EngineFailed
            When it broke or took too long twice, or refused the request.
        """
        return _reply(*self._answer(request, str(request.get("ssml"))))

    def phonemes(self, parts: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        """Return the IPA of each part, a voice and a text as `espeak_worker.Library` takes it.

        Words are apart by spaces, but those that are said as one ("of the").

        Raises
        ------
        EngineUnavailable, EngineFailed
            As `speak` does.
        """
        head = _head(self._answer({"parts": list(parts)}, " ".join(text for _, text in parts))[0])
        return tuple(map(str, head["phonemes"]))

    def _answer(self, request: dict[str, object], text: str) -> _Answer:
        body = json.dumps(request).encode()
        with self._lock:
            for _ in range(_TRIES):
                try:
                    answer = self._exchange(body)
                except BaseException:  # an interrupted worker would give its answer to the next
                    self._stop()
                    raise
                self._answers += 1
                if answer is None or self._answers >= _MOST_ANSWERS:
                    self._stop()
                if answer is not None:
                    return answer
        raise EngineFailed(
            f"espeak-ng broke, or gave no answer within {self.limit_s:g} s, twice in a row at the "
            f"text {text[:60]!r}: change or shorten it, or take another voice."
        )

    def close(self) -> None:
        """Stop the worker; the next request starts another."""
        with self._lock:
            self._stop()

    @property
    def pid(self) -> int | None:
        """Process number of the worker, if one runs."""
        return self._worker.process.pid if self._worker else None

    def _stop(self) -> None:
        if self._finalizer is not None and self._owner == os.getpid():
            self._finalizer()
        self._worker = self._finalizer = None
        self._answers = 0

    def _running(self) -> _Worker:
        """Return the worker; after a fork of this program a new one, for the pipe is not ours."""
        worker = self._worker
        if worker is None or self._owner != os.getpid() or worker.process.poll() is not None:
            self._stop()
            self._worker = worker = _start()
            self._owner = os.getpid()
            self._finalizer = weakref.finalize(self, worker.end)
        return worker

    def _exchange(self, body: bytes) -> _Answer | None:
        """Return the worker's answer, or None when it ended or is silent."""
        worker = self._running()
        assert worker.process.stdin is not None
        try:
            worker.process.stdin.write(struct.pack(">I", len(body)) + body)
            worker.process.stdin.flush()
            return worker.answers.get(timeout=self.limit_s)
        except (OSError, queue.Empty):
            return None


def _head(text: bytes) -> dict[str, Any]:
    head: dict[str, Any] = json.loads(text)
    if "error" in head:
        raise EngineFailed(f"espeak-ng could not speak this text: {head['error']}.")
    return head


def _reply(head_text: bytes, raw: bytes) -> Reply:
    head = _head(head_text)
    samples = np.frombuffer(raw, "<i2").astype(np.float32) / np.float32(32768)
    events = tuple(
        Event(kind=kind, symbol=symbol, sample=sample, position=position - 1)
        for kind, symbol, sample, position in head["events"]
    )
    return Reply(samples=samples, sample_rate=int(head["sample_rate"]), events=events)


def _start() -> _Worker:
    """Start a worker."""
    try:
        import espeakng_loader

        library, data = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    except ImportError as exc:
        raise EngineUnavailable(
            "The espeak voices need the package espeakng-loader: install it with pip."
        ) from exc
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", str(WORKER), str(library), str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    answers: queue.SimpleQueue[_Answer | None] = queue.SimpleQueue()
    reader = threading.Thread(target=_read, args=(process.stdout, answers), daemon=True)
    reader.start()
    return _Worker(process=process, answers=answers, reader=reader)


def _read(source: BinaryIO, answers: queue.SimpleQueue[_Answer | None]) -> None:
    """Put every whole answer into ``answers``, and None at the end."""
    while len(size := source.read(4)) == 4:
        head = source.read(struct.unpack(">I", size)[0])
        try:
            length = int(json.loads(head)["bytes"])
        except ValueError:
            break
        raw = source.read(length)
        if len(raw) == length:
            answers.put((head, raw))
    answers.put(None)
