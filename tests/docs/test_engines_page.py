"""docs/engines.md is what the registry says, and the ways to choose an engine exist."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
import typer

from aigc import cli, registry
from aigc.commands import avatar, lyrics, models, sing, speak, voices
from aigc.models.engines import WAYS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("engines_page", ROOT / "scripts/engines_page.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_registry_says(script):
    made = script.page()
    assert made == script.PAGE.read_text(encoding="utf-8"), "run scripts/engines_page.py"
    assert "<!--" not in made


def test_every_capability_has_a_protocol_where_the_page_says(script):
    assert set(script.PROTOCOLS) == set(registry.BUILT_IN)
    assert [one for one in registry.BUILT_IN if not script.protocol_is_there(one)] == []


def test_every_engine_says_what_it_does_in_a_sentence(script):
    told = {
        target: script.purpose(target)
        for table in registry.BUILT_IN.values()
        for target in table.values()
    }
    assert [target for target, text in told.items() if text == target] == []
    assert [text for text in told.values() if not text.endswith(".")] == []


def test_every_option_of_an_engine_is_described(script):
    kinds = {
        options
        for one, table in registry.BUILT_IN.items()
        for name in table
        for options in script.kept_options(one, name)
    }
    assert len(kinds) >= 2
    bare = [
        f"{k.__name__}.{n}" for k in kinds for n, f in k.model_fields.items() if not f.description
    ]
    assert bare == []


@pytest.fixture(scope="module")
def options():
    """Return command -> its options, as the command line has them."""
    main = typer.Typer()
    commands = [avatar, lyrics, models, sing, speak, voices]
    for name in ("copy", "transcribe", "portrait"):
        if importlib.util.find_spec(f"aigc.commands.{name}"):
            commands.append(importlib.import_module(f"aigc.commands.{name}"))
    for one in commands:
        one.register(main, cli.console)
    found = {c.name: {o for p in c.params for o in p.opts} for c in _commands(main)}
    from pipelines.article_to_video import Config

    found["video"] = {f"--{name.replace('_', '-')}" for name in Config.model_fields}
    return found


def _commands(main):
    group = typer.main.get_command(main)
    return list(group.commands.values())


@pytest.mark.parametrize("capability", sorted(WAYS))
def test_every_way_to_choose_an_engine_exists(capability, options):
    for way in WAYS[capability]:
        assert f"--{way.option}" in options[way.command], str(way)


def test_the_check_of_the_script_fails_where_the_page_differs(script, monkeypatch, tmp_path):
    other = tmp_path / "engines.md"
    other.write_text("old", encoding="utf-8")
    monkeypatch.setattr(script, "PAGE", other)
    monkeypatch.setattr(sys, "argv", ["engines_page.py", "--check"])
    assert script.main() == 1
    monkeypatch.setattr(sys, "argv", ["engines_page.py"])
    assert script.main() == 0
    monkeypatch.setattr(sys, "argv", ["engines_page.py", "--check"])
    assert script.main() == 0
