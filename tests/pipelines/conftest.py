from __future__ import annotations

import pytest

from pipelines.article_to_video import Config

FAKES = {"writer": "fake", "speech": "fake", "beds": "fake", "scenes": "fake", "preset": "preview"}


@pytest.fixture
def quick() -> Config:
    """A configuration whose engines are all fakes."""
    return Config(seconds=6, **FAKES)
