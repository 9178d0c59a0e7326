"""Several processes as one worker, for models that span devices.

Rank 0 claims a job, tells the others, and publishes; all of them run the pipeline, which shares its
work out through `aigc.device.group`. Whatever they tell each other goes through one meeting of all:
each brings a word and hears those of all. A process that comes to its end, or to an error, brings
that word to the next meeting, and so all leave the job together.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

from aigc.batch.cost import Meter
from aigc.batch.folder import BatchFolder
from aigc.batch.gated import at_work, publisher_of
from aigc.batch.heart import Heart
from aigc.batch.kinds import kind_of
from aigc.batch.publishing import discard, parts_of
from aigc.batch.work import LOST, Bench, make, run_job, settled
from aigc.device.group import Group, joined
from aigc.device.place import chosen
from aigc.errors import Cancelled, EngineFailed, JobError
from aigc.store import Store
from aigc.types.job import Claim, Cost

SHARED: Final = ".crew"
"""Folder within the parts of a job where those live that others than rank 0 write."""
STOP: Final = "stop"
TIMEOUT: Final = timedelta(days=14)
"""No wait for each other ends by itself: the dead are seen by whoever keeps the processes."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a process brings to a meeting.

    Attributes
    ----------
    what : str
        ``job``: do this claim; ``value``: of the pipeline's own; ``ended``: the pipeline returned,
        or raised ``value``; ``off``: there will be no more jobs.
    """

    what: Literal["job", "value", "ended", "off"]
    value: Any = None
    cost: Cost | None = None


Meet = Callable[[Word], list[Word]]


class Left(Cancelled):
    """Another process has left the job; all leave."""

    def __init__(self, words: list[Word]) -> None:
        super().__init__("Another process of the group has left the job.")
        self.words = words


class Crew:
    """One process of a worker that is several."""

    def __init__(self, rank: int, size: int, meet: Meet) -> None:
        self.rank, self.size, self._meet = rank, size, meet

    def run(self, claim: Claim, bench: Bench, parts: Path, heart: Heart) -> None:
        """Let all processes do a claim of this one, as `aigc.batch.work.run_job` does it alone."""
        if not kind_of(claim.job.pipeline).spans:
            run_job(claim, bench, parts, heart)
            return
        shared = parts / SHARED
        shared.mkdir()
        try:
            self._meet(Word("job", claim))
            others = self._together(lambda: _led(claim, bench, parts, heart))
            heart.meter.believe(_summed(heart.meter.cost(), others))
        finally:
            discard(shared)

    def follow(self, folder: BatchFolder, store: Store) -> None:
        """Do what rank 0 claims, until it says that there is no more."""
        while (word := self._meet(Word("value"))[0]).what == "job":
            claim: Claim = word.value
            # Rank 0 tells the desk.
            with suppress(Exception):
                self._together(partial(self._followed, claim, folder, store))

    def dismiss(self) -> None:
        """Tell the others that there will be no more jobs."""
        self._meet(Word("off"))

    def _followed(self, claim: Claim, folder: BatchFolder, store: Store) -> None:
        shared = parts_of(folder, claim) / SHARED
        out = shared / str(self.rank)
        out.mkdir(parents=True)

        def progress(step: str, done: float, total: float) -> None:
            if (shared / STOP).exists():
                raise Cancelled(f"Stopped during {step}.")

        # What rank 0 publishes goes through the gate once.
        hands = str((shared / f"hands-{self.rank}").absolute())
        who = replace(publisher_of(claim, folder, out, store.root), hands=hands)
        with at_work(claim, who):
            make(settled(claim.job, folder), out, store, progress)

    def _together(self, act: Callable[[], None]) -> list[Cost]:
        """Run ``act`` here as in the others; return what it has cost them, or raise as they do."""
        meter = Meter()
        try:
            with joined(Group(rank=self.rank, size=self.size, talk=self._talk)):
                act()
            words = self._meet(Word("ended", None, meter.cost()))
        except Left as exc:
            words = exc.words
        except Exception as exc:
            self._meet(Word("ended", _portable(exc), meter.cost()))
            raise
        for word in words:
            if word.what == "ended" and word.value is not None:
                raise word.value
        if any(word.what != "ended" for word in words):
            raise EngineFailed("The processes of a group did not take the same way.")
        return [word.cost for n, word in enumerate(words) if word.cost and n != self.rank]

    def _talk(self, value: Any) -> list[Any]:
        words = self._meet(Word("value", value))
        if any(word.what == "ended" for word in words):
            raise Left(words)
        return [word.value for word in words]


def _led(claim: Claim, bench: Bench, parts: Path, heart: Heart) -> None:
    try:
        run_job(claim, bench, parts, heart)
    except BaseException:
        with suppress(OSError):
            (parts / SHARED / STOP).touch()
        raise


def _summed(own: Cost, others: list[Cost]) -> Cost:
    costs = (own, *others)
    return replace(
        own,
        cpu_s=sum(one.cpu_s for one in costs),
        gpu_s=sum(one.gpu_s for one in costs),
        peak_mib=sum(one.peak_mib for one in costs),
    )


def _portable(exc: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(exc))
    except Exception:
        return EngineFailed(f"{type(exc).__name__}: {exc}")
    return exc


@contextmanager
def meeting(rank: int, size: int, place: Path) -> Iterator[Meet]:
    """Bring processes together through accelerate; the meeting ends with the block.

    Parameters
    ----------
    place : Path
        A file that is not there yet, the same for all.

    Raises
    ------
    JobError
        Another number of processes came than were asked for.
    """
    from accelerate import PartialState  # type: ignore[import-untyped]
    from torch import distributed

    state = PartialState(
        cpu=chosen().kind not in ("cuda", "xpu"), init_method=place.as_uri(), rank=rank,
        world_size=size, timeout=TIMEOUT,
    )  # fmt: skip
    if state.num_processes != size:
        raise JobError(f"accelerate brought {state.num_processes} processes, not {size}.")
    # Words are small and wait long: on the processor, a wait keeps no device busy.
    room = distributed.new_group(backend="gloo", timeout=TIMEOUT)

    def meet(word: Word) -> list[Word]:
        words: list[Any] = [None] * size
        try:
            distributed.all_gather_object(words, word, group=room)
        except RuntimeError:
            # One of the others is dead. Nothing can be done with the rest of them, so the whole
            # worker is lost, and its keeper begins anew.
            os._exit(LOST)
        return words

    try:
        yield meet
    finally:
        distributed.destroy_process_group()
