"""Every test gets a store of its own; sockets are blocked by pytest-socket."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import settings

from aigc.store import Store

ROOT = Path(__file__).parent.parent
HOME = tempfile.mkdtemp(prefix="aigc-tests-")
"""Instead of the usual store, the policy and the keys of whoever runs the tests."""
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ |= {"AIGC_STORE": f"{HOME}/store", "AIGC_TRUST": f"{HOME}/trust"}
os.environ.pop("AIGC_POLICY", None)
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write the golden files anew.")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture(scope="session")
def examples() -> Path:
    return ROOT / "examples"
