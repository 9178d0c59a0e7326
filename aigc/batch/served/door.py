"""Where a served desk is found: a file in the folder of the batch, which all machines share."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from aigc.batch.folder import OWN, BatchFolder
from aigc.errors import JobError
from aigc.files import full_disk_named

FILE: Final = "desk.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The way to a served desk.

    Attributes
    ----------
    token : str
        Whoever knows it may claim jobs and publish.
    over : bool
        Whether the desk was closed and will not open again by itself.
    """

    host: str = ""
    port: int = 0
    token: str = ""
    over: bool = False


def place(folder: BatchFolder) -> Path:
    """Return the file that tells the way."""
    return folder.root / OWN / FILE


def show(folder: BatchFolder, door: Door) -> None:
    """Tell other machines the way; nobody but the same user may read it.

    Raises
    ------
    DiskFull
        There is no space to write it down.
    """
    path = place(folder)
    part = path.with_suffix(f".{os.getpid()}")
    with full_disk_named(folder.root):
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(door), file)
        os.replace(part, path)


def find(folder: BatchFolder) -> Door:
    """Return the way to the desk of a batch.

    Raises
    ------
    JobError
        The folder shows none.
    """
    try:
        return Door(**json.loads(place(folder).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as exc:
        raise JobError(
            f"There is no desk in {folder.root}. Start the batch on the main machine with an "
            "address, and give the same folder here, on a disk that both machines share."
        ) from exc
