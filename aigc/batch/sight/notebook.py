"""A batch in a notebook: a table that follows it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any, Final

from aigc.batch.sight.words import STATES, jobs, paced, spoken, waiting
from aigc.types.markup import faint, strong, table, titled

if TYPE_CHECKING:
    from collections.abc import Callable

    from aigc.batch.sight.snapshot import Snapshot
    from aigc.types.job import JobRow

MOST_ROWS: Final = 8
EVERY_S: Final = 1.0
_COLOURS: Final = {"done": "#0d7a52", "failed": "#d3122a", "cancelled": "#b08400"}
_WORKING: Final = "#2a5bd0"


def notebook(every_s: float = EVERY_S) -> Callable[[Snapshot], None]:
    """Show a batch below the cell that calls this; give it to ``aigc.batch.run`` as ``watch``.

    What it shows is drawn anew at most every ``every_s`` seconds, and at the end.
    """
    from IPython.display import HTML, display

    handle: Any = display(HTML(faint("The batch starts.")), display_id=True)
    last = [0.0]

    def watch(seen: Snapshot) -> None:
        if not seen.open or time.monotonic() - last[0] >= every_s:
            last[0] = time.monotonic()
            if handle is not None:
                handle.update(HTML(shown(seen)))

    return watch


def shown(seen: Snapshot) -> str:
    """Return how a batch stands as HTML; all text is escaped."""
    share = seen.ended / max(seen.jobs, 1)
    mode = "" if seen.mode == "open" or not seen.open else f" · {seen.mode}"
    mode += {"": "", "short": " · short of space", "full": " · disk full"}[seen.space]
    note = f"{jobs(seen.jobs)} · {int(100 * share)} %{mode}"
    return titled("Batch", note, _bar(seen) + table(_lines(seen)))


def _bar(seen: Snapshot) -> str:
    """Return a bar with a piece for each state that is at an end or at work."""
    pieces = "".join(
        f'<i style="display:block;width:{100 * seen.counts[state] / seen.jobs:.2f}%;'
        f'background:{_COLOURS.get(state, _WORKING)}"></i>'
        for state in STATES
        if seen.counts.get(state) and state not in ("waiting", "held")
    )
    return (
        '<div style="display:flex;height:8px;max-width:560px;border-radius:4px;overflow:hidden;'
        f'background:#8883;margin:4px 0 6px">{pieces}</div>'
    )


def _lines(seen: Snapshot) -> Iterator[tuple[str, ...]]:
    counts = " · ".join(f"{seen.counts[s]:,} {s}" for s in STATES if seen.counts.get(s))
    yield faint("state"), strong(counts or "no jobs")
    if seen.open:
        left = f"{spoken(seen.eta_s)} left, " if seen.eta_s is not None else ""
        pace = f"at {paced(seen.rate_hz)}" if seen.rate_hz else "shows once two jobs are done"
        yield faint("pace"), escape(left + pace)
    if seen.late:
        yield faint("late"), f"{len(seen.late):,} past their deadline"
    if seen.reviews:
        yield faint("review"), escape(waiting(seen.reviews))
    for row in seen.running[:MOST_ROWS]:
        yield faint("now"), _now(row)
    for one in seen.failures[:MOST_ROWS]:
        others = f" and {len(one.jobs) - 1:,} more" if len(one.jobs) > 1 else ""
        why = f"{escape(one.message)} {faint(one.jobs[0] + others)}"
        yield faint("failed"), f"{strong(f'{len(one.jobs):,} {one.cause}')}: {why}"
    if seen.counts.get("done"):
        yield faint("a job"), escape(_cost(seen))


def _now(row: JobRow) -> str:
    step = f"{row.stage} {int(100 * row.fraction)} %" if row.stage else "starts"
    return f"{escape(row.job.name)} {faint(step)}"


def _cost(seen: Snapshot) -> str:
    mean = seen.mean
    told = [f"{mean.wall_s:.1f} s", f"{mean.cpu_s:.1f} CPU-s"]
    told += [f"{mean.gpu_s:.1f} GPU-s"] if mean.gpu_s else []
    told.append(f"{seen.total.peak_mib:,.0f} MiB at most")
    stages = sorted(mean.stages.items(), key=lambda pair: -pair[1])
    return " · ".join(told + [f"{name} {took:.1f} s" for name, took in stages[:MOST_ROWS]])
