"""The page on portraits keeps its word."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from aigc.errors import EngineUnavailable
from aigc.portrait.contract import read_contract
from aigc.portrait.layout import Layout, read_layout
from pipelines.portrait import Config

PAGE = (Path(__file__).parents[2] / "docs" / "portraits.md").read_text(encoding="utf-8")
TABLES = re.findall(r"```toml\n(.*?)```", PAGE, re.S)


def test_the_layout_that_is_shown_is_the_default(tmp_path):
    (tmp_path / "driver.toml").write_text(TABLES[0], encoding="utf-8")
    assert read_layout(tmp_path / "driver.toml") == Layout()
    named = set(re.findall(r"^(\w+) =", TABLES[0], re.M))
    parts = [Layout.model_fields[name].default for name in ("mel", "face", "paste")]
    assert named == {"frames_per_step", *(n for part in parts for n in type(part).model_fields)}


def test_the_contract_that_is_shown_is_one(tmp_path):
    path = tmp_path / "driver.toml"
    path.write_text(TABLES[1], encoding="utf-8")
    with pytest.raises(EngineUnavailable, match="PATH/OF/THE/PROJECT"):
        read_contract(path)
    path.write_text(TABLES[1].replace("/PATH/OF/THE/PROJECT", str(tmp_path)), encoding="utf-8")
    contract = read_contract(path)
    assert contract.arguments({"portrait": "p", "audio": "a", "out": "o"})[-1] == "o"


def test_the_flags_that_are_shown_exist():
    known = {f"--{name}" for name in Config.model_fields}
    known |= {"--text", "--audio", "--consent", "--out"}
    blocks = "".join(re.findall(r"```sh\n(.*?)```", PAGE, re.S))
    used = {word for word in shlex.split(blocks, comments=True) if word.startswith("--")}
    assert {"--driver", "--consent"} <= used <= known
    assert set(re.findall(r"^\| `(--\w+)`", PAGE, re.M)) <= known
