"""Another program, run to its end: its progress told, its time bounded, its whole family ended."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, Final

from aigc.errors import EngineFailed, EngineUnavailable

PULSE_S: Final = 0.1
"""How often it is asked whether the user wants to stop."""
_FAREWELL_S: Final = 2.0
_LONGEST_LINE: Final = 65_536
_KEPT: Final = 8_192
"""Bytes of standard error that are kept, the last ones."""
_PROGRESS: Final = re.compile(rb"\s*progress\s+(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)\s*")
_POSIX: Final = os.name == "posix"


class _Listener:
    """Reads all that a program says, as it says it, and keeps how far it is and its last words."""

    def __init__(self, program: subprocess.Popen[bytes]) -> None:
        self.share = 0.0
        self.last = b""
        self._threads = [
            threading.Thread(target=target, args=(source,), daemon=True)
            for target, source in ((self._follow, program.stdout), (self._keep, program.stderr))
        ]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Wait for the rest, unless somebody who cannot be ended holds the pipes open."""
        for thread in self._threads:
            thread.join(_FAREWELL_S)

    def _follow(self, source: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError), source:
            while line := source.readline(_LONGEST_LINE):
                found = _PROGRESS.fullmatch(line)
                if found and float(found[2]):
                    self.share = max(self.share, min(float(found[1]) / float(found[2]), 1.0))

    def _keep(self, source: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError), source:
            while part := os.read(source.fileno(), _LONGEST_LINE):
                self.last = (self.last + part)[-_KEPT:]


def run(
    arguments: list[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    timeout_s: float,
    report: Callable[[float], None],
) -> None:
    """Run a program until it ends; whatever is raised, it and what it started are ended.

    Parameters
    ----------
    report : callable
        Given how far it has come, 0 to 1, by its lines ``progress 12/100`` on standard output, and
        the same again in between; may raise to stop.

    Raises
    ------
    EngineUnavailable
        It cannot be started.
    EngineFailed
        It failed, with the last line of its standard error, or took too long.
    """
    try:
        program = subprocess.Popen(
            arguments, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=_POSIX,
        )  # fmt: skip
    except (OSError, ValueError) as exc:
        raise EngineUnavailable(f"{arguments[0]} cannot be started: {exc}.") from exc
    listener = _Listener(program)
    try:
        _wait(program, listener, timeout_s, report)
    finally:
        _end(program)
        listener.close()
    if program.returncode:
        raise EngineFailed(_told(arguments[0], program.returncode, listener.last))


def _wait(
    program: subprocess.Popen[bytes],
    listener: _Listener,
    timeout_s: float,
    report: Callable[[float], None],
) -> None:
    until = time.monotonic() + timeout_s
    ended = False
    while not ended:
        report(listener.share)
        if time.monotonic() > until:
            raise EngineFailed(
                f"The program took more than {timeout_s:g} s and was ended. Give it longer with "
                "timeout_s in its contract, or a shorter sound."
            )
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(PULSE_S)
            ended = True


def _end(program: subprocess.Popen[bytes]) -> None:
    """End the program and all that it started, first asking and then not."""
    _signal(program, signal.SIGTERM)
    try:
        program.wait(_FAREWELL_S)
    except subprocess.TimeoutExpired:
        pass
    finally:
        _signal(program, getattr(signal, "SIGKILL", signal.SIGTERM))
        program.wait()


def _signal(program: subprocess.Popen[bytes], kind: Any) -> None:
    # What it started keeps its group when it has ended itself.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if _POSIX:
            os.killpg(program.pid, kind)
        elif program.poll() is None:
            program.terminate()


def _told(name: str, code: int, last: bytes) -> str:
    lines = last.decode(errors="replace").strip().splitlines()
    why = f"ended by signal {-code}" if code < 0 else f"ended with code {code}"
    said = lines[-1].strip()[:300] if lines else "it said nothing"
    return f"The program {Path(name).name} {why}: {said}"
