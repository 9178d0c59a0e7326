"""What a batch is made of: jobs, who works on them, and what they have cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

State = Literal["held", "waiting", "running", "publishing", "done", "failed", "cancelled"]
"""``held`` waits for other jobs, ``waiting`` for a worker; ``publishing`` is past its fence."""
Order = Literal["go", "stop"]
"""What the ledger tells a worker that reports."""
Cause = Literal[
    "input", "engine", "trust", "review", "lost", "time", "memory", "space", "needs", "fault"
]  # fmt: skip
"""Why an attempt came to nothing; of ``review`` a person has to approve what it made."""
NEVER: Final = 1e15
"""The deadline of a job that has none, in seconds since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work: a pipeline, its source and its options.

    Attributes
    ----------
    name : str
        Folder of its results, below that of the batch; unique there.
    key : str
        Digest of all that decides the result; the same key is never done twice.
    row : int
        Line of the manifest that asked for it, 0 where none did.
    options : mapping of str to value
        Plain JSON; the pipeline's ``Config`` reads it.
    priority : int
        The higher goes first.
    deadline : float
        Seconds since 1970; the earlier goes first among equal priorities.
    affinity : str
        Jobs of one affinity share what a worker keeps warm.
    needs : tuple of str
        Names of jobs that must be done before.
    attempts : int
        How often it may fail before it is given up.
    limit_s : float
        How long an attempt may take; 0 for any time.
    """

    name: str
    pipeline: str
    source: str
    options: Mapping[str, Any] = field(default_factory=dict)
    key: str
    row: int = 0
    priority: int = 0
    deadline: float = NEVER
    affinity: str = ""
    needs: tuple[str, ...] = ()
    attempts: int = 3
    limit_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A job in the hands of one worker, as long as nobody else was given a later token.

    Attributes
    ----------
    asked_by : str
        Who entered it; empty where that is not known.
    """

    job: Job
    id: int
    token: int
    worker: str
    attempt: int = 1
    asked_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What an attempt has cost.

    Attributes
    ----------
    cpu_s : float
        Processor time of the worker and of the processes that it started and that have ended.
    gpu_s : float
        Time for which a device was busy with it, 0 where none can tell.
    peak_mib : float
        Most memory that the worker held meanwhile.
    joules : float
        Energy of the processor's package while it ran, shared with all else that ran; 0 where the
        machine does not tell.
    stages : mapping of str to float
        Seconds that each step took.
    """

    wall_s: float = 0.0
    cpu_s: float = 0.0
    gpu_s: float = 0.0
    peak_mib: float = 0.0
    joules: float = 0.0
    stages: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A job as the ledger knows it now.

    Attributes
    ----------
    tries, losses : int
        Attempts that failed by themselves, and attempts whose worker went away.
    stage, fraction : str, float
        The step it is in, and how much of that is finished.
    """

    id: int
    job: Job
    state: State
    tries: int = 0
    losses: int = 0
    worker: str = ""
    stage: str = ""
    fraction: float = 0.0
    cause: str = ""
    message: str = ""
    not_before: float = 0.0
    started_at: float = 0.0
    ended_at: float = 0.0
    cost: Cost = field(default_factory=Cost)
