"""Work that is watched while it runs: what it does now, how far it is, how long it will take."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass
from typing import Generic, TypeVar

from aigc.progress import Progress, cancellable

T = TypeVar("T")
LOOK_S = 0.4
"""Between two looks at the work."""
SURE_AFTER_S = 1.5
"""A step must have run this long before its end is foretold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Where the work stands; ``left_s`` is `None` while nothing can be said."""

    step: str
    share: float
    elapsed_s: float
    left_s: float | None = None
    past: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished(Generic[T]):
    """The work's result and how long it took."""

    value: T
    elapsed_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """What stopped the work."""

    error: BaseException


class Watch:
    """A `Progress` that remembers where the work stands."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = self._step_began = clock()
        self._steps: list[str] = []
        self._share = self._first = 0.0

    def __call__(self, step: str, done: float, total: float) -> None:
        """Take a report of the work."""
        share = done / total if total else 0.0
        if not self._steps or self._steps[-1] != step:
            self._steps.append(step)
            self._step_began, self._first = self._clock(), share
        self._share = share

    def moment(self) -> Moment:
        """Return where the work stands now."""
        now, done = self._clock(), self._share - self._first
        run = now - self._step_began
        sure = run >= SURE_AFTER_S and done > 0
        return Moment(
            step=self._steps[-1] if self._steps else "",
            share=self._share,
            elapsed_s=now - self._began,
            left_s=run * (1 - self._share) / done if sure else None,
            past=tuple(dict.fromkeys(self._steps[:-1])),
        )


def follow(
    work: Callable[[Progress], T], stop: Callable[[], bool], *, look_s: float = LOOK_S
) -> Iterator[Moment | Finished[T] | Failed]:
    """Run ``work`` beside, yield moments while it runs, and last its result or its failure.

    ``stop`` is asked at each of the work's reports. Whoever closes the iterator stops the work.
    """
    watch, left, ended = Watch(), threading.Event(), threading.Event()
    progress = cancellable(watch, lambda: left.is_set() or stop())
    results: list[Finished[T] | Failed] = []
    began = time.monotonic()

    def run() -> None:
        try:
            results.append(Finished(value=work(progress), elapsed_s=time.monotonic() - began))
        except BaseException as exc:
            results.append(Failed(error=exc))
        ended.set()

    # The work knows for whom it is done, so that it can tell them of files.
    inside = copy_context()
    threading.Thread(target=inside.run, args=(run,), name="studio-work", daemon=True).start()
    try:
        yield watch.moment()
        while not ended.wait(look_s):
            yield watch.moment()
        yield results[0]
    finally:
        left.set()


class Stops:
    """When each visitor last pressed stop; what was started before that ends at its next report."""

    def __init__(self) -> None:
        self._pressed: dict[str, float] = {}

    def press(self, visitor: str) -> None:
        """Stop everything that ``visitor`` has started until now."""
        self._pressed[visitor] = time.monotonic()

    def forget(self, visitor: str) -> None:
        """Drop what is known of a visitor who has left."""
        self._pressed.pop(visitor, None)

    def since_now(self, visitor: str) -> Callable[[], bool]:
        """Return a question to ask later: whether ``visitor`` has pressed stop since now."""
        began = time.monotonic()
        return lambda: self._pressed.get(visitor, 0.0) > began
