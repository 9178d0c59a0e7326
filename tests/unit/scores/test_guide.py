"""What the guide to scores shows runs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from aigc.scores.reader import READABLE, read_score

ROOT = Path(__file__).parents[3]


def test_the_code_of_the_guide_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    shutil.copy(ROOT / "tests/fixtures/songs/duet.musicxml", tmp_path)
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "scores.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.S)
    exec(compile(code, "docs/scores.md", "exec"), {})
    assert capsys.readouterr().out == "The words fit the notes.\n"
    lines = (tmp_path / "star.lrc").read_text("utf-8").splitlines()
    assert lines[1].startswith("[00:00.00]<00:00.00>")
    assert len(read_score("duet.mid", part=2).notes) == 3


def test_every_ending_is_in_the_guide():
    text = (ROOT / "docs" / "scores.md").read_text(encoding="utf-8").lower()
    assert [e for e in READABLE if e[1:] not in text and e not in (".midi", ".xml")] == []
