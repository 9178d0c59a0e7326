"""The page about verifying keeps its word: its code runs, its options and words exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from typer import Typer
from typer.main import get_command

from aigc.cli import Console
from aigc.commands import verify
from aigc.trust.verify.report import Report, Verdict

PAGE = (Path(__file__).parents[3] / "docs" / "trust_verify.md").read_text(encoding="utf-8")


def test_its_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        exec(compile(block, "trust_verify.md", "exec"), names)
    assert "independent" in names


def test_its_options_and_words_exist() -> None:
    app = Typer()
    verify.register(app, Console())
    known = {option for one in get_command(app).params for option in one.opts}
    calls = [line for line in PAGE.splitlines() if line.startswith("aigc verify")]
    used = {word for line in calls for word in line.split() if word.startswith("--")}
    assert used == {"--json", "--store", "--quick", "--lang"} <= known
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == set(get_args(Verdict))
    parts = {"label", "seen", "signatures", "watermark", "chain", "reasons", "members"}
    assert parts <= set(Report.__dataclass_fields__) and all(f"`{one}`" in PAGE for one in parts)
