"""What one may do at a time, whoever ends, and however."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aigc.errors import InputError, JobError
from aigc.locks import Lock, alone

HOLDER = """
import sys, time
from pathlib import Path
from aigc.locks import Lock
with Lock(Path(sys.argv[1])) as lock:
    print(lock.taken(), flush=True)
    time.sleep(600)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "one.lock"


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that has the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"True\n"
    yield process
    process.kill()
    process.communicate()


def test_one_has_a_lock_at_a_time(path: Path) -> None:
    with Lock(path) as second:
        with Lock(path) as first:
            assert first.taken() and first.taken()
            assert not second.taken()
        assert second.taken()


def test_a_process_that_is_killed_loses_its_lock_and_one_that_is_stopped_does_not(
    path: Path, holder: subprocess.Popen[bytes]
) -> None:
    with Lock(path) as mine:
        assert not mine.taken()
        holder.send_signal(signal.SIGSTOP)
        assert not mine.taken()
        told = pytest.raises(JobError, match=r"keeps .*one\.lock\. Let it go on, or end it")
        with told, alone(path, patience_s=0.05):
            pass
        holder.kill()
        holder.wait()
        assert mine.taken()


def test_a_child_neither_keeps_a_lock_nor_gives_it_away(path: Path) -> None:
    lock = Lock(path)
    assert lock.taken()
    with subprocess.Popen(["sleep", "60"], pass_fds=[lock._handle]) as child:
        with Lock(path) as second:
            assert not second.taken()
            lock.close()
            assert second.taken()
        child.kill()
    inherited = Lock(path)
    assert inherited.taken()
    copy = os.dup(inherited._handle)
    inherited._owner = -1
    inherited.close()
    with Lock(path) as second:
        assert not second.taken()
        os.close(copy)
        assert second.taken()


def test_nobody_is_alone_in_company(path: Path) -> None:
    inside, most = [], []

    def enter() -> None:
        for _ in range(20):
            with alone(path):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.001)
                inside.pop()

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 80 and not path.exists()


def test_a_block_that_breaks_lets_the_next_in(path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), alone(path):
        raise KeyboardInterrupt
    assert not path.exists()
    with alone(path, patience_s=0):
        pass


def test_a_file_that_cannot_be_deleted_is_taken_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(errno.EACCES, "It is open.")

    monkeypatch.setattr(Path, "unlink", refused)
    for _ in range(2):
        with alone(path, patience_s=0):
            assert path.exists()


def test_a_disk_without_locks_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def without(handle: int, *, blocking: bool) -> bool:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("filelock.lock_descriptor", without)
    handles = len(os.listdir("/dev/fd"))
    with pytest.raises(InputError, match=r"No locks available.*disk of this machine"), alone(path):
        pass
    assert len(os.listdir("/dev/fd")) == handles
