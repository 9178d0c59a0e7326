"""The page about consents says what runs."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from aigc.commands.trust_consent import app
from aigc.trust.consent.record import PURPOSES, Record
from pipelines.consenting import Who

PAGE = (Path(__file__).parents[2] / "docs" / "trust_consent.md").read_text(encoding="utf-8")


def test_the_code_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    exec(compile(block, "trust_consent.md", "exec"), {})
    told = capsys.readouterr().out
    assert "Li Na revoked the consent" in told
    assert "I changed my mind" in told


def test_the_page_names_commands_fields_and_words_that_exist() -> None:
    used = set(re.findall(r"^aigc trust consent ([a-z-]+)", PAGE, re.MULTILINE))
    known = {
        one.name or str(getattr(one.callback, "__name__", "")) for one in app.registered_commands
    }
    assert used == known
    first, last = PAGE.split("## How consents come in")
    rows = "".join(re.findall(r"^\| (`.*?) \|", first, re.MULTILINE))
    assert set(re.findall(r"`(\w+)`", rows)) <= {one.name for one in fields(Record)}
    assert all(f"`{one}`" in first for one in PURPOSES)
    who = re.findall(r"^\| `(\w+)` \|", last.split("## Who needs none")[1], re.MULTILINE)
    assert sorted(who[1:]) == sorted(get_args(Who))
