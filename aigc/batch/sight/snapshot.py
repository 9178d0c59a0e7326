"""How a batch stands: what is done, how fast, what failed and why, and when it will end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from aigc.batch.ledger import controls
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.room import RESERVE_BYTES, free_bytes
from aigc.types.job import Cost, JobRow, State

WINDOW_S: Final = 900.0
"""The rate is that of the last quarter of an hour."""
_OPEN: Final[tuple[State, ...]] = ("held", "waiting", "running", "publishing")
_NAMED: Final = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|\S*[\d/\\\\]\S*")
"""What two messages of the same fault may differ in: quotations, paths and figures."""
Space = Literal["", "short", "full"]
_AMOUNTS: Final = ("wall_s", "cpu_s", "gpu_s", "joules")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A reason why jobs failed, with their names; the most frequent reason comes first.

    Attributes
    ----------
    message : str
        What the first of them was told; those of others may name other files and figures.
    """

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
        Seconds until the end at that rate; none while no jobs are given out.
    running : tuple of JobRow
        Jobs in the hands of workers.
    total, mean : Cost
        Of the jobs that are done; ``peak_mib`` is the highest of any in both.
    late : tuple of str
        Open jobs past their deadline.
    space : str
        ``full``: no job begins; ``short``: they begin one after another; else empty.
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
    space: Space = ""

    @property
    def jobs(self) -> int:
        """How many jobs there are."""
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        """How many are neither done nor given up."""
        return sum(self.counts.get(state, 0) for state in _OPEN)

    @property
    def reviews(self) -> int:
        """How many wait until a person has approved what they made."""
        return sum(len(one.jobs) for one in self.failures if one.cause == "review")

    @property
    def ended(self) -> int:
        """How many are done, given up or cancelled."""
        return self.jobs - self.open

    def _repr_html_(self) -> str:
        from aigc.batch.sight.notebook import shown

        return shown(self)


def snapshot(ledger: Ledger) -> Snapshot:
    """Return how the batch of a ledger stands.

    SQLite adds up what the jobs have cost: a look at thousands of jobs takes milliseconds.
    """
    counts, now, mode = ledger.counts(), ledger.now(), controls.mode(ledger)
    rate = _rate(ledger, now)
    waiting = sum(counts.get(state, 0) for state in _OPEN)
    done, total = _total(ledger)
    return Snapshot(
        counts=counts,
        mode=mode,
        rate_hz=rate,
        eta_s=waiting / rate if rate and waiting and mode == "open" else None,
        running=tuple(ledger.rows(("running", "publishing"))) if waiting else (),
        failures=_failures(ledger),
        total=total,
        mean=_shared(total, done),
        late=_late(ledger, now),
        space=_space(ledger) if waiting else "",
    )


def _space(ledger: Ledger) -> Space:
    if free_bytes(ledger.database.path) < RESERVE_BYTES:
        return "full"
    return "short" if controls.is_short_of_space(ledger) else ""


def _failures(ledger: Ledger) -> tuple[Failure, ...]:
    kinds: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in ledger.database.read(
        "SELECT cause, message, name FROM jobs WHERE state='failed' ORDER BY id"
    ):
        key = (row["cause"], _NAMED.sub("…", row["message"]))
        kinds.setdefault(key, []).append((row["message"], row["name"]))
    found = [
        Failure(cause=cause, message=told[0][0], jobs=tuple(name for _, name in told))
        for (cause, _), told in kinds.items()
    ]
    return tuple(sorted(found, key=lambda one: -len(one.jobs)))


def _late(ledger: Ledger, now: float) -> tuple[str, ...]:
    marks = ",".join("?" * len(_OPEN))
    rows = ledger.database.read(
        f"SELECT name FROM jobs WHERE state IN ({marks}) AND deadline<? ORDER BY deadline, id",
        *_OPEN,
        now,
    )
    return tuple(row["name"] for row in rows)


def _rate(ledger: Ledger, now: float) -> float:
    row = ledger.database.read(
        "SELECT COUNT(*) AS n, MIN(ended_at) AS first FROM jobs "
        "WHERE state='done' AND ended_at>? AND ended_at<=?",
        now - WINDOW_S,
        now,
    )[0]
    return (row["n"] - 1) / max(now - row["first"], 1e-9) if row["n"] > 1 else 0.0


def _total(ledger: Ledger) -> tuple[int, Cost]:
    """Return how many jobs are done, and what they have cost together."""
    sums = ", ".join(f"TOTAL(json_extract(cost, '$.{name}')) AS {name}" for name in _AMOUNTS)
    row = ledger.database.read(
        f"SELECT COUNT(*) AS n, MAX(json_extract(cost, '$.peak_mib')) AS peak_mib, {sums} "
        "FROM jobs WHERE state='done'"
    )[0]
    amounts = {name: row[name] for name in _AMOUNTS}
    stages = {name: took for name, (_, took) in stages_of(ledger).items()}
    return row["n"], Cost(**amounts, peak_mib=row["peak_mib"] or 0.0, stages=stages)


def stages_of(ledger: Ledger) -> dict[str, tuple[int, float]]:
    """Return for each step how many of the done jobs took it, and their seconds together."""
    rows = ledger.database.read(
        "SELECT step.key AS name, COUNT(*) AS n, TOTAL(step.value) AS took "
        "FROM jobs, json_each(jobs.cost, '$.stages') AS step WHERE state='done' GROUP BY step.key"
    )
    return {row["name"]: (row["n"], row["took"]) for row in rows}


def _shared(total: Cost, done: int) -> Cost:
    if not done:
        return Cost()
    amounts = {name: getattr(total, name) / done for name in _AMOUNTS}
    stages = {name: took / done for name, took in total.stages.items()}
    return replace(total, **amounts, stages=stages)
