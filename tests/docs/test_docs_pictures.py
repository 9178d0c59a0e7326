"""What docs/pictures.md says runs, and is all there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aigc.device.place import Device
from aigc.diffusion.options import Options
from aigc.diffusion.plan import plan_for
from aigc.image.painting.options import PictureOptions
from tests.tiny.diffusion import stable_diffusion

PAGE = (Path(__file__).parents[2] / "docs" / "pictures.md").read_text(encoding="utf-8")
GIB = 2**30


def test_its_examples_paint_and_explain(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    stable_diffusion(tmp_path / "models" / "sd")
    paint, explain = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    names: dict[str, object] = {}
    exec(compile(paint.replace("steps=20", "steps=1&side_px=32"), "pictures.md", "exec"), names)
    assert names["harbour"].shape == names["again"].shape == (1920, 1080, 3)
    exec(compile(explain, "pictures.md", "exec"), names)
    assert "float32" in capsys.readouterr().out


def test_its_options_are_those_of_the_code():
    rows = re.findall(r"^\| (`.*?) \|", PAGE, re.M)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == set(PictureOptions.model_fields)


@pytest.mark.parametrize(
    ("gib", "xl", "flux"), [(80, (True, 8), ("none", 8)), (24, (True, 7), ("group", None))]
)
def test_its_table_is_what_is_planned(gib, xl, flux):
    device = Device(kind="cuda", memory_bytes=gib * GIB, bfloat16=True)
    parts = {"unet": int(4.8 * GIB), "text_encoder": int(1.7 * GIB)}
    made = plan_for(Options(), device, parts, "picture")
    assert (made.compile, made.batch) == xl
    parts = {"transformer": int(22.2 * GIB), "text_encoder": int(9.2 * GIB)}
    made = plan_for(Options(), device, parts, "picture")
    assert made.offload == flux[0] and flux[1] in (made.batch, None)
