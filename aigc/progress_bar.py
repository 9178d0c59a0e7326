"""Progress as bars in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as RichProgress

from aigc.progress import Progress


@contextmanager
def bar(console: Console) -> Iterator[Progress]:
    """Show one bar per step while the block runs; a step ends when the next one begins.

    Nothing is shown where the console is not a terminal.
    """
    columns = (
        SpinnerColumn(finished_text="[green]✓[/]"),
        TextColumn("{task.description:<8}"),
        BarColumn(bar_width=32, complete_style="cyan", finished_style="green"),
        TimeElapsedColumn(),
        TimeRemainingColumn(elapsed_when_finished=False, compact=True),
    )
    with RichProgress(*columns, console=console, disable=not console.is_terminal) as view:
        tasks: dict[str, TaskID] = {}

        def report(step: str, done: float, total: float) -> None:
            if step not in tasks:
                for before in tasks.values():
                    end(before)
                tasks[step] = view.add_task(step, total=total if done or total > 1 else None)
            if done or total > 1:
                view.update(tasks[step], completed=done, total=total)

        def end(task: TaskID) -> None:
            total = view.tasks[task].total or 1
            view.update(task, completed=total, total=total)

        yield report
        for task in tasks.values():
            end(task)
