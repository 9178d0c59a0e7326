"""What ranks and their launch do before and around the work, without accelerate."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from aigc.batch import keeper as keeping
from aigc.batch import launched
from aigc.batch.accelerated import SAYS, Ending, rank_of
from aigc.batch.executors import EXECUTORS, executor
from aigc.batch.folder import BatchFolder
from aigc.batch.keeper import Keeper, environment, noted
from aigc.batch.launched import Launcher
from aigc.batch.local import LIMITS, Slot
from aigc.batch.served.door import Door, show
from aigc.batch.watch import worker_name
from aigc.errors import ConfigError, EngineUnavailable, JobError
from aigc.notices import noticing
from aigc.store import Store
from tests.batch_jobs import job, until

SLEEP = "import time; time.sleep(60)"


class Books:
    """Remembers who was said to be lost."""

    def __init__(self, had: bool = False) -> None:
        self.said: list[str] = []
        self.had = had

    def open_jobs(self) -> int:
        return 1

    def lost(self, worker: str) -> bool:
        self.said.append(worker)
        return self.had


@pytest.fixture
def keep(folder: BatchFolder, tmp_path: Path):
    """Make keepers whose workers run a line of Python, and leave no process behind."""
    made: list[Keeper] = []

    def keeper(line: str, books: Books, *, size: int = 1, outlived: bool = False) -> Keeper:
        places = [Slot(number=n) for n in range(size)]
        program = [sys.executable, "-S", "-c", line]
        one = Keeper(folder, books, places, [], tmp_path, outlived=outlived, program=program)
        made.append(one)
        return one

    yield keeper
    for one in made:
        for process in one.processes:
            keeping.ended(process)


def test_the_number_of_processes_is_checked():
    told = {"RANK": "3", "WORLD_SIZE": "4", "LOCAL_RANK": "1", "LOCAL_WORLD_SIZE": "2"}
    rank = rank_of(told | {"GROUP_RANK": "1"}, 4)
    assert (rank.number, rank.local, rank.here, rank.machine) == (3, 1, 2, 1)
    assert rank_of({}, 1).number == 0
    with pytest.raises(JobError, match=r"started 1 of 2 processes\. Launch with --multi"):
        rank_of({}, 2)


def test_a_worker_that_dies_costs_its_lease_and_is_replaced(keep, folder):
    books = Books()
    keeper = keep(SLEEP, books)
    keeper.keep()
    first = keeper.processes[0].pid
    keeper.keep()
    assert keeper.processes[0].pid == first and books.said == []
    keeper.processes[0].kill()
    keeper.processes[0].wait()
    keeper.keep()
    assert books.said == [worker_name(first)] and keeper.processes[0].pid != first


def test_a_group_falls_and_rises_as_one(keep):
    books = Books()
    keeper = keep(SLEEP, books, size=3)
    keeper.keep()
    before = list(keeper.processes)
    before[2].kill()
    before[2].wait()
    keeper.keep()
    assert books.said == [worker_name(before[0].pid)]
    assert not any(one.is_running() for one in before) and len(keeper.processes) == 3


def test_workers_that_die_at_their_start_end_the_rank(keep):
    keeper = keep("import sys; sys.exit('no such model')", Books())
    with pytest.raises(JobError, match="end as soon as they start: no such model"):
        while True:
            keeper.keep()
            psutil.wait_procs(keeper.processes, timeout=10)


def test_workers_that_die_over_jobs_do_not(keep):
    keeper = keep("raise SystemExit(1)", Books(had=True))
    for _ in range(7):
        keeper.keep()
        psutil.wait_procs(keeper.processes, timeout=10)


def test_a_worker_that_was_stopped_for_long_is_replaced(keep, monkeypatch):
    keeper = keep(SLEEP, Books())
    keeper.keep()
    still = keeper.processes[0]
    still.suspend()
    until(lambda: keeping.is_stopped(still))
    keeper.keep()
    assert keeper.processes == [still]
    monkeypatch.setattr(keeping, "LEASE_S", 0.0)
    keeper.keep()
    assert not still.is_running()
    keeper.keep()
    assert len(keeper.processes) == 1 and keeper.processes != [still]


def test_the_next_rank_keeps_the_worker_of_one_that_was_ended(keep):
    books = Books()
    first = keep(SLEEP, books, size=2, outlived=True)
    first.keep()
    second = keep(SLEEP, books, size=2, outlived=True)
    second.keep()
    assert [one.pid for one in second.processes] == [one.pid for one in first.processes]
    second.close()
    assert not any(keeping.is_alive(one) for one in first.processes)
    assert len(books.said) == 1


def test_a_number_that_another_process_has_now_is_not_ours(tmp_path: Path):
    note = tmp_path / "worker-0.json"
    own = psutil.Process()
    note.write_text(json.dumps(["meet-0-1", [own.pid]]))
    assert noted(note) == []
    note.write_text(json.dumps([own.cmdline()[-1], [own.pid, 2**22 + 1]]))
    assert noted(note) == [own]
    note.write_text("{")
    assert noted(note) == noted(tmp_path / "none.json") == []


def test_a_clock_that_is_set_hides_no_worker(keep, monkeypatch):
    first = keep(SLEEP, Books(), outlived=True)
    first.keep()
    monkeypatch.setattr("psutil._pslinux.boot_time", lambda: 1.0)
    second = keep(SLEEP, Books(), outlived=True)
    assert [one.pid for one in second.processes] == [one.pid for one in first.processes]


def test_nobody_waits_for_the_dead_that_nobody_buries():
    with subprocess.Popen(
        ["sh", "-c", "sleep 60 & echo $!; exec sleep 60"], stdout=subprocess.PIPE
    ) as parent:
        child = psutil.Process(int(parent.stdout.readline()))
        until(lambda: psutil.Process(parent.pid).name() == "sleep")
        begin = time.monotonic()
        keeping.ended(child)
        assert time.monotonic() - begin < 10 and child.status() == psutil.STATUS_ZOMBIE
        parent.kill()


def test_a_worker_that_lives_and_is_silent_is_ended(keep, folder, tmp_path: Path):
    keeper = keep(SLEEP, Books(), size=2)
    keeper.keep()
    launcher = Launcher(folder, Store(tmp_path / "store"), workers=1)
    launcher._notes = tmp_path
    launcher._relieve(["elsewhere:1"])
    assert all(keeping.is_alive(one) for one in keeper.processes)
    launcher._relieve([worker_name(keeper.processes[0].pid)])
    assert not any(keeping.is_alive(one) for one in keeper.processes)


def test_a_launch_whose_log_is_gone_says_nothing(folder, tmp_path: Path):
    launcher = Launcher(folder, Store(tmp_path / "store"), workers=1)
    launcher._notes = tmp_path
    shutil.rmtree(folder.root)
    with pytest.raises(JobError, match="as soon as it starts: it says nothing"):
        for _ in range(9):
            launcher._judge(1)


def test_who_comes_to_help_where_there_is_no_desk_is_told_soon(folder, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(launched, "FIRST_S", 0.2)
    begin = time.monotonic()
    with pytest.raises(JobError, match="There is no desk in"):
        Launcher(folder, Store(tmp_path / "store"), workers=1).join()
    assert time.monotonic() - begin < 10


def test_who_comes_to_help_too_late_is_told(folder, tmp_path: Path):
    show(folder, Door(over=True))
    with noticing() as told:
        Launcher(folder, Store(tmp_path / "store"), workers=1).join()
    assert told == [f"The batch in {folder.root} has ended: there is nothing to help with."]


def test_a_worker_hears_nothing_of_the_launch_and_sees_its_own_device():
    launch = {
        "RANK": "3", "WORLD_SIZE": "4", "LOCAL_RANK": "3", "MASTER_ADDR": "x",
        "TORCHELASTIC_USE_AGENT_STORE": "True", "PATH": "/bin", "OMP_NUM_THREADS": "5",
    }  # fmt: skip
    alone = environment(launch, Slot(number=3, cores=(4, 5), device="3"))
    assert alone == {
        "PATH": "/bin", "OMP_NUM_THREADS": "5", "OPENBLAS_NUM_THREADS": "2",
        "MKL_NUM_THREADS": "2", "CUDA_VISIBLE_DEVICES": "3",
    }  # fmt: skip
    member = environment(launch, Slot(number=3, device="3"), rank=1, size=2)
    assert (member["RANK"], member["WORLD_SIZE"], member["LOCAL_RANK"]) == ("1", "2", "0")
    assert environment({}, Slot(number=0), rank=1, size=2)["LOCAL_RANK"] == "1"


@pytest.fixture
def held(monkeypatch):
    """A standard input that somebody holds, and what was to be done at signals before."""
    hold, told = os.pipe()
    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    with os.fdopen(hold) as file, os.fdopen(told, "w") as holder:
        monkeypatch.setattr(sys, "stdin", file)
        yield holder
        for one, how in before.items():
            signal.signal(one, how)
        holder.close()
        until(lambda: not [one for one in threading.enumerate() if one.name == "leash"])


@pytest.mark.parametrize("supervised", [True, False])
def test_a_rank_that_its_launcher_drops_leaves_its_worker_only_to_a_supervisor(
    held, monkeypatch, supervised
):
    ending = Ending(supervised)
    assert not ending.wait(0)
    os.kill(os.getpid(), signal.SIGTERM)
    assert ending.wait(5) and ending.leaving == supervised
    again = Ending(supervised)
    monkeypatch.setattr(os, "getppid", lambda: 1)
    assert again.wait(0) and again.leaving == supervised


def test_a_rank_whose_supervisor_is_gone_takes_its_worker_along(held):
    ending = Ending(True)
    assert not ending.wait(0.05)
    held.close()
    assert ending.wait(5) and not ending.leaving


def test_the_launch_names_all_that_accelerate_would_guess(folder, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(launched, "gpus", lambda: [])
    launcher = Launcher(folder, Store(tmp_path), workers=2, group=3)
    command = launcher.command()
    assert command[1:4] == ["-m", "accelerate.commands.launch", "--multi_gpu"]
    said = " ".join(command)
    for part in ("--num_processes 2", "--processes 2", "--group 3"):
        assert part in said
    assert "--multi_gpu" not in Launcher(folder, Store(tmp_path), workers=1).command()


def test_workers_are_counted_by_devices(folder, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(launched, "gpus", lambda: ["0", "1", "2", "3"])
    assert "--num_processes 2" in " ".join(Launcher(folder, Store(tmp_path), group=2).command())
    with pytest.raises(ConfigError, match=r"cannot be a group of 5\. This machine has 4 GPUs"):
        Launcher(folder, Store(tmp_path), group=5)
    with pytest.raises(ConfigError, match="is no HOST:PORT"):
        Launcher(folder, Store(tmp_path), address="here")
    monkeypatch.setattr(launched, "find_spec", lambda name: None)
    with pytest.raises(EngineUnavailable, match="pip install"):
        Launcher(folder, Store(tmp_path))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (f"import sys; sys.exit('{SAYS}accelerate started 1 of 2 processes.')", "^accelerate st"),
        ("import sys; sys.exit('No module named torch')", "as soon as it starts: No module named"),
    ],
)
def test_a_launch_that_cannot_be_is_told_in_words(
    enter, ledger, folder, tmp_path: Path, monkeypatch, line, message
):
    enter(job("a"))
    launcher = Launcher(folder, Store(tmp_path / "store"), workers=1)
    monkeypatch.setattr(launcher, "command", lambda: [sys.executable, "-S", "-c", line])
    monkeypatch.setattr(launched, "LOOK_S", 0.02)
    with pytest.raises(JobError, match=message):
        launcher.run()
    assert ledger.counts() == {"waiting": 1}


def test_a_launch_that_is_left_ends(enter, ledger, folder, tmp_path: Path, monkeypatch):
    enter(job("a"))
    launcher = Launcher(folder, Store(tmp_path / "store"), workers=1)
    line = "import os, sys; print(os.getpid(), flush=True); sys.stdin.read()"
    monkeypatch.setattr(launcher, "command", lambda: [sys.executable, "-S", "-c", line])

    def seen() -> None:
        if (folder.logs / "launch.log").read_text().strip():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        launcher.run(seen)
    assert not psutil.pid_exists(int((folder.logs / "launch.log").read_text()))


def test_executors_are_found_by_name(folder, tmp_path: Path):
    def of(name: str, **options):
        return executor(name, folder, Store(tmp_path), workers=1, limits=LIMITS, options=options)

    assert type(of("local")).__name__ == "Supervisor"
    assert isinstance(of("accelerate", group=2), Launcher)
    with pytest.raises(ConfigError, match=r"no executor 'accelerat'\. Did you mean accelerate"):
        of("accelerat")
    with pytest.raises(ConfigError, match=r"local has no option 'address'\. Its options: none"):
        of("local", address="x")
    assert set(EXECUTORS) == {"local", "accelerate", "ray"}
