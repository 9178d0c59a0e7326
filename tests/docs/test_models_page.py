"""The guide to models keeps its word: its commands and its Python exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import typer

from aigc import cli
from aigc.commands import models
from aigc.models.catalogue import find
from pipelines.article_to_video import Config
from tests.fake_hub import safetensors

PAGE = Path(__file__).parents[2] / "docs" / "models.md"


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)


def test_its_commands_and_models_exist():
    main = typer.Typer()
    models.register(main, cli.console)
    group = typer.main.get_command(main)
    known = getattr(group, "commands", {}).get("models", group).commands
    calls = [shlex.split(line.split(" #")[0]) for line in blocks("sh")[0].splitlines()]
    asked = [call for call in calls if call[:2] == ["aigc", "models"] and len(call) > 2]
    assert {call[2] for call in asked} == {"list", "fetch", "check", "remove"} == set(known)
    for call in asked:
        names = [word for word in call[3:] if "/" in word]
        assert all(find(name) for name in names)
        flags = {word for word in call[3:] if word.startswith("--")}
        assert flags <= {opt for one in known[call[2]].params for opt in one.opts}
    (video,) = [call for call in calls if call[:2] == ["aigc", "video"]]
    assert video[3].removeprefix("--") in Config.model_fields


def test_its_python_runs(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    (tmp_path / "README.md").write_text("---\nlicense: mit\n---\n")
    (tmp_path / "model.safetensors").write_bytes(safetensors((3,)))
    code = blocks("py")[0].replace("/models/my-model", str(tmp_path))
    names = {}
    exec(compile(code, "models.md", "exec"), names)
    assert names["best"] == re.search(r'# "(diffusers:.*?)"', code)[1]
    assert names["licence_of"](f"transformers:{tmp_path}") == "MIT"
    assert names["check"](str(tmp_path)).problems == ()
