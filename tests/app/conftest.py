"""What the tests of the lyrics page share, and all that drive a page in a browser."""

from __future__ import annotations

import pytest

from aigc.app.lyrics import actions
from aigc.store import Store
from tests.app.lyrics_asking import asked, quiet


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return Store(tmp_path_factory.mktemp("lyrics") / "store")


@pytest.fixture(scope="session")
def studio_store(tmp_path_factory):
    """The store of the studio that runs."""
    return Store(tmp_path_factory.mktemp("studio") / "store")


@pytest.fixture(scope="session")
def studio(studio_store):
    """The address of one studio, in a process of its own, for every page that is driven."""
    from tests.app.browser import serving

    with serving(studio_store, studio_store.root.parent) as url:
        yield url


@pytest.fixture(scope="module")
def session(store):
    return actions.write(store, asked("7/7/7/7 aaxa", keyword="明月", count=3), quiet)
