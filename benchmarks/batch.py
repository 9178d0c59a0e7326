"""What a batch can do: its ledger, its memory, what it repeats, and how many clips a day it makes.

Run ``python benchmarks/batch.py`` or ``--only ledger,soak7000`` for some sections:

ledger       8 processes that claim, fence and end jobs as fast as they can
overhead     what the batch adds to a job of ten seconds, and how fast it does empty ones
soak7000     memory and open files of two warm workers and their supervisor over 7,000 jobs
resume       a real clip whose worker is killed whenever a new step begins: what is made twice
rate         real clips of 30 s at 1080x1920 by warm workers: clips a day, CPU-s a clip, two workers
             on two cores against one on one; ``--clips`` says how many (100 to publish a figure)

On a machine that others use as well, processor seconds tell more than a clock: see what is free at
the head of the report. The exit status is 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

sys.path.insert(0, str(Path(__file__).parent.parent))

import psutil

from aigc.batch import work as room
from aigc.batch.folder import BatchFolder
from aigc.batch.heart import Heart
from aigc.batch.ledger import controls
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.local import Limits, Supervisor, usable_cores
from aigc.batch.watch import Watch, worker_name
from aigc.batch.work import Bench
from aigc.batch.worker import work
from aigc.store import Store
from aigc.types.job import Claim, Cost, Job, JobRow
from benchmarks.report import Report, say

ARTICLES = Path(__file__).parent.parent / "tests" / "fixtures" / "articles"
DAY_S = 86_400
CLIPS_A_DAY = 7_000
PROCESSES = 8
MIB = 1 << 20
WARM = Limits(most_jobs=0, reserve_bytes=0)
"""Workers that stay."""


def job(name: str, pipeline: str = "fake", source: str = "text", **options: Any) -> Job:
    return Job(name=name, key=name, pipeline=pipeline, source=source, options=options)


def entered(place: Path, jobs: Sequence[Job]) -> BatchFolder:
    folder = BatchFolder(place)
    folder.make()
    ledger = Ledger(folder.ledger)
    controls.enter(ledger, jobs)
    ledger.close()
    return folder


def worked(folder: BatchFolder, workers: int, store: Path) -> tuple[float, list[JobRow]]:
    """Let workers do all jobs; return the seconds between their first start and last end."""
    Supervisor(folder, Store(store), workers=workers, limits=WARM).run()
    rows = Ledger(folder.ledger).rows()
    assert {row.state for row in rows} == {"done"}, [row.message for row in rows if row.message]
    return max(row.ended_at for row in rows) - min(row.started_at for row in rows), rows


def ledger(box: Path, report: Report, asked: argparse.Namespace) -> None:
    context = multiprocessing.get_context("spawn")
    for name, pause_s in (("flat out", 0.0), ("200 jobs a second", PROCESSES / 200)):
        jobs = 4_000 if not pause_s else 1_000
        folder = entered(box / name, [job(f"j{n}") for n in range(jobs)])
        ready, go = context.Semaphore(0), context.Event()
        told: Any = context.Queue()
        given = (folder.ledger, ready, go, told, pause_s)
        processes = [context.Process(target=clerk, args=given) for _ in range(PROCESSES)]
        for process in processes:
            process.start()
        for _ in processes:
            ready.acquire()
        begin = time.monotonic()
        go.set()
        results = [told.get() for _ in processes]
        wall_s = time.monotonic() - begin
        calls = sorted(one for took in results for one in took)
        share = [len(took) / len(calls) for took in results]
        p99 = statistics.quantiles(calls, n=100)[98]
        say(
            f"     {name}: calls of {1e3 * statistics.median(calls):.1f} ms, at most "
            f"{1e3 * calls[-1]:.0f} ms; shares {min(share):.2f} to {max(share):.2f}"
        )
        if not pause_s:
            report.least("claim, fence and done a second", jobs / wall_s, 200)
        report.most(f"ms of 99 in 100 calls, {name}", 1e3 * p99, 50)


def clerk(path: Path, ready: Any, go: Any, told: Any, pause_s: float) -> None:
    """Claim and end jobs; tell how long every call took."""
    desk, took = Ledger(path), []

    def timed(call: Callable[[], Any]) -> Any:
        begin = time.monotonic()
        found = call()
        took.append(time.monotonic() - begin)
        return found

    desk.open_jobs()
    ready.release()
    go.wait()
    due = time.monotonic()
    while (claim := timed(partial(desk.claim, worker_name()))) is not None:
        timed(partial(desk.fence, claim))
        timed(partial(desk.done, claim, Cost()))
        due += pause_s
        time.sleep(max(due - time.monotonic(), 0))
    told.put(took)


def overhead(box: Path, report: Report, asked: argparse.Namespace) -> None:
    many, length_s = 400, 10.0
    folder = entered(box / "empty", [job(f"j{n}") for n in range(many)])
    wall_s, _ = worked(folder, 1, box / "store")
    say(f"     {1e3 * wall_s / many:.1f} ms for a job that does nothing")
    folder = entered(box / "ten", [job(f"j{n}", seconds=length_s) for n in range(6)])
    wall_s, _ = worked(folder, 2, box / "store")
    report.most("added to a job of 10 s", wall_s / (3 * length_s) - 1, 0.05)


def soak7000(box: Path, report: Report, asked: argparse.Namespace) -> None:
    jobs, points = 7_000, 10
    folder = entered(box / "out", [job(f"j{n:04}", bytes=2_000, seed=n) for n in range(jobs)])
    supervisor = Supervisor(folder, Store(box / "store"), workers=2, limits=WARM)
    seen: list[tuple[int, float, int]] = []

    def look() -> None:
        done = supervisor.ledger.counts().get("done", 0)
        if done >= jobs * (len(seen) + 1) / points - jobs / points / 2:
            pids = [os.getpid(), *(slot.process.pid for slot in supervisor.slots if slot.process)]
            family = [psutil.Process(pid) for pid in pids]
            rss = sum(one.memory_info().rss for one in family) / MIB
            seen.append((done, rss, sum(one.num_fds() for one in family)))
            say(f"     {done:5} jobs: {rss:6.1f} MiB, {seen[-1][2]} open files")

    begin = time.monotonic()
    supervisor.run(look)
    say(f"     {jobs / (time.monotonic() - begin):.0f} jobs a second")
    done, rss, files = zip(*seen[1:], strict=True)
    slope = statistics.linear_regression(done, rss).slope
    report.most("MiB more after 7,000 jobs, by the slope of three processes", slope * jobs, 12)
    # A job that takes longer than a heartbeat has the ledger open once more.
    half = len(files) // 2
    report.most("open files more", max(files[half:]) - max(files[:half]), 3)


def resume(box: Path, report: Report, asked: argparse.Namespace) -> None:
    source = str(sorted(ARTICLES.glob("*.md"))[0])
    folder = entered(box / "out", [job("clip", "video", source, seconds=10.0)])
    store, made = Store(box / "store"), box / "made"
    watch, kills, code = Watch(Ledger(folder.ledger), folder), 0, -signal.SIGKILL
    while code:
        child = os.fork()
        if not child:
            clip(folder, store, made, box / "steps")
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        kills += code == -signal.SIGKILL
        watch.lost(worker_name(child))
        controls.retry(watch.ledger)
    keys = Counter(made.read_text().split())
    (row,) = watch.ledger.rows()
    say(f"     killed at the begin of {(box / 'steps').read_text().split()}; {len(keys)} things")
    report.least("kills", kills, 4)
    report.least("clips done", row.state == "done", 1)
    report.most("things made twice", sum(n - 1 for n in keys.values()), 0)


def clip(folder: BatchFolder, store: Store, made: Path, known: Path) -> NoReturn:
    """Do a job, write down what is made, and die when a step begins that is not known yet."""
    make = Store.get_or_make

    def counted(self: Store, key: str, suffix: str, write: Callable[[Path], None]) -> Path:
        def told(path: Path) -> None:
            write(path)
            with made.open("a") as file:
                file.write(f"{key}{suffix}\n")

        return make(self, key, suffix, told)

    def run(claim: Claim, bench: Bench, parts: Path, heart: Heart) -> None:
        def progress(step: str, done: float, total: float) -> None:
            if step not in (known.read_text().split() if known.exists() else []):
                with known.open("a") as file:
                    file.write(f"{step}\n")
                os.kill(os.getpid(), signal.SIGKILL)
            heart.progress(step, done, total)

        room.make(claim.job, parts, bench.store, progress)

    setattr(Store, "get_or_make", counted)  # noqa: B010
    bench = Bench(desk=Ledger(folder.ledger), folder=folder, store=store, run=run)
    work(bench, worker_name(), reserve_bytes=0)
    os._exit(0)


def rate(box: Path, report: Report, asked: argparse.Namespace) -> None:
    cores = usable_cores()
    chosen = itertools.cycle(sorted(ARTICLES.glob("*.md")))
    sources = [str(next(chosen)) for _ in range(asked.clips)]
    speeds, costs = {}, {}
    for workers in (2, 1):
        # Half as many do for one worker, and every clip is made from nothing.
        jobs = [
            job(f"clip{n}", "video", source, seconds=30.0, aspect="9:16", seed=n)
            for n, source in enumerate(sources[:: 3 - workers])
        ]
        folder = entered(box / f"by{workers}", jobs)
        with kept_to(cores[:workers]):
            wall_s, rows = worked(folder, workers, box / f"store{workers}")
        same = [row.cost.cpu_s for row in rows if row.job.source in set(sources[::2])]
        speeds[workers], costs[workers] = len(rows) / wall_s, statistics.fmean(same)
        each = statistics.fmean(row.cost.cpu_s for row in rows)
        say(
            f"     {workers} workers: {len(rows)} clips in {wall_s:.0f} s, "
            f"{speeds[workers] * DAY_S:.0f} a day; {each:.1f} CPU-s a clip"
        )
        peak = max(row.cost.peak_mib for row in rows)
        for step, s in sorted(each_step(rows).items(), key=lambda pair: -pair[1])[:6]:
            say(f"       {step:10} {s:5.1f} s")
        kept = Store(box / f"store{workers}").size_bytes() / len(rows) / MIB
        say(f"       {peak:.0f} MiB at most; {kept:.0f} MiB of finished steps a clip")
    report.least("clips a day, as the clock saw it", speeds[2] * DAY_S, CLIPS_A_DAY)
    report.least(
        "clips a day of this machine alone, by CPU-s", len(cores) * DAY_S / costs[2], CLIPS_A_DAY
    )
    report.least("two workers on two cores against one on one", speeds[2] / speeds[1], 1.9)
    report.most("CPU-s of a clip, two against one", abs(costs[2] / costs[1] - 1), 0.05)


@contextmanager
def kept_to(cores: Sequence[int]) -> Iterator[None]:
    """Leave this process and those it starts only some cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def each_step(rows: Sequence[JobRow]) -> dict[str, float]:
    steps = {name for row in rows for name in row.cost.stages}
    return {name: statistics.fmean(row.cost.stages.get(name, 0) for row in rows) for name in steps}


SECTIONS: dict[str, Callable[[Path, Report, argparse.Namespace], None]] = {
    one.__name__: one for one in (ledger, overhead, soak7000, resume, rate)
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, parted by commas")
    parser.add_argument("--clips", type=int, default=12, help="clips of the section rate")
    asked = parser.parse_args()
    report = Report()
    busy = sum(psutil.cpu_percent(1, percpu=True)) / 100
    say(f"{len(usable_cores())} cores, of which others use {busy:.1f}")
    for name in asked.only.split(","):
        say(name)
        report.section = name
        with tempfile.TemporaryDirectory() as folder:
            SECTIONS[name](Path(folder), report, asked)
    return 0 if all(one.met for one in report.figures) else 1


if __name__ == "__main__":
    sys.exit(main())
