"""Where a batch keeps what: results in the open, everything else in one folder beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aigc.files import check_folder

OWN: Final = ".aigc"


@dataclass(frozen=True, slots=True)
class BatchFolder:
    """The folder of a batch."""

    root: Path

    @property
    def ledger(self) -> Path:
        """The file of the ledger."""
        return self.root / OWN / "ledger.db"

    @property
    def parts(self) -> Path:
        """The folder of what is being made."""
        return self.root / OWN / "parts"

    @property
    def logs(self) -> Path:
        """The folder of logs."""
        return self.root / OWN / "logs"

    def failed(self, name: str) -> Path:
        """Return the folder of what the last failed attempt at a job has left to look at."""
        return self.logs / "failed" / name

    def results(self, name: str) -> Path:
        """Return the folder of a job's results."""
        return self.root / name

    def make(self) -> None:
        """Make the folders.

        Raises
        ------
        InputError
            A file is in the way.
        """
        check_folder(self.root)
        for folder in (self.parts, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
