"""A batch in a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich import box
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from aigc.batch.sight.snapshot import Snapshot
from aigc.batch.sight.words import STATES, paced, spoken

MOST_ROWS = 12
PLAIN_S = 30.0
_COLOURS = {"done": "green", "failed": "red", "running": "cyan", "cancelled": "yellow"}


@contextmanager
def watching(console: Console) -> Iterator[Callable[[Snapshot], None]]:
    """Give what shows each snapshot: a live view, or a line now and then where nobody looks."""
    if console.is_terminal:
        with Live(console=console, refresh_per_second=2, transient=True) as live:
            yield lambda seen: live.update(view(seen))
        return
    last = [0.0]

    def plain(seen: Snapshot) -> None:
        if time.monotonic() - last[0] > PLAIN_S:
            last[0] = time.monotonic()
            console.print(line(seen), highlight=False, soft_wrap=True)

    yield plain


def line(seen: Snapshot) -> str:
    """Return how a batch stands in one line."""
    counts = ", ".join(f"{seen.counts[s]:,} {s}" for s in STATES if seen.counts.get(s))
    rest = f"; {spoken(seen.eta_s)} left" if seen.eta_s is not None else ""
    mode = "" if seen.mode == "open" else f" ({seen.mode})"
    return f"{counts or 'no jobs'}{mode}; {paced(seen.rate_hz)}{rest}"


def view(seen: Snapshot) -> RenderableType:
    """Return how a batch stands: its bar, what runs, what failed and what it costs."""
    ended = seen.jobs - seen.open
    bar = ProgressBar(total=max(seen.jobs, 1), completed=ended, width=48)
    parts: list[RenderableType] = [bar, Text(line(seen))]
    if seen.running:
        parts.append(_running(seen))
    parts += [_failures(seen)] if seen.failures else []
    parts += [Text.from_markup(_cost(seen))] if seen.counts.get("done") else []
    if seen.late:
        parts.append(Text(f"{len(seen.late)} past their deadline", style="yellow"))
    return Group(*parts)


def _running(seen: Snapshot) -> Table:
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False)
    for head in ("running", "step", "", "worker"):
        table.add_column(head, style="dim" if head == "worker" else "")
    for row in seen.running[:MOST_ROWS]:
        table.add_row(row.job.name, row.stage, f"{row.fraction:.0%}", row.worker)
    return table


def _failures(seen: Snapshot) -> Table:
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False)
    for head in ("failed", "cause", "why", "such as"):
        table.add_column(head)
    for one in seen.failures[:MOST_ROWS]:
        table.add_row(
            f"[red]{len(one.jobs)}[/]", one.cause, escape(one.message), escape(one.jobs[0])
        )
    return table


def _cost(seen: Snapshot) -> str:
    mean = seen.mean
    gpu = f", {mean.gpu_s:.1f} GPU-s" if mean.gpu_s else ""
    energy = f", {mean.joules:.0f} J" if mean.joules else ""
    stages = sorted(mean.stages.items(), key=lambda pair: -pair[1])[:5]
    steps = ", ".join(f"{escape(name)} {took:.1f}" for name, took in stages)
    return (
        f"[dim]a job:[/] {mean.wall_s:.1f} s, {mean.cpu_s:.1f} CPU-s{gpu}{energy}, "
        f"peak {seen.total.peak_mib:.0f} MiB [dim]({steps})[/]"
    )
