"""A service that is killed again and again: every run is begun once, and its jobs done once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from aigc.batch.folder import BatchFolder
from aigc.batch.ledger import controls
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.manifest.planning import plan
from aigc.batch.schedule.book import Book
from aigc.batch.schedule.command import out
from aigc.types.schedule import Schedule
from tests.batch_jobs import until

SERVE = (sys.executable, "-m", "aigc.cli", "schedule")
JOBS = 40


@pytest.fixture
def project(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    lines = [f"x{n},{n},0.2" for n in range(JOBS)]
    (tmp_path / "jobs.csv").write_text("\n".join(["source,seed,seconds", *lines]))
    return tmp_path


def scheduled(project: Path) -> Schedule:
    """Add what is due once, now, and not again for a year."""
    now = time.gmtime()
    cron = f"{now.tm_min} {now.tm_hour} {now.tm_mday} {now.tm_mon} *"
    root = project / "schedules"
    book = Book(root, clock=lambda: time.time() - 120)
    book.add(
        Schedule(
            name="n",
            cron=cron,
            zone="UTC",
            command=("jobs.csv", "--pipeline", "fake", "--workers", "1"),
            out=str(root / "n"),
            cwd=str(project),
        )
    )
    (made,) = book.schedules()
    book.close()
    return made


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_service_that_dies_is_followed_by_one_that_goes_on(project, how):
    schedule, root = scheduled(project), project / "schedules"
    place = out(schedule, time.time())
    for _ in range(3):
        with subprocess.Popen([*SERVE, "run", "--dir", str(root)]) as service:
            ledger = BatchFolder(place).ledger
            until(ledger.exists, 60)
            time.sleep(4)
            service.send_signal(how)
            service.wait(90)
    subprocess.run([*SERVE, "once", "--dir", str(root)], check=True, timeout=200)
    book = Book(root, clock=time.time)
    (fire,) = book.fires("n")
    assert fire.state == "done", fire
    ledger = Ledger(ledger)
    assert ledger.counts() == {"done": JOBS}
    done = ledger.database.read("SELECT job FROM attempts WHERE outcome='done'")
    assert len(done) == JOBS == len({row["job"] for row in done})
    ledger.close()
    book.close()


@pytest.mark.enable_socket
def test_a_kernel_ends_with_its_worker(tmp_path):
    pid = tmp_path / "pid"
    code = f"import os, time, pathlib\npathlib.Path({str(pid)!r}).write_text(str(os.getpid()))"
    cells = [new_code_cell(code), new_code_cell("time.sleep(600)")]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), tmp_path / "n.ipynb")
    folder = BatchFolder(tmp_path / "out")
    folder.make()
    ledger = Ledger(folder.ledger)
    controls.enter(ledger, plan(tmp_path / "n.ipynb", root=tmp_path).jobs)
    command = [sys.executable, "-m", "aigc.batch.worker", str(folder.root), "--store",
               str(tmp_path / "store"), "--reserve", "0"]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as worker:
        until(lambda: pid.exists() and pid.read_text() != "", 60)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    until(lambda: not psutil.pid_exists(int(pid.read_text())), 20)
    ledger.close()
