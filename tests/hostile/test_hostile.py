"""No door lets a hostile input harm us: `tests.hostile.runner` says what is looked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.kinds import MODULES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", MODULES)
def test_no_hostile_input_does_harm(kind: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile", kind],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        check=False,
    )
    faults = [line for line in done.stdout.splitlines() if line.startswith("FAULT")]
    assert done.returncode == 0, "\n".join((*faults, done.stdout[-200:], done.stderr[-2000:]))
    assert " 0 with faults" in done.stdout
