"""A disk that is full 20 times at random moments costs no attempt and no byte.

A job that fits on no disk costs the others nothing, and ends.

A disk of its own needs a mount: root has it, and so has any user where the system lets users have
name spaces (``unshare -rm true`` tells). Elsewhere this fails and says so.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).with_name("full_disk_run.py")
SMALL = Path(__file__).with_name("small_disk_run.py")


@pytest.fixture
def own_mounts(tmp_path: Path) -> list[str]:
    """Return the command that lets another one mount what nobody else sees."""
    for command in (["unshare", "-m"], ["unshare", "-rm"]):
        tried = [*command, "mount", "-t", "tmpfs", "tmpfs", str(tmp_path)]
        if subprocess.run(tried, capture_output=True).returncode == 0:
            return command
    pytest.fail("Nobody may mount a disk here. Run as root, or allow user name spaces.")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(3))
def test_a_full_disk_is_waited_for(seed: int, tmp_path: Path, own_mounts: list[str]) -> None:
    ran_well([*own_mounts, sys.executable, str(RUN), str(tmp_path), str(seed)])


@pytest.mark.timeout(300)
def test_a_job_that_fits_no_disk_is_given_up(tmp_path: Path, own_mounts: list[str]) -> None:
    ran_well([*own_mounts, sys.executable, str(SMALL), str(tmp_path)])


def ran_well(command: list[str]) -> None:
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
