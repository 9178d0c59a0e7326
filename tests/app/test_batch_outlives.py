"""A batch goes on when the studio that started it ends, and the next one finds it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from aigc.app.batch import actions
from aigc.app.batch.live import control
from aigc.store import Store
from tests.app.batch_rooms import checked, entered, written

STUDIO = """
import sys, time
from pathlib import Path
from aigc.app.batch.rooms import Room, start_keeper
from aigc.store import Store
start_keeper(Room(Path(sys.argv[1])), Store(Path(sys.argv[2])))
print("started", flush=True)
time.sleep(600)
"""
"""As much of a studio as starts a batch: it does so as the page does."""


def until(true, limit_s=60):
    end = time.monotonic() + limit_s
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_jobs_go_on_without_the_studio(tmp_path, how):
    own = Store(tmp_path / "store")
    rows = "".join(f"j{n},t{n},0.2\n" for n in range(5))
    session = checked(own, [written(tmp_path, "jobs.csv", f"name,source,seconds\n{rows}")])
    room = entered(own, session)
    studio = subprocess.Popen(
        [sys.executable, "-c", STUDIO, str(room.root), str(own.root)],
        stdout=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert studio.stdout is not None and studio.stdout.readline() == b"started\n"
    studio.stdout.close()
    keeper = room.keeper()
    os.killpg(studio.pid, how)
    assert studio.wait(10) == -how and room.ledger().open_jobs()
    # Another studio on the same store knows nothing but what lies there.
    again = actions.room_of(Store(own.root), room.id)
    assert again.standing() == "working" and again.keeper() == keeper
    assert 'data-standing="working"' in control(again, again.standing(), "en")
    until(lambda: again.ledger().counts() == {"done": 5})
    until(lambda: again.keeper() is None)
    assert again.standing() == "ended" and again.trouble() == ""
