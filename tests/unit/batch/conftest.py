from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aigc.batch.folder import BatchFolder
from aigc.batch.ledger import controls
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.work import Bench
from aigc.store import Store
from aigc.types.job import Job
from tests.batch_jobs import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> BatchFolder:
    folder = BatchFolder(tmp_path / "out")
    folder.make()
    return folder


@pytest.fixture
def ledger(folder: BatchFolder, clock: Clock) -> Iterator[Ledger]:
    ledger = Ledger(folder.ledger, clock=clock)
    yield ledger
    ledger.close()


@pytest.fixture
def bench(ledger: Ledger, folder: BatchFolder, tmp_path: Path) -> Bench:
    return Bench(desk=ledger, folder=folder, store=Store(tmp_path / "store"), beat_s=0.05)


@pytest.fixture
def enter(ledger: Ledger) -> Callable[..., controls.Changes]:
    def entered(*jobs: Job) -> controls.Changes:
        return controls.enter(ledger, jobs)

    return entered
