"""What the tests of the lyrics page share."""

from __future__ import annotations

import pytest

from aigc.app.lyrics import actions
from aigc.store import Store
from tests.app.lyrics_asking import asked, quiet


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return Store(tmp_path_factory.mktemp("lyrics") / "store")


@pytest.fixture(scope="module")
def session(store):
    return actions.write(store, asked("7/7/7/7 aaxa", keyword="明月", count=3), quiet)
