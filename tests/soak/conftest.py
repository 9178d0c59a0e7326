"""Hours of trouble in minutes; run by ``make soak``, not by ``make test``."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.soak.rig import Batch, Moves


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Chance of its own for every test and parameter."""
    return random.Random(request.node.name)


@pytest.fixture
def batch(tmp_path: Path, chance: random.Random) -> Iterator[Callable[..., Batch]]:
    """Make a batch that leaves no process behind."""
    with ExitStack() as ends:

        def made(jobs: int, *, workers: int, place: Path = tmp_path) -> Batch:
            one = Batch(place, jobs, workers=workers, chance=chance)
            ends.callback(one.end)
            return one

        yield made


@pytest.fixture
def moves() -> Iterator[Callable[[Batch], Moves]]:
    """Count what is published in a batch from now on."""
    with ExitStack() as ends:

        def counted(of: Batch) -> Moves:
            one = Moves(of.folder.root)
            ends.callback(one.close)
            return one

        yield counted
