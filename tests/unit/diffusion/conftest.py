"""Tiny models of random weights, each written once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tiny import diffusion as tiny


@pytest.fixture(scope="package")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that holds a Stable Diffusion, a Z-Image, and one made of blocks."""
    from aigc.device.shelf import shelf

    root = tmp_path_factory.mktemp("models")
    tiny.stable_diffusion(root / "sd")
    tiny.z_image(root / "z")
    tiny.modular(root / "blocks")
    gc.freeze()  # what is imported by now is not searched through whenever a model is put away
    yield root
    shelf("cpu").clear()
    gc.unfreeze()
