"""A batch in a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from aigc.batch.room import RESERVE_BYTES
from aigc.batch.sight.snapshot import Failure, Snapshot
from aigc.batch.sight.words import STATES, jobs, paced, sized, spoken, waiting

MOST_ROWS: Final = 8
MOST_STAGES: Final = 6
LOOK_S: Final = 1.0
PLAIN_S: Final = 30.0
WIDEST: Final = 110
_COLOURS: Final = {
    "done": "green", "running": "cyan", "publishing": "cyan", "failed": "bold red",
    "cancelled": "yellow",
}  # fmt: skip
_MODES: Final = {
    "paused": "Paused: no more jobs start. Go on with aigc batch resume.",
    "stopped": "Stopped. Go on with aigc batch resume.",
}
_SPACE: Final = {
    "short": "Short of space: jobs begin one after another.",
    "full": f"The disk is full: no job begins below {sized(RESERVE_BYTES)} of free space.",
}


@contextmanager
def watching(console: Console) -> Iterator[Callable[[Snapshot], None]]:
    """Give what shows each snapshot: a live view, or a line now and then where nobody looks."""
    if console.is_terminal:
        with Live(console=console, refresh_per_second=4, transient=True) as live:
            yield lambda seen: live.update(view(seen))
        return
    last = [-PLAIN_S]

    def plain(seen: Snapshot) -> None:
        if time.monotonic() - last[0] > PLAIN_S:
            last[0] = time.monotonic()
            console.print(line(seen), highlight=False, soft_wrap=True)

    yield plain


def followed(look: Callable[[], Snapshot], console: Console) -> Snapshot:
    """Show a batch until nothing is left to do or the user stops it; return the last look."""
    seen = look()
    with suppress(KeyboardInterrupt), watching(console) as watch:
        while seen.open:
            watch(seen)
            time.sleep(LOOK_S)
            seen = look()
    return seen


def line(seen: Snapshot) -> str:
    """Return how a batch stands in one line."""
    counts = ", ".join(f"{seen.counts[s]:,} {s}" for s in STATES if seen.counts.get(s))
    rest = f"; {spoken(seen.eta_s)} left" if seen.eta_s is not None else ""
    mode = "" if seen.mode == "open" else f" ({seen.mode})"
    mode += " (disk full)" if seen.space == "full" else ""
    return f"{counts or 'no jobs'}{mode}; {paced(seen.rate_hz)}{rest}"


def view(seen: Snapshot) -> RenderableType:
    """Return how a batch stands: its bar, what runs, what failed and what it costs."""
    parts: list[RenderableType] = [_head(seen)]
    if seen.open and seen.mode in _MODES:
        parts.append(Text(_MODES[seen.mode], style="yellow"))
    if seen.open and seen.space:
        parts.append(Text(_SPACE[seen.space], style="yellow"))
    if seen.late:
        parts.append(Text(f"{len(seen.late):,} past their deadline", style="yellow"))
    if seen.reviews:
        parts.append(Text(waiting(seen.reviews), style="yellow"))
    parts += [Padding(_running(seen), (1, 0, 0, 0))] if seen.running else []
    parts += [Padding(_failures(seen), (1, 0, 0, 0))] if seen.failures else []
    parts += [Padding(_cost(seen), (1, 0, 0, 0))] if seen.counts.get("done") else []
    return _Narrow(Group(*parts))


class _Narrow:
    """Shows something no wider than lines can be read."""

    def __init__(self, inside: RenderableType) -> None:
        self._inside = inside

    def __rich_console__(self, console: Console, options: object) -> Iterator[RenderableType]:
        grid = Table.grid(expand=False)
        grid.add_column(width=min(console.width, WIDEST))
        grid.add_row(self._inside)
        yield grid


def _head(seen: Snapshot) -> RenderableType:
    """Return the bar with its share, and below it what there is to say in words."""
    share = seen.ended / max(seen.jobs, 1)
    colour = "green" if not seen.counts.get("failed") else "yellow"
    bar = Table.grid(padding=(0, 2, 0, 0), expand=True)
    bar.add_column(ratio=1)
    bar.add_column(justify="right", no_wrap=True)
    bar.add_row(
        ProgressBar(
            total=max(seen.jobs, 1), completed=seen.ended, complete_style="cyan",
            finished_style=colour,
        ),
        Text(f"{int(share * 100)} %", style="bold"),
    )  # fmt: skip
    told = [Text(f"{seen.counts[s]:,} {s}", style=_COLOURS.get(s, "")) for s in STATES
            if seen.counts.get(s)]  # fmt: skip
    counts = Text(" · ", style="dim").join([Text(jobs(seen.jobs), style="bold"), *told])
    return Group(bar, counts, _pace(seen))


def _pace(seen: Snapshot) -> Text:
    if not seen.open:
        again = " aigc batch retry does what failed again." if seen.failures else ""
        return Text(f"Nothing is left to do.{again}", style="dim")
    if not seen.rate_hz:
        return Text("The pace shows once two jobs are done.", style="dim")
    left = f"{spoken(seen.eta_s)} left, " if seen.eta_s is not None else ""
    return Text.assemble((f"{left}", "bold"), (f"at {paced(seen.rate_hz)}", "dim"))


def _running(seen: Snapshot) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=3)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=2)
    table.add_column(width=16)
    table.add_column(justify="right", no_wrap=True, width=5)
    table.add_row(*(Text(head, style="dim") for head in ("now", "step", "", "")))
    for row in seen.running[:MOST_ROWS]:
        bar = ProgressBar(total=1.0, completed=row.fraction, width=16, complete_style="cyan",
                          finished_style="cyan")  # fmt: skip
        share = f"{int(row.fraction * 100)} %" if row.stage else ""
        table.add_row(Text(row.job.name), Text(row.stage or "starts"), bar, share)
    more = len(seen.running) - MOST_ROWS
    return Group(table, Text(f"and {more:,} more", style="dim")) if more > 0 else table


def _failures(seen: Snapshot) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    table.add_row(Text("failed", style="dim"), Text("cause", style="dim"), Text("why", style="dim"))
    for one in seen.failures[:MOST_ROWS]:
        table.add_row(Text(f"{len(one.jobs):,}", style="bold red"), one.cause, _why(one))
    more = len(seen.failures) - MOST_ROWS
    return Group(table, Text(f"and {more:,} more reasons", style="dim")) if more > 0 else table


def _why(one: Failure) -> Text:
    others = f" and {len(one.jobs) - 1:,} more" if len(one.jobs) > 1 else ""
    return Text.assemble(one.message, (f" ({one.jobs[0]}{others})", "dim"))


def _cost(seen: Snapshot) -> RenderableType:
    mean = seen.mean
    told = [f"{mean.wall_s:.1f} s", f"{mean.cpu_s:.1f} CPU-s"]
    told += [f"{mean.gpu_s:.1f} GPU-s"] if mean.gpu_s else []
    told += [f"{mean.joules:,.0f} J"] if mean.joules else []
    told.append(f"{seen.total.peak_mib:,.0f} MiB at most")
    stages = sorted(mean.stages.items(), key=lambda pair: -pair[1])[:MOST_STAGES]
    steps = " · ".join(f"{name} {took:.1f} s" for name, took in stages)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    table.add_row("a job", Text(" · ".join(told)))
    if steps:
        table.add_row("by step", Text(steps))
    return table
