"""What happens to jobs, a line of JSON each, for people and for programs that collect logs."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from typing import Any, Final

from aigc.batch.folder import BatchFolder

FILE: Final = "jobs.jsonl"


def log(folder: BatchFolder, event: str, **fields: Any) -> None:
    """Add a line to the batch's log; a log that cannot be written stops nothing."""
    line = {"time": time.time(), "event": event, "pid": os.getpid()} | fields
    data = (json.dumps(line, ensure_ascii=False, default=str) + "\n").encode()
    with suppress(OSError):
        # One write to the end of the file: lines of several processes do not mix.
        handle = os.open(folder.logs / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(handle, data)
        finally:
            os.close(handle)
