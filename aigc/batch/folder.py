"""Where a batch keeps what: results in the open, everything else in one folder beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aigc.errors import InputError
from aigc.files import check_folder

OWN: Final = ".aigc"
_UNFIT: Final = re.compile(r"[\x00-\x1f:\\]")


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
        """Return the folder of a job's results.

        Raises
        ------
        InputError
            The name leads out of the batch, into its own folder, or is none.
        """
        if not is_name(name):
            raise InputError(
                f"{name!r} is no name for a folder of results. Use letters, digits, - and _."
            )
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


def is_name(name: str) -> bool:
    """Return whether a job's name is the path of a folder in that of the batch, written one way.

    >>> is_name("spring/tofu"), is_name("../tofu"), is_name("tofu/"), is_name(".AIGC/tofu")
    (True, False, False, False)
    """
    elsewhere = {"", ".", "..", OWN} & set(name.casefold().split("/"))
    return not (elsewhere or _UNFIT.search(name))
