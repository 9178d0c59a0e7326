"""The policy as people write it."""

from __future__ import annotations

import json

import pytest
import yaml
from typer.testing import CliRunner

from aigc.commands.trust_policy import app
from aigc.errors import ConfigError, InputError
from aigc.trust.policy import Policy, policy
from aigc.trust.policy_file import template, use
from aigc.trust.provenance.log import Log


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AIGC_TRUST", str(tmp_path / "trust"))
    return tmp_path / "trust"


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_template_tells_every_rule_and_is_the_policy_itself(language):
    rules = Policy(people="always", audits=0.25)
    text = template(language, rules)
    assert Policy(**yaml.safe_load(text)) == rules
    assert text.count("#") == sum(1 for line in text.splitlines() if line.strip()[0] != "#")
    assert "(never, flagged, always)" in text


def test_a_policy_is_shown_written_changed_and_used(tmp_path, home):
    assert json.loads(run("show", "--json").stdout)["version"] == Policy().version
    file = tmp_path / "mine.yaml"
    run("write", file, "--lang", "zh")
    assert "何时需要人工审核" in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace('people: "flagged"', 'people: "always"'))
    changed = Policy(people="always")
    assert changed.version in run("check", file).stdout
    assert policy() == Policy()
    run("use", file, "--store", tmp_path / "store")
    assert policy() == changed and changed.version in run("show").stdout
    (entry,) = Log(tmp_path / "store").recent()
    assert (entry.kind, entry.told["policy"]) == ("policy-changed", changed.version)


def test_a_policy_in_json_is_kept_as_one_that_is_read_again(tmp_path):
    file = tmp_path / "mine.json"
    file.write_text('{"sign": "required"}')
    use(file, store=tmp_path / "store", by="li")
    assert policy().sign == "required"


def test_what_is_no_policy_changes_nothing(tmp_path, home):
    file = tmp_path / "mine.yaml"
    file.write_text("people: sometimes\n")
    with pytest.raises(ConfigError, match="people"):
        run("use", file)
    assert not home.exists()
    with pytest.raises(InputError, match="there already"):
        run("write", file)
