"""Figures of a batch as people say them."""

from __future__ import annotations

from typing import Final

from aigc.types.job import State

STATES: Final[tuple[State, ...]] = (
    "done", "running", "publishing", "waiting", "held", "failed", "cancelled",
)  # fmt: skip
"""In the order in which they are told."""
_HOUR: Final = 3600


def spoken(seconds: float) -> str:
    """Return a length of time as people say it.

    >>> spoken(40), spoken(600), spoken(9000)
    ('40 s', '10 min', '2 h 30 min')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def jobs(count: int) -> str:
    """Return how many jobs there are.

    >>> jobs(1), jobs(2000)
    ('1 job', '2,000 jobs')
    """
    return "1 job" if count == 1 else f"{count:,} jobs"


def waiting(count: int) -> str:
    """Return how many jobs wait for people, and what to do.

    >>> waiting(1), waiting(0)
    ('1 job waits for people: aigc review list. When approved, run it again.', '')
    """
    wait = "waits" if count == 1 else "wait"
    told = f"{jobs(count)} {wait} for people: aigc review list. When approved, run it again."
    return told if count else ""


def paced(rate_hz: float) -> str:
    """Return how many jobs are done in a time that gives a number worth reading.

    >>> paced(0.08), paced(2.0), paced(0.0)
    ('288 an hour, 6,912 a day', '7,200 an hour, 172,800 a day', '-')
    """
    if not rate_hz:
        return "-"
    return f"{rate_hz * _HOUR:,.0f} an hour, {rate_hz * 24 * _HOUR:,.0f} a day"


def sized(count: float) -> str:
    """Return bytes as people say them.

    >>> sized(12_400_000), sized(3.2e9), sized(0)
    ('12 MB', '3.2 GB', '0 kB')
    """
    if count >= 1e9:
        return f"{count / 1e9:,.1f} GB"
    return f"{count / 1e6:,.0f} MB" if count >= 1e6 else f"{count / 1e3:,.0f} kB"
