"""What docs/music_models.md says runs."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from aigc.music.engine import MOODS
from aigc.music.generated.engine import Options
from aigc.music.generated.words import WORDS
from aigc.types.audio import Audio
from tests.tiny.musicgen import build

PAGE = (Path(__file__).parents[2] / "docs" / "music_models.md").read_text(encoding="utf-8")


def test_its_example_composes_a_bed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    build(tmp_path / "models" / "musicgen-small")
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    names: dict[str, object] = {}
    exec(
        compile(code.replace("Fraction(75)", "Fraction(7)"), "docs/music_models.md", "exec"), names
    )
    bed = names["bed"]
    assert isinstance(bed, Audio) and bed.duration == Fraction(7)


def test_its_options_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| (`.*?) \|", PAGE, re.M)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(
        Options.model_fields
    )
    assert set(WORDS) == set(MOODS)
