"""What every matcher of pictures and lines promises.

The tiny models have random weights: they prove that models are read and asked, not that they see.
"""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from aigc import registry
from aigc.errors import AssetError, Cancelled
from aigc.progress import cancellable, silent
from tests.tiny import clip

LINES = ("A cat on a mat.", "电动汽车的销量再创新高。", "Rain over the old harbour")


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    root = tmp_path_factory.mktemp("matching")
    return {kind: clip.save(kind, root / kind) for kind in clip.KINDS}


@pytest.fixture(scope="module", params=("fake", *clip.KINDS))
def engine(request, models):
    kind = request.param
    asked = kind if kind == "fake" else f"clip:{models[kind]}?batch=2&device=cpu"
    return registry.get("matching", asked)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    for n in range(3):
        pixels = np.random.default_rng(n).integers(0, 255, (4, 5, 3)).astype(np.uint8)
        Image.fromarray(pixels).resize((50, 40)).save(folder / f"{n}.png")
    return sorted(folder.iterdir())


def test_every_pair_has_a_value(engine, pictures):
    found = engine.likeness(pictures, LINES)
    assert found.shape == (3, 3)
    assert found.dtype == np.float32
    assert ((found >= 0) & (found <= 1)).all()
    assert len(np.unique(found)) == 9


def test_a_pair_has_the_same_value_whatever_is_beside_it(engine, pictures):
    found = engine.likeness(pictures, LINES)
    again = engine.likeness(pictures[::-1], LINES[1:])
    np.testing.assert_allclose(again, found[::-1, 1:], atol=1e-5)


def test_nothing_to_compare_gives_nothing(engine, pictures):
    assert engine.likeness([], LINES).shape == (0, 3)
    assert engine.likeness(pictures, []).shape == (3, 0)


def test_a_picture_that_cannot_be_read_is_named(engine, pictures, tmp_path):
    with pytest.raises(AssetError, match="absent"):
        engine.likeness([*pictures, tmp_path / "absent.png"], LINES)


def test_progress_is_told_and_it_can_be_stopped(engine, pictures):
    told = []
    engine.likeness(pictures, LINES, progress=lambda step, done, of: told.append(done / of))
    assert told == sorted(told)
    assert told[-1] == 1
    with pytest.raises(Cancelled):
        engine.likeness(pictures, LINES, progress=cancellable(silent, lambda: True))
