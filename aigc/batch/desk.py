"""Where workers get their jobs: a ledger on this machine, or one that is served from another."""

from __future__ import annotations

from typing import Protocol

from aigc.types.job import Cause, Claim, Cost, Order


class Listener(Protocol):
    """Hears that a claim is worked on."""

    def beat(self, claim: Claim, stage: str = "", fraction: float = 0.0) -> Order:
        """Tell that a claim is worked on; return whether to go on."""


class Desk(Listener, Protocol):
    """Gives out jobs and hears what became of them; see `aigc.batch.ledger.ledger.Ledger`."""

    def claim(self, worker: str, affinity: str = "") -> Claim | None:
        """Return the next job, or ``None`` where there is none now."""

    def fence(self, claim: Claim) -> None:
        """Let a claim publish, or raise `aigc.errors.Superseded`."""

    def done(self, claim: Claim, cost: Cost) -> None:
        """Write down that a job is published."""

    def release(self, claim: Claim, message: str) -> None:
        """Give a job back; no attempt is used."""

    def no_room(
        self, claim: Claim, message: str, *, own: bool = False, cost: Cost | None = None
    ) -> None:
        """Write down that a job ran out of space, and whether it filled the disk itself."""

    def fail(
        self,
        claim: Claim,
        cause: Cause,
        message: str,
        *,
        permanent: bool = False,
        cost: Cost | None = None,
    ) -> None:
        """Write down that an attempt failed."""

    def open_jobs(self) -> int:
        """Return how many jobs are neither done nor given up."""
