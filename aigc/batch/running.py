"""A manifest is run: planned, estimated, written into the ledger, and worked off by an executor."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from aigc.batch.folder import BatchFolder
from aigc.batch.ledger import controls
from aigc.batch.ledger.controls import Changes
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.local import LIMITS, Limits, Supervisor, usable_cores
from aigc.batch.manifest.planning import Plan, plan
from aigc.batch.sight.snapshot import Snapshot, snapshot
from aigc.batch.sight.words import spoken
from aigc.errors import InputError
from aigc.store import Store, default_root

Executor = Literal["local", "accelerate", "ray"]
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
            f"{self.jobs} jobs, about {spoken(self.wall_s)} and {self.size_bytes / 1e9:.1f} GB "
            f"({basis}); {self.free_bytes / 1e9:.1f} GB are free."
        )


def estimate(planned: Plan, out: Path, workers: int = 0) -> Estimate:
    """Return what the jobs of a plan that are not done in ``out`` will take."""
    folder, share = BatchFolder(Path(out)), 1.0
    measured = False
    wall_s = planned.cpu_s / max(len(usable_cores()), 1)
    if folder.ledger.exists() and planned.jobs:
        rows = Ledger(folder.ledger).rows(("done",))
        keys = {job.key for job in planned.jobs}
        done = [row for row in rows if row.job.key in keys]
        share = 1 - len(done) / len(planned.jobs)
        if done:
            measured = True
            each = sum(row.cost.wall_s for row in done) / len(done)
            wall_s = each * len(planned.jobs) / max(workers or len(usable_cores()), 1)
    there = next(one for one in (folder.root, *folder.root.absolute().parents) if one.exists())
    return Estimate(
        jobs=round(len(planned.jobs) * share),
        wall_s=wall_s * share,
        size_bytes=planned.size_bytes * share,
        free_bytes=shutil.disk_usage(there).free,
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
    executor: Executor = "local",
    store: Store | None = None,
    limits: Limits = LIMITS,
    planned: Plan | None = None,
    watch: Watcher = lambda seen: None,
) -> Snapshot:
    """Do every job of a manifest; those that are done already in ``out`` are not done again.

    Parameters
    ----------
    planned : Plan, optional
        The manifest as it was planned before, which is then not read again.
    watch : callable
        Takes how the batch stands, twice a second; what it raises stops the workers, and the jobs
        go on from there in the next run.

    Raises
    ------
    InputError
        The manifest has problems, or the disk has no room for the results; nothing was started.
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
    enter(planned, folder)
    ledger = Ledger(folder.ledger)
    supervisor = Supervisor(folder, store or Store(default_root()), workers=workers, limits=limits)
    supervisor.run(lambda: watch(snapshot(ledger)))
    return snapshot(ledger)


def enter(planned: Plan, folder: BatchFolder) -> Changes:
    """Write the jobs of a plan into the ledger of a folder, which is made where there is none."""
    folder.make()
    ledger = Ledger(folder.ledger)
    changes = controls.enter(ledger, planned.jobs)
    controls.resume(ledger)
    return changes


def status(out: str | Path) -> Snapshot:
    """Return how the batch in ``out`` stands.

    Raises
    ------
    InputError
        There is none.
    """
    return snapshot(ledger_in(Path(out)))


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
