"""What happens to jobs, a line of JSON each, for people and for programs that collect logs."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, is_dataclass
from typing import Any, Final

from aigc.batch.folder import BatchFolder

FILE: Final = "jobs.jsonl"


def log(folder: BatchFolder, event: str, **fields: Any) -> None:
    """Add a line to the batch's log; a log that cannot be written stops nothing."""
    line = {"time": time.time(), "event": event, "pid": os.getpid()} | fields
    text = json.dumps(line, ensure_ascii=False, default=_plain)
    # Half a character, as a file's name may hold, becomes the escape that JSON has for it.
    data = f"{text}\n".encode(errors="backslashreplace")
    with suppress(OSError):
        # One write to the end of the file: lines of several processes do not mix.
        handle = os.open(folder.logs / FILE, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(handle, b"\n" * _cut(handle) + data)
        finally:
            os.close(handle)


def _cut(handle: int) -> bool:
    """Return whether the last line has no end, as one that a full disk broke off."""
    size = os.lseek(handle, 0, os.SEEK_END)
    if not size:
        return False
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1) != b"\n"


def _plain(value: Any) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)
