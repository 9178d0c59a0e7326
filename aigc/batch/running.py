"""A manifest is run: planned, estimated, written into the ledger, and worked off by an executor."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from aigc.batch.approvals import Approvals
from aigc.batch.executors import Executor
from aigc.batch.executors import executor as executor_of
from aigc.batch.folder import BatchFolder
from aigc.batch.lead import Lead
from aigc.batch.ledger import controls
from aigc.batch.ledger.controls import Changes
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.local import LIMITS, LOOK_S, Limits, usable_cores
from aigc.batch.manifest.planning import Plan, plan
from aigc.batch.publishing import check_places
from aigc.batch.room import free_bytes
from aigc.batch.sight import export as tables
from aigc.batch.sight.snapshot import Snapshot, snapshot
from aigc.batch.sight.words import jobs as counted
from aigc.batch.sight.words import sized, spoken
from aigc.errors import InputError, did_you_mean
from aigc.notices import notice
from aigc.store import Store, default_root
from aigc.trust.asking import asker
from aigc.types.job import Cause

Watcher = Callable[[Snapshot], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a batch will take.

    Attributes
    ----------
    jobs : int
        Jobs that are not done yet.
    wall_s, size_bytes : float
        Time until its end, and space for its results.
    free_bytes : int
        Space that there is.
    measured : bool
        Whether jobs of this batch that are done were measured; else the pipelines guess.
    """

    jobs: int
    wall_s: float
    size_bytes: float
    free_bytes: int
    measured: bool

    def __str__(self) -> str:
        basis = "as measured" if self.measured else "by the pipelines' own guess"
        return (
            f"{counted(self.jobs)}, about {spoken(self.wall_s)} and {sized(self.size_bytes)} "
            f"({basis}); {sized(self.free_bytes)} are free."
        )


def estimate(planned: Plan, out: Path, workers: int = 0) -> Estimate:
    """Return what the jobs of a plan that are not done in ``out`` will take."""
    folder, share = BatchFolder(Path(out)), 1.0
    measured = False
    wall_s = planned.cpu_s / max(len(usable_cores()), 1)
    if folder.ledger.exists() and planned.jobs:
        with closing(Ledger(folder.ledger)) as ledger:
            rows = ledger.rows(("done",))
        keys = {job.key for job in planned.jobs}
        done = [row for row in rows if row.job.key in keys]
        share = 1 - len(done) / len(planned.jobs)
        if done:
            measured = True
            each = sum(row.cost.wall_s for row in done) / len(done)
            wall_s = each * len(planned.jobs) / max(workers or len(usable_cores()), 1)
    return Estimate(
        jobs=round(len(planned.jobs) * share),
        wall_s=wall_s * share,
        size_bytes=planned.size_bytes * share,
        free_bytes=free_bytes(folder.root),
        measured=measured,
    )


def run(
    manifest: str | Path,
    out: str | Path,
    *,
    pipeline: str = "",
    template: str | Path | None = None,
    options: Mapping[str, Any] | None = None,
    root: str | Path | None = None,
    workers: int = 0,
    executor: str = "local",
    settings: Mapping[str, Any] | None = None,
    store: Store | None = None,
    limits: Limits = LIMITS,
    planned: Plan | None = None,
    watch: Watcher = lambda seen: None,
) -> Snapshot:
    """Do every job of a manifest; those that are done already in ``out`` are not done again.

    Parameters
    ----------
    executor : str
        A name of `aigc.batch.executors.EXECUTORS`.
    settings : mapping, optional
        Options of that executor alone, such as ``address``.
    planned : Plan, optional
        The manifest as it was planned before, which is then not read again.
    watch : callable
        Takes how the batch stands, twice a second at most; what it raises stops the workers, and
        the jobs go on from there in the next run.

    Raises
    ------
    InputError
        The manifest has problems, or the disk has no room for the results; nothing was started.
    ConfigError
        There is no such executor, or it has no such option.
    JobError
        Workers cannot be started.
    """
    folder = BatchFolder(Path(out))
    if planned is None:
        planned = plan(
            Path(manifest),
            pipeline=pipeline,
            template=Path(template) if template else None,
            options=options,
            root=Path(root) if root else None,
        )
    expected = estimate(planned, folder.root, workers)
    if expected.size_bytes > expected.free_bytes:
        raise InputError(f"There is no room for the results: {expected} Free space, or split it.")
    folder.make()
    kept = store or Store(default_root())
    works = executor_of(
        executor, folder, kept, workers=workers, limits=limits, options=settings or {}
    )
    enter(planned, folder)
    return _worked(folder, works, kept, watch)


def go_on(
    out: str | Path,
    *,
    workers: int = 0,
    store: Store | None = None,
    limits: Limits = LIMITS,
    watch: Watcher = lambda seen: None,
) -> Snapshot:
    """Do the jobs that are open in a batch on this machine, as `run` does, without a manifest.

    A batch that is paused stays so until `aigc.batch.ledger.controls.resume`.

    Raises
    ------
    InputError
        There is no batch in ``out``.
    JobError
        Workers cannot be started.
    """
    ledger_in(Path(out)).close()
    folder = BatchFolder(Path(out))
    kept = store or Store(default_root())
    works = executor_of("local", folder, kept, workers=workers, limits=limits, options={})
    return _worked(folder, works, kept, watch)


def _worked(folder: BatchFolder, works: Executor, store: Store, watch: Watcher) -> Snapshot:
    with closing(Ledger(folder.ledger)) as ledger:
        approvals = Approvals(ledger, folder, store.root)
        shown = sparing(lambda: watch(snapshot(ledger)))

        def seen() -> None:
            approvals.look()
            shown()

        with Lead(folder) as lead:
            if _led(lead, ledger, watch):
                approvals.look()
                works.run(seen)
        return snapshot(ledger)


def sparing(
    look: Callable[[], None], clock: Callable[[], float] = time.monotonic
) -> Callable[[], None]:
    """Return ``look`` so that it takes at most a tenth of the time, however often it is called."""
    free_at = [0.0]

    def looked() -> None:
        begin = clock()
        if begin >= free_at[0]:
            look()
            free_at[0] = clock() + (clock() - begin) * 9

    return looked


def _led(lead: Lead, ledger: Ledger, watch: Watcher) -> bool:
    """Wait while another run leads the batch; return whether there is something left to do."""
    if not lead.taken():
        notice("Another run is at work on this batch and does these jobs too; this one looks on.")
    while not lead.taken():
        if not ledger.open_jobs():
            return False
        watch(snapshot(ledger))
        time.sleep(LOOK_S)
    return True


def enter(planned: Plan, folder: BatchFolder) -> Changes:
    """Write the jobs of a plan into the ledger of a folder, which is made where there is none.

    Whoever asks now (`aigc.trust.asking.asker`) asks for those that are new.

    Raises
    ------
    InputError
        Where the results of a job are to be there is something else.
    """
    check_places([job.name for job in planned.jobs], folder)
    folder.make()
    with closing(Ledger(folder.ledger)) as ledger:
        changes = controls.enter(ledger, planned.jobs, asker())
        controls.resume(ledger)
    return changes


def status(out: str | Path) -> Snapshot:
    """Return how the batch in ``out`` stands.

    Raises
    ------
    InputError
        There is none.
    """
    with closing(ledger_in(Path(out))) as ledger:
        return snapshot(ledger)


def retry(out: str | Path, jobs: Sequence[str] = (), *, cause: str = "") -> int:
    """Let failed jobs be done again by the next run; return how many.

    Parameters
    ----------
    jobs : sequence of str
        Which; all that failed where none is named.
    cause : str
        Only those that failed of this.

    Raises
    ------
    InputError
        There is no such batch, job or cause.
    """
    if cause and cause not in get_args(Cause):
        raise InputError(f"There is no cause {cause!r}. {did_you_mean(cause, get_args(Cause))}")
    with closing(ledger_in(Path(out))) as ledger:
        return controls.retry(ledger, jobs, cause)


def records(out: str | Path) -> list[dict[str, Any]]:
    """Return what became of every job and what it cost, a flat record each.

    Raises
    ------
    InputError
        There is no such batch.
    """
    with closing(ledger_in(Path(out))) as ledger:
        return tables.records(ledger.rows())


def export(out: str | Path, to: str | Path) -> Path:
    """Write what became of every job as a table, and return its path.

    Parameters
    ----------
    to : path
        A .csv, .xlsx or .jsonl file.

    Raises
    ------
    InputError
        There is no such batch, or the table cannot be of that kind.
    """
    with closing(ledger_in(Path(out))) as ledger:
        return tables.write(ledger.rows(), Path(to))


def ledger_in(out: Path) -> Ledger:
    """Return the ledger of the batch in ``out``.

    Raises
    ------
    InputError
        There is none.
    """
    folder = BatchFolder(out)
    if not folder.ledger.is_file():
        raise InputError(f"There is no batch in {out}. Start one: aigc batch run MANIFEST.")
    return Ledger(folder.ledger)
