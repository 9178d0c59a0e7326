"""Another program, run to its end: its progress told, its time bounded, its whole family ended."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import signal
import subprocess
import tempfile
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
_TOLD: Final = 8_192
_PROGRESS: Final = re.compile(rb"\s*progress\s+(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)\s*")
_POSIX: Final = os.name == "posix"


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
    with tempfile.TemporaryFile() as errors:
        try:
            program = subprocess.Popen(
                arguments, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=errors, start_new_session=_POSIX,
            )  # fmt: skip
        except (OSError, ValueError) as exc:
            raise EngineUnavailable(f"{arguments[0]} cannot be started: {exc}.") from exc
        lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        reader = threading.Thread(target=_read, args=(program.stdout, lines), daemon=True)
        reader.start()
        try:
            _follow(program, lines, time.monotonic() + timeout_s, timeout_s, report)
        finally:
            _end(program)
            reader.join(_FAREWELL_S)
        if program.returncode:
            raise EngineFailed(_told(arguments[0], program.returncode, errors))


def _read(source: IO[bytes] | None, lines: queue.SimpleQueue[bytes]) -> None:
    assert source is not None
    with contextlib.suppress(OSError, ValueError), source:
        while line := source.readline(_LONGEST_LINE):
            lines.put(line)


def _follow(
    program: subprocess.Popen[bytes],
    lines: queue.SimpleQueue[bytes],
    until: float,
    timeout_s: float,
    report: Callable[[float], None],
) -> None:
    share = 0.0
    report(share)
    while program.poll() is None or not lines.empty():
        share = max(share, _told_share(lines))
        report(share)
        if program.poll() is None and time.monotonic() > until:
            raise EngineFailed(
                f"The program took more than {timeout_s:g} s and was ended. Give it longer with "
                "timeout_s in its contract, or a shorter sound."
            )


def _told_share(lines: queue.SimpleQueue[bytes]) -> float:
    """Return the last share that is told within a pulse, or 0."""
    share, until = 0.0, time.monotonic() + PULSE_S
    with contextlib.suppress(queue.Empty):
        while (left := until - time.monotonic()) > 0:
            found = _PROGRESS.fullmatch(lines.get(timeout=left))
            if found and float(found[2]):
                share = min(float(found[1]) / float(found[2]), 1.0)
    return share


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


def _told(name: str, code: int, errors: IO[bytes]) -> str:
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(size - _TOLD, 0))
    lines = errors.read().decode(errors="replace").strip().splitlines()
    why = f"ended by signal {-code}" if code < 0 else f"ended with code {code}"
    said = lines[-1].strip()[:300] if lines else "it said nothing"
    return f"The program {Path(name).name} {why}: {said}"
