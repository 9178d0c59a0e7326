"""One small Protocol for everything that takes time, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from aigc.errors import Cancelled

T = TypeVar("T")


class Progress(Protocol):
    """Receives how far a named step has come.

    Implementations may raise `aigc.errors.Cancelled` to stop the work at a safe point.
    """

    def __call__(self, step: str, done: float, total: float) -> None:
        """Report that ``done`` of ``total`` units of ``step`` are finished."""


def silent(step: str, done: float, total: float) -> None:
    """Ignore every report."""


def cancellable(progress: Progress, stop: Callable[[], bool]) -> Progress:
    """Return ``progress`` that raises `Cancelled` as soon as ``stop()`` is true."""

    def report(step: str, done: float, total: float) -> None:
        if stop():
            raise Cancelled(f"Stopped during {step}. Run it again to go on from there.")
        progress(step, done, total)

    return report


def track(items: Iterable[T], progress: Progress, step: str, total: float) -> Iterator[T]:
    """Yield ``items`` and report after each."""
    progress(step, 0, total)
    for n, item in enumerate(items, 1):
        yield item
        progress(step, n, total)


def part(progress: Progress, begun: float, count: float, whole: float) -> Progress:
    """Return the progress of ``count`` of ``whole`` units, of which ``begun`` came before."""

    def report(step: str, done: float, total: float) -> None:
        progress(step, begun + count * (done / total if total else 0.0), whole)

    return report
