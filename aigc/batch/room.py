"""Room on the disks that a job writes to: how much there is, and who took it."""

from __future__ import annotations

from pathlib import Path
from shutil import disk_usage
from typing import Final

RESERVE_BYTES: Final = 512 << 20
"""So much of a disk is left free: no job starts below it."""
LOW_BYTES: Final = 8 << 20
"""Below that, whatever broke may have broken for want of space."""
SHARE: Final = 0.5
"""A job filled a disk itself if so much of what was free is free again without its files."""


class Room:
    """What was free when a job began, on each of the disks that it writes to.

    Attributes
    ----------
    begun_bytes : int
        Least of those.
    """

    def __init__(self, *places: Path) -> None:
        """Look at the disks on which folders lie, or would lie."""
        self._places = places
        self._begun = [free_bytes(one) for one in places]
        self.begun_bytes = min(self._begun)

    def low(self) -> bool:
        """Return whether one of the disks is full, or so near to it that it may have been."""
        return free_bytes(*self._places) < LOW_BYTES

    def back(self) -> bool:
        """Return whether there is about as much as before, now that a job's files are gone."""
        now = [free_bytes(one) for one in self._places]
        return self.begun_bytes >= LOW_BYTES and all(
            after >= SHARE * before for before, after in zip(self._begun, now, strict=True)
        )


def free_bytes(*places: Path) -> int:
    """Return what is free on the fullest of the disks on which folders lie, or would lie."""
    return min(disk_usage(_there(place)).free for place in places)


def _there(place: Path) -> Path:
    return next(one for one in (place, *place.absolute().parents) if one.exists())
