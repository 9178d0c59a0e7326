"""Stills by another interpreter, played by a script."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import synthetic

from aigc.avatar.export.reader import read_glb
from aigc.avatar.render.cycles import VARIABLE, cycles_still
from aigc.errors import Cancelled, EngineFailed, EngineUnavailable, InputError
from aigc.progress import silent

BLENDER = """#!{python}
import json, shutil, sys
from PIL import Image
asked = json.loads(sys.stdin.readline())
json.dump(asked, open({told!r}, "w"))
shutil.copy(asked["glb"], {glb!r})
for n in range(1, 4):
    print(f"Fra:1 Mem:9M | Sample {{n}}/3", flush=True)
{then}
"""
DRAW = 'Image.new("RGBA", (asked["width"], asked["height"]), (9, 80, 200, 128)).save(asked["png"])'


@pytest.fixture
def blender(tmp_path):
    """Return a function that makes an interpreter which only pretends to draw."""
    import sys

    def make(then=DRAW):
        program = tmp_path / "blender"
        paths = {"told": str(tmp_path / "asked.json"), "glb": str(tmp_path / "got.glb")}
        program.write_text(BLENDER.format(python=sys.executable, then=then, **paths))
        program.chmod(0o755)
        return str(program)

    return make


def test_a_still_is_asked_for_and_read(tmp_path, blender):
    told = []
    picture = cycles_still(
        synthetic.avatar(), 48, 64, "close", samples=7, seed=3, python=blender(),
        progress=lambda *step: told.append(step),
    )  # fmt: skip
    assert picture.shape == (64, 48, 4) and tuple(picture[0, 0]) == (9, 80, 200, 128)
    assert told[-1] == ("cycles", 3, 3)
    asked = json.loads((tmp_path / "asked.json").read_text())
    assert (asked["samples"], asked["seed"]) == (7, 3)
    assert read_glb(tmp_path / "got.glb").meshes
    assert not Path(asked["glb"]).exists()


def test_the_camera_goes_round_the_character(tmp_path, blender):
    def placed(yaw):
        cycles_still(synthetic.avatar(), 48, 64, yaw=yaw, python=blender())
        asked = json.loads((tmp_path / "asked.json").read_text())
        return np.array(asked["camera"]), np.array(asked["target"])

    (ahead, target), (aside, other) = placed(0.0), placed(90.0)
    assert np.allclose(ahead[1], aside[1]) and np.allclose(target[1], other[1])
    pivot = np.array(synthetic.avatar().eyes)[[0, 2]]
    assert np.allclose(np.linalg.norm(ahead[[0, 2]] - pivot), np.linalg.norm(aside[[0, 2]] - pivot))
    assert aside[0] < pivot[0] - 0.3 and abs(aside[2] - pivot[1]) < 0.3


@pytest.mark.parametrize(
    ("then", "error", "told"),
    [
        ("print('no memory')", EngineFailed, "no memory"),
        ("raise ModuleNotFoundError(\"No module named 'bpy'\")", EngineUnavailable, "bpy==4"),
    ],
)
def test_what_went_wrong_is_one_line(blender, then, error, told):
    with pytest.raises(error, match=told) as caught:
        cycles_still(synthetic.avatar(), 48, 64, python=blender(then))
    assert "\n" not in str(caught.value)


def test_without_bpy_the_message_says_what_to_install(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(EngineUnavailable, match=VARIABLE):
        cycles_still(synthetic.avatar(), 48, 64)
    with pytest.raises(EngineUnavailable, match="no program"):
        cycles_still(synthetic.avatar(), 48, 64, python="/no/such/python")
    with pytest.raises(InputError, match="samples"):
        cycles_still(synthetic.avatar(), 48, 64, samples=0)


def test_it_can_be_stopped(blender):
    def stop(step, done, total):
        silent(step, done, total)
        if done:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        cycles_still(synthetic.avatar(), 48, 64, python=blender("import time; time.sleep(60)"),
                     progress=stop)  # fmt: skip
