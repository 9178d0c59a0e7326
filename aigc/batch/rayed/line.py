"""How a driver reaches its stations, whatever lies between them."""

from __future__ import annotations

from typing import Any, Protocol

from aigc.batch.local import Limits
from aigc.batch.rayed.station import About
from aigc.errors import JobError


class StationGone(JobError):
    """A station, or the machine that it was on, went away or has fallen silent."""


class Line(Protocol):
    """A connection to one `aigc.batch.rayed.station.Station`."""

    def reached(self, wait_s: float) -> About | None:
        """Return what the station is, or ``None`` while there is no place for it yet.

        Raises
        ------
        StationGone
            It could not be started.
        """

    def call(self, method: str, *given: Any, **named: Any) -> Any:
        """Return what a method of the station returns, and raise what it raises.

        Raises
        ------
        StationGone
            It is gone, or did not answer within its lease.
        """

    def close(self) -> None:
        """End the station, whatever it is doing."""


class Cluster(Protocol):
    """Machines that stations can be started on.

    Attributes
    ----------
    grows : bool
        Whether more machines may come when asked for.
    """

    grows: bool

    def room(self) -> int:
        """Return how many stations fit on the machines that there are."""

    def ask(self, stations: int) -> None:
        """Ask for machines on which so many stations fit."""

    def hire(self, store: str, limits: Limits) -> Line:
        """Start a station as soon as there is a place for it, and return the line to it."""

    def close(self) -> None:
        """Leave the cluster; what was started for it ends."""
