"""Which of the runs that are due begins."""

from __future__ import annotations

from collections.abc import Sequence

from aigc.types.schedule import CatchUp


def chosen(
    times: Sequence[int], now: float, catch_up: CatchUp, grace_s: float
) -> tuple[int | None, float]:
    """Return the run that begins, if any, and until when all are settled then.

    Parameters
    ----------
    times : sequence of int
        When runs that have not begun were due, in order.

    >>> chosen([100, 200, 300], 310, "all", 20), chosen([100, 200, 300], 310, "latest", 20)
    ((100, 100), (300, 300))
    >>> chosen([100, 200, 300], 310, "skip", 20), chosen([100, 200, 300], 400, "skip", 20)
    ((300, 300), (None, 300))
    """
    if not times:
        return None, now
    if catch_up == "all":
        return times[0], times[0]
    if catch_up == "latest":
        return times[-1], times[-1]
    timely = [due for due in times if now - due <= grace_s]
    return (timely[0], timely[0]) if timely else (None, times[-1])
