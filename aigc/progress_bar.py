"""Progress as bars in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from aigc.progress import Progress


@contextmanager
def bar(console: Console) -> Iterator[Progress]:
    """Show one bar per step while the block runs."""
    columns = (TextColumn("{task.description:<10}"), BarColumn(), TimeElapsedColumn())
    with RichProgress(*columns, console=console, transient=not console.is_terminal) as view:
        tasks: dict[str, TaskID] = {}

        def report(step: str, done: float, total: float) -> None:
            if step not in tasks:
                tasks[step] = view.add_task(step, total=total)
            view.update(tasks[step], completed=done, total=total)

        yield report
