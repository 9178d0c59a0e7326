"""How a batch stands: what is done, how fast, what failed and why, and when it will end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Final

from aigc.batch.ledger import controls
from aigc.batch.ledger.ledger import Ledger
from aigc.types.job import Cost, JobRow, State

WINDOW_S: Final = 900.0
"""The rate is that of the last quarter of an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A reason why jobs failed, with their names; the most frequent reason comes first."""

    cause: str
    message: str
    jobs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A batch at one moment.

    Attributes
    ----------
    counts : mapping of State to int
        Jobs in each state.
    mode : str
        ``open``, ``paused`` or ``stopped``.
    rate_hz : float
        Jobs finished a second, lately; 0 before two are.
    eta_s : float or None
        Seconds until the end at that rate.
    running : tuple of JobRow
        Jobs in the hands of workers.
    total, mean : Cost
        Of the jobs that are done.
    late : tuple of str
        Open jobs past their deadline.
    """

    counts: Mapping[State, int]
    mode: str
    rate_hz: float = 0.0
    eta_s: float | None = None
    running: tuple[JobRow, ...] = ()
    failures: tuple[Failure, ...] = ()
    total: Cost = field(default_factory=Cost)
    mean: Cost = field(default_factory=Cost)
    late: tuple[str, ...] = ()

    @property
    def jobs(self) -> int:
        """How many jobs there are."""
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        """How many are neither done nor given up."""
        return sum(self.counts.get(s, 0) for s in ("held", "waiting", "running", "publishing"))


def snapshot(ledger: Ledger) -> Snapshot:
    """Return how the batch of a ledger stands."""
    rows = ledger.rows()
    done = [row for row in rows if row.state == "done"]
    counts: dict[State, int] = {}
    for row in rows:
        counts[row.state] = counts.get(row.state, 0) + 1
    rate = _rate([row.ended_at for row in done], ledger.now())
    waiting = [row for row in rows if row.state in ("held", "waiting", "running", "publishing")]
    return Snapshot(
        counts=counts,
        mode=controls.mode(ledger),
        rate_hz=rate,
        eta_s=len(waiting) / rate if rate and waiting else None,
        running=tuple(row for row in rows if row.state in ("running", "publishing")),
        failures=failures(rows),
        total=_together([row.cost for row in done], sum),
        mean=_together([row.cost for row in done], fmean),
        late=tuple(row.job.name for row in waiting if row.job.deadline < ledger.now()),
    )


def failures(rows: Sequence[JobRow]) -> tuple[Failure, ...]:
    """Return why jobs failed, the most frequent reason first."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.state == "failed":
            kinds.setdefault((row.cause, row.message), []).append(row.job.name)
    found = [
        Failure(cause=cause, message=message, jobs=tuple(names))
        for (cause, message), names in kinds.items()
    ]
    return tuple(sorted(found, key=lambda one: -len(one.jobs)))


def _rate(ended: Sequence[float], now: float) -> float:
    lately = sorted(end for end in ended if end > now - WINDOW_S)
    if len(lately) < 2:
        return 0.0
    return (len(lately) - 1) / max(now - lately[0], 1e-9)


def _together(costs: Sequence[Cost], join: Callable[[list[float]], float]) -> Cost:
    if not costs:
        return Cost()
    stages = {name for cost in costs for name in cost.stages}
    return Cost(
        wall_s=join([cost.wall_s for cost in costs]),
        cpu_s=join([cost.cpu_s for cost in costs]),
        gpu_s=join([cost.gpu_s for cost in costs]),
        peak_mib=max(cost.peak_mib for cost in costs),
        joules=join([cost.joules for cost in costs]),
        stages={name: join([cost.stages.get(name, 0.0) for cost in costs]) for name in stages},
    )
