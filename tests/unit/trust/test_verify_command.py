"""`aigc verify` from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from aigc.cli import Console
from aigc.commands import verify as command
from aigc.errors import InputError
from aigc.trust.verify import words
from aigc.trust.verify.report import Label, Marked, Seen, Signed, Verdict
from aigc.types.label import AigcRecord
from tests.unit.trust.label_samples import save
from tests.unit.trust.verify_store import OTHER, House, copied, house, made_of

Run = Callable[..., Result]


@pytest.fixture
def ours(tmp_path: Path) -> House:
    return house(tmp_path / "house")


@pytest.fixture
def run(ours: House, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("AIGC_TRUST", str(ours.folder))
    monkeypatch.setenv("COLUMNS", "300")
    app = Typer()
    command.register(app, Console(stderr=True))

    def invoke(*given: object) -> Result:
        store = ("--store", str(ours.log.path.parents[1]))
        return CliRunner().invoke(app, [*map(str, given), *store], catch_exceptions=False)

    return invoke


def test_a_table_tells_what_was_found(run: Run, ours: House, tmp_path: Path) -> None:
    path = ours.publish(tmp_path / "out", made_of("a.glb"), OTHER)["a.glb"]
    result = run(path.parent)
    assert result.exit_code == 0
    (row,) = (line.split() for line in result.stdout.splitlines() if "a.glb" in line)
    assert row[1] == "authentic" and row[-1] == "yes" and "trusted" in row
    assert "manifest.json" in result.stdout and "altered" not in result.stdout
    result = run("--lang", "zh", path)
    assert "属实" in result.stdout and "可信" in result.stdout
    path.write_bytes(path.read_bytes() + b"x")
    result = run("--quick", path)
    assert result.exit_code == 1 and "altered" in result.stdout
    assert "manifest.json lists another content for it" in result.stdout
    assert "所列内容与此不同" in run("--lang", "zh", path).stdout


def test_json_tells_all_parts(run: Run, ours: House, tmp_path: Path) -> None:
    path = ours.publish(tmp_path / "out", made_of("a.zip"), OTHER)["a.zip"]
    result = run("--json", path)
    (told,) = json.loads(result.stdout)
    assert result.exit_code == 0 and told["verdict"] == told["word"] == "authentic"
    assert told["label"]["state"] == "present" and told["label"]["place"] == "inside"
    assert told["signatures"][0]["signer"] == "House" and told["chain"]["intact"] is True
    assert {one["verdict"] for one in told["members"]} == {"authentic"}
    assert set(told) == {
        "name", "sha256", "verdict", "word", "label", "seen", "signatures", "watermark", "chain",
        "reasons", "members",
    }  # fmt: skip


def test_the_exit_code_tells_of_the_worst_file(run: Run, ours: House, tmp_path: Path) -> None:
    from aigc.trust.labels import files as labels

    good = ours.publish(tmp_path / "out", made_of("a.glb"), OTHER)["a.glb"]
    labelled = save(tmp_path, "a.vrm")
    labels.write(labelled, labelled, AigcRecord.first(producer="other", produce_id="1"))
    assert run(good, labelled).exit_code == 0
    bare = save(tmp_path, "a.json")
    assert run(good, bare).exit_code == 1
    (broken,) = copied([good], tmp_path / "broken")
    broken.write_bytes(b"no model")
    assert run(broken).exit_code == 1
    assert "unreadable" in run(broken).stdout
    with pytest.raises(InputError, match="no file or folder"):
        run(good, tmp_path / "none")
    assert run().exit_code == 2


def test_names_of_strangers_move_no_cursor(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2J[red]\n.txt"
    path.write_text("x")
    for given in ((path,), ("--json", path)):
        assert "\x1b[2J" not in run(*given).stdout
    assert "[red]" in run(path).stdout


def test_the_command_is_there() -> None:
    from aigc import cli

    assert cli.verify is command


@pytest.mark.parametrize("code", get_args(words.Code))
def test_every_reason_is_a_sentence_in_both_languages(code: words.Code) -> None:
    values = ("one", "two", "three")
    for language in ("en", "zh"):
        said = words.said(code, values, language)
        assert said and "{" not in said
    assert {v for v in values if v in words.said(code, values, "en")} == {
        v for v in values if v in words.said(code, values, "zh")
    }
    assert set(get_args(words.Code)) == set(words._SAID)


def test_every_state_has_a_word() -> None:
    kinds = [get_type_hints(one)["state"] for one in (Label, Seen, Signed, Marked)]
    for state in leaves(*kinds, Verdict):
        assert words.word(state, "zh") and words.word(state, "en")


def leaves(*kinds: object) -> set[str]:
    """Return the strings in literals and unions of literals."""
    inner = {one for kind in kinds for one in get_args(kind)}
    return {one for one in inner if isinstance(one, str)} | (
        leaves(*(one for one in inner if not isinstance(one, str))) if inner else set()
    )
