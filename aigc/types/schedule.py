"""What is run at which times, and each time that it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CatchUp = Literal["all", "latest", "skip"]
"""Which of the runs that were missed are made up for."""
FireState = Literal["running", "done", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A batch that is run again and again.

    Attributes
    ----------
    cron, zone : str
        When: a cron expression, and the time zone in which it is read.
    grace_s : float
        A run that begins so late is on time still.
    command : tuple of str
        What `aigc batch run` is given: a manifest or a notebook, and options. ``{date}`` and
        ``{time}`` stand for those of the run.
    out : str
        Folder of a run's results, with the same blanks.
    cwd : str
        Folder in which the command is given.
    seen : float
        Seconds since 1970: runs that were due until then are settled.
    """

    name: str
    cron: str
    zone: str
    catch_up: CatchUp = "latest"
    grace_s: float = 300.0
    command: tuple[str, ...]
    out: str
    cwd: str
    seen: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fire:
    """One run of a schedule.

    Attributes
    ----------
    due : int
        When it was to begin, in seconds since 1970; there is one run for each such time.
    started_at, ended_at : float
        When it did, and when it ended; 0 as long as it runs.
    """

    schedule: str
    due: int
    state: FireState = "running"
    started_at: float = 0.0
    ended_at: float = 0.0
    message: str = ""
