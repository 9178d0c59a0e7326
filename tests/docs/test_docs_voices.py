"""What docs/voices.md says of other voices runs."""

from __future__ import annotations

import re
import string
from pathlib import Path

import numpy as np
import pytest

from tests.unit.singing import tiny_diffsinger, tiny_utau
from tests.unit.speech import tiny_vits

PAGE = (Path(__file__).parents[2] / "docs" / "voices.md").read_text(encoding="utf-8")


def test_other_voices_sing_and_speak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    section = PAGE.split("## Other voices")[1].split("\n## ")[0]
    (code,) = re.findall(r"```python\n(.*?)```", section, re.S)
    monkeypatch.setenv("AIGC_VOICES", str(tmp_path / "voices"))
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))
    monkeypatch.chdir(tmp_path)
    tiny_diffsinger.build(tmp_path / "voices" / "bank")
    tiny_utau.build(tmp_path / "path/to/an/UTAU/bank")
    tiny_vits.build(tmp_path / "path/to/a/model", string.ascii_lowercase)
    names: dict[str, object] = {}
    exec(compile(code, "voices.md", "exec"), names)
    for made in (names["sung"], names["said"]):
        assert np.abs(made.audio.samples).max() > 0.05  # type: ignore[attr-defined]
