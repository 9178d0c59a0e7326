"""The heartbeat of a claim: while it goes, the job belongs to its worker."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from aigc.batch.cost import Meter
from aigc.batch.desk import Listener
from aigc.errors import AigcError, Cancelled
from aigc.types.job import Claim


class TimeUp(Cancelled):
    """A job took longer than it may."""


class Heart:
    """Tells the desk every few seconds that a claim is worked on, and the work when to stop.

    Attributes
    ----------
    meter : Meter
        What the work has cost.
    place : tuple of str, float
        The step it is in, and how much of that is finished.
    """

    def __init__(
        self,
        claim: Claim,
        desk: Listener,
        *,
        beat_s: float,
        stopped: Callable[[], bool] = lambda: False,
        abandon: Callable[[type[Cancelled]], None] | None = None,
        grace_s: float = 30.0,
    ) -> None:
        """Prepare for a claim.

        Parameters
        ----------
        stopped : callable
            Returns whether the worker itself is to stop.
        abandon : callable, optional
            Called with the reason when the work has not stopped ``grace_s`` after it was told to;
            it ends the process, as nothing else helps then.
        """
        self.meter = Meter()
        self.place = ("", 0.0)
        self._claim, self._desk, self._beat_s = claim, desk, beat_s
        self._stopped, self._abandon, self._grace_s = stopped, abandon, grace_s
        self._why: type[Cancelled] | None = None
        self._begin = time.monotonic()
        self._told_at = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def progress(self, step: str, done: float, total: float) -> None:
        """Take a report of the work, and stop it where it is to stop.

        Raises
        ------
        Cancelled
            The job was cancelled, given to another worker, or this one is to stop.
        TimeUp
            It took longer than it may.
        """
        self.meter.enter(step)
        # Whatever number was told, as one that the desk can write down.
        self.place = (step, max(0.0, min(1.0, float(done / total)))) if total else (step, 0.0)
        self._look()
        if self._why is TimeUp:
            limit = self._claim.job.limit_s
            raise TimeUp(f"It took longer than {limit:g} s, in the step {step}.")
        if self._why:
            raise Cancelled(f"Stopped during {step}.")

    def _run(self) -> None:
        while not self._over.wait(self._beat_s):
            # A full disk or a ledger out of reach is no reason to stop the work: the lease decides.
            with suppress(AigcError, OSError):
                if self._desk.beat(self._claim, *self.place) == "stop":
                    self._why = self._why or Cancelled
            self.meter.sample()
            self._look()
            if self._why and self._abandon:
                self._told_at = self._told_at or time.monotonic()
                if time.monotonic() - self._told_at > self._grace_s:
                    self._abandon(self._why)

    def _look(self) -> None:
        limit = self._claim.job.limit_s
        if self._why is None and limit and time.monotonic() - self._begin > limit:
            self._why = TimeUp
        if self._why is None and self._stopped():
            self._why = Cancelled
