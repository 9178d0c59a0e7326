"""The page about review says what runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aigc.commands.review import app
from aigc.trust.policy import Policy

PAGE = (Path(__file__).parents[2] / "docs" / "trust_review.md").read_text(encoding="utf-8")


def test_the_code_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    exec(compile(block, "trust_review.md", "exec"), {})
    assert capsys.readouterr().out.split() == ["pending_review", "out"]


def test_the_page_names_commands_and_rules_that_exist() -> None:
    used = set(re.findall(r"^aigc review ([a-z-]+)", PAGE, re.MULTILINE))
    known = {
        one.name or str(getattr(one.callback, "__name__", "")) for one in app.registered_commands
    }
    assert used
    assert used <= known
    rules = set(re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE))
    assert rules == {"people", "own_work", "audits"} <= set(Policy.model_fields)
