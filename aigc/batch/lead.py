"""One run leads a batch: others that are started on the same folder stand by.

What a run that stands by was asked for is in the ledger already, so the workers of the one that
leads do it too; when that one ends, however it came, another takes its place.
"""

from __future__ import annotations

from typing import Final

from aigc.batch.folder import OWN, BatchFolder
from aigc.files import full_disk_named
from aigc.locks import Lock

FILE: Final = "lead.lock"


class Lead(Lock):
    """The lead of a batch, which the system takes from a process that ends."""

    def __init__(self, folder: BatchFolder) -> None:
        """Ask for it; see `taken`."""
        with full_disk_named(folder.root):
            super().__init__(folder.root / OWN / FILE)
